"""Formulas as solutions of exams in deep learning write them: indicators, solved systems, hats."""

import pytest

from quizgen.answers import answer_kind

LAYERS = {
    "shapes": "W: m, n; x: n; b: m; U: k, m; c: k; y: k",
    "defined": "a = W x + b; h = relu(a); t = U h + c; p = softmax(t)",
}
INDICATORS = [
    "1_{a>0}", "1_{W x + b > 0}", r"\mathbb{1}_{a > 0}", r"\mathbf{1}_{\{a>0\}}", "𝟙_{a>0}", r"1_{a \gt 0}", "1[a > 0]", "(a > 0)", "relu'(a)",
]  # fmt: skip


@pytest.mark.parametrize("text", INDICATORS)
def test_the_slope_of_relu(text: str) -> None:
    kind = answer_kind("matrix_expression", "((U^T (p - y)) .* step(a)) x^T", **LAYERS)
    assert kind.judge(f"(U^T (p - y) ⊙ {text}) x^T").status == "correct"


@pytest.mark.parametrize("text", ["1_{a<0}", "1_{h > 1}", "1_m", "1_{-a > 0}"])
def test_another_condition(text: str) -> None:
    kind = answer_kind("matrix_expression", "((U^T (p - y)) .* step(a)) x^T", **LAYERS)
    assert kind.judge(f"(U^T (p - y) ⊙ {text}) x^T").status == "wrong"


RIDGE = {"shapes": "X: n, d; y: n; lambda: "}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("np.linalg.solve(X.T @ X + lambda * np.eye(d), X.T @ y)", "correct"),
        ("solve(X^T X + lambda I, X^T y)", "correct"),
        ("solve(X^T X, X^T y)", "wrong"),
        ("solve(X^T y, X^T X + lambda I)", "wrong"),
        ("solve(X^T X + lambda I)", "unreadable"),
    ],
)
def test_a_system_solved(text: str, status: str) -> None:
    kind = answer_kind("matrix_expression", "(X^T X + lambda I)^-1 X^T y", **RIDGE)
    assert kind.judge(text).status == status


def test_an_index_or_hat_that_is_not_declared_is_named_with_its_letter() -> None:
    kind = answer_kind("matrix_expression", "p - y", **LAYERS)
    said = kind.judge(r"\hat{y} - y").feedback
    assert said == "'y_hat': the index 'hat' belongs to no name and to no sum"


THRESHOLDS = [
    ("step(W x + b)", "1[W x + b > {t}]"),
    ("step(W x)", "1[W x >= {t}]"),
    ("relu(W x)", "min(relu(W x), abs({t}) * 20)"),
    ("relu'(a)", "1[2 a > {t}]"),
]


@pytest.mark.parametrize("threshold", ["40", "1", "1/10", "-1/10", "1/10000"])
@pytest.mark.parametrize(("key", "text"), THRESHOLDS)
def test_another_threshold_is_seen(key: str, text: str, threshold: str) -> None:
    """Both are one wherever no value lies between: edges are followed, for every key at other values."""
    for number in range(3):
        shapes = f"W: m, n; x: n; b: m; q_{number}: m"
        kind = answer_kind(
            "matrix_expression", f"q_{number} .* {key}", shapes=shapes, defined="a = W x + b"
        )
        wrong = f"q_{number} .* {text.format(t=threshold)}"
        assert kind.judge(wrong).status == "wrong", (number, wrong)


@pytest.mark.parametrize(
    "text", ["1[2a >= 0]", "1 - 1[a <= 0]", "(1 + sign(a)) / 2", "1[exp(a) > 1]"]
)
def test_one_threshold_in_other_words(text: str) -> None:
    """At 0 itself nobody looks."""
    kind = answer_kind(
        "matrix_expression", "step(a)", shapes="W: m, n; x: n; b: m", defined="a = W x + b"
    )
    assert kind.judge(text).status == "correct"


ONLY_NEAR = [
    ("sign(w*x+b)", "sign(w*x+b-1/100)"),
    ("abs(w*x-y)", "abs(w*x-y) + max(0, 1/100 - abs(w*x-y))"),
    ("max(0, 1-y*f)", "max(0, 1-y*f) + max(0, 1/50 - abs(y-f))"),
    ("ln(1+exp(-y*f)) + max(0, y)", "ln(1+exp(-y*f)) + max(0, y) + max(0, 1/50 - abs(y*f-1))"),
]


@pytest.mark.parametrize(("key", "text"), ONLY_NEAR)
def test_what_differs_only_near_a_bend_is_seen(key: str, text: str) -> None:
    for number in range(4):
        kind = answer_kind("expression", f"{key} + z_{number}", variables=[*"wxbyf", f"z_{number}"])
        assert kind.judge(f"{text} + z_{number}").status == "wrong", number
        assert kind.judge(f"z_{number} + {key}").status == "correct"


def test_a_chain_without_brackets_is_not_too_deep_for_judging() -> None:
    kind = answer_kind("snippet", "x.flatten(1)", accepted=["x.view(len(x), -1)"])
    for text in ("x" + ".a" * 900, "1" + "+1" * 900, "not " * 900 + "x", "-" * 3000 + "x"):
        verdict = kind.judge(text)
        assert verdict.status == "unreadable"
        assert "program fails" not in verdict.feedback
    assert kind.decided_by(lambda _, __: verdict).judge("x" + ".a" * 900).status == "unreadable"
