"""A student's formula in a bank's expression counts like the polynomial it is."""

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from quizgen.answers.constants import BITS
from quizgen.answers.exact import exact_or_none
from quizgen.answers.formula_value import FormulaValue, NoExactValueError
from quizgen.answers.given_set import given_set
from quizgen.answers.syntax import Formula
from quizgen.answers.values import encode
from quizgen.answers.verdict import Unreadable

X, A = Fraction(3, 7), Fraction(-5, 2)
OPERATIONS: list[Callable[[Any, Any], Any]] = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
]


def formula(text: str) -> FormulaValue:
    return FormulaValue(Formula(("x", "a")).read(text))


@pytest.mark.parametrize("by", OPERATIONS)
@pytest.mark.parametrize("other", [2, Fraction(1, 3), -4])
def test_on_either_side_of_a_number(by: Callable[[Any, Any], Any], other: Any) -> None:
    value = X * X - A
    found = formula("x^2 - a")
    assert by(found, other).at(x=X, a=A) == by(value, other)
    assert by(other, found).at(x=X, a=A) == by(Fraction(other), value)


@pytest.mark.parametrize("by", OPERATIONS)
def test_of_two_formulas(by: Callable[[Any, Any], Any]) -> None:
    found = by(formula("x + a"), formula("2x - a"))
    assert found.at(x=X, a=A) == by(X + A, 2 * X - A)


def test_signs_and_powers() -> None:
    assert (-formula("x - a")).at(x=X, a=A) == A - X
    assert (formula("x - a") ** 3).at(x=X, a=A) == (X - A) ** 3


@pytest.mark.parametrize("sign", [1, -1])
def test_the_largest_number_of_a_key(sign: int) -> None:
    most = sign * (2**BITS - 1)
    assert encode(most) == most
    assert encode([most]) == [most]
    for beyond in (2 * most, [2 * most], Fraction(4 * most, 3), 10 * most):
        with pytest.raises(ValueError, match="more than 4096 bits"):
            encode(beyond)


@pytest.mark.parametrize("text", ["x^(1/2)", "x^(3/2)", "x^a", "(x - 2)^(-1)", "x^(-1/2)"])
def test_a_power_that_is_no_exact_number_has_no_exact_value(text: str) -> None:
    """At x = 2 and a = 1/2: a root is not its radicand, nothing is divided by 0."""
    tree = Formula(("x", "a")).read(text)
    assert exact_or_none(tree, {"x": Fraction(2), "a": Fraction(1, 2)}) is None


def test_whole_powers_are_exact() -> None:
    for power in (-3, -1, 0, 1, 4):
        tree = Formula(("x", "a")).read(f"x^({power})")
        assert exact_or_none(tree, {"x": X, "a": A}) == X**power


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("sqrt(x)", NoExactValueError, "the formula has no exact value"),
        ("pi x", NoExactValueError, "the formula has no exact value"),
        ("1/(x - 4)", ZeroDivisionError, "the formula has no value there"),
        ("x + a", ValueError, "a has no value"),
    ],
)
def test_where_there_is_no_exact_value(text: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=f"^{said}$"):
        formula(text).at(x=4)


@pytest.mark.parametrize(
    ("text", "most", "said"),
    [
        # 2^n has n + 1 bits; 100,000 are computed with.
        ("x*x", 49_999, "the numbers in this formula become too large"),
        ("1/x/x", 49_999, "the numbers in this formula become too large"),
        ("x^100", 999, "the powers in this formula are too large"),
    ],
)
def test_numbers_of_100_000_bits(text: str, most: int, said: str) -> None:
    power = 100 if "^" in text else -2 if "/" in text else 2
    assert formula(text).at(x=2**most) == Fraction(2) ** (most * power)
    with pytest.raises(Unreadable, match=f"^{said}$"):
        formula(text).at(x=2 ** (most + 1))


@pytest.mark.parametrize("number", [0.5, True, "1/2"])
def test_only_exact_numbers_are_looked_for_in_a_set(number: object) -> None:
    with pytest.raises(TypeError, match=f"^{number!r} is no exact number to look for in a set$"):
        assert number in given_set("(0, 1)")
