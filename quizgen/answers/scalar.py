"""Exact scalars shared by the kinds: keys to fractions, texts to fractions, fractions to text."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers.number import read_number
from quizgen.answers.text import plain, without_dollars, without_name
from quizgen.answers.verdict import Unreadable

# What a number is read as most often, and what is still written out.
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}", re.ASCII)
_LONGEST = 10**40


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
        from quizgen.answers.equality import constant, degree
        from quizgen.answers.syntax import Formula

        tree = Formula(()).read(without_name(without_dollars(plain(text))))
        degree(tree)
        value = constant(tree)
        if value is None:
            raise Unreadable(
                "a number is asked; this is not one that can be computed exactly"
            ) from None
        return value


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
        return f"about {float(value):.6g}" if abs(value) < 10**300 else "a very large number"
    return f"{value.numerator}/{value.denominator}"


def same_up_to_scale(value: Fraction, key: Fraction) -> str:
    """What sign, order of magnitude and neighbours say about a wrong number."""
    if value == -key:
        return "The sign is wrong."
    if (
        key
        and value
        and value / key
        in (
            Fraction(10),
            Fraction(100),
            Fraction(1000),
            Fraction(1, 10),
            Fraction(1, 100),
            Fraction(1, 1000),
        )
    ):
        return "The digits are right, the decimal point is not."
    if key.denominator == 1 and value.denominator == 1 and abs(value - key) == 1:
        return "Very close: one off."
    return ""
