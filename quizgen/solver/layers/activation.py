"""Activation layers: an elementwise function, nothing learned."""

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, ClassVar

from quizgen.solver.activations import (
    activation_derivative,
    activation_named,
    evaluate,
    log_softmax,
    softmax,
    softmax_jacobian,
)
from quizgen.solver.layers.layer import Countable
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array, product


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


@dataclass(frozen=True, slots=True)
class Softmax(Countable):
    """Probabilities from scores: e^z / Σ e^z over the last axis."""

    dim: int | None = None

    @quantity
    def output(self, x: Any) -> Any:
        """Probabilities of the shape of `x`."""
        return softmax(x)

    forward = output

    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """The gradient times the Jacobian diag(h) − h hᵀ."""
        return {"input": product(softmax_jacobian(x), as_array(grad_output))}


@dataclass(frozen=True, slots=True)
class LogSoftmax(Countable):
    """Logarithm of the softmax."""

    dim: int | None = None

    @quantity
    def output(self, x: Any) -> Any:
        """Log-probabilities of the shape of `x`."""
        return log_softmax(x)

    forward = output
