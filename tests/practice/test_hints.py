"""Every part of the shipped banks has a hint, and no hint gives the answer away."""

import re

import pytest

from quizgen.bank import draw, load_banks
from quizgen.practice.hints import NO_HINT, hints
from quizgen.telling import Step
from quizgen.variant import Part

LIBRARY = load_banks()
FORMULA = re.compile(r"Work with \$([^$]*)\$")
# Something is done with what stands on the right: a sum, a product, a function.
RULE = re.compile(
    r"= .*(?:[+⋅]|- |\\cdot|\\odot|\\frac|\\sum|\\max|\\sqrt|\\ln|\\sigma|\\top|\\gamma|\w \w|\) \w|\w \()"
)


@pytest.mark.again
@pytest.mark.parametrize("name", sorted(LIBRARY.exercises))
def test_every_part_has_a_hint(name: str) -> None:
    variant = draw(LIBRARY.exercise(name), "hints")
    # The way to an answer is helped by the hints of the answer.
    asked = [part for part in variant.parts if "work_of" not in part.settings]
    assert [part.id for part in asked if hints(part) == (NO_HINT,)] == []
    formulas = {part.id: FORMULA.findall(" ".join(hints(part))) for part in asked}
    # A formula is that of a quantity with a name, and more than its name or the order of its sizes.
    said = [(place, one) for place, found in formulas.items() for one in found]
    assert [place for place in said if not RULE.search(place[1])] == []
    # Where a formula is the answer, the last of its derivation is the answer but for names.
    worked = {part.id: part.solution[-1].formula for part in asked if part.solution}
    told = [
        p.id
        for p in asked
        if p.kind == "matrix_expression"
        for f in formulas[p.id]
        if p.solution and f.endswith(f"= {worked[p.id]}")
    ]
    assert told == []


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


def test_another_name_is_no_formula_to_work_with() -> None:
    copies = (Step("h^{(2)}", "a^{(2)}", "", "7"), Step(r"\nabla_{a} J", r"\nabla_{h} J", "", "7"))
    part = Part("a", "?", "vector", [7, 7], solution=(*PRODUCTS[:2], *copies))
    assert hints(part) == (r"Work with $a^{(1)}_{1} = \sum_j W^{(1)}_{1 j} h_j$.",)


def test_which_size_comes_first_is_not_told() -> None:
    steps = (Step(r"\text{shape}", "(u^{(1)}, b)", "(7, 9)", "(7, 9)"),)
    assert hints(Part("a", "?", "shape", [7, 9], solution=steps)) == (NO_HINT,)


def test_the_author_s_own_expression_is_the_answer() -> None:
    """Nothing is left to do but to put numbers in."""
    steps = (Step("", r"\frac{1}{c}", r"\frac{1}{7}", r"\frac{1}{7}"),)
    assert hints(Part("a", "?", "fraction", "1/7", solution=steps)) == (NO_HINT,)


def test_where_a_formula_is_asked_the_last_one_is_not_told() -> None:
    steps = (
        Step(r"\nabla_h J", r"W^\top \nabla_z J", "", ""),
        Step(r"\nabla_a J", r"\nabla_h J \odot \sigma'(a)", "", ""),
    )
    part = Part("a", "?", "matrix_expression", "W' g .* s(a)", solution=steps)
    assert hints(part) == (r"Work with $\nabla_h J = W^\top \nabla_z J$.",)
