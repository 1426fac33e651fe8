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


# The first 100 decimals of π, as any table has them.
DECIMALS = "1415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679"


class TestNearAZero:
    """The sine of π cut after some decimals is what was cut off, to some hundred digits more.

    sin(π - e) = e - e³/6 + …, and e³ is below 10^-50 · e here.
    """

    @pytest.mark.parametrize("kept", [25, 30, 40, 50, 60, 70, 80])
    def test_what_was_cut_off(self, kept: int) -> None:
        cut = Rational(int("3" + DECIMALS[:kept]), 10**kept)
        left = float(f"0.{DECIMALS[kept:]}e-{kept}")
        assert as_float(sin(cut)) == left
        # A half turn on, and a quarter.
        assert as_float(sin(cut) * sqrt(4)) == 2 * left
        assert as_float(cos(cut / 2)) == left / 2

    @pytest.mark.parametrize("kept", [30, 35, 50, 60, 70])
    def test_a_sum_asks_again_for_more(self, kept: int) -> None:
        """Inside a sum the angle is first looked at with too few bits to see anything of the sine."""
        cut = Rational(int("3" + DECIMALS[:kept]), 10**kept)
        left = float(f"1.{DECIMALS[kept:]}e-{kept}")
        assert as_float(sin(cut) + Rational(1, 10**kept)) == left
        # What is seen as nothing beside a large number.
        assert as_float(sin(cut) + sqrt(2)) == 1.4142135623730951

    def test_an_angle_of_many_turns(self) -> None:
        """2000 half turns and 10^-6: the sine is the same as without the turns, less 10^-18/6."""
        assert as_float(sin(2000 * pi + Rational(1, 10**6))) == 1e-6 - 1e-18 / 6
        cut = Rational(int("3" + DECIMALS[:60]), 10**60)
        left = Rational(int(DECIMALS[60:]), 10**100)
        assert as_float(sin(4096 * cut)) == float(-4096 * left)
        assert as_float(cos(4096 * cut)) == 1.0


class TestNotKnownHere:
    """Roots of what is negative, and what is as good as 0, are SymPy's to say."""

    def test_a_root_of_a_negative_number(self) -> None:
        inside = sin(4)  # below 0: 4 is more than a half turn
        with pytest.raises(rounding._Unknown):
            rounding._value(sympy.Pow(inside, sympy.S.Half, evaluate=False), 57, 332)

    def test_a_factor_0(self) -> None:
        with pytest.raises(rounding._Unknown):
            rounding._value(sympy.Mul(sympy.S.Zero, sqrt(2), evaluate=False), 57, 332)
