"""Formulas as Unicode text and as speech: golden, and grids that are rectangles."""

from collections.abc import Callable

import pytest

from quizgen.document import value
from quizgen.document.grid import columns
from quizgen.document.printers.math_text import fitted
from quizgen.document.printers.math_text import formula as as_text
from quizgen.document.printers.speech import say


def test_golden_text(formulas: list[str], golden: Callable[[str, str], None]) -> None:
    shown = (
        f"% {latex}\n{as_text(latex)}\n\n{as_text(latex, display=True)}\n" for latex in formulas
    )
    golden("formulas.txt", "\n".join(shown))


def test_golden_speech(formulas: list[str], golden: Callable[[str, str], None]) -> None:
    golden(
        "formulas-speech.txt",
        "".join(f"% {latex}\n{say(latex, display=True)}\n" for latex in formulas),
    )


def test_speech_has_no_signs_a_reader_skips(formula: str) -> None:
    said = say(formula, display=True).replace("=sparse+shared)", "")
    assert not set(said) & set("∑∏∇⊙−×⋅≤≥…⋯∈ℝ𝐱ˆ")


@pytest.mark.parametrize("display", [False, True])
def test_grids_are_rectangles(formula: str, *, display: bool) -> None:
    grid = as_text(formula, display=display)
    assert {columns(line) for line in grid.lines} == {grid.width}
    assert 0 <= grid.baseline < grid.height


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        pytest.param("h_u = v_1 x_{u+1}", "hᵤ = v₁ xᵤ₊₁", id="indices"),
        pytest.param("W^{(l)} h^{(l-1)}", "W⁽ˡ⁾ h⁽ˡ⁻¹⁾", id="layers"),
        pytest.param(r"\frac{D - P}{S} + 1", "(D − P)/S + 1", id="fraction in a line"),
        pytest.param(r"-1 - (-2) \cdot x", "−1 − (−2) ⋅ x", id="signs and differences"),
        pytest.param(r"z_c", "z_c", id="no lowered c in Unicode"),
        pytest.param(r"(x,\; -2 y)", "(x, −2y)", id="a sign behind a comma and a blank"),
        pytest.param(r"\frac{(x - 1)^2}{2 \sigma^2}", "(x − 1)²/(2σ²)", id="a product below"),
        pytest.param(r"\frac{dJ}{dw}", "dJ/dw", id="one name below"),
        pytest.param(r"\sqrt{2 \pi}", "√(2π)", id="a product below a root"),
        pytest.param(r"\begin{bmatrix} 1 & -2 \end{bmatrix}", "[1  −2]", id="row vector"),
    ],
)
def test_in_a_line(latex: str, shown: str) -> None:
    assert str(as_text(latex)) == shown


def test_a_fraction_on_lines_of_its_own() -> None:
    assert str(as_text(r"U = \left\lfloor \frac{D - P}{S} \right\rfloor + 1", display=True)) == (
        "    ⎢D − P⎥\nU = ⎢─────⎥ + 1\n    ⎣  S  ⎦"
    )


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (value.latex("3*cos(y)"), "3 cos(y)"),
        (value.latex("x^2 + 3*sin(y)"), "x² + 3 sin(y)"),
        (value.latex("2*a*ln(b)"), "2 a ln(b)"),
        (r"3 \, \, \cos{\left(y \right)}", "3 cos(y)"),
        (r"\begin{aligned} z &= 3 \cos{\left(y \right)} \end{aligned}", "z = 3 cos(y)"),
        (r"-\cos(y)", "−cos(y)"),
        (r"2 \cdot \max(0, a)", "2 ⋅ max(0, a)"),
    ],
)
def test_a_function_has_one_blank_before_its_name(latex: str, shown: str, *, display: bool) -> None:
    assert str(as_text(latex, display=display)) == shown


@pytest.mark.parametrize("width", range(24, 60, 5))
def test_words_before_a_sum_are_torn_where_they_fit_on_no_line(width: int) -> None:
    words = "self attention weights of queries, keys and values"
    latex = rf"a + \text{{{words}}} = 3 \cdot 92 = 276"
    parts = fitted(latex, width, display=True)
    assert all(part.width <= width for part in parts)
    assert " ".join(" ".join(map(str, parts)).split()) == f"a + {words} = 3 ⋅ 92 = 276"
