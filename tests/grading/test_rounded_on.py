"""Who rounds each part as it asks, and goes on with the rounded numbers, keeps the marks."""

import re
from fractions import Fraction
from typing import Any

import pytest

from quizgen import judge
from quizgen.bank import draw, load_banks
from quizgen.grading.follow_through import resolved

ASKED = re.compile(r"to (one|two|three|four) decimal")
PLACES = {"one": 1, "two": 2, "three": 3, "four": 4}
EXERCISES = load_banks().exercises
CASES = [
    (name, level)
    for name, exercise in EXERCISES.items()
    if sum(ASKED.search(part.ask) is not None for part in exercise.parts) > 1
    for level in exercise.levels
]


def test_there_are_such() -> None:
    assert {("graph-convolution", "M"), ("forward-sigmoid", "M")} <= set(CASES)


@pytest.mark.parametrize(("name", "level"), CASES)
def test_what_is_rounded_as_asked_may_be_gone_on_with(name: str, level: str) -> None:
    for seed in range(30):
        variant = draw(EXERCISES[name], f"rounded-{seed}", level)
        own: dict[str, Any] = {}
        for part in variant.parts:
            asked = ASKED.search(part.prompt)
            if asked is None:
                continue
            uses = part.follow.uses if part.follow else ()
            used = {earlier: own[earlier] for earlier in uses if earlier in own}
            assert used or not own, f"{part.id} follows from no part before"
            value = resolved(variant, part, used) if used else part.key
            own[part.id] = rounded(value, PLACES[asked[1]])
            assert judge(variant, str(own[part.id]), part).status == "correct", (seed, part.id)


def rounded(value: Any, places: int) -> Any:
    if isinstance(value, list):
        return [rounded(entry, places) for entry in value]
    return round(float(Fraction(value)), places)
