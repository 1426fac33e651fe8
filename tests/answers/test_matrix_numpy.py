r"""Formulas in matrices, each written once more in NumPy: where the two arrays agree, the answer is right.

Attention, normalisation and convolution, in the layout of rows and in that of columns. NumPy decides what
is equal, at entries and sizes of its own; the formulas and their code are written side by side by hand.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest

from quizgen.answers import answer_kind

Code = Callable[[Any], Any]
SIZES = {"n": 4, "d": 3, "m": 5, "p": 2, "u": 6, "k": 7}


class Family(NamedTuple):
    """Settings of a question, its key, and what students may write; each with its NumPy."""

    title: str
    settings: dict[str, Any]
    key: tuple[str, Code]
    written: tuple[tuple[str, Code], ...]


def softmax(s: Any) -> Any:
    found = np.exp(s - s.max(axis=1, keepdims=True))
    return found / found.sum(axis=1, keepdims=True)


ROWS = {
    "shapes": {"Q": "n, d", "K": "m, d", "V": "m, p", "G": "n, p", "D": "n, m"},
    "defined": {"S": "Q K^T / sqrt(d)", "A": "softmax(S)"},
}
# Queries, keys and values are columns; the weights of a query are a column of A.
COLUMNS = {"shapes": {"Q": "d, n", "K": "d, m", "V": "p, m", "G": "p, n", "D": "m, n", "A": "m, n"}}
VECTOR = {
    "shapes": {"x": "n", "g": "n", "gamma": "n", "beta": "n", "s": ""},
    "defined": {"mu": "mean(x)", "v": "(x - mu) / s"},
}
BATCH = {"shapes": {"X": "n, d", "G": "n, d", "gamma": "1, d", "beta": "1, d", "s": "1, d"}}
TOEPLITZ = {"shapes": {"T": "u, d", "x": "d", "g": "u", "b": ""}}
TOEPLITZ_ROWS = {"shapes": {"T": "d, u", "x": "1, d", "g": "1, u"}}
WINDOWS = {"shapes": {"W": "k, p", "C": "p, u", "G": "k, u"}}
WINDOWS_ROWS = {"shapes": {"W": "p, k", "C": "u, p", "G": "u, k"}}


def scores(v: Any) -> Any:
    return v.Q @ v.K.T / np.sqrt(SIZES["d"])


def weights(v: Any) -> Any:
    return softmax(scores(v))


def normed(v: Any) -> Any:
    return (v.x - v.x.mean()) / v.s


FAMILIES = (
    Family("attention, values, rows", ROWS, ("A^T G", lambda v: weights(v).T @ v.G), (
        ("(G^T A)^T", lambda v: (v.G.T @ weights(v)).T),
        ("softmax(Q K^T / sqrt(d)).T @ G", lambda v: softmax(v.Q @ v.K.T / np.sqrt(3)).T @ v.G),
        ("softmax(S)' * G", lambda v: softmax(scores(v)).T @ v.G),
        ("A G", lambda v: weights(v) @ v.G),
        ("softmax(S^T) G", lambda v: softmax(scores(v).T) @ v.G),
        ("softmax(Q K^T)^T G", lambda v: softmax(v.Q @ v.K.T).T @ v.G),
        ("S^T G", lambda v: scores(v).T @ v.G),
    )),
    Family("attention, weights, rows", ROWS, ("G V^T", lambda v: v.G @ v.V.T), (
        ("(V G^T)^T", lambda v: (v.V @ v.G.T).T),
        ("G.V^T", lambda v: v.G @ v.V.T),
        ("V G^T", lambda v: v.V @ v.G.T),
        ("G V^T / sqrt(d)", lambda v: v.G @ v.V.T / np.sqrt(3)),
        ("A .* (G V^T)", lambda v: weights(v) * (v.G @ v.V.T)),
    )),
    Family("attention, queries, rows", ROWS, ("D K / sqrt(d)", lambda v: v.D @ v.K / np.sqrt(3)), (
        (r"\frac{1}{\sqrt{d}} D K", lambda v: v.D @ v.K / np.sqrt(3)),
        ("(K^T D^T)^T d^(-1/2)", lambda v: (v.K.T @ v.D.T).T / np.sqrt(3)),
        (r"D K / \sqrt[2]{d}", lambda v: v.D @ v.K / np.sqrt(3)),
        ("D K / cbrt(d)", lambda v: v.D @ v.K / np.cbrt(3)),
        ("D K / d", lambda v: v.D @ v.K / 3),
        ("D K", lambda v: v.D @ v.K),
        ("D^T K / sqrt(d)", lambda v: v.D.T @ v.K / np.sqrt(3)),
        ("D K / sqrt(m)", lambda v: v.D @ v.K / np.sqrt(5)),
    )),
    Family(
        "attention, scores, rows", ROWS,
        ("A .* (D - (A .* D) ones(m) ones(m)^T)", lambda v: weights(v) * (v.D - (weights(v) * v.D) @ np.ones((5, 5)))),
        (
            ("A .* D - A .* ((A .* D) 1 1^T)", lambda v: weights(v) * v.D - weights(v) * ((weights(v) * v.D) @ np.ones((5, 5)))),
            ("A ⊙ (D - sum(A ⊙ D, axis=1) 1^T)", lambda v: weights(v) * (v.D - (weights(v) * v.D).sum(1, keepdims=True) @ np.ones((1, 5)))),
            ("A .* D", lambda v: weights(v) * v.D),
            ("A .* (D - D ones(m) ones(m)^T)", lambda v: weights(v) * (v.D - v.D @ np.ones((5, 5)))),
            ("A .* (1 - A) .* D", lambda v: weights(v) * (1 - weights(v)) * v.D),
            ("D - (A .* D) ones(m) ones(m)^T", lambda v: v.D - (weights(v) * v.D) @ np.ones((5, 5))),
        ),
    ),
    Family("attention, values, columns", COLUMNS, ("G A^T", lambda v: v.G @ v.A.T), (
        ("(A G^T)^T", lambda v: (v.A @ v.G.T).T),
        ("G.dot(A.T)", lambda v: v.G @ v.A.T),
        ("A G^T", lambda v: v.A @ v.G.T),
        ("A^T G", lambda v: v.A.T @ v.G),
    )),
    Family("attention, queries and keys, columns", COLUMNS, ("Q D^T", lambda v: v.Q @ v.D.T), (
        ("(D Q^T)^T", lambda v: (v.D @ v.Q.T).T),
        ("Q.D^T", lambda v: v.Q @ v.D.T),
        ("K D", lambda v: v.K @ v.D),
        ("D Q^T", lambda v: v.D @ v.Q.T),
        ("Q A^T", lambda v: v.Q @ v.A.T),
    )),
    Family("normalisation, forward", VECTOR, ("gamma .* (x - mean(x)) / s + beta", lambda v: v.gamma * normed(v) + v.beta), (
        ("diag(gamma) v + beta", lambda v: np.diag(v.gamma[:, 0]) @ normed(v) + v.beta),
        ("γ ⊙ v + β", lambda v: v.gamma * normed(v) + v.beta),
        ("beta + gamma .* x / s - gamma mu / s", lambda v: v.beta + v.gamma * v.x / v.s - v.gamma * v.x.mean() / v.s),
        ("gamma .* v + beta / s", lambda v: v.gamma * normed(v) + v.beta / v.s),
        ("gamma .* x / s + beta", lambda v: v.gamma * v.x / v.s + v.beta),
        ("gamma^T v + beta", lambda v: float((v.gamma.T @ normed(v)).item()) + v.beta),
    )),
    Family(
        "normalisation, backward", VECTOR,
        ("(g - mean(g) - v mean(g .* v)) / s", lambda v: (v.g - v.g.mean() - normed(v) * (v.g * normed(v)).mean()) / v.s),
        (
            ("(g - 1 1^T g / n - v v^T g / n) / s", lambda v: (v.g - np.ones((4, 4)) @ v.g / 4 - normed(v) @ normed(v).T @ v.g / 4) / v.s),
            ("1/(n s) (n g - sum(g) - v (v^T g))", lambda v: (4 * v.g - v.g.sum() - normed(v) * (normed(v).T @ v.g)) / (4 * v.s)),
            ("(I - 1 1^T / n - v v^T / n) g / s", lambda v: (np.eye(4) - np.ones((4, 4)) / 4 - normed(v) @ normed(v).T / 4) @ v.g / v.s),
            ("(g - mean(g)) / s", lambda v: (v.g - v.g.mean()) / v.s),
            ("(g - mean(g) - v sum(g .* v)) / s", lambda v: (v.g - v.g.mean() - normed(v) * (v.g * normed(v)).sum()) / v.s),
            ("g / s", lambda v: v.g / v.s),
        ),
    ),
    Family("normalisation, a batch of rows", BATCH, ("1_n^T (G .* (X - 1_n 1_n^T X / n)) ./ s", lambda v: (v.G * (v.X - v.X.mean(0)) / v.s).sum(0, keepdims=True)), (
        ("1^T (G .* (X - ones(n) 1^T X / n)) ./ s", lambda v: np.ones((1, 4)) @ (v.G * (v.X - np.ones((4, 4)) @ v.X / 4)) / v.s),
        ("(G .* (X - ones(n) mean(X, axis=0))).sum(axis=0) ./ s", lambda v: (v.G * (v.X - v.X.mean(0))).sum(0, keepdims=True) / v.s),
        ("sum(G, axis=0)", lambda v: v.G.sum(0, keepdims=True)),
        ("sum(G .* X, axis=0) ./ s", lambda v: (v.G * v.X).sum(0, keepdims=True) / v.s),
    )),
    Family("convolution as a matrix, columns", TOEPLITZ, ("T^T g", lambda v: v.T.T @ v.g), (
        ("(g^T T)^T", lambda v: (v.g.T @ v.T).T),
        ("T.T.g", lambda v: v.T.T @ v.g),
        ("T g", lambda v: v.T @ v.g),
        ("T^T (T x + g) - T^T T x", lambda v: v.T.T @ (v.T @ v.x + v.g) - v.T.T @ v.T @ v.x),
        ("T^T T x", lambda v: v.T.T @ v.T @ v.x),
    )),
    Family("convolution as a matrix, rows", TOEPLITZ_ROWS, ("g T^T", lambda v: v.g @ v.T.T), (
        ("(T g^T)^T", lambda v: (v.T @ v.g.T).T),
        ("T g^T", lambda v: v.T @ v.g.T),
        ("g @ T.T", lambda v: v.g @ v.T.T),
        ("x T T^T", lambda v: v.x @ v.T @ v.T.T),
    )),
    Family("convolution by windows, columns", WINDOWS, ("G C^T", lambda v: v.G @ v.C.T), (
        ("(C G^T)^T", lambda v: (v.C @ v.G.T).T),
        ("C G^T", lambda v: v.C @ v.G.T),
        ("W C C^T", lambda v: v.W @ v.C @ v.C.T),
        ("(G - W C) C^T + W C C^T", lambda v: (v.G - v.W @ v.C) @ v.C.T + v.W @ v.C @ v.C.T),
    )),
    Family("convolution by windows, rows", WINDOWS_ROWS, ("C^T G", lambda v: v.C.T @ v.G), (
        ("(G^T C)^T", lambda v: (v.G.T @ v.C).T),
        ("C' G", lambda v: v.C.T @ v.G),
        ("G^T C", lambda v: v.G.T @ v.C),
        ("C^T (G + C W) - C^T C W", lambda v: v.C.T @ (v.G + v.C @ v.W) - v.C.T @ v.C @ v.W),
    )),
)  # fmt: skip
PAIRS = [
    pytest.param(family, text, code, id=f"{family.title}: {text}")
    for family in FAMILIES
    for text, code in family.written
]


class Values:
    """Random arrays by the names of a question; a column has two axes."""

    def __init__(self, shapes: dict[str, str]) -> None:
        random = np.random.default_rng(5)
        for name, shape in shapes.items():
            sizes = [SIZES.get(one.strip()) or int(one) for one in shape.split(",") if one.strip()]
            value = random.uniform(0.5, 2, [*sizes, 1] if len(sizes) == 1 else sizes)
            setattr(self, name, value)


def test_there_are_sixty() -> None:
    assert len(PAIRS) >= 60


@pytest.mark.parametrize(("family", "text", "code"), PAIRS)
def test_judged_as_numpy_computes_it(family: Family, text: str, code: Code) -> None:
    values = Values(family.settings["shapes"])
    wanted = family.key[1](values)
    try:
        found = code(values)
    except ValueError:  # sizes that do not fit
        found = np.empty(0)
    equal = wanted.shape == found.shape and np.allclose(wanted, found)
    verdict = answer_kind("matrix_expression", family.key[0], **family.settings).judge(text)
    assert verdict.status == ("correct" if equal else "wrong"), verdict


LEAKY = {"shapes": {"g": "n", "z": "n"}}


@pytest.mark.parametrize(
    ("key", "text", "status"),
    [
        ("g .* 1[z > 0]", "np.where(z > 0, g, 0)", "correct"),
        ("g .* 1[z > 0]", "torch.where(z <= 0, 0, g)", "correct"),
        ("g .* 1[z > 0]", "g * np.where(z > 0, 1, 0)", "correct"),
        ("g .* 1[z > 0]", "np.where(0 < z, 1.0, 0.0) * g", "correct"),
        ("g .* 1[z > 0]", "np.where(z < 0, g, 0)", "wrong"),
        ("g .* 1[z > 0]", "np.where(z > 0, 0, 0)", "wrong"),
        ("g .* 1[z > 0]", "np.where(z > 0, g, g)", "wrong"),
        ("g .* 1[z > 0]", "np.where(g > 0, z, 0)", "wrong"),
        ("g .* 1[z > 0] + g .* 1[z <= 0] / 10", "np.where(z > 0, g, 0.1 * g)", "correct"),
        ("g .* 1[z > 0] + g .* 1[z <= 0] / 10", "np.where(z > 0, 1, 0.1) * g", "correct"),
        ("g .* 1[z > 0] + g .* 1[z <= 0] / 10", "np.where(z > 0, 0.1 * g, g)", "wrong"),
        ("g .* 1[z > 0]", "np.where(z, g, 0)", "unreadable"),
        ("g .* 1[z > 0]", "np.where(z > 0)", "unreadable"),
    ],
)
def test_a_value_where_a_comparison_holds(key: str, text: str, status: str) -> None:
    assert answer_kind("matrix_expression", key, **LEAKY).judge(text).status == status


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("2. * g", "correct"), ("2.*g", "correct"), ("g * 2.", "correct"), ("g/.5", "correct"), ("1. * (g + g)", "correct"),
        ("g + 1.*g", "correct"), ("1. + g - 1. + g", "correct"), ("np.where(z > 0, 2., 2.) * g", "correct"), ("(2.) * g", "correct"),
        ("g ./ 2. ", "wrong"), ("g.^2.", "wrong"), ("1./g", "wrong"), ("2.. * g", "unreadable"),
    ],
)  # fmt: skip
def test_a_whole_number_may_end_in_a_point(text: str, status: str) -> None:
    assert answer_kind("matrix_expression", "2 * g", **LEAKY).judge(text).status == status


@pytest.mark.parametrize(
    "key", ["g .* 1[z > 0]", "max(z, 0)", "z .* 1[z > 0] + g .* 1[z <= 0]", "1[z > 0] - g"]
)
@pytest.mark.parametrize("signs", ["z < 0, z > g", "z > 0, g > z", "z < 0, g > 0", "g > 0, z > 1"])
def test_where_two_conditions_hold_is_looked_at(key: str, signs: str) -> None:
    """An eighth of all entries is enough to tell."""
    one, other = signs.split(", ")
    judge = answer_kind("matrix_expression", key, **LEAKY)
    both = f"np.where({one}, np.where({other}, 1, 0), 0)"
    assert judge.judge(f"{key} + {both}").status == "wrong"
    assert judge.judge(f"{key} + {both} - (1[{one}] .* 1[{other}])").status == "correct"
