r"""Formulas of matrices as they are printed: signs, brackets and commands of LaTeX, by hand."""

import pytest

from quizgen.answers.description import Latex
from quizgen.answers.kinds.matrix_expression import Kind

SHAPES = {
    "A": "n, n",
    "B": "n, n",
    "W": "m, n",
    "x": "n",
    "y": "n",
    "a": "",
    "delta": "m",
    "W_1": "m, n",
}


def printed(formula: str) -> str:
    (piece,) = Kind.typeset(formula, {"shapes": SHAPES, "functions": ["sigma"]})
    assert isinstance(piece, Latex)
    return piece.source


@pytest.mark.parametrize(
    ("formula", "latex"),
    [
        ("x / a", r"\frac{x}{a}"),
        ("x / (x^T y)", r"\frac{x}{x^{\top} \, y}"),
        ("(x + y) / a", r"\frac{x + y}{a}"),
        ("x ./ y", r"\frac{x}{y}"),
        ("-x", "-x"),
        ("x - y", "x - y"),
        ("x + y", "x + y"),
        ("x - (y - x)", r"x - \left(y - x\right)"),
        ("x + 2 y", r"x + 2 \, y"),
        ("1/2 x", r"\frac{1}{2} \, x"),
        ("A^T x", r"A^{\top} \, x"),
        ("A @ x", r"A \, x"),
        ("(A + B)^T x", r"\left(A + B\right)^{\top} \, x"),
        ("x .* y", r"x \odot y"),
        ("(x + y) .* x", r"\left(x + y\right) \odot x"),
        ("delta x^T", r"\delta \, x^{\top}"),
        ("W_1 x", r"W_{1} \, x"),
        ("inv(A) x", r"A^{-1} \, x"),
        ("inv(A + B) x", r"\left(A + B\right)^{-1} \, x"),
        ("A^2 x", r"A^{2} \, x"),
        ("(A + B)^2 x", r"\left(A + B\right)^{2} \, x"),
        ("x .^ 2", r"x^{\odot 2}"),
        ("norm(x)", r"\lVert x \rVert"),
        ("norm(x)^2", r"\lVert x \rVert^{2}"),
        ("norm(x)_1", r"\lVert x \rVert_{1}"),
        ("ones(n)", r"\mathbf{1}_{n}"),
        ("ones(m, n) x", r"\mathbf{1}_{m \times n} \, x"),
        ("eye(n) x", r"I_{n} \, x"),
        ("exp(x)", r"\exp\left(x\right)"),
        ("sqrt(a)", r"\sqrt{a}"),
        ("trace(A)", r"\mathrm{trace}\left(A\right)"),
        ("softmax(x)", r"\mathrm{softmax}\left(x\right)"),
        ("sigma(x)", r"\sigma\left(x\right)"),
        ("sigma'(x)", r"\sigma'\left(x\right)"),
        ("max(x, y)", r"\max\left(x, y\right)"),
        ("1[x > 0]", r"\mathbf{1}[x > 0]"),
        ("1[x >= y]", r"\mathbf{1}[x \ge y]"),
        ("sum_i x_i y_i", r"\sum_{i} x_{i} \, y_{i}"),
    ],
)  # fmt: skip
def test_as_printed(formula: str, latex: str) -> None:
    assert printed(formula) == latex


def test_what_cannot_be_read_is_printed_as_it_is() -> None:
    (piece,) = Kind.typeset("A x +", {"shapes": SHAPES})
    assert not isinstance(piece, Latex)
