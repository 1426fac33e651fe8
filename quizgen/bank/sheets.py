"""Ready-made sheets: what they ask for that there is not, and their intro as a text to print."""

from collections.abc import Iterator

from quizgen.bank.exercise import Sheet
from quizgen.bank.library import Library
from quizgen.errors import Problem
from quizgen.language.repairs import nearest
from quizgen.variant import Variant

KNOWN = (
    "exercises are known from --bank, ./banks and the shipped banks, and to a sheet in the folder `sheets` "
    "of a folder of banks those of that folder"
)


def intro(sheet: Sheet) -> Variant:
    """A sheet's intro as the text of a question, which is typeset alike."""
    return Variant(
        id=sheet.id, revision=1, bank="", title=sheet.title, level="", instance="", seed="",
        generator="", profile={}, values={}, text=sheet.intro, parts=(),
    )  # fmt: skip


def sheet_problems(library: Library, known: Library) -> Iterator[Problem]:
    """Questions of sheets that ask for what is not there."""
    for sheet in library.sheets.values():
        yield from unknown_questions(sheet, known)
        weeks = [other for other in known.course(sheet.part_of) if other.week == sheet.week]
        if any(other.id != sheet.id for other in weeks):
            others = ", ".join(other.id for other in weeks if other.id != sheet.id)
            said = f"week {sheet.week} of {sheet.part_of!r} is also {others}"
            yield Problem(sheet.file, sheet.lines.get("week", 1), "week", said, "one sheet a week")


def unknown_questions(sheet: Sheet, known: Library) -> Iterator[Problem]:
    """Questions of one sheet that ask for an exercise, level or instance there is not."""
    line = sheet.lines.get("questions", 1)
    for question in sheet.questions:
        exercise = known.exercises.get(question.id)
        if exercise is None:
            said = f"no exercise is called {question.id!r}"
            fix = nearest(question.id, known.exercises)
            if not fix.startswith("did"):
                fix = KNOWN
        elif question.level and question.level not in exercise.level:
            said = f"{question.id} has no level {question.level!r}"
            fix = f"its levels are {', '.join(exercise.level) or 'none'}"
        elif question.instance and question.instance not in exercise.instance:
            said = f"{question.id} has no instance {question.instance!r}"
            fix = f"its instances are {', '.join(exercise.instance) or 'none'}"
        else:
            continue
        yield Problem(sheet.file, line, "questions", said, fix)
