"""Activation layers: an elementwise function, nothing learned."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, ClassVar

from quizgen.solver.activations import (
    activation_derivative,
    activation_named,
    evaluate,
    log_softmax,
    softmax,
)
from quizgen.solver.derivation import silent
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable
from quizgen.solver.quantity import quantity, unasked
from quizgen.solver.values import as_array, tidy


class _Elementwise(Countable):
    __slots__ = ()
    elementwise: ClassVar[bool] = True

    @property
    def activation(self) -> str:
        """The name of the function in the table of activations."""
        return activation_named(type(self).__name__).name

    def _parameters(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "inplace"}  # type: ignore[arg-type]  # every subclass is a dataclass

    @quantity
    def output(self, x: Any) -> Any:
        """The function at each entry of `x`, of the shape of `x`."""
        return evaluate(self.activation, as_array(x), **self._parameters())

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """The gradient times the slope, entry by entry."""
        slope = activation_derivative(self.activation, as_array(x), **self._parameters())
        return {"input": as_array(grad_output) * slope}


@dataclass(frozen=True, slots=True)
class ReLU(_Elementwise):
    """max(0, z).

    >>> ReLU().output([-2, 3]).tolist(), ReLU().parameter_count
    ([0, 3], 0)
    """


@dataclass(frozen=True, slots=True)
class Sigmoid(_Elementwise):
    """1 / (1 + e^-z)."""


@dataclass(frozen=True, slots=True)
class Tanh(_Elementwise):
    """The hyperbolic tangent."""


@dataclass(frozen=True, slots=True)
class LeakyReLU(_Elementwise):
    """z for positive z, else `negative_slope` times z."""

    negative_slope: Any = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class ELU(_Elementwise):
    """z for positive z, else alpha (e^z − 1)."""

    alpha: Any = 1


@dataclass(frozen=True, slots=True)
class SELU(_Elementwise):
    """The self-normalising ELU."""


@dataclass(frozen=True, slots=True)
class GELU(_Elementwise):
    """z times the normal distribution function of z."""


@dataclass(frozen=True, slots=True)
class SiLU(_Elementwise):
    """z times its sigmoid."""


@dataclass(frozen=True, slots=True)
class Hardswish(_Elementwise):
    """z min(6, max(0, z + 3)) / 6."""


@dataclass(frozen=True, slots=True)
class Softplus(_Elementwise):
    """ln(1 + e^(beta z)) / beta; the identity above the threshold, as in torch."""

    beta: Any = 1
    threshold: Any = 20


@dataclass(frozen=True, slots=True)
class Threshold(_Elementwise):
    """z above the threshold, else `value`."""

    threshold: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Step(_Elementwise):
    """1 from 0 on, else 0 (`at_zero` says what 0 itself gives)."""

    at_zero: int = 1


@dataclass(frozen=True, slots=True)
class Identity(_Elementwise):
    """The value itself: the last activation of a regression network."""


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
class LogSoftmax(_AlongAxis):
    """Logarithm of the softmax."""

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
