"""How well somebody does a family, as an Elo number, and the level that is just right.

A level has a fixed strength; a right answer wins against it. The level asked is the one whose
expected success is nearest to 77.5 %: hard enough to learn from, easy enough to go on.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from quizgen.practice.outcome import HELPED, RIGHT

if TYPE_CHECKING:
    from quizgen.practice.reviews import Review

STRENGTH: Mapping[str, float] = {"E": 1000.0, "": 1100.0, "M": 1200.0, "H": 1400.0}
BEGIN = 1300.0
TARGET = 0.775
# A hint or a second try is worth half a win.
SCORE = {RIGHT: 1.0, HELPED: 0.5}


def expected(skill: float, level: str) -> float:
    """The chance of a right answer.

    >>> round(expected(1300, "E"), 2), round(expected(1300, "M"), 2)
    (0.85, 0.64)
    """
    return 1 / (1 + 10 ** ((STRENGTH.get(level, STRENGTH["M"]) - skill) / 400))


def updated(skill: float, level: str, result: str, count: int) -> float:
    """The skill after a result; the first results move it most.

    >>> updated(1300, "M", "right", 0) > updated(1300, "M", "right", 20) > 1300
    True
    """
    step = 60 + 120 / (1 + count / 4)
    return skill + step * (SCORE.get(result, 0.0) - expected(skill, level))


def skills(found: Iterable["Review"]) -> dict[str, float]:
    """The skill of each family practised; a new one starts from `begin`."""
    known: dict[str, float] = {}
    counts: dict[str, int] = {}
    for review in found:
        count = counts.get(review.family, 0)
        before = known.get(review.family, begin(known))
        known[review.family] = updated(before, review.level, review.result, count)
        counts[review.family] = count + 1
    return known


def begin(known: Mapping[str, float]) -> float:
    """Where a new family starts: between the general start and how the others went."""
    return (BEGIN + sum(known.values()) / len(known)) / 2 if known else BEGIN


def level_for(skill: float, levels: Sequence[str]) -> str:
    """The level whose expected success is nearest to the target.

    >>> [level_for(skill, ["E", "M", "H"]) for skill in (1100, 1400, 1700)]
    ['E', 'M', 'H']
    """
    return min(levels, key=lambda level: abs(expected(skill, level) - TARGET))
