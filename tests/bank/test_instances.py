"""A pinned instance is one and the same, whichever level is named beside it."""

import pytest

from quizgen.bank import draw, load_banks
from quizgen.bank.exercise import Exercise
from quizgen.errors import UserError

PINNED = [e for e in load_banks().exercises.values() if e.instance and len(e.levels) > 1]


@pytest.mark.parametrize("exercise", PINNED, ids=lambda e: e.id)
def test_the_level_beside_an_instance_changes_nothing(exercise: Exercise) -> None:
    first = next(iter(exercise.instance))
    alone = draw(exercise, "instances", instance=first)
    assert alone.level == ""
    for level in exercise.levels:
        assert draw(exercise, "instances", level, first) == alone


def test_an_unknown_level_is_refused_there_too() -> None:
    with pytest.raises(UserError, match="has no level 'X'"):
        draw(PINNED[0], "instances", "X", next(iter(PINNED[0].instance)))
