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
        (("A", "A: n, m; B: m, k; C: n, k", "J = sum_i sum_k sum_j A_ij B_jk C_ik"), "a product with three indices has no gradient here"),
        (("A", "A: n, n; G: n, n", "Y = A^7", "G"), "no gradient goes back through A^7: write it with products"),
        (("z", "z: n; g: n", "; ".join(f"p_{i} = softmax(p_{i - 1})" for i in range(1, 30)).replace("p_0", "z"), "g"), "define values between"),
    ],
)  # fmt: skip
def test_what_has_no_gradient_here_is_told(arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        matrix_gradient(arguments[0], arguments[1], arguments[2], "".join(arguments[3:]))


# Sums over indices, and the same number as this test's own reader computes it.
SUMS = {
    "inner product": ("x: n; y: n", "sum_i x_i y_i", "x^T @ y"),
    "squared error": ("x: n; y: n", "1/n sum_i (x_i - y_i)^2", "1/n * norm(x - y).^2"),
    "sums of columns": ("X: n, d; b: d", "sum(sum(exp(X), 0)^T .* b)", "ones(n)^T @ exp(X) @ b"),
    "sums of rows": ("X: n, d; c: n", "c^T @ sum(exp(X), 1)", "c^T @ exp(X) @ ones(d)"),
    "means of columns": ("X: n, d; b: d", "sum(mean(exp(X), 0)^T .* b)", "ones(n)^T @ exp(X) @ b / n"),
    "means of rows": ("X: n, d; c: n", "c^T @ mean(exp(X), 1)", "c^T @ exp(X) @ ones(d) / d"),
    "mean of all": ("X: n, d", "mean(exp(X))", "sum(exp(X)) / (n * d)"),
    "mean of a column": ("x: n; y: n", "mean(x .* x .* y)", "sum(x .* x .* y) / n"),
    "mean of a row": ("x: 1, n", "mean(x .* x)", "sum(x .* x) / n"),
    "of a row": ("x: 1, n; y: n", "sum_i x_i y_i", "x @ y"),
    "all entries": ("W: m, n", "sum_i sum_j W_ij^2", "sum(W .* W)"),
    "bilinear": ("u: m; W: m, n; x: n", "sum_i sum_j u_i W_ij x_j", "u^T @ W @ x"),
    "the other order": ("u: m; W: m, n; x: n", "sum_j sum_i u_i W_ij x_j", "u^T @ W @ x"),
    "least squares": ("y: m; W: m, n; x: n", "sum_i (y_i - sum_j W_ij x_j)^2", "norm(y - W @ x).^2"),
    "a sum in a sum": ("u: m; W: m, n; x: n", "sum_j x_j^2 sum_i u_i W_ij", "u^T @ W @ (x .* x)"),
    "divergence": ("x: n; y: n", "sum_i exp(x_i) / (1 + y_i^2)", "sum(exp(x) ./ (ones(n) + y .* y))"),
    "centred": ("X: n, d; b: d", "sum_i sum_j (X_ij - b_j)^2 / n", "sum((X - ones(n) @ b^T) .* (X - ones(n) @ b^T)) / n"),
    "of rows": ("X: n, d; b: n", "sum_i b_i sum_j X_ij", "b^T @ (X @ ones(d))"),
    "weighted": ("X: n, d; b: n; c: d", "sum_i sum_j (b_i + c_j) X_ij", "sum((b @ ones(d)^T + ones(n) @ c^T) .* X)"),
    "a constant": ("a: ; x: n", "sum_i (a + x_i)^2", "norm(a * ones(n) + x).^2"),
    "a constant of all entries": ("a: ; X: n, d", "sum_i sum_j (a + X_ij)^2", "sum((a * ones(n) @ ones(d)^T + X) .* (a * ones(n) @ ones(d)^T + X))"),
    "one less": ("X: n, d", "sum_i sum_j (X_ij - 1)^2", "sum((X - ones(n) @ ones(d)^T) .* (X - ones(n) @ ones(d)^T))"),
    "one less, columns first": ("X: n, d", "sum_j sum_i (1 - X_ij)^2", "sum((X - ones(n) @ ones(d)^T) .* (X - ones(n) @ ones(d)^T))"),
    "a number so often": ("a: ; x: n; y: d", "sum_i (sum_j a^2 y_j + x_i)", "n * a .* a * sum(y) + sum(x)"),
    "three columns": ("x: n; y: n; z: n", "sum_i x_i y_i z_i", "sum(x .* y .* z)"),
    "two columns beside a matrix": ("x: n; y: d; X: n, d", "sum_i sum_j x_i y_j X_ij^2", "x^T @ (X .* X) @ y"),
    "columns first": ("x: n; y: d; X: n, d", "sum_j y_j sum_i X_ij x_i", "x^T @ X @ y"),
    "two indices alone": ("x: n; y: d", "sum_i sum_j exp(x_i y_j)", "sum(exp(x @ y^T))"),
    "quotients of entries": ("X: n, d; b: n", "sum_i sum_j X_ij / (2 + b_i^2)", "sum(X ./ ((2 * ones(n) + b .* b) @ ones(d)^T))"),
    "quotients the other way": ("X: n, d; c: d", "sum_i sum_j c_j / (1 + X_ij^2)", "sum((ones(n) @ c^T) ./ (ones(n) @ ones(d)^T + X .* X))"),
    "the negative of a product": ("X: n, d; b: n; c: d", "sum_i sum_j -(b_i X_ij c_j)^2", "-sum((b @ c^T) .* X .* (b @ c^T) .* X)"),
    "entries turned": ("A: n, n; x: n", "sum_i sum_j x_i A_ji x_j^2", "(x .* x)^T @ A @ x"),
    "outer product": ("u: m; x: m; y: n; z: n", "u^T @ outer(x, y) @ z", "u^T @ (x @ y^T) @ z"),
    "entries of an outer product": ("A: m, n; x: m; y: n", "sum(A .* outer(x, y) .* outer(x, y))", "sum(A .* (x @ y^T) .* (x @ y^T))"),
    "logistic": ("X: n, d; w: d; y: n", "sum_i sqrt(1 + exp(-y_i sum_j X_ij w_j))", "sum(sqrt(ones(n) + exp(-(y .* (X @ w)))))"),
}  # fmt: skip

# What the reader of the tests has no word for.
ALONG = {
    r"sum\((.+), axis=0\)": r"(ones(n)^T @ (\1))",
    r"mean\((.+), axis=0\)": r"(ones(n)^T @ (\1) / n)",
    r"sum\((.+), axis=1\)": r"((\1) @ ones(d))",
    r"mean\((.+), axis=1\)": r"((\1) @ ones(d) / d)",
}


@pytest.mark.parametrize("case", SUMS)
def test_sums_over_indices(case: str) -> None:
    shapes, indexed, plain = SUMS[case]
    sizes = SIZES[0]
    torch.manual_seed(1)
    names: dict[str, Any] = {
        name: torch.tensor(float(size), dtype=torch.float64) for name, size in sizes.items()
    }
    for name, shape in table(shapes, ":").items():
        own = [sizes.get(word) or int(word) for word in re.findall(r"\w+", shape)]
        drawn = torch.rand((*own, 1)[:2] if own else (), dtype=torch.float64)
        names[name] = drawn.requires_grad_()
    value_of(plain, names).backward()
    values = {word: value.detach() for word, value in names.items()}
    for name in table(shapes, ":"):
        formula = matrix_gradient(name, shapes, f"J = {indexed}")
        formula = re.sub(r"outer\((\w), (\w)\)", r"(\1 @ \2^T)", formula)
        for written, meant in ALONG.items():
            formula = re.sub(written, meant, formula)
        found, wanted = value_of(formula, values | {"J": value_of(plain, values)}), names[name].grad
        assert found.shape == wanted.shape, (name, formula)
        assert torch.allclose(found, wanted, atol=1e-9), (name, formula)


@pytest.mark.parametrize(
    ("defined", "known"),
    [
        ("J = det(A)", "det(A) (A^-1)^T"),
        ("J = ln(det(A))", "(A^T)^-1"),
        ("J = trace(A^2)", "2 A^T"),
        ("J = x^T A^2 y", "x y^T A^T + A^T x y^T"),
        ("J = x^T A^3 y", "x y^T A^T A^T + A^T x y^T A^T + A^T A^T x y^T"),
        ("J = sum_i A_ii^2", "2 diag(diag(A))"),
        ("J = sum_i sum_j A_ij A_ji", "2 A^T"),
    ],
)
def test_determinants_powers_and_traces(defined: str, known: str) -> None:
    """As in Magnus and Neudecker (2019), chapter 9."""
    settings = {"shapes": "A: n, n; x: n; y: n", "defined": defined}
    key = matrix_gradient("A", settings["shapes"], defined)
    kind = answer_kind("matrix_expression", key, **settings)
    assert kind.judge(known).status == "correct", key
    assert kind.judge(f"{known} + A").status == "wrong"


@pytest.mark.parametrize(
    "defined", ["J = x^T @ x", "J = x^T x", "J = norm(x).^2", "J = sum(x .* x)"]
)
def test_the_square_of_a_length_is_written_once(defined: str) -> None:
    """2 x, and not x + x."""
    assert matrix_gradient("x", "x: n", defined) == "2 * x"


def test_a_gradient_of_too_many_signs_is_told() -> None:
    """A gradient that nobody writes down, though it is soon found: 301 signs and more."""
    places = range(36)
    terms = " + ".join(f"A_{i} A_{(i + 1) % 36} A_{(i + 2) % 36} x" for i in places)
    shapes = "; ".join([*(f"A_{i}: n, n" for i in places), "x: n; g: n"])
    said = "a gradient has more than 300 signs: define values between"
    with pytest.raises(ValueError, match=said):
        matrix_gradient("x", shapes, f"z = {terms}", "g")
    few = matrix_gradient("x", shapes, "z = A_1 x + A_2 x", "g")
    assert few == "(A_1^T @ g) + (A_2^T @ g)"


def test_sums_and_means_of_every_shape() -> None:
    """The gradient of a sum has the shape of what is summed, all ones; of a mean each is one over the number."""
    for shape, of_sum, of_mean in [
        ("n", "ones(n)", "ones(n) / n"),
        ("1, n", "ones(n)^T", "ones(n)^T / n"),
        ("m, n", "ones(m) @ ones(n)^T", "(ones(m) @ ones(n)^T) / (m * n)"),
        ("1, 3", "ones(3)^T", "(1/3) * ones(3)^T"),
        ("", "1", "1"),
    ]:
        for word, known in (("sum", of_sum), ("mean", of_mean)):
            found = matrix_gradient("w", f"w: {shape}", f"J = {word}(w)")
            assert found == known, (shape, word)
