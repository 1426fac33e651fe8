"""What a network is made of: named layers and their inputs; a line of its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

INPUT = "input"
Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One layer of a network under a name; `inputs` are names of earlier nodes or of inputs.

    `shares` names the node whose weight this one uses too (tied weights count once).
    """

    name: str
    layer: Any
    inputs: tuple[str, ...] = (INPUT,)
    shares: str = ""


@dataclass(frozen=True, slots=True)
class Unused:
    """A layer of the module that forward does not call: PyTorch counts what it learns all the same.

    `parameters` is less than the layer's own count where a weight is tied to another one.
    """

    name: str
    layer: Any
    parameters: int


class Row(NamedTuple):
    """One line of the table of a network."""

    name: str
    layer: Any
    input_shape: Any
    output_shape: Shape
    parameters: int
    buffers: int
    connections: int
    zeros: int
    macs: int


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
