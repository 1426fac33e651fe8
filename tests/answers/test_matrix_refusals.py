"""What cannot be read as a formula in matrices is told where it stands; other spellings are read."""

from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.verdict import Verdict

SHAPES = {"W": "m, n", "x": "n", "b": "m", "g": "m", "a": "", "X": "k, n"}


def judged(text: str, key: str = "W^T g", *, decimal_comma: bool = False) -> Verdict:
    settings: dict[str, Any] = {"shapes": SHAPES, "functions": ["sigma"]}
    return answer_kind("matrix_expression", key, decimal_comma=decimal_comma, **settings).judge(
        text
    )


REFUSED = {
    "": "nothing was written",
    "W^T g)": "')' closes nothing",
    "W^T g }": "'}' closes nothing",
    "(" * 60 + "g" + ")" * 60: "the formula is nested more than 40 deep",
    "a/2x": "/2x may be /(2 x) or a factor x; write brackets",
    "x3": "x3 is no name of this question, and a number never stands behind a factor",
    "W^T g 2": "a number behind a factor; write * between them",
    "2 3 W^T g": "two numbers beside each other; write * between them",
    "- -W^T g": "two signs in a row; write one",
    "W^T g +": "the formula ends too early",
    "W^T * * g": "'*' is not expected here",
    ") g": "')' is not expected here",
    "ones()": "a size is missing",
    "ones(m, n, k)": "more sizes than a matrix has",
    "eye(m, n)": "more sizes than a matrix has",
    "<x>": "the formula ends too early",
    "⟨x⟩": "⟨ ⟩ holds two vectors and a comma between them",
    "sum_i W_{i i i}": "more than two indices",
    "sum_i x_j": "the index 'j' belongs to no name and to no sum",
    "sum_i x[i, i, i]": "more than two indices",
    "sum_i x[i": "'[' is not closed",
    "sum_i max(x, i)": "'i' is not expected here",
    "sum_i W[i] g[i]": "W_i may be a row or a column of W",
    "norm(W) x": "which norm of the matrix W?",
    "W^x": "an exponent that is no number",
    "W^{13}": "an exponent beyond 12",
    "W^{1/7}": "a root beyond the fourth",
    "W^T g # 2": "'# 2' is not understood in a formula",
    "W^T g " * 200: "the formula has more than 250 signs",
    "W \\g": "a backslash is no sign of a formula; write a product or an inverse",
    "W \\foo g": "\\foo is not understood in a formula",
    "quux g": "the name 'quux' is not used in this question; the names are W, x, b, g, a, X, sigma",
    "sum_{i=0}^n x_i": "a sum from '0'; sums here begin at 1",
    "sum_i sum_i x_i": "two sums over 'i', one in the other",
    "x_": "an index is missing behind _",
    "1" * 2000: "a number of more than 12 digits",
    "0.5e999": "a number of more than 12 digits",
    "W.sum": "brackets are missing behind .sum",
    "W.sum(": "the formula ends too early",
    "exp": "write brackets around what exp is of",
    "sigma x": "write brackets around what sigma is of",
    "sigma^{x}(g)": "what is raised behind sigma is no number",
    "sigma^{13}(g)": "an exponent beyond 12",
    "sum(x, axis=2)": "an axis is 0 or 1",
    "sum(x, axis)": "= is missing behind axis",
    "trace'(W)": "trace has no derivative here",
    "outer(x)": "outer takes two arguments",
    "max(x)": "max takes two arguments",
    "exp(x, x)": "exp takes one argument",
    "||x||_3": "a norm with the index '3' is not known; write _2, _1 or _F",
    "W^T g or x": "give one formula, without or, and, not",
    "W^T g =": "something is missing beside the equals sign",
    "dL/dx = W^T g = x": "the equals signs do not hold: Wᵀ g is not x",
    "foo = W^T g": "'foo' stands before the value and is no name of it",
    "foo: W^T g": "'foo' stands before the value and is no name of it",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:20])
def test_what_cannot_be_read_is_told(text: str) -> None:
    verdict = judged(text)
    assert verdict.status == "unreadable"
    assert verdict.score == 0
    assert REFUSED[text] in verdict.feedback


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("W^T g", "t(W) g"), ("W^T g", "W.transpose() g"), ("W^T g", "W.transpose(0, 1) g"), ("W^T g", "W.t() g"),
        ("sum_i g_i b_i", "sum_i g[i] b[i]"),
        ("sum_i sum_j g_i W_{ij} x_j", "sum_i sum_j g[i] W[i, j] x[j]"), ("sum_i sum_j g_i W_{ij} x_j", "sum_{i,j} g[i] W[i][j] x[j]"),
        ("W^T g", "= W^T g"), ("W^T g", "W^T g = W^T g"), ("1/2 W^T g", r"\frac12 W^T g"), ("1/2 W^T g", r"\frac{1}{2} W^T g"),
        ("1/2 g", r"\frac g 2"), ("sigma'(x)", "dsigma(x)"), ("sigma'(x)", "sigma_prime(x)"), ("exp(x)", "exp x"),
        ("exp(a) x", "e^a x"), ("max(x, 0)", "max(0, x)"), ("W^T g - 2", "W^T g + (-2)"), ("-1/2 x", "-x/2"),
        ("||x|| x", "norm(x) x"),
    ],
)  # fmt: skip
def test_other_spellings_of_the_key_are_right(key: str, text: str) -> None:
    verdict = judged(text, key)
    assert verdict.status == "correct", verdict


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("max(x, 0)", "min(x, 0)"), ("sum_i g_i b_i", "sum_i g[i] g[i]"), ("exp(a) x", "e a x"),
        ("g/a", "g/0"), ("sqrt(a) g", "sqrt(-1) g"), ("ln(a) g", "ln(0) g"), ("W^T g", "inv(W W^T) g"),
    ],
)  # fmt: skip
def test_what_differs_in_value_is_wrong(key: str, text: str) -> None:
    assert judged(text, key).status == "wrong"


def test_decimals_with_a_comma() -> None:
    assert judged("0,5 W^T g", "1/2 W^T g", decimal_comma=True).status == "correct"
    assert judged("max(x; 0,5)", "max(x, 1/2)", decimal_comma=True).status == "correct"


@pytest.mark.parametrize("text", ["nW^T g", "nW^Tg", "n W^T g", "W^T g n"])
def test_a_size_stands_before_a_name_without_a_blank(text: str) -> None:
    assert judged(text, "n W^T g").status == "correct"
    assert judged(text, "m W^T g").status == "wrong"


@pytest.mark.parametrize("front", ["", "a ", "2 ", "-a ", "n "])
def test_a_factor_transposed_is_told_beside_a_number(front: str) -> None:
    said = judged(f"{front}W g", f"{front}W^T g").feedback
    assert "One factor is transposed that is not, or the other way round" in said


@pytest.mark.parametrize("text", ["A B", "B A", "A B^T", "A^T B"])
def test_a_matrix_product_instead_of_one_by_entry_is_told(text: str) -> None:
    judge = answer_kind("matrix_expression", "A ⊙ B", shapes={"A": "k, k", "B": "k, k"}).judge
    verdict = judge(text)
    assert verdict.status == "wrong"
    assert verdict.feedback == judge("A B").feedback != ""
