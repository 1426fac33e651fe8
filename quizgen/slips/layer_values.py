"""What goes wrong with outputs and weight matrices of layers."""

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

from quizgen.slips.slips import (
    CONVOLUTIONS,
    MAX_POOLS,
    MEAN_POOLS,
    POOLS,
    asks,
    dilated,
    padded,
    slip,
    strided,
)
from quizgen.solver.layers.average_pooling import AvgPool1d
from quizgen.solver.layers.convolution import Conv1d, Conv2d, Conv3d
from quizgen.solver.layers.layer import per_axis
from quizgen.solver.layers.linear import Linear
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array, tidy
from quizgen.solver.weight_matrix import symbols

# Outputs of convolutions


@slip(
    "stride-1",
    lambda call: asks(call, "output", *CONVOLUTIONS, *POOLS) and strided(call.subject),
    "output",
)
def stride_1(call: Call) -> Any:
    return call.of(replace(call.subject, stride=1))


@slip("flips-kernel", lambda call: asks(call, "output", Conv1d), "output")
def flips_kernel(call: Call) -> Any:
    return call.compute(weight=as_array(call.arguments["weight"])[..., ::-1])


@slip("rotates-kernel", lambda call: asks(call, "output", Conv2d), "output")
def rotates_kernel(call: Call) -> Any:
    return call.compute(weight=as_array(call.arguments["weight"])[..., ::-1, ::-1])


@slip("transposes-kernel", lambda call: asks(call, "output", Conv2d), "output")
def transposes_kernel(call: Call) -> Any:
    return call.compute(weight=as_array(call.arguments["weight"]).swapaxes(-1, -2))


def _single(call: Call) -> bool:
    layer = call.subject
    return (
        asks(call, "output", Conv1d)
        and layer.in_channels == layer.out_channels == 1
        and as_array(call.arguments["x"]).ndim == 1
    )


@slip(
    "non-overlapping",
    lambda call: asks(call, "output", *CONVOLUTIONS) and not strided(call.subject),
    "output",
)
def non_overlapping(call: Call) -> Any:
    return call.of(replace(call.subject, stride=call.subject.kernel_size))


def _one_kernel(call: Call) -> bool:
    layer = call.subject
    return (
        asks(call, "output", *CONVOLUTIONS)
        and layer.in_channels == layer.out_channels == 1
        and as_array(call.arguments["x"]).ndim == layer.dims
    )


@slip("no-sum", _one_kernel, "output")
def no_sum(call: Call) -> Any:
    layer = call.subject
    sizes = per_axis(layer.kernel_size, layer.dims, "")
    first = as_array(call.arguments["x"])[tuple(slice(size) for size in sizes)]
    return first * as_array(call.arguments["weight"]).reshape(sizes)


@slip("full-padding", lambda call: _single(call) and not padded(call.subject), "output")
def full_padding(call: Call) -> Any:
    layer = call.subject
    reach = per_axis(layer.dilation, 1, "")[0] * (per_axis(layer.kernel_size, 1, "")[0] - 1)
    return call.of(replace(layer, padding=reach))


@slip(
    "no-padding",
    lambda call: asks(call, "output", *CONVOLUTIONS) and padded(call.subject),
    "output",
)
def no_padding(call: Call) -> Any:
    return call.of(replace(call.subject, padding=0))


@slip(
    "no-dilation",
    lambda call: asks(call, "output", *CONVOLUTIONS) and dilated(call.subject),
    "output",
)
def no_dilation(call: Call) -> Any:
    return call.of(replace(call.subject, dilation=1))


@slip("phase-shift", lambda call: _single(call) and strided(call.subject), "output")
def phase_shift(call: Call) -> Any:
    every = call.of(replace(call.subject, stride=1))
    return every[call.subject.stride - 1 :: call.subject.stride]


@slip("skips-inputs", lambda call: _single(call) and strided(call.subject), "output")
def skips_inputs(call: Call) -> Any:
    kept = as_array(call.arguments["x"])[:: call.subject.stride]
    return replace(call.subject, stride=1).output(
        kept, call.arguments["weight"], call.arguments["bias"]
    )


@slip(
    "forgets-bias",
    lambda call: asks(call, "output", *CONVOLUTIONS) and call.subject.bias,
    "output",
    hint="Every output has the intercept of its kernel added: it is missing here.",
)
def output_without_bias(call: Call) -> Any:
    layer = replace(call.subject, bias=False)
    return layer.output(call.arguments["x"], call.arguments["weight"])


@slip(
    "first-channel-only",
    lambda call: (
        asks(call, "output", *CONVOLUTIONS) and call.subject.groups == 1 < call.subject.in_channels
    ),
    "output",
)
def first_channel_only(call: Call) -> Any:
    layer, given = call.subject, call.arguments
    weight = as_array(given["weight"]).reshape(
        layer.out_channels, layer.in_channels, *per_axis(layer.kernel_size, layer.dims, "")
    )
    return replace(layer, in_channels=1).output(
        as_array(given["x"])[:1], weight[:, :1], given["bias"]
    )


@slip(
    "sums-filters",
    lambda call: asks(call, "output", *CONVOLUTIONS) and call.subject.out_channels > 1,
    "output",
)
def sums_filters(call: Call) -> Any:
    return call.compute().sum(axis=0)


# Weight matrices


def _matrix_symbols(call: Call) -> Any:
    layer = call.subject
    channels = layer.in_channels // layer.groups
    given = call.arguments["weight"]
    full = (layer.out_channels, channels, *per_axis(layer.kernel_size, layer.dims, ""))
    return symbols("v", full) if given is None else as_array(given).reshape(full)


def _row_matrix(call: Call) -> bool:
    return asks(call, "weight_matrix", Conv1d) and call.subject.in_channels == 1


@slip("kernel-reversed", lambda call: asks(call, "weight_matrix", Conv1d), "weight_matrix")
def kernel_reversed(call: Call) -> Any:
    return call.compute(weight=_matrix_symbols(call)[..., ::-1])


@slip(
    "transposed", lambda call: asks(call, "weight_matrix", Linear, *CONVOLUTIONS), "weight_matrix"
)
def transposed_matrix(call: Call) -> Any:
    return call.compute().T


@slip(
    "rows-not-shifted",
    lambda call: _row_matrix(call) and call.subject.out_channels == 1,
    "weight_matrix",
)
def rows_not_shifted(call: Call) -> Any:
    found = call.compute()
    return found[[0] * len(found)]


@slip(
    "wrap-around",
    lambda call: _row_matrix(call) and call.subject.out_channels == 1 and not strided(call.subject),
    "weight_matrix",
)
def wrap_around(call: Call) -> Any:
    import numpy as np

    first = call.compute()[0]
    return np.stack([np.roll(first, shift) for shift in range(len(first))])


@slip(
    "shift-1-with-stride", lambda call: _row_matrix(call) and strided(call.subject), "weight_matrix"
)
def shift_1_with_stride(call: Call) -> Any:
    rows = len(call.compute()) // call.subject.out_channels
    every = call.of(replace(call.subject, stride=1))
    windows = len(every) // call.subject.out_channels
    return every[[k * windows + u for k in range(call.subject.out_channels) for u in range(rows)]]


def _filters(call: Call) -> bool:
    return _row_matrix(call) and call.subject.out_channels > 1


@slip("interleaved", _filters, "weight_matrix")
def interleaved(call: Call) -> Any:
    found, kernels = call.compute(), call.subject.out_channels
    windows = len(found) // kernels
    return found[[k * windows + u for u in range(windows) for k in range(kernels)]]


@slip("side-by-side", _filters, "weight_matrix")
def side_by_side(call: Call) -> Any:
    import numpy as np

    return np.concatenate(np.split(call.compute(), call.subject.out_channels), axis=1)


@slip("shared-across-filters", _filters, "weight_matrix")
def shared_across_filters(call: Call) -> Any:
    weight = _matrix_symbols(call)
    return call.compute(weight=weight[[0] * len(weight)])


@slip("one-filter", _filters, "weight_matrix")
def one_filter(call: Call) -> Any:
    found = call.compute()
    return found[: len(found) // call.subject.out_channels]


# Pooling


@slip("max-absolute", lambda call: asks(call, "output", *MAX_POOLS), "output")
def max_absolute(call: Call) -> Any:
    import numpy as np

    x = as_array(call.arguments["x"])
    highest, lowest = call.compute(), -call.compute(x=-x)
    return np.where(abs(lowest) > abs(highest), lowest, highest)


@slip("min", lambda call: asks(call, "output", *MAX_POOLS), "output")
def smallest(call: Call) -> Any:
    return -call.compute(x=-as_array(call.arguments["x"]))


@slip("clips-at-zero", lambda call: asks(call, "output", *MAX_POOLS), "output")
def clips_at_zero(call: Call) -> Any:
    import numpy as np

    return np.maximum(call.compute(), 0)


@slip("mean", lambda call: asks(call, "output", *MAX_POOLS), "output")
def mean_for_max(call: Call) -> Any:
    layer = call.subject
    kind = MEAN_POOLS[layer.dims - 1]
    return kind(layer.kernel_size, layer.stride, layer.padding, layer.ceil_mode).output(
        call.arguments["x"]
    )


@slip("max", lambda call: asks(call, "output", *MEAN_POOLS), "output")
def max_for_mean(call: Call) -> Any:
    layer = call.subject
    kind = MAX_POOLS[layer.dims - 1]
    return kind(layer.kernel_size, layer.stride, layer.padding, ceil_mode=layer.ceil_mode).output(
        call.arguments["x"]
    )


@slip("sum", lambda call: asks(call, "output", *MEAN_POOLS) and not padded(call.subject), "output")
def window_sum(call: Call) -> Any:
    layer = call.subject
    return call.compute() * math.prod(per_axis(layer.kernel_size, layer.dims, ""))


@slip(
    "divides-by-stride",
    lambda call: (
        asks(call, "output", AvgPool1d)
        and not padded(call.subject)
        and call.subject.stride not in (None, 1, call.subject.kernel_size)
    ),
    "output",
)
def divides_by_stride(call: Call) -> Any:
    layer = call.subject
    return tidy(call.compute() * Fraction(layer.kernel_size, layer.stride))


@slip("mean-of-absolute", lambda call: asks(call, "output", *MEAN_POOLS), "output")
def mean_of_absolute(call: Call) -> Any:
    return call.compute(x=abs(as_array(call.arguments["x"])))


@slip(
    "rounds",
    lambda call: (
        asks(call, "output", *MEAN_POOLS) and as_array(call.arguments["x"]).dtype.kind != "f"
    ),
    "output",
)
def rounds(call: Call) -> Any:
    found = call.compute()
    # To the nearest whole number, halves away from zero, as schools teach it.
    half = Fraction(1, 2)
    whole = [int(x + half) if x > 0 else -int(half - x) for x in found.ravel().tolist()]
    return as_array(whole).reshape(found.shape)


# Dense layers


def _dense(call: Call) -> bool:
    return asks(call, "output", Linear) and as_array(call.arguments["x"]).ndim == 1


@slip("drops-signs", _dense, "output")
def drops_signs(call: Call) -> Any:
    return call.compute(weight=abs(as_array(call.arguments["weight"])))


@slip("reverses-input", _dense, "output")
def reverses_input(call: Call) -> Any:
    return call.compute(x=as_array(call.arguments["x"])[::-1])


def _square(call: Call) -> bool:
    """Whether rows and columns of the weights are as long as each other, and as the input."""
    return _dense(call) and call.subject.in_features == call.subject.out_features


@slip("elementwise-diagonal", _square, "output")
def elementwise_diagonal(call: Call) -> Any:
    return as_array(call.arguments["weight"]).diagonal() * as_array(call.arguments["x"])


@slip("transpose", _square, "output")
def transpose(call: Call) -> Any:
    weight, x = as_array(call.arguments["weight"]), as_array(call.arguments["x"])
    return weight.T @ x


@slip("forgets-output-bias", lambda call: _dense(call) and call.subject.bias, "output")
def forgets_intercepts(call: Call) -> Any:
    return replace(call.subject, bias=False).output(call.arguments["x"], call.arguments["weight"])


# Convolution of volumes


@slip("flips-kernel", lambda call: call.depth == 0 and asks(call, "output", Conv3d), "output")
def flips_all_axes(call: Call) -> Any:
    return call.compute(weight=as_array(call.arguments["weight"])[..., ::-1, ::-1, ::-1])
