"""Rules at their edges: brackets around one number, functions without a derivative, working beside named entries."""

from fractions import Fraction
from string import ascii_letters
from typing import Any

import pytest

from quizgen.answers import answer_kind

SHAPES = {"x": "n", "A": "n, n"}


def verdict(kind: str, key: Any, text: str, **settings: Any) -> Any:
    return answer_kind(kind, key, **settings).judge(text)


@pytest.mark.parametrize("text", ["[12]", "{12}", "[ +12 ]", "{ 12 }"])
def test_brackets_around_a_whole_number(text: str) -> None:
    assert verdict("integer", 12, text).status == "correct"
    assert verdict("integer", -12, text).feedback == "The sign is wrong."


@pytest.mark.parametrize("text", ["[12.5]", "{12.0}", "[[12]]", "[12"])
def test_brackets_that_may_say_something_else(text: str) -> None:
    """Around a decimal they may be its whole part."""
    assert verdict("real", "12.5", text).status == "unreadable"


@pytest.mark.parametrize("text", ["1,250", "(1,250)", "+1,250", "+(1,250)"])
def test_a_comma_between_thousands_is_seen_through_signs_and_brackets(text: str) -> None:
    said = "the comma was read as one between thousands ({}1250); write decimals with a point"
    assert verdict("real", "1.25", text).feedback == said.format("")
    assert verdict("real", "-1.25", "-" + text.lstrip("+")).feedback == said.format("-")
    assert verdict("real", "1250", text).status == "correct"


@pytest.mark.parametrize(
    "call",
    [
        "max'(x, x)", "min'(x, x)", "sum'(x)", "mean'(x)", "trace'(A)", "det'(A)", "diag'(x)", "norm'(x)", "softmax'(x)",
        "transpose'(x)", "inv'(A)", "solve'(A, x)", "where'(x > x, x, x)", "root'(3, x)", "cbrt'(x)",
    ],
)  # fmt: skip
def test_functions_without_a_derivative(call: str) -> None:
    name = call.partition("'")[0]
    found = verdict("matrix_expression", "x", call, shapes=SHAPES)
    assert found.feedback == f"{name} has no derivative here"
    read = verdict("matrix_expression", "x", call.replace("'", ""), shapes=SHAPES)
    assert read.status != "unreadable"


@pytest.mark.parametrize("times", ["*", r"\cdot ", "·", r"\times "])
def test_working_of_a_named_entry(times: str) -> None:
    for three, status in ((3, "correct"), (4, "unreadable")):
        text = f"h_1 = 2{times}{three} = 6, h_2 = 4"
        assert verdict("vector", [6, 4], text, names=["h"]).status == status, text


@pytest.mark.parametrize("beside", [*ascii_letters, "7", "+"])
def test_what_stands_beside_a_latex_matrix(beside: str) -> None:
    matrix = r"\begin{bmatrix}1&2\\3&4\end{bmatrix}"
    for text in (f"{beside} {matrix}", f"{matrix} {beside}"):
        assert verdict("matrix", [[1, 2], [3, 4]], text).status == "unreadable", text
    assert verdict("matrix", [[1, 2], [3, 4]], f"[{matrix}].").status == "correct"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("U = (32,)", "correct"), ("U = 32", "correct"), ("U = 4*8", "correct"), ("U = 4*8 = 32", "correct"),
        ("U = 3, 32", "wrong"), ("U = (3, 32)", "wrong"), ("n: 3, 32", "wrong"), ("3, 32", "wrong"),
    ],
)  # fmt: skip
def test_a_size_with_a_name(text: str, status: str) -> None:
    """A comma makes sizes, of which one may be too many."""
    found = verdict("shape", [32], text, axes=["length"], names=["U"])
    said = "The shape has 1 axis, yours was read as 2, (3, 32): the first is one too many."
    assert (found.status, found.feedback) == (status, "" if status == "correct" else said)


@pytest.mark.parametrize(
    ("text", "value"),
    [("ln(6)", "ln(2) + ln(3)"), ("2*sqrt(2)", "sqrt(8)"), ("exp(2)*exp(3)", "exp(5)"), ("3", "6/2")],
)  # fmt: skip
def test_a_number_for_a_formula_may_be_a_known_mistake(text: str, value: str) -> None:
    """Also where it is the first answer that is judged."""
    mistakes = [{"name": "m", "value": value, "hint": "It depends on x."}]
    found = answer_kind("expression", "x + 1", mistakes, variables=["x"]).judge(text)
    assert (found.mistake, found.feedback) == ("m", "It depends on x.")
    other = answer_kind("expression", "x + 1", mistakes, variables=["x"]).judge("4/3")
    assert (other.mistake, other.feedback) == (None, "A formula in x is asked, not a number.")


GROUPS = {"W": "m, n", "X": "n, k", "Y": "n, k", "V": "k, m"}


@pytest.mark.parametrize(
    ("key", "text", "status"),
    [
        ("W (X .* Y)", "W X .* Y", "correct"), ("W (X .* Y)", "W @ X .* Y", "correct"), ("W (X .* Y)", "(W X) .* Y", "wrong"),
        ("(X .* Y) V", "X .* Y V", "correct"), ("(X .* Y) V", "X .* Y @ V", "correct"), ("(X .* Y) V", "X .* (Y V)", "wrong"),
    ],
)  # fmt: skip
def test_products_are_grouped_as_their_shapes_fit(key: str, text: str, status: str) -> None:
    """Where no bracket says otherwise."""
    assert verdict("matrix_expression", key, text, shapes=GROUPS).status == status


@pytest.mark.parametrize("text", ["(1, 1)", "(1, 1]", "[1, 1)", "{}"])
def test_intervals_without_a_number(text: str) -> None:
    assert verdict("interval", "{}", text).status == "correct"
    assert verdict("interval", "[1, 1]", text).status == "wrong"


# What copying from pages and chats puts between signs, and nobody sees.
@pytest.mark.parametrize(
    "sign", "\u200b\u200c\u200e\u200f\u202a\u202c\u202d\u2060\u2066\u2068\u2069\ufeff"
)
def test_invisible_signs_in_code(sign: str) -> None:
    assert verdict("code", "Linear(3, 2)", f"{sign}Linear(3,{sign} 2){sign}").status == "correct"


@pytest.mark.parametrize(
    ("key", "text", "score"),
    [
        ("[1, 3]", "[1, 2]", "1/2"), ("[1, 3]", "[2, 3]", "1/2"), ("[1, 3]", "(1, 3]", "3/4"), ("[1, 3]", "[1, 3)", "3/4"),
        ("[1, 3]", "(2, 3)", "1/4"), ("[1, 3]", "[2, 4]", "0"), ("(-inf, 3]", "(-inf, 3)", "1/2"), ("(3, inf)", "[3, inf)", "1/2"),
        ("(-inf, 3]", "[3, inf)", "0"), ("[0, 3]", "[0, 4]", "0"), ("[0, 3]", "[1, 3]", "0"), ("[0, 3]", "[0, 3)", "1/2"),
        ("[1, 2] U [3, 4]", "[1, 2] U [3, 5]", "3/4"), ("[1, 2] U [3, 4]", "[0, 2] U [3, 4]", "3/4"), ("[1, 2] U [3, 4]", "[1, 2]", "0"),
    ],
)  # fmt: skip
def test_each_end_of_an_interval_earns(key: str, text: str, score: str) -> None:
    """Half where only its bracket is wrong; an end at 0 may be had by chance."""
    assert verdict("interval", key, text, partial="per_entry").score == Fraction(score)


@pytest.mark.parametrize(
    "text",
    [
        "weights are equal to 7", "The number of weights is equal to 7", "number of weights is to 7", "The answer is equal to 7.",
        "the number of weights equals 7", "weights has 7", "The total is 7",
    ],
)  # fmt: skip
def test_a_sentence_that_ends_with_its_number(text: str) -> None:
    assert verdict("integer", 7, text, units=["weights"]).status == "correct"
