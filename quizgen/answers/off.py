"""What a wrong number has in common with the right one: its sign, its digits, a neighbour, its rounding."""

import math
import operator
from collections.abc import Callable
from fractions import Fraction

from quizgen.answers.scalar import SHORT_DECIMALS, within

_EXACTLY, _NEAR = Fraction(0), Fraction(1, 20)
# Up to here a neighbour is met by chance, and one more is another number.
FEW = 9
# How many places a decimal point is looked for.
_TENS = {p: Fraction(10) ** p for p in (*range(-6, 0), *range(1, 7))}


def same_up_to_scale(
    value: Fraction, key: Fraction, same: Callable[[Fraction, Fraction], bool] = operator.eq
) -> str:
    """What sign, order of magnitude and neighbours say about a wrong number."""
    if value and key:
        if (value.numerator < 0) != (key.numerator < 0) and same(-value, key):
            return "The sign is wrong."
        places = _places_off(value, key)
        if value.denominator == 1 != key.denominator and value == 1000 * key:
            return "A comma between digits was read as one between thousands; write decimals with a point."
        # A single digit, such as 3 for 30, is found by chance.
        if places and _digits(value) > 1 and same(value * _TENS[places], key):
            if key.denominator == 1 == value.denominator:
                return f"The answer is off by a factor of {10 ** abs(places)}."
            return "The digits are right, the decimal point is not."
    whole = key.denominator == 1 == value.denominator
    # One off is close beside 28, not beside 6.
    if whole and abs(value.numerator - key.numerator) == 1 and abs(key.numerator) > FEW:
        return "Very close: one off."
    return ""


def _digits(value: Fraction) -> int:
    """The digits of a number without zeros around them; of a fraction, those below and above."""
    return len(str(abs(value.numerator)).rstrip("0")) + len(str(value.denominator).strip("10"))


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
    places = SHORT_DECIMALS.get(value.denominator)
    # Far away, or a whole number or a single digit, it may be anything else.
    if places is None or not within(value, key, _EXACTLY, _NEAR):
        return ""
    if abs(value - key) * 10**places >= 1:
        return ""
    if round(key * 10**places) == value * 10**places:
        return "Rounded too early: give more digits."
    if math.trunc(key * 10**places) == value * 10**places:
        return "The last digit is cut off, not rounded."
    return ""
