"""What a network is made of: named layers and their inputs; a line of its table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeGuard

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Layer, Shape
from quizgen.solver.layers.linear import Linear

INPUT = "input"


@dataclass(frozen=True, slots=True)
class Node:
    """One layer of a network under a name; `inputs` are names of earlier nodes or of inputs.

    `shares` names the node whose weight this one uses too (tied weights count once).
    """

    name: str
    layer: Layer
    inputs: tuple[str, ...] = (INPUT,)
    shares: str = ""

    def output(self, x: Any, **parameters: Any) -> Any:
        """What the layer gives; `ShapeError` for one that computes no values."""
        return self._computed("output", "values")(x, **parameters)

    def backward(self, x: Any, gradient: Any, *parameters: Any) -> Any:
        """The layer's gradients; `ShapeError` for one that computes none."""
        return self._computed("backward", "gradients")(x, gradient, *parameters)

    def _computed(self, member: str, what: str) -> Callable[..., Any]:
        found: Callable[..., Any] | None = getattr(self.layer, member, None)
        if found is None:
            kind = type(self.layer).__name__
            raise ShapeError(f"{self.name}: {what} of {kind} are not computed")
        return found


@dataclass(frozen=True, slots=True)
class Unused:
    """A layer of the module that forward does not call: PyTorch counts what it learns all the same.

    `parameters` is less than the layer's own count where a weight is tied to another one.
    """

    name: str
    layer: Layer
    parameters: int


class Row(NamedTuple):
    """One line of the table of a network."""

    name: str
    layer: Layer
    input_shape: Any
    output_shape: Shape
    parameters: int
    buffers: int
    connections: int
    zeros: int
    macs: int


def is_dense(layer: Layer) -> TypeGuard[Linear]:
    """Whether the layer is fully connected: its weights are a matrix that a layout may transpose."""
    return isinstance(layer, Linear)


def in_order(nodes: Sequence[Any], inputs: Sequence[str]) -> tuple[Node, ...]:
    """Nodes from nodes or tuples; a tuple without inputs takes the node before it."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Node):
            if type(node.inputs) is tuple:
                found.append(node)
                continue
            found.append(Node(node.name, node.layer, _names(node.inputs), node.shares))
            continue
        name, layer, *rest = node
        before = found[-1].name if found else inputs[0]
        found.append(Node(name, layer, _names(rest[0] if rest else before), *rest[1:]))
    return tuple(found)


def repeated(nodes: Sequence[Node]) -> frozenset[str]:
    """Names of nodes whose layer is the very object of an earlier node: tied weights."""
    seen: set[int] = set()
    found = set()
    for node in nodes:
        if id(node.layer) in seen:
            found.add(node.name)
        seen.add(id(node.layer))
    return frozenset(found)


def _names(inputs: Any) -> tuple[str, ...]:
    return (inputs,) if isinstance(inputs, str) else tuple(inputs)
