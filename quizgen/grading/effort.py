"""Whether a key that follows from wrong answers asks for less than the original did."""

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from quizgen.answers.description import Form
from quizgen.answers.kind import AnswerKind

_FRACTION = re.compile(r"-?[0-9]+(?:/[0-9]+)?")
_NAME_OR_NUMBER = re.compile(r"[A-Za-z_]\w*|[0-9]+(?:\.[0-9]+)?")


def is_trivial(
    key: object,
    original: object,
    kind: type[AnswerKind],
    given: Sequence[object],
    before: Iterable[tuple[object, object]],
) -> bool:
    """Whether nothing is computed to reach a re-solved key where the original took work.

    `given` are the values of the statement, `before` the right answers it follows from, each beside
    the student's own.
    """
    if key == original:
        return True
    if kind.form is Form.OPTIONS:
        return False  # an option is named, not computed
    if not any(_numbers(key)) and any(_numbers(original)):
        return True
    # The key may be no whole number any more: a ratio of the student's own counts.
    positive = kind.counts and all(number > 0 for number in _numbers(original))
    if positive and all(number <= 0 for number in _numbers(key)):
        return True
    if key in given and original not in given:
        return True
    pairs = list(before)
    work = sum(_effort(right) for right, _ in pairs)
    return 2 * sum(_effort(own) for _, own in pairs) < work


def _effort(value: object) -> int:
    """Numbers and names that take an operation: to multiply by 0 or ±1, or to add 0, is none."""
    formulas = [text for text in _entries(value) if isinstance(text, str)]
    names = [n for text in formulas for n in _NAME_OR_NUMBER.findall(text) if n not in ("0", "1")]
    return len(names) + sum(number not in (0, 1, -1) for number in _numbers(value))


def _entries(value: object) -> list[Any]:
    """The entries of an answer; fractions as numbers, what is left as text is a formula."""
    if isinstance(value, list):
        return [entry for row in value for entry in _entries(row)]
    if isinstance(value, str) and _FRACTION.fullmatch(value):
        return [Fraction(value)]
    return [Fraction(repr(value))] if isinstance(value, float) else [value]


def _numbers(value: object) -> list[Any]:
    return [
        entry
        for entry in _entries(value)
        if isinstance(entry, int | Fraction) and not isinstance(entry, bool)
    ]
