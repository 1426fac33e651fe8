"""A formula with numbers in the places of its variables reads as if SymPy had printed it with them."""

import re

import pytest
import sympy
from sympy import Rational, cos, exp, ln, pi, sin, sqrt

from quizgen.telling.formula import _numbers_in

X, Y = sympy.symbols("x y", real=True)
POINTS = {
    (-3, 2): {X: "(-3)", Y: "2"},
    (Rational(-1, 2), 4 * pi / 3): {X: r"(-\frac{1}{2})", Y: r"(\frac{4 \pi}{3})"},
    (sqrt(2), pi**2): {X: r"(\sqrt{2})", Y: r"(\pi^{2})"},
}


@pytest.mark.parametrize("point", POINTS, ids=str)
@pytest.mark.parametrize("formula", [
    3 * cos(Y), X**2 + 3 * sin(Y), X * Y / 2, Y**3 * X, 2 * Y**2 - X, exp(X * Y), ln(X + Y) / X, sqrt(Y) * 5 * X, Y, X / Y**2,
], ids=str)  # fmt: skip
def test_it_is_printed_with_them(formula: sympy.Expr, point: tuple[sympy.Expr, ...]) -> None:
    wanted = str(sympy.latex(formula, symbol_names=POINTS[point], mul_symbol="dot"))
    wanted = re.sub(r"\\left\(\((.*?)\) \\right\)", r"\\left(\1 \\right)", wanted)
    wanted = re.sub(r"(?<=\\cdot )\((\\frac\{[^{}]*\}\{[^{}]*\})\)(?!\^)", r"\1", wanted)
    assert _numbers_in(formula, [X, Y], list(point)) == wanted


def test_a_power_of_a_power_has_parentheses() -> None:
    assert _numbers_in(Y**2, [Y], [pi**2]) == r"\left((\pi^{2})\right)^{2}"
    assert _numbers_in(Y**2, [Y], [3]) == "3^{2}"
