"""A constant as a float: SymPy's own digits, which no version of it can change."""

import random

import pytest
import sympy
from sympy import Rational, cos, exp, pi, sin, sqrt

from quizgen.solver import rounding
from quizgen.solver.rounding import as_float


def test_digits_of_a_table() -> None:
    assert as_float(sqrt(2)) == 1.4142135623730951
    assert as_float(pi / 3) == 1.0471975511965979
    assert as_float(sin(Rational(1, 2))) == 0.479425538604203
    assert as_float(2 - 3 * cos(4) / 10) == 2.1960930862590837


@pytest.mark.parametrize("value", [
    sqrt(6) / 3 - Rational(11, 7), 3 * cos(3 - 3 * cos(3) / 10) / 10, cos(cos(cos(5))), -sin(40) * sqrt(5) * pi,
    # Nearly 0, and near where a cosine or sine is 0.
    sqrt(2) - Rational(141421356237309, 10**14), sqrt(5) + sqrt(7) - sqrt(12 + 2 * sqrt(35)) + Rational(1, 10**20),
    cos(Rational(11, 7)), sin(Rational(355, 113)), sin(pi + Rational(1, 10**12)), cos(Rational(10**9)) + cos(11),
    # Terms of very different sizes, and many factors.
    pi * 10**40 + Rational(1, 10**40), sqrt(3) ** 41 * pi**1 * sin(1) * sin(2) * sin(3) * cos(4) * Rational(1, 7**30),
], ids=str)  # fmt: skip
def test_the_digits_are_those_of_sympy(value: sympy.Expr) -> None:
    assert as_float(value) == float(value)


def test_random_constants() -> None:
    rng = random.Random(11)  # noqa: S311 - numbers to compare with
    functions = [sin, cos]

    def constant(depth: int) -> sympy.Expr:
        if not depth:
            rational = Rational(rng.randint(1, 60), rng.choice([1, 2, 3, 10])) * rng.choice([1, -1])
            return rng.choice([rational, rational, rational * pi, sqrt(abs(rational))])
        if rng.random() < 0.3:
            return rng.choice(functions)(constant(depth - 1))
        return rng.choice([sympy.Add, sympy.Mul])(constant(depth - 1), constant(depth - 1))

    found = [constant(rng.randint(1, 3)) for _ in range(100)]
    assert [as_float(value) for value in found] == [float(value) for value in found]


@pytest.mark.parametrize("value", [
    exp(1), sympy.Float("0.1"), sqrt(5) + sqrt(7) - sqrt(12 + 2 * sqrt(35)), sympy.root(2, 3), sympy.Integer(0), sympy.E**pi,
], ids=str)  # fmt: skip
def test_sympy_is_asked_for_what_is_something_else(value: sympy.Expr) -> None:
    with pytest.raises(rounding._Unknown):
        rounding._value(value, 57, 332)
    assert as_float(value) == float(value)


@pytest.mark.parametrize(
    "value",
    [Rational(-62, 15), Rational(-25, 22), Rational(2**54 + 3), Rational(10**30 + 1, 7), pi],
)
def test_a_fraction_is_rounded_once(value: sympy.Expr) -> None:
    """What is rounded to some more bits first may then lie half way, and go to the other side."""
    exact = value.p / value.q if value.is_Rational else 3.141592653589793
    assert as_float(value) == exact == float(value)


def test_what_is_no_number_has_no_float() -> None:
    with pytest.raises(TypeError):
        as_float(sympy.Symbol("x"))
