r"""A network: named layers joined into a directed graph, with shapes, counts and forward values.

Source: Hocking (2021), slides "Network size", "Units in each layer", "Forward propagation".
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizgen.solver import forward
from quizgen.solver.facts import FullyConnectedFacts
from quizgen.solver.graph import given, once
from quizgen.solver.layer_counts import Counts, draws_edges, layer_counts, weight_count
from quizgen.solver.layers.layer import Layer, Shape
from quizgen.solver.node import INPUT, Node, Row, Unused
from quizgen.solver.quantity import quantity, unasked
from quizgen.solver.reverse import reverse
from quizgen.solver.trace import is_traced, leave, silent

if TYPE_CHECKING:
    import numpy as np

    from quizgen.solver.forward import Trace
    from quizgen.solver.reverse import Gradients

__all__ = ["INPUT", "Network", "Node", "Row", "Unused"]


class Network(FullyConnectedFacts):
    """Layers in an order in which they can be computed; the last node is the output.

    `nodes` are `Node`s or tuples (name, layer, inputs); `input_shape` is that of the input, or
    one shape per name in `inputs`. `ShapeError` names the node that does not fit.

    `outputs` names the nodes that are the outputs, the main one first; without it the last node is
    the output. `labels` is what a dictionary of outputs calls them. `unused` are layers that learn
    and are never called: they count, as in PyTorch. `left_out` says what the network computes that
    no layer stands for: shapes and counts hold, values are refused. `files` are those that its
    description was read from besides the first one, and `shape_from` says where the shape of the
    input was found, if nobody gave it. `notes` is what else its reader has to say of the description.

    >>> from quizgen.solver.layers.linear import Linear
    >>> net = Network([("hidden", Linear(3, 2)), ("out", Linear(2, 1), ["hidden"])])
    >>> net.units, net.parameter_count, net.output_shape((3,))
    ((3, 2, 1), 11, (1,))
    """

    __slots__ = ()

    # -- shapes ---------------------------------------------------------------------------------

    @quantity
    def output_shape(self, input_shape: Any = None) -> Shape:
        """The shape of the output; of several, of the main one."""
        return self.shapes(input_shape)[self.results[0]]

    # -- totals ---------------------------------------------------------------------------------

    def rows(self, input_shape: Any = None) -> tuple[Row, ...]:
        """One row for each layer, in order."""
        found: list[tuple[Any, Counts]] = []

        def after(layer: Layer, shape: Any) -> Shape:
            counts = layer_counts(layer, shape)
            found.append((shape, counts))
            return counts.output_shape

        with silent(), unasked():
            self.shapes(input_shape, after)
            return tuple(map(self._row, self.nodes, found))

    def _row(self, node: Node, found: tuple[Any, Counts]) -> Row:
        shape, counts = found
        output_shape, parameters, buffers, *rest = counts
        if node.shares or node.name in self.repeated:
            parameters = self._own_parameters(node)
        return Row(node.name, node.layer, shape, output_shape, parameters, buffers, *rest)

    @property
    @quantity
    def parameter_count(self) -> int:
        r"""Values to learn: Σ u_l u_{l-1} for fully connected layers, one more per unit with bias.

        Tied weights count once.
        """
        if not self.is_fully_connected:
            counts = [count for count in map(self._shown_parameters, self.nodes) if count]
            counts += [layer.parameters for layer in self.unused if layer.parameters]
            return self._total("parameters", counts)
        if all(layer.bias for layer in self.linears):
            total = self._learned_by_linears
            leave("learned by linears", total, linears=self.linears)
            return total
        weights = self.weight_count
        if not any(layer.bias for layer in self.linears):
            with silent():
                return weights + self.bias_count
        biases = self.bias_count
        leave("weights and intercepts", weights + biases, weights=weights, biases=biases)
        return weights + biases

    @property
    @quantity
    def weight_count(self) -> int:
        r"""Weights without intercepts, Σ u_l u_{l-1} for fully connected layers."""
        if not self.is_fully_connected:
            own = [node for node in self.nodes if self._first_use(node) and not node.shares]
            unused = (min(u.parameters, weight_count(u.layer)) for u in self.unused)
            return sum(weight_count(node.layer) for node in own) + sum(unused)
        total: int = sum(layer.in_features * layer.out_features for layer in self.linears)
        leave("pairs of units", total, what="weights", linears=self.linears)
        return total

    @property
    @quantity
    def bias_count(self) -> int:
        """Intercepts: one for each unit that has one."""
        if not self.is_fully_connected:
            with silent(), unasked():
                return self.parameter_count - self.weight_count
        counts = [layer.out_features for layer in self.linears if layer.bias]
        leave("intercepts of linears", sum(counts), counts=counts)
        return sum(counts)

    @property
    @quantity
    def buffer_count(self) -> int:
        """Values kept but not learned, such as running means."""
        used: int = sum(n.layer.buffer_count for n in self.nodes if self._first_use(n))
        unused: int = sum(entry.layer.buffer_count for entry in self.unused)
        return used + unused

    @property
    @quantity
    def tensor_count(self) -> int:
        """Tensors in PyTorch's `parameters()` of fully connected layers: a weight, and a bias."""
        biases = sum(bool(layer.bias) for layer in self.linears)
        weights = len(self.linears)
        leave("matrices and vectors", weights + biases, weights=weights, biases=biases)
        return weights + biases

    @quantity
    def parameters_per_layer(self) -> "np.ndarray[Any, Any]":
        """Values to learn in each layer that learns, first to last."""
        import numpy as np

        if self.is_fully_connected:
            counts: Sequence[int] = self._own_counts
            if is_traced():
                for place, (node, count) in enumerate(zip(self.learned, counts, strict=True), 1):
                    leave("parameters of a function", count, layer=node.layer, place=place)
        else:
            counts = [self._own_in_table(node) for node in self.learned]
        return np.array(counts, dtype=np.int64)

    @once
    def _own_counts(self) -> tuple[int, ...]:
        """The values of each layer that learns, of a fully connected network."""
        return tuple(map(self._own_parameters, self.learned))

    @once
    def _learned_by_linears(self) -> int:
        """The values of all linear layers, tied ones as often as they are used."""
        return sum(layer.parameter_count for layer in self.linears)

    def _own_in_table(self, node: Node) -> int:
        """A layer's own count; who traces is shown it by name."""
        with silent():
            count = self._own_parameters(node)
        if is_traced():
            with unasked():
                self._shown_parameters(node)
        return count

    def _shown_parameters(self, node: Node) -> int:
        """A layer's own count, named in the trace."""
        count = self._own_parameters(node)
        leave("parameters of a layer", count, layer=node.layer)
        return count

    @quantity
    def connections(self, input_shape: Any = None, *, count_bias: bool = False) -> int:
        """Edges of the network diagram: the sum over the layers."""
        if self.is_fully_connected:
            total: int = sum(layer.in_features * layer.out_features for layer in self.linears)
            leave("pairs of units", total, what="edges", linears=self.linears)
            intercepts = sum(layer.out_features for layer in self.linears if layer.bias)
            return total + (intercepts if count_bias else 0)
        shapes = self.shapes(input_shape)
        return self._total(
            "edges",
            [
                node.layer.connections(
                    given([shapes[name] for name in node.inputs]), count_bias=count_bias
                )
                for node in self.nodes
                if draws_edges(node.layer)
            ],
        )

    @quantity
    def zeros(self, input_shape: Any = None) -> int:
        """Structural zeros of the layers' weight matrices, summed."""
        shapes = self.shapes(input_shape)
        return self._total(
            "zeros",
            [
                node.layer.zeros(given([shapes[name] for name in node.inputs]))
                for node in self.nodes
                if draws_edges(node.layer)
            ],
        )

    @quantity
    def macs(self, input_shape: Any = None) -> int:
        """Multiply-accumulates of one forward pass, summed over the layers."""
        shapes = self.shapes(input_shape)
        return self._total(
            "MACs",
            [node.layer.macs(given([shapes[name] for name in node.inputs])) for node in self.nodes],
        )

    def _total(self, what: str, counts: Sequence[int]) -> int:
        leave("sum over layers", sum(counts), what=what, counts=counts)
        return sum(counts)

    # -- forward propagation ----------------------------------------------------------------------

    @quantity
    def trace(
        self, x: Any, weights: Any = None, biases: Any = None, layout: str = "column"
    ) -> "Trace":
        """Every pre-activation a[l] and activation h[l] of a chain, h[0] being the input."""
        return forward.trace(self, x, weights, biases, layout)

    @quantity
    def output(
        self, x: Any, weights: Any = None, biases: Any = None, layout: str = "column"
    ) -> Any:
        """The prediction: forward propagation through all layers; a tuple for several outputs.

        `weights` and `biases` hold one array for each layer that learns. With layout "rows" a
        batch has one observation per row and a weight matrix one row per input.
        """
        self.check_whole("output")
        if self.is_chain and not self.has_ties and not forward.takes_rows(self, x):
            return forward.chain_values(self, x, weights, biases, layout)[self.names[-1]]
        found = forward.values(self, x, weights, biases)
        return given([found[name] for name in self.results])

    @quantity
    def weight_matrix(self, input_shape: Any = None, weights: Any = None) -> Any:
        """The one matrix of a chain of linear layers: the product of the layers' matrices.

        Without weights its entries are symbols. `ShapeError` names a layer that is not linear.
        """
        return forward.matrix(self, input_shape, weights)

    @quantity
    def backward(
        self, x: Any, grad_output: Any, weights: Any = None, biases: Any = None
    ) -> "Gradients":
        """Gradients in the input, the weights and the biases, from the gradient in the output.

        For any graph of layers; a value used twice gets the sum of both gradients. Several outputs
        take a tuple of gradients, one for each.
        """
        self.check_whole("backward")
        return reverse(self, x, grad_output, weights, biases)
