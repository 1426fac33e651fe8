"""Layers that change the shape only: nothing is learned, nothing is multiplied."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quizgen.solver.derivation import record
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array


@dataclass(frozen=True, slots=True)
class Flatten(Countable):
    """All axes in one (shapes are without the batch, so torch's `start_dim=1` is axis 0 here).

    >>> Flatten().output_shape((16, 5, 5))
    (400,)
    """

    start_dim: int = 1
    end_dim: int = -1

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The shape with the axes from `start_dim` to `end_dim` multiplied into one."""
        shape = as_shape(input_shape)
        rank = len(shape) + 1
        start, end = (d % rank - 1 for d in (self.start_dim, self.end_dim))
        if start < 0 or end < start:
            raise ShapeError(
                f"Flatten({self.start_dim}, {self.end_dim}): shape {shape} has no such axes; the batch stays"
            )
        size = math.prod(shape[start : end + 1])
        factors = r" \cdot ".join(str(s) for s in shape[start : end + 1])
        record(r"\text{features}", "", factors, str(size))
        return (*shape[:start], size, *shape[end + 1 :])

    def output(self, x: Any) -> Any:
        """The same values in the flat shape, the last axis fastest."""
        values = as_array(x)
        return values.reshape(self.output_shape(values.shape))

    forward = output

    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """The gradient in the shape of the input."""
        return {"input": as_array(grad_output).reshape(as_array(x).shape)}


@dataclass(frozen=True, slots=True)
class Dropout(Countable):
    """Drops units with probability `p` while training; in use it changes nothing."""

    p: Any = Fraction(1, 2)
    inplace: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.p <= 1:
            raise ShapeError(f"Dropout(p={self.p}): a probability lies between 0 and 1")

    def output(self, x: Any) -> Any:
        """The input itself, as in evaluation mode."""
        return as_array(x)

    forward = output

    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:  # noqa: ARG002 - every layer takes its input
        """The gradient itself."""
        return {"input": as_array(grad_output)}
