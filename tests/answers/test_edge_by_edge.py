"""Rules at their edges: brackets around one number, functions without a derivative, working beside named entries."""

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
