"""JSON: a list of objects or rows, one object a line, or one object with a list or by student."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from quizgen.errors import UserError
from quizgen.tables.record import Bad, Record

# A JSON list has to be held as text.
WHOLE = 50_000_000
_FIX = "write a JSON list of objects, or one object a line"

Line = tuple[int, str] | Bad


class _Twice(dict[str, Any]):
    """An object that gives one name two values: which is meant, nobody knows."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.name = next(name for name, value in pairs if self[name] != value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs) and any(found[name] != value for name, value in pairs):
        return _Twice(pairs)
    return found


def objects(lines: Iterable[Line], name: str) -> Iterator[Record | Bad]:
    r"""The records of a text that begins with a brace or a bracket.

    >>> [record.cells for record in objects([(1, '[[{"a": 1},\n'), (2, '{"a": 2}]]')], "a.json")]
    [(1,), (2,)]
    """
    rest = iter(lines)
    first = next(rest)
    if not isinstance(first, Bad) and first[1].lstrip().startswith("{"):
        second = next(rest, None)
        many = second is not None and not isinstance(second, Bad) and second[1].lstrip()[:1] == "{"
        if second is not None:
            rest = chain([second], rest)
        if many or (second is not None and _is_json(first[1])):
            yield from _lines(chain([first], rest))
            return
    yield from _whole(_joined(chain([first], rest), name), name)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _lines(lines: Iterable[Line]) -> Iterator[Record | Bad]:
    for line in lines:
        if isinstance(line, Bad):
            yield line
        elif line[1].strip():
            number, text = line
            try:
                value = json.loads(text, object_pairs_hook=_object)
            except json.JSONDecodeError as error:
                yield Bad(number, text.strip(), f"{error.msg}: no JSON")
            except (RecursionError, ValueError):
                yield Bad(number, text.strip()[:200], _nested())
            else:
                yield from _entry(number, value)


def _joined(lines: Iterable[Line], name: str) -> str:
    pieces, size = [], 0
    for line in lines:
        if isinstance(line, Bad):
            raise UserError(f"{name}:{line.line}: {line.reason}", "use one object a line")
        size += len(line[1])
        if size > WHOLE:
            raise UserError(
                f"{name}: JSON of more than {WHOLE} characters", "use one object a line"
            )
        pieces.append(line[1])
    return "".join(pieces)


def _whole(text: str, name: str) -> Iterator[Record | Bad]:
    """The entries one after the other, so that never all of them are held as objects."""
    decoder = json.JSONDecoder(object_pairs_hook=_object)
    start = len(text) - len(text.lstrip())
    if text[start] == "{":
        yield from _of_object(_parsed(decoder, text, start, name)[0], text, start, name)
        return
    place, number, line = _after(text, start + 1), 0, 1 + text.count("\n", 0, start)
    counted = start
    by_line = text.count("\n", start) > 1
    while place < len(text) and text[place] != "]":
        value, end = _parsed(decoder, text, place, name)
        line += text.count("\n", counted, place)
        counted = place
        for entry in _flat([value]):
            number += 1
            yield from _entry(line if by_line else number, entry)
        place = _after(text, end)
        if place < len(text) and text[place] == ",":
            place = _after(text, place + 1)
        elif place >= len(text) or text[place] != "]":
            raise _refused(name, text, place, "a comma or the end of the list is missing")
    if place >= len(text):
        raise _refused(name, text, len(text), "the list is not closed")


def _of_object(value: dict[str, Any], text: str, start: int, name: str) -> Iterator[Record | Bad]:
    """The entries of a list in an object, or of an object by student; else the object itself."""
    if isinstance(value, _Twice):
        raise _refused(name, text, start, _twice(value))
    lists = [v for v in value.values() if isinstance(v, list) and any(map(_is_object, v))]
    if len(lists) == 1:
        for number, entry in enumerate(_flat(lists[0]), start=1):
            yield from _entry(number, entry)
    elif value and all(isinstance(v, dict) for v in value.values()):
        for number, (student, answers) in enumerate(value.items(), start=1):
            if isinstance(answers, _Twice):
                yield Bad(number, json.dumps({student: answers})[:200], _twice(answers))
            else:
                yield Record(number, (student, *answers.values()), ("student", *answers))
    else:
        yield from _entry(1, value)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _after(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _parsed(decoder: json.JSONDecoder, text: str, place: int, name: str) -> tuple[Any, int]:
    try:
        return decoder.raw_decode(text, place)
    except json.JSONDecodeError as error:
        raise _refused(name, text, error.pos, error.msg) from None
    except (RecursionError, ValueError):
        raise _refused(name, text, place, _nested()) from None


def _refused(name: str, text: str, place: int, said: str) -> UserError:
    return UserError(f"{name}:{text.count(chr(10), 0, place) + 1}: {said}", _FIX)


def _nested() -> str:
    return "JSON nested too deeply, or a number that is too long"


def _twice(value: _Twice) -> str:
    return f"{value.name!r} stands twice in one object, with two values"


def _flat(values: list[Any]) -> Iterator[Any]:
    """The entries; of lists of objects, such as Moodle writes, the objects."""
    for value in values:
        if isinstance(value, list) and value and all(isinstance(v, dict | list) for v in value):
            yield from value
        else:
            yield value


def _entry(number: int, value: Any) -> Iterator[Record | Bad]:
    if isinstance(value, _Twice):
        yield Bad(number, json.dumps(value)[:200], _twice(value))
    elif isinstance(value, dict):
        yield Record(number, tuple(value.values()), tuple(value))
    elif isinstance(value, list):
        yield Record(number, tuple(value))
    else:
        yield Bad(number, json.dumps(value)[:200], "no object with the names of its cells")
