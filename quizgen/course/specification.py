"""A homework as its instructor wants it: what `homework.toml` says, or the short form of the command."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from quizgen.bank.exercise import Sheet
from quizgen.course.late import Late

DAY_FIRST, MONTH_FIRST = "day/month", "month/day"
DATES = (DAY_FIRST, MONTH_FIRST)
LETTERS = ("A", "B", "C")
DEFAULT_ID = "homework"
A4, LETTER = "a4", "letter"
PAPERS = (A4, LETTER)
FULL, SHORT = "full", "short"
KEYS = (FULL, SHORT)


class Variants(StrEnum):
    """Who shares the numbers of a sheet."""

    STUDENT = "per student"
    GROUP = "per group"
    VERSION = "per version"
    ALL = "for all"


class Attempts(StrEnum):
    """Which of several answers of a student to a homework counts."""

    LAST = "last"
    BEST = "best"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that is wanted: an exercise by `id`, or `pick` of those that carry a `tag`.

    `level`, `instance` and `points` (of each question) are empty where the exercise decides.
    `new_page` begins a page. `field` says where it stands, for `Specification.line`.
    """

    id: str = ""
    tag: str = ""
    pick: int = 1
    level: str = ""
    instance: str = ""
    points: str = ""
    new_page: bool = False
    field: str = "question"


@dataclass(frozen=True, slots=True)
class Specification:
    """Everything an instructor says of a homework.

    Files and folders are paths that can be opened as they are. `due` has a time zone. `font_size` is
    in points, None for the usual sizes. `profile` are conventions that questions have where they can,
    `conventions` those that they must have. `language` is a language of the frame that is shipped, or a
    file of messages. `dates` says how 3/4/2026 is read in files of answers. `versions` are the names for `Variants.VERSION`. `file` and `lines` say where a
    field is written.

    >>> Specification(title="Week 4").variants
    <Variants.STUDENT: 'per student'>
    """

    title: str
    questions: tuple[Asked, ...] = ()
    id: str = DEFAULT_ID
    intro: str = ""
    partial: str = ""
    course: str = ""
    institution: str = ""
    logo: Path | None = None
    due: datetime | None = None
    instructions: str = ""
    profile: Mapping[str, str] = field(default_factory=dict)
    conventions: Mapping[str, str] = field(default_factory=dict)
    paper: str = A4
    fonts: Path | None = None
    font_size: Fraction | None = None
    one_question_a_page: bool = False
    language: str = "en"
    keys: tuple[str, ...] = KEYS
    variants: Variants = Variants.STUDENT
    versions: tuple[str, ...] = LETTERS
    late: Late = field(default_factory=Late)
    attempts: Attempts = Attempts.LAST
    dates: str = ""
    roster: Path | None = None
    banks: tuple[Path, ...] = ()
    templates: Path | None = None
    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def course_conventions(self) -> Mapping[str, str]:
        """The conventions that questions are drawn by."""
        return {**self.profile, **self.conventions}

    @property
    def new_pages(self) -> frozenset[int]:
        """The numbers of the questions that begin a page, those of tags counted."""
        numbers: set[int] = set()
        number = 1
        for asked in self.questions:
            if self.one_question_a_page:
                numbers.update(range(number, number + asked.pick))
            elif asked.new_page:
                numbers.add(number)
            number += asked.pick
        return frozenset(numbers)

    def line(self, name: str) -> int:
        """The line where a field such as `question.2.tag` is written, or what it stands in."""
        while name:
            if name in self.lines:
                return self.lines[name]
            name = name.rpartition(".")[0]
        return 1


def of_sheet(sheet: Sheet) -> Specification:
    """A ready-made sheet as a homework without a frame of its own: the short form.

    >>> from quizgen.bank.exercise import SheetQuestion
    >>> of_sheet(Sheet("week-4", "a.toml", "Week 4", (SheetQuestion("conv1d-arch"),))).questions[0].id
    'conv1d-arch'
    """
    asked = tuple(
        Asked(q.id, level=q.level, instance=q.instance, points=q.points, field="questions")
        for q in sheet.questions
    )
    return Specification(
        sheet.title,
        asked,
        sheet.id,
        sheet.intro,
        sheet.partial,
        file=sheet.file,
        lines=dict(sheet.lines),
    )
