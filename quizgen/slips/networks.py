"""Wrong ways of counting and computing fully connected networks."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from quizgen.slips import malrule
from quizgen.slips.hints import hint_of
from quizgen.solver.network import Network
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array

Test = Callable[[Call], bool]


def always(call: Call) -> bool:  # noqa: ARG001 - a test takes the call
    """For rules that apply to every call of their quantities."""
    return True


Wrong = Callable[[Call], Any]


def slip(
    name: str, *quantities: str, when: Test = always, hint: str = ""
) -> Callable[[Wrong], Wrong]:
    """Register a wrong way of computing some quantities of a fully connected network.

    `hint` is for a name that means something else elsewhere.
    """

    def applies(call: Call) -> bool:
        network = call.subject
        return (
            isinstance(network, Network)
            and network.is_fully_connected
            and bool(network.linears)
            and when(call)
        )

    return malrule(name, hint or hint_of(name) or "", applies, quantities)


def units(call: Call) -> tuple[int, ...]:
    """The layer sizes of the network asked."""
    sizes: tuple[int, ...] = call.subject.sizes
    return sizes


def products(sizes: Sequence[int]) -> list[int]:
    """Weights between neighbouring layers."""
    return [a * b for a, b in pairwise(sizes)]


def without_bias(call: Call) -> bool:
    """Whether no layer of the network has intercepts."""
    return not any(layer.bias for layer in call.subject.linears)


def with_bias(call: Call) -> bool:
    """Whether every layer of the network has intercepts."""
    return all(layer.bias for layer in call.subject.linears)


def several_layers(call: Call) -> bool:
    """Whether there is a hidden layer."""
    return len(units(call)) > 2


# -- how many parameters ----------------------------------------------------------------------

COUNTS = ("parameter_count", "weight_count")


def counts_weights(call: Call) -> bool:
    """Whether the count asked is one of weights only."""
    return call.quantity == "weight_count" or without_bias(call)


@slip("counts-units", "parameter_count", "weight_count")
def _(call: Call) -> int:
    return sum(units(call))


@slip("adds-layers", *COUNTS, when=counts_weights)
def _(call: Call) -> int:
    return sum(a + b for a, b in pairwise(units(call)))


@slip("multiplies-all", *COUNTS, when=lambda call: counts_weights(call) and several_layers(call))
def _(call: Call) -> int:
    total = 1
    for size in units(call):
        total *= size
    return total


def _weights_asked(call: Call) -> bool:
    """Whether weights are all that is asked, not a step towards weights and intercepts."""
    return counts_weights(call) and (call.depth == 0 or without_bias(call))


@slip("adds-bias", *COUNTS, when=_weights_asked)
def _(call: Call) -> int:
    sizes = units(call)
    return sum(products(sizes)) + sum(sizes[1:])


@slip(
    "bias-everywhere",
    "parameter_count",
    when=lambda call: not with_bias(call) and not without_bias(call),
)
def _(call: Call) -> int:
    sizes = units(call)
    return sum(products(sizes)) + sum(sizes[1:])


@slip(
    "forgets-output-layer", *COUNTS, when=lambda call: counts_weights(call) and several_layers(call)
)
def _(call: Call) -> int:
    return sum(products(units(call))[:-1])


@slip(
    "forgets-input-layer", *COUNTS, when=lambda call: counts_weights(call) and several_layers(call)
)
def _(call: Call) -> int:
    return sum(products(units(call))[1:])


@slip(
    "no-bias",
    "parameter_count",
    when=lambda call: not without_bias(call),
    hint="Those are the weights; a layer with intercepts has one more value for each of its units.",
)
def _(call: Call) -> int:
    return sum(products(units(call)))


@slip("bias-on-sender", "parameter_count", "bias_count", when=with_bias)
def _(call: Call) -> int:
    sizes = units(call)
    senders = sum(sizes[:-1])
    return senders if call.quantity == "bias_count" else sum(products(sizes)) + senders


@slip(
    "one-bias-per-layer",
    "parameter_count",
    "bias_count",
    when=with_bias,
    hint="Each hidden and each output unit has an intercept of its own; a layer does not have just one.",
)
def _(call: Call) -> int:
    sizes = units(call)
    layers = len(sizes) - 1
    return layers if call.quantity == "bias_count" else sum(products(sizes)) + layers


@slip(
    "one-bias-total",
    "parameter_count",
    "bias_count",
    when=with_bias,
    hint="Each hidden and each output unit has an intercept of its own; the network does not have just one.",
)
def _(call: Call) -> int:
    return 1 if call.quantity == "bias_count" else sum(products(units(call))) + 1


@slip("input-bias-too", "parameter_count", "bias_count", when=with_bias)
def _(call: Call) -> int:
    sizes = units(call)
    return sum(sizes) if call.quantity == "bias_count" else sum(products(sizes)) + sum(sizes)


@slip("hidden-bias-only", "parameter_count", "bias_count", when=with_bias)
def _(call: Call) -> int:
    sizes = units(call)
    hidden = sum(sizes[1:-1])
    return hidden if call.quantity == "bias_count" else sum(products(sizes)) + hidden


@slip("wrong-receivers", "parameter_count", "bias_count", when=with_bias)
def _(call: Call) -> int:
    sizes = units(call)
    wrong = sizes[0] + sizes[-1]
    return wrong if call.quantity == "bias_count" else sum(products(sizes)) + wrong


@slip("cumulative", "parameters_per_layer", when=several_layers)
def _(call: Call) -> Any:
    return as_array(call.compute()).cumsum()


@slip("shifted", "parameters_per_layer", when=several_layers)
def _(call: Call) -> Any:
    return as_array(call.compute())[1:]


@slip("bias-in-no-bias", "parameters_per_layer", when=without_bias)
def _(call: Call) -> Any:
    return as_array([(a + 1) * b for a, b in pairwise(units(call))])


@slip(
    "forgets-bias",
    "parameters_per_layer",
    when=lambda call: not without_bias(call),
    hint="Those are the weights alone; every unit of a layer has an intercept besides.",
)
def _(call: Call) -> Any:
    return as_array(products(units(call)))


@slip(
    "counts-units",
    "parameters_per_layer",
    hint="Those are units; a weight joins two of them, so multiply the sizes of neighbouring layers.",
)
def _(call: Call) -> Any:
    return as_array(units(call)[1:])


@slip("counts-modules", "tensor_count", when=lambda call: not without_bias(call))
def _(call: Call) -> int:
    return len(call.subject.linears)


# -- reading an architecture or a diagram -----------------------------------------------------


@slip("layers-as-functions", "layer_count")
def _(call: Call) -> int:
    return len(units(call))


@slip("input-is-hidden", "hidden_layer_count")
def _(call: Call) -> int:
    return len(units(call)) - 1


@slip("output-is-hidden", "hidden_unit_count")
def _(call: Call) -> int:
    return sum(units(call)[1:])


@slip("all-units", "hidden_unit_count")
def _(call: Call) -> int:
    return sum(units(call))


@slip("counts-nodes", "connections")
def _(call: Call) -> int:
    return sum(units(call))


@slip("skips-input", "units")
def _(call: Call) -> tuple[int, ...]:
    return units(call)[1:]


def _has_both_sides(call: Call) -> bool:
    layer: int = call.arguments["layer"]
    return 1 <= layer < len(units(call)) - 1


@slip("in-out-swapped", "in_edges", "out_edges", when=_has_both_sides)
def _(call: Call) -> int:
    step = 1 if call.quantity == "in_edges" else -1
    layer: int = call.arguments["layer"]
    return units(call)[layer + step]


@slip("own-layer", "in_edges", "out_edges")
def _(call: Call) -> int:
    layer: int = call.arguments["layer"]
    return units(call)[layer]


@slip(
    "transposed",
    "weight_shape",
    hint="The two sizes are exchanged: which comes first follows from the way a layer is written.",
)
def _(call: Call) -> tuple[int, ...]:
    found: tuple[int, ...] = call.compute()
    return found[::-1]


@slip(
    "next-layer",
    "weight_shape",
    "unit_shape",
    when=lambda call: call.arguments["layer"] < len(units(call)) - 1,
)
def _(call: Call) -> Any:
    return call.compute(layer=call.arguments["layer"] + 1)


@slip("square", "weight_shape")
def _(call: Call) -> tuple[int, ...]:
    size = units(call)[call.arguments["layer"]]
    return (size, size)


@slip("drops-batch", "unit_shape", when=lambda call: call.arguments["batch"] is not None)
def _(call: Call) -> Any:
    return call.compute(batch=None)


@slip(
    "transposed",
    "unit_shape",
    when=lambda call: call.arguments["batch"] is not None,
    hint="The two sizes are exchanged: the statement says whether an observation is a row or a column.",
)
def _(call: Call) -> tuple[int, ...]:
    found: tuple[int, ...] = call.compute()
    return found[::-1]
