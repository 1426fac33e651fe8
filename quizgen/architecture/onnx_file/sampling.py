"""Images at places of a grid, as spatial transformers take them: shapes, no values."""

from collections.abc import Callable, Mapping
from typing import Any

from quizgen.architecture.onnx_file.operator import Operator, Value
from quizgen.architecture.stand_in import stand_in


def _grid_sample(operator: Operator) -> Value:
    """The image's channels at the places of a grid."""
    step, builder = operator.step, operator.builder
    image = builder.first(operator.tensor(0), step.where)
    image, grid = builder.aligned([image, operator.tensor(1)], step.title)
    shape, at = image.shape, grid.shape
    if len(shape) != len(at) or at[-1] != len(shape) - 2:
        raise operator.refused(f"of {shape} at {at}", "a place has a number for each axis")
    operator.leave_out()
    return stand_in(builder, step.title, step.kind, (*shape[:2], *at[1:-1]), image, grid, batch=0)


def _affine_grid(operator: Operator) -> Value:
    """A place for each entry of an image, by a matrix for each observation."""
    step, builder = operator.step, operator.builder
    theta = builder.first(operator.tensor(0), step.where)
    count, _, *inner = (int(n) for n in operator.numbers(1).ravel())
    if theta.shape != (count, len(inner), len(inner) + 1):
        raise operator.refused(
            f"by {theta.shape} of {len(inner)} axes", "one more column than rows"
        )
    operator.leave_out()
    return stand_in(builder, step.title, step.kind, (count, *inner, len(inner)), theta, batch=0)


OPERATORS: Mapping[str, Callable[[Operator], Any]] = {
    "GridSample": _grid_sample,
    "AffineGrid": _affine_grid,
}
