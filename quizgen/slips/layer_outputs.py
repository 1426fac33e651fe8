"""Wrong ways with the outputs of layers beyond the lecture: pooling, norms, padding, reshaping, sequences."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from quizgen.slips.functions import each
from quizgen.slips.slips import asks, slip
from quizgen.solver.layers.activation import (
    GLU,
    Elementwise,
    Hardshrink,
    Identity,
    LogSoftmax,
    Softmax,
    Softmin,
    Softshrink,
)
from quizgen.solver.layers.adaptive_pooling import (
    AdaptiveAveragePooling,
    AdaptiveAvgPool1d,
    AdaptiveAvgPool2d,
    AdaptiveAvgPool3d,
    AdaptiveMaximumPooling,
    AdaptiveMaxPool1d,
    AdaptiveMaxPool2d,
    AdaptiveMaxPool3d,
)
from quizgen.solver.layers.attention import MultiheadAttention
from quizgen.solver.layers.batch_normalization import BatchNormalization, InstanceNormalization
from quizgen.solver.layers.embedding import Embedding
from quizgen.solver.layers.joining import Add, Concat, MatMul, Multiply, Subtract
from quizgen.solver.layers.layer_normalization import GroupNorm, LayerNorm, RMSNorm
from quizgen.solver.layers.local_response import LocalResponseNorm
from quizgen.solver.layers.lp_pooling import LPPool
from quizgen.solver.layers.padding import (
    PaddingLayer,
    ReplicationPad1d,
    ReplicationPad2d,
    ReplicationPad3d,
    ZeroPad1d,
    ZeroPad2d,
    ZeroPad3d,
)
from quizgen.solver.layers.prelu import PReLU
from quizgen.solver.layers.recurrent import Recurrent
from quizgen.solver.layers.resizing import Upsample
from quizgen.solver.layers.shaping import (
    ChannelShuffle,
    Dropout,
    PixelShuffle,
    PixelUnshuffle,
    Reshaping,
)
from quizgen.solver.layers.tensors import Mean, Permute, Select, Transpose
from quizgen.solver.layers.transformer import TransformerDecoderLayer, TransformerEncoderLayer
from quizgen.solver.layers.transposed_convolution import TransposedConvolution
from quizgen.solver.layers.unfolding import Unfold
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array, tidy

ACTIVATIONS = (Elementwise, Softmax, LogSoftmax, Softmin, PReLU, ChannelShuffle)
MEANS = (AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d)
MAXIMA = (AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d)
NORMS = (BatchNormalization, InstanceNormalization, LayerNorm, GroupNorm, RMSNorm)
BLOCKS = (TransformerEncoderLayer, TransformerDecoderLayer)

Applies = Callable[[Call], bool]


def _asked(*kinds: type) -> Applies:
    """Whether the output of such a layer is asked for itself, not of a network around it."""
    return lambda call: call.depth == 0 and asks(call, "output", *kinds)


def _x(call: Call) -> Any:
    return as_array(call.arguments["x"])


# Activations and dropout


@slip(
    "passes-through",
    lambda call: _asked(*ACTIVATIONS)(call) and not isinstance(call.subject, Identity),
    "output",
)
def passes_through(call: Call) -> Any:
    return _x(call)


@slip("forgets-minus", _asked(Softmin), "output")
def forgets_minus(call: Call) -> Any:
    return Softmax(call.subject.dim).output(_x(call))


@slip("shrinks-too", _asked(Hardshrink), "output")
def shrinks_too(call: Call) -> Any:
    return Softshrink(call.subject.lambd).output(_x(call))


@slip("cuts-only", _asked(Softshrink), "output")
def cuts_only(call: Call) -> Any:
    return Hardshrink(call.subject.lambd).output(_x(call))


@slip("gates-first", _asked(GLU), "output")
def gates_first(call: Call) -> Any:
    import numpy as np

    axis = call.subject.dim - 1 if call.subject.dim >= 0 else call.subject.dim
    first, second = np.split(_x(call), 2, axis=axis)
    return call.compute(x=np.concatenate([second, first], axis=axis))


@slip("one-slope", lambda call: _asked(PReLU)(call) and call.subject.num_parameters > 1, "output")
def one_slope(call: Call) -> Any:
    return call.compute(
        weight=as_array(call.arguments["weight"])[[0]].repeat(call.subject.num_parameters)
    )


@slip("scales-in-use", _asked(Dropout), "output")
def scales_in_use(call: Call) -> Any:
    return each(lambda x: x * (1 - call.subject.p), _x(call))


# Transposed convolution


@slip(
    "flips-kernel",
    _asked(TransposedConvolution),
    "output",
    hint="Each input lays the kernel down as it is, times its value: the kernel is not turned round.",
)
def flips_kernel(call: Call) -> Any:
    weight = as_array(call.arguments["weight"])
    turned = (slice(None, None, -1),) * min(call.subject.dims, weight.ndim)
    return call.compute(weight=weight[(..., *turned)])


@slip(
    "stride-1",
    _asked(TransposedConvolution),
    "output",
    hint="The stride lies between the outputs at which two neighbouring inputs begin.",
)
def stride_1(call: Call) -> Any:
    return call.of(replace(call.subject, stride=1, output_padding=0))


@slip(
    "no-padding",
    _asked(TransposedConvolution),
    "output",
    hint="Padding of a transposed convolution is cut off the output.",
)
def no_padding(call: Call) -> Any:
    return call.of(replace(call.subject, padding=0))


@slip("forgets-output-padding", _asked(TransposedConvolution), "output")
def forgets_output_padding(call: Call) -> Any:
    return call.of(replace(call.subject, output_padding=0))


@slip(
    "forgets-bias",
    lambda call: _asked(TransposedConvolution)(call) and call.subject.bias,
    "output",
    hint="Every output has the intercept of its kernel added: it is missing here.",
)
def forgets_bias(call: Call) -> Any:
    return replace(call.subject, bias=False).output(call.arguments["x"], call.arguments["weight"])


# Pooling


@slip("max", _asked(AdaptiveAveragePooling), "output")
def max_for_mean(call: Call) -> Any:
    return MAXIMA[call.subject.dims - 1](call.subject.output_size).output(_x(call))


@slip("mean", _asked(AdaptiveMaximumPooling), "output")
def mean_for_max(call: Call) -> Any:
    return MEANS[call.subject.dims - 1](call.subject.output_size).output(_x(call))


@slip("forgets-root", _asked(LPPool), "output")
def forgets_root(call: Call) -> Any:
    return each(lambda norm: norm**call.subject.norm_type, call.compute())


@slip("stride-1", _asked(LPPool), "output")
def norm_pool_stride_1(call: Call) -> Any:
    return call.of(replace(call.subject, stride=1))


@slip(
    "sum",
    _asked(LPPool),
    "output",
    hint="That is the sum of each window: raise the numbers to the power first, add, and take the root.",
)
def sum_for_norm(call: Call) -> Any:
    return call.of(replace(call.subject, norm_type=1))


# Normalisation


def _has(call: Call, name: str) -> bool:
    return _asked(*NORMS)(call) and call.arguments.get(name) is not None


@slip("forgets-shift", lambda call: _has(call, "bias"), "output")
def forgets_shift(call: Call) -> Any:
    return call.compute(bias=None)


@slip("forgets-scale", lambda call: _has(call, "weight"), "output")
def forgets_scale(call: Call) -> Any:
    return call.compute(weight=None)


@slip("not-normalised", _asked(*NORMS, LocalResponseNorm), "output")
def not_normalised(call: Call) -> Any:
    return _x(call)


@slip("centred", _asked(RMSNorm), "output")
def centred(call: Call) -> Any:
    return LayerNorm(call.subject.normalized_shape, eps=call.subject.eps or 0).output(
        _x(call), call.arguments["weight"], None
    )


@slip("not-centred", _asked(LayerNorm), "output")
def not_centred(call: Call) -> Any:
    found = RMSNorm(call.subject.normalized_shape, eps=call.subject.eps).output(
        _x(call), call.arguments["weight"]
    )
    shift = call.arguments["bias"]
    return found if shift is None else tidy(found + as_array(shift))


@slip("divides-by-variance", lambda call: _has(call, "running_var"), "output")
def divides_by_variance(call: Call) -> Any:
    return call.compute(running_var=each(lambda v: v * v, call.arguments["running_var"]))


@slip(
    "batch-statistics",
    lambda call: _asked(BatchNormalization)(call) and _x(call).ndim > 1,
    "output",
)
def batch_statistics(call: Call) -> Any:
    layer, given = call.subject, call.arguments
    return layer.normalize_batch(_x(call)[None], given["weight"], given["bias"])[0]


@slip("whole-layer", _asked(InstanceNormalization, GroupNorm), "output")
def whole_layer(call: Call) -> Any:
    x = _x(call)
    return GroupNorm(1, x.shape[0], eps=call.subject.eps).output(
        x, call.arguments["weight"], call.arguments["bias"]
    )


# Padding and resizing


def _padding(call: Call, *modes: str) -> bool:
    return _asked(PaddingLayer)(call) and call.subject.mode in modes


@slip("zeros-instead", lambda call: _padding(call, "reflect", "replicate", "circular"), "output")
def zeros_instead(call: Call) -> Any:
    kind = (ZeroPad1d, ZeroPad2d, ZeroPad3d)[call.subject.dims - 1]
    return kind(call.subject.padding).output(_x(call))


def _repeated(call: Call) -> Any:
    kind = (ReplicationPad1d, ReplicationPad2d, ReplicationPad3d)[call.subject.dims - 1]
    return kind(call.subject.padding).output(_x(call))


slip("repeats-instead", lambda call: _padding(call, "zeros"), "output")(_repeated)
slip("edge-repeated", lambda call: _padding(call, "reflect", "circular"), "output")(_repeated)


@slip("zeros-between", lambda call: _asked(Upsample)(call) and _nearest(call), "output")
def zeros_between(call: Call) -> Any:
    import numpy as np

    found, x = call.compute(), _x(call)
    steps = tuple(after // n for after, n in zip(found.shape[1:], x.shape[1:], strict=True))
    spread = np.zeros_like(found)
    spread[(slice(None), *(slice(None, None, step) for step in steps))] = x
    return spread


def _nearest(call: Call) -> bool:
    """Whether every place is repeated a whole number of times."""
    after = call.subject.output_shape(_x(call).shape)[1:]
    return all(m % n == 0 for m, n in zip(after, _x(call).shape[1:], strict=True))


# The same numbers at other places


@slip("columns-first", _asked(Reshaping, PixelShuffle, PixelUnshuffle), "output")
def columns_first(call: Call) -> Any:
    return _x(call).ravel(order="F").reshape(call.compute().shape)


@slip("rows-regrouped", _asked(Transpose, Permute, PixelShuffle, PixelUnshuffle, Unfold), "output")
def rows_regrouped(call: Call) -> Any:
    return _x(call).reshape(call.compute().shape)


@slip("positions-first", _asked(Unfold), "output")
def positions_first(call: Call) -> Any:
    return call.compute().T


@slip("counts-from-one", lambda call: _asked(Select)(call) and _whole(call), "output")
def counts_from_one(call: Call) -> Any:
    return call.of(replace(call.subject, index=call.subject.index - 1))


def _whole(call: Call) -> bool:
    return isinstance(call.subject.index, int)


@slip("counts-from-one", _asked(Embedding), "output")
def words_from_one(call: Call) -> Any:
    return as_array(call.arguments["weight"])[as_array(call.arguments["x"]) - 1]


# Branches


@slip("reverses-branches", _asked(Concat), "output")
def reverses_branches(call: Call) -> Any:
    return call.compute(x=tuple(reversed(call.arguments["x"])))


@slip("forgets-branch", _asked(Add, Subtract, Concat, Multiply), "output")
def forgets_branch(call: Call) -> Any:
    return call.compute(x=tuple(call.arguments["x"])[:-1])


@slip("multiplies-branches", _asked(Add), "output")
def multiplies_branches(call: Call) -> Any:
    found, *rest = (as_array(part) for part in call.arguments["x"])
    for part in rest:
        found = found * part
    return found


@slip("adds-branches", _asked(Multiply, Subtract), "output")
def adds_branches(call: Call) -> Any:
    found, *rest = (as_array(part) for part in call.arguments["x"])
    for part in rest:
        found = found + part
    return found


@slip("transposes-second", _asked(MatMul), "output")
def transposes_second(call: Call) -> Any:
    left, right = (as_array(part) for part in call.arguments["x"])
    return call.compute(x=(left, right.swapaxes(-1, -2)))


@slip("multiplies-entrywise", _asked(MatMul), "output")
def multiplies_entrywise(call: Call) -> Any:
    return Multiply().output(call.arguments["x"])


@slip("sums-only", _asked(Mean), "output")
def sums_only(call: Call) -> Any:
    x = _x(call)
    count = x.size // as_array(call.compute()).size
    return each(lambda mean: mean * count, as_array(call.compute()))


# Sequences: parameters come by PyTorch's names


def _without(call: Call, *parts: str) -> Any:
    """The output with the parameters whose names hold any of `parts` at zero."""
    zero = {
        name: as_array(value) * 0
        for name, value in call.arguments.items()
        if name not in {"self", "x", "keys", "values", "memory"}
        and any(part in name for part in parts)
    }
    if not zero:
        return call.compute()
    return call.compute(**zero)


@slip("forgets-state", _asked(Recurrent), "output")
def forgets_state(call: Call) -> Any:
    return _without(call, "weight_hh")


@slip("forgets-intercepts", _asked(Recurrent, MultiheadAttention, *BLOCKS), "output")
def forgets_intercepts(call: Call) -> Any:
    return _without(call, "bias")


@slip("forgets-recurrent-bias", _asked(Recurrent), "output")
def forgets_recurrent_bias(call: Call) -> Any:
    return _without(call, "bias_hh")


@slip("reads-backwards", _asked(Recurrent), "output")
def reads_backwards(call: Call) -> Any:
    return call.compute(x=_x(call)[::-1])[::-1]


@slip("swaps-queries-and-keys", _asked(MultiheadAttention), "output")
def swaps_queries_and_keys(call: Call) -> Any:
    swapped = {}
    for name in ("in_proj_weight", "in_proj_bias"):
        if call.arguments.get(name) is not None:
            values = as_array(call.arguments[name])
            size = len(values) // 3
            order = [*range(size, 2 * size), *range(size), *range(2 * size, 3 * size)]
            swapped[name] = values[order]
    return call.compute(**swapped) if swapped else call.compute()


@slip("norm-elsewhere", _asked(*BLOCKS), "output")
def norm_elsewhere(call: Call) -> Any:
    return call.of(replace(call.subject, norm_first=not call.subject.norm_first))
