"""What somebody asks who cannot read answers as we do: blanks with a number, an option or a term in each.

Learning systems compare numbers, options and spellings. A kind says here which of its answers they can
judge by that; what is left, formulas for example, is for a person or for our own grading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import TypeVar

from quizgen.answers.description import Option
from quizgen.answers.rounding import magnitude
from quizgen.answers.scalar import as_fraction, default_tolerance

T = TypeVar("T")

# Significant digits of a decimal that stands for a fraction which is none, as 1/3.
FIGURES = 4
# Digits of a decimal that is typed in full.
FULL = 12


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number: right is what is at most `within` away. Only whole numbers are meant where it `is_whole`."""

    value: Fraction
    within: Fraction = Fraction(0)
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Pick:
    """One option of several, or all that are right."""

    options: tuple[Option, ...]
    several: bool = False


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text: right are the spellings listed, in capital or small letters; the first is the key's own."""

    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """One blank. `place` tells it from others of the same answer, and is empty where there is only one."""

    asks: Numeric | Pick | Spelled
    place: str = ""


def together(parts: Sequence[Sequence[Blank]]) -> list[int]:
    """Which parts, from 0, are one question with blanks in a learning system; none where one blank stands alone.

    Several options to tick are a question of their own, and what a person marks.
    """
    found = [
        place
        for place, blanks in enumerate(parts)
        if blanks and not any(isinstance(b.asks, Pick) and b.asks.several for b in blanks)
    ]
    return [] if len(found) == 1 and len(parts[found[0]]) == 1 else found


def in_rows(key: object, cells: Sequence[T]) -> list[list[T]]:
    """The cells of an answer in the rows of its key; a key without rows is one row.

    >>> in_rows([["1", "2"], ["3", "4"]], "abcd"), in_rows(["1", "2"], "ab")
    ([['a', 'b'], ['c', 'd']], [['a', 'b']])
    """
    if len(cells) < 2 or not (isinstance(key, list) and isinstance(key[0], list)):
        return [list(cells)]
    own = iter(cells)
    return [list(islice(own, len(row))) for row in key]


def window(key: Fraction, settings: Mapping[str, object], *, exact: bool) -> Fraction:
    """How far a typed decimal may be from a key: as the settings say, or as a decimal has to be rounded.

    >>> window(Fraction(5, 2), {}, exact=True), window(Fraction(1, 3), {}, exact=True)
    (Fraction(0, 1), Fraction(1, 20000))
    >>> window(Fraction(10), {"rtol": "1/100"}, exact=False)
    Fraction(1, 10)
    """
    if "atol" in settings or "rtol" in settings:
        atol, rtol = (as_fraction(settings.get(name, 0)) for name in ("atol", "rtol"))
        return atol + rtol * abs(key)
    if not exact:
        return default_tolerance(key)
    if is_short(key):
        return Fraction(0)
    return half_a_unit(key, FIGURES)


def half_a_unit(key: Fraction, figures: int) -> Fraction:
    """Half a unit of the last of so many significant digits.

    >>> half_a_unit(Fraction("0.62246"), 3)
    Fraction(1, 2000)
    """
    return Fraction(10) ** (magnitude(key) - figures + 1) / 2


def is_short(key: Fraction) -> bool:
    """Whether a number is a decimal of few digits.

    >>> is_short(Fraction(-1, 8)), is_short(Fraction(1, 3))
    (True, False)
    """
    places = next((p for p in range(FULL) if not 10**p % key.denominator), None)
    return (
        places is not None and len(str(abs(key.numerator) * 10**places // key.denominator)) <= FULL
    )


def decimal(value: Fraction, within: Fraction = Fraction(0)) -> str:
    """A number in digits: all of them where they are few, else to what its window is worth and two more.

    >>> decimal(Fraction(-5, 4)), decimal(Fraction(1, 3), Fraction(1, 20000)), decimal(Fraction(79510))
    ('-1.25', '0.3333333', '79510')
    """
    if is_short(value):
        places = next(p for p in range(FULL) if not 10**p % value.denominator)
    else:
        places = max(0, 2 - magnitude(within or value / 10**FIGURES))
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if value < 0 and whole else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"
