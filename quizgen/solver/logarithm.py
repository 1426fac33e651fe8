"""Natural logarithms kept exact, so that sigmoid, softmax and losses have fractions for answers.

Logits ln k with small k are the lecture-sized way to ask about probabilities: the sigmoid of
ln 3 is 3/4, not 0.7499999999.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

# Powers of the argument stay small enough to print; beyond, the number becomes a float.
LARGE = 1000
# An argument of so much is printed by its primes, where these are few and small.
LONG, TERMS, PRIMES = 1000, 3, (2, 3, 5, 7, 11, 13)


@dataclass(frozen=True, slots=True, eq=False)
class Log:
    """The real number `coefficient * ln(argument) + offset`; `Log(3)` is ln 3.

    Closed under addition, negation and multiplication by a rational; anything else is a float.
    `ValueError` if the argument is not positive.

    >>> print(Log(3) + Log(2), -Log(3), Log(9) * Fraction(1, 2), 2 * Log(3) + 1)
    ln(6) ln(1/3) ln(3) ln(9) + 1
    >>> Log(4) == 2 * Log(2), Log(2) < Log(3), Log(1) == 0
    (True, True, True)
    """

    argument: int | Fraction
    coefficient: int | Fraction = 1
    offset: int | Fraction = 0

    def __post_init__(self) -> None:
        if self.argument <= 0:
            raise ValueError(f"Log({self.argument}): only a positive number has a logarithm")
        a, c = self.argument, self.coefficient
        argument, coefficient = _canonical(a.numerator, a.denominator, c.numerator, c.denominator)
        object.__setattr__(self, "argument", argument)
        object.__setattr__(self, "coefficient", coefficient)
        object.__setattr__(self, "offset", whole(Fraction(self.offset)))

    def __float__(self) -> float:
        return float(self.coefficient) * _ln(Fraction(self.argument)) + float(self.offset)

    def __str__(self) -> str:
        power = "" if self.coefficient == 1 else f"{self.coefficient}*"
        shift = f" {'-' if self.offset < 0 else '+'} {abs(self.offset)}" if self.offset else ""
        return f"{power}ln({self.argument}){shift}"

    def exp(self) -> Any:
        """The power e^self: a rational where it is one."""
        if self.coefficient == 1 and self.offset == 0:
            return self.argument
        return math.exp(float(self))

    def __add__(self, other: object) -> Any:
        if isinstance(other, Log):
            common = math.lcm(
                Fraction(self.coefficient).denominator, Fraction(other.coefficient).denominator
            )
            argument = _power(self.argument, self.coefficient * common) * _power(
                other.argument, other.coefficient * common
            )
            return _log(argument, Fraction(1, common), self.offset + other.offset)
        if isinstance(other, (int, Fraction)):
            return _log(self.argument, self.coefficient, self.offset + other)
        return float(self) + other  # type: ignore[operator]

    __radd__ = __add__

    def __mul__(self, other: object) -> Any:
        if isinstance(other, (int, Fraction)) and -LARGE < other < LARGE > other.denominator:
            return _log(self.argument, self.coefficient * other, self.offset * other)
        try:
            return float(self) * float(other)  # type: ignore[arg-type]
        except OverflowError:
            raise OverflowError(f"{self} times a number beyond every float") from None

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> Any:
        if isinstance(other, (int, Fraction)):
            return self * Fraction(1, other)
        return float(self) / float(other)  # type: ignore[arg-type]

    def __neg__(self) -> Any:
        return self * -1

    def __sub__(self, other: object) -> Any:
        return self + -other  # type: ignore[operator]

    def __rsub__(self, other: object) -> Any:
        return -self + other

    def __abs__(self) -> Any:
        return -self if self < 0 else self

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Log):
            difference = self + -other
            return not isinstance(difference, Log) and difference == 0
        return isinstance(other, (int, float, Fraction)) and float(self) == float(other)

    def __hash__(self) -> int:
        return hash((self.argument, self.coefficient, self.offset))

    def __lt__(self, other: object) -> bool:
        return self != other and float(self) < float(other)  # type: ignore[arg-type]

    def __gt__(self, other: object) -> bool:
        return self != other and float(self) > float(other)  # type: ignore[arg-type]

    def __le__(self, other: object) -> bool:
        return not self > other

    def __ge__(self, other: object) -> bool:
        return not self < other


def whole(value: Fraction) -> int | Fraction:
    """An integer as `int`, any other rational as it is."""
    return value.numerator if value.denominator == 1 else value


def exact_log(value: int | Fraction) -> Any:
    """Logarithm of a positive rational; ln 1 is the integer 0.

    >>> exact_log(1), str(exact_log(Fraction(3, 2)))
    (0, 'ln(3/2)')
    """
    return _log(value, 1, 0)


def apart(
    argument: int | Fraction, coefficient: int | Fraction = 1
) -> tuple[tuple[int | Fraction, int], ...]:
    """`coefficient * ln(argument)` as multiples of logarithms of primes, what is added first.

    Empty where the argument is short enough to read, or has more or larger primes than a reader takes in.

    >>> apart(Fraction(15625, 3888), Fraction(1, 6))
    ((1, 5), (Fraction(-2, 3), 2), (Fraction(-5, 6), 3))
    >>> apart(4096), apart(12), apart(Fraction(30031, 2))
    (((12, 2),), (), ())
    """
    top, bottom = argument.numerator, argument.denominator
    if max(top, bottom) < LONG:
        return ()
    powers: dict[int, int] = {}
    for prime in PRIMES:
        for sign in (1, -1):
            part = top if sign > 0 else bottom
            while part % prime == 0:
                part //= prime
                powers[prime] = powers.get(prime, 0) + sign
            top, bottom = (part, bottom) if sign > 0 else (top, part)
    if (top, bottom) != (1, 1) or len(powers) > TERMS:
        return ()
    terms = [(whole(Fraction(coefficient) * power), prime) for prime, power in powers.items()]
    return tuple(sorted(terms, key=lambda term: (term[0] < 0, term[1])))


def _log(
    argument: int | Fraction, coefficient: int | Fraction, offset: int | Fraction
) -> "Log | int | Fraction":
    """The number, as a plain rational where no logarithm is left."""
    if argument == 1 or coefficient == 0:
        return whole(Fraction(offset))
    return Log(argument, coefficient, offset)


@lru_cache(maxsize=4096)
def _canonical(
    top: int, bottom: int, times: int, root: int
) -> tuple[int | Fraction, int | Fraction]:
    """`times/root` · ln(`top/bottom`) with a coefficient 1/q, q as small as possible; ln 1 is 0 · ln 1.

    Slips of one question come to the same logarithms again and again.
    """
    argument = Fraction(top, bottom) ** times
    for factor in range(root, 1, -1):
        if root % factor == 0:
            taken = _exact_root(argument, factor)
            if taken is not None:
                argument, root = taken, root // factor
                break
    return whole(argument), 1 if root == 1 else Fraction(1, root)


def _power(argument: int | Fraction, exponent: int | Fraction) -> Fraction:
    return Fraction(argument) ** int(exponent)


def _exact_root(value: Fraction, degree: int) -> Fraction | None:
    if max(value.numerator, value.denominator) > 1 << 200:
        return None
    top, bottom = (round(part ** (1 / degree)) for part in (value.numerator, value.denominator))
    found = Fraction(top, max(bottom, 1))
    return found if found**degree == value else None


def _ln(value: Fraction) -> float:
    # math.log of a ratio near 1 loses digits, of two huge integers it does not overflow.
    return math.log(value.numerator) - math.log(value.denominator)
