"""An exercise drawn by every profile that changes it: what fails, and what is declared without effect."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from quizgen.bank.declared import said_in, under
from quizgen.bank.exercise import Exercise
from quizgen.bank.field import BankError
from quizgen.bank.lints import LINTS, Drawn
from quizgen.bank.lints.constant import meant
from quizgen.bank.profiles import read_profile, shipped_profiles
from quizgen.bank.statement import identity
from quizgen.bank.survey import DocumentProblems, check_judges
from quizgen.bank.variants import draw
from quizgen.errors import Problem
from quizgen.solver.other_convention import as_names
from quizgen.variant import Variant

# Draws of each level by each profile, and how many of all are typeset.
DRAWS, TYPESET = 6, 3
# The others look at many draws.
_LINTS = ("hintless", "letters", "listings", "impossible", "worked", "names", "unexplained", "english", "terms")  # fmt: skip


def profile_problems(
    exercise: Exercise, document_problems: DocumentProblems | None = None
) -> Iterator[Problem]:
    """What is wrong with an exercise by other profiles than the lecture's; nothing where it can take none."""
    yield from _unread(exercise)
    if not exercise.takes:
        return
    usual = list(_drawn(exercise, {}))
    found: dict[tuple[int, str], Problem] = {}
    for course in _courses(exercise):
        by = ", ".join(f"{k} = {v!r}" for k, v in course.items() if v != exercise.profile[k])
        drawn = list(_drawn(exercise, course))
        for problem in _wrong(exercise, drawn, document_problems):
            found.setdefault((problem.line, problem.field), _by(problem, by))
        changed = [key for key in course if course[key] != exercise.profile[key]]
        if len(changed) == 1 and not _differ(usual, drawn):
            key = changed[0]
            said = f"{by} changes neither a question nor a key"
            problem = _at(exercise, f"profile.{key}", said, _read(key))
            found.setdefault((problem.line, said), problem)
    yield from found.values()


@cache
def _shipped() -> tuple[Mapping[str, str], ...]:
    return tuple(read_profile(name) for name in shipped_profiles())


def _courses(exercise: Exercise) -> list[dict[str, str]]:
    """The conventions by which it is drawn: each value alone, and what the shipped profiles make of it."""
    alone = [{key: value} for key, values in exercise.takes.items() for value in values]
    found: list[dict[str, str]] = []
    for course in (*alone, *_shipped()):
        own = under(exercise, course)
        if own != exercise.profile and own not in found:
            found.append(own)
    return found


def _drawn(exercise: Exercise, course: Mapping[str, str]) -> Iterator[Variant | BankError]:
    """Some draws of each level, and each instance."""
    wanted = [(level, "") for level in exercise.levels for _ in range(DRAWS)]
    wanted += [("", instance) for instance in exercise.instance]
    for i, (level, instance) in enumerate(wanted):
        try:
            variant = draw(exercise, f"check-{i}", level or None, instance or None, course)
            check_judges(variant, exercise)
            yield variant
        except BankError as error:
            yield error


def _wrong(
    exercise: Exercise,
    drawn: Iterable[Variant | BankError],
    document_problems: DocumentProblems | None,
) -> Iterator[Problem]:
    """What fails in the draws, and what lints say of them."""
    variants = []
    for variant in drawn:
        if isinstance(variant, BankError):
            yield variant.problem
            continue
        variants.append(variant)
        if document_problems and len(variants) <= TYPESET:
            for text in document_problems(variant):
                yield _at(exercise, "text", text, "")
    levels = [Drawn(level, "", tuple(v for v in variants if v.level == level and not v.instance)) for level in exercise.levels]  # fmt: skip
    levels = [level for level in levels if level.variants]
    for name in _LINTS:
        for found in LINTS[name](exercise, levels):
            yield _at(exercise, found.field, found.message, found.fix)


def _differ(usual: Iterable[Variant | BankError], drawn: Iterable[Variant | BankError]) -> bool:
    """Whether anything that is asked or right differs, an error included."""
    return any(_asked(one) != _asked(other) for one, other in zip(usual, drawn, strict=True))


def _asked(variant: Variant | BankError) -> object:
    if isinstance(variant, BankError):
        return variant
    return identity(variant), [meant(part) for part in variant.parts]


def _unread(exercise: Exercise) -> Iterator[Problem]:
    """What is read without being declared as a list, and what is declared as one and never read."""
    read = frozenset[str]().union(*(said_in(text) for text in _texts(exercise)))
    names = as_names(dict.fromkeys(exercise.takes, ""))
    for name in sorted(read - names.keys()):
        key = name.replace("_", "-")
        said = f"profile.{name} is read, and {key} has no list of values"
        yield _at(exercise, f"profile.{key}", said, f'profile = {{ {key} = ["…", "…"] }}')
    for key in exercise.takes:
        if key.replace("-", "_") not in read:
            said = f"{key} has a list of values, and nothing reads it"
            yield _at(exercise, f"profile.{key}", said, _read(key))


def _texts(exercise: Exercise) -> Iterator[str]:
    """Every text and expression of an exercise."""
    pending: list[object] = [exercise.text, exercise.listing, exercise.figure, exercise.require]
    pending += [exercise.let, exercise.draw, exercise.level, exercise.instance]
    for part in exercise.parts:
        pending += [getattr(part, name) for name in part.__slots__]
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            pending += value.values()
        elif isinstance(value, (list, tuple)):
            pending += value
        elif hasattr(value, "__slots__"):
            pending += [getattr(value, name) for name in value.__slots__]


def _read(key: str) -> str:
    return f"read profile.{key.replace('-', '_')}, or declare one value"


def _by(problem: Problem, by: str) -> Problem:
    said = f"by {by}: {problem.message}"
    return Problem(problem.file, problem.line, problem.field, said, problem.fix)


def _at(exercise: Exercise, field: str, message: str, fix: str) -> Problem:
    shown = f"{exercise.id}.{field}" if field else exercise.id
    return Problem(exercise.file, exercise.line(field), shown, message, fix)
