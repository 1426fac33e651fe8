r"""Reading the arithmetic of a derivation back: LaTeX such as `\frac{1}{2} \cdot (3 - 5)` to a number.

Written apart from the solver, so that a step's substitution is checked by something that did
not write it. Exact where the text is exact; bounded, since a bank may come from a stranger.
"""

import math
import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

Number = Fraction | float
TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<command>\\[a-zA-Z]+|\\[|,;]|\\\\)|(?P<sign>[-+*/^_(){}\[\],=|!<>]|[a-zA-Z]))"
)
IGNORED = {r"\left", r"\right", r"\,", r"\;", r"\displaystyle"}
LENGTH = 20_000
# Exponents and digits beyond these are no hand's work.
DIGITS = 4_096
GREEK = {r"\pi": math.pi}


class NotArithmeticError(ValueError):
    """The text is not a number with operations."""


@lru_cache(maxsize=65_536)
def evaluate(text: str) -> Number:
    r"""The number a text stands for; `NotArithmeticError` where it is none.

    >>> evaluate(r"\frac{1}{2} \cdot (3 - 5)^{2} + \lfloor \frac{7}{2} \rfloor")
    Fraction(5, 1)
    >>> evaluate(r"\max(0, (-3)) + \sqrt{9}")
    Fraction(3, 1)
    """
    if len(text) > LENGTH:
        raise NotArithmeticError(f"more than {LENGTH} signs")
    try:
        reader = _Reader(_tokens(text))
        value = reader.sum()
    except NotArithmeticError:
        raise
    except (ArithmeticError, ValueError, TypeError, RecursionError) as error:
        raise NotArithmeticError(f"{text!r}: {error}") from None
    if reader.place != len(reader.tokens):
        raise NotArithmeticError(f"{reader.tokens[reader.place]!r} is left over in {text!r}")
    return value


def same(left: Number, right: Number, *, rounded: bool = False) -> bool:
    """Equal exactly, or to the printed digits where one of them is rounded."""
    if isinstance(left, Fraction) and isinstance(right, Fraction) and not rounded:
        return left == right
    relative, absolute = (2e-4, 1e-4) if rounded else (1e-9, 1e-9)
    try:
        return math.isclose(left, right, rel_tol=relative, abs_tol=absolute)
    except OverflowError:  # more digits than a float has
        return left == right


def _tokens(text: str) -> list[str]:
    found, place = [], 0
    text = text.strip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise NotArithmeticError(f"cannot read {text[place:]!r} in {text!r}")
        token = match.group().strip()
        if token not in IGNORED:
            found.append(token)
        place = match.end()
    return found


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.place = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise NotArithmeticError(f"{token!r} where {wanted or 'a number'} should be")
        self.place += 1
        return token

    def sum(self) -> Number:
        value = self.product()
        while self.peek() in {"+", "-"}:
            sign = self.take()
            value = value + self.product() if sign == "+" else value - self.product()
        return value

    def product(self) -> Number:
        value = self.signed()
        while self.peek() in {r"\cdot", r"\times", "*", "/", r"\bmod"} or self.starts_factor():
            if self.starts_factor():
                value = value * self.power()
                continue
            sign = self.take()
            factor = self.signed()
            if sign == r"\bmod":
                value = value % factor
            else:
                value = value / factor if sign == "/" else value * factor
        return value

    def starts_factor(self) -> bool:
        r"""An implicit product such as 2(3 + 4), \frac{1}{2} \ln(3)."""
        return self.peek() in {
            "(",
            r"\ln",
            r"\log",
            r"\sqrt",
            r"\frac",
            r"\lfloor",
            r"\lceil",
            r"\pi",
        }

    def signed(self) -> Number:
        if self.peek() == "-":
            self.take()
            return -self.signed()
        if self.peek() == "+":
            self.take()
            return self.signed()
        return self.power()

    def power(self) -> Number:
        base = self.atom()
        if self.peek() != "^":
            return base
        self.take()
        exponent = self.atom()
        if (
            isinstance(exponent, Fraction)
            and exponent.denominator == 1
            and isinstance(base, Fraction)
        ):
            size = max(len(str(base.numerator)), len(str(base.denominator)))
            if abs(exponent) * size > DIGITS:
                raise NotArithmeticError("too large a power")
            return Fraction(base**exponent.numerator)
        return math.pow(base, exponent)

    def group(self) -> Number:
        self.take("{")
        value = self.sum()
        self.take("}")
        return value

    def list(self) -> list[Number]:
        self.take("(")
        values = [self.sum()]
        while self.peek() == ",":
            self.take()
            values.append(self.sum())
        self.take(")")
        return values

    def atom(self) -> Number:
        token = self.take()
        if re.fullmatch(r"\d+(\.\d+)?", token):
            return Fraction(token)
        if token in GREEK:
            return GREEK[token]
        readers: dict[str, Callable[[], Number]] = {
            "{": self._braces,
            "(": self._parentheses,
            "e": self._exponential,
            r"\frac": self._fraction,
            r"\tfrac": self._fraction,
            r"\sqrt": self._root,
            r"\lfloor": lambda: self._bracket(r"\rfloor", _floor),
            r"\lceil": lambda: self._bracket(r"\rceil", _ceil),
            r"\max": lambda: max(self.list()),
            r"\min": lambda: min(self.list()),
            r"\ln": lambda: _log(*self.list()),
            r"\log": self._logarithm,
            r"\tanh": lambda: math.tanh(*self.list()),
            r"\sin": lambda: math.sin(self.group()),
            r"\cos": lambda: math.cos(self.group()),
            "|": lambda: self._bracket("|", _size),
        }
        if token not in readers:
            raise NotArithmeticError(f"{token!r} is not a number")
        return readers[token]()

    def _parentheses(self) -> Number:
        self.place -= 1
        (value,) = self.list()
        return value

    def _braces(self) -> Number:
        self.place -= 1
        return self.group()

    def _exponential(self) -> Number:
        self.take("^")
        exponent = self.group()
        return Fraction(1) if exponent == 0 else math.exp(exponent)

    def _fraction(self) -> Number:
        top, bottom = self.group(), self.group()
        return top / bottom

    def _root(self) -> Number:
        value = self.group()
        root = math.sqrt(value)
        return Fraction(round(root)) if round(root) ** 2 == value else root

    def _logarithm(self) -> Number:
        r"""\log_2(8): a whole number where it is one."""
        self.take("_")
        base = self.group() if self.peek() == "{" else self.atom()
        (value,) = self.list()
        power = round(math.log(value, base))
        exact = base >= 2 and Fraction(base) ** power == value
        return Fraction(power) if exact else math.log(value, base)

    def _bracket(self, close: str, function: Callable[[Number], Number]) -> Number:
        value = self.sum()
        self.take(close)
        return function(value)


def _floor(value: Number) -> Number:
    return Fraction(math.floor(value))


def _ceil(value: Number) -> Number:
    return Fraction(math.ceil(value))


def _size(value: Number) -> Number:
    return value if value >= 0 else -value


def _log(value: Number) -> Number:
    return Fraction(0) if value == 1 else math.log(value)
