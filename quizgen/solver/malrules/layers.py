"""What goes wrong with sizes, counts and values of layers (CATALOGUE families G, H, I)."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from quizgen.solver.layers.convolution import Conv1d, Conv2d, Conv3d
from quizgen.solver.layers.layer import as_shape, per_axis
from quizgen.solver.layers.linear import Linear
from quizgen.solver.layers.pooling import (
    AvgPool1d,
    AvgPool2d,
    AvgPool3d,
    MaxPool1d,
    MaxPool2d,
    MaxPool3d,
)
from quizgen.solver.malrules import malrule
from quizgen.solver.malrules.hints import HINTS
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array

CONVOLUTIONS = (Conv1d, Conv2d, Conv3d)
MAX_POOLS = (MaxPool1d, MaxPool2d, MaxPool3d)
MEAN_POOLS = (AvgPool1d, AvgPool2d, AvgPool3d)
POOLS = (*MAX_POOLS, *MEAN_POOLS)
Wrong = Callable[[Call], Any]


def slip(name: str, applies: Callable[[Call], bool]) -> Callable[[Wrong], Wrong]:
    """`malrule` with the hint of the shared table."""
    return malrule(name, HINTS[name], applies)


def _asks(call: Call, quantity: str, *kinds: type) -> bool:
    return call.quantity == quantity and isinstance(call.subject, kinds)


def _size(call: Call) -> bool:
    return call.quantity == "output_size" and call.subject is None


def _strided(layer: Any) -> bool:
    if isinstance(layer, CONVOLUTIONS):
        return any(s != 1 for s in per_axis(layer.stride, layer.dims, "stride"))
    return isinstance(layer, POOLS) and any(
        axis.stride != 1 for axis in layer.axes((1, *(1 << 20,) * layer.dims))
    )


@slip("forgets-plus-1", _size)
def forgets_plus_1(call: Call) -> int:
    size: int = call.compute() - 1
    return size


@slip(
    "full",
    lambda call: (
        _size(call) and call.arguments["kernel_size"] > 1 and call.arguments["stride"] == 1
    ),
)
def full(call: Call) -> int:
    size: int = call.arguments["in_size"] + call.arguments["kernel_size"] - 1
    return size


def _does_not_fit(call: Call) -> bool:
    given = call.arguments
    reach = given["dilation"] * (given["kernel_size"] - 1) + 1
    room: int = given["in_size"] + sum(given["padding"]) - reach
    return room % int(given["stride"]) != 0


@slip(
    "ceiling", lambda call: _size(call) and not call.arguments["ceil_mode"] and _does_not_fit(call)
)
def ceiling(call: Call) -> int:
    size: int = call.compute() + 1
    return size


@slip("pads-once", lambda call: _size(call) and all(call.arguments["padding"]))
def pads_once(call: Call) -> Any:
    return call.compute(padding=(call.arguments["padding"][0], 0))


def _asks_size(call: Call) -> bool:
    return call.quantity in {"output_size", "output_shape", "connections", "zeros", "macs"}


@slip("ignores-stride", lambda call: _asks_size(call) and _strided(call.subject))
def ignores_stride(call: Call) -> Any:
    return call.of(replace(call.subject, stride=1))


@slip(
    "stride-1", lambda call: _asks(call, "output", *CONVOLUTIONS, *POOLS) and _strided(call.subject)
)
def stride_1(call: Call) -> Any:
    return call.of(replace(call.subject, stride=1))


@slip(
    "forgets-bias",
    lambda call: _asks(call, "parameter_count", Linear, *CONVOLUTIONS) and call.subject.bias,
)
def forgets_bias(call: Call) -> Any:
    return call.of(replace(call.subject, bias=False))


@slip(
    "bias-once",
    lambda call: _asks(call, "parameter_count", Linear, *CONVOLUTIONS) and call.subject.bias,
)
def bias_once(call: Call) -> Any:
    return call.of(replace(call.subject, bias=False)) + 1


@slip(
    "adds-bias",
    lambda call: _asks(call, "parameter_count", Linear, *CONVOLUTIONS) and not call.subject.bias,
)
def adds_bias(call: Call) -> Any:
    return call.of(replace(call.subject, bias=True))


@slip(
    "forgets-channels",
    lambda call: (
        _asks(call, "parameter_count", *CONVOLUTIONS)
        and call.subject.in_channels > call.subject.groups
    ),
)
def forgets_channels(call: Call) -> Any:
    return call.of(replace(call.subject, in_channels=call.subject.groups))


@slip(
    "forgets-filters",
    lambda call: (
        _asks(call, "parameter_count", *CONVOLUTIONS)
        and call.subject.out_channels > 1
        and call.subject.groups == 1
    ),
)
def forgets_filters(call: Call) -> Any:
    return call.of(replace(call.subject, out_channels=1))


@slip("connections-are-params", lambda call: _asks(call, "connections", *CONVOLUTIONS))
def connections_are_params(call: Call) -> Any:
    return call.subject.parameter_count


def _entries(call: Call) -> int:
    layer, shape = call.subject, call.arguments["input_shape"]
    inputs = math.prod(as_shape(shape, channels=1 if layer.dims == 1 else None))
    return inputs * math.prod(layer.output_shape(shape))


@slip("zeros-minus-params", lambda call: _asks(call, "zeros", *CONVOLUTIONS))
def zeros_minus_params(call: Call) -> Any:
    return _entries(call) - replace(call.subject, bias=False).parameter_count


@slip(
    "keeps-channels",
    lambda call: (
        _asks(call, "output_shape", *CONVOLUTIONS)
        and call.subject.in_channels != call.subject.out_channels
    ),
)
def keeps_channels(call: Call) -> Any:
    return (call.subject.in_channels, *call.compute()[1:])


@slip("keeps-size", lambda call: _asks(call, "output_shape", Conv2d, Conv3d))
def keeps_size(call: Call) -> Any:
    return (call.subject.out_channels, *tuple(call.arguments["input_shape"])[1:])


@slip(
    "swapped-HW",
    lambda call: (
        _asks(call, "output_shape", Conv2d, MaxPool2d, AvgPool2d)
        and len(set(tuple(call.arguments["input_shape"])[1:])) > 1
    ),
)
def swapped_hw(call: Call) -> Any:
    channels, height, width = call.compute()
    return (channels, width, height)


@slip(
    "channels-merge",
    lambda call: (
        _asks(call, "output_shape", *POOLS)
        and as_shape(call.arguments["input_shape"], channels=1)[0] > 1
    ),
)
def channels_merge(call: Call) -> Any:
    return (1, *call.compute()[1:])


# Values


@slip("flips-kernel", lambda call: _asks(call, "output", Conv1d))
def flips_kernel(call: Call) -> Any:
    return call.compute(weight=as_array(call.arguments["weight"])[..., ::-1])


@slip("rotates-kernel", lambda call: _asks(call, "output", Conv2d))
def rotates_kernel(call: Call) -> Any:
    return call.compute(weight=as_array(call.arguments["weight"])[..., ::-1, ::-1])


@slip("flips-kernel", lambda call: _asks(call, "weight_matrix", Conv1d))
def kernel_reversed_in_matrix(call: Call) -> Any:
    layer = call.subject
    from quizgen.solver.weight_matrix import symbols

    weight = symbols(
        "v",
        (
            layer.out_channels,
            layer.in_channels // layer.groups,
            *per_axis(layer.kernel_size, 1, ""),
        ),
    )
    return call.compute(weight=weight[..., ::-1])


@slip("transposed", lambda call: _asks(call, "weight_matrix", Linear, *CONVOLUTIONS))
def transposed_matrix(call: Call) -> Any:
    return call.compute().T


def _single(call: Call) -> bool:
    layer = call.subject
    return (
        _asks(call, "output", Conv1d)
        and layer.in_channels == layer.out_channels == 1
        and as_array(call.arguments["x"]).ndim == 1
    )


@slip("non-overlapping", lambda call: _single(call) and not _strided(call.subject))
def non_overlapping(call: Call) -> Any:
    return call.of(replace(call.subject, stride=call.subject.kernel_size))


@slip("no-sum", _single)
def no_sum(call: Call) -> Any:
    weight = as_array(call.arguments["weight"]).ravel()
    return as_array(call.arguments["x"])[: len(weight)] * weight


@slip(
    "full", lambda call: _single(call) and not call.subject.padding and not _strided(call.subject)
)
def full_padding(call: Call) -> Any:
    reach = call.subject.dilation * (call.subject.kernel_size - 1)
    return call.of(replace(call.subject, padding=reach))


@slip("phase-shift", lambda call: _single(call) and _strided(call.subject))
def phase_shift(call: Call) -> Any:
    every = call.of(replace(call.subject, stride=1))
    return every[call.subject.stride - 1 :: call.subject.stride]


@slip(
    "as-drawn",
    lambda call: _asks(call, "output_size", MaxPool1d, AvgPool1d) and _strided(call.subject),
)
def as_drawn(call: Call) -> Any:
    layer = call.subject
    windows = replace(layer, stride=1).output_size(call.arguments["input_shape"])
    return int(windows) // int(layer.kernel_size if layer.stride is None else layer.stride)


@slip("max-absolute", lambda call: _asks(call, "output", *MAX_POOLS))
def max_absolute(call: Call) -> Any:
    import numpy as np

    x = as_array(call.arguments["x"])
    highest, lowest = call.compute(), -call.compute(x=-x)
    return np.where(abs(lowest) > abs(highest), lowest, highest)


@slip("min", lambda call: _asks(call, "output", *MAX_POOLS))
def smallest(call: Call) -> Any:
    return -call.compute(x=-as_array(call.arguments["x"]))


@slip("clips-at-zero", lambda call: _asks(call, "output", *MAX_POOLS))
def clips_at_zero(call: Call) -> Any:
    import numpy as np

    return np.maximum(call.compute(), 0)


def _as_mean(layer: Any) -> Any:
    kind = MEAN_POOLS[layer.dims - 1]
    return kind(layer.kernel_size, layer.stride, layer.padding, layer.ceil_mode)


def _as_max(layer: Any) -> Any:
    kind = MAX_POOLS[layer.dims - 1]
    return kind(layer.kernel_size, layer.stride, layer.padding, ceil_mode=layer.ceil_mode)


@slip("mean", lambda call: _asks(call, "output", *MAX_POOLS))
def mean_for_max(call: Call) -> Any:
    return _as_mean(call.subject).output(call.arguments["x"])


@slip("max", lambda call: _asks(call, "output", *MEAN_POOLS))
def max_for_mean(call: Call) -> Any:
    return _as_max(call.subject).output(call.arguments["x"])


def _window_size(layer: Any) -> int:
    return math.prod(per_axis(layer.kernel_size, layer.dims, ""))


@slip("sum", lambda call: _asks(call, "output", *MEAN_POOLS) and not call.subject.padding)
def window_sum(call: Call) -> Any:
    return call.compute() * _window_size(call.subject)


def _stride_differs(layer: Any) -> bool:
    return layer.stride is not None and layer.stride not in (layer.kernel_size, 1)


@slip(
    "divides-by-stride",
    lambda call: (
        _asks(call, "output", AvgPool1d)
        and not call.subject.padding
        and _stride_differs(call.subject)
    ),
)
def divides_by_stride(call: Call) -> Any:
    from fractions import Fraction

    layer = call.subject
    return call.compute() * Fraction(layer.kernel_size, layer.stride)


@slip("mean-of-absolute", lambda call: _asks(call, "output", *MEAN_POOLS))
def mean_of_absolute(call: Call) -> Any:
    return call.compute(x=abs(as_array(call.arguments["x"])))


@slip(
    "stride-1-default",
    lambda call: _asks(call, "output_size", MaxPool1d, AvgPool1d) and call.subject.stride is None,
)
def stride_1_default(call: Call) -> Any:
    return call.of(replace(call.subject, stride=1))


# Dense values


def _dense(call: Call) -> bool:
    return _asks(call, "output", Linear) and as_array(call.arguments["x"]).ndim == 1


@slip("drops-signs", _dense)
def drops_signs(call: Call) -> Any:
    return call.compute(weight=abs(as_array(call.arguments["weight"])))


@slip("reverses-input", _dense)
def reverses_input(call: Call) -> Any:
    return call.compute(x=as_array(call.arguments["x"])[::-1])


@slip("elementwise-diagonal", _dense)
def elementwise_diagonal(call: Call) -> Any:
    weight, x = as_array(call.arguments["weight"]), as_array(call.arguments["x"])
    size = min(weight.shape)
    return weight.diagonal()[:size] * x[:size]


@slip(
    "transpose", lambda call: _dense(call) and call.subject.out_features <= call.subject.in_features
)
def transpose(call: Call) -> Any:
    weight, x = as_array(call.arguments["weight"]), as_array(call.arguments["x"])
    return weight.T @ x[: weight.shape[0]]


@slip("forgets-output-bias", lambda call: _dense(call) and call.subject.bias)
def forgets_intercepts(call: Call) -> Any:
    return replace(call.subject, bias=False).output(call.arguments["x"], call.arguments["weight"])
