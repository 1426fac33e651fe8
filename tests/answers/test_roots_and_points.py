"""Roots by their names and signs, and points as signs of products, in the kinds of formulas.

What a text means is computed a second time, by floats.
"""

from typing import Any

import pytest

from quizgen.answers import answer_kind

CUBE = ["cbrt(x)", "cbrt x", "∛x", "∛(x)", r"\sqrt[3]{x}", "root(x, 3)", "root(3, x)", "nthroot(x, 3)", "np.cbrt(x)", "x^(1/3)", "x**(1/3)"]  # fmt: skip
OTHER = ["sqrt(x)", "cbrt(x + 1)", "cbrt(x) + 1", "root(x, 4)", "root(x)", r"\sqrt[4]{x}", "x/3", "cbrt(3)", r"\sqrt[3]{x} x"]  # fmt: skip


def questions(key: str) -> list[Any]:
    scalar = answer_kind("expression", key, variables=["x"])
    return [scalar, answer_kind("matrix_expression", key, shapes={"x": ""})]


@pytest.mark.parametrize("text", CUBE)
def test_a_cube_root(text: str) -> None:
    for kind in questions("x^(1/3)"):
        assert kind.judge(text).status == "correct", (kind.name, kind.judge(text))


@pytest.mark.parametrize("text", OTHER)
def test_another_root(text: str) -> None:
    for kind in questions("x^(1/3)"):
        assert kind.judge(text).status == "wrong", (kind.name, kind.judge(text))


def test_roots_in_formulas() -> None:
    # 8 + 1 = 9 at x = 64, where cbrt(64) = 4 and sqrt(64) = 8.
    kind = answer_kind("expression", "2 x^(1/3) + 1", variables=["x"])
    for text in (
        "2∛x + 1",
        "1 + 2 cbrt(x)",
        "2 * np.cbrt(x) + 1",
        "∛(8x) + 1",
        r"1 + 2\sqrt[3]{x}",
    ):
        assert kind.judge(text).status == "correct", text
    for text in ("2∛(x + 1)", "∛(2x) + 1", "2∜x + 1"):
        assert kind.judge(text).status == "wrong", text
    entries = answer_kind("matrix_expression", "W x.^(1/3)", shapes={"W": "m, n", "x": "n"})
    assert entries.judge("W cbrt(x)").status == "correct"
    assert entries.judge("W @ np.cbrt(x)").status == "correct"
    assert entries.judge("cbrt(W x)").status == "wrong"


@pytest.mark.parametrize(
    "text", ["root(2, 3)", "root(x, x)", "cbrt(x, 3)", "root(x, 0)", "cbrt()", "∛", "root(x, 1, 2)"]
)
def test_a_root_of_nothing(text: str) -> None:
    for kind in questions("x^(1/3)"):
        assert kind.judge(text).status in ("unreadable", "wrong"), text


def test_brackets_behind_a_square_root_hold_what_it_is_of() -> None:
    kind = answer_kind("matrix_expression", "sqrt(x) y", shapes={"x": "", "y": ""})
    assert kind.judge("sqrt[x] y").status == "correct"


POINTS = {
    "x.w + b": "correct", "w.x+b": "correct", "x . w + b": "correct", "b + x.w": "correct", r"x.\mathbf{w} + b": "correct",
    "x.(w) + b": "correct", "x.w.b": "wrong", "x.b + w": "wrong", "x.2 + b": "unreadable", "x..w + b": "unreadable",
    "x.f + b": "unreadable", ".x w + b": "unreadable", "x.w + b.": "correct", "2.x": "wrong",
}  # fmt: skip


@pytest.mark.parametrize("text", POINTS)
def test_a_point_between_names_is_a_product(text: str) -> None:
    kind = answer_kind("expression", "x*w + b", variables=["x", "w", "b"])
    assert kind.judge(text).status == POINTS[text]


def test_a_point_between_vectors_is_their_product() -> None:
    shapes = {"x": "n", "w": "n", "b": ""}
    kind = answer_kind("matrix_expression", "f(w^T x + b)", shapes=shapes, functions=["f"])
    for text in ("f(x.w+b)", "f(w . x + b)", "f(b + w.x)", "f(w.T.x + b)", "f(w.T.dot(x) + b)"):
        assert kind.judge(text).status == "correct", text
    for text in ("f(x.x + b)", "f(x.w) + b", "f(x.T.w.T + b)"):
        assert kind.judge(text).status == "wrong", text
    layer = answer_kind("matrix_expression", "W x", shapes={"W": "m, n", "x": "n"})
    assert [layer.judge(text).status for text in ("W.x", "x.W", "W.x.y")] == ["correct", "wrong", "unreadable"]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["T^T (T x + g) - T^T T x", "T.T (T x + g) - T'(T x)", "T^{T}(T x + g - T x)"]
)
def test_a_matrix_that_is_called_t(text: str) -> None:
    shapes = {"T": "u, d", "x": "d", "g": "u"}
    assert answer_kind("matrix_expression", "T^T g", shapes=shapes).judge(text).status == "correct"
