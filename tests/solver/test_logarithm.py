"""Exact logarithms behave as the real numbers they stand for."""

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.solver.logarithm import Log, exact_log

RATIONALS = st.fractions(min_value=Fraction(1, 50), max_value=50, max_denominator=50)
FACTORS = st.fractions(min_value=-4, max_value=4, max_denominator=4)


class TestField:
    """Sums, multiples and order are those of the floats."""

    @given(RATIONALS, RATIONALS, FACTORS, FACTORS)
    def test_linear_combinations(self, a: Fraction, b: Fraction, p: Fraction, q: Fraction) -> None:
        value = exact_log(a) * p + exact_log(b) * q - 2
        expected = math.log(a) * p + math.log(b) * q - 2
        assert float(value) == pytest.approx(expected, abs=1e-9)

    @pytest.mark.again
    @given(RATIONALS, RATIONALS)
    def test_order(self, a: Fraction, b: Fraction) -> None:
        assert (exact_log(a) < exact_log(b)) == (a < b)
        assert (exact_log(a) == exact_log(b)) == (a == b)

    @given(RATIONALS)
    def test_exp_is_the_inverse(self, a: Fraction) -> None:
        value = exact_log(a)
        assert (value.exp() if isinstance(value, Log) else 1) == a


def test_equal_numbers_have_equal_hashes_and_one_text() -> None:
    assert hash(Log(4)) == hash(2 * Log(2))
    assert str(Log(4) * Fraction(1, 2)) == "ln(2)"
    assert str(Log(3) * Fraction(-1, 2)) == "1/2*ln(1/3)"
    assert Log(5) - Log(5) == 0


def test_only_positive_numbers_have_logarithms() -> None:
    with pytest.raises(ValueError, match="only a positive number has a logarithm"):
        Log(0)


@pytest.mark.parametrize("factor", [2.5, -0.5, 0.0, Log(3), 1000, -1000, Fraction(2001, 2)])
def test_products_that_are_no_multiples_are_floats(factor: Any) -> None:
    """Of two logarithms, with a float, and by a number of which the argument's power would be too long."""
    for product in (Log(2) * factor, factor * Log(2)):
        assert type(product) is float
        assert product == pytest.approx(math.log(2) * float(factor))


@pytest.mark.parametrize("factor", [999, -999, Fraction(1, 3), -1])
def test_multiples_are_exact(factor: Any) -> None:
    product = Log(2) * factor
    assert isinstance(product, Log)
    assert product.exp() == pytest.approx(2.0 ** float(factor))


def test_multiples_that_are_no_short_logarithms_are_floats_at_once() -> None:
    assert Log(2) * Fraction(1, 10**9) == pytest.approx(math.log(2) * 1e-9)
    assert Log(2) / 10**400 == 0.0
    with pytest.raises(OverflowError, match=r"ln\(2\) times a number beyond every float"):
        Log(2) * 10**400


@pytest.mark.parametrize("value", [Log(2), Log(Fraction(1, 3)), Log(5) / 2 - 3, 1 - Log(2), Log(7) * -2 + 1])  # fmt: skip
@pytest.mark.parametrize("other", [0, 1, -2, Fraction(1, 2), 0.25, Log(3), -Log(2), Log(2)])
def test_signs_differences_and_order_are_those_of_the_floats(value: Any, other: Any) -> None:
    a, b = float(value), float(other)
    pairs = [
        (abs(value), abs(a)), (abs(-value), abs(a)), (-value, -a),
        (value - other, a - b), (other - value, b - a),
    ]  # fmt: skip
    for found, expected in pairs:
        assert float(found) == pytest.approx(expected, abs=1e-12)
    found = [value < other, value <= other, value > other, value >= other, value == other]
    assert found == [a < b, a <= b, a > b, a >= b, a == b]
