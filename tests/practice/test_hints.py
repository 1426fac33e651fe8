"""Every part of the shipped banks has a hint, and no hint gives the answer away."""

import pytest

from quizgen.bank import draw, load_banks
from quizgen.practice.hints import NO_HINT, hints
from quizgen.solver.derivation import Step
from quizgen.variant import Part

LIBRARY = load_banks()


@pytest.mark.parametrize("name", sorted(LIBRARY.exercises))
def test_every_part_has_a_hint(name: str) -> None:
    variant = draw(LIBRARY.exercise(name), "hints")
    assert [part.id for part in variant.parts if hints(part) == (NO_HINT,)] == []


def test_formulas_that_differ_in_indices_are_one_hint() -> None:
    steps = tuple(Step(f"h_{i}", f"v_1 x_{i} + v_2 x_{i + 1}", "", "7") for i in (1, 2, 3))
    assert hints(Part("a", "?", "vector", [7, 7, 7], solution=steps)) == (
        "Work with $h_1 = v_1 x_1 + v_2 x_2$.",
    )


def test_a_formula_with_numbers_is_none() -> None:
    steps = (Step("U", "D - 5 + 1", "", "7"),)
    assert hints(Part("a", "?", "integer", 7, solution=steps)) == (NO_HINT,)
