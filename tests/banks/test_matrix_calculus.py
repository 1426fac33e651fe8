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
    assert kind_of(asked).judge(formula.replace("lambda_", "lambda")).status == "correct"


def test_the_jacobian_is_that_of_torch() -> None:
    z = tensor(6)
    p = torch.softmax(z, dim=0).detach()
    jacobian = torch.autograd.functional.jacobian(lambda v: torch.softmax(v, dim=0), z)
    assert torch.allclose(jacobian, torch.diag(p) - torch.outer(p, p))
    variant = draw(EXERCISES["matrix-softmax-jacobian"], "", None, "letters")
    assert kind_of(variant.parts[0]).judge("np.diag(p) - np.outer(p, p)").status == "correct"
