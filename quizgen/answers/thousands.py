"""Points that may stand between thousands: `1.040` where whole numbers are asked."""

import re
from collections.abc import Iterable
from fractions import Fraction

_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,]*\d)")


def doubt_of_points(text: str, read: Iterable[Fraction], asked: Iterable[Fraction]) -> str:
    """Why numbers with three digits behind a point may be meant as thousands; empty where they can't be.

    `read` are the numbers as they were read, `asked` those of the key, which all have to be whole.

    >>> doubt_of_points("[1.040, 2]", [Fraction("1.04"), Fraction(2)], [Fraction(1040), Fraction(2)])
    '1.040 is 1040 with a point between thousands, or no whole number; write 1040'
    >>> doubt_of_points("[1.040, 2]", [Fraction("1.04"), Fraction(2)], [Fraction("1.5"), Fraction(2)])
    ''
    """
    found = _THOUSANDS.search(text)
    if not found or all(number.denominator == 1 for number in read):
        return ""
    if any(number.denominator != 1 for number in asked):
        return ""
    whole = found[0].replace(".", "")
    return (
        f"{found[0]} is {whole} with a point between thousands, or no whole number; write {whole}"
    )
