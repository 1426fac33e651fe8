"""Slips no student can have made, and slips that cannot be told apart."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations

from quizgen.answers import kind_class
from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.how_many import how_many
from quizgen.slips import all_rules

# In fewer draws two slips may agree by chance.
DRAWS = 10
# A share of the draws with both: of more, their hints are wrong too often.
MANY = 2 / 5
# Quantities that are values, not numbers of things.
VALUES = frozenset({"output", "relu", "leaky_relu", "step", "identity"})


def _numbers(value: object) -> Iterator[int]:
    if isinstance(value, list):
        for entry in value:
            yield from _numbers(entry)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield value


@cache
def _of_values() -> frozenset[str]:
    """Slips about what a layer or an activation gives: its values may be negative, and are no counts."""
    return frozenset(rule.name for rule in all_rules() if VALUES.issuperset(rule.quantities))


def _field(exercise: Exercise, number: int, name: str) -> str:
    own = name in exercise.parts[number].mistakes
    return part_field(exercise, number, f"mistakes.{name}" if own else "mistakes")


def impossible(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Negative slips of counts, and zeros where nobody counts to zero.

    A count is a whole number or a shape that is never negative in any draw. A slip that is zero
    in every draw ("there are none") is meant; one that is zero now and then is not.
    """
    variants = [variant for level in drawn if not level.instance for variant in level.variants]
    for number, spec in enumerate(exercise.parts):
        parts = [variant.parts[number] for variant in variants]
        if len(parts) < DRAWS or not kind_class(parts[0].kind).counts:
            continue
        least = min(n for part in parts for n in _numbers(part.key))
        if least < 0:
            continue
        values: dict[str, list[int]] = defaultdict(list)
        for part in parts:
            for mistake in part.mistakes:
                values[mistake.name] += list(_numbers(mistake.value))
        for name, found in values.items():
            if name not in spec.mistakes and name in _of_values():
                continue
            negative = [n for n in found if n < 0]
            zeros = [n for n in found if n == 0]
            wrong = negative or (zeros if least > 0 and len(zeros) < len(found) else [])
            if wrong:
                yield Finding(
                    _field(exercise, number, name),
                    f"slip {name} gives {min(wrong)} for a count of part {spec.id} "
                    f"in {len(wrong)} of {how_many(len(parts), 'draw')}",
                    "a count is never negative: change the slip or the draws, or leave it out "
                    f'where it cannot be: "… if … else none", without = ["{name}"]',
                )


def inseparable(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Two slips of a part with one value in many draws of a level that has both.

    Where nothing is drawn and `few` says why, the numbers are what they are: both slips are named.
    """
    if exercise.few and not (exercise.draw or exercise.level):
        return
    for number, spec in enumerate(exercise.parts):
        for (one, other), (level, agree, both) in _agreeing(drawn, number).items():
            unwanted = other if one in spec.mistakes else one
            yield Finding(
                _field(exercise, number, one),
                f"slips {one} and {other} of part {spec.id} give one value in {agree} of {both} draws"
                f"{f' of level {level}' if level else ''} that have both",
                "draw the numbers so that they differ, or keep the likelier one, and say both in "
                f'its hint: without = ["{unwanted}"]',
            )


def _agreeing(drawn: Sequence[Drawn], number: int) -> dict[tuple[str, str], tuple[str, int, int]]:
    """Pairs of slips that agree in more of a level's draws than `MANY`: level, how often, draws with both."""
    found: dict[tuple[str, str], tuple[str, int, int]] = {}
    for level in drawn:
        if level.instance:
            continue
        agree: dict[tuple[str, str], int] = defaultdict(int)
        both: dict[tuple[str, str], int] = defaultdict(int)
        for variant in level.variants:
            for one, other in combinations(variant.parts[number].mistakes, 2):
                both[one.name, other.name] += 1
                agree[one.name, other.name] += one.value == other.value
        for pair, count in both.items():
            if agree[pair] >= DRAWS and agree[pair] > MANY * count:
                found.setdefault(pair, (level.level, agree[pair], count))
    return found
