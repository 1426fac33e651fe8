"""Formulas as LaTeX: brackets where they are needed, and nowhere else."""

from fractions import Fraction

import pytest

from quizgen.answers.syntax import Formula
from quizgen.answers.tree import Name, Number, Power, Product
from quizgen.answers.tree_latex import number_latex, tree_latex
from quizgen.answers.written import written

read = Formula(["x", "y"]).read


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("-(x + 1)", r"-\left(x + 1\right)"),
        ("x - (-y)", r"x - \left(-y\right)"),
        ("x - (x - y)", r"x - \left(x - y\right)"),
        ("x - (x + y)", r"x - \left(x + y\right)"),
        ("x + (x - y)", "x + x - y"),
        ("-x + y", "-x + y"),
        ("x + (-2)", "x - 2"),
        ("x - x y", "x - x y"),
        ("x + (-2) y", "x - 2 y"),
        ("x + (-2) y/3", r"x - \frac{2 y}{3}"),
        ("x + (-y + 2)", r"x + \left(-y + 2\right)"),
        ("x + ((-2) y + x)", r"x + \left(-2 y + x\right)"),
        ("-(-x)", r"-\left(-x\right)"),
        ("-(x y)", "-x y"),
        ("(-x)/y", r"-\frac{x}{y}"),
        ("x - (-x)/y", r"x - \left(-\frac{x}{y}\right)"),
        ("(-x) y", "-x y"),
        ("x (-y)", r"x \left(-y\right)"),
        ("x*2", r"x \cdot 2"),
        ("2*3", r"2 \cdot 3"),
        ("2 (x/y)", r"2 \cdot \frac{x}{y}"),
        ("(x/y) x", r"\frac{x}{y} x"),
        ("(x + y) y", r"\left(x + y\right) y"),
        ("x (x + y)", r"x \left(x + y\right)"),
        ("(x + y)/(x - y)", r"\frac{x + y}{x - y}"),
        ("(x + y)^2", r"\left(x + y\right)^{2}"),
        ("(x y)^2", r"\left(x y\right)^{2}"),
        ("(x/y)^2", r"\left(\frac{x}{y}\right)^{2}"),
        ("(-x/y)^2", r"\left(-\frac{x}{y}\right)^{2}"),
        ("(-x)^2", r"\left(-x\right)^{2}"),
        ("0.5^x", r"\left(\frac{1}{2}\right)^{x}"),
        ("2^0.5", r"2^{\frac{1}{2}}"),
        ("(x^2)^y", r"\left(x^{2}\right)^{y}"),
        ("x^2^y", "x^{2^{y}}"),
        ("x^(y + 1)", "x^{y + 1}"),
        ("x^2 y", "x^{2} y"),
        ("sqrt(x + 1)", r"\sqrt{x + 1}"),
        ("sqrt(x)^2", r"\sqrt{x}^{2}"),
        ("ln(x)", r"\ln(x)"),
        ("max(x, y + 1)", r"\mathrm{max}(x, y + 1)"),
        ("pi e", r"\pi e"),
        ("-0.5", r"-\frac{1}{2}"),
    ],
)
def test_as_few_brackets_as_there_need_to_be(typed: str, printed: str) -> None:
    assert tree_latex(read(typed)) == printed


def test_numbers_with_a_sign_of_their_own() -> None:
    minus = Number(Fraction(-2))
    assert tree_latex(Power(minus, Name("x"))) == r"\left(-2\right)^{x}"
    assert tree_latex(Product(Name("x"), minus)) == r"x \left(-2\right)"
    assert tree_latex(minus) == number_latex(Fraction(-2)) == "-2"
    assert number_latex(Fraction(-3, 2)) == r"-\frac{3}{2}"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("x + (-2) y", "x − 2·y"),
        ("x + (-2) y/3", "x − 2·y/3"),
        ("x - (-2) y", "x − (−2)·y"),
        ("x + (-y + 2)", "x + (−y + 2)"),
        ("x + ((-2) y + x)", "x + (−2·y + x)"),
        ("x + (y - 2)", "x + y − 2"),
    ],
)
def test_no_two_signs_stand_in_a_row(typed: str, said: str) -> None:
    assert written(read(typed)) == said
    assert written(read(said.replace("−", "-"))) == said
