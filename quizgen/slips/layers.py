"""What goes wrong with sizes and counts of layers."""

import math
from dataclasses import replace
from typing import Any

from quizgen.slips.slips import CONVOLUTIONS, POOLS, asks, padded, slip, strided
from quizgen.solver.layers.average_pooling import AvgPool1d, AvgPool2d
from quizgen.solver.layers.convolution import Conv1d, Conv2d, Conv3d
from quizgen.solver.layers.layer import as_shape, per_axis
from quizgen.solver.layers.linear import Linear
from quizgen.solver.layers.max_pooling import MaxPool1d, MaxPool2d
from quizgen.solver.quantity import Call

# Sizes


def _size(call: Call) -> bool:
    return call.quantity == "output_size" and call.subject is None


@slip("forgets-plus-1", _size, "output_size")
def forgets_plus_1(call: Call) -> int:
    size: int = call.compute() - 1
    return size


@slip(
    "full",
    lambda call: (
        _size(call)
        and call.arguments["kernel_size"] > 1
        and call.arguments["stride"] == 1
        and not any(call.arguments["padding"])
    ),
    "output_size",
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
    "ceiling",
    lambda call: _size(call) and not call.arguments["ceil_mode"] and _does_not_fit(call),
    "output_size",
)
def ceiling(call: Call) -> int:
    size: int = call.compute() + 1
    return size


@slip("pads-once", lambda call: _size(call) and all(call.arguments["padding"]), "output_size")
def pads_once(call: Call) -> Any:
    return call.compute(padding=(call.arguments["padding"][0], 0))


@slip("no-padding", lambda call: _size(call) and any(call.arguments["padding"]), "output_size")
def no_padding(call: Call) -> Any:
    return call.compute(padding=(0, 0))


@slip(
    "padding-subtracted", lambda call: _size(call) and any(call.arguments["padding"]), "output_size"
)
def padding_subtracted(call: Call) -> Any:
    left, right = call.arguments["padding"]
    return call.compute(padding=(-left, -right))


@slip(
    "ignores-dilation", lambda call: _size(call) and call.arguments["dilation"] > 1, "output_size"
)
def ignores_dilation(call: Call) -> Any:
    return call.compute(dilation=1)


def _asks_size(call: Call) -> bool:
    return call.quantity in {"output_size", "output_shape", "connections", "zeros", "macs"}


@slip(
    "ignores-stride",
    lambda call: _asks_size(call) and strided(call.subject),
    "output_size",
    "output_shape",
    "connections",
    "zeros",
    "macs",
)
def ignores_stride(call: Call) -> Any:
    return call.of(replace(call.subject, stride=1))


@slip(
    "stride-1-default",
    lambda call: asks(call, "output_size", MaxPool1d, AvgPool1d) and call.subject.stride is None,
    "output_size",
)
def stride_1_default(call: Call) -> Any:
    return call.of(replace(call.subject, stride=1))


@slip(
    "as-drawn",
    lambda call: asks(call, "output_size", MaxPool1d, AvgPool1d) and strided(call.subject),
    "output_size",
)
def as_drawn(call: Call) -> Any:
    layer = call.subject
    windows = replace(layer, stride=1).output_size(call.arguments["input_shape"])
    return int(windows) // int(layer.kernel_size if layer.stride is None else layer.stride)


@slip(
    "rounds-up-pool",
    lambda call: (
        asks(call, "output_shape", *POOLS) and not call.subject.ceil_mode and strided(call.subject)
    ),
    "output_shape",
)
def rounds_up_pool(call: Call) -> Any:
    return call.of(replace(call.subject, ceil_mode=True))


# Shapes: only of a layer that is asked for its shape, not on the way to a count.


def _asks_shape(call: Call, *kinds: type) -> bool:
    return call.depth == 0 and asks(call, "output_shape", *kinds)


@slip("keeps-channels", lambda call: _asks_shape(call, *CONVOLUTIONS), "output_shape")
def keeps_channels(call: Call) -> Any:
    return (call.subject.in_channels, *call.compute()[1:])


@slip("keeps-size", lambda call: _asks_shape(call, Conv2d, Conv3d), "output_shape")
def keeps_size(call: Call) -> Any:
    return (call.subject.out_channels, *tuple(call.arguments["input_shape"])[1:])


def _oblong(call: Call) -> bool:
    """Whether the layer or its input tells height from width."""
    layer, shape = call.subject, as_shape(call.arguments["input_shape"])
    named = (
        getattr(layer, name)
        for name in ("kernel_size", "stride", "padding", "dilation")
        if hasattr(layer, name)
    )
    return shape[-1] != shape[-2] or any(
        isinstance(setting, (tuple, list)) and setting[0] != setting[1] for setting in named
    )


@slip(
    "swapped-HW",
    lambda call: _asks_shape(call, Conv2d, MaxPool2d, AvgPool2d) and _oblong(call),
    "output_shape",
)
def swapped_hw(call: Call) -> Any:
    channels, height, width = call.compute()
    return (channels, width, height)


@slip("channels-merge", lambda call: _asks_shape(call, *POOLS), "output_shape")
def channels_merge(call: Call) -> Any:
    return (1, *call.compute()[1:])


# Parameters


def _has_bias(call: Call) -> bool:
    return asks(call, "parameter_count", Linear, *CONVOLUTIONS) and call.subject.bias


@slip("forgets-bias", _has_bias, "parameter_count")
def forgets_bias(call: Call) -> Any:
    return call.of(replace(call.subject, bias=False))


@slip("bias-once", _has_bias, "parameter_count")
def bias_once(call: Call) -> Any:
    return call.of(replace(call.subject, bias=False)) + 1


@slip(
    "adds-bias",
    lambda call: asks(call, "parameter_count", Linear, *CONVOLUTIONS) and not call.subject.bias,
    "parameter_count",
)
def adds_bias(call: Call) -> Any:
    return call.of(replace(call.subject, bias=True))


@slip(
    "bias-per-channel",
    lambda call: (
        asks(call, "parameter_count", *CONVOLUTIONS)
        and call.subject.bias
        and call.subject.groups == 1
    ),
    "parameter_count",
)
def bias_per_channel(call: Call) -> Any:
    layer = call.subject
    return call.of(replace(layer, bias=False)) + layer.in_channels * layer.out_channels


@slip(
    "forgets-channels", lambda call: asks(call, "parameter_count", *CONVOLUTIONS), "parameter_count"
)
def forgets_channels(call: Call) -> Any:
    return call.of(replace(call.subject, in_channels=call.subject.groups))


@slip(
    "forgets-filters",
    lambda call: asks(call, "parameter_count", *CONVOLUTIONS) and call.subject.groups == 1,
    "parameter_count",
)
def forgets_filters(call: Call) -> Any:
    return call.of(replace(call.subject, out_channels=1))


@slip(
    "kernel-one-dim", lambda call: asks(call, "parameter_count", Conv2d, Conv3d), "parameter_count"
)
def kernel_one_dim(call: Call) -> Any:
    first = per_axis(call.subject.kernel_size, call.subject.dims, "")[0]
    return call.of(replace(call.subject, kernel_size=(first, *(1,) * (call.subject.dims - 1))))


@slip(
    "ignores-groups",
    lambda call: asks(call, "parameter_count", *CONVOLUTIONS) and call.subject.groups > 1,
    "parameter_count",
)
def ignores_groups(call: Call) -> Any:
    return call.of(replace(call.subject, groups=1))


# Connections and zeros


# Within a count of zeros this is the slip `zeros-minus-params`.
@slip(
    "connections-are-params",
    lambda call: call.depth == 0 and asks(call, "connections", *CONVOLUTIONS),
    "connections",
)
def connections_are_params(call: Call) -> Any:
    return call.subject.parameter_count


def _entries(call: Call) -> int:
    layer, shape = call.subject, call.arguments["input_shape"]
    inputs = math.prod(as_shape(shape, channels=1 if layer.dims == 1 else None))
    return inputs * int(math.prod(layer.output_shape(shape)))


@slip("zeros-minus-params", lambda call: asks(call, "zeros", *CONVOLUTIONS), "zeros")
def zeros_minus_params(call: Call) -> Any:
    return _entries(call) - replace(call.subject, bias=False).parameter_count


@slip(
    "zeros-per-row", lambda call: asks(call, "zeros", Conv1d) and not padded(call.subject), "zeros"
)
def zeros_per_row(call: Call) -> Any:
    layer = call.subject
    inputs = math.prod(as_shape(call.arguments["input_shape"], channels=1))
    return inputs - layer.in_channels // layer.groups * layer.taps
