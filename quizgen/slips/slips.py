"""How the slips of layers are registered: exact, so that a rule applies only where it changes the answer."""

from collections.abc import Callable, Mapping
from typing import Any

from quizgen.slips import malrule
from quizgen.slips.hints import HINTS, hint_of
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.average_pooling import AvgPool1d, AvgPool2d, AvgPool3d
from quizgen.solver.layers.convolution import Conv1d, Conv2d, Conv3d
from quizgen.solver.layers.layer import per_axis
from quizgen.solver.layers.max_pooling import MaxPool1d, MaxPool2d, MaxPool3d
from quizgen.solver.quantity import Call, unasked
from quizgen.solver.values import as_array

CONVOLUTIONS = (Conv1d, Conv2d, Conv3d)
MAX_POOLS = (MaxPool1d, MaxPool2d, MaxPool3d)
MEAN_POOLS = (AvgPool1d, AvgPool2d, AvgPool3d)
POOLS = (*MAX_POOLS, *MEAN_POOLS)

Wrong = Callable[[Call], Any]
Applies = Callable[[Call], bool]


def slip(name: str, applies: Applies, *quantities: str, hint: str = "") -> Callable[[Wrong], Wrong]:
    """`malrule` where it gives another answer than the truth; without a hint, the shared table's."""

    def register(wrong: Wrong) -> Wrong:
        def changes(call: Call) -> bool:
            return applies(call) and _differs(call, wrong)

        malrule(name, hint or hint_of(name) or HINTS[name], changes, quantities, applies)(wrong)
        return wrong

    return register


def _differs(call: Call, wrong: Wrong) -> bool:
    with unasked():
        try:
            truth = call.compute() if call.result is None else call.result
            return bool(plain(wrong(call)) != plain(truth))
        except (ShapeError, ValueError, IndexError, ZeroDivisionError, TypeError, KeyError):
            return False


def plain(value: Any) -> Any:
    """A value as numbers, lists and tables, which can be compared.

    >>> plain({"input": (1, 2)})
    {'input': [1, 2]}
    """
    if type(value) is int:
        return value  # by far the most
    if isinstance(value, Mapping):
        return {name: plain(entry) for name, entry in value.items()}
    if isinstance(value, tuple):
        return [plain(entry) for entry in value]
    return value.tolist() if hasattr(value, "tolist") else value


def asks(call: Call, quantity: str, *kinds: type) -> bool:
    """Whether a call is for a quantity of one of these layers."""
    return call.quantity == quantity and isinstance(call.subject, kinds)


def output_of(*kinds: type) -> Applies:
    """Whether the output of such a layer is asked for itself, not of a network around it."""
    return lambda call: call.depth == 0 and asks(call, "output", *kinds)


def x_of(call: Call) -> Any:
    """What goes into the layer."""
    return as_array(call.arguments["x"])


def strided(layer: Any) -> bool:
    """Whether windows are more than one position apart."""
    if isinstance(layer, CONVOLUTIONS):
        return any(stride != 1 for stride in per_axis(layer.stride, layer.dims, "stride"))
    if not isinstance(layer, POOLS):
        return False
    stride = layer.kernel_size if layer.stride is None else layer.stride
    return any(size != 1 for size in per_axis(stride, layer.dims, "stride"))


def dilated(layer: Any) -> bool:
    """Whether there are gaps between the values of a window."""
    return any(size != 1 for size in per_axis(layer.dilation, layer.dims, "dilation"))


def padded(layer: Any) -> bool:
    """Whether there is any padding."""
    return layer.padding not in (0, (0, 0), [0, 0], "valid")
