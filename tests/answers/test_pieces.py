"""Formulas that differ on an interval, in one quadrant, or only where a quotient is whole."""

import itertools

import pytest

from quizgen.answers import answer_kind

# Key and wrong answer in x (and y); every name is tried, for the points depend on it.
DIFFERENT = [
    ("max(0,min(1,x))", "relu(sign(x))"),
    ("max(-1,min(1,x))", "sign(x)"),
    ("min(max(0,x),6)", "6*relu(sign(x))"),
    ("max(0,1-abs(x))", "1-sign(abs(x))"),
    ("relu(1-x)", "relu(1-x)*sign(relu(1/8-x))"),
    ("sigmoid(max(-5,min(5,x)))", "sigmoid(x)"),
    ("x*sigmoid(x)", "min(6,x)*sigmoid(x)"),
    ("ln(1+e^x)", "ln(1+e^max(x,-4))"),
    ("tanh(x)", "tanh(max(x,-3))"),
    ("2*x+1", "2*x+1+max(0,x-10^13)"),
    ("x", "min(x,10^13)"),
    ("max(0,x)*e^x", "x*e^x+0*(" + "+".join(["x^2"] * 62) + ")"),
]
QUADRANTS = [
    ("ln(1+e^(-x*y))", "ln(1+e^(-|x*y|))"),
    ("sqrt(x^2*y^2)", "x*y"),
    ("e^(max(x,0)+max(y,0))", "e^max(x+y,0)"),
    ("sigmoid(x)*sigmoid(y)+|x|+|y|", "sigmoid(x)*sigmoid(y)+|x+y|"),
    ("e^x*|y|", "e^x*y*sign(x)"),
]


@pytest.mark.parametrize(("key", "answer"), DIFFERENT)
@pytest.mark.parametrize("name", "abcdfghjklmnopqrstuvwyz")
def test_on_an_interval(key: str, answer: str, name: str) -> None:
    def renamed(text: str) -> str:
        return text.replace("max", "MA").replace("x", name).replace("MA", "max")

    kind = answer_kind("expression", renamed(key), variables=[name])
    assert kind.judge(renamed(answer)).status == "wrong"
    assert kind.judge(f"0 + {renamed(key)}").status == "correct"


@pytest.mark.parametrize(("key", "answer"), QUADRANTS)
def test_where_the_signs_differ(key: str, answer: str) -> None:
    kind = answer_kind("expression", key, variables=["x", "y"], domain="reals")
    assert kind.judge(answer).status == "wrong"
    assert kind.judge(f"({key})*1").status == "correct"


@pytest.mark.parametrize(("n", "k", "s"), list(itertools.product("NDHLW", "fkPq", "Sdt")))
def test_rounding_up_is_not_one_more_than_rounding_down(n: str, k: str, s: str) -> None:
    kind = answer_kind(
        "expression", f"floor(({n}-{k})/{s})+1", variables=[n, k, s], domain="positive_integers"
    )
    assert kind.judge(f"ceil(({n}-{k})/{s})").status == "wrong"
    assert kind.judge(f"floor(({n}-{k}+{s})/{s})").status == "correct"


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("log2(x)", "ln x / ln 2"),
        ("log2(x)", "log2 x"),
        ("-y*ln(x)", r"-\ln x \cdot y"),
        ("-y*ln(x)", "-log x * y"),
        ("sin(x)*cos(x)", "sin x cos x"),
        ("sin(x)*cos(x)", r"\sin x\cdot\cos x"),
        ("x*tanh(y)+ln(x)/2", "x tanh y + ln x / 2"),
        ("ln(2*x)", "ln 2x"),
        ("ln(2*x*y)+1", "ln 2x y + 1"),
        ("x^(1/3)", r"\sqrt[3]{x}"),
        ("sqrt(x)", r"\sqrt[2]{x}"),
        ("sqrt(x+1)", r"\sqrt{x+1}"),
    ],
)
def test_functions_without_brackets_and_roots(key: str, answer: str) -> None:
    assert answer_kind("expression", key, variables=["x", "y"]).judge(answer).status == "correct"


def test_nobody_knows_what_a_function_beside_a_bracket_is_of() -> None:
    verdict = answer_kind("expression", "ln(x)", variables=["x"]).judge("ln x (x + 1)")
    assert verdict.status == "unreadable"
    assert "brackets" in verdict.feedback


def test_a_third_root_is_not_the_root_of_three() -> None:
    kind = answer_kind("expression", "sqrt(3)*x", variables=["x"])
    assert kind.judge(r"\sqrt[3]{x}").status == "wrong"


def test_numbers_without_end_are_not_computed() -> None:
    kind = answer_kind("expression", "abs(x)", variables=["x"])
    assert kind.judge("x+0*(" + "*".join(["1e400"] * 290) + ")").status == "unreadable"


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("sqrt(m)*floor(n/20)*floor(10000/n)", "0*n*m"),
        ("sqrt(m*n)+floor(n/20)*floor(10000/n)*m", "sqrt(m*n)"),
    ],
)
def test_pieces_of_two_whole_numbers(key: str, answer: str) -> None:
    """Beside 20 and 10,000 they differ, whatever the other number is."""
    settings = {"variables": ["n", "m"], "domain": "positive_integers"}
    assert answer_kind("expression", key, **settings).judge(answer).status == "wrong"


@pytest.mark.parametrize("other", ["({}+0)", "(2*{}/2)"])
@pytest.mark.parametrize(
    ("factor", "piece", "domain"),
    [
        ("ln(m)", "floor(n/20)", "positive_integers"), ("(sqrt(m)-1)", "floor(n/20)", "positive_integers"),
        ("ln(m)", "relu(n-7)", "positive_integers"), ("tanh(m)", "relu(n)", "reals"), ("tanh(m)", "|m|", "reals"),
        ("(e^m-1)", "relu(m)", "reals"), ("sin(m)", "relu(m*n)", "reals"),
    ],
)  # fmt: skip
def test_a_product_of_which_both_factors_are_zero(
    factor: str, piece: str, domain: str, other: str
) -> None:
    """At some of the points that are tried: a factor with rounding errors, and a piece."""
    settings = {"variables": ["n", "m"], "domain": domain}
    judge = answer_kind("expression", f"{factor}*{piece}", **settings).judge
    assert judge(f"{other.format(factor)}*{piece}").status == "correct"
    assert judge(f"{piece}*{other.format(factor)}").status == "correct"
    assert judge(f"({factor}+1/9)*{piece}").status == "wrong"
