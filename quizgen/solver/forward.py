r"""Forward propagation, every pre-activation and activation in the trace.

Source: Hocking (2021), slides "Forward propagation" and "Computation graph".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.how_many import how_many
from quizgen.solver.activation_table import ACTIVATIONS, Activation
from quizgen.solver.errors import ShapeError
from quizgen.solver.graph import Graph, given
from quizgen.solver.layers.layer import Layer
from quizgen.solver.layers.linear import Linear
from quizgen.solver.layout import check_layout
from quizgen.solver.node import Node, is_dense
from quizgen.solver.trace import leave, silent
from quizgen.solver.values import as_array, product, tidy

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Trace:
    """The values of a chain of layers: `h[0]` is the input, `a[l]` and `h[l]` belong to layer l.

    `a[0]` is None: the input has no pre-activation.
    """

    a: tuple[Any, ...]
    h: tuple[Any, ...]


def activation_of(layer: Layer) -> Activation | None:
    """The elementwise activation a layer stands for, None for any other layer."""
    return ACTIVATIONS[getattr(layer, "activation", "")] if layer.elementwise else None


def parameters_of(layer: Layer, activation: Activation) -> dict[str, Any]:
    """The activation's parameters as the layer has them, such as `negative_slope`."""
    usual = activation.parameters
    return {name: getattr(layer, name, usual[name]) for name in usual} if usual else {}


def walked(net: Graph, x: Any, step: Callable[[Node, Any], Any]) -> dict[str, Any]:
    """The value after every node by name, each by `step` from what the node reads.

    Inputs are given by mapping or in order.
    """
    found = _inputs(net, x)
    for node in net.nodes:
        found[node.name] = step(node, given([found[name] for name in node.inputs]))
    return found


def trace(net: Graph, x: Any, weights: Any, biases: Any, layout: str) -> Trace:
    """`Network.trace`."""
    return traced(net, chain_values(net, x, weights, biases, layout))


def chain_values(net: Graph, x: Any, weights: Any, biases: Any, layout: str) -> dict[str, Any]:
    """The value after every node of a chain, whose fully connected layers have the layout."""
    check_layout(layout)
    if not net.is_chain or net.has_ties:
        raise ShapeError("trace: the network branches or shares weights; ask for `output`")
    matrices, intercepts = aligned(net, weights, biases)
    belongs = net.chain_places

    def step(node: Node, h: Any) -> Any:
        place, begins, ends = belongs[node.name]
        if not begins:
            return passed([node], h, place)
        a = pre_activation(node, h, matrices[place - 1], intercepts[place - 1], place, layout)
        return passed([], a, place) if ends else a

    return walked(net, x, step)


def traced(net: Graph, values: Mapping[str, Any]) -> Trace:
    """The values of a chain by layers that learn."""
    belongs = net.chain_places
    begun = [node.name for node in net.nodes if belongs[node.name][1]]
    ended = [node.name for node in net.nodes if belongs[node.name][2]]
    if not belongs[net.names[0]][0]:
        start, *ended = ended
    else:
        start = net.inputs[0]
    before = tuple(values[name] for name in begun)
    return Trace((None, *before), tuple(values[name] for name in (start, *ended)))


def takes_rows(net: Graph, x: Any) -> bool:
    """Whether a Linear layer is put to each row of one observation, such as the steps of a sequence.

    Without a known shape a matrix is a batch of observations.
    """
    import numpy as np

    if net.input_shape is None or np.ndim(x) != len(net.input_shapes()[0]):
        return False
    return net.has_rows


def values(net: Graph, x: Any, weights: Any, biases: Any) -> dict[str, Any]:
    """The value after every node of any network, by name; inputs by mapping or in order."""
    matrices, intercepts = aligned(net, weights, biases)
    where = places(net)

    def step(node: Node, taken: Any) -> Any:
        if node.name not in where:
            found = node.output(taken)
        else:
            weight, bias = where[node.name]
            shift = None if bias is None else intercepts[bias]
            found = applied(node, taken, matrices[weight], shift)
        leave("value of a layer", found, name=node.name)
        return found

    return walked(net, x, step)


def places(net: Graph) -> dict[str, tuple[int, int | None]]:
    """Which of the given weights and which of the given biases each node with weights uses.

    A node that shares the weight of another one has its own bias, if any.
    """
    own = {node.name: i for i, node in enumerate(net.learned)}
    layers = {id(node.layer): own[node.name] for node in net.learned}
    found: dict[str, tuple[int, int | None]] = {}
    for node in net.nodes:
        if node.shares:
            found[node.name] = (found[node.shares][0], own.get(node.name))
        elif id(node.layer) in layers:
            found[node.name] = (layers[id(node.layer)], layers[id(node.layer)])
    return found


def _inputs(net: Graph, x: Any) -> dict[str, Any]:
    if isinstance(x, Mapping):
        return {name: as_array(x[name]) for name in net.inputs}
    if len(net.inputs) == 1:
        return {net.inputs[0]: as_array(x)}
    return {name: as_array(entry) for name, entry in zip(net.inputs, x, strict=True)}


def aligned(net: Graph, weights: Any, biases: Any) -> tuple[list[Any], list[Any]]:
    """One weight and one bias (or None) for each node that learns."""
    count = len(net.learned)
    if weights is None and count:
        raise ShapeError(f"weights: {count} arrays are needed, one for each layer that learns")
    matrices = list(weights or ())
    intercepts = [None] * count if biases is None else list(biases)
    for name, found in (("weights", matrices), ("biases", intercepts)):
        if len(found) != count:
            raise ShapeError(
                f"{name}: {how_many(len(found), 'array')} for {how_many(count, 'layer')} with weights"
            )
    return matrices, intercepts


def applied(node: Node, x: Any, weight: Any, bias: Any) -> Any:
    """A layer's output; a mapping as weight holds every parameter of the layer by name."""
    if isinstance(weight, Mapping):
        return node.output(x, **weight)
    return node.output(x, weight=weight, **({} if bias is None else {"bias": bias}))


def matrix(net: Graph, input_shape: Any, weights: Any) -> Any:
    """`Network.weight_matrix`."""
    if not net.is_chain or net.has_ties:
        raise ShapeError("weight_matrix: the network branches or shares weights")
    given = iter(aligned(net, weights, None)[0]) if weights is not None else None
    shape = net.input_shapes(input_shape)[0]
    learned = {node.name for node in net.learned}
    found: Any = None
    for node in net.nodes:
        if not node.layer.keeps_values:
            weight = next(given) if given is not None and node.name in learned else None
            factor = _layer_matrix(node, shape, weight)
            found = factor if found is None else product(as_array(factor), as_array(found))
        shape = tuple(node.layer.output_shape(shape))
    return found


def _layer_matrix(node: Node, shape: Any, weight: Any) -> Any:
    if node.layer.on_units or not hasattr(node.layer, "weight_matrix"):
        raise ShapeError(f"{node.name}: {type(node.layer).__name__} is not linear")
    arguments = {} if weight is None else {"weight": weight}
    with silent():
        found = node.layer.weight_matrix(shape, **arguments)
    leave("matrix of a layer", found, name=node.name)
    return found


def pre_activation(node: Node, h: Any, weight: Any, bias: Any, place: int, layout: str) -> Any:
    """a^(l) of the learned layer number `place`."""
    layer = node.layer
    if not is_dense(layer):
        found = applied(node, h, weight, bias)
        leave("values before activation", found, place=place, layer=node.layer)
        return found
    W = as_array(weight)
    _check_fit(node.name, layer, W, h, layout)
    _check_bias(node.name, layer, bias)
    a = product(W, h) if layout == "column" else product(h, W)
    offset = None if bias is None else as_array(bias)
    if offset is not None:
        a = tidy(as_array(a) + (offset[:, None] if layout == "column" and h.ndim == 2 else offset))
    leave("weighted sums of units", a, W=W, h=h, offset=offset, place=place, layout=layout)
    return a


def _check_fit(name: str, layer: Linear, W: "np.ndarray[Any, Any]", h: Any, layout: str) -> None:
    wanted = (layer.out_features, layer.in_features)
    wanted = wanted if layout == "column" else wanted[::-1]
    if W.shape != wanted:
        raise ShapeError(f"{name}: weight of shape {W.shape}, layout {layout!r} needs {wanted}")
    size = h.shape[0] if layout == "column" else h.shape[-1]
    if size != layer.in_features:
        raise ShapeError(f"{name}: input of shape {h.shape}, {layer.in_features} units needed")


def _check_bias(name: str, layer: Linear, bias: Any) -> None:
    if (bias is not None) != bool(layer.bias):
        has = "has intercepts: biases=[…]" if layer.bias else "has none: bias None"
        raise ShapeError(f"{name}: {layer} {has} is needed")
    if bias is not None and as_array(bias).shape != (layer.out_features,):
        raise ShapeError(f"{name}: bias {bias!r} for {layer.out_features} units")


def passed(rest: Sequence[Node], a: Any, place: int) -> Any:
    """h^(l): what follows the learned layer, activation and pooling, applied in order."""
    h = a
    if not rest and place:
        leave("units as they are", h, place=place)
    for node in rest:
        activation = activation_of(node.layer)
        if activation is None:
            with silent():
                h = node.output(h)
            leave("units after a layer", h, place=place, layer=node.layer)
            continue
        parameters = parameters_of(node.layer, activation)
        new = activation(h, **parameters)
        leave(
            "activation of units",
            new,
            name=activation.name,
            a=h,
            parameters=parameters,
            place=place,
        )
        h = new
    return h
