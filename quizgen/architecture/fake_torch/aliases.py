"""Tensors that are parts or other views of one that is changed in place: they change with it, and no node says so."""

import math
from collections.abc import Iterator, Sequence

from quizgen.architecture.graph import Graph
from quizgen.solver.layers.activation import Identity
from quizgen.solver.layers.shaping import Reshaping
from quizgen.solver.layers.tensors import Permute, Select, Transpose

_VIEWS = Reshaping | Transpose | Permute | Select | Identity


def seen_elsewhere(graph: Graph, outputs: Sequence[str]) -> Iterator[str]:
    """What was changed in place and is looked at afterwards in another way: `z = y.view(-1); z += 1; return y`."""
    for line, before, place in graph.changed:
        others = _others(graph, before, place)
        taken = {source for node in graph.nodes[place:] for source in node.inputs}
        if others & (taken | set(outputs)):
            yield f"line {line}: a view of a tensor is changed in place, and the tensor with it"


def _others(graph: Graph, name: str, place: int) -> set[str]:
    """The tensors made so far that share numbers with this one: what it is a view of, and the views of all these."""
    early = graph.nodes[:place]
    known = {node.name: node for node in early}
    found, at = {name}, name
    while at in known and moves(graph, at):
        (at,) = known[at].inputs
        found.add(at)
    above = set(found)
    for node in early:
        shown = len(node.inputs) == 1 and node.inputs[0] in found and moves(graph, node.name)
        # Another part of the same tensor has other numbers.
        if shown and (node.inputs[0] not in above - {name} or not _part(graph, node.name)):
            found.add(node.name)
    return found - {name}


def moves(graph: Graph, name: str) -> bool:
    """Whether a node only moves or picks numbers: PyTorch gives a view of the same ones."""
    node = graph.by_name[name]
    return len(node.inputs) == 1 and isinstance(node.layer, _VIEWS)


def _part(graph: Graph, name: str) -> bool:
    shapes = graph.shapes[graph.by_name[name].inputs[0]], graph.shapes[name]
    if None in shapes:
        return False
    before, after = (math.prod(shape or ()) for shape in shapes)
    return after < before
