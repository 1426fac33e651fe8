"""Symbols that a hint, worked solution or explanation prints and nobody introduced."""

from collections.abc import Iterator, Sequence

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.bank.statement import statement_symbols
from quizgen.bank.symbols import of_text
from quizgen.telling import Step
from quizgen.telling.legend import defined, shown, step_symbols
from quizgen.variant import Part, Variant

# Of the draws of a level, so many are read: symbols change little.
DRAWS = 20


def unexplained(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """One finding for each text of a part, with all the symbols it does not explain."""
    printed: dict[str, set[str]] = {}
    for level in drawn:
        for variant in level.variants[:DRAWS]:
            for field, symbols in _unexplained(exercise, variant):
                printed.setdefault(field, set()).update(symbols)
    for field, found in printed.items():
        first, *_ = ordered = [shown(symbol) for symbol in sorted(found)]
        named = ", ".join(ordered)
        yield Finding(
            field,
            f"prints {named}, which nothing before it introduces",
            f"say it in words, or say what the symbol is: where ${first}$ is the …",
        )


def _unexplained(exercise: Exercise, variant: Variant) -> Iterator[tuple[str, frozenset[str]]]:
    solved: set[str] = set()  # what earlier worked solutions introduced
    for number, part in enumerate(variant.parts):
        known = statement_symbols(variant, number)
        for field, text in _hints(exercise, number, part):
            said = of_text(text)
            if said.printed - said.introduced - known:
                yield part_field(exercise, number, field), said.printed - said.introduced - known
        before = known | solved
        unknown, introduced = _solution(part.solution, before)
        if unknown:
            field = "answer" if exercise.parts[number].answer else "ask"
            yield part_field(exercise, number, field), unknown
        said = of_text(part.explanation)
        left = said.printed - said.introduced - before - introduced
        if left:
            yield part_field(exercise, number, "explanation"), left
        solved |= introduced | said.introduced


def _hints(exercise: Exercise, number: int, part: Part) -> Iterator[tuple[str, str]]:
    yield "hint", part.hint
    for mistake in part.mistakes:
        own = mistake.name in exercise.parts[number].mistakes
        yield f"mistakes.{mistake.name}" if own else "mistakes", mistake.hint


def _solution(
    steps: Sequence[Step], known: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """The symbols of the steps that are not known, and those that the steps introduce."""
    unknown: set[str] = set()
    introduced: set[str] = set()
    for step in steps:
        words = of_text(f"{step.legend} {step.note}")
        introduced |= words.introduced
        unknown |= words.printed - known - introduced
        unknown |= step_symbols(step) - known - introduced - defined(step)
        introduced |= defined(step)
    return frozenset(unknown), frozenset(introduced)
