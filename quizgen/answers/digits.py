"""Formulas with exp, log, roots and trigonometry to many digits, each value with the error it carries.

Nothing is taken for equal because floats cannot tell it apart: where a term of a sum lies below the
error (`e^x + 1e-90`), or terms cancel, the digits needed to see it are asked for.
"""

from collections.abc import Mapping, Sequence
from decimal import (
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    Underflow,
)
from fractions import Fraction
from functools import cache

from quizgen.answers.tree import (
    Call,
    Constant,
    Equation,
    Name,
    Negative,
    Number,
    Power,
    Product,
    Sum,
    Tree,
)
from quizgen.answers.verdict import Unreadable

# The error of what is exact, and the size of zero: smaller than anything that occurs.
EXACT = -(10**9)
LARGEST = 50_000
_POWER = 10_000
_SPARE = 8
_TIMES = ((60, 1), (160, 3), (250, 15), (350, 60), (10**6, 150))
# A value, and the power of ten its error stays below.
Approximate = tuple[Decimal, int]
TOO_MUCH = "the formula takes too long to compare; write it shorter"
ZERO, ONE, TWO = Decimal(0), Decimal(1), Decimal(2)


class Undefined(Exception):  # noqa: N818 - a point where a formula has no value
    """No value at this point."""


class OutOfRangeError(Undefined):
    """A value that is too large or too small to be compared; there may be one all the same."""


class TooMuchError(Unreadable):
    """More work than an answer may cause."""


class Budget:
    """Work that may still be done, in units of an exponential with 50 digits: some 20 µs.

    >>> Budget(3).spend(5)
    Traceback (most recent call last):
    quizgen.answers.digits.TooMuchError: the formula takes too long to compare; write it shorter
    """

    def __init__(self, units: int) -> None:
        self.left = units

    def spend(self, units: int) -> None:
        """Take units away; `TooMuchError` where there are not so many."""
        self.left -= units
        if self.left < 0:
            raise TooMuchError(TOO_MUCH)


def size(value: Decimal) -> int:
    """The power of ten of the first digit."""
    return value.adjusted() if value else EXACT


class Digits:
    """Evaluates trees with so many digits; `needed` grows beyond them where they do not suffice.

    >>> from quizgen.answers.syntax import Formula
    >>> digits = Digits(20)
    >>> digits.value(Formula(()).read("exp(1)"), {})
    (Decimal('2.7182818284590452354'), -19)
    >>> _ = digits.value(Formula(()).read("exp(1) + 1e-90"), {})
    >>> digits.needed
    99
    """

    def __init__(self, digits: int, budget: Budget | None = None) -> None:
        self.digits = digits
        self.budget = budget
        # How many times as long as with 50 digits functions take, as measured.
        self.factor = next(times for most, times in _TIMES if digits <= most)
        self.needed = 0
        self.context = Context(
            prec=digits,
            Emax=LARGEST,
            Emin=-LARGEST,
            traps=[InvalidOperation, DivisionByZero, Overflow, Underflow],
        )

    def value(self, tree: Tree, point: Mapping[str, Decimal]) -> Approximate:
        """The value of a tree at a point; `Undefined` where it has none."""
        try:
            return self._value(tree, point)
        except (Overflow, Underflow):
            raise OutOfRangeError from None
        except (InvalidOperation, DivisionByZero):
            raise Undefined from None

    def _value(self, tree: Tree, point: Mapping[str, Decimal]) -> Approximate:
        if type(tree) is Number:
            return self._number(tree.value)
        if type(tree) is Name:
            return point[tree.name], EXACT
        if type(tree) is Constant:
            return self._rounded(_e(self.digits) if tree.name == "e" else _pi(self.digits))
        if type(tree) is Negative:
            value, error = self._value(tree.inner, point)
            return self.context.minus(value), error
        if type(tree) is Call:
            return self._call(
                tree.function, [self._value(inner, point) for inner in tree.arguments]
            )
        if type(tree) is Equation:
            raise Undefined
        right = self._value(tree.right, point)
        if type(tree) is Power and _is_e(tree.left):
            return self._exp(right)
        left = self._value(tree.left, point)
        if type(tree) is Sum:
            return self._plus(left, right)
        if type(tree) is Product:
            return self._times(left, right)
        return self._power(left, right) if type(tree) is Power else self._over(left, right)

    def _spend(self, units: int) -> None:
        if self.budget:
            self.budget.spend(units * self.factor)

    def _rounded(self, value: Decimal, error: int = EXACT) -> Approximate:
        # Not below that of what is exact: zero times zero is as exact as zero.
        return value, max(error, size(value) - self.digits + 1, EXACT)

    def _number(self, number: Fraction) -> Approximate:
        if number.denominator == 1 and abs(number.numerator) < 10**15:
            return Decimal(number.numerator), EXACT
        bits = max(number.numerator.bit_length(), number.denominator.bit_length())
        self.needed = max(self.needed, bits * 3 // 10 + _SPARE)
        top, bottom = Decimal(number.numerator), Decimal(number.denominator)
        return self._rounded(self.context.divide(top, bottom))

    def _plus(self, left: Approximate, right: Approximate) -> Approximate:
        value, error = self._rounded(self.context.add(left[0], right[0]), max(left[1], right[1]))
        for term, own in (left, right):
            hidden = error + _SPARE - size(term)
            if hidden > 0 and term and own < size(term):
                self.needed = max(self.needed, self.digits + hidden)
        return value, error

    def _times(self, left: Approximate, right: Approximate) -> Approximate:
        error = max(left[1] + max(size(right[0]), right[1]), right[1] + size(left[0])) + 1
        return self._rounded(self.context.multiply(left[0], right[0]), error)

    def _over(self, left: Approximate, right: Approximate) -> Approximate:
        scale = size(right[0])
        if scale <= right[1]:
            raise Undefined
        value = self.context.divide(left[0], right[0])
        return self._rounded(value, max(left[1], size(value) + right[1]) - scale + 1)

    def _power(self, base: Approximate, exponent: Approximate) -> Approximate:
        if abs(exponent[0]) > _POWER or (not base[0] and exponent[0] <= 0):
            raise Undefined
        self._spend(1 if exponent[1] == EXACT and exponent[0] == int(exponent[0]) else 6)
        value = self.context.power(base[0], exponent[0])
        relative = base[1] - size(base[0]) + max(size(exponent[0]), 0) + 1
        error = size(value) + max(relative, exponent[1] + 6, 4 - self.digits)
        return value, error if value else base[1]

    def _exp(self, inner: Approximate) -> Approximate:
        self._spend(1)
        value = self.context.exp(inner[0])
        return self._rounded(value, size(value) + inner[1] + 1)

    def _ln(self, inner: Approximate) -> Approximate:
        if inner[0] <= 0 or size(inner[0]) <= inner[1]:
            raise Undefined
        self._spend(1)
        return self._rounded(self.context.ln(inner[0]), inner[1] - size(inner[0]) + 1)

    def _sqrt(self, inner: Approximate) -> Approximate:
        if inner[0] < 0 and size(inner[0]) <= inner[1] + 1:
            inner = ZERO, inner[1]
        value = self.context.sqrt(inner[0])
        return self._rounded(value, inner[1] - size(value) if value else inner[1] // 2)

    def _call(self, function: str, values: Sequence[Approximate]) -> Approximate:
        first = values[0]
        if function in _PIECES:
            return self._piece(function, values)
        if function == "exp":
            return self._exp(first)
        if function == "ln":
            return self._ln(first)
        if function in ("log2", "log10"):
            base = Decimal(function[3:])
            self._spend(1)
            return self._over(self._ln(first), self._rounded(self.context.ln(base)))
        if function == "sqrt":
            return self._sqrt(first)
        if function in ("sin", "cos", "tan"):
            return self._circular(function, first)
        minus = self.context.minus(first[0]), first[1]
        if function == "sigmoid":
            return self._over((ONE, EXACT), self._plus((ONE, EXACT), self._exp(minus)))
        up, down = self._exp(first), self._exp(minus)
        down = self.context.minus(down[0]), down[1]
        odd, even = self._plus(up, down), self._plus(up, (down[0].copy_abs(), down[1]))
        if function == "tanh":
            return self._over(odd, even)
        return self._over(odd if function == "sinh" else even, (TWO, EXACT))

    def _piece(self, function: str, values: Sequence[Approximate]) -> Approximate:
        value, error = values[0]
        if function in ("max", "min"):
            found = [one for one, _ in values]
            top = max(found) if function == "max" else min(found)
            return top, max(error for _, error in values)
        if function == "abs":
            return value.copy_abs(), error
        if function == "relu":
            return max(value, ZERO), error
        if function == "sign":
            return (ZERO if size(value) <= error + 2 else ONE.copy_sign(value)), EXACT
        if size(value) >= self.digits:
            raise Undefined
        whole = value.to_integral_value(context=self.context)
        if size(self.context.subtract(value, whole)) > error + 2:
            rounding = "ROUND_FLOOR" if function == "floor" else "ROUND_CEILING"
            whole = value.to_integral_value(rounding, self.context)
        return whole, EXACT

    def _circular(self, function: str, inner: Approximate) -> Approximate:
        if size(inner[0]) > 30:
            raise Undefined
        self._spend(4)
        angle = _turned(inner[0], self.digits)
        error = max(inner[1], 3 - self.digits)
        sine = self._series(angle, angle, 2), error
        cosine = self._series(ONE, angle, 1), error
        if function == "tan":
            return self._over(sine, cosine)
        return sine if function == "sin" else cosine

    def _series(self, term: Decimal, angle: Decimal, start: int) -> Decimal:
        """Σ ±angle^k / k! from the term given, every second k."""
        context = self.context
        square = context.minus(context.multiply(angle, angle))
        total = term
        while size(term) > -self.digits - 3:
            term = context.multiply(term, square)
            term = context.divide(term, Decimal(start * (start + 1)))
            total = context.add(total, term)
            start += 2
        return total


def _is_e(tree: Tree) -> bool:
    return isinstance(tree, Constant) and tree.name == "e"


_PIECES = frozenset({"max", "min", "abs", "relu", "sign", "floor", "ceil"})


def _turned(angle: Decimal, digits: int) -> Decimal:
    """The angle without full turns."""
    wide = Context(prec=2 * digits + 40)
    return wide.remainder_near(angle, wide.multiply(TWO, _pi(digits + 40)))


@cache
def _e(digits: int) -> Decimal:
    return Context(prec=digits).exp(ONE)


@cache
def _pi(digits: int) -> Decimal:
    """π by Machin's formula, 16·arctan(1/5) − 4·arctan(1/239)."""
    unit: int = 10 ** (digits + 10)

    def arctan(n: int) -> int:
        term = total = unit // n
        k, sign = 3, -1
        while term:
            term //= n * n
            total += sign * (term // k)
            k, sign = k + 2, -sign
        return total

    whole = 16 * arctan(5) - 4 * arctan(239)
    return Context(prec=digits).divide(Decimal(whole), Decimal(unit))
