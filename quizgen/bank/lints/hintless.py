"""Mistakes an author expects and says nothing about: a student who makes one learns nothing."""

from collections.abc import Iterator, Sequence

from quizgen.bank.exercise import Exercise, MistakeSpec
from quizgen.bank.lints.finding import Drawn, Finding, part_field


def _recognised(mistake: MistakeSpec) -> str:
    name = "holds" if mistake.holds else "value"
    return f'{name} = "{mistake.holds or mistake.value}"'


def hintless(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:  # noqa: ARG001 - as written
    """Author's mistakes with neither a hint nor the slip whose hint they share."""
    for number, part in enumerate(exercise.parts):
        for name, mistake in part.mistakes.items():
            if not mistake.hint and not mistake.slip:
                yield Finding(
                    part_field(exercise, number, f"mistakes.{name}"),
                    "has no hint",
                    f'{name} = {{ {_recognised(mistake)}, hint = "…" }}, '
                    'or slip = "…" for the hint of a slip the solver knows',
                )
