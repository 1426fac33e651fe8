"""The questions of a class's sheets, left in the file until they are asked for.

A sheet of ten parts is a line of 17 kB, and four times as much in memory: of a class with numbers of
their own only what the questions are called is held, and the sheets that were read last.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, BinaryIO, NamedTuple, overload

from quizgen.assignment import (
    Assignment,
    Replaced,
    check_text,
    checked,
    damaged,
    name_of,
    read_assignments,
)
from quizgen.grading.called import Shape
from quizgen.variant import Variant, check_format

# Sheets that are held at a time: those that are judged together, and that were judged just now.
HELD = 16


class Brief(NamedTuple):
    """A question without what is judged and printed: the exercise, its title, the code of its numbers, and the numbers."""

    exercise: str
    title: str
    code: str
    values: Mapping[str, Any]


class _Place(NamedTuple):
    """Where the line of a sheet stands."""

    number: int
    offset: int
    length: int


class Stored(Sequence[Variant]):
    """The questions of a sheet, each read when it is asked for. `shape` says what they are called but for the codes."""

    __slots__ = ("_briefs", "_class", "_place", "shape")

    def __init__(self, whole: "_Class", place: _Place, shape: Shape, briefs: str) -> None:
        self._class, self._place, self.shape, self._briefs = whole, place, shape, briefs

    def briefs(self) -> list[Brief]:
        """What is held of each question; to ask for it reads nothing."""
        return [Brief(*one) for one in json.loads(self._briefs)]

    def __len__(self) -> int:
        return len(self.shape)

    @overload
    def __getitem__(self, at: int) -> Variant: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Variant, ...]: ...
    def __getitem__(self, at: int | slice) -> Variant | tuple[Variant, ...]:
        return self._class.read(self._place)[at]

    def __iter__(self) -> Iterator[Variant]:
        return iter(self._class.read(self._place))

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Sequence) and tuple(self) == tuple(other))

    __hash__ = None  # type: ignore[assignment]


def open_class(file: BinaryIO, name: str) -> list[Assignment]:
    """The class of a `variants.jsonl` that stays open; `UserError` names the line that is damaged."""
    whole = _Class(file, name)
    return read_assignments(whole.lines(), name, whole.questions)


class _Class:
    """The file, the questions of its lines, and those that were read last."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file, self._name = file, name
        self._place = _Place(0, 0, 0)
        self._known: dict[bytes, Stored] = {}
        self._shapes: dict[Shape, Shape] = {}
        self._read: OrderedDict[int, tuple[Variant, ...]] = OrderedDict()

    def lines(self) -> Iterator[str]:
        """The lines as text."""
        offset = 0
        for number, line in enumerate(self._file, start=1):
            self._place = _Place(number, offset, len(line))
            offset += len(line)
            yield line.decode()

    def questions(self, line: str, own: str) -> Stored:
        """The questions of the line that came last; the same object for the same questions."""
        name = name_of(own)
        if name not in self._known:
            self._known[name] = self._stored(json.loads(line)["questions"])
        return self._known[name]

    def _stored(self, questions: Sequence[Mapping[str, Any]]) -> Stored:
        for one in questions:
            check_format(one)
            for name in ("id", "code"):
                check_text(name, one.get(name, ""))
            for part in one["parts"]:
                check_text("id", part["id"])
        shape = tuple((q["id"], tuple(part["id"] for part in q["parts"])) for q in questions)
        if shape not in self._shapes:
            # What another version has written is found here; a line that is damaged alone, when it is judged.
            self._shapes[shape] = shape
            checked([Variant.from_json(one) for one in questions])
        for one in questions:
            for part in one["parts"]:
                _number(part.get("points", "1"))
        briefs = [(q["id"], q["title"], q.get("code", ""), q["values"]) for q in questions]
        told = json.dumps(briefs, ensure_ascii=False, separators=(",", ":"))
        return Stored(self, self._place, self._shapes[shape], told)

    def read(self, place: _Place) -> tuple[Variant, ...]:
        """The questions at a place; `UserError` where the line is damaged."""
        found = self._read.get(place.offset)
        if found is None:
            self._file.seek(place.offset)
            line = self._file.read(place.length)
            with damaged(self._name, place.number):
                found = checked(Assignment.from_json(json.loads(line)).questions)
            while len(self._read) >= HELD:
                self._read.popitem(last=False)
            self._read[place.offset] = found
        else:
            self._read.move_to_end(place.offset)
        return found


@lru_cache(maxsize=256)
def _number(text: str) -> Fraction:
    return Fraction(text)


def briefs(questions: Sequence[Variant]) -> list[Brief]:
    """What is kept of questions beside their marks."""
    if isinstance(questions, Replaced):
        questions = questions.handed_out
    if isinstance(questions, Stored):
        return questions.briefs()
    return [Brief(v.id, v.title, v.code, v.values) for v in questions]


def asked(sheets: Iterable[Assignment], code: str) -> Iterator[tuple[Assignment, int]]:
    """The sheets that have the question with a code, and where; nothing else is read of a class."""
    for sheet in sheets:
        for at, brief in enumerate(briefs(sheet.questions)):
            if brief.code == code:
                yield sheet, at
                break


def shape(questions: Sequence[Variant]) -> Shape:
    """What questions are called but for the codes of their numbers."""
    if isinstance(questions, Replaced):
        questions = questions.handed_out
    if isinstance(questions, Stored):
        return questions.shape
    return tuple((v.id, tuple(part.id for part in v.parts)) for v in questions)
