"""Mistakes that no draw has: nobody is ever told what they say."""

from collections.abc import Iterator, Sequence

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.how_many import how_many

# A mistake that comes up in one of a hundred draws is missing from so many once in twenty banks.
DRAWS = 300


def unseen(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Mistakes whose value is `none`, or cannot be computed, in all draws of all levels.

    Those that are a property have no value, and fewer draws than that say nothing.
    """
    variants = [variant for level in drawn for variant in level.variants]
    if sum(len(level.variants) for level in drawn if not level.instance) < DRAWS:
        return
    for number, part in enumerate(exercise.parts):
        found = {mistake.name for variant in variants for mistake in variant.parts[number].mistakes}
        for name, mistake in part.mistakes.items():
            if not mistake.holds and name not in found and name not in part.without:
                yield Finding(
                    part_field(exercise, number, f"mistakes.{name}"),
                    f"mistake {name} has no value in any of {how_many(len(variants), 'draw')}",
                    "look at what its expression is given: it is none, or a layer refuses it",
                )
