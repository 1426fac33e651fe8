"""What one layer adds to the counts of a network."""

from functools import lru_cache
from typing import NamedTuple

from quizgen.solver.layers.layer import Layer, Shape
from quizgen.solver.quantity import unasked
from quizgen.solver.trace import silent


class Counts(NamedTuple):
    """What a layer comes to: the shape after it, values to learn and to keep, multiply-adds.

    Connections are edges of the diagram, zeros the entries of the matrix that are no edge.
    """

    output_shape: Shape
    parameters: int
    buffers: int
    connections: int
    zeros: int
    macs: int


def draws_edges(layer: Layer) -> bool:
    """Whether a layer has edges of its own in the diagram of a network.

    An activation belongs to the unit it follows, and a value that only changes its place or name
    is the same unit: neither is a matrix of the network.
    """
    return bool(layer.draws_edges and not layer.on_units)


# Large networks repeat few layers at few shapes.
@lru_cache(maxsize=4096)
def shape_after(layer: Layer, shape: Shape) -> Shape:
    """The shape that a layer gives, unseen: whoever traces a question asks the layer itself."""
    with silent(), unasked():
        return tuple(layer.output_shape(shape))


@lru_cache(maxsize=4096)
def layer_counts(layer: Layer, shape: Shape) -> Counts:
    """What a layer counts at the shape of its input, unseen."""
    edges = draws_edges(layer)
    with silent(), unasked():
        return Counts(
            shape_after(layer, shape),
            layer.parameter_count,
            layer.buffer_count,
            layer.connections(shape) if edges else 0,
            layer.zeros(shape) if edges else 0,
            layer.macs(shape),
        )


def weight_count(layer: Layer) -> int:
    """Parameters that are not intercepts."""
    bias = getattr(layer, "bias", False)
    outputs = getattr(layer, "out_features", getattr(layer, "out_channels", 0))
    with silent(), unasked():
        return int(layer.parameter_count) - (outputs if bias else 0)
