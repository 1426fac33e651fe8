"""Formulas in matrices as NumPy and torch write them: the judge takes what is equal to the key.

That the keys are what autograd finds, tests/banks/again/matrix_calculus.py shows.
"""

import pytest

from quizgen.bank import draw, load_banks
from quizgen.language.judges import kind_of

EXERCISES = load_banks().exercises
# Exercise and instance, its part, and the key in other words.
WRITTEN = [
    ("matrix-linear-layer", "column", "weights", "g @ x.T"),
    ("matrix-linear-layer", "column", "input", "W.T @ g"),
    ("matrix-linear-layer", "rows", "weights", "x.T @ g"),
    ("matrix-linear-layer", "rows", "input", "g @ W.T"),
    ("matrix-linear-layer", "torch", "weights", "g.T @ x"),
    ("matrix-linear-layer", "torch", "input", "g @ W"),
    ("matrix-least-squares", "plain", "gradient", "X.T @ X @ w - X.T @ y"),
    ("matrix-least-squares", "ridge", "gradient", "X.T @ (X @ w - y) * 2 / n + lambda * w + w * lambda"),
    ("matrix-quadratic-form", "letters", "gradient", "(A @ w + A.T @ w) / 2 + c"),
    ("matrix-logistic-regression", "letters", "gradient", "X.T @ (p - y) / n"),
    ("matrix-softmax-regression", "letters", "scores", "(P - Y) / n"),
    ("matrix-softmax-regression", "letters", "weights", "X.T @ (P - Y) / n"),
    ("matrix-softmax-regression", "letters", "biases", "ones(n).T @ (P - Y) / n"),
    ("matrix-residual-block", "letters", "outer", "g @ h.T"),
    ("matrix-residual-block", "letters", "inner", "((V.T @ g) * sigma'(z)) @ x.T"),
    ("matrix-residual-block", "letters", "input", "g + U.T @ ((V.T @ g) * sigma'(z))"),
    ("matrix-recurrence", "letters", "last", "g * sigma'(a_2)"),
    ("matrix-recurrence", "letters", "first", "(U.T @ (g * sigma'(a_2))) * sigma'(a_1)"),
    ("matrix-recurrence", "letters", "weights", "(g * sigma'(a_2)) @ h_1.T + ((U.T @ (g * sigma'(a_2))) * sigma'(a_1)) @ h_0.T"),
    ("matrix-softmax-jacobian", "letters", "gradient", "p * g - p * (p.T @ g)"),
    ("matrix-attention-scores", "paper", "values", "A.T @ G"),
    ("matrix-attention-scores", "paper", "weights", "G @ V.T"),
    ("matrix-attention-scores", "paper", "queries", "(D @ K) / sqrt(d)"),
    ("matrix-attention-scores", "paper", "keys", "(D.T @ Q) / sqrt(d)"),
    ("matrix-quadratic-form", "letters", "hessian", "(A + A.T) / 2"),
    ("matrix-logistic-regression", "letters", "hessian", "X.T @ np.diag(p * (1 - p)) @ X / n"),
    ("matrix-softmax-jacobian", "letters", "jacobian", "np.diag(p) - np.outer(p, p)"),
]  # fmt: skip


@pytest.mark.parametrize(("exercise", "instance", "part", "formula"), WRITTEN)
def test_what_is_equal_to_the_key_is_right(
    exercise: str, instance: str, part: str, formula: str
) -> None:
    variant = draw(EXERCISES[exercise], "", None, instance)
    (asked,) = [asked for asked in variant.parts if asked.id == part]
    assert kind_of(asked).judge(formula).status == "correct"


def test_a_hessian_of_a_matrix_that_is_not_symmetric_is_no_matrix_alone() -> None:
    variant = draw(EXERCISES["matrix-quadratic-form"], "", None, "letters")
    assert kind_of(variant.parts[1]).judge("A").status == "wrong"
