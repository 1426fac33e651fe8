r"""What a fully connected network says about itself: units, layers, shapes, edges of one unit.

Source: Hocking (2021), slides "Network size", "Units in each layer", "Network diagrams".
"""

from collections.abc import Mapping
from typing import ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.graph import Graph, once
from quizgen.solver.layers.layer import Shape
from quizgen.solver.layers.letters import BACK
from quizgen.solver.layout import check_layout
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave


class FullyConnectedFacts(Graph):
    """Facts of a network that is a chain of Linear layers and activations.

    `ShapeError` for any other network.
    """

    __slots__ = ()
    letters: ClassVar[Mapping[str, str]] = {
        **BACK,
        "L": "the number of layers with weights",
        "u": "the number of units of a layer",
    }

    @once
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
        self._check_layer(layer, 0, " with edges out", left_out=1)
        found: int = self.sizes[layer + 1]
        return found

    @quantity
    def weight_shape(self, layer: int, layout: str = "column") -> Shape:
        """Shape of W^(layer): (u_l, u_{layer-1}) for a = W h ("column"), reversed for a = h W ("rows")."""
        self._check_layer(layer, 1)
        units = self.sizes
        check_layout(layout)
        shape = (units[layer], units[layer - 1])
        return shape if layout == "column" else shape[::-1]

    @quantity
    def unit_shape(self, layer: int, batch: int | None = None, layout: str = "column") -> Shape:
        """Shape of h^(layer) and a^(layer): (u_l,), with a batch (u_l, b) in columns or (b, u_l) in rows."""
        self._check_layer(layer, 0)
        size = self.sizes[layer]
        check_layout(layout)
        if batch is None:
            return (size,)
        return (size, batch) if layout == "column" else (batch, size)

    def _check_layer(self, layer: int, first: int, what: str = "", *, left_out: int = 0) -> None:
        last = len(self.sizes) - 1 - left_out
        if not first <= layer <= last:
            raise ShapeError(f"layer {layer}: this network has layers {first} to {last}{what}")
