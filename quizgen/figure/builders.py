"""The functions that build figures: the bank's vocabulary of figures."""

from collections.abc import Callable, Mapping

from quizgen.figure.bars import bars
from quizgen.figure.contours import contours
from quizgen.figure.convolution import connections, strides, weight_matrix
from quizgen.figure.data import Figure
from quizgen.figure.graphs import computation_graph, expression_graph, recurrence
from quizgen.figure.network import network
from quizgen.figure.picture import picture
from quizgen.figure.plane import plane
from quizgen.figure.plots import (
    activations,
    contour,
    learning_curves,
    losses,
    parabola,
    plane_path,
)
from quizgen.figure.regions import regions
from quizgen.figure.stack import layer_stack
from quizgen.figure.tables import grid, one_hot, sliding_window

BUILDERS: Mapping[str, Callable[..., Figure]] = {
    "activations": activations,
    "bars": bars,
    "computation_graph": computation_graph,
    "connections": connections,
    "contour": contour,
    "contours": contours,
    "expression_graph": expression_graph,
    "grid": grid,
    "layer_stack": layer_stack,
    "learning_curves": learning_curves,
    "losses": losses,
    "network": network,
    "one_hot": one_hot,
    "parabola": parabola,
    "picture": picture,
    "plane": plane,
    "plane_path": plane_path,
    "recurrence": recurrence,
    "regions": regions,
    "sliding_window": sliding_window,
    "strides": strides,
    "weight_matrix": weight_matrix,
}
