"""Wrong ways of computing the output of a network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quizgen.slips.networks import Test, several_layers, slip, with_bias
from quizgen.solver import forward
from quizgen.solver.activations import relu, sigmoid
from quizgen.solver.layers.activation import ReLU, Sigmoid
from quizgen.solver.layers.layer import Countable
from quizgen.solver.network import Network, Node
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array, tidy


@dataclass(frozen=True, slots=True)
class Absolute(Countable):
    """The absolute value in the place of ReLU."""

    def output(self, x: Any) -> Any:
        """|x| entry by entry."""
        return abs(as_array(x))


@dataclass(frozen=True, slots=True)
class Mirrored(Countable):
    """The sigmoid with the sign of the exponent lost."""

    def output(self, x: Any) -> Any:
        """1 / (1 + e^x)."""
        return sigmoid(-as_array(x))


FORWARD = ("output", "trace")


def has(*kinds: type) -> Test:
    """A test: some activation of the network is one of these."""

    def test(call: Call) -> bool:
        return any(isinstance(node.layer, kinds) for node in call.subject.nodes)

    return test


def replaced(net: Network, kind: type, layer: Any) -> Network:
    """The network with every activation of one kind replaced."""
    nodes = [
        Node(node.name, layer if isinstance(node.layer, kind) else node.layer, node.inputs)
        for node in net.nodes
    ]
    return Network(tuple(nodes), net.input_shape)


def linear_only(net: Network) -> Network:
    """The network without its activations."""
    nodes = [(node.name, node.layer) for node in net.nodes if hasattr(node.layer, "in_features")]
    return Network(tuple(nodes), net.input_shape)  # type: ignore[arg-type]  # nodes may be pairs


def ends_plain(call: Call) -> bool:
    """Whether the last layer has no activation."""
    last = call.subject.nodes[-1].layer
    return hasattr(last, "in_features") or type(last).__name__ == "Identity"


def extended(net: Network, layer: Any) -> Network:
    """The network with one more activation at the end."""
    return Network((*net.nodes, Node("extra", layer, (net.nodes[-1].name,))), net.input_shape)


def _bent(call: Call) -> bool:
    return any(
        node.layer.on_units and type(node.layer).__name__ != "Identity"
        for node in call.subject.nodes
    )


@slip("no-activation", *FORWARD, when=_bent)
def _(call: Call) -> Any:
    return call.of(linear_only(call.subject))


@slip("relu-on-output", *FORWARD, when=lambda call: has(ReLU)(call) and ends_plain(call))
def _(call: Call) -> Any:
    return call.of(extended(call.subject, ReLU()))


@slip("sigmoid-on-output", *FORWARD, when=lambda call: has(Sigmoid)(call) and ends_plain(call))
def _(call: Call) -> Any:
    return call.of(extended(call.subject, Sigmoid()))


@slip("relu-on-input", *FORWARD, when=has(ReLU))
def _(call: Call) -> Any:
    return call.compute(x=relu(call.arguments["x"]))


@slip("absolute-value", *FORWARD, when=has(ReLU))
def _(call: Call) -> Any:
    return call.of(replaced(call.subject, ReLU, Absolute()))


@slip(
    "sign-of-exponent",
    *FORWARD,
    when=has(Sigmoid),
    hint="Mind the sign of the exponent: the sigmoid grows with its argument.",
)
def _(call: Call) -> Any:
    return call.of(replaced(call.subject, Sigmoid, Mirrored()))


@slip("relu-instead", *FORWARD, when=has(Sigmoid))
def _(call: Call) -> Any:
    return call.of(replaced(call.subject, Sigmoid, ReLU()))


def _turned(call: Call) -> Any:
    """The same with every square weight matrix transposed."""
    weights = [as_array(weight) for weight in call.arguments["weights"]]
    return call.compute(weights=[w.T if w.shape[0] == w.shape[1] else w for w in weights])


def _can_turn(call: Call) -> bool:
    weights = [as_array(weight) for weight in call.arguments["weights"] or ()]
    return any(w.ndim == 2 and w.shape[0] == w.shape[1] and w.shape[0] > 1 for w in weights)


@slip(
    "transposed-weights",
    *FORWARD,
    when=lambda call: call.arguments["layout"] == "column" and _can_turn(call),
)
def _(call: Call) -> Any:
    return _turned(call)


@slip(
    "columns-convention",
    *FORWARD,
    when=lambda call: call.arguments["layout"] == "rows" and _can_turn(call),
)
def _(call: Call) -> Any:
    return _turned(call)


def _given_biases(call: Call) -> bool:
    return call.arguments["biases"] is not None and with_bias(call)


def _zeros(biases: Sequence[Any]) -> list[Any]:
    return [as_array(bias) * 0 for bias in biases]


@slip(
    "forgets-bias",
    *FORWARD,
    when=_given_biases,
    hint="Add the intercept of each unit to its sum of products.",
)
def _(call: Call) -> Any:
    return call.compute(biases=_zeros(call.arguments["biases"]))


@slip(
    "forgets-output-bias",
    *FORWARD,
    when=_given_biases,
    hint="The output units have intercepts too: add them to the sums.",
)
def _(call: Call) -> Any:
    biases = list(call.arguments["biases"])
    return call.compute(biases=[*biases[:-1], *_zeros(biases[-1:])])


@slip(
    "bias-after-activation",
    *FORWARD,
    when=lambda call: _given_biases(call) and _bent(call) and several_layers(call),
)
def _(call: Call) -> Any:
    """Each layer without its bias, which is added to σ(W h)."""
    biases = list(call.arguments["biases"])
    before: list[Any] = [None]
    after: list[Any] = [as_array(call.arguments["x"])]
    pairs = [(node, rest) for node, rest in call.subject.functions if node is not None]
    layout = call.arguments["layout"]
    for place, (node, rest) in enumerate(pairs, start=1):
        weight = call.arguments["weights"][place - 1]
        zero = as_array(biases[place - 1]) * 0
        a = forward.pre_activation(node, after[-1], weight, zero, place, layout)
        before.append(a)
        shift = as_array(biases[place - 1])
        bent = forward.passed(rest, a, place)
        column = shift[:, None] if layout == "column" and bent.ndim == 2 else shift
        after.append(tidy(bent.astype(object) + column))
    return forward.Trace(tuple(before), tuple(after)) if call.quantity == "trace" else after[-1]
