"""The exercises with formulas in matrices beside torch: what is right by automatic differentiation is judged right."""

from typing import Any

import pytest

from quizgen.bank import draw, load_banks
from quizgen.language.judges import kind_of

torch = pytest.importorskip("torch")
EXERCISES = load_banks().exercises
SIZES = {"n": 4, "m": 3, "d": 5, "p": 2}


def tensor(*sizes: int) -> Any:
    return torch.randn(*sizes, dtype=torch.float64, requires_grad=True)


def column_layer() -> tuple[Any, dict[str, Any]]:
    W, x, b, g = tensor(3, 4), tensor(4, 1), tensor(3, 1), tensor(3, 1)
    return (g.detach() * (W @ x + b)).sum(), {"W": W, "x": x, "b": b, "g": g}


def rows_layer() -> tuple[Any, dict[str, Any]]:
    W, x, b, g = tensor(4, 3), tensor(1, 4), tensor(1, 3), tensor(1, 3)
    return (g.detach() * (x @ W + b)).sum(), {"W": W, "x": x, "b": b, "g": g}


def torch_layer() -> tuple[Any, dict[str, Any]]:
    W, x, b, g = tensor(3, 4), tensor(1, 4), tensor(1, 3), tensor(1, 3)
    value = torch.nn.functional.linear(x, W, b.flatten())
    return (g.detach() * value).sum(), {"W": W, "x": x, "b": b, "g": g}


def half_squares() -> tuple[Any, dict[str, Any]]:
    X, w, y = tensor(4, 5), tensor(5, 1), tensor(4, 1)
    return (X @ w - y).pow(2).sum() / 2, {"X": X, "w": w, "y": y}


def ridge() -> tuple[Any, dict[str, Any]]:
    X, w, y, lam = tensor(4, 5), tensor(5, 1), tensor(4, 1), 0.7
    loss = (X @ w - y).pow(2).mean() + lam * w.pow(2).sum()
    return loss, {"X": X, "w": w, "y": y, "lambda_": lam}


def softmax() -> tuple[Any, dict[str, Any]]:
    z, g = tensor(6, 1), tensor(6, 1)
    p = torch.softmax(z, dim=0)
    return (g.detach() * p).sum(), {"z": z, "g": g, "p": p}


def attention() -> tuple[Any, dict[str, Any]]:
    Q, K, V, G = tensor(4, 5), tensor(3, 5), tensor(3, 2), tensor(4, 2)
    S = Q @ K.T / 5**0.5
    A = torch.softmax(S, dim=1)
    for kept in (S, A):
        kept.retain_grad()
    loss = (G.detach() * torch.nn.functional.scaled_dot_product_attention(Q, K, V)).sum()
    ours = (G.detach() * (A @ V)).sum()
    assert torch.allclose(loss, ours)
    names = {"Q": Q, "K": K, "V": V, "G": G, "A": A, "S": S, "sqrt": lambda v: v**0.5}
    return ours, names


def quadratic() -> tuple[Any, dict[str, Any]]:
    A, w, c = tensor(4, 4), tensor(4, 1), tensor(4, 1)
    return (w.T @ A @ w / 2 + c.T @ w).sum(), {"A": A, "w": w, "c": c}


def logistic() -> tuple[Any, dict[str, Any]]:
    X, w, y = tensor(4, 5), tensor(5, 1), torch.tensor([[1.0], [0], [1], [1]], dtype=torch.float64)
    p = torch.sigmoid(X @ w)
    return torch.nn.functional.binary_cross_entropy(p, y), {"X": X, "w": w, "y": y, "p": p}


def softmax_regression() -> tuple[Any, dict[str, Any]]:
    X, W, b = tensor(4, 5), tensor(5, 3), tensor(1, 3)
    classes = torch.tensor([0, 2, 1, 1])
    Y = torch.nn.functional.one_hot(classes, 3).double()
    Z = X @ W + b
    Z.retain_grad()
    loss = torch.nn.functional.cross_entropy(Z, classes)
    ones = lambda count: torch.ones(count, 1, dtype=torch.float64)  # noqa: E731 - named as in answers
    return loss, {"X": X, "W": W, "b": b, "Y": Y, "Z": Z, "P": torch.softmax(Z, 1), "ones": ones}


def residual() -> tuple[Any, dict[str, Any]]:
    x, U, V, g = tensor(4, 1), tensor(3, 4), tensor(4, 3), tensor(4, 1)
    z = U @ x
    h = torch.tanh(z)
    slope = 1 - h.detach() ** 2
    return (g.detach() * (x + V @ h)).sum(), {
        "x": x,
        "U": U,
        "V": V,
        "g": g,
        "h": h,
        "slope": slope,
    }


def recurrence() -> tuple[Any, dict[str, Any]]:
    h0, x1, x2, U, V, g = (
        tensor(4, 1), tensor(2, 1), tensor(2, 1), tensor(4, 4), tensor(4, 2), tensor(4, 1)
    )  # fmt: skip
    a1 = U @ h0 + V @ x1
    h1 = torch.tanh(a1)
    a2 = U @ h1 + V @ x2
    h2 = torch.tanh(a2)
    for kept in (a1, a2):
        kept.retain_grad()
    slopes = {"slope_1": 1 - h1.detach() ** 2, "slope_2": 1 - h2.detach() ** 2}
    names = {"h_0": h0, "h_1": h1, "a_1": a1, "a_2": a2, "U": U, "V": V, "g": g, **slopes}
    return (g.detach() * h2).sum(), names


# What answers write sigma'(z), the functions above keep as a tensor.
SLOPES = {"slope_1": "sigma'(a_1)", "slope_2": "sigma'(a_2)", "slope": "sigma'(z)"}
# Exercise and instance, its part, what torch differentiates, in which name, and a formula as Python.
CASES: list[tuple[str, str, str, Any, str, str]] = [
    ("matrix-linear-layer", "column", "weights", column_layer, "W", "g @ x.T"),
    ("matrix-linear-layer", "column", "input", column_layer, "x", "W.T @ g"),
    ("matrix-linear-layer", "rows", "weights", rows_layer, "W", "x.T @ g"),
    ("matrix-linear-layer", "rows", "input", rows_layer, "x", "g @ W.T"),
    ("matrix-linear-layer", "torch", "weights", torch_layer, "W", "g.T @ x"),
    ("matrix-linear-layer", "torch", "input", torch_layer, "x", "g @ W"),
    ("matrix-least-squares", "plain", "gradient", half_squares, "w", "X.T @ X @ w - X.T @ y"),
    ("matrix-least-squares", "ridge", "gradient", ridge, "w",
     "X.T @ (X @ w - y) * 2 / n + lambda_ * w + w * lambda_"),
    ("matrix-quadratic-form", "letters", "gradient", quadratic, "w", "(A @ w + A.T @ w) / 2 + c"),
    ("matrix-logistic-regression", "letters", "gradient", logistic, "w", "X.T @ (p - y) / n"),
    ("matrix-softmax-regression", "letters", "scores", softmax_regression, "Z", "(P - Y) / n"),
    ("matrix-softmax-regression", "letters", "weights", softmax_regression, "W", "X.T @ (P - Y) / n"),
    ("matrix-softmax-regression", "letters", "biases", softmax_regression, "b", "ones(n).T @ (P - Y) / n"),
    ("matrix-residual-block", "letters", "outer", residual, "V", "g @ h.T"),
    ("matrix-residual-block", "letters", "inner", residual, "U", "((V.T @ g) * slope) @ x.T"),
    ("matrix-residual-block", "letters", "input", residual, "x", "g + U.T @ ((V.T @ g) * slope)"),
    ("matrix-recurrence", "letters", "last", recurrence, "a_2", "g * slope_2"),
    ("matrix-recurrence", "letters", "first", recurrence, "a_1", "(U.T @ (g * slope_2)) * slope_1"),
    ("matrix-recurrence", "letters", "weights", recurrence, "U",
     "(g * slope_2) @ h_1.T + ((U.T @ (g * slope_2)) * slope_1) @ h_0.T"),
    ("matrix-softmax-jacobian", "letters", "gradient", softmax, "z", "p * g - p * (p.T @ g)"),
    ("matrix-attention-scores", "paper", "values", attention, "V", "A.T @ G"),
    ("matrix-attention-scores", "paper", "weights", attention, "A", "G @ V.T"),
    ("matrix-attention-scores", "paper", "queries", attention, "Q", "(D @ K) / sqrt(d)"),
    ("matrix-attention-scores", "paper", "keys", attention, "K", "(D.T @ Q) / sqrt(d)"),
]  # fmt: skip


@pytest.mark.parametrize(("exercise", "instance", "part", "of", "name", "formula"), CASES)
def test_what_torch_finds_is_judged_right(
    exercise: str, instance: str, part: str, of: Any, name: str, formula: str
) -> None:
    torch.manual_seed(1)
    loss, names = of()
    if name == "A":
        names["A"].retain_grad()
    loss.backward()
    if "S" in names:
        names["D"] = names["S"].grad
    found = eval(formula, {"__builtins__": {}}, {**SIZES, **names})  # noqa: S307 - written above
    assert torch.allclose(found, names[name].grad)
    variant = draw(EXERCISES[exercise], "", None, instance)
    (asked,) = [asked for asked in variant.parts if asked.id == part]
    typed = formula.replace("lambda_", "lambda")
    for slope, written in SLOPES.items():
        typed = typed.replace(slope, written)
    assert kind_of(asked).judge(typed).status == "correct"


def second_derivatives(loss: Any, *sizes: int) -> Any:
    return torch.autograd.functional.hessian(loss, torch.randn(*sizes, dtype=torch.float64))


def test_hessians_are_those_of_torch() -> None:
    torch.manual_seed(2)
    A, c = torch.randn(4, 4).double(), torch.randn(4).double()
    found = second_derivatives(lambda w: w @ A @ w / 2 + c @ w, 4)
    assert torch.allclose(found, (A + A.T) / 2)
    variant = draw(EXERCISES["matrix-quadratic-form"], "", None, "letters")
    assert kind_of(variant.parts[1]).judge("(A + A.T) / 2").status == "correct"
    assert kind_of(variant.parts[1]).judge("A").status == "wrong"

    X, y, w = (
        torch.randn(4, 5).double(),
        torch.tensor([1.0, 0, 1, 0]).double(),
        torch.randn(5).double(),
    )
    loss = lambda v: torch.nn.functional.binary_cross_entropy_with_logits(X @ v, y)  # noqa: E731
    p = torch.sigmoid(X @ w)
    found = torch.autograd.functional.hessian(loss, w)
    assert torch.allclose(found, X.T @ torch.diag(p * (1 - p)) @ X / 4)
    variant = draw(EXERCISES["matrix-logistic-regression"], "", None, "letters")
    answer = "X.T @ np.diag(p * (1 - p)) @ X / n"
    assert kind_of(variant.parts[1]).judge(answer).status == "correct"


def test_the_jacobian_is_that_of_torch() -> None:
    z = tensor(6)
    p = torch.softmax(z, dim=0).detach()
    jacobian = torch.autograd.functional.jacobian(lambda v: torch.softmax(v, dim=0), z)
    assert torch.allclose(jacobian, torch.diag(p) - torch.outer(p, p))
    variant = draw(EXERCISES["matrix-softmax-jacobian"], "", None, "letters")
    assert kind_of(variant.parts[0]).judge("np.diag(p) - np.outer(p, p)").status == "correct"
