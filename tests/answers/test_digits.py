"""Formulas to many digits, beside mpmath: the value is as near as it says it is, and not much nearer."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import mpmath
import pytest

from quizgen.answers.digits import Budget, Digits, TooMuchError, Undefined
from quizgen.answers.syntax import Formula

read = Formula(["x", "y"]).read
VALUES = ("0.3", "-0.3", "2", "-2.5", "1e-3", "40", "-7")
FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "exp": mpmath.exp, "ln": mpmath.log, "log2": lambda x: mpmath.log(x) / mpmath.log(2), "log10": mpmath.log10, "sqrt": mpmath.sqrt,
    "sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "sinh": mpmath.sinh, "cosh": mpmath.cosh, "tanh": mpmath.tanh,
    "sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)), "abs": abs, "relu": lambda x: max(x, mpmath.mpf(0)), "sign": mpmath.sign,
    "floor": mpmath.floor, "ceil": mpmath.ceil,
}  # fmt: skip
FORMULAS: Mapping[str, Callable[[Any, Any], Any]] = {
    "x + y": lambda x, y: x + y,
    "x - y/3": lambda x, y: x - y / 3,
    "x y - 1e-20": lambda x, y: x * y - mpmath.mpf("1e-20"),
    "x/(y + 1/7)": lambda x, y: x / (y + mpmath.mpf(1) / 7),
    "abs(x)^y": lambda x, y: abs(x) ** y,
    "abs(x)^(1/3)": lambda x, _: mpmath.root(abs(x), 3),
    "e^x pi": lambda x, _: mpmath.exp(x) * mpmath.pi,
    "max(x, y, 1/3)": lambda x, y: max(x, y, mpmath.mpf(1) / 3),
    "min(x, y, 1/3)": lambda x, y: min(x, y, mpmath.mpf(1) / 3),
}


def check(text: str, point: Mapping[str, str], wanted: Callable[..., Any]) -> None:
    tree = read(text)
    for count in (30, 50):
        value, error = Digits(count).value(tree, {n: Decimal(v) for n, v in point.items()})
        with mpmath.workdps(120):
            exact = wanted(*(mpmath.mpf(v) for v in point.values()))
            gap = abs(mpmath.mpf(str(value)) - exact)
            assert gap <= mpmath.mpf(10) ** (error + 1), (text, point, count)
            # What it says of itself is worth something.
            assert error <= max(0, mpmath.log10(abs(exact) + mpmath.mpf(10) ** -count)) - count + 12


@pytest.mark.parametrize("x", VALUES)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions(name: str, x: str) -> None:
    if name in ("ln", "log2", "log10", "sqrt") and Decimal(x) < 0:
        with pytest.raises(Undefined):
            Digits(30).value(read(f"{name}(x)"), {"x": Decimal(x)})
        return
    check(f"{name}(x)", {"x": x}, FUNCTIONS[name])


@pytest.mark.parametrize(("x", "y"), [("0.3", "2"), ("-2.5", "0.7"), ("7", "-3"), ("1e-3", "40")])
@pytest.mark.parametrize("text", FORMULAS)
def test_formulas(text: str, x: str, y: str) -> None:
    check(text, {"x": x, "y": y}, FORMULAS[text])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("floor(2)", 2), ("floor(-2.5)", -3), ("ceil(2)", 2), ("ceil(-2.5)", -2), ("ceil(2.5)", 3), ("floor(2.5)", 2),
        ("sign(0)", 0), ("sign(-7)", -1), ("sign(7)", 1), ("relu(-1)", 0), ("relu(2)", 2), ("abs(-2)", 2),
        ("max(1, 3, 2)", 3), ("min(2, 1, 3)", 1),
        # Whole but for rounding: to what it is near.
        ("floor(exp(ln(3)))", 3), ("ceil(exp(ln(3)))", 3), ("sign(exp(ln(3)) - 3)", 0), ("floor(sqrt(2)^2)", 2),
    ],
)  # fmt: skip
def test_pieces(text: str, value: int) -> None:
    assert Digits(30).value(read(text), {})[0] == value


@pytest.mark.parametrize("text", ["1/0", "1/(sqrt(2)^2 - 2)", "0^0", "0^(-1)", "ln(sqrt(2)^2 - 2)", "2^(10^9)", "floor(10^40/3)", "sin(10^40)", "tan(pi/2)"])  # fmt: skip
def test_what_has_no_value(text: str) -> None:
    with pytest.raises(Undefined):
        Digits(30).value(read(text), {})


def test_a_root_of_zero_but_for_rounding() -> None:
    value, error = Digits(30).value(read("sqrt(2 - sqrt(2)^2)"), {})
    assert abs(value) <= Decimal(10) ** (error + 1)
    assert error <= -13


@pytest.mark.parametrize(
    ("text", "cost"),
    [("x + y", 0), ("x y/2", 0), ("exp(x)", 1), ("ln(x)", 1), ("x^3", 1), ("x^0.5", 6), ("x^y", 6), ("log2(x)", 2), ("sin(x)", 4), ("tanh(x)", 2), ("sigmoid(x)", 1), ("sqrt(x)", 0)],
)  # fmt: skip
def test_work_is_counted(text: str, cost: int) -> None:
    """In exponentials of fifty digits; of more digits each takes longer."""
    point = {"x": Decimal("0.3"), "y": Decimal("0.7")}
    for digits, times in ((50, 1), (150, 3)):
        budget = Budget(10_000)
        Digits(digits, budget).value(read(text), point)
        assert 10_000 - budget.left == cost * times
    if cost:
        with pytest.raises(TooMuchError):
            Digits(50, Budget(cost - 1)).value(read(text), point)
