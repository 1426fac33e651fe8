"""Answers that show no knowledge: zeros, ones, what the question gives, a layer that does nothing."""

from collections.abc import Iterable
from typing import Any

from quizgen.answers.description import Choose, Form
from quizgen.answers.kind import AnswerKind
from quizgen.bank.credit import copied

# Whole numbers somebody tries who knows nothing.
GUESSES = (0, 1, -1)


def trivial_answers(kind: AnswerKind, given: Iterable[Any]) -> list[Any]:
    """Answers of the form of the key in its JSON form, none of them the key.

    >>> from quizgen.answers import answer_kind
    >>> trivial_answers(answer_kind("vector", [1, 2]), [[5, 6], 7])
    [[0, 0], [1, 1], [-1, -1], [5, 6]]
    >>> trivial_answers(answer_kind("integer", 5), [[5, 6], 7])
    [0, 1, -1, 7]
    """
    key = kind.exact(kind.key)
    found = [answer for answer in _answers(kind, key, list(given)) if answer != key]
    return [answer for i, answer in enumerate(found) if answer not in found[:i]]


def _answers(kind: AnswerKind, key: Any, given: list[Any]) -> list[Any]:
    match kind.form:
        case Form.ENTRIES:
            return [*(_filled(key, guess) for guess in GUESSES), *copied(key, given)]
        case Form.NUMBER:
            return [*GUESSES, *(value for value in given if type(value) is int)]
        case Form.FORMULA:
            return [*map(str, GUESSES), *sorted(kind.settings.get("variables") or ())]
        case Form.CODE:
            return ["nn.Identity()"]
        case Form.OPTIONS if kind.choose is Choose.SEVERAL:
            return [list(kind.settings["choices"]), []]
    return []


def _filled(key: Any, number: int) -> Any:
    return [_filled(entry, number) for entry in key] if isinstance(key, list) else number
