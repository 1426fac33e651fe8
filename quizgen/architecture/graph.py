"""A network while it is described: nodes under names of their own, shapes as far as known."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.network import Network, Node

# Beyond this a description is a mistake or an attack: GPT-3 has fewer layers.
NODES = 20_000
Shape = tuple[int, ...]


class Graph:
    """Collects nodes; `shapes` holds the shape after each node when the inputs' are given."""

    def __init__(self, inputs: dict[str, Shape | None]) -> None:
        self.inputs = inputs
        self.nodes: list[Node] = []
        self.by_name: dict[str, Node] = {}
        self.shapes: dict[str, Shape | None] = dict(inputs)
        self._counts: dict[str, int] = {}

    def fresh(self, name: str) -> str:
        """`name`, or with a number when it is taken."""
        if name not in self.shapes:
            return name
        count = self._counts.get(name, 1)
        while True:
            count += 1
            candidate = f"{name}.{count}"
            if candidate not in self.shapes:
                self._counts[name] = count
                return candidate

    def add(self, name: str, layer: Any, inputs: Sequence[str], shares: str = "") -> str:
        """The name of the new node; `ShapeError` when the layer does not take its inputs."""
        if len(self.nodes) >= NODES:
            raise UserError(f"more than {NODES} layers", "describe a smaller network")
        name = self.fresh(name)
        shapes = [self.shapes[source] for source in inputs]
        known = [shape for shape in shapes if shape is not None]
        found: Shape | None = None
        if len(known) == len(shapes):
            found = _output_shape(layer, known[0] if len(known) == 1 else tuple(known))
        self.by_name[name] = Node(name, layer, tuple(inputs), shares)
        self.nodes.append(self.by_name[name])
        self.shapes[name] = found
        return name

    def change_last(self, layer: Any) -> None:
        """Another layer of the same shape in the node that was added last."""
        last = replace(self.nodes[-1], layer=layer)
        self.nodes[-1] = self.by_name[last.name] = last

    def network(self, output: str) -> Network:
        """The network whose output is the node called `output`; nothing it does not need is kept."""
        needed = {output}
        for node in reversed(self.nodes):
            if node.name in needed:
                needed.update(node.inputs)
                if node.shares:
                    needed.add(node.shares)
        kept = [node for node in self.nodes if node.name in needed]
        if not kept:
            raise UserError("there are no layers", "describe at least one layer")
        last = next(node for node in kept if node.name == output)
        kept = [node for node in kept if node is not last] + [last]
        shapes = tuple(self.inputs.values())
        given = None if None in shapes else (shapes[0] if len(shapes) == 1 else shapes)
        try:
            return Network(tuple(kept), given, tuple(self.inputs))
        except ShapeError as error:
            raise UserError(str(error), "check names and inputs of the layers") from None


@lru_cache(maxsize=4096)
def _output_shape(layer: Any, shape: Any) -> Shape:
    """Large networks repeat few layers at few shapes."""
    return tuple(layer.output_shape(shape))
