"""Wrong ways with the outputs of layers beyond the lecture: pooling, norms, padding, reshaping."""

from dataclasses import replace
from typing import Any

from quizgen.slips.functions import each
from quizgen.slips.slips import output_of, slip, x_of
from quizgen.solver.layers.activation import Elementwise, Hardshrink, Identity, Softshrink
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
from quizgen.solver.layers.along_axis import GLU, LogSoftmax, Softmax, Softmin
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
from quizgen.solver.layers.resizing import Upsample
from quizgen.solver.layers.shaping import (
    ChannelShuffle,
    Dropout,
    PixelShuffle,
    PixelUnshuffle,
    Reshaping,
)
from quizgen.solver.layers.tensors import Mean, Permute, Select, Transpose
from quizgen.solver.layers.transposed_convolution import TransposedConvolution
from quizgen.solver.layers.unfolding import Unfold
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array, tidy

ACTIVATIONS = (Elementwise, Softmax, LogSoftmax, Softmin, PReLU, ChannelShuffle)
MEANS = (AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d)
MAXIMA = (AdaptiveMaxPool1d, AdaptiveMaxPool2d, AdaptiveMaxPool3d)
NORMS = (BatchNormalization, InstanceNormalization, LayerNorm, GroupNorm, RMSNorm)

# Activations and dropout


@slip(
    "passes-through",
    lambda call: output_of(*ACTIVATIONS)(call) and not isinstance(call.subject, Identity),
    "output",
)
def passes_through(call: Call) -> Any:
    return x_of(call)


@slip("forgets-minus", output_of(Softmin), "output")
def forgets_minus(call: Call) -> Any:
    return Softmax(call.subject.dim).output(x_of(call))


@slip("shrinks-too", output_of(Hardshrink), "output")
def shrinks_too(call: Call) -> Any:
    return Softshrink(call.subject.lambd).output(x_of(call))


@slip("cuts-only", output_of(Softshrink), "output")
def cuts_only(call: Call) -> Any:
    return Hardshrink(call.subject.lambd).output(x_of(call))


@slip("gates-first", output_of(GLU), "output")
def gates_first(call: Call) -> Any:
    import numpy as np

    axis = call.subject.dim - 1 if call.subject.dim >= 0 else call.subject.dim
    first, second = np.split(x_of(call), 2, axis=axis)
    return call.compute(x=np.concatenate([second, first], axis=axis))


@slip(
    "one-slope", lambda call: output_of(PReLU)(call) and call.subject.num_parameters > 1, "output"
)
def one_slope(call: Call) -> Any:
    return call.compute(
        weight=as_array(call.arguments["weight"])[[0]].repeat(call.subject.num_parameters)
    )


@slip("scales-in-use", output_of(Dropout), "output")
def scales_in_use(call: Call) -> Any:
    return each(lambda x: x * (1 - call.subject.p), x_of(call))


# Transposed convolution


@slip(
    "flips-kernel",
    output_of(TransposedConvolution),
    "output",
    hint="Each input lays the kernel down as it is, times its value: the kernel is not turned round.",
)
def flips_kernel(call: Call) -> Any:
    weight = as_array(call.arguments["weight"])
    turned = (slice(None, None, -1),) * min(call.subject.dims, weight.ndim)
    return call.compute(weight=weight[(..., *turned)])


@slip(
    "stride-1",
    output_of(TransposedConvolution),
    "output",
    hint="The stride lies between the outputs at which two neighbouring inputs begin.",
)
def stride_1(call: Call) -> Any:
    return call.of(replace(call.subject, stride=1, output_padding=0))


@slip(
    "no-padding",
    output_of(TransposedConvolution),
    "output",
    hint="Padding of a transposed convolution is cut off the output.",
)
def no_padding(call: Call) -> Any:
    return call.of(replace(call.subject, padding=0))


@slip("forgets-output-padding", output_of(TransposedConvolution), "output")
def forgets_output_padding(call: Call) -> Any:
    return call.of(replace(call.subject, output_padding=0))


@slip(
    "forgets-bias",
    lambda call: output_of(TransposedConvolution)(call) and call.subject.bias,
    "output",
    hint="Every output has the intercept of its kernel added: it is missing here.",
)
def forgets_bias(call: Call) -> Any:
    return replace(call.subject, bias=False).output(call.arguments["x"], call.arguments["weight"])


# Pooling


@slip("max", output_of(AdaptiveAveragePooling), "output")
def max_for_mean(call: Call) -> Any:
    return MAXIMA[call.subject.dims - 1](call.subject.output_size).output(x_of(call))


@slip("mean", output_of(AdaptiveMaximumPooling), "output")
def mean_for_max(call: Call) -> Any:
    return MEANS[call.subject.dims - 1](call.subject.output_size).output(x_of(call))


@slip("forgets-root", output_of(LPPool), "output")
def forgets_root(call: Call) -> Any:
    return each(lambda norm: norm**call.subject.norm_type, call.compute())


@slip("stride-1", output_of(LPPool), "output")
def norm_pool_stride_1(call: Call) -> Any:
    return call.of(replace(call.subject, stride=1))


@slip(
    "sum",
    output_of(LPPool),
    "output",
    hint="That is the sum of each window: raise the numbers to the power first, add, and take the root.",
)
def sum_for_norm(call: Call) -> Any:
    return call.of(replace(call.subject, norm_type=1))


# Normalisation


def _has(call: Call, name: str) -> bool:
    return output_of(*NORMS)(call) and call.arguments.get(name) is not None


@slip("forgets-shift", lambda call: _has(call, "bias"), "output")
def forgets_shift(call: Call) -> Any:
    return call.compute(bias=None)


@slip("forgets-scale", lambda call: _has(call, "weight"), "output")
def forgets_scale(call: Call) -> Any:
    return call.compute(weight=None)


@slip("not-normalised", output_of(*NORMS, LocalResponseNorm), "output")
def not_normalised(call: Call) -> Any:
    return x_of(call)


@slip("centred", output_of(RMSNorm), "output")
def centred(call: Call) -> Any:
    return LayerNorm(call.subject.normalized_shape, eps=call.subject.eps or 0).output(
        x_of(call), call.arguments["weight"], None
    )


@slip("not-centred", output_of(LayerNorm), "output")
def not_centred(call: Call) -> Any:
    found = RMSNorm(call.subject.normalized_shape, eps=call.subject.eps).output(
        x_of(call), call.arguments["weight"]
    )
    shift = call.arguments["bias"]
    return found if shift is None else tidy(found + as_array(shift))


@slip("divides-by-variance", lambda call: _has(call, "running_var"), "output")
def divides_by_variance(call: Call) -> Any:
    return call.compute(running_var=each(lambda v: v * v, call.arguments["running_var"]))


@slip(
    "batch-statistics",
    lambda call: output_of(BatchNormalization)(call) and x_of(call).ndim > 1,
    "output",
)
def batch_statistics(call: Call) -> Any:
    layer, given = call.subject, call.arguments
    return layer.normalize_batch(x_of(call)[None], given["weight"], given["bias"])[0]


@slip("whole-layer", output_of(InstanceNormalization, GroupNorm), "output")
def whole_layer(call: Call) -> Any:
    x = x_of(call)
    return GroupNorm(1, x.shape[0], eps=call.subject.eps).output(
        x, call.arguments["weight"], call.arguments["bias"]
    )


# Padding and resizing


def _padding(call: Call, *modes: str) -> bool:
    return output_of(PaddingLayer)(call) and call.subject.mode in modes


@slip("zeros-instead", lambda call: _padding(call, "reflect", "replicate", "circular"), "output")
def zeros_instead(call: Call) -> Any:
    kind = (ZeroPad1d, ZeroPad2d, ZeroPad3d)[call.subject.dims - 1]
    return kind(call.subject.padding).output(x_of(call))


def _repeated(call: Call) -> Any:
    kind = (ReplicationPad1d, ReplicationPad2d, ReplicationPad3d)[call.subject.dims - 1]
    return kind(call.subject.padding).output(x_of(call))


slip("repeats-instead", lambda call: _padding(call, "zeros"), "output")(_repeated)
slip("edge-repeated", lambda call: _padding(call, "reflect", "circular"), "output")(_repeated)


@slip("zeros-between", lambda call: output_of(Upsample)(call) and _nearest(call), "output")
def zeros_between(call: Call) -> Any:
    import numpy as np

    found, x = call.compute(), x_of(call)
    steps = tuple(after // n for after, n in zip(found.shape[1:], x.shape[1:], strict=True))
    spread = np.zeros_like(found)
    spread[(slice(None), *(slice(None, None, step) for step in steps))] = x
    return spread


def _nearest(call: Call) -> bool:
    """Whether every place is repeated a whole number of times."""
    after = call.subject.output_shape(x_of(call).shape)[1:]
    return all(m % n == 0 for m, n in zip(after, x_of(call).shape[1:], strict=True))


# The same numbers at other places


@slip("columns-first", output_of(Reshaping, PixelShuffle, PixelUnshuffle), "output")
def columns_first(call: Call) -> Any:
    return x_of(call).ravel(order="F").reshape(call.compute().shape)


@slip(
    "rows-regrouped", output_of(Transpose, Permute, PixelShuffle, PixelUnshuffle, Unfold), "output"
)
def rows_regrouped(call: Call) -> Any:
    return x_of(call).reshape(call.compute().shape)


@slip("positions-first", output_of(Unfold), "output")
def positions_first(call: Call) -> Any:
    return call.compute().T


@slip("counts-from-one", lambda call: output_of(Select)(call) and _whole(call), "output")
def counts_from_one(call: Call) -> Any:
    return call.of(replace(call.subject, index=call.subject.index - 1))


def _whole(call: Call) -> bool:
    return isinstance(call.subject.index, int)


@slip("counts-from-one", output_of(Embedding), "output")
def words_from_one(call: Call) -> Any:
    return as_array(call.arguments["weight"])[as_array(call.arguments["x"]) - 1]


# Branches


@slip("reverses-branches", output_of(Concat), "output")
def reverses_branches(call: Call) -> Any:
    return call.compute(x=tuple(reversed(call.arguments["x"])))


@slip("forgets-branch", output_of(Add, Subtract, Concat, Multiply), "output")
def forgets_branch(call: Call) -> Any:
    return call.compute(x=tuple(call.arguments["x"])[:-1])


@slip("multiplies-branches", output_of(Add), "output")
def multiplies_branches(call: Call) -> Any:
    found, *rest = (as_array(part) for part in call.arguments["x"])
    for part in rest:
        found = found * part
    return found


@slip("adds-branches", output_of(Multiply, Subtract), "output")
def adds_branches(call: Call) -> Any:
    found, *rest = (as_array(part) for part in call.arguments["x"])
    for part in rest:
        found = found + part
    return found


@slip("transposes-second", output_of(MatMul), "output")
def transposes_second(call: Call) -> Any:
    left, right = (as_array(part) for part in call.arguments["x"])
    return call.compute(x=(left, right.swapaxes(-1, -2)))


@slip("multiplies-entrywise", output_of(MatMul), "output")
def multiplies_entrywise(call: Call) -> Any:
    return Multiply().output(call.arguments["x"])


@slip("sums-only", output_of(Mean), "output")
def sums_only(call: Call) -> Any:
    x = x_of(call)
    count = x.size // as_array(call.compute()).size
    return each(lambda mean: mean * count, as_array(call.compute()))
