"""MathML of web pages, typed out: every element that formulas have, and what is refused."""

import pytest

from quizgen.answers import Unreadable, answer_kind
from quizgen.answers.mathml import without_mathml
from quizgen.answers.typed_math import joined


def math(inside: str) -> str:
    return f"<math>{inside}</math>"


X, TWO, THREE = "<mi>x</mi>", "<mn>2</mn>", "<mn>3</mn>"


@pytest.mark.parametrize(
    ("inside", "typed"),
    [
        (f"<mfrac>{TWO}{THREE}</mfrac>", "2/3"),
        (f"<mfrac>{X}{THREE}</mfrac>", "((x)/(3))"),
        (f"{TWO}<mfrac>{TWO}{THREE}</mfrac>", "2 (2/3)"),
        (f"<msub>{X}{TWO}</msub>", "x_2"),
        (f"<msub>{X}<mrow>{TWO}<mo>,</mo>{THREE}</mrow></msub>", "x_{2,3}"),
        (f"<msup>{X}{TWO}</msup>", "x^(2)"),
        (f"<msubsup>{X}{TWO}{THREE}</msubsup>", "x_2^(3)"),
        (f"<munder><mi>v</mi>{TWO}</munder>", "v_2"),
        (f"<munderover><mi>v</mi>{TWO}{THREE}</munderover>", "v_2^(3)"),
        (f"<msqrt>{TWO}</msqrt>", "sqrt(2)"),
        (f"<msqrt>{X}<mo>+</mo>{TWO}</msqrt>", "sqrt(x+2)"),
        (f"<mroot>{X}{THREE}</mroot>", "(x)^(1/(3))"),
        (f"{THREE}{X}", "3 x"),
        (f"<mo>&#x2212;</mo>{THREE}", "-3"),
        (f"<mo>&minus;</mo>{THREE}", "-3"),
        (f"<mo>−</mo>{THREE}", "-3"),
        (f"{X}<mo>&lt;</mo>{THREE}", "x<3"),
        (f"{X}<mo>&gt;</mo>{THREE}", "x>3"),
        (f"{X}<mo>&le;</mo>{THREE}", "x≤3"),
        (f"{X}<mo>&#8804;</mo>{THREE}", "x≤3"),
        ("<mi>&alpha;</mi>", "α"),
        (f"{TWO}<mo>&InvisibleTimes;</mo>{X}", "2*x"),
        (f"{TWO}<mo>&#x2062;</mo>{X}", "2*x"),
        (f"<mi>exp</mi><mo>&#x2061;</mo><mo>(</mo>{X}<mo>)</mo>", "exp (x)"),
        (f"{TWO}<mspace width='1em'/><mo>,</mo>{THREE}", "2 ,3"),
        ("<mtext> true </mtext>", "true"),
        (f"<mrow><mstyle><mpadded>{TWO}</mpadded></mstyle></mrow>", "2"),
        (f"<semantics><mrow>{TWO}</mrow><annotation>\\frac</annotation></semantics>", "2"),
        (f"<mtable><mtr><mtd>{TWO}</mtd><mtd>{THREE}</mtd></mtr></mtable>", "[[2, 3]]"),
        (
            f"<mo>[</mo><mtable><mtr><mtd>{TWO}</mtd></mtr><mtr><mtd>{THREE}</mtd></mtr></mtable><mo>]</mo>",
            "[[2], [3]]",
        ),
        (
            f"<mo>(</mo><mtable><mtr><mtd>{TWO}</mtd></mtr></mtable><mo>)</mo>",
            "[[2]]",
        ),
        (f"<mi>A</mi><mo>=</mo><mtable><mtr><mtd>{TWO}</mtd></mtr></mtable>", "A=[[2]]"),
    ],
)
def test_typed_out(inside: str, typed: str) -> None:
    assert without_mathml(math(inside)) == typed


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (math(f"<mfrac>{TWO}</mfrac>"), "<mfrac> is not understood in a formula"),
        (math(f"<msup>{X}{TWO}{THREE}</msup>"), "<msup> is not understood in a formula"),
        (math(f"<script>{TWO}</script>"), "<script> is not understood in a formula"),
        (math(f"{TWO}</mi>"), "</mi> closes nothing"),
        (math("<mrow>" * 61 + TWO + "</mrow>" * 61), "the formula is nested too deeply"),
    ],
)
def test_refused(source: str, why: str) -> None:
    with pytest.raises(Unreadable) as found:
        without_mathml(source)
    assert found.value.reason == why


def test_text_around_it_stays() -> None:
    assert without_mathml(f"x: {math(TWO)} or {math(THREE)}.") == "x: 2 or 3."
    assert without_mathml("no formula <math") == "no formula <math"
    assert without_mathml(math("<mrow>" * 50 + TWO + "</mrow>" * 50)) == "2"


def test_it_is_an_answer() -> None:
    below = math(f"{X}<mo>&lt;</mo>{THREE}")
    assert answer_kind("interval", "(-inf, 3)").judge(below).status == "correct"
    assert answer_kind("interval", "(3, inf)").judge(below).status == "wrong"
    assert answer_kind("integer", -3).judge(math(f"<mo>&minus;</mo>{THREE}")).status == "correct"
    alpha = answer_kind("expression", "2*alpha", variables=["alpha"])
    assert alpha.judge(math(f"{TWO}<mi>&alpha;</mi>")).status == "correct"


@pytest.mark.parametrize(
    ("pieces", "line"),
    [
        (["-", "3", "x_1", "y"], "-3 x_1 y"),
        (["2", "1/3"], "2 (1/3)"),
        (["x", "(", "y", ")"], "x (y)"),
        (["(", "x", ")", "(", "y", ")"], "(x) (y)"),
        (["x", "+", "1/3"], "x+1/3"),
        ([], ""),
    ],
)
def test_names_and_numbers_are_kept_apart(pieces: list[str], line: str) -> None:
    assert joined(pieces) == line
