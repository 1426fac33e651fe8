"""Wrong ways of counting that any layer invites: connections, zeros, multiply-adds."""

import math
from typing import Any

from quizgen.slips.slips import CONVOLUTIONS, POOLS, asks, slip
from quizgen.solver.layers.layer import Countable, as_shape, per_axis
from quizgen.solver.layers.linear import Linear
from quizgen.solver.quantity import Call

# Layers whose counts have slips with names of their own.
NAMED = (Linear, *CONVOLUTIONS, *POOLS)


def _asked_of(call: Call, quantity: str, **modules: str) -> bool:
    """Whether it is asked of one of these layers, by the modules of the solver they stand in.

    They go by their names: nothing is loaded to be asked for.
    """
    if call.quantity != quantity:
        return False
    places = {f"quizgen.solver.layers.{module}": names for module, names in modules.items()}
    return any(
        kind.__name__ in places.get(kind.__module__, "").split()
        for kind in type(call.subject).__mro__
    )


def _of_another_layer(call: Call) -> bool:
    layer = call.subject
    return call.depth == 0 and isinstance(layer, Countable) and not isinstance(layer, NAMED)


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


@slip(
    "zeros-minus-weights",
    lambda call: _asked_of(call, "zeros", transposed_convolution="TransposedConvolution"),
    "zeros",
)
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


# Slips about layers that learn nothing, keep the shape, or multiply nothing


def _asked_plainly(call: Call, quantity: str) -> bool:
    return call.quantity == quantity and _of_another_layer(call)


@slip(
    "one-learned",
    lambda call: _asked_plainly(call, "parameter_count") and call.compute() == 0,
    "parameter_count",
)
def one_learned(call: Call) -> Any:  # noqa: ARG001 - whatever the layer is
    return 1


@slip(
    "none-learned",
    lambda call: call.depth == 0 and _asked_of(call, "parameter_count", prelu="PReLU"),
    "parameter_count",
)
def none_learned(call: Call) -> Any:  # noqa: ARG001 - however many slopes there are
    return 0


@slip(
    "pool-has-params",
    lambda call: call.depth == 0 and _asked_of(call, "parameter_count", lp_pooling="LPPool"),
    "parameter_count",
)
def norm_pool_has_params(call: Call) -> Any:
    layer = call.subject
    return math.prod(per_axis(layer.kernel_size, layer.dims, "kernel_size"))


def _keeps_shape(call: Call) -> bool:
    """Whether an output is as its input is."""
    if not _asked_plainly(call, "output_shape"):
        return False
    given = call.arguments["input_shape"]
    several = not isinstance(given, int) and not all(isinstance(size, int) for size in given)
    return not several and tuple(call.compute()) == tuple(as_shape(given))


@slip("flattens", lambda call: _asked_plainly(call, "output_shape"), "output_shape")
def flattens(call: Call) -> Any:
    return (math.prod(call.compute()),)


@slip("one-output", _keeps_shape, "output_shape")
def one_output(call: Call) -> Any:  # noqa: ARG001 - whatever the shape is
    return (1,)


@slip(
    "keeps-input-shape",
    lambda call: (
        call.depth == 0
        and _asked_of(
            call,
            "output_shape",
            shaping="Reshaping PixelUnshuffle",
            adaptive_pooling="AdaptivePooling",
            tensors="Select Transpose Permute Mean",
            along_axis="GLU",
        )
    ),
    "output_shape",
)
def reshaping_keeps_input_shape(call: Call) -> Any:
    return tuple(as_shape(call.arguments["input_shape"]))


@slip(
    "feed-forward-width",
    lambda call: (
        call.depth == 0
        and _asked_of(
            call, "output_shape", transformer="TransformerEncoderLayer TransformerDecoderLayer"
        )
    ),
    "output_shape",
)
def feed_forward_width(call: Call) -> Any:
    return (call.compute()[0], call.subject.dim_feedforward)


@slip(
    "as-if-joined",
    lambda call: call.depth == 0 and _asked_of(call, "output_shape", joining="Add"),
    "output_shape",
)
def as_if_joined(call: Call) -> Any:
    from quizgen.solver.layers.joining import Concat

    return Concat().output_shape(call.arguments["input_shape"])


@slip(
    "as-if-added",
    lambda call: call.depth == 0 and _asked_of(call, "output_shape", joining="Concat"),
    "output_shape",
)
def as_if_added(call: Call) -> Any:
    return tuple(call.arguments["input_shape"][0])


@slip(
    "counts-one-branch",
    lambda call: call.depth == 0 and _asked_of(call, "connections", joining="Joining"),
    "connections",
)
def counts_one_branch(call: Call) -> Any:
    return math.prod(as_shape(call.arguments["input_shape"][0]))


def _entries(call: Call) -> int:
    """Outputs times inputs, of one input or several."""
    given = call.arguments["input_shape"]
    several = not isinstance(given, int) and not isinstance(given[0], int)
    shapes = given if several else (given,)
    inputs = sum(math.prod(as_shape(shape)) for shape in shapes)
    return inputs * int(math.prod(call.subject.output_shape(given)))


@slip("no-zeros", lambda call: _asked_plainly(call, "zeros"), "zeros")
def no_zeros(call: Call) -> Any:  # noqa: ARG001 - whatever the layer is
    return 0


@slip("entries-for-zeros", lambda call: _asked_plainly(call, "zeros"), "zeros")
def entries_for_zeros(call: Call) -> Any:
    return _entries(call)


def _multiplies_nothing(call: Call) -> bool:
    return call.depth == 0 and call.subject is not None and call.compute() == 0


@slip("edges-are-macs", _multiplies_nothing, "macs")
def edges_are_macs(call: Call) -> Any:
    return call.subject.connections(call.arguments["input_shape"])


@slip(
    "weight-shape",
    lambda call: call.depth == 0 and asks(call, "output_shape", Linear),
    "output_shape",
)
def weight_shape(call: Call) -> Any:
    return (call.subject.out_features, call.subject.in_features)


@slip(
    "adds-sizes",
    lambda call: call.depth == 0 and _asked_of(call, "parameter_count", tensors="Parameter"),
    "parameter_count",
    hint="A learned array has as many numbers as its sizes multiplied.",
)
def adds_sizes(call: Call) -> Any:
    return sum(as_shape(call.subject.shape))


@slip(
    "one-row",
    lambda call: call.depth == 0 and _asked_of(call, "parameter_count", tensors="Parameter"),
    "parameter_count",
    hint="The array has several rows; all their numbers are learned.",
)
def one_row(call: Call) -> Any:
    return as_shape(call.subject.shape)[-1]
