"""Wrong ways of counting that any layer invites: connections, zeros, multiply-adds."""

import math
from typing import Any

from quizgen.solver.layers.layer import as_shape, per_axis
from quizgen.solver.layers.linear import Linear
from quizgen.solver.layers.transposed_convolution import TransposedConvolution
from quizgen.solver.malrules.slips import CONVOLUTIONS, POOLS, asks, slip
from quizgen.solver.network import Network
from quizgen.solver.quantity import Call

# Layers whose counts have slips with names of their own.
NAMED = (Linear, *CONVOLUTIONS, *POOLS, Network)


def _of_another_layer(call: Call) -> bool:
    return call.depth == 0 and call.subject is not None and not isinstance(call.subject, NAMED)


def _has_weights(call: Call) -> bool:
    return _of_another_layer(call) and bool(getattr(call.subject, "parameter_shapes", ()))


def _weights(call: Call) -> int:
    """Learned values without intercepts."""
    shapes = call.subject.parameter_shapes.items()
    return sum(math.prod(shape) for name, shape in shapes if "bias" not in name)


@slip("all-joined", _of_another_layer, "connections")
def all_joined(call: Call) -> Any:
    given = call.arguments["input_shape"]
    return call.compute() + call.subject.zeros(given)


@slip("weights-are-connections", _has_weights, "connections")
def weights_are_connections(call: Call) -> Any:
    return _weights(call)


@slip("zeros-minus-weights", lambda call: asks(call, "zeros", TransposedConvolution), "zeros")
def zeros_minus_weights(call: Call) -> Any:
    entries = call.compute() + call.subject.connections(call.arguments["input_shape"])
    return entries - _weights(call)


@slip("counts-units", lambda call: asks(call, "connections", Linear), "connections")
def counts_units(call: Call) -> Any:
    return call.subject.in_features + call.subject.out_features


@slip(
    "keeps-input-shape",
    lambda call: call.depth == 0 and asks(call, "output_shape", Linear),
    "output_shape",
)
def keeps_input_shape(call: Call) -> Any:
    return tuple(as_shape(call.arguments["input_shape"]))


@slip(
    "pool-has-params",
    lambda call: call.depth == 0 and asks(call, "parameter_count", *POOLS),
    "parameter_count",
)
def pool_has_params(call: Call) -> Any:
    layer = call.subject
    return math.prod(per_axis(layer.kernel_size, layer.dims, "kernel_size"))


def _multiplies(call: Call) -> bool:
    return call.depth == 0 and call.subject is not None and call.compute() > 0


@slip("flops-for-macs", _multiplies, "macs")
def flops_for_macs(call: Call) -> Any:
    return 2 * call.compute()


@slip("parameters-for-macs", _multiplies, "macs")
def parameters_for_macs(call: Call) -> Any:
    return call.subject.parameter_count
