"""Formulas are equal exactly where they have one value: nothing small, large or far away is overlooked."""

import math
import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.answers import answer_kind
from quizgen.answers.digits import Digits, Undefined
from quizgen.answers.equality import equal
from quizgen.answers.modular import _is_prime
from quizgen.answers.points import points
from quizgen.answers.syntax import Formula

READ = Formula(["x", "y"]).read


def status(key: str, text: str, **settings: Any) -> str:
    settings = {"variables": ["x", "y"], **settings}
    found: str = answer_kind("expression", key, **settings).judge(text).status
    return found


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("exp(x)", "e^x"),
        ("exp(x)", "1/e^-x"),
        ("exp(x)", "(e^{x/2})^2"),
        ("exp(x)", "cosh(x) + sinh(x)"),
        ("exp(x)", "e^x + 10^300 - 10^300"),
        ("exp(x)", "e^x + sin(x)^2 + cos(x)^2 - 1"),
        ("tanh(x)", r"\frac{e^x - e^{-x}}{e^x + e^{-x}}"),
        ("tanh(x)", "2 sigmoid(2x) - 1"),
        ("1/(1+exp(-x))", "(1 + tanh(x/2))/2"),
        ("1/(1+exp(-x))", "e^x/(e^x + 1)"),
        ("log(x)/log(2)", "log_2(x)"),
        ("log(x)/log(2)", r"\log_{2} x"),
        ("log(2)", "log 2"),
        ("log(2)", "-ln(1/2)"),
        ("sqrt(x)", "x^(1/2)"),
        ("max(0, x)", "ReLU(x)"),
        ("max(0, x)", "(x + sqrt(x^2))/2"),
        ("max(0, x)/2", r"\frac12\max\{0, x\}"),
        ("x/y", r"\frac xy"),
        ("sin(x)^2 + cos(x)^2", "1"),
        ("y = exp(x)", "2y = 2e^x"),
        ("y = exp(x)", "e^x = y"),
        ("2*x + 1", "y_0 = 2x + 1"),
        ("2*x + 1", "2x + 1 = f(x)"),
    ],
)
def test_equal_forms(key: str, text: str) -> None:
    assert status(key, text) == "correct"


@pytest.mark.parametrize(
    "text",
    [
        "e^x + 1e-15",
        "e^x + 1e-90",
        "e^x + 1e-399",
        "e^x (1 + 1e-25)",
        "e^(x + 1e-40)",
        "e^x + exp(-100 - x^2)",
        "e^x + exp(-3000 - x^2)",
        "e^x + exp(-exp(10 + x^2))",
        "e^x + 10^-200 x",
        "e^x + 0/0",
        "e^x + 0^0",
        "e^x + 0 ln(-1)",
        "-e^x",
    ],
)
def test_nothing_is_too_small_to_matter(text: str) -> None:
    assert status("exp(x)", text) == "wrong"


def test_a_long_decimal_is_not_e() -> None:
    assert status("exp(x)", "2.718281828459045235360287471352662497757^x") == "rounded"
    assert status("exp(x)", "2.718281828459045235360287471352662497758^x") == "wrong"


@pytest.mark.parametrize(
    ("key", "text", "right"),
    [
        # Far too large at some points: the others decide.
        ("exp(exp(y))", "ln(exp(exp(exp(y))))", True),
        (
            "exp(exp(y))*(2*y + exp(1/2))",
            "exp(exp(y))*(2y + e^(1/2)) + tanh(y) - sinh(y)/cosh(y)",
            True,
        ),
        ("exp(exp(y))*2", "exp(exp(y)) 2.0000000000000000000001", False),
        # Nothing but the error is left of the key.
        ("(exp(y) - exp(y))*x", "(e^y - e^y)x + exp(-500 - x^2)", False),
        ("log(3/3)", "ln(1) + exp(-500 - x^2)", False),
        ("log(3/3)", "0", True),
    ],
)
def test_values_of_all_sizes(key: str, text: str, *, right: bool) -> None:
    assert (status(key, text) == "correct") == right


@pytest.mark.parametrize("domain", ["positive_integers", "reals"])
def test_points_are_of_all_sizes_whatever_the_seed(domain: str) -> None:
    for seed in "abc":
        sizes = [abs(point["x"]) for point in points(("x",), domain, seed, 120)]
        for low, high in ((1, 10), (10, 10**4), (10**4, 10**8), (10**8, 3 * 10**12)):
            assert sum(low <= size < high for size in sizes) >= 3, (seed, low)
        assert max(sizes) < 3 * 10**12
        whole = sum(size.denominator == 1 and size > 0 for size in sizes)
        assert whole == 120 if domain == "positive_integers" else whole < 120


@pytest.mark.parametrize(
    "name", ["exp", "ln", "sqrt", "sin", "cos", "tan", "tanh", "sinh", "cosh", "log2", "log10"]
)
def test_digits_agree_with_floats(name: str) -> None:
    rng = random.Random(name)  # noqa: S311 - test data
    for _ in range(50):
        x = rng.uniform(0.01, 9)
        function = math.log if name == "ln" else getattr(math, name)
        value, error = Digits(40).value(READ(f"{name}(x)"), {"x": Decimal(x)})
        assert math.isclose(float(value), function(x), rel_tol=1e-12)
        # The error given is one: twice the digits say how far off the value is.
        better, _ = Digits(80).value(READ(f"{name}(x)"), {"x": Decimal(x)})
        assert abs(value - better) <= Decimal(10) ** error


@pytest.mark.parametrize(
    "text",
    ["1/(x - x)", "ln(0 x)", "sqrt(-x)", "(-x)^(1/2)", "0^(x - x)", "exp(exp(exp(exp(9 x))))"],
)
def test_where_there_is_no_value(text: str) -> None:
    with pytest.raises(Undefined):
        Digits(30).value(READ(text), {"x": Decimal(3)})


def test_an_answer_equals_nothing_where_the_key_has_no_value() -> None:
    assert not equal(READ("x"), READ("y/(x - x)"))
    assert not equal(READ("x"), READ("floor(y/(x - x))"))
    assert not equal(READ("x"), READ("ln(-1 - x^2)"))


@pytest.mark.parametrize(
    "text", ["θ_1 + θ_0 x", "θ₁+θ₀x", r"\theta_{1} + x\theta_0", "theta1 + theta0*x"]
)
def test_greek_letters_have_indices(text: str) -> None:
    kind = answer_kind("expression", "theta_1 + theta_0*x", variables=["theta_0", "theta_1", "x"])
    assert kind.judge(text).status == "correct"
    assert kind.judge(text.replace("1", "0").replace("₁", "₀")).status == "wrong"


trees = st.recursive(
    st.sampled_from(["x", "y", "2", "3", "(1/2)"]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(
        lambda t: f"({t[0]}{t[1]}{t[2]})"
    ),
    max_leaves=8,
)


@given(trees, trees)
def test_polynomials_are_equal_where_python_says_so(left: str, right: str) -> None:
    """Of so low a degree two polynomials that agree at 10 × 10 points are one."""

    def values(text: str) -> list[Fraction]:
        code = text.replace("(1/2)", "HALF")
        names = {"HALF": Fraction(1, 2)}
        return [
            Fraction(eval(code, names, {"x": x, "y": y}))  # noqa: S307 - built above
            for x in range(10)
            for y in range(10)
        ]

    assert equal(READ(left), READ(right)) == (values(left) == values(right))


class TestLongFormulas:
    """Formulas whose values are too long to compute exactly are compared modulo primes."""

    def test_what_counts_as_a_prime_is_one(self) -> None:
        # The largest primes below these powers of two, and products of large primes.
        assert [n for n in range(2**61 - 40, 2**61) if _is_prime(n)] == [2**61 - 31, 2**61 - 1]
        assert not _is_prime((2**31 - 1) * (2**30 - 35))
        assert not _is_prime((2**31 - 1) ** 2)

    def test_equal_and_unequal_ones_are_told_apart(self) -> None:
        long, other = READ("(x+1)^900 * (x-1)^900"), READ("(x^2-1)^900")
        assert equal(long, other)
        assert not equal(long, READ("(x^2-1)^900 + 1"))
