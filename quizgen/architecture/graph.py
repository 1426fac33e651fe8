"""A network while it is described: nodes under names of their own, shapes as far as known."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.graph import given
from quizgen.solver.layer_counts import shape_after
from quizgen.solver.layers.joining import MatMul
from quizgen.solver.layers.tensors import Parameter
from quizgen.solver.network import Network, Node, Unused

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
        self.left_out: list[str] = []
        # What is changed in place: the line, the node, and how many nodes there are then.
        self.changed: list[tuple[int, str, int]] = []
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
        found: Shape | None = None
        if None not in shapes:
            found = shape_after(layer, given(shapes))
        self.by_name[name] = node = Node(name, layer, tuple(inputs), shares)
        self.nodes.append(node)
        self.shapes[name] = found
        return name

    def leave_out(self, what: str) -> None:
        """Note something that is computed and that no layer stands for; shapes are right without it."""
        if what not in self.left_out:
            self.left_out.append(what)

    def network(
        self, *outputs: str, labels: Sequence[str] = (), unused: Sequence[Unused] = ()
    ) -> Network:
        """The network of these outputs; of the rest, what was called and learns or multiplies is kept.

        `labels` is what a dictionary calls its outputs, `unused` what learns and is never called.
        """
        kept = self._needed(outputs)
        if not kept:
            raise UserError("there are no layers", "describe at least one layer")
        last = self.by_name.get(outputs[0]) if len(outputs) == 1 else None
        # What takes the output again, as a call whose result is dropped does, stays behind it.
        if last and not any(last.name in (*node.inputs, node.shares) for node in kept):
            kept = [node for node in kept if node is not last] + [last]
        shapes = tuple(self.inputs.values())
        known = None if None in shapes else (shapes[0] if len(shapes) == 1 else shapes)
        try:
            return Network(
                tuple(kept),
                known,
                tuple(self.inputs),
                outputs=outputs,
                labels=tuple(labels),
                unused=tuple(unused),
                left_out=tuple(self.left_out),
            )
        except ShapeError as error:
            raise UserError(str(error), "check names and inputs of the layers") from None

    def share(self, one: str, other: str, outputs: Sequence[str]) -> bool:
        """Let the later of two nodes have the weight of the earlier one, if the outputs need both; whether they do."""
        order = [node.name for node in self._needed(outputs)]
        if one not in order or other not in order:
            return False
        first, later = sorted((one, other), key=order.index)
        before = self.by_name[later]
        self.by_name[later] = replace(before, shares=before.shares or first)
        self.nodes = [self.by_name[node.name] for node in self.nodes]
        return True

    def _needed(self, outputs: Sequence[str]) -> list[Node]:
        """The nodes on the way to an output, or to a call that counts."""
        needed = set(outputs)
        for node in reversed(self.nodes):
            if node.name in needed or counts(node.layer):
                needed.update((node.name, *node.inputs))
                if node.shares:
                    needed.add(node.shares)
        return [node for node in self.nodes if node.name in needed]


def counts(layer: Any) -> bool:
    """Whether a layer counts although nothing takes its value: it learns, or it multiplies."""
    if isinstance(layer, Parameter):
        return False
    return isinstance(layer, MatMul) or bool(layer.parameter_shapes)
