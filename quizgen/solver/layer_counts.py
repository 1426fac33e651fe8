"""What one layer adds to the counts of a network."""

from functools import lru_cache
from typing import Any

from quizgen.solver.quantity import unasked
from quizgen.solver.trace import silent


def draws_edges(layer: Any) -> bool:
    """Whether a layer has edges of its own in the diagram of a network.

    An activation belongs to the unit it follows, and a value that only changes its place or name
    is the same unit: neither is a matrix of the network.
    """
    return bool(layer.draws_edges and not layer.on_units)


# Large networks repeat few layers at few shapes.
@lru_cache(maxsize=4096)
def shape_after(layer: Any, shape: Any) -> tuple[int, ...]:
    """The shape that a layer gives, unseen: whoever traces a question asks the layer itself."""
    with silent(), unasked():
        return tuple(layer.output_shape(shape))


@lru_cache(maxsize=4096)
def layer_counts(layer: Any, shape: Any) -> tuple[int, int, int]:
    """Connections, zeros and multiply-adds."""
    edges = draws_edges(layer)
    return (
        layer.connections(shape) if edges else 0,
        layer.zeros(shape) if edges else 0,
        layer.macs(shape),
    )


def weight_count(layer: Any) -> int:
    """Parameters that are not intercepts."""
    bias = getattr(layer, "bias", False)
    outputs = getattr(layer, "out_features", getattr(layer, "out_channels", 0))
    with silent(), unasked():
        return int(layer.parameter_count) - (outputs if bias else 0)
