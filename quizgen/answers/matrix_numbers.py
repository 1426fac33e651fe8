"""The two kinds of numbers in which formulas in matrices are evaluated.

Modulo a 61-bit prime drawn from the key, for formulas of sums, products, inverses and functions that
nothing is known of; with 60 digits where exponentials, roots or signs occur.
A function that nothing is known of is a random number for each argument, its derivative another one.
"""

from collections.abc import Callable, Mapping
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from fractions import Fraction
from typing import Any, Protocol

from quizgen.answers.digits import Budget, Undefined
from quizgen.answers.points import drawn

# Digits of a computed number, and those in which equal ones agree: the rest is rounding.
DIGITS, AGREE = 60, 35
# What a function costs, where a product costs 1.
_COST = 25
_CONTEXT = Context(
    prec=DIGITS, Emax=100_000, Emin=-100_000, traps=[DivisionByZero, InvalidOperation, Overflow]
)
_ZERO, _ONE, _TWO = Decimal(0), Decimal(1), Decimal(2)
_PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


class Numbers(Protocol):
    """Numbers that formulas are evaluated in."""

    budget: Budget
    seed: str

    def number(self, value: Fraction) -> Any:
        """An exact number."""

    def of_bits(self, bits: int) -> Any:
        """The number that 64 random bits stand for."""

    def settled(self, value: Any) -> Any:
        """A sum of products in the form that is compared."""

    def inverse(self, value: Any) -> Any:
        """One over a number; `Undefined` for zero."""

    def power(self, value: Any, exponent: Fraction) -> Any:
        """A power; `Undefined` where there is none."""

    def function(self, word: str, primes: int, value: Any) -> Any:
        """A function or its derivative at a number."""

    def is_zero(self, value: Any) -> bool:
        """Whether a number is 0."""

    def alike(self, left: Any, right: Any) -> bool:
        """Whether two numbers are one."""

    def larger(self, left: Any, right: Any) -> bool:
        """Whether the left number is larger."""


class Modular:
    """Whole numbers modulo a prime."""

    def __init__(self, prime: int, seed: str, budget: Budget) -> None:
        self.prime, self.seed, self.budget = prime, seed, budget

    def number(self, value: Fraction) -> int:
        """The number modulo the prime."""
        if value.denominator == 1:
            return value.numerator % self.prime
        return value.numerator * self.inverse(value.denominator % self.prime) % self.prime

    def of_bits(self, bits: int) -> int:
        """The number that 64 random bits stand for."""
        return bits % self.prime

    def settled(self, value: int) -> int:
        """The rest modulo the prime."""
        return value % self.prime

    def inverse(self, value: int) -> int:
        """The number whose product with this one is 1."""
        self.budget.spend(3)
        if value == 0:
            raise Undefined
        return pow(value, -1, self.prime)

    def power(self, value: int, exponent: Fraction) -> int:
        """A whole power."""
        if value == 0 and exponent < 0:
            raise Undefined
        return pow(value, exponent.numerator, self.prime)

    def function(self, word: str, primes: int, value: int) -> int:
        """A random number for each argument."""
        self.budget.spend(2)
        return drawn(self.seed, self.prime, word, primes, value) % self.prime

    def is_zero(self, value: int) -> bool:
        """Whether the prime divides it."""
        return value % self.prime == 0

    def alike(self, left: int, right: int) -> bool:
        """Whether both have one rest."""
        return left == right

    def larger(self, left: int, right: int) -> bool:
        """Rests have no order."""
        raise NotImplementedError


class Digits:
    """Numbers with 60 digits."""

    def __init__(
        self,
        seed: str,
        budget: Budget,
        *,
        positive: bool,
        meant: Mapping[str, str],
    ) -> None:
        self.seed, self.budget, self.positive, self.meant = seed, budget, positive, meant
        # What was compared with zero: where it changes its sign, a piece ends.
        self.edges: list[Decimal] = []

    def number(self, value: Fraction) -> Decimal:
        """The number, rounded."""
        return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))

    def of_bits(self, bits: int) -> Decimal:
        """A number of size 1/20 to 2, of both signs unless all are positive."""
        size = Decimal(1 + (bits >> 8) % 10**12) / Decimal(10**12) * 2 + Decimal("0.05")
        return size if self.positive or bits & 1 else -size

    def settled(self, value: Decimal) -> Decimal:
        """The value itself."""
        return value

    def inverse(self, value: Decimal) -> Decimal:
        """One over a number."""
        if self.is_zero(value):
            raise Undefined
        return self._checked(_CONTEXT.divide, _ONE, value)

    def power(self, value: Decimal, exponent: Fraction) -> Decimal:
        """A power; roots of positive numbers only."""
        if exponent < 0:
            return self.inverse(self.power(value, -exponent))
        if exponent.denominator == 1:
            return self._checked(_CONTEXT.power, value, Decimal(exponent.numerator))
        self.budget.spend(_COST)
        if value < 0:
            raise Undefined
        if exponent.denominator == 2:
            root = self._checked(_CONTEXT.sqrt, value)
            return self._checked(_CONTEXT.power, root, Decimal(exponent.numerator))
        return self._checked(_CONTEXT.power, value, self.number(exponent))

    def function(self, word: str, primes: int, value: Decimal) -> Decimal:
        """A known function or its first derivative; a random number for each argument of another."""
        self.budget.spend(_COST)
        word = self.meant.get(word, word)
        if word in BENT:
            self.edges.append(value)
        if word not in _KNOWN or primes > 1:
            shown = f"{_CONTEXT.create_decimal(value):.40e}"
            return self.of_bits(drawn(self.seed, word, primes, shown))
        try:
            return _DERIVATIVES[word](value) if primes else _KNOWN[word](value)
        except (InvalidOperation, DivisionByZero, Overflow):
            raise Undefined from None

    def is_zero(self, value: Decimal) -> bool:
        """Whether there is nothing but rounding."""
        return abs(value) < Decimal(10) ** -AGREE

    def alike(self, left: Decimal, right: Decimal) -> bool:
        """Whether two numbers differ by no more than rounding."""
        return abs(left - right) <= Decimal(10) ** -AGREE * max(_ONE, abs(left), abs(right))

    def larger(self, left: Decimal, right: Decimal) -> bool:
        """Whether the left number is larger."""
        self.edges.append(left - right)
        return left > right and not self.alike(left, right)

    @staticmethod
    def _checked(operation: Any, *values: Decimal) -> Decimal:
        try:
            found: Decimal = operation(*values)
        except (InvalidOperation, DivisionByZero, Overflow):
            raise Undefined from None
        return found


def _exp(x: Decimal) -> Decimal:
    if abs(x) > 5_000:
        raise Undefined
    return _CONTEXT.exp(x)


def _ln(x: Decimal) -> Decimal:
    if x <= 0:
        raise Undefined
    return _CONTEXT.ln(x)


def _sqrt(x: Decimal) -> Decimal:
    if x < 0:
        raise Undefined
    return _CONTEXT.sqrt(x)


def _sigmoid(x: Decimal) -> Decimal:
    return _CONTEXT.divide(_ONE, _CONTEXT.add(_ONE, _exp(-x)))


def _tanh(x: Decimal) -> Decimal:
    twice = _exp(_CONTEXT.multiply(_TWO, x))
    return _CONTEXT.divide(_CONTEXT.subtract(twice, _ONE), _CONTEXT.add(twice, _ONE))


def _sign(x: Decimal) -> Decimal:
    return Decimal((x > 0) - (x < 0))


def _step(x: Decimal) -> Decimal:
    return _ONE if x > 0 else _ZERO


_KNOWN: Mapping[str, Callable[[Decimal], Decimal]] = {
    "exp": _exp, "ln": _ln, "sqrt": _sqrt, "sigmoid": _sigmoid, "tanh": _tanh, "relu": lambda x: max(x, _ZERO),
    "abs": abs, "sign": _sign, "step": _step, "softplus": lambda x: _ln(_CONTEXT.add(_ONE, _exp(x))),
    "identity": lambda x: x,
}  # fmt: skip
_DERIVATIVES: Mapping[str, Callable[[Decimal], Decimal]] = {
    "exp": _exp, "ln": lambda x: _CONTEXT.divide(_ONE, x), "relu": _step, "abs": _sign, "softplus": _sigmoid,
    "sqrt": lambda x: _CONTEXT.divide(_ONE, _CONTEXT.multiply(_TWO, _sqrt(x))),
    "sigmoid": lambda x: _CONTEXT.multiply(_sigmoid(x), _sigmoid(-x)),
    "tanh": lambda x: _CONTEXT.subtract(_ONE, _CONTEXT.multiply(_tanh(x), _tanh(x))),
    "sign": lambda _: _ZERO, "step": lambda _: _ZERO, "identity": lambda _: _ONE,
}  # fmt: skip
# Functions of several pieces.
BENT = frozenset({"relu", "step", "abs", "sign"})
# Functions that something is known of.
KNOWN = frozenset(_KNOWN)
CONSTANTS: Mapping[str, Decimal] = {"e": _CONTEXT.exp(_ONE), "pi": _PI}
