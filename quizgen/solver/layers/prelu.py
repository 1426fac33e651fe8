"""PReLU: a leaky ReLU whose slopes below zero are learned."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape, at_least_one
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array, tidy, total

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class PReLU(Countable):
    """z for positive z, else a learned slope times z: one slope for all, or one for each channel.

    Source: He, Zhang, Ren & Sun (2015), "Delving Deep into Rectifiers".

    >>> PReLU(3).parameter_count, PReLU().output([-2, 3], weight=[5]).tolist()
    (3, [-10, 3])
    """

    draws_edges: ClassVar[bool] = False
    num_parameters: int = 1
    init: Any = 0.25

    def __post_init__(self) -> None:
        at_least_one(self, "num_parameters")

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """The slopes."""
        return {"weight": (self.num_parameters,)}

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The same shape; its first axis are the channels."""
        shape = as_shape(input_shape)
        if self.num_parameters not in (1, shape[0] if shape else 1):
            raise ShapeError(f"{self}: shape {shape} does not have {self.num_parameters} channels")
        return shape

    @quantity
    def output(self, x: Any, weight: Any) -> "np.ndarray[Any, Any]":
        """Values of the shape of `x`."""
        import numpy as np

        values = as_array(x)
        return tidy(np.where(values > 0, values, self._slopes(weight, values.shape) * values))

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any, weight: Any) -> dict[str, Any]:
        """The gradient times 1 or the slope; a slope gets its gradient from the negative inputs.

        >>> PReLU().backward([-2, 3], [1, 1], weight=[5])["weight"].tolist()
        [-2]
        """
        import numpy as np

        values, grads = as_array(x), as_array(grad_output)
        slopes = np.broadcast_to(self._slopes(weight, values.shape), values.shape)
        below = np.where(values > 0, 0, values) * grads
        return {
            "input": tidy(np.where(values > 0, grads, slopes * grads)),
            "weight": total(below.reshape(self.num_parameters, -1), axis=1),
        }

    def _slopes(self, weight: Any, shape: Shape) -> "np.ndarray[Any, Any]":
        """The slopes, shaped to go with the input."""
        self.output_shape(shape)
        slopes = as_array(weight)
        if slopes.size != self.num_parameters:
            raise ShapeError(
                f"{self}: weight of shape {slopes.shape} is not ({self.num_parameters},)"
            )
        return slopes.reshape(-1, *(1,) * (len(shape) - 1))
