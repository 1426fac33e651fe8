"""The working of an answer in brackets behind it, or after a because: `1500 (30*50)`, `2/7 (≈ 0.2857)`.

Both have to be of one value. A product is written with its sign or without the blank, `30(50)`.
"""

import re

from quizgen.pattern import pattern

_BEHIND = pattern(
    r"(.*[^\s(\[])\s+[(\[]\s*([^()\[\]]*(?:\([^()]*\)[^()\[\]]*){0,6})[)\]][\s.]*", re.DOTALL
)
_BECAUSE = pattern(
    r"(.*[0-9].*?)[\s,;.:–-]+(?:because(?:\s+of)?|since|denn|weil|car|parce\s+que|porque|perch[eé]|pois|因为|なぜなら)[\s:]*([-+(]?[0-9](?:[^A-Za-z]|\b(?:x|mal|times|fois|por|per|vezes)\b|\\(?:cdot|times)(?![A-Za-z]))*)",
    re.DOTALL | re.IGNORECASE,
)
_FIRST_SIGN = pattern(r"(?::?=|≈|≃|≅|~|\\approx(?![A-Za-z]))\s*")
_DIGIT = pattern(r"[0-9]")
# What a bracket belongs to: `log2 (8)`, `3 * (4)`.
_CALLS = pattern(r"(?:[A-Za-z][0-9]*|[-+*/^·×=,;:({\[]|\\[A-Za-z]+)\Z")
_LONGEST = 300


def value_and_working(text: str) -> list[str]:
    """The text, or a value and the working in brackets beside it.

    >>> value_and_working("1500 (= 30*50)"), value_and_working("30(50)"), value_and_working("3 * (4)")
    (['1500', '30*50'], ['30(50)'], ['3 * (4)'])
    """
    if text[-1:] not in (")", "]", ".") or len(text) > _LONGEST:
        return [text]
    found = _BEHIND.fullmatch(text)
    if not found or not _DIGIT.search(found[1]) or not _DIGIT.search(found[2]):
        return [text]
    value = found[1]
    if _CALLS.search(value) and not _is_unit(value):
        return [text]
    sign = _FIRST_SIGN.match(found[2])
    return [value, found[2][sign.end() if sign else 0 :].strip()]


def value_and_reason(text: str) -> tuple[str, str]:
    """A value and the calculation behind a because; the text and nothing where there is none.

    >>> value_and_reason("1500 weights, because 30*50 = 1500"), value_and_reason("1500 because I guess")
    (('1500 weights', '30*50 = 1500'), ('1500 because I guess', ''))
    """
    found = _BECAUSE.fullmatch(text) if len(text) < _LONGEST else None
    return (found[1], found[2].strip(" .")) if found else (text, "")


def _is_unit(value: str) -> bool:
    """Whether a word of several letters ends the value, behind a number: `1500 weights`."""
    return re.search(r"[0-9.)]\s+[^\W\d_]{3,}\Z", value) is not None
