"""What a block of layers became, kept while a description is read: used again, it is not walked again.

A large network uses few blocks many times, at few shapes. The nodes of a second use are those of
the first under other names, with layers of their own: one layer object in two places is tied weights.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from operator import attrgetter
from typing import Any

from quizgen.architecture.graph import NODES, Graph, Shape
from quizgen.solver.network import Node


@dataclass(frozen=True, slots=True)
class Expansion:
    """The nodes of a block behind the node `before`, each with the shape after it."""

    prefix: str
    before: str
    nodes: Sequence[tuple[Node, Shape | None]]
    output: str

    def again(self, graph: Graph, prefix: str, before: str) -> str:
        """The same nodes once more behind another one; the name of the last, "" where a name is taken.

        >>> from quizgen.solver import Linear
        >>> graph = Graph({"input": (3,)})
        >>> first = graph.add("one.linear", Linear(3, 3), ["input"])
        >>> kept = expansion_of(graph, 0, "one.", "input", first)
        >>> kept.again(graph, "two.", first), graph.nodes[1].inputs, graph.shapes["two.linear"]
        ('two.linear', ('one.linear',), (3,))
        """
        shapes = graph.shapes
        start, added = len(self.prefix), []
        names = {self.before: before}
        for node, _ in self.nodes:
            names[node.name] = name = prefix + node.name[start:]
            if name in shapes or name.rpartition(".")[0] in shapes:
                return ""
        if len(graph.nodes) + len(self.nodes) > NODES:
            return ""
        for node, shape in self.nodes:
            name = names[node.name]
            # A name from outside the block means the same node as before.
            inputs = tuple([names.get(source, source) for source in node.inputs])
            added.append(Node(name, twin(node.layer), inputs))
            shapes[name] = shape
        graph.nodes += added
        graph.by_name.update({node.name: node for node in added})
        return names.get(self.output, self.output)


def expansion_of(graph: Graph, start: int, prefix: str, before: str, output: str) -> Expansion:
    """What was added to the graph from its node number `start` on."""
    nodes = [(node, graph.shapes[node.name]) for node in graph.nodes[start:]]
    return Expansion(prefix, before, nodes, output)


def twin(layer: Any) -> Any:
    """Another object that is the same layer.

    >>> from quizgen.solver import Linear
    >>> layer = Linear(3, 2)
    >>> twin(layer) == layer, twin(layer) is layer
    (True, False)
    """
    kind: Any = type(layer)
    return _twins(kind)(layer)


@cache
def _twins(kind: Any) -> Callable[[Any], Any]:
    """How layers of a class are copied: field by field, as they have passed their checks."""
    if kind.__dictoffset__:
        return copy.copy  # of another package, and may keep more than its fields
    names = [field.name for field in fields(kind)]
    setters = [getattr(kind, name).__set__ for name in names]
    if not names:
        return lambda _: kind()
    values = attrgetter(*names) if len(names) > 1 else lambda layer: (getattr(layer, names[0]),)

    def copied(layer: Any) -> Any:
        found: Any = object.__new__(kind)
        for put, value in zip(setters, values(layer), strict=True):
            put(found, value)
        return found

    return copied
