"""The measures of exercises as a table for the terminal."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizgen.bank.measures import Measures

HEADS = (
    "exercise", "level", "taken", "failed", "different", "instances", "answers", "commonest",
    "ambiguous", "guessed", "operations", "digits", "minutes", "likely", "ms",
)  # fmt: skip
LEGEND = (
    "taken: tries that the rules took; different: statements among those looked at; instances: at least so many "
    "statements there are; commonest: share of the commonest answer; ambiguous: draws with two mistakes of one "
    "value; guessed: points of a blind guess; likely: minutes by what there is to read, compute and write"
)


def table(measures: "Sequence[Measures]") -> Iterator[str]:
    """A line for each exercise and level, under heads, and what the heads mean."""
    rows = [HEADS, *map(_row, measures)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEADS))]
    for row in rows:
        first, *others = row
        cells = [f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True)]
        yield "  ".join([f"{first:<{widths[0]}}", *cells])
    yield LEGEND


def _row(one: "Measures") -> tuple[str, ...]:
    return (
        one.exercise,
        one.level or "-",
        f"{one.accepted:.0%}",
        f"{one.failed:.0%}",
        f"{one.different}/{one.looked_at}",
        f"{one.instances:,}",
        f"{one.answers}/{one.draws}",
        f"{one.commonest:.0%}",
        f"{one.ambiguous:.0%}",
        f"{one.guessed:.0%}",
        str(one.operations),
        str(one.digits),
        "-" if one.minutes is None else f"{one.minutes:g}",
        f"{one.predicted:g}",
        f"{one.milliseconds:.1f}",
    )
