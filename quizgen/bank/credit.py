"""Partial credit of an exercise: the usual rule where it names none, and answers that show no knowledge."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from quizgen.answers import AnswerKind, encode, kind_class
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.slip_values import ERRORS
from quizgen.language.expression import Scope
from quizgen.variant import Part

# So many given numbers are kept; a picture has more.
GIVEN = 40
_NUMBER = re.compile(r"-?[0-9]+(?:/[0-9]+)?")
_NAME = re.compile(r"[A-Za-z_]\w*")


def with_credit(
    part: Part,
    spec: PartSpec,
    exercise: Exercise,
    scope: Scope,
    keys: Mapping[str, Any],
) -> Part:
    """The part with its rule of partial credit and, in `trivial`, what a student could copy.

    That is what was drawn, what the statement prints by name, and the answers to earlier parts
    (`keys`).
    """
    kind = kind_class(part.kind)
    if kind.takes("given"):
        return _with_given(part, [*scope.given.values(), *_printed(spec, exercise, scope)])
    rule = part.settings.get("partial") or kind.usual_partial
    if rule == AnswerKind.usual_partial:
        return part
    settings = {**part.settings, "partial": rule}
    if rule == "per_entry" and kind.takes("trivial"):
        given = [*scope.given.values(), *_printed(spec, exercise, scope), *keys.values()]
        trivial = copied(part.key, given)
        if trivial:
            settings["trivial"] = trivial
    return replace(part, settings=settings)


def _with_given(part: Part, given: Iterable[Any]) -> Part:
    """The part with the numbers that the question gives: no remark is made on one of them."""
    numbers = {text for value in given for text in _NUMBER.findall(_as_text(value))}
    numbers |= set(_NUMBER.findall(part.prompt))
    found = sorted(numbers - {str(part.key)}, key=lambda text: (len(text), text))[:GIVEN]
    return replace(part, settings={**part.settings, "given": found}) if found else part


def _as_text(value: Any) -> str:
    """What was drawn as text with its numbers; empty for what has no JSON form."""
    try:
        return str(encode(value))
    except (ValueError, TypeError):
        return ""


def _printed(spec: PartSpec, exercise: Exercise, scope: Scope) -> Iterator[Any]:
    """The values of `let` names that the statement, the question or a figure mentions."""
    texts = (exercise.text, *exercise.figure, spec.ask, *spec.figure)
    mentioned = {name for text in texts for name in _NAME.findall(text)}
    for name in exercise.let:
        if name in mentioned:
            try:
                yield scope[name]
            except ERRORS:
                continue  # what cannot be computed is not printed


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
    for value in map(_encoded, given):
        if not _is_table(value):
            continue
        own = _rows(value)
        for turned in (own, [list(column) for column in zip(*own, strict=True)]):
            if (len(turned), len(turned[0])) == (len(rows), len(rows[0])) and turned != rows:
                answer = turned if isinstance(key[0], list) else turned[0]
                if answer not in found:
                    found.append(answer)
    return found


def _encoded(value: Any) -> Any:
    if not (hasattr(value, "tolist") or isinstance(value, list | tuple)):
        return None
    try:
        return encode(value)
    except ValueError:
        return None


def _rows(table: list[Any]) -> list[list[Any]]:
    return table if isinstance(table[0], list) else [table]


def _is_table(value: Any) -> bool:
    """Whether a value is a vector or matrix of numbers that are read exactly."""
    if not isinstance(value, list) or not value:
        return False
    rows = value if all(isinstance(row, list) for row in value) else [value]
    lengths = {len(row) for row in rows}
    if len(lengths) > 1 or 0 in lengths:
        return False
    return all(_is_number(entry) for row in rows for entry in row)


def _is_number(entry: Any) -> bool:
    if isinstance(entry, str):
        return _NUMBER.fullmatch(entry) is not None
    return isinstance(entry, int | float) and not isinstance(entry, bool)
