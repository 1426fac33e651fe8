"""Layers that work on all values along one axis: softmax and its relatives, gated units."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from quizgen.solver.activations import (
    activation_derivative,
    evaluate,
    log_softmax,
    softmax,
)
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape
from quizgen.solver.quantity import quantity, unasked
from quizgen.solver.trace import silent
from quizgen.solver.values import as_array, tidy


class _AlongAxis(Countable):
    """Functions of all values along one axis; `dim` counts the batch as in torch, None is the last axis."""

    __slots__ = ()
    dim: int | None

    def _axis(self, rank: int) -> int:
        dim = -1 if self.dim is None else self.dim
        axis = dim - 1 if dim >= 0 else rank + dim
        if not 0 <= axis < rank:
            raise ShapeError(f"{type(self).__name__}(dim={self.dim}): no such axis among {rank}")
        return axis

    def _along(self, function: Callable[[Any], Any], x: Any) -> Any:
        import numpy as np

        values = as_array(x)
        axis = self._axis(values.ndim)
        if axis == values.ndim - 1:
            return function(values)
        return np.moveaxis(as_array(function(np.moveaxis(values, axis, -1))), -1, axis)


@dataclass(frozen=True, slots=True)
class Softmax(_AlongAxis):
    """Probabilities from scores: e^z / Σ e^z along an axis, the last one unless stated.

    >>> Softmax().output([0, 0]).tolist(), Softmax().backward([0, 0], [1, 0])["input"].tolist()
    ([Fraction(1, 2), Fraction(1, 2)], [Fraction(1, 4), Fraction(-1, 4)])
    """

    on_units: ClassVar[bool] = True
    dim: int | None = None

    @quantity
    def output(self, x: Any) -> Any:
        """Probabilities of the shape of `x`."""
        return self._along(softmax, x)

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """The gradient times the Jacobian diag(h) − h hᵀ."""
        with silent(), unasked():
            shares = as_array(self._along(softmax, x))
        grads = as_array(grad_output)
        common = (shares * grads).sum(axis=self._axis(shares.ndim), keepdims=True)
        return {"input": tidy(shares * (grads - common))}


@dataclass(frozen=True, slots=True)
class Softmin(_AlongAxis):
    """The softmax of −z: the smallest score gets the largest probability.

    >>> Softmin().output([0, 0]).tolist()
    [Fraction(1, 2), Fraction(1, 2)]
    """

    draws_edges: ClassVar[bool] = False
    dim: int | None = None

    @quantity
    def output(self, x: Any) -> Any:
        """Probabilities of the shape of `x`."""
        return self._along(softmax, -as_array(x))

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """The gradient times the Jacobian h hᵀ − diag(h)."""
        with silent(), unasked():
            found = Softmax(self.dim).backward(-as_array(x), grad_output)["input"]
        return {"input": -as_array(found)}


@dataclass(frozen=True, slots=True)
class GLU(_AlongAxis):
    """Half of the values along an axis, each times the sigmoid of its partner in the other half.

    >>> GLU().output_shape((3, 8)), GLU().output([5, 0]).tolist()
    ((3, 4), [Fraction(5, 2)])
    """

    shape_rule: ClassVar[str] = "One axis is halved; the others stay."
    dim: int = -1

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The shape with the axis halved."""
        shape = as_shape(input_shape)
        axis = self._axis(len(shape))
        if shape[axis] % 2:
            raise ShapeError(f"GLU(dim={self.dim}): {shape[axis]} values cannot be halved")
        return (*shape[:axis], shape[axis] // 2, *shape[axis + 1 :])

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:  # noqa: ARG002 - nothing is learned
        """Two for each output: a value and its gate."""
        return 2 * math.prod(self.output_shape(input_shape))

    @quantity
    def output(self, x: Any) -> Any:
        """The gated values."""
        values, gates = self._halves(as_array(x))
        return tidy(values * as_array(evaluate("sigmoid", gates)))

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """Through the values by their gates, through the gates by the slope of the sigmoid."""
        import numpy as np

        values, gates = self._halves(as_array(x))
        grads = as_array(grad_output)
        with silent(), unasked():
            opened = as_array(evaluate("sigmoid", gates))
            slopes = as_array(activation_derivative("sigmoid", gates))
        both = [grads * opened, grads * values * slopes]
        return {"input": tidy(np.concatenate(both, axis=self._axis(values.ndim)))}

    def _halves(self, values: Any) -> tuple[Any, Any]:
        import numpy as np

        self.output_shape(values.shape)
        first, second = np.split(values, 2, axis=self._axis(values.ndim))
        return tidy(first), tidy(second)


@dataclass(frozen=True, slots=True)
class LogSoftmax(_AlongAxis):
    """Logarithm of the softmax."""

    on_units: ClassVar[bool] = True
    dim: int | None = None

    @quantity
    def output(self, x: Any) -> Any:
        """Log-probabilities of the shape of `x`."""
        return self._along(log_softmax, x)

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """The gradient minus its sum, shared out by the probabilities."""
        with silent(), unasked():
            shares = as_array(self._along(softmax, x))
        grads = as_array(grad_output)
        total = grads.sum(axis=self._axis(grads.ndim), keepdims=True)
        return {"input": tidy(grads - shares * total)}
