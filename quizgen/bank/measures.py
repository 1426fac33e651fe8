"""What an exercise is like at a level, in numbers: how it draws, how its answers spread, how much work it is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb, factorial
from statistics import median

from quizgen.answers import kind_class
from quizgen.answers.description import Choose
from quizgen.bank.effort import effort
from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.constant import meant
from quizgen.bank.lints.few import LOOKED_AT
from quizgen.bank.lints.finding import Drawn
from quizgen.bank.statement import identity
from quizgen.variant import Part, Variant


@dataclass(frozen=True, slots=True)
class Measures:
    """One exercise at one level, as its draws show it.

    Shares are between 0 and 1.
    """

    exercise: str
    level: str
    # Draws taken; shares of all tries that the rules took, and that ended in an error.
    draws: int
    accepted: float
    failed: float
    # Of the first 300 draws: different statements, and those that repeat one.
    looked_at: int
    different: int
    repeated: int
    # At least so many statements there are, by Chao's estimate from those seen once and twice.
    instances: int
    # Share of the pairs among them that are one statement, at most.
    agreeing: float
    # Different answers (all parts together), and the share of the commonest.
    answers: int
    commonest: float
    # Share of the draws in which two recognised mistakes of a part are one value.
    ambiguous: float
    # Share of the points that somebody gets who guesses.
    guessed: float
    # Of the worked solution, in the median draw.
    operations: int
    digits: int
    # As the author says, None where nothing is said; and by the model of `quizgen.bank.effort`.
    minutes: float | None
    predicted: float
    # Of the processor, for a draw with solution and mistakes.
    milliseconds: float


def measures(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Measures]:
    """The measures of each level; instances are pinned, and have none."""
    for level in drawn:
        if level.variants and not level.instance:
            yield _measured(exercise, level)


def _measured(exercise: Exercise, level: Drawn) -> Measures:
    variants = level.variants
    looked = variants[:LOOKED_AT]
    seen = Counter(map(identity, looked))
    keys = Counter(repr([meant(part) for part in variant.parts]) for variant in variants)
    efforts = [effort(variant) for variant in looked[:50]]
    tries = len(variants) + level.refused + level.failed
    return Measures(
        exercise=exercise.id,
        level=level.level,
        draws=len(variants),
        accepted=round((len(variants) + level.failed) / tries, 4),
        failed=round(level.failed / (len(variants) + level.failed), 4),
        looked_at=len(looked),
        different=len(seen),
        repeated=len(looked) - len(seen),
        instances=least_number(seen),
        agreeing=_agreeing(seen),
        answers=len(keys),
        commonest=round(max(keys.values()) / len(variants), 4),
        ambiguous=round(sum(map(_is_ambiguous, variants)) / len(variants), 4),
        guessed=round(_guessed(variants), 4),
        operations=round(median(one.operations for one in efforts)),
        digits=round(median(one.digits for one in efforts)),
        minutes=float(Fraction(exercise.minutes)) if exercise.minutes else None,
        predicted=round(median(one.minutes for one in efforts), 1),
        milliseconds=round(level.seconds * 1000, 2),
    )


def _agreeing(seen: Counter[str]) -> float:
    """The share of pairs that are one statement; one more pair than was seen, since few were looked at."""
    pairs = comb(seen.total(), 2)
    return min(1.0, (1 + sum(comb(count, 2) for count in seen.values())) / max(1, pairs))


def least_number(seen: Counter[str]) -> int:
    """A lower bound of how many kinds there are, from how often each was seen (Chao, 1984, bias-corrected).

    >>> least_number(Counter("aabbcd")), least_number(Counter("aaaa")), least_number(Counter("abcd"))
    (4, 1, 10)
    """
    once, twice = (sum(count == n for count in seen.values()) for n in (1, 2))
    return len(seen) + once * (once - 1) // (2 * (twice + 1))


def _is_ambiguous(variant: Variant) -> bool:
    return any(
        one.value == other.value
        for part in variant.parts
        for one, other in combinations(part.mistakes, 2)
    )


def _guessed(variants: Sequence[Variant]) -> float:
    """The points of a blind guess: an option, an order, or the answer that most draws have."""
    points = [Fraction(part.points) for part in variants[0].parts]
    if not sum(points):
        return 0.0
    shares = [
        _chance([variant.parts[number] for variant in variants]) for number in range(len(points))
    ]
    return float(sum(p * s for p, s in zip(points, shares, strict=True)) / sum(points))


def _chance(parts: Sequence[Part]) -> Fraction:
    """Of one part in many draws."""
    part = parts[0]
    kind = kind_class(part.kind)
    if kind.by_person or part.holds:
        return Fraction(0)
    offered = len(part.settings.get("choices") or part.settings.get("items") or ())
    if kind.choose is Choose.ONE and offered:
        return Fraction(1, offered)
    if kind.choose is Choose.SEVERAL and offered:
        return Fraction(1, 2**offered)
    if offered:  # to be put into order
        return Fraction(1, factorial(offered))
    keys = Counter(repr(meant(part)) for part in parts)
    # One answer to one question that is always asked is known or not: nobody guesses it.
    return Fraction(max(keys.values()), len(parts)) if len(keys) > 1 else Fraction(0)
