"""Partial credit of an exercise: the usual rule where it names none, and answers that show no knowledge."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from quizgen.answers import AnswerKind, encode
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.slip_values import ERRORS
from quizgen.language.expression import Scope

# So many given numbers are kept; a picture has more.
GIVEN = 40
_NUMBER = re.compile(r"-?[0-9]+(?:/[0-9]+)?")
_NAME = re.compile(r"[A-Za-z_]\w*")
_NUMBERS = frozenset({int, float})


def with_credit(
    settings: Mapping[str, object],
    kind: type[AnswerKind],
    key: object,
    prompt: str,
    given: Callable[[], Sequence[object]],
    answers: Iterable[object],
) -> Mapping[str, Any]:
    """The settings of a part with its rule of partial credit and, in `trivial`, what a student could copy.

    These are the values `given`, which not every kind asks for, and the `answers` to earlier parts.
    """
    if kind.takes("given"):
        numbers = _numbers(key, prompt, given())
        return {**settings, "given": numbers} if numbers else settings
    rule = settings.get("partial") or kind.usual_partial
    if rule == AnswerKind.usual_partial:
        return settings
    found = {**settings, "partial": rule}
    if rule == "per_entry" and kind.takes("trivial"):
        trivial = copied(key, [*given(), *answers])
        if trivial:
            found["trivial"] = trivial
    return found


def given_values(spec: PartSpec, exercise: Exercise, scope: Scope) -> list[Any]:
    """What was drawn, and the `let` names that the statement, the question or a figure mentions."""
    found = [value for value in scope.given.values() if type(value) is not dict]
    texts = (exercise.text, *exercise.figure, spec.ask, *spec.figure)
    for name in _mentioned(texts, tuple(exercise.let)):
        try:
            found.append(scope[name])
        except ERRORS:
            continue  # what cannot be computed is not printed
    return found


def _numbers(key: object, prompt: str, given: Iterable[object]) -> list[str]:
    """The numbers that the question gives: no remark is made on one of them."""
    numbers = set(_NUMBER.findall(prompt))
    for value in given:
        if type(value) is int:
            numbers.add(str(value))
        else:
            numbers.update(_NUMBER.findall(_as_text(value)))
    numbers.discard(str(key))
    return sorted(sorted(numbers), key=len)[:GIVEN]


def _as_text(value: object) -> str:
    """What was drawn as text with its numbers; empty for what has no JSON form."""
    try:
        return str(encode(value))
    except (ValueError, TypeError):
        return ""


@lru_cache(maxsize=4096)
def _mentioned(texts: tuple[str, ...], lets: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the lets that a text mentions."""
    names = {name for text in texts for name in _NAME.findall(text)}
    return tuple(name for name in lets if name in names)


def copied(key: Any, given: Iterable[Any]) -> list[Any]:
    """The given values that have the form of the key, as they are or transposed, and are not the key.

    >>> copied([[1, 2], [3, 4]], [[[5, 6], [7, 8]], [1, 2]])
    [[[5, 6], [7, 8]], [[5, 7], [6, 8]]]
    >>> copied([0, 2, 4], [[-1, 2, 4], [[1], [2], [3]], [0, 2, 4], 3])
    [[-1, 2, 4], [1, 2, 3]]
    """
    if not _is_table(key):
        return []
    rows = _rows(key)
    found: list[Any] = []
    size = sum(map(len, rows))
    # Most have another number of entries: a look at it is cheaper than their JSON form.
    for value in (_encoded(value) for value in given if _size(value) == size):
        if not _is_table(value):
            continue
        own = _rows(value)
        for turned in (own, [list(column) for column in zip(*own, strict=True)]):
            if (len(turned), len(turned[0])) == (len(rows), len(rows[0])) and turned != rows:
                answer = turned if isinstance(key[0], list) else turned[0]
                if answer not in found:
                    found.append(answer)
    return found


def _size(value: Any) -> int:
    """How many entries a vector or matrix has; 0 for what is none."""
    if hasattr(value, "tolist"):
        return int(value.size)
    if not isinstance(value, (list, tuple)):
        return 0
    return sum(_size(row) or 1 for row in value)


def _encoded(value: object) -> Any:
    try:
        return encode(value)
    except ValueError:
        return None


def _rows(table: list[Any]) -> list[list[Any]]:
    return table if isinstance(table[0], list) else [table]


def _is_table(value: object) -> bool:
    """Whether a value is a vector or matrix of numbers that are read exactly."""
    if not isinstance(value, list) or not value:
        return False
    rows = value if all(isinstance(row, list) for row in value) else [value]
    lengths = {len(row) for row in rows}
    if len(lengths) > 1 or 0 in lengths:
        return False
    entries = list(chain.from_iterable(rows))
    return _NUMBERS.issuperset(map(type, entries)) or all(map(_is_number, entries))


def _is_number(entry: object) -> bool:
    if isinstance(entry, str):
        return _NUMBER.fullmatch(entry) is not None
    return isinstance(entry, (int, float)) and not isinstance(entry, bool)
