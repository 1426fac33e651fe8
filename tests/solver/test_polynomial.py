"""Derivatives, LaTeX and text of polynomials against SymPy's own."""

from random import Random

import pytest
import sympy

from quizgen.answers import encode
from quizgen.solver.formula import gradient, symbol
from quizgen.solver.polynomial import terms_of
from quizgen.telling.notation import number


def _polynomial(random: Random) -> sympy.Expr:
    letters = [symbol(name) for name in random.sample("uvwxyEIN", random.randint(1, 3))]
    return sympy.Add(
        *(
            sympy.Mul(
                random.choice([1, -1, random.randint(-12, 12)]),
                *(letter ** random.choice([0, 1, 1, 2, 3, 11]) for letter in letters),
            )
            for _ in range(random.randint(1, 4))
        )
    )


def test_polynomials_are_printed_as_sympy_prints_them() -> None:
    """In the same order, with the same signs, also where a number comes first: 1 - x."""
    random, apart = Random(3), 0  # noqa: S311 - the same in every run
    for _ in range(150):
        found = _polynomial(random)
        apart += terms_of(found) is not None
        assert number(found) == sympy.latex(found)
        text = encode(found)
        if "E" not in str(found):  # which SymPy's text takes for e
            assert str(text) == str(found).replace("**", "^")
    assert apart > 100


@pytest.mark.parametrize("text", ["x*(y + 1)", "sin(x)", "2*x**y", "x/3", "1/x", "sqrt(x)", "1.5*x", "pi*x", "long", "1 - x", "3"])  # fmt: skip
def test_what_is_no_such_polynomial_is_left_to_sympy(text: str) -> None:
    expression = sympy.sympify(text)
    assert terms_of(expression) is None
    assert number(expression) == sympy.latex(expression)


def test_two_symbols_of_one_name_are_left_to_sympy() -> None:
    assert terms_of(sympy.Symbol("x") + sympy.Symbol("x", real=True)) is None


def test_derivatives_are_those_of_sympy() -> None:
    """Of polynomials, quotients and what is no polynomial: the same expression, not only the same value."""
    random = Random(4)  # noqa: S311 - the same in every run
    x, y = symbol("x"), symbol("y")
    others = [x**-2 * y, x / 3 + y**2 / 2, sympy.sin(x) * y, 3 * (sympy.pi + 1) * x, (x + 1) ** 2, x**y, sympy.sqrt(x) * y, sympy.Integer(4), sympy.Mul(x, x, y, evaluate=False)]  # fmt: skip
    for found in [*(_polynomial(random) for _ in range(50)), *others]:
        for variable in (x, y, symbol("w")):
            (slope,) = gradient(found, [variable])
            assert sympy.srepr(slope) == sympy.srepr(sympy.diff(found, variable))
