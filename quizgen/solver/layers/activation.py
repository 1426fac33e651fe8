"""Activation layers: an elementwise function, nothing learned."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, ClassVar

from quizgen.solver.activations import (
    activation_derivative,
    activation_named,
    evaluate,
)
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, as_python
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array


class Elementwise(Countable):
    """Members of all layers that put one function to every entry; their fields are its parameters."""

    __slots__ = ()
    elementwise: ClassVar[bool] = True
    on_units: ClassVar[bool] = True

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
class ReLU(Elementwise):
    """max(0, z).

    >>> ReLU().output([-2, 3]).tolist(), ReLU().parameter_count
    ([0, 3], 0)
    """


@dataclass(frozen=True, slots=True)
class Sigmoid(Elementwise):
    """1 / (1 + e^-z)."""


@dataclass(frozen=True, slots=True)
class Tanh(Elementwise):
    """The hyperbolic tangent."""


@dataclass(frozen=True, slots=True)
class LeakyReLU(Elementwise):
    """z for positive z, else `negative_slope` times z."""

    negative_slope: Any = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class ELU(Elementwise):
    """z for positive z, else alpha (e^z − 1)."""

    alpha: Any = 1


@dataclass(frozen=True, slots=True)
class SELU(Elementwise):
    """The self-normalising ELU."""


@dataclass(frozen=True, slots=True)
class GELU(Elementwise):
    """z times the normal distribution function of z, or with `approximate="tanh"` nearly so.

    Source: Hendrycks & Gimpel (2016), "Gaussian Error Linear Units".

    >>> round(GELU().output(1.0), 4), round(GELU("tanh").output(1.0), 4)
    (0.8413, 0.8412)
    """

    letters: ClassVar[Mapping[str, str]] = {
        "Phi": "the normal distribution function", "z": "what enters the activation",
    }  # fmt: skip
    approximate: str = "none"

    def __post_init__(self) -> None:
        if self.approximate not in ("none", "tanh"):
            raise ShapeError(f"GELU: approximate={self.approximate!r} is neither none nor tanh")

    @property
    def activation(self) -> str:
        """The function itself, or the one with tanh."""
        return "gelu" if self.approximate == "none" else "gelu_tanh"

    def _parameters(self) -> dict[str, Any]:
        return {}


@dataclass(frozen=True, slots=True)
class SiLU(Elementwise):
    """z times its sigmoid."""


@dataclass(frozen=True, slots=True)
class Hardswish(Elementwise):
    """z min(6, max(0, z + 3)) / 6."""


@dataclass(frozen=True, slots=True)
class Hardsigmoid(Elementwise):
    """A sixth of z + 3, between 0 and 1.

    >>> Hardsigmoid().output([-4, 0, 1]).tolist()
    [0, Fraction(1, 2), Fraction(2, 3)]
    """


@dataclass(frozen=True, slots=True)
class Hardtanh(Elementwise):
    """z between `min_val` and `max_val`, beyond them the nearer one."""

    min_val: Any = -1
    max_val: Any = 1

    def __post_init__(self) -> None:
        if self.min_val >= self.max_val:
            raise ShapeError(
                f"Hardtanh: min_val {self.min_val} must be below max_val {self.max_val}"
            )


@dataclass(frozen=True, slots=True)
class ReLU6(Elementwise):
    """min(6, max(0, z)), as in MobileNetV2."""


@dataclass(frozen=True, slots=True)
class Mish(Elementwise):
    """z times the tanh of its softplus."""


@dataclass(frozen=True, slots=True)
class LogSigmoid(Elementwise):
    """The logarithm of the sigmoid, −ln(1 + e^−z)."""


@dataclass(frozen=True, slots=True)
class Softsign(Elementwise):
    """z / (1 + |z|).

    >>> Softsign().output([-3, 1]).tolist()
    [Fraction(-3, 4), Fraction(1, 2)]
    """


@dataclass(frozen=True, slots=True)
class Tanhshrink(Elementwise):
    """z − tanh(z)."""


@dataclass(frozen=True, slots=True)
class Softshrink(Elementwise):
    """z nearer to 0 by `lambd`; 0 where it is within."""

    lambd: Any = Fraction(1, 2)

    def __post_init__(self) -> None:
        _not_below_zero(self)


@dataclass(frozen=True, slots=True)
class Hardshrink(Elementwise):
    """z where |z| exceeds `lambd`, else 0."""

    lambd: Any = Fraction(1, 2)

    def __post_init__(self) -> None:
        _not_below_zero(self)


def _not_below_zero(layer: Any) -> None:
    if layer.lambd < 0:
        raise ShapeError(f"{type(layer).__name__}: lambd {layer.lambd} is below 0")


@dataclass(frozen=True, slots=True)
class Exp(Elementwise):
    """e^z, `torch.exp`."""

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The function of torch."""
        return f"torch.exp({sources[0]})"


@dataclass(frozen=True, slots=True)
class Abs(Elementwise):
    """|z|, `torch.abs`."""

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The function of torch."""
        return f"torch.abs({sources[0]})"


def _finite(layer: Any, name: str) -> None:
    value = getattr(layer, name)
    number = isinstance(value, int | float | Fraction) and not isinstance(value, bool)
    if not number or not math.isfinite(value):
        raise ShapeError(f"{type(layer).__name__}: {name}={value!r} must be a finite number")


@dataclass(frozen=True, slots=True)
class Scale(Elementwise):
    """Every entry times a constant, `x * 0.5` in PyTorch; nothing is learned.

    >>> Scale(3).output([1, -2]).tolist(), Scale(3).backward([1, -2], [1, 1])["input"].tolist()
    ([3, -6], [3, 3])
    """

    factor: Any

    def __post_init__(self) -> None:
        _finite(self, "factor")

    def torch_expression(self, sources: Sequence[str]) -> str:
        """A product."""
        return f"{sources[0]} * {as_python(self.factor)}"


@dataclass(frozen=True, slots=True)
class Shift(Elementwise):
    """Every entry plus a constant, `x + 1` in PyTorch; nothing is learned.

    >>> Shift(-1).output([1, -2]).tolist()
    [0, -3]
    """

    addend: Any

    def __post_init__(self) -> None:
        _finite(self, "addend")

    def torch_expression(self, sources: Sequence[str]) -> str:
        """A sum."""
        return f"{sources[0]} + {as_python(self.addend)}"


@dataclass(frozen=True, slots=True)
class CELU(Elementwise):
    """z for positive z, else alpha (e^(z/alpha) − 1)."""

    alpha: Any = 1

    def __post_init__(self) -> None:
        if self.alpha == 0:
            raise ShapeError("CELU: alpha is 0, z cannot be divided by it")


@dataclass(frozen=True, slots=True)
class Softplus(Elementwise):
    """ln(1 + e^(beta z)) / beta; the identity above the threshold, as in torch."""

    beta: Any = 1
    threshold: Any = 20


@dataclass(frozen=True, slots=True)
class Threshold(Elementwise):
    """z above the threshold, else `value`."""

    threshold: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Step(Elementwise):
    """1 from 0 on, else 0 (`at_zero` says what 0 itself gives)."""

    at_zero: int = 1


@dataclass(frozen=True, slots=True)
class Identity(Elementwise):
    """The value itself: the last activation of a regression network."""

    keeps_values: ClassVar[bool] = True
