"""Numbers in percent, as people write shares and probabilities."""

import re
from collections.abc import Mapping
from fractions import Fraction

from quizgen.answers.names import labels_of
from quizgen.answers.number import Number, read_digits
from quizgen.answers.text import PERCENT
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

_HUNDREDTH = Fraction(1, 100)
_PERCENT = pattern(
    r"(.*[0-9.)}])(?:\s|\\,|~)*(?:%|per\s?cent|prozent|pour\s?cent|por\s?ciento|per\s?cento|por\s?cento)",
    re.IGNORECASE,
)


def in_percent(text: str, settings: Mapping[str, object]) -> Number | None:
    """The value of a number in percent; None for every other text, calculations as well.

    Where a number of percent is asked for, percent is its unit and no hundredth.

    >>> found = in_percent("19.2 %", {})
    >>> found is not None and str(found.value), in_percent("1 - 80.8 %", {}), in_percent("0.192", {})
    ('24/125', None, None)
    """
    percent = _PERCENT.fullmatch(text.strip(" ."))
    if not percent:
        return None
    try:
        number = read_digits(percent[1], decimal_comma=bool(settings.get("decimal_comma")))
    except Unreadable:
        return None  # of a calculation only the last number is in percent
    value = number.value if _is_unit(settings) else number.value * _HUNDREDTH
    return Number(value, number.figures, number.is_fraction, reduced=False)


def doubt_of_percent(text: str, key: Fraction, settings: Mapping[str, object]) -> str:
    """Why an answer in percent may be meant otherwise than as a share; empty where it can't be.

    A key above 1 is hardly a share: percent may be what it counts, though no setting says so.

    >>> doubt_of_percent("62.5 %", Fraction("62.5"), {})
    'percent signs are not read; write the number itself'
    >>> doubt_of_percent("62.5 %", Fraction("0.6"), {}), doubt_of_percent("62", Fraction("62.5"), {})
    ('', '')
    """
    plain = text.replace(r"\%", "%").strip(" .$")
    return PERCENT if abs(key) > 1 and not _is_unit(settings) and _PERCENT.fullmatch(plain) else ""


def _is_unit(settings: Mapping[str, object]) -> bool:
    return any(_PERCENT.fullmatch(f"1 {unit}") for unit in labels_of(settings).units)
