"""Minutes that nobody will believe: far from what the draws' own work makes likely."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from statistics import median

from quizgen.bank.effort import effort
from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding

# A model of counts is no closer than this factor.
FACTOR = 3
DRAWS = 10


def minutes(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Where the middle level takes more than three times the minutes that are said, or less than a third."""
    if not exercise.minutes:
        return
    said = float(Fraction(exercise.minutes))
    for level in drawn:
        if level.instance or level.level not in ("", exercise.default_level()):
            continue
        likely = median(effort(variant).minutes for variant in level.variants[:DRAWS])
        if not likely / FACTOR <= said <= likely * FACTOR:
            yield Finding(
                "minutes",
                f"{exercise.minutes} minutes are said, and about {likely:.0f} are likely{level.named}",
                "say how long a student needs on paper, or ask for less",
            )
