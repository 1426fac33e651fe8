"""Every mistake of a bank at once: what cannot be read, what cannot be drawn, what cannot be set."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from quizgen.bank.alike import alike_problems
from quizgen.bank.by_profile import profile_problems
from quizgen.bank.each import failing, unreadable
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.library import Library, bank_files, home, load_banks
from quizgen.bank.lints import Finding, findings
from quizgen.bank.measures import Measures, measures
from quizgen.bank.prerequisites import prerequisite_problems
from quizgen.bank.sheets import intro, sheet_problems
from quizgen.bank.survey import DRAWS, DocumentProblems, Refused, Survey
from quizgen.errors import Problem
from quizgen.language.expression import compiled

# Draws behind a part that fails: what else fails always is seen at once.
ONCE = 3


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong with banks, how much their rules refuse, and the measures of each level."""

    problems: list[Problem]
    refused: list[Refused]
    measures: tuple[Measures, ...] = ()


def find_problems(
    paths: Iterable[Path] | None = None,
    *,
    draws: int = DRAWS,
    document_problems: DocumentProblems | None = None,
    executor: Executor | None = None,
) -> list[Problem]:
    """The problems of the banks at `paths` (shipped ones and `./banks` when none are given)."""
    return examine(
        paths, draws=draws, document_problems=document_problems, executor=executor
    ).problems


def examine(
    paths: Iterable[Path] | None = None,
    *,
    draws: int = DRAWS,
    document_problems: DocumentProblems | None = None,
    executor: Executor | None = None,
    done: Callable[[str], None] | None = None,
) -> Report:
    """What is wrong with the banks at `paths`, and what their rules refuse.

    Each exercise is drawn `draws` times at each level and once for each instance. `done` is
    called with an exercise's id when it has been drawn.
    """
    library, known, problems = file_problems(paths, document_problems)
    refused: list[Refused] = []
    measured: list[Measures] = []
    work = partial(exercise_report, draws=draws, document_problems=document_problems)
    exercises = list(library.exercises.values())
    results = executor.map(work, exercises) if executor else map(work, exercises)
    for exercise, found in zip(exercises, results, strict=True):
        problems += found.problems
        refused += found.refused
        measured += found.measures
        if done:
            done(exercise.id)
    problems += alike_problems(library, known, measured)
    return Report(sorted(set(problems)), refused, tuple(measured))


def file_problems(
    paths: Iterable[Path] | None, document_problems: DocumentProblems | None
) -> tuple[Library, Library, list[Problem]]:
    """The library of the given files, that of all exercises they may ask for, and what is wrong before anything is drawn."""
    given = list(paths or ())
    library = load_banks(given, shipped_too=not given)
    homes = [place for path in given for place in home(str(path))]
    known = load_banks([*given, *homes]) if given else library
    ours = {str(file) for path in given for file in bank_files(path)}
    shadows = [p for p in known.twice if p.file in ours or any(f"{o}:" in p.message for o in ours)]
    problems = [*library.problems, *shadows, *sheet_problems(library, known)]
    problems += prerequisite_problems(library, known)
    if document_problems:
        problems += [
            Problem(sheet.file, sheet.lines.get("intro", 1), "intro", text)
            for sheet in library.sheets.values()
            for text in document_problems(intro(sheet))
        ]
    return library, known, problems


def exercise_report(
    exercise: Exercise, *, draws: int = DRAWS, document_problems: DocumentProblems | None = None
) -> Report:
    """What goes wrong when an exercise is drawn, by every profile, and what the lints find."""
    survey = Survey(exercise, draws, document_problems).run()
    behind = [*_behind(exercise, survey), *unreadable(exercise)]
    if not survey.drawn:
        said = {(problem.field, problem.message) for problem in (*survey.problems, *behind)}
        behind += (p for p in failing(exercise) if (p.field, p.message) not in said)
    linted = (_written(exercise, f) for f in findings(exercise, survey.drawn))
    measured = tuple(measures(exercise, survey.drawn))
    by_profile = profile_problems(exercise, document_problems)
    return Report([*survey.problems, *behind, *linted, *by_profile], survey.refused, measured)


def _behind(exercise: Exercise, survey: Survey) -> list[Problem]:
    """What is wrong with other parts where one fails in every draw: it is left out, and the rest drawn again.

    Nothing is said of what would lack the part that is left out.
    """
    found: list[Problem] = []
    known = {problem.field for problem in survey.problems}
    while not survey.drawn and not exercise.listing:
        failing = [spec for spec in exercise.parts if _is_of(spec, exercise, survey.problems)]
        left = tuple(spec for spec in exercise.parts if spec not in failing)
        if not failing or not left:
            break
        gone = {spec.id for spec in failing}
        exercise = replace(exercise, parts=tuple(_without(spec, gone) for spec in left))
        survey = Survey(exercise, ONCE).run()
        new = [p for p in survey.problems if _part_of(p.field) and p.field not in known]
        known.update(problem.field for problem in new)
        found.extend(new)
    return found


def _part_of(field: str) -> str:
    """The part of a field as a problem says it: `conv.part.1` of `conv.part.1.answer`."""
    words = field.split(".")
    return ".".join(words[:3]) if words[1:2] == ["part"] else ""


def _is_of(spec: PartSpec, exercise: Exercise, problems: list[Problem]) -> bool:
    return any(_part_of(p.field) == f"{exercise.id}.{spec.path}" for p in problems)


def _without(spec: PartSpec, gone: set[str]) -> PartSpec:
    """A part that follows from none of those that are gone."""
    return (
        replace(spec, follow="")
        if spec.follow and gone & set(compiled(spec.follow).names)
        else spec
    )


def _written(exercise: Exercise, found: Finding) -> Problem:
    shown = f"{exercise.id}.{found.field}" if found.field else exercise.id
    return Problem(exercise.file, exercise.line(found.field), shown, found.message, found.fix)
