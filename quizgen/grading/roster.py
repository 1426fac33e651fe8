"""Who and what a line of answers means: students by name, questions by number, exercise or code."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from quizgen.assignment import Assignment
from quizgen.grading.called import Called, Shape, called
from quizgen.grading.people import People, Person, nearest
from quizgen.grading.stored import briefs, shape
from quizgen.tables.names import spaced
from quizgen.variant import Part, Variant


@dataclass(frozen=True, slots=True)
class Place:
    """A part of a student's sheet: its question number, letter and variant.

    `exercise` is the exercise, with the part's name where there are several.
    """

    label: str
    variant: Variant
    part: Part
    names: tuple[str, ...]
    exercise: str

    @property
    def number(self) -> str:
        """The question's number, without the part's letter."""
        return number_of(self.label)


def number_of(label: str) -> str:
    """The number of a question, of a part's label.

    >>> number_of("12b")
    '12'
    """
    return label.rstrip("abcdefghijklmnopqrstuvwxyz")


# The questions whose places were asked for last: a sheet for everybody is asked again and again, and
# those that are judged together are asked twice.
_LAST: list[tuple[Sequence[Variant], tuple[Place, ...]]] = []
_HELD = 8


def places(assignment: Assignment) -> tuple[Place, ...]:
    """Every part of a sheet with the names a submission may call it by."""
    for questions, found in _LAST:
        if questions is assignment.questions:
            return found
    found = _places(assignment)
    _LAST[:] = [(assignment.questions, found), *_LAST[: _HELD - 1]]
    return found


def _places(assignment: Assignment) -> tuple[Place, ...]:
    questions = tuple(assignment.questions)
    parts = ((variant, part) for variant in questions for part in variant.parts)
    own = called(shape(questions), [variant.code for variant in questions])
    return tuple(
        Place(one.label, variant, part, one.names, one.exercise)
        for one, (variant, part) in zip(own, parts, strict=True)
    )


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """The name of a question without what people put around it.

    >>> bare("Question 1 (a)"), bare("Aufgabe 1.b"), bare("1.2"), bare("12")
    ('1a', '1b', '1b', '12')
    """
    numbered = re.fullmatch(r"(\D*\d+)\s*[.\-_]\s*(\d{1,2})\)?\s*", name)
    if numbered and 0 < int(numbered[2]) <= 26:  # parts are counted by numbers in some systems
        name = numbered[1] + chr(ord("a") + int(numbered[2]) - 1)
    return re.sub(
        r"^(?:question|q|part|aufgabe|frage|task|problem|item|nr|no)(?=\d)",
        "",
        re.sub(r"[\s().:/_#·-]", "", name.casefold()),
    )


class _Names(NamedTuple):
    """The labels of parts by name, and those of a whole question; codes are left out."""

    parts: dict[str, str]
    questions: frozenset[str]


class Roster:
    """A class's sheets by student. A single sheet without a name is everybody's.

    Students are found as `People` finds them; a name nobody has is somebody new where the sheet is
    everybody's.
    """

    def __init__(self, assignments: Sequence[Assignment]) -> None:
        self.sheets = list(assignments)
        self._shared = (
            self.sheets[0] if len(self.sheets) == 1 and not self.sheets[0].student else None
        )
        if self._shared:
            self.sheets = []
        self.people = People(
            (Person(a.student, a.id, a.email) for a in self.sheets), is_open=bool(self._shared)
        )
        self._names: dict[Shape, _Names] = {}

    def student(self, name: str, id: str = "", email: str = "") -> int | str:  # noqa: A002 - the column's name
        """The number of a student's sheet, or why it is nobody's."""
        # A name that nobody has yet is somebody new where the sheet is everybody's: nobody asks who was meant.
        found = self.people.find(name, id, email, guess=self._shared is None)
        if isinstance(found, int) or self._shared is None:
            return found
        said = [spaced(text) for text in (name, id, email)]
        if not any(said) or not found.startswith("unknown"):
            return found
        new = Person(said[0] or said[1] or said[2], said[1], said[2])
        self.sheets.append(replace(self._shared, student=new.name, id=new.id, email=new.email))
        return self.people.add(new)

    @property
    def has_several(self) -> bool:
        """Whether not everybody has the same questions."""
        return len({id(sheet.questions) for sheet in self.sheets}) > 1

    def places(self, index: int) -> tuple[Place, ...]:
        """The parts of a student's sheet."""
        return places(self._sheet(index))

    def part(self, index: int, label: str) -> Part:
        """The part with a label, of a student's sheet."""
        return next(place.part for place in self.places(index) if place.label == label)

    def label(self, index: int, question: str) -> str | None:
        """The label of the part a question is called by; None for an unknown name."""
        own, wanted = self._sheet(index).questions, bare(question)
        found = self._names_of(own).parts.get(wanted)
        if found is not None:
            return found
        return labels(own).get(wanted) if _may_be_code(wanted, own) else None

    def question(self, index: int, question: str) -> list[Place]:
        """The parts of a whole question, called by its number, exercise or code; none if unknown."""
        own, wanted = self._sheet(index).questions, bare(question)
        if wanted not in self._names_of(own).questions and not _may_be_code(wanted, own):
            return []
        return [
            place
            for place in self.places(index)
            if wanted in (bare(place.number), bare(place.variant.id), bare(place.variant.code))
        ]

    def nearest_question(self, index: int, name: str) -> str:
        """The end of a message about an unknown question."""
        return nearest(name, [one.label for one in called(shape(self._sheet(index).questions))])

    def _sheet(self, index: int) -> Assignment:
        return self._shared or self.sheets[index]

    def _names_of(self, questions: Sequence[Variant]) -> _Names:
        own = shape(questions)
        if own not in self._names:
            whole = {
                bare(name) for i, (id_, _) in enumerate(own, start=1) for name in (str(i), id_)
            }
            self._names[own] = _Names(dict(_named(called(own))), frozenset(whole))
        return self._names[own]


def labels(questions: Sequence[Variant]) -> dict[str, str]:
    """The labels of the parts of questions by all their names."""
    return dict(named(questions))


def named(questions: Sequence[Variant]) -> Iterator[tuple[str, str]]:
    """Each name of a part, with the part's label."""
    return _named(called(shape(questions), [one.code for one in briefs(questions)]))


def _named(parts: Iterable[Called]) -> Iterator[tuple[str, str]]:
    return ((bare(name), one.label) for one in parts for name in one.names)


def _may_be_code(wanted: str, questions: Sequence[Variant]) -> bool:
    """Whether a name begins as the code of one of the questions does."""
    return any(one.code and wanted.startswith(bare(one.code)) for one in briefs(questions))
