"""Gradients as formulas beside automatic differentiation: both are put into numbers by a reader of the tests' own."""

import re
from typing import Any

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.matrix_gradient import matrix_gradient
from tests.banks.again.formulas import value_of

torch = pytest.importorskip("torch")

# What is given, how values follow, and the gradient in the last; layouts: rows, as in PyTorch, columns.
ROWS = "Q: n, d; K: m, d; V: m, p; G: n, p"
COLUMNS = "Q: d, n; K: d, m; V: p, m; G: p, n"
CENTRED = (
    "U = X - X @ ones(d) @ ones(d)^T / d; v = (U .* U) @ ones(d) / d; s = sqrt(v + eps @ ones(n)); "
)
STACKS = {
    "linear, column": ("W: m, n; x: n; b: m; G: m", "z = W @ x + b", "G"),
    "linear, torch": ("W: m, n; X: k, n; b: 1, m; G: k, m", "Z = X @ W^T + ones(k) @ b", "G"),
    "two layers": ("W: m, n; x: n; U: k, m; y: k", "z = W @ x; h = relu(z); e = U @ h - y; J = 1/2 * norm(e).^2", ""),
    "any function": ("W: m, n; X: n, k; G: m, k", "Z = W @ X; H = sigma(Z)", "G"),
    "softmax, column": ("z: n; G: n", "p = softmax(z)", "G"),
    "softmax, rows": ("Z: n, k; G: n, k", "P = softmax(Z)", "G"),
    "softmax, columns": ("Z: k, n; G: k, n", "P = softmax(Z^T)^T", "G"),
    "softmax of a row": ("z: 1, n; G: 1, n", "p = softmax(z)", "G"),
    "attention, rows": (ROWS, "S = Q @ K^T / sqrt(d); A = softmax(S); O = A @ V", "G"),
    "attention, columns": (COLUMNS, "S = K^T @ Q / sqrt(d); A = softmax(S^T)^T; O = V @ A", "G"),
    "attention with its layers": (
        "X: n, r; A: r, d; B: r, d; C: r, p; G: n, p",
        "Q = X @ A; K = X @ B; V = X @ C; S = Q @ K^T / sqrt(d); P = softmax(S); O = P @ V", "G",
    ),
    "normalisation of rows": ("X: n, d; eps: ; gamma: 1, d; G: n, d", CENTRED.replace("eps @", "eps *") + "Y = (U ./ (s @ ones(d)^T)) .* (ones(n) @ gamma)", "G"),
    "normalisation of a batch": ("X: d, n; gamma: d; beta: d; G: d, n", "U = X - X @ ones(n) @ ones(n)^T / n; s = sqrt((U .* U) @ ones(n) / n); Y = (U ./ (s @ ones(n)^T)) .* (gamma @ ones(n)^T) + beta @ ones(n)^T", "G"),
    "convolution by its matrix": ("C: m, n; x: n; G: m", "h = relu(C @ x)", "G"),
    "convolution by its kernel": ("v: ; w: ; S: m, n; T: m, n; x: n; G: m", "C = v * S + w * T; h = C @ x", "G"),
    "convolution by its windows": ("X: n, k; F: k, p; b: 1, p; G: n, p", "H = sigma(X @ F + ones(n) @ b)", "G"),
    "quadratic form": ("A: n, n; w: n; c: n", "J = 1/2 * (w^T @ A @ w) + c^T @ w", ""),
    "ridge": ("X: n, d; w: d; y: n; lam: ", "J = 1/n * norm(X @ w - y).^2 + lam * norm(w).^2", ""),
    "quotient and exponential": ("x: n; y: n; G: n", "z = exp(x) ./ (y .* y)", "G"),
    "cosine": ("x: n; y: n", "J = (x^T @ y) / (norm(x) * norm(y))", ""),
    "sums": ("X: n, d; w: d", "J = sum(exp(X @ w)) / sum(X .* X)", ""),
    "residual": ("x: n; U: m, n; V: n, m; G: n", "h = sigma(U @ x); y = x + V @ h", "G"),
    "recurrence": ("U: n, n; V: n, d; h: n; x: d; y: d; G: n", "a = sigma(U @ h + V @ x); b = sigma(U @ a + V @ y)", "G"),
}  # fmt: skip
SIZES = (
    {"n": 4, "d": 3, "m": 2, "k": 5, "p": 6, "r": 7},
    {"n": 2, "d": 5, "m": 4, "k": 3, "p": 1, "r": 2},
)


def table(text: str, sign: str) -> dict[str, str]:
    pairs = [line.split(sign) for line in text.split(";") if line.strip()]
    return {name.strip(): rest.strip() for name, rest in pairs}


@pytest.mark.parametrize("stack", STACKS)
def test_every_gradient_is_that_of_automatic_differentiation(stack: str) -> None:
    shapes, defined, gradient = STACKS[stack]
    functions = ["sigma"] if "sigma" in defined else []
    settings = {"shapes": shapes, "defined": defined, "functions": functions}
    for seed, sizes in enumerate(SIZES):
        torch.manual_seed(seed)
        names: dict[str, Any] = {
            name: torch.tensor(float(size), dtype=torch.float64) for name, size in sizes.items()
        }
        for name, shape in table(shapes, ":").items():
            own = [sizes.get(size) or int(size) for size in re.findall(r"\w+", shape)]
            drawn = torch.rand((*own, 1)[:2] if own else (), dtype=torch.float64) + 0.3
            names[name] = (
                drawn * (1 if name in ("eps", "lam", "y") else -1) ** seed
            ).requires_grad_()
        for name, formula in table(defined, "=").items():
            names[name] = value_of(formula, names)
            names[name].retain_grad()
        last = names[list(table(defined, "="))[-1]]
        last.backward(names[gradient].detach() if gradient else None)
        for name in [*table(shapes, ":"), *list(table(defined, "="))[:-1]]:
            if name == gradient:
                continue
            formula = matrix_gradient(name, shapes, defined, gradient, functions)
            found = value_of(formula, {word: value.detach() for word, value in names.items()})
            wanted = names[name].grad
            assert found.shape == wanted.shape, (name, formula)
            assert torch.allclose(found, wanted, atol=1e-9), (name, formula)
            if not seed:
                assert (
                    answer_kind("matrix_expression", formula, **settings).judge(formula).score == 1
                )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("y", "x: n; g: n", "z = exp(x)", "g"), "there is no 'y'; there are x, g, z"),
        (("x", "x: n", "z = exp(x)"), "z is (n), no number: say the gradient in it"),
        (("x", "x: n; g: m", "z = exp(x)", "g"), "the gradient 'g' is (m), and z is (n)"),
        (("x", "x: n; g: n", "z = exp(", "g"), "defined.z = 'exp('"),
        (("x", "x: n; y: n; g: n", "z = exp(y)", "g"), "x has no part in z"),
        (("x", "x: n", "J = sum_i x_i^2"), "no gradient goes back through (sum_i"),
        (("z", "z: n; g: n", "; ".join(f"p_{i} = softmax(p_{i - 1})" for i in range(1, 30)).replace("p_0", "z"), "g"), "define values between"),
        (("A", "A: n, n", "J = det(A)"), "no gradient goes back through a determinant"),
    ],
)  # fmt: skip
def test_what_has_no_gradient_here_is_told(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        matrix_gradient(arguments[0], arguments[1], arguments[2], "".join(arguments[3:]))
