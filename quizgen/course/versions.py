"""Several variants of each question of a homework, for those who let a learning system choose."""

from collections.abc import Iterator
from typing import NamedTuple

from quizgen.bank import Library
from quizgen.course.assignment import drawn_question
from quizgen.course.plan import sheet_of
from quizgen.course.specification import Specification
from quizgen.variant import Variant


class Versions(NamedTuple):
    """A question of a sheet, and its variants in order, drawn as they are asked for."""

    exercise: str
    level: str
    variants: Iterator[Variant]


def versions(
    library: Library, specification: Specification, seed: str, count: int
) -> Iterator[Versions]:
    """The questions of the sheet, each with so many variants; those of a smaller count come first.

    A pinned instance has one variant.
    """
    sheet = sheet_of(library, specification, seed)
    for place, question in enumerate(sheet.questions):
        many = 1 if question.instance else count
        names = (f"version\0{place}\0{number}" for number in range(many))
        profile = specification.course_conventions
        drawn = (drawn_question(library, sheet, question, seed, name, 0, profile) for name in names)
        yield Versions(question.id, question.level, drawn)
