"""A slip is made once on the way to a wrong value: one that invites itself again never comes to an end."""

from typing import Any

import pytest

from quizgen.bank import Exercise, draw, load_banks, mistakes, slip_values
from quizgen.language.expression import Scope
from quizgen.language.worked import Worked
from quizgen.slips import MalRule
from quizgen.solver.quantity import tracing

EXERCISES = load_banks().exercises
DEPTH = 20


@pytest.mark.again
@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES.keys())
def test_no_slip_goes_round_in_a_circle(
    exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    value_under = slip_values.value_under

    def watched(rule: MalRule, text: str, scope: Scope, worked: Worked) -> Any:
        with tracing() as calls:
            value = value_under(rule, text, scope, worked)
        deepest = max((call.depth for call in calls), default=0)
        assert deepest < DEPTH, f"{rule.name} is made within itself"
        return value

    monkeypatch.setattr(slip_values, "value_under", watched)
    monkeypatch.setattr(mistakes, "value_under", watched)
    for level in exercise.levels:
        draw(exercise, "in a circle", level)
