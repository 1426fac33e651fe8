"""Sheets of which two of a class get the same: where the draws of the questions may be too few, a class is drawn."""

from collections.abc import Iterable, Iterator, Mapping
from math import comb, prod

from quizgen.bank.exercise import Exercise
from quizgen.bank.library import Library
from quizgen.bank.measures import Measures
from quizgen.bank.statement import identity
from quizgen.bank.variants import draw
from quizgen.errors import Problem, UserError

CLASS = 300
# A sheet is drawn for a class where so many pairs of equal sheets may be among them, told from its questions.
DOUBTFUL = 1 / 20
# Fewer draws say too little of a question.
ENOUGH = 60


def alike_problems(
    library: Library, known: Library, measured: Iterable[Measures]
) -> Iterator[Problem]:
    """Sheets that two students of a class of 300 get alike.

    Sheets with nothing to draw are meant to be the same for all, and of exercises that say why they
    have few statements their authors know.
    """
    by_level = {
        (one.exercise, one.level): one.agreeing for one in measured if one.looked_at >= ENOUGH
    }
    for sheet in library.sheets.values():
        questions = [
            (
                known.exercises[question.id],
                question.level or known.exercises[question.id].default_level(),
            )
            for question in sheet.questions
            if question.id in known.exercises and not question.instance
        ]
        if all(exercise.few for exercise, _ in questions) or not _is_doubtful(questions, by_level):
            continue
        try:
            found = sharing(questions)
        except UserError:
            continue  # of which the exercise tells
        if found:
            said = f"of {CLASS} students {found} get a sheet that another has too"
            fix = "add a question with more to draw, or widen the draws of one"
            yield Problem(sheet.file, sheet.lines.get("questions", 1), "questions", said, fix)


def _is_doubtful(
    questions: Iterable[tuple[Exercise, str]], by_level: Mapping[tuple[str, str], float]
) -> bool:
    """Whether questions may agree too often; one that was not measured enough may always."""
    shares = (by_level.get((exercise.id, level), 1.0) for exercise, level in questions)
    return comb(CLASS, 2) * prod(shares) > DOUBTFUL


def sharing(questions: Iterable[tuple[Exercise, str]], students: int = CLASS) -> int:
    """How many of a class get the same statements as another, question by question."""
    alike = [list(range(students))]
    for number, (exercise, level) in enumerate(questions):
        apart: list[list[int]] = []
        for group in alike:
            same: dict[str, list[int]] = {}
            for student in group:
                statement = identity(draw(exercise, f"alike {number} {student}", level or None))
                same.setdefault(statement, []).append(student)
            apart += [group for group in same.values() if len(group) > 1]
        alike = apart
    return sum(map(len, alike))
