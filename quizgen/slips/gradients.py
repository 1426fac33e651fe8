"""Wrong ways of going back through a layer: what a slip makes of the gradients of one `backward`."""

import math
from collections.abc import Callable
from typing import Any

from quizgen.slips.functions import each
from quizgen.slips.layer_outputs import MEANS
from quizgen.slips.slips import CONVOLUTIONS, MAX_POOLS, MEAN_POOLS, asks, slip
from quizgen.solver.layers.adaptive_pooling import AdaptiveMaximumPooling
from quizgen.solver.layers.layer import per_axis
from quizgen.solver.layers.shaping import ChannelShuffle, PixelShuffle, PixelUnshuffle, Reshaping
from quizgen.solver.layers.tensors import Permute, Transpose
from quizgen.solver.layers.transposed_convolution import TransposedConvolution
from quizgen.solver.layers.unfolding import Unfold
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array

WEIGHTED = (*CONVOLUTIONS, TransposedConvolution)
MAXIMA = (*MAX_POOLS, AdaptiveMaximumPooling)


def _asked(*kinds: type) -> Callable[[Call], bool]:
    """Whether the gradients of such a layer (of any, without kinds) are asked for themselves."""
    return lambda call: call.depth == 0 and asks(call, "backward", *(kinds or (object,)))


def _gradient(call: Call) -> Any:
    return as_array(call.arguments["grad_output"])


def _changed(call: Call, **changed: Any) -> dict[str, Any]:
    return {**call.compute(), **changed}


@slip("wrong-sign", _asked(), "backward")
def wrong_sign(call: Call) -> Any:
    return call.compute(grad_output=-_gradient(call))


@slip("forgets-incoming", _asked(), "backward")
def forgets_incoming(call: Call) -> Any:
    return call.compute(grad_output=each(lambda _: 1, _gradient(call)))


def _same_shape(call: Call) -> bool:
    if not _asked()(call) or isinstance(call.arguments["x"], tuple):
        return False
    return bool(as_array(call.arguments["x"]).shape == _gradient(call).shape)


@slip("passes-gradient", _same_shape, "backward")
def passes_gradient(call: Call) -> Any:
    return _changed(call, input=_gradient(call))


@slip("flipped-in-gradient", _asked(*WEIGHTED), "backward")
def flipped_in_gradient(call: Call) -> Any:
    weight = as_array(call.arguments["weight"])
    turned = (slice(None, None, -1),) * min(call.subject.dims, weight.ndim)
    return _changed(call, input=call.compute(weight=weight[(..., *turned)])["input"])


@slip("spreads-evenly", _asked(*MAXIMA), "backward")
def spreads_evenly(call: Call) -> Any:
    layer, x = call.subject, call.arguments["x"]
    mean: Any
    if isinstance(layer, AdaptiveMaximumPooling):
        mean = MEANS[layer.dims - 1](layer.output_size)
    else:
        kind = MEAN_POOLS[layer.dims - 1]
        mean = kind(layer.kernel_size, layer.stride, layer.padding, layer.ceil_mode)
    return mean.backward(x, _gradient(call))


@slip("not-shared-out", _asked(*MEAN_POOLS), "backward")
def not_shared_out(call: Call) -> Any:
    taps = math.prod(per_axis(call.subject.kernel_size, call.subject.dims, "kernel_size"))
    return call.compute(grad_output=each(lambda g: g * taps, _gradient(call)))


@slip(
    "wrong-order",
    _asked(Reshaping, PixelShuffle, PixelUnshuffle, ChannelShuffle, Transpose, Permute, Unfold),
    "backward",
)
def wrong_order(call: Call) -> Any:
    gradient = _gradient(call)
    turned = gradient.ravel(order="F")
    return call.compute(grad_output=turned.reshape(gradient.shape))
