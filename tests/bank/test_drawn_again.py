"""A variant is the same however often its process has drawn it: what is cached hides no step of a solution."""

import pytest

from quizgen.bank import Exercise, draw, load_banks

pytestmark = pytest.mark.again
EXERCISES = load_banks().exercises


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES.keys())
def test_a_variant_drawn_again_is_the_same(exercise: Exercise) -> None:
    for level in exercise.levels:
        first = draw(exercise, "drawn again", level).to_json()
        assert draw(exercise, "drawn again", level).to_json() == first
