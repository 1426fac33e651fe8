r"""What a fully connected network says about itself: units, layers, shapes, edges of one unit.

Source: Hocking (2021), slides "Network size", "Units in each layer", "Network diagrams".
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver import forward
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.letters import BACK
from quizgen.solver.quantity import quantity, unasked
from quizgen.solver.trace import leave, silent

if TYPE_CHECKING:
    from quizgen.solver.network import Node

Shape = tuple[int, ...]


def _once(fact: Callable[[Any], Any]) -> Any:
    """A property found when it is first asked for, unseen, and kept: a network never changes."""

    def found(self: "FullyConnectedFacts") -> Any:
        if fact not in self.kept:
            with silent(), unasked():
                self.kept[fact] = fact(self)
        return self.kept[fact]

    return property(found, doc=fact.__doc__)


class FullyConnectedFacts:
    """Facts of a network that is a chain of Linear layers and activations.

    `ShapeError` for any other network.
    """

    __slots__ = ()
    letters: ClassVar[Mapping[str, str]] = {
        **BACK,
        "L": "the number of layers with weights",
        "u": "the number of units of a layer",
    }

    nodes: tuple[Any, ...]
    inputs: tuple[str, ...]
    names: tuple[str, ...]
    outputs: tuple[str, ...]
    unused: tuple[Any, ...]
    left_out: tuple[str, ...]
    kept: dict[Any, Any]

    def _own_parameters(self, node: Any) -> int:
        raise NotImplementedError

    def _first_use(self, node: Any) -> bool:
        raise NotImplementedError

    @_once
    def learned(self) -> "tuple[Node, ...]":
        """The nodes with weights of their own, in order."""
        return tuple(node for node in self.nodes if self._own_parameters(node))

    @_once
    def functions(self) -> "tuple[tuple[Node | None, tuple[Node, ...]], ...]":
        """The functions f^(1), …, f^(L): each a learned node and what follows it.

        A chain that begins with layers that do not learn has these in a first pair without node.
        """
        found: list[tuple[Any, list[Any]]] = []
        learned = {node.name for node in self.learned}
        for node in self.nodes:
            if node.name in learned:
                found.append((node, []))
            elif not found:
                found.append((None, [node]))
            else:
                found[-1][1].append(node)
        return tuple((node, tuple(rest)) for node, rest in found)

    @_once
    def linears(self) -> tuple[Any, ...]:
        """The fully connected layers, in order."""
        return tuple(node.layer for node in self.nodes if hasattr(node.layer, "in_features"))

    @_once
    def is_chain(self) -> bool:
        """Whether every node takes just the one before it, and there is nothing beside them."""
        before = [self.inputs[0], *self.names]
        beside = self.outputs or self.unused or self.left_out
        return (
            not beside
            and len(self.inputs) == 1
            and all(node.inputs == (name,) for node, name in zip(self.nodes, before, strict=False))
        )

    @_once
    def has_ties(self) -> bool:
        """Whether some layer uses the weights of an earlier one."""
        return any(
            node.shares or (not self._first_use(node) and node.layer.parameter_count)
            for node in self.nodes
        )

    @_once
    def is_fully_connected(self) -> bool:
        """Whether it is a chain of untied Linear layers and activations only."""
        return self.is_chain and all(
            forward.is_activation(node.layer)
            or (hasattr(node.layer, "in_features") and self._first_use(node) and not node.shares)
            for node in self.nodes
        )

    @_once
    def sizes(self) -> tuple[int, ...]:
        """The units, not as something asked: what the other facts are computed from."""
        if not self.is_fully_connected or not self.linears:
            raise ShapeError("units: only a chain of Linear layers and activations has units")
        sizes = [layer.out_features for layer in self.linears]
        return (self.linears[0].in_features, *sizes)

    @property
    @quantity
    def units(self) -> tuple[int, ...]:
        """Units in each layer of a fully connected network, inputs first: (u_0, …, u_L)."""
        found: tuple[int, ...] = self.sizes
        return found

    @property
    @quantity
    def layer_count(self) -> int:
        """L, the number of functions f^(1), …, f^(L): a layer of units each, the input not."""
        columns = len(self.sizes)
        leave("columns of units", columns)
        return columns - 1

    @property
    @quantity
    def hidden_layer_count(self) -> int:
        """Layers between input and output: L - 1."""
        columns = len(self.sizes)
        leave("columns of units", columns)
        return columns - 2

    @property
    @quantity
    def hidden_unit_count(self) -> int:
        """Units that are neither inputs nor outputs."""
        return sum(self.sizes[1:-1])

    @property
    @quantity
    def is_deep(self) -> bool:
        """Whether there are at least two hidden layers, L ≥ 3."""
        return self.layer_count >= 3

    @quantity
    def in_edges(self, layer: int) -> int:
        """Edges into one unit of layer `l`: u_{layer-1}."""
        self._check_layer(layer, 1)
        found: int = self.sizes[layer - 1]
        return found

    @quantity
    def out_edges(self, layer: int) -> int:
        """Edges out of one unit of layer `l`: u_{layer+1}."""
        self._check_layer(layer + 1, 1)
        found: int = self.sizes[layer + 1]
        return found

    @quantity
    def weight_shape(self, layer: int, layout: str = "column") -> Shape:
        """Shape of W^(layer): (u_l, u_{layer-1}) for a = W h ("column"), reversed for a = h W ("rows")."""
        self._check_layer(layer, 1)
        units = self.sizes
        forward.check_layout(layout)
        shape = (units[layer], units[layer - 1])
        return shape if layout == "column" else shape[::-1]

    @quantity
    def unit_shape(self, layer: int, batch: int | None = None, layout: str = "column") -> Shape:
        """Shape of h^(layer) and a^(layer): (u_l,), with a batch (u_l, b) in columns or (b, u_l) in rows."""
        self._check_layer(layer, 0)
        size = self.sizes[layer]
        forward.check_layout(layout)
        if batch is None:
            return (size,)
        return (size, batch) if layout == "column" else (batch, size)

    def _check_layer(self, layer: int, first: int) -> None:
        if not first <= layer < len(self.sizes):
            raise ShapeError(
                f"layer {layer}: this network has layers {first} to {len(self.sizes) - 1}"
            )
