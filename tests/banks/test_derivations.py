"""Every step of every worked solution, read back and computed again."""

from types import ModuleType

import pytest

from quizgen.bank import draw, load_banks
from quizgen.solver.derivation import Step

LIBRARY = load_banks()
SEEDS = 2
# Not numbers: matrices, vectors, shapes, formulas, words.
STRUCTURED = (r"\begin", r"\text", r"\dots", r"\mathrm", ", ")


def checked(arithmetic: ModuleType, step: Step) -> bool:
    """Whether the step had arithmetic; the assertion says which step is wrong."""
    if not step.substitution or r"\cdots" in step.substitution:
        return False
    if any(mark in step.value for mark in STRUCTURED) or step.value.startswith("("):
        return False
    rounded = "." in step.value or "." in step.substitution
    value = arithmetic.evaluate(step.value)
    for side in step.substitution.split(" = "):
        found = arithmetic.evaluate(side)
        assert arithmetic.same(found, value, rounded=rounded), f"{step}: {side} is {found}"
    return True


@pytest.mark.parametrize("family", LIBRARY.exercises)
def test_steps_are_true(arithmetic: ModuleType, family: str) -> None:
    exercise = LIBRARY.exercise(family)
    drawn = [draw(exercise, f"steps-{i}", level) for level in exercise.levels for i in range(SEEDS)]
    drawn += [draw(exercise, "steps", instance=name) for name in exercise.instance]
    for variant in drawn:
        for part in variant.parts:
            for step in part.solution:
                checked(arithmetic, step)


def test_a_wrong_step_is_found(arithmetic: ModuleType) -> None:
    with pytest.raises(AssertionError, match="is 7"):
        checked(arithmetic, Step("h", "", r"1 \cdot 3 + 4", "8"))
