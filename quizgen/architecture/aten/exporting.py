"""`torch.export` of a module: the graph of its operators, or why there is none."""

import itertools
import logging
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from quizgen.architecture.any_number import apart
from quizgen.errors import UserError

# As many observations are traced at least.
OBSERVATIONS = 13


class NotFollowedError(UserError):
    """`torch.export` cannot follow the module's `forward`."""


def observed(module: Any, shapes: Sequence[tuple[int, ...]]) -> int:
    """How many observations are traced: no other size of the module is as large."""
    tensors = [tensor.shape for tensor in (*module.parameters(), *module.buffers())]
    return apart(OBSERVATIONS, (size for shape in (*tensors, *shapes) for size in shape))


@contextmanager
def _as_it_was(module: Any) -> Iterator[None]:
    """What forward sets on the module is taken back: while it is traced these are no tensors of numbers."""
    held = [(part, dict(part.__dict__)) for part in module.modules()]
    inner = [(v, dict(v)) for _, entries in held for v in entries.values() if isinstance(v, dict)]
    try:
        yield
    finally:
        for part, entries in held:
            part.__dict__.clear()
            part.__dict__.update(entries)
        for value, entries in inner:
            value.clear()
            value.update(entries)


# Operators that PyTorch refuses to run on tensors of several types of numbers, though it exports them.
_ONE_TYPE = frozenset(
    "linear matmul mm bmm mv dot addmm baddbmm addbmm addmv conv1d conv2d conv3d conv_transpose1d conv_transpose2d"
    " conv_transpose3d convolution bilinear einsum lstm gru rnn_tanh rnn_relu scaled_dot_product_attention".split()
)
# A module that learns no more numbers, and reads no more, is run once to see whether PyTorch runs it.
_SMALL = 100_000
# Of so many inputs each may be of real or of whole numbers.
_FEW = 3


def mixed_types(program: Any) -> str:
    """What an exported program multiplies that PyTorch does not: numbers of several types."""
    for node in program.graph.nodes:
        name = getattr(getattr(node.target, "_schema", None), "name", "").rpartition("::")[2]
        held = [given.meta.get("val") for given in node.all_input_nodes]
        types = {
            str(value.dtype).removeprefix("torch.") for value in held if hasattr(value, "dtype")
        }
        if name in _ONE_TYPE and len(types) > 1:
            return f"{name} of numbers of the types {' and '.join(sorted(types))}"
    return ""


def runs_quickly(module: Any, shapes: Sequence[tuple[int, ...]]) -> bool:
    """Whether a module is so small that it can be run besides."""
    tensors = [tensor.shape for tensor in (*module.parameters(), *module.buffers())]
    many: int = sum(math.prod(shape) for shape in (*tensors, *shapes))
    return many <= _SMALL


@contextmanager
def _quietly() -> Iterator[None]:
    """Without what PyTorch logs of an operator that it refuses: that is told once, in the end."""
    log = logging.getLogger("torch._subclasses.fake_tensor")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)


def refusal(module: Any, shapes: Sequence[tuple[int, ...]]) -> str:
    """Why PyTorch itself does not run the module on such inputs, real or whole; nothing where it does."""
    import copy
    import warnings

    import torch

    try:
        twin = copy.deepcopy(module)
    except Exception:  # noqa: BLE001 - a stranger's module may hold anything
        return ""
    said = ""
    for types in _types(shapes):
        given = tuple(
            torch.zeros(OBSERVATIONS, *shape, dtype=kind)
            for shape, kind in zip(shapes, types, strict=True)
        )
        try:
            with torch.no_grad(), torch.random.fork_rng(devices=[]), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                twin(*given)
        except Exception as error:  # noqa: BLE001 - forward is a stranger's code and may raise anything
            said = said or f"{type(error).__name__}: {str(error).strip().split(chr(10))[0][:200]}"
        else:
            return ""
    return said


def _types(shapes: Sequence[tuple[int, ...]]) -> list[tuple[Any, ...]]:
    """Types of numbers that inputs may have: all are real, all are whole, and what lies between for a few."""
    import torch

    kinds, many = (torch.float32, torch.int64), len(shapes)
    alike: list[tuple[Any, ...]] = [(kind,) * many for kind in kinds]
    if many > _FEW:
        return alike
    return alike + [types for types in itertools.product(kinds, repeat=many) if types not in alike]


def export(module: Any, shapes: Sequence[tuple[int, ...]], observations: int) -> Any:
    """The exported program; inputs are real numbers, or whole ones where only these will do."""
    import warnings

    import torch

    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    first: Exception | None = None
    mixed = ""
    try:
        for types in _types(shapes):
            given = tuple(
                torch.zeros(observations, *shape, dtype=kind)
                for shape, kind in zip(shapes, types, strict=True)
            )
            try:
                with torch.no_grad(), warnings.catch_warnings(), _as_it_was(module), _quietly():
                    warnings.simplefilter("ignore")
                    program = torch.export.export(module, given, strict=False)
            except Exception as error:  # noqa: BLE001 - forward is a stranger's code and may raise anything
                # Whole numbers are tried where real ones are no places in a table.
                first = error if first is None or "indices" in str(first) else first
            else:
                mixed = mixed or mixed_types(program)
                if not mixed_types(program):
                    return program
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
    if mixed:
        raise UserError(f"PyTorch refuses it: {mixed}", "bring them to one type, as by .float()")
    said = str(first).strip().split("\n")[0][:200]
    raise NotFollowedError(
        f"forward cannot be followed: {type(first).__name__}: {said}",
        "forward must not look at the values of its input; give the shapes of all inputs",
    )
