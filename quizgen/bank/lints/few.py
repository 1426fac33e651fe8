"""Exercises with so few different statements that neighbours share one."""

from collections.abc import Iterator, Sequence

from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding
from quizgen.bank.statement import identity
from quizgen.variant import Variant

# A class has so many students; of this many draws, so many must be different questions.
LOOKED_AT = 300
WANTED = 200


def different(variants: Sequence[Variant]) -> int:
    """How many different statements there are."""
    return len({identity(variant) for variant in variants})


def few(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Levels with fewer than 200 different statements in 300 draws, unless `few` says why.

    Fewer draws than that say nothing.
    """
    if exercise.few:
        return
    for level in drawn:
        if level.instance or len(level.variants) < LOOKED_AT:
            continue
        found = different(level.variants[:LOOKED_AT])
        if found < WANTED:
            yield Finding(
                f"level.{level.level}" if level.level else "draw",
                f"only {found} different statements in {LOOKED_AT} draws{level.named}",
                'widen the draws, or say why there cannot be more: few = true and few_reason = "…"',
            )
