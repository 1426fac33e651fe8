"""Constants of an ONNX graph: numbers that shapes and settings are computed from, before any layer.

ONNX's own reference implementation computes them, one operator at a time and within bounds.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.errors import UserError

if TYPE_CHECKING:
    import numpy as np

Shape = tuple[int, ...]
# A computed constant has at most so many entries: masks of windows, tables of places.
ENTRIES = 4_000_000
# Operators without weights whose results follow from numbers alone.
FOLDED = frozenset({
    "Abs", "Add", "And", "Cast", "CastLike", "Ceil", "Clip", "Concat", "ConstantOfShape", "Cos", "CumSum", "Div", "Equal", "Erf",
    "Exp", "Expand", "EyeLike", "Flatten", "Floor", "Gather", "GatherElements", "GatherND", "Greater", "GreaterOrEqual",
    "Identity", "Less", "LessOrEqual", "Log", "MatMul", "Max", "Min", "Mod", "Mul", "Neg", "NonZero", "Not", "OneHot", "Or",
    "Pad", "Pow", "Range", "Reciprocal", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSum", "Reshape",
    "Round", "ScatterElements", "ScatterND", "Sign", "Sin", "Size", "Slice", "Split", "Sqrt", "Squeeze", "Sub", "Tile",
    "Transpose", "Trilu", "Unsqueeze", "Where",
})  # fmt: skip


@dataclass(frozen=True, eq=False, slots=True)
class Constant:
    """Numbers that are known; `stored` names the tensor of the file that holds them."""

    array: "np.ndarray[Any, Any]"
    stored: str = ""

    @property
    def shape(self) -> Shape:
        """Its shape."""
        return tuple(self.array.shape)


def folded(node: Any, values: Sequence[Constant | None], opset: int) -> list[Constant]:
    """The results of an operator on constants; `UserError` for too large ones."""
    from onnx.reference import ReferenceEvaluator

    arrays = [None if value is None else value.array for value in values]
    _check_size(node, arrays)
    given = {name: a for name, a in zip(node.input, arrays, strict=True) if name and a is not None}
    try:
        found = ReferenceEvaluator(node, opsets={"": opset}).run(None, given)
    except Exception as error:  # noqa: BLE001 - the reference implementation raises anything
        raise UserError(
            f"{node.op_type} ({node.name}) of constants: {error}", "export the network again"
        ) from None
    import numpy as np

    return [Constant(np.asarray(array)) for array in found]


def _check_size(node: Any, arrays: Sequence[Any]) -> None:
    """Refuse before a few numbers become a tensor that fills the memory."""
    wanted = sum(array.size for array in arrays if array is not None)
    sizes: Mapping[str, int] = {"ConstantOfShape": 0, "Expand": 1, "Reshape": 1}
    if node.op_type in sizes and arrays[sizes[node.op_type]] is not None:
        wanted = max(wanted, math.prod(abs(int(n)) for n in arrays[sizes[node.op_type]].ravel()))
    if node.op_type == "Tile":
        wanted *= math.prod(int(n) for n in arrays[1].ravel())
    if node.op_type == "Pad":
        before = arrays[0].shape
        grown = arrays[1].reshape(2, -1).sum(axis=0) if arrays[1].size == 2 * len(before) else 0
        wanted = max(wanted, math.prod(abs(int(n)) for n in before + grown))
    if node.op_type == "Range":
        start, limit, delta = (float(array) for array in arrays[:3])
        wanted = int(abs((limit - start) / delta)) if delta else ENTRIES + 1
    if node.op_type in {"OneHot", "EyeLike", "MatMul"}:
        wanted *= max(max(array.shape, default=1) for array in arrays if array is not None)
        wanted = wanted if node.op_type != "OneHot" else wanted * int(arrays[1].ravel()[0])
    if node.op_type in {"Add", "Sub", "Mul", "Div", "Where", "Equal", "Mod", "Pow", "Gather"}:
        # Two rows spread over each other.
        wanted = math.prod(array.size for array in arrays if array is not None)
        wanted = _broadcast(arrays) if node.op_type != "Gather" else wanted
    if wanted > ENTRIES:
        raise UserError(
            f"{node.op_type} ({node.name}) makes a constant of {wanted} entries",
            f"at most {ENTRIES}; export the network again",
        )


def _broadcast(arrays: Sequence[Any]) -> int:
    import numpy as np

    shapes = [array.shape for array in arrays if array is not None]
    try:
        return math.prod(np.broadcast_shapes(*shapes))
    except ValueError:
        return 0  # the operator says what is wrong
