"""A homework looked at before anything is made: every problem of its file, its roster and its questions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quizgen.bank import Library
from quizgen.course.assignment import assign, checked_students
from quizgen.course.folder import FILE
from quizgen.course.framing import frame_of
from quizgen.course.making import printed_texts
from quizgen.course.plan import keeping, shares, sheet_of
from quizgen.course.printable import check_printable
from quizgen.course.roster import read_roster
from quizgen.course.specification import Specification
from quizgen.course.specification_file import SpecificationError
from quizgen.course.student import Student
from quizgen.course.wanted import wanted
from quizgen.errors import Problem, UserError

# Sheets that are drawn: that each exercise can be drawn often is checked of its bank.
DRAWN = 3


@dataclass(frozen=True, slots=True)
class Examined:
    """What a homework asks for, and what is wrong with it; `said` is what was guessed of the roster."""

    questions: int
    students: int
    problems: tuple[Problem, ...]
    said: tuple[str, ...] = ()


def is_homework(path: Path) -> bool:
    """Whether a path is a homework's: `homework.toml`, or a folder with it."""
    return path.name == FILE or (path / FILE).is_file()


def examine_homework(path: Path) -> Examined:
    """Everything that would stop `quizgen homework`, at once where one does not hide another."""
    try:
        library, specification = wanted(str(path))
    except SpecificationError as error:
        return Examined(0, 0, error.problems)
    except UserError as error:
        return Examined(0, 0, (_problem(error, str(path), 1, "homework"),))
    said: list[str] = []
    problems: list[Problem] = []
    students: Sequence[Student] = ()
    if specification.roster:
        try:
            found = read_roster(specification.roster.read_bytes(), str(specification.roster))
            said += [*found.left_out, *found.notes]
            students = checked_students(found.students)
        except (UserError, OSError) as error:
            line = specification.line("roster")
            problems.append(_problem(error, specification.file, line, "roster"))
            return Examined(0, 0, (*problems, *_frame(specification)))
    problems += _frame(specification)
    problems += _class(specification, students)
    count, wrong = _drawn(library, specification)
    if not wrong:
        sheet = sheet_of(library, specification, "check 0")
        said += keeping(library, specification, sheet)
    return Examined(count, len(students), (*problems, *wrong), tuple(said))


def _frame(specification: Specification) -> Iterator[Problem]:
    try:
        frame_of(specification)
    except SpecificationError as error:
        yield from error.problems


def _class(specification: Specification, students: Sequence[Student]) -> Iterator[Problem]:
    try:
        shares(specification, students or [Student("")])
    except UserError as error:
        yield _problem(error, specification.file, specification.line("variants"), "variants")
    try:
        check_printable(printed_texts(specification, students), specification.fonts)
    except UserError as error:
        line = specification.line("fonts" if specification.fonts else "roster")
        yield _problem(error, specification.file, line, "roster")


def _drawn(library: Library, specification: Specification) -> tuple[int, list[Problem]]:
    """How many questions a sheet has, and why it cannot be drawn."""
    count = 0
    try:
        for i in range(DRAWN):
            sheet = sheet_of(library, specification, f"check {i}")
            count = len(
                assign(
                    library, sheet, f"check {i}", profile=specification.course_conventions
                ).questions
            )
    except UserError as error:
        line = specification.line("question")
        return count, [_problem(error, specification.file, line, "question")]
    return count, []


def _problem(error: UserError | OSError, file: str, line: int, field: str) -> Problem:
    """A refusal with its place; one that names another place of the same file keeps that."""
    message = str(error.args[0]) if isinstance(error, UserError) else f"{error.filename}: {error.strerror}"  # fmt: skip
    own = re.match(re.escape(file) + r":(\d+): ", message)
    if own:
        line, message = int(own[1]), message[own.end() :]
    return Problem(file, line, field, message, error.fix if isinstance(error, UserError) else "")
