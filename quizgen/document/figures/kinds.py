"""Which function draws which kind of figure: the one table of kinds."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from quizgen.document.figures import (
    bars,
    computation,
    connections,
    descent,
    matrix,
    network,
    picture,
    plane,
    plots,
    stack,
    tables,
)
from quizgen.document.figures.scene import Element, Scene, compose
from quizgen.errors import UserError
from quizgen.figure import Figure

KINDS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Element]]] = {
    "activations": plots.draw_activations,
    "bars": bars.draw,
    "computation_graph": computation.draw,
    "connections": connections.draw,
    "contour": descent.draw_contour,
    "contours": plane.draw_contours,
    "expression_graph": computation.draw_expression,
    "grid": tables.draw_grid,
    "layer_stack": stack.draw,
    "learning_curves": plots.draw_learning_curves,
    "losses": plots.draw_losses,
    "network": network.draw,
    "one_hot": tables.draw_one_hot,
    "parabola": descent.draw_parabola,
    "picture": picture.draw,
    "plane": plane.draw_plane,
    "plane_path": descent.draw_plane_path,
    "recurrence": computation.draw_recurrence,
    "regions": plane.draw_regions,
    "sliding_window": tables.draw_window,
    "strides": connections.draw_strides,
    "weight_matrix": matrix.draw,
}


def draw(figure: Figure) -> Scene:
    """The scene of a figure; `UserError` for a kind this version does not know.

    >>> from quizgen.figure import BUILDERS
    >>> draw(BUILDERS["network"]((1, 2, 1))).elements[0].lines[0]
    ((0.0, 0.0), (25.0, -4.5))
    """
    if figure.kind not in KINDS:
        raise UserError(
            f"figure: kind {figure.kind!r} is not known",
            f"this version draws {', '.join(sorted(KINDS))}",
        )
    return compose(KINDS[figure.kind](figure.data), figure.alt)
