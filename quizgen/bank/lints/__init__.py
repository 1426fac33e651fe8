"""What is wrong with an exercise though it loads, draws and sets: each lint a module of its own.

A lint looks at an exercise as written and at the variants drawn from it; it never draws.
"""

from collections.abc import Iterator, Mapping, Sequence

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, Lint
from quizgen.bank.lints.hintless import hintless

LINTS: Mapping[str, Lint] = {
    "hintless": hintless,
}


def findings(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """What all lints find."""
    for lint in LINTS.values():
        yield from lint(exercise, drawn)


__all__ = ["LINTS", "Drawn", "Finding", "findings"]
