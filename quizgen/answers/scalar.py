"""Exact scalars shared by the kinds: keys to fractions, texts to fractions, fractions to text."""

import math
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers.number import Number, read_number, without_unit
from quizgen.answers.text import plain, without_dollars, without_name
from quizgen.answers.verdict import Unreadable

# What a number is read as most often, and what is still written out.
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}", re.ASCII)
_LONGEST = 10**40
# How far a real number may be off where the question does not say it.
DEFAULT_TOLERANCE = Fraction(5, 10_000)
# Up to here one more is another number.
FEW = 3
# Groups of thousands, and a letter x between two numbers.
_GROUPS = re.compile(
    r"(?<![0-9.,'_])[1-9][0-9]{0,2}(?:,[0-9]{3})+(?![0-9,])|(?<![0-9.,'_])[1-9][0-9]{0,2}(?:['_][0-9]{3})+(?![0-9'_])"
)
_GROUPS_OF_POINTS = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9.])")
_TIMES = re.compile(r"([0-9)])\s*[xX](?=\s*[0-9(])")
_HEXADECIMAL = re.compile(r"(?<![0-9.])0[xX][0-9A-Fa-f]")
# How many places a decimal point is looked for.
_TENS = {p: Fraction(10) ** p for p in (*range(-6, 0), *range(1, 7))}


def as_fraction(value: Any) -> Fraction:
    """A key's number exactly; a float means the decimal it prints as.

    >>> as_fraction("3/2"), as_fraction(0.1), as_fraction(7)
    (Fraction(3, 2), Fraction(1, 10), Fraction(7, 1))
    """
    if isinstance(value, bool):
        return Fraction(int(value))
    if isinstance(value, int | Fraction):
        return Fraction(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value!r} is no number")
        return read_number(repr(value), named=False).value
    if isinstance(value, str):
        try:
            return read_number(value).value
        except Unreadable as error:
            raise ValueError(f"{value!r} is no number: {error.reason}") from None
    if hasattr(value, "p") and hasattr(value, "q"):
        return Fraction(int(value.p), int(value.q))
    if hasattr(value, "item"):
        return as_fraction(value.item())
    if hasattr(value, "__float__"):
        return as_fraction(float(value))
    raise ValueError(f"{value!r} is no number")


def read_scalar(text: str, settings: Mapping[str, Any]) -> Fraction:
    """The exact number a text means, computed if the question allows `arithmetic`."""
    if _WHOLE.fullmatch(text):
        return Fraction(int(text))
    try:
        return read_number(
            text, decimal_comma=bool(settings.get("decimal_comma")), units=settings.get("units", ())
        ).value
    except Unreadable:
        if not settings.get("arithmetic"):
            raise
        return computed(text, settings)


def read_figures(text: str, settings: Mapping[str, Any]) -> Number:
    """A number with its figures as written; one that had to be computed has none, and is not reduced."""
    try:
        return read_number(
            text, decimal_comma=bool(settings.get("decimal_comma")), units=settings.get("units", ())
        )
    except Unreadable:
        if not settings.get("arithmetic"):
            raise
    return Number(computed(text, settings), is_fraction=True, reduced=False)


def computed(text: str, settings: Mapping[str, Any]) -> Fraction:
    """The exact value of sums, products, quotients and whole powers; of a chain of equal ones.

    >>> computed("2 x 12", {}), computed("3*8 = 24", {}), computed("1,000 + 100", {})
    (Fraction(24, 1), Fraction(24, 1), Fraction(1100, 1))
    """
    from quizgen.answers.constants import constant
    from quizgen.answers.equality import facts
    from quizgen.answers.syntax import Formula

    cleaned = without_dollars(without_name(without_dollars(plain(text))))
    cleaned = without_unit(cleaned, settings.get("units", ()))
    if settings.get("decimal_comma"):
        cleaned = _GROUPS_OF_POINTS.sub(lambda group: group[0].replace(".", ""), cleaned)
        cleaned = cleaned.replace(",", ".")
    else:
        cleaned = _GROUPS.sub(lambda group: re.sub(r"[,'_]", "", group[0]), cleaned)
    if _HEXADECIMAL.search(cleaned):
        raise Unreadable("a hexadecimal number; write it in decimal digits")
    values = []
    for side in _TIMES.sub(r"\1*", cleaned).split("="):
        tree = Formula(()).read(side)
        facts(tree)  # refuses powers and degrees that take long
        values.append(constant(tree))
    if None in values:
        raise Unreadable("a number is asked; this is not one that can be computed exactly")
    if len(set(values)) > 1:
        raise Unreadable("the sides of the equation are not equal")
    return values[0] or Fraction(0)


def shown(value: Fraction) -> str:
    """A number as a student writes it: whole, short decimal or fraction.

    >>> shown(Fraction(3)), shown(Fraction(3, 2)), shown(Fraction(1, 3))
    ('3', '1.5', '1/3')
    """
    if value.denominator == 1:
        return (
            str(value.numerator)
            if -_LONGEST < value.numerator < _LONGEST
            else f"a number of {len(str(abs(value.numerator)))} digits"
        )
    rest = value.denominator
    places = 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places += max(twos, fives)
    if rest == 1 and places <= 12:
        sign = "-" if value < 0 else ""
        digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
        return f"{sign}{digits[:-places]}.{digits[-places:]}"
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > 200:
        return _about(value)
    return f"{value.numerator}/{value.denominator}"


def _about(value: Fraction) -> str:
    if Fraction(1, 10**300) < abs(value) < 10**300:
        return f"about {float(value):.6g}"
    return "a very large number" if abs(value) > 1 else "a number very close to 0"


def same_up_to_scale(
    value: Fraction, key: Fraction, same: Callable[[Fraction, Fraction], bool] = operator.eq
) -> str:
    """What sign, order of magnitude and neighbours say about a wrong number."""
    if value and key:
        if (value.numerator < 0) != (key.numerator < 0) and same(-value, key):
            return "The sign is wrong."
        places = _places_off(value, key)
        if places and same(value * _TENS[places], key):
            if key.denominator == 1 == value.denominator:
                return f"The answer is off by a factor of {10 ** abs(places)}."
            return "The digits are right, the decimal point is not."
    whole = key.denominator == 1 == value.denominator
    # One off is close beside 28, not beside 1.
    if whole and abs(value - key) == 1 and abs(key) > FEW:
        return "Very close: one off."
    return ""


def _places_off(value: Fraction, key: Fraction) -> int:
    """By how many places the point of one would have to move to come near the other; 0 for too many."""
    try:
        ratio = (key.numerator * value.denominator) / (value.numerator * key.denominator)
        places = round(math.log10(abs(ratio)))
    except (OverflowError, ValueError):
        return 0
    return places if places in _TENS else 0


def rounding(value: Fraction, key: Fraction) -> str:
    """Whether a decimal is the key rounded or cut off; what to say of it."""
    gap = abs(value - key)
    # Far away, or a whole number or a single digit, it may be anything else.
    if gap * 20 > abs(key):
        return ""
    places = next((p for p in range(13) if not 10**p % value.denominator), None)
    if places is None or gap * 10**places >= 1:
        return ""
    if round(key * 10**places) == value * 10**places:
        return "Rounded too early: give more digits."
    if math.trunc(key * 10**places) == value * 10**places:
        return "The last digit is cut off, not rounded."
    return ""
