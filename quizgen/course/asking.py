"""What a specification asks of the banks: exercises that fit, and what is said where none does."""

from collections.abc import Iterable, Iterator

from quizgen.bank.declared import kept
from quizgen.bank.exercise import Exercise
from quizgen.bank.library import Library
from quizgen.bank.sheets import KNOWN
from quizgen.course.specification import Asked, Specification
from quizgen.course.specification_fields import meant
from quizgen.course.specification_file import SpecificationError, shown
from quizgen.errors import Problem
from quizgen.how_many import how_many
from quizgen.solver.conventions import convention


def fitting(library: Library, specification: Specification, asked: Asked) -> Iterator[Exercise]:
    """The exercises of a tag, of the level and by the conventions that are wanted."""
    for exercise in library.exercises.values():
        has_level = not asked.level or asked.level in exercise.level
        if asked.tag in exercise.tags and has_level and not against(exercise, specification):
            yield exercise


def against(exercise: Exercise, specification: Specification) -> dict[str, str]:
    """The conventions that an exercise depends on and the course has otherwise, as the exercise has them."""
    return kept(exercise, specification.conventions)


def check_questions(specification: Specification, library: Library) -> None:
    """`SpecificationError` with every question that the banks do not have, at its line."""
    library.check_ids()
    problems = [
        Problem(specification.file, specification.line(field), shown(field), message, fix)
        for asked in specification.questions
        for field, message, fix in _missing(asked, specification, library)
    ]
    if problems:
        raise SpecificationError(problems)


def _missing(
    asked: Asked, specification: Specification, library: Library
) -> Iterable[tuple[str, str, str]]:
    if asked.tag:
        return _missing_tag(asked, specification, library)
    return _missing_exercise(asked, specification, library)


def _missing_tag(
    asked: Asked, specification: Specification, library: Library
) -> Iterator[tuple[str, str, str]]:
    exercises = library.exercises.values()
    if not any(asked.tag in exercise.tags for exercise in exercises):
        near = meant(asked.tag, sorted({tag for exercise in exercises for tag in exercise.tags}))
        yield f"{asked.field}.tag", f"no exercise has the tag {asked.tag!r}", near
        return
    count = sum(1 for _ in fitting(library, specification, asked))
    if count < asked.pick:
        at = f" at level {asked.level!r}" if asked.level else ""
        by = " for these conventions" if specification.conventions else ""
        said = f"the tag {asked.tag!r} has {how_many(count, 'exercise')}{at}{by}, to be picked: {asked.pick}"
        yield f"{asked.field}.pick", said, f"pick = {count}" if count else "another tag or level"


def _missing_exercise(
    asked: Asked, specification: Specification, library: Library
) -> Iterator[tuple[str, str, str]]:
    exercise = library.exercises.get(asked.id)
    if exercise is None:
        near = meant(asked.id, library.exercises)
        fix = near if near.startswith("did") else f"`quizgen list` shows what there is; {KNOWN}"
        yield f"{asked.field}.id", f"no exercise is called {asked.id!r}", fix
        return
    if asked.level and asked.level not in exercise.level:
        levels = ", ".join(exercise.level)
        fix = f"its levels are {levels}" if levels else "it has no levels"
        yield f"{asked.field}.level", f"{asked.id} has no level {asked.level!r}", fix
    if asked.instance and asked.instance not in exercise.instance:
        known = exercise.instance
        fix = meant(asked.instance, known) if known else "it has no instances"
        yield f"{asked.field}.instance", f"{asked.id} has no instance {asked.instance!r}", fix
    for key, value in against(exercise, specification).items():
        said = f"{asked.id} depends on {key} = {value!r} ({convention(key, value)}), and the conventions say otherwise"
        yield (
            f"{asked.field}.id",
            said,
            f"ask another exercise, or leave {key} out of [conventions]",
        )
