"""Multiples of a square root: the same expressions and texts as SymPy's own rules come to."""

import random
from fractions import Fraction
from typing import Any

import pytest
import sympy

from quizgen.answers import encode
from quizgen.language.expression import evaluate
from quizgen.solver.surds import LARGE, Surd, product, quotient, root_of, surd_of
from quizgen.telling.notation import number


def drawn(rng: random.Random) -> Fraction:
    return Fraction(rng.randint(1, rng.choice([20, 400, 9000])), rng.choice([1, 1, 2, 3, 12, 50]))


def of_sympy(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


PAIRS = [(drawn(random.Random(n)), drawn(random.Random(-n - 1))) for n in range(60)]  # noqa: S311 - numbers to compare with
PAIRS += [(Fraction(8), Fraction(2)), (Fraction(12), Fraction(3, 4)), (Fraction(1, 3), Fraction(49))]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), PAIRS, ids=str)
def test_roots_products_and_quotients(a: Fraction, b: Fraction) -> None:
    left, right = (sympy.sqrt(of_sympy(value)) for value in (a, b))
    for found, wanted in (
        (root_of(a), left),
        (product(left, right), left * right),
        (quotient(left, right), left / right),
        (quotient(-b, left), -of_sympy(b) / left),
        (product(left, b), left * of_sympy(b)),
    ):
        assert sympy.srepr(sympy.sympify(found)) == sympy.srepr(wanted)
        assert hash(sympy.sympify(found)) == hash(wanted)
        if not wanted.is_Rational:
            assert encode(wanted) == str(wanted)
            assert number(wanted) == sympy.latex(wanted)


@pytest.mark.parametrize("value", [
    sympy.sqrt(2) + 1, sympy.sqrt(2) * sympy.pi, sympy.root(2, 3), 1 / sympy.Symbol("x"), sympy.pi, sympy.sqrt(sympy.Symbol("x")),
    sympy.sqrt(sympy.prime(90_000) * sympy.prime(90_001)), 2.5, "2",
], ids=str)  # fmt: skip
def test_other_values_are_left_to_sympy(value: Any) -> None:
    assert surd_of(value) is None


def test_large_numbers_are_left_to_sympy() -> None:
    primes = Fraction(sympy.prime(9_000) * sympy.prime(9_001))
    assert primes > LARGE
    assert root_of(primes) == sympy.sqrt(of_sympy(primes))
    left, right = (sympy.sqrt(sympy.prime(place)) for place in (9_000, 9_001))
    assert product(left, right) == left * right


def test_the_bank_language_comes_to_the_same() -> None:
    assert evaluate("sqrt(8) * sqrt(2)", {}) == 4
    assert str(evaluate("6 / sqrt(3) * (1 / 2)", {})) == "sqrt(3)"
    assert surd_of(evaluate("4 / (3 * sqrt(6))", {})) == Surd(Fraction(2, 9), 6)
    assert evaluate("0 * sqrt(2)", {}) == 0
