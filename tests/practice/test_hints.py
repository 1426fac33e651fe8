"""Every part of the shipped banks has a hint, and no hint gives the answer away."""

import pytest

from quizgen.bank import draw, load_banks
from quizgen.practice.hints import NO_HINT, hints
from quizgen.telling import Step
from quizgen.variant import Part

LIBRARY = load_banks()


@pytest.mark.again
@pytest.mark.parametrize("name", sorted(LIBRARY.exercises))
def test_every_part_has_a_hint(name: str) -> None:
    variant = draw(LIBRARY.exercise(name), "hints")
    # The way to an answer is helped by the hints of the answer.
    asked = [part for part in variant.parts if "work_of" not in part.settings]
    assert [part.id for part in asked if hints(part) == (NO_HINT,)] == []


def test_formulas_that_differ_in_indices_are_one_hint() -> None:
    steps = tuple(Step(f"h_{i}", f"v_1 x_{i} + v_2 x_{i + 1}", "", "7") for i in (1, 2, 3))
    assert hints(Part("a", "?", "vector", [7, 7, 7], solution=steps)) == (
        "Work with $h_1 = v_1 x_1 + v_2 x_2$.",
    )


def test_a_formula_with_numbers_is_none() -> None:
    steps = (Step("U", "D - 5 + 1", "", "7"),)
    assert hints(Part("a", "?", "integer", 7, solution=steps)) == (NO_HINT,)


PRODUCTS = tuple(
    Step(rf"a^{{({layer})}}_{{{unit}}}", rf"\sum_j W^{{({layer})}}_{{{unit} j}} h_j", "", "7")
    for layer in (1, 2)
    for unit in (1, 2)
)
BENT = tuple(Step(rf"\sigma({number})", "", rf"\max(0, {number})", "7") for number in (7, -3, 12))


def test_the_formula_is_that_of_what_is_worked_out_last() -> None:
    assert hints(Part("a", "?", "vector", [7, 7], solution=PRODUCTS[:2])) == (
        r"Work with $a^{(1)}_{1} = \sum_j W^{(1)}_{1 j} h_j$.",
    )
    assert hints(Part("a", "?", "vector", [7, 7], solution=PRODUCTS))[-1] == (
        r"Work with $a^{(2)}_{1} = \sum_j W^{(2)}_{1 j} h_j$."
    )


def test_steps_without_a_formula_do_not_make_room_for_earlier_ones() -> None:
    """Two quantities after the products, both in numbers: no formula of the products is shown."""
    pooled = (Step("h_1", "", r"\frac{7 + 7}{2}", "7"), Step("h_2", "", r"\frac{1 + 7}{2}", "4"))
    part = Part("a", "?", "vector", [7, 4], solution=(*PRODUCTS, *BENT, *pooled))
    assert hints(part) == (NO_HINT,)
