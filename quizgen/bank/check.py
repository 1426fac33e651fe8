"""Every mistake of a bank at once: what cannot be read, what cannot be drawn, what cannot be set."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path

from quizgen.answers import answer_kind
from quizgen.bank.budget import Exhausted
from quizgen.bank.exercise import Exercise, Sheet
from quizgen.bank.expression import nearest
from quizgen.bank.library import Library, bank_files, load_banks
from quizgen.bank.lints import Drawn, Finding, findings
from quizgen.bank.lints.few import LOOKED_AT, WANTED
from quizgen.bank.statement import identity
from quizgen.bank.variants import draw
from quizgen.errors import Problem, UserError
from quizgen.variant import Variant

DRAWS = 200
# Of the draws of a level, this many are also typeset: formulas and figures change little.
TYPESET = 10
DocumentProblems = Callable[[Variant], Iterable[str]]


def find_problems(
    paths: Iterable[Path] | None = None,
    *,
    draws: int = DRAWS,
    document_problems: DocumentProblems | None = None,
    executor: Executor | None = None,
    done: Callable[[str], None] | None = None,
) -> list[Problem]:
    """The problems of the banks at `paths` (shipped ones and `./banks` when none are given).

    Each exercise is drawn `draws` times at each level and once for each instance. `done` is
    called with an exercise's id when it has been drawn.
    """
    given = list(paths or ())
    library = load_banks(given, shipped_too=not given)
    known = load_banks(given) if given else library
    ours = {str(file) for path in given for file in bank_files(path)}
    shadows = [p for p in known.twice if p.file in ours or any(f"{o}:" in p.message for o in ours)]
    problems = [*library.problems, *shadows, *sheet_problems(library, known)]
    if document_problems:
        problems += [
            Problem(sheet.file, sheet.lines.get("intro", 1), "intro", text)
            for sheet in library.sheets.values()
            for text in document_problems(_intro(sheet))
        ]
    work = partial(exercise_problems, draws=draws, document_problems=document_problems)
    exercises = list(library.exercises.values())
    results = executor.map(work, exercises) if executor else map(work, exercises)
    for exercise, found in zip(exercises, results, strict=True):
        problems += found
        if done:
            done(exercise.id)
    return sorted(set(problems))


def _intro(sheet: Sheet) -> Variant:
    """A sheet's intro as the text of a question, which is typeset alike."""
    return Variant(
        id=sheet.id, revision=1, bank="", title=sheet.title, level="", instance="", seed="",
        generator="", profile={}, values={}, text=sheet.intro, parts=(),
    )  # fmt: skip


def sheet_problems(library: Library, known: Library) -> Iterator[Problem]:
    """Questions of sheets that ask for what is not there."""
    for sheet in library.sheets.values():
        line = sheet.lines.get("questions", 1)
        for question in sheet.questions:
            exercise = known.exercises.get(question.id)
            if exercise is None:
                fix = nearest(question.id, known.exercises)
                yield Problem(
                    sheet.file, line, "questions", f"no exercise is called {question.id!r}", fix
                )
            elif question.level and question.level not in exercise.level:
                yield Problem(
                    sheet.file,
                    line,
                    "questions",
                    f"{question.id} has no level {question.level!r}",
                    f"its levels are {', '.join(exercise.level)}",
                )
            elif question.instance and question.instance not in exercise.instance:
                yield Problem(
                    sheet.file,
                    line,
                    "questions",
                    f"{question.id} has no instance {question.instance!r}",
                    f"its instances are {', '.join(exercise.instance)}",
                )


def exercise_problems(
    exercise: Exercise, *, draws: int = DRAWS, document_problems: DocumentProblems | None = None
) -> list[Problem]:
    """What goes wrong when an exercise is drawn: one problem for each field."""
    found: dict[tuple[int, str], Problem] = {}
    drawn: dict[tuple[str, str], list[Variant]] = {}
    plans: list[tuple[str | None, str | None, int]] = [
        (level, None, i) for level in exercise.levels for i in range(draws)
    ]
    plans += [(None, instance, 0) for instance in exercise.instance]
    broken: set[str | None] = set()
    failed: Counter[tuple[int, str]] = Counter()
    for level, instance, i in plans:
        if instance is None and level in broken:
            continue
        try:
            variant = draw(exercise, f"check-{i}", level, instance)
            texts = list(document_problems(variant)) if document_problems and i < TYPESET else []
            if i < TYPESET:
                check_judges(variant, exercise)
        except UserError as error:
            problem = _located(exercise, error)
            found.setdefault((problem.line, problem.field), problem)
            failed[problem.line, problem.field] += 1
            # What fails every time fails always; what fails now and then is counted.
            never = (level or "", "") not in drawn and i + 1 >= TYPESET
            if never or isinstance(error, Exhausted):
                broken.add(level)
            continue
        drawn.setdefault((level or "", instance or ""), []).append(variant)
        for text in texts:
            problem = Problem(exercise.file, exercise.line("text"), exercise.id, text, "")
            found.setdefault((problem.line, text), problem)
    for place, count in failed.items():
        if exercise.levels and any(
            not instance and variants for (_, instance), variants in drawn.items()
        ):
            share = f"{found[place].message} (in {count} of {len(plans)} draws)"
            found[place] = replace(found[place], message=share)
    for (level, instance), variants in drawn.items():
        if draws >= DRAWS and not instance and not exercise.few:
            variants.extend(_more(exercise, level, variants))
    made = [Drawn(*name, tuple(variants)) for name, variants in drawn.items()]
    return [*found.values(), *(_written(exercise, f) for f in findings(exercise, made))]


def _more(exercise: Exercise, level: str, variants: Sequence[Variant]) -> Iterator[Variant]:
    """Further draws where those made do not show whether there are enough different statements."""
    seen = {identity(variant) for variant in variants[:LOOKED_AT]}
    for i in range(len(variants), LOOKED_AT):
        if len(seen) >= WANTED:
            return
        try:
            variant = draw(exercise, f"check-{i}", level)
        except UserError:
            return  # said of the draws before, or too rare to be seen in them
        seen.add(identity(variant))
        yield variant


def _written(exercise: Exercise, found: Finding) -> Problem:
    shown = f"{exercise.id}.{found.field}" if found.field else exercise.id
    return Problem(exercise.file, exercise.line(found.field), shown, found.message, found.fix)


def check_judges(variant: Variant, exercise: Exercise) -> None:
    """Whether every part can be judged; `UserError` for an unknown kind or setting, or a key that does not suit it."""
    for number, part in enumerate(variant.parts):
        try:
            answer_kind(part.kind, part.key, part.mistakes, **part.settings)
        except (ValueError, TypeError) as error:
            prefix = f"part.{number}." if "part.0" in exercise.lines else ""
            field = "settings" if "setting" in str(error) else "kind"
            path = f"{prefix}{field}"
            where = f"{exercise.file}:{exercise.line(path)}: {exercise.id}: {path}"
            raise UserError(f"{where}: {error}") from None


def _located(exercise: Exercise, error: UserError) -> Problem:
    text = str(error.args[0])
    match = re.fullmatch(r".*?:(\d+): ([\w-]+): (?:([\w.-]+): )?(.*)", text, re.DOTALL)
    if not match:
        return Problem(
            exercise.file,
            exercise.line(""),
            exercise.id,
            text.replace(f"{exercise.file}:", "line "),
            error.fix,
        )
    line, name, field, message = match.groups()
    shown = f"{name}.{field}" if field else name
    return Problem(exercise.file, int(line), shown, message, error.fix)
