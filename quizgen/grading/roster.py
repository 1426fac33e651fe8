"""Who and what a line of answers means: students by name, questions by number, exercise or code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from quizgen.assignment import Assignment
from quizgen.grading.people import People, Person, nearest
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
        return self.label.rstrip("abcdefghijklmnopqrstuvwxyz")


# The questions whose places were asked for last: a sheet for everybody is asked again and again.
_LAST: list[tuple[tuple[Variant, ...], tuple[Place, ...]]] = []


def places(assignment: Assignment) -> tuple[Place, ...]:
    """Every part of a sheet with the names a submission may call it by."""
    if not _LAST or _LAST[0][0] is not assignment.questions:
        _LAST[:] = [(assignment.questions, _places(assignment))]
    return _LAST[0][1]


def _places(assignment: Assignment) -> tuple[Place, ...]:
    found = []
    for number, variant in enumerate(assignment.questions, start=1):
        alone = len(variant.parts) == 1
        only = sum(v.id == variant.id for v in assignment.questions) == 1
        # A letter is the one that is printed, whatever ids the parts have.
        letters = {chr(ord("a") + i) for i in range(len(variant.parts))}
        for i, part in enumerate(variant.parts):
            letter = chr(ord("a") + i)
            sheets_own = [str(number), variant.code, *([variant.id] if only else [])]
            called = (letter,) if part.id.casefold() in letters - {letter} else (letter, part.id)
            names = [own + name for own in sheets_own for name in called]
            if alone:
                names += sheets_own
            label = str(number) if alone else f"{number}{letter}"
            exercise = variant.id if alone else f"{variant.id}/{part.id}"
            found.append(Place(label, variant, part, tuple(names), exercise))
    return tuple(found)


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


class _Asked(NamedTuple):
    """The parts of some questions, and by name; who has the same questions shares them."""

    # Held, so that no other questions are taken for them.
    questions: tuple[Variant, ...]
    places: tuple[Place, ...]
    names: dict[str, Place]


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
        self._asked: dict[int, _Asked] = {}

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

    def places(self, index: int) -> tuple[Place, ...]:
        """The parts of a student's sheet."""
        return self._asked_of(index).places

    def place(self, index: int, question: str) -> Place | None:
        """The part a question is called by; None for an unknown name."""
        return self._asked_of(index).names.get(bare(question))

    def _asked_of(self, index: int) -> _Asked:
        sheet = self._shared or self.sheets[index]
        own = id(sheet.questions)
        if own not in self._asked:
            found = places(sheet)
            names = {bare(name): p for p in found for name in p.names}
            self._asked[own] = _Asked(sheet.questions, found, names)
        return self._asked[own]

    def question(self, index: int, question: str) -> list[Place]:
        """The parts of a whole question, called by its number, exercise or code; none if unknown."""
        wanted = bare(question)
        return [
            place
            for place in self.places(index)
            if wanted in (bare(place.number), bare(place.variant.id), bare(place.variant.code))
        ]

    def nearest_question(self, index: int, name: str) -> str:
        """The end of a message about an unknown question."""
        return nearest(name, [place.label for place in self.places(index)])
