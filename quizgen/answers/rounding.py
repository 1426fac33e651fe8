"""Right but rounded: a decimal that agrees with the key in every digit written.

Half may go up or to the even digit. A decimal that is cut off counts from three digits on, a whole
number too: with fewer it may as well be another number. One digit is never enough.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quizgen.answers.verdict import Comparison

LEAST, SURE = 2, 3
# Of a fraction that is a decimal, so many places are looked for; of a key, so many digits agree at most.
_PLACES = 60
# Floats print 15 digits and more; of single precision 7 are right. Bits of a relative error.
_FLOAT_DIGITS, _FLOAT_BITS = 15, (23, 51)
TOLD = {
    "fraction": "write it exactly, as a fraction a/b",
    "formula": "write it exactly, with its fractions, roots and logarithms",
}


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a number was rounded: to how many significant digits, and whether it was only cut off."""

    figures: int
    cut: bool = False


def found_rounding(value: Fraction, key: Fraction, written: int = 0) -> Rounding | None:
    """How the key was rounded to give the value; None where it was not, or too coarsely.

    `written` are the significant digits as typed, zeros at the end included; 0 where nobody knows.

    >>> found_rounding(Fraction("-0.6667"), Fraction(-2, 3))
    Rounding(figures=4, cut=False)
    >>> found_rounding(Fraction("0.666"), Fraction(2, 3))
    Rounding(figures=3, cut=True)
    >>> found_rounding(Fraction("0.3"), Fraction(1, 3)), found_rounding(Fraction("0.68"), Fraction(2, 3))
    (None, None)
    """
    if key.denominator == 1:
        return None  # a whole key needs no rounding
    gap = abs(value - key)
    # Two digits are never more than a twentieth away.
    if not gap or gap * 20 > abs(key):
        return None
    places = _places(value)
    if places is None:
        return None
    places = max(places, written - 1 - magnitude(value))
    first = magnitude(key) + 1
    if 2 * gap * 10**places <= 1:
        if value.denominator != 1 and not written:
            places = _more_places(gap, places)
        found = Rounding(first + places)
    elif _is_cut(value, key, places):
        found = Rounding(first + places, cut=True)
    elif first + places >= _FLOAT_DIGITS and gap * 2 ** _FLOAT_BITS[0] <= abs(key):
        # Digits of a float, of which the last one is not the key's.
        found = Rounding(7 if gap * 2 ** _FLOAT_BITS[1] > abs(key) else _FLOAT_DIGITS)
    else:
        return None
    sure = SURE if found.cut or (value.denominator == 1 and places == 0) else LEAST
    return found if found.figures >= sure else None


def accepted(value: Fraction, key: Fraction, figures: int, written: int = 0) -> bool:
    """Whether a value is the key rounded to so many significant digits, or more.

    >>> accepted(Fraction("0.667"), Fraction(2, 3), 3), accepted(Fraction("0.67"), Fraction(2, 3), 3)
    (True, False)
    >>> accepted(Fraction(1100), Fraction(1097), 2)
    True
    """
    gap = abs(value - key)
    if not gap:
        return True
    places = _places(value)
    if places is None or not key or (value < 0) != (key < 0):
        return False
    if value.denominator == 1:
        digits = str(value.numerator)
        places -= len(digits) - len(digits.rstrip("0"))
    places = max(places, written - 1 - magnitude(value))
    if 2 * gap * Fraction(10) ** places > 1:
        return False
    return magnitude(key) + 1 + _more_places(gap, places) >= figures


def fits(about: Fraction, exact: Fraction, written: int = 0) -> bool:
    """Whether `exact ≈ about` is true: rounded, though to one digit, or cut off after three.

    >>> pi = Fraction("3.14159")
    >>> [fits(Fraction(t), pi) for t in ("3", "3.14", "3.141", "3.2", "3.15", "30")]
    [True, True, True, False, False, False]
    """
    places = _places(about)
    if places is None or not about:
        return about == exact
    places = max(places, written - 1 - magnitude(about))
    if 2 * abs(about - exact) * 10**places <= 1:
        return True
    return magnitude(about) + 1 + places >= SURE and _is_cut(about, exact, places)


def shows(value: Fraction, slip: Fraction) -> bool:
    """Whether a decimal is a slip's value, to three digits or more.

    >>> shows(Fraction("0.0969"), Fraction("0.09691001300805638"))
    True
    """
    found = found_rounding(value, slip)
    return found is not None and found.figures >= SURE


def shown_as(value: Fraction, slip: Fraction) -> bool:
    """Whether a number is that of a slip, or a decimal of it; whole slips are not rounded.

    >>> shown_as(Fraction("0.577"), Fraction("0.57735")), shown_as(Fraction(1040), Fraction(1041))
    (True, False)
    """
    return value == slip or (slip.denominator != 1 and shows(value, slip))


def rounded_entries(
    values: Sequence[Any],
    keys: Sequence[Any],
    right: Sequence[bool],
    wanted: int,
    columns: int = 0,
    find: Callable[[Any, Any], Rounding | None] = found_rounding,
) -> Comparison | None:
    """What is said of entries of which every one is right or rounded; None where one is wrong.

    `right` says of each entry whether it is right as it stands, `find` how one that is not was
    rounded. The score is left to the caller. Entries of a matrix come row by row, with its number
    of `columns`.
    """
    places: list[str] = []
    roundings: list[Rounding] = []
    for i, good in enumerate(right):
        if good:
            continue
        found = find(values[i], keys[i])
        if found is None:
            return None
        roundings.append(found)
        places.append(f"({i // columns + 1}, {i % columns + 1})" if columns else str(i + 1))
    if not places:
        return None
    worst = min(roundings, key=lambda one: (not one.cut, one.figures))
    where = ", ".join(places[:6]) + (", …" if len(places) > 6 else "")
    named = f"Entries {where} are" if len(places) > 1 else f"Entry {where} is"
    return but_rounded(worst, wanted, TOLD["fraction"], f"{named} right,")


def least_figures(kind: str, settings: Mapping[str, object]) -> int:
    """The setting `rounding`, the digits a rounded answer needs; 0 where rounding is not accepted."""
    figures = settings.get("rounding")
    if figures is None and "rounding" not in settings:
        return 0
    if isinstance(figures, str) and figures.isdecimal():
        figures = int(figures[:3])  # a text that was filled in
    if isinstance(figures, bool) or not isinstance(figures, int) or not 0 <= figures <= _PLACES:
        raise ValueError(f"{kind}: rounding = {figures!r} is no number of significant digits")
    return figures


def but_rounded(
    found: Rounding, wanted: int, told: str, where: str = "", score: Fraction = Fraction(0)
) -> Comparison:
    """What is said of a rounded answer: that it is right, and what is asked instead."""
    how = "cut off" if found.cut else "rounded"
    if wanted and found.cut:
        said = f"but cut off: round it to {wanted} significant digits or more"
    elif wanted:
        digits = f"{found.figures} significant digit{'s' if found.figures > 1 else ''}"
        said = f"but rounded to {digits}: give at least {wanted}"
    else:
        said = f"but {how}: {told}"
    return Comparison(score, f"{where or 'Right,'} {said}.", rounded=True)


def too_coarse(value: Fraction, key: Fraction, told: str, written: int = 0) -> str:
    """What is said of a key rounded to one digit, which may as well be another number; or nothing.

    >>> too_coarse(Fraction("0.3"), Fraction(2, 7), TOLD["fraction"])
    'Rounded too coarsely: write it exactly, as a fraction a/b.'
    >>> too_coarse(Fraction("0.2"), Fraction(2, 7), TOLD["fraction"])
    ''
    """
    places = _places(value)
    if not places or not value or written > 1 or 2 * abs(value - key) * 10**places > 1:
        return ""
    return f"Rounded too coarsely: {told}."


def magnitude(value: Fraction) -> int:
    """The power of ten of the first digit.

    >>> magnitude(Fraction(1, 3)), magnitude(Fraction(-120))
    (-1, 2)
    """
    size = abs(value)
    power = len(str(size.numerator)) - len(str(size.denominator))
    return power if Fraction(10) ** power <= size else power - 1


def _places(value: Fraction) -> int | None:
    """Decimal places of a number; None for one that is no decimal."""
    if value.denominator == 1:
        return 0
    return next((p for p in range(1, _PLACES) if not 10**p % value.denominator), None)


def _more_places(gap: Fraction, places: int) -> int:
    """The places to which a rounded value agrees, with zeros behind it."""
    while places < _PLACES and 2 * gap * Fraction(10) ** (places + 1) <= 1:
        places += 1
    return places


def _is_cut(value: Fraction, key: Fraction, places: int) -> bool:
    scale: int = 10**places
    whole = abs(key.numerator) * scale // key.denominator
    return value * scale == (whole if key > 0 else -whole)
