"""Penalties that cost nothing: no question has less than 0 points."""

from collections.abc import Iterator, Sequence

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, part_field


def penalties(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:  # noqa: ARG001 - as written
    """The penalty of the only part: there are no points that it could take."""
    if len(exercise.parts) == 1 and "penalty" in exercise.parts[0].settings:
        yield Finding(
            part_field(exercise, 0, "settings"),
            "the penalty costs nothing: the question has no other part whose points it could take",
            "ask several statements in one exercise, or leave penalty out",
        )
