"""Names under roots and in logarithms are positive, unless the exercise says otherwise."""

import pytest

from quizgen.answers import answer_kind

NAMES = ["k", "m", "x", "y", "z"]


def status(key: str, text: str, **settings: str) -> str:
    return str(answer_kind("expression", key, variables=NAMES, **settings).judge(text).status)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("1", "sqrt(k/m)*sqrt(m/k)"),
        ("sqrt(k/m)", "sqrt(k)/sqrt(m)"),
        ("sqrt(k/m)", "(k/m)^(1/2)"),
        ("ln(k/m)", "ln(k) - ln(m)"),
        ("ln(k^2)", "2 ln(k)"),
        ("k*sqrt(m)", "sqrt(k^2 m)"),
        ("k^(3/2)", "k sqrt(k)"),
        ("sqrt(-x)", "(-x)^(1/2)"),
        ("ln(-x)", "ln(-1/x) + 2ln(-x)"),
    ],
)
def test_equal(key: str, text: str) -> None:
    assert status(key, text) == "correct"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("abs(x)", "x"),
        ("max(0, x)", "x"),
        ("x", "abs(x)"),
        ("sign(x)", "1"),
        ("sign(x)", "x/sqrt(x)^2"),
        ("max(0, x)", "sqrt(x)^2"),
        ("sqrt(k/m)", "sqrt(m/k)"),
        ("sqrt(k/m)", "-sqrt(k/m)"),
        ("ln(k) - ln(m)", "ln(k) + ln(m)"),
        ("sqrt(-x)", "sqrt(-x) + 1"),
        ("exp(-y*z)", "exp(-sqrt(y^2) z)"),
        ("ln(1 + exp(-y*z))", "ln(1 + exp(-y sqrt(z^2)))"),
        ("x^2", "x^2 + ln(1)/7 + 1e-9"),
    ],
)
def test_different(key: str, text: str) -> None:
    assert status(key, text) == "wrong"


def test_the_exercise_may_say_otherwise() -> None:
    assert status("x", "sqrt(x^2)") == "correct"
    assert status("x", "sqrt(x^2)", domain="reals") == "wrong"
    assert status("abs(x)", "sqrt(x^2)", domain="reals") == "correct"
    assert status("abs(x)", "sqrt(x^2)") == "correct"
