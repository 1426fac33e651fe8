"""Wrong ways with the layers around convolution: transposed, adaptive, norms, resizing, reshaping."""

import math
from dataclasses import replace
from typing import Any

from quizgen.slips.slips import asks, slip
from quizgen.solver.layers.adaptive_pooling import AdaptivePooling
from quizgen.solver.layers.batch_normalization import BatchNormalization, InstanceNormalization
from quizgen.solver.layers.layer import as_shape, per_axis
from quizgen.solver.layers.layer_normalization import GroupNorm, LayerNorm, RMSNorm
from quizgen.solver.layers.lp_pooling import LPPool1d, LPPool2d, LPPool3d
from quizgen.solver.layers.padding import PaddingLayer
from quizgen.solver.layers.resizing import Upsample
from quizgen.solver.layers.shaping import Flatten, PixelShuffle, PixelUnshuffle, Unflatten
from quizgen.solver.layers.transposed_convolution import TransposedConvolution
from quizgen.solver.layers.unfolding import Unfold
from quizgen.solver.quantity import Call

LP_POOLS = (LPPool1d, LPPool2d, LPPool3d)


def _input(call: Call) -> tuple[int, ...]:
    one_channel = getattr(call.subject, "dims", 0) == 1
    return as_shape(call.arguments["input_shape"], channels=1 if one_channel else None)


# Transposed convolution: sizes and parameters


def _transposed(call: Call) -> bool:
    return asks(call, "output_shape", TransposedConvolution)


def _axes(call: Call) -> list[tuple[int, ...]]:
    """Size, kernel, stride, padding, output padding of each axis."""
    layer = call.subject
    names = ("kernel_size", "stride", "padding", "output_padding")
    settings = (per_axis(getattr(layer, name), layer.dims, name) for name in names)
    return list(zip(_input(call)[1:], *settings, strict=True))


@slip("forward-formula", _transposed, "output_shape")
def forward_formula(call: Call) -> Any:
    sizes = ((n + 2 * p - k) // s + 1 for n, k, s, p, _ in _axes(call))
    return (call.subject.out_channels, *sizes)


@slip("n-times-S", _transposed, "output_shape")
def n_times_s(call: Call) -> Any:
    return (call.subject.out_channels, *(n * s for n, _, s, _, _ in _axes(call)))


@slip("forgets-output-padding", _transposed, "output_shape")
def forgets_output_padding(call: Call) -> Any:
    return call.of(replace(call.subject, output_padding=0))


@slip("adds-padding", _transposed, "output_shape")
def adds_padding(call: Call) -> Any:
    channels, *sizes = call.compute()
    added = (size + 4 * p for size, (_, _, _, p, _) in zip(sizes, _axes(call), strict=True))
    return (channels, *added)


@slip("keeps-channels", lambda call: call.depth == 0 and _transposed(call), "output_shape")
def keeps_channels(call: Call) -> Any:
    return (call.subject.in_channels, *call.compute()[1:])


def _weights(call: Call) -> bool:
    return asks(call, "parameter_count", TransposedConvolution)


@slip("forgets-bias", lambda call: _weights(call) and call.subject.bias, "parameter_count")
def forgets_bias(call: Call) -> Any:
    return call.of(replace(call.subject, bias=False))


@slip("adds-bias", lambda call: _weights(call) and not call.subject.bias, "parameter_count")
def adds_bias(call: Call) -> Any:
    return call.of(replace(call.subject, bias=True))


@slip("forgets-channels", _weights, "parameter_count")
def forgets_channels(call: Call) -> Any:
    return call.of(replace(call.subject, in_channels=call.subject.groups))


@slip("ignores-groups", _weights, "parameter_count")
def ignores_groups(call: Call) -> Any:
    return call.of(replace(call.subject, groups=1))


@slip("kernel-one-dim", lambda call: _weights(call) and call.subject.dims > 1, "parameter_count")
def kernel_one_dim(call: Call) -> Any:
    first = per_axis(call.subject.kernel_size, call.subject.dims, "")[0]
    return call.of(replace(call.subject, kernel_size=(first, *(1,) * (call.subject.dims - 1))))


# Pooling beyond max and mean


def _adaptive(call: Call) -> bool:
    return asks(call, "output_shape", AdaptivePooling)


@slip("size-is-window", _adaptive, "output_shape")
def size_is_window(call: Call) -> Any:
    channels, *sizes = _input(call)
    windows = per_axis(call.subject.output_size, call.subject.dims, "output_size")
    return (channels, *(n // (w or n) for n, w in zip(sizes, windows, strict=True)))


@slip(
    "channels-merge",
    lambda call: call.depth == 0 and (_adaptive(call) or asks(call, "output_shape", *LP_POOLS)),
    "output_shape",
)
def channels_merge(call: Call) -> Any:
    return (1, *call.compute()[1:])


@slip("ignores-stride", lambda call: asks(call, "output_shape", *LP_POOLS), "output_shape")
def ignores_stride(call: Call) -> Any:
    return call.of(replace(call.subject, stride=1))


# What normalisation learns


def _normalises(call: Call) -> bool:
    kinds = (BatchNormalization, InstanceNormalization, LayerNorm, GroupNorm, RMSNorm)
    return asks(call, "parameter_count", *kinds) and call.compute() > 0


@slip("one-pair", lambda call: _normalises(call) and not _rms(call), "parameter_count")
def one_pair(call: Call) -> Any:  # noqa: ARG001 - whatever the layer's size
    return 2


def _rms(call: Call) -> bool:
    return isinstance(call.subject, RMSNorm)


@slip("gamma-only", lambda call: _normalises(call) and not _rms(call), "parameter_count")
def gamma_only(call: Call) -> Any:
    return math.prod(next(iter(call.subject.parameter_shapes.values())))


@slip(
    "four-learned",
    lambda call: asks(call, "parameter_count", BatchNormalization),
    "parameter_count",
)
def four_learned(call: Call) -> Any:
    layer = call.subject
    return call.compute() + (2 * layer.num_features if layer.track_running_stats else 0)


@slip("adds-shift", lambda call: _normalises(call) and _rms(call), "parameter_count")
def adds_shift(call: Call) -> Any:
    return 2 * call.compute()


# Shapes


@slip("one-axis-only", lambda call: asks(call, "output_shape", Upsample), "output_shape")
def one_axis_only(call: Call) -> Any:
    return (*call.compute()[:-1], _input(call)[-1])


@slip("divides-size", lambda call: asks(call, "output_shape", Upsample), "output_shape")
def divides_size(call: Call) -> Any:
    (channels, *before), after = _input(call), call.compute()[1:]
    return (channels, *(max(1, n * n // m) for n, m in zip(before, after, strict=True)))


@slip(
    "keeps-shuffled-channels",
    lambda call: asks(call, "output_shape", PixelShuffle),
    "output_shape",
)
def keeps_shuffled_channels(call: Call) -> Any:
    return (_input(call)[0], *call.compute()[1:])


@slip("divides-by-r", lambda call: asks(call, "output_shape", PixelShuffle), "output_shape")
def divides_by_r(call: Call) -> Any:
    return (_input(call)[0] // call.subject.upscale_factor, *call.compute()[1:])


@slip(
    "keeps-unshuffled-channels",
    lambda call: asks(call, "output_shape", PixelUnshuffle),
    "output_shape",
)
def keeps_unshuffled_channels(call: Call) -> Any:
    return (_input(call)[0], *call.compute()[1:])


@slip("pads-once", lambda call: asks(call, "output_shape", PaddingLayer), "output_shape")
def pads_once(call: Call) -> Any:
    (channels, *before), after = _input(call), call.compute()[1:]
    return (channels, *(n + (m - n) // 2 for n, m in zip(before, after, strict=True)))


@slip(
    "keeps-input-shape",
    lambda call: asks(
        call, "output_shape", Upsample, PixelShuffle, PaddingLayer, Unfold, TransposedConvolution
    ),
    "output_shape",
)
def keeps_input_shape(call: Call) -> Any:
    return _input(call)


@slip("keeps-axes", lambda call: asks(call, "output_shape", Flatten), "output_shape")
def keeps_axes(call: Call) -> Any:
    shape = _input(call)
    return (shape[0], math.prod(shape[1:]))


@slip("sizes-reversed", lambda call: asks(call, "output_shape", Unflatten), "output_shape")
def sizes_reversed(call: Call) -> Any:
    return call.compute()[::-1]


@slip("positions-first", lambda call: asks(call, "output_shape", Unfold), "output_shape")
def positions_first(call: Call) -> Any:
    return call.compute()[::-1]


@slip("input-positions", lambda call: asks(call, "output_shape", Unfold), "output_shape")
def input_positions(call: Call) -> Any:
    return (call.compute()[0], math.prod(_input(call)[1:]))


@slip("window-without-channels", lambda call: asks(call, "output_shape", Unfold), "output_shape")
def window_without_channels(call: Call) -> Any:
    values, windows = call.compute()
    return (values // _input(call)[0], windows)
