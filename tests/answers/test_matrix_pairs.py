r"""Formulas in matrices that are equal and such that are not, each decided by hand before it was judged.

Derivatives of linear layers in three layouts, of losses, of two layers, of the softmax, of convolutions
as matrices, of normalisation and of attention; and identities of products, traces, inverses and norms.
"""

from typing import Any, NamedTuple

import pytest

from quizgen.answers import answer_kind
from quizgen.answers.kind import FAILED


class Family(NamedTuple):
    """A key, formulas that are equal to it, and formulas that can be read and are not."""

    title: str
    settings: dict[str, Any]
    key: str
    equal: tuple[str, ...]
    unequal: tuple[str, ...]


LINEAR = {"shapes": {"W": "m, n", "x": "n", "b": "m", "g": "m"}}
ROWS = {"shapes": {"W": "n, m", "x": "1, n", "b": "1, m", "g": "1, m"}}
TORCH = {"shapes": {"W": "m, n", "x": "1, n", "b": "1, m", "g": "1, m"}}
BATCH = {"shapes": {"W": "d, m", "X": "n, d", "b": "1, m", "G": "n, m"}}
SQUARES = {"shapes": {"X": "n, d", "w": "d", "y": "n", "lambda": "", "D": "n, n", "I_0": "d, d"}}
DEEP = {
    "shapes": {"W_1": "m, d", "W_2": "k, m", "x": "d", "b_1": "m", "b_2": "k", "y": "k"},
    "functions": ["sigma"],
    "defined": {"z_1": "W_1 x + b_1", "h_1": "sigma(z_1)", "z_2": "W_2 h_1 + b_2"},
}
SIGMOID = {
    "shapes": {"X": "n, d", "w": "d", "y": "n", "g": "n", "z": "n"},
    "functions": {"sigma": "sigmoid"},
}
SOFTMAX = {"shapes": {"z": "k", "g": "k", "y": "k"}, "defined": {"p": "softmax(z)"}}
CONV = {"shapes": {"T": "u, d", "x": "d", "g": "u", "X": "u, p", "k": "p"}}
NORM = {
    "shapes": {"x": "n", "g": "n", "c": "n", "s": "", "gamma": "n"},
    "defined": {"mu": "mean(x)", "v": "(x - mu) / s"},
}
ATTENTION = {
    "shapes": {"Q": "n, d", "K": "m, d", "V": "m, p", "G": "n, p", "D": "n, m"},
    "defined": {"S": "Q K^T / sqrt(d)", "A": "softmax(S)"},
}
SQUARE = {"shapes": {"A": "n, n", "B": "n, n", "C": "n, n", "x": "n", "y": "n", "a": "", "c": ""}}
MIXED = {"shapes": {"A": "m, n", "B": "n, k", "C": "k, m", "x": "n", "y": "n", "u": "m", "w": "n"}}

FAMILIES = (
    Family(
        "linear, weights, column", LINEAR, "g x^T",
        (
            "g x^T", "g @ x.T", "gx^T", r"g x^\top", r"\mathbf{g}\mathbf{x}^{\top}", "g x'", "g * x'", "g xᵀ", "np.outer(g, x)",
            "outer(g, x)", "g ⊗ x", "(x g^T)^T", "transpose(x g^T)", "g · x^T", r"g \cdot x^T", "-(-g) x^T", "(2 g) x^T / 2",
            "diag(g) 1_m x^T", "dL/dW = g x^T", r"\nabla_W J = g x^{\mathsf{T}}", "g @ np.transpose(x)", "$g x^T$",
        ),
        (
            "x g^T", "g^T x", "x^T g", "g x", "g ⊙ x", "-g x^T", "2 g x^T", "W g x^T", "g", "W", "b x^T", "W x x^T", "g + x^T", "g x^T x",
            "g g^T W", "(g x^T)^T",
        ),
    ),
    Family(
        "linear, inputs, column", LINEAR, "W^T g",
        (
            "W^T g", "W.T @ g", "W' * g", "Wᵀg", "(g^T W)^T", "np.dot(W.T, g)", "W.T.dot(g)", "transpose(W) g", r"W^{\intercal} g",
            "W^T (g + b) - W^T b", "W^T (W x) + W^T (g - W x)", "W^T I g", "W^T diag(g) ones(m)", "1/2 (W^T g + (g^T W)^T)", "W^{T} g",
            "sum(W .* (g 1^T), axis=0)", "diag(W^T g 1^T)",
        ),
        (
            "W g", "g^T W", "g W^T", "W^T b", "W^T W x", "W^{-1} g", "W^T ⊙ g", "W^T + g", "W^T g^T", "W^T g x^T x", "-W^T g", "W^T (g - b)",
            "x", "W^T 1_m",
        ),
    ),
    Family(
        "linear, weights, rows", ROWS, "x^T g",
        ("x^T g", "x.T @ g", "x' g", "(g^T x)^T", "np.outer(x, g)", "x^T (g + b) - x^T b", "outer(x, g)", "x^T * g"),
        ("g^T x", "g x^T", "x g^T", "x g", "x^T b", "x^T x W", "-x^T g", "x^T ⊙ g^T"),
    ),
    Family(
        "linear, inputs, rows", ROWS, "g W^T",
        ("g W^T", "g @ W.T", "(W g^T)^T", "g W'", "g · W^T", "g * W^T"),
        ("W g^T", "g W", "W^T g", "g^T W", "b W^T", "x W W^T", "W^T g^T"),
    ),
    Family(
        "linear, PyTorch's layout", TORCH, "g^T x",
        ("g^T x", "g.T @ x", "(x^T g)^T", "outer(g, x)", "(x.T @ g).T"),
        ("x^T g", "x g^T", "g x^T", "g^T x W^T W", "W", "g W"),
    ),
    Family(
        "batch, weights", BATCH, "X^T G",
        ("X^T G", "X.T @ G", "(G^T X)^T", "X' * G", r"\boldsymbol{X}^\top \boldsymbol{G}", "X^T (G - 1 b) + X^T 1 b", "X^T I_n G"),
        ("G^T X", "X G", "X^T G / n", "X^T 1 b", "X ⊙ G", "X^T X W", "G X^T", "X^T (G + 1 b)", "-X^T G"),
    ),
    Family(
        "batch, biases", BATCH, "1^T G",
        ("1^T G", "ones(n)^T G", "np.sum(G, axis=0)", "G.sum(axis=0)", "np.sum(G, axis=0, keepdims=True)", r"\mathbf{1}^\top G", "1_n^T G",
         "(G^T 1)^T", "n * mean(G, axis=0)", "G.sum(0)", "np.ones((n, 1)).T @ G", "𝟏ᵀ G"),
        ("G^T 1", "sum(G)", "mean(G, axis=0)", "G", "1^T G / n", "sum(G, axis=1)", "1^T X", "1^T X W", "b", "1^T (G + 1 b)", "1^T G G^T G"),
    ),
    Family(
        "batch, inputs", BATCH, "G W^T",
        ("G W^T", "G @ W.T", "(W G^T)^T", "G W'"),
        ("W^T G", "G W", "W G^T", "G ⊙ W", "X W W^T", "G W^{-1}", "G W^T / n"),
    ),
    Family(
        "least squares, mean", SQUARES, "2/n * X^T (X w - y)",
        (
            "2/n X^T (X w - y)", r"\frac{2}{n} X^\top (Xw - y)", "2 X^T (X w - y) / n", "-2/n X^T (y - X w)", "(2/n) * X.T @ (X @ w - y)",
            "2/n (X^T X w - X^T y)", "2/n ((X w - y)^T X)^T", r"\frac{2}{n}\left(X^\top X w - X^\top y\right)", "(1/n) (2 X^T X w - 2 X^T y)",
            "X^T (X w - y) * (2/n)", "0.5 * 4/n X^T (Xw-y)",
        ),
        (
            "X^T (X w - y)", "2 X^T (X w - y)", "2/n X^T (y - X w)", "2/n (X w - y)^T X", "2/n X (X w - y)", "2/d X^T (X w - y)",
            "2/n X^T (X w + y)", "1/n X^T (X w - y)", "2/n X^T X w - y", "2/n X^T X w", "2/n (X^T X)^{-1} X^T y", "(2/n) (X w - y)",
            "2/n^2 X^T (X w - y)", "2 n X^T (X w - y)",
        ),
    ),
    Family(
        "ridge", SQUARES, "X^T (X w - y) + lambda w",
        (
            "X^T (X w - y) + λ w", "(X^T X + lambda I) w - X^T y", r"(X^\top X + \lambda \mathbf{I}) w - X^\top y", "λ w - X^T (y - X w)",
            "X.T @ (X @ w - y) + lambda * w", "(X^T X + lambda eye(d)) w - X^T y", "X^T X w + lambda w - X^T y",
        ),
        (
            "X^T (X w - y) + 2 lambda w", "X^T (X w - y) - lambda w", "X^T (X w - y)", "X^T (X w - y + lambda w)", "X^T (X w - y) + lambda",
            "X^T (X w - y) + lambda ones(d)", "(X^T X + lambda) w - X^T y", "(X X^T + lambda I) w - X^T y", "X^T (X w - y) + lambda w^T w",
        ),
    ),
    Family(
        "weighted squares", SQUARES, "(X^T D X)^{-1} X^T D y",
        ("(X^T D X)^{-1} X^T D y", "inv(X^T D X) X^T D y", "np.linalg.inv(X.T @ D @ X) @ X.T @ D @ y", "(X^T D X)^{-1} (X^T (D y))",
         "(X^T D^T X)^{-T} X^T D y", "(X^T (2 D) X)^{-1} X^T (2 D) y"),
        ("(X^T X)^{-1} X^T y", "(X^T D X) X^T D y", "(X^T D X)^{-1} X^T y", "X^T D y", "(X D X^T)^{-1} X^T D y", "(X^T D X)^{-T} X^T D y",
         "X^{-1} y"),
    ),
    Family(
        "two layers, outer weights", DEEP, "(z_2 - y) h_1^T",
        ("(z_2 - y) h_1^T", "(W_2 h_1 + b_2 - y) h_1^T", "(z_2 - y) sigma(z_1)^T", "(z_2 - y) σ(W_1 x + b_1)ᵀ", r"(z^{(2)} - y) {h^{(1)}}^\top",
         "(W_2 sigma(W_1 x + b_1) + b_2 - y) sigma(W_1 x + b_1)^T", "-(y - z_2) h_1^T", "outer(z_2 - y, h_1)"),
        ("h_1 (z_2 - y)^T", "(y - z_2) h_1^T", "(z_2 - y) x^T", "z_2 h_1^T", "(z_2 - y) z_1^T", "(W_2 h_1 - y) h_1^T", "(z_2 - y) h_1",
         "(z_2 - y) sigma'(z_1)^T"),
    ),
    Family(
        "two layers, hidden", DEEP, "W_2^T (z_2 - y) .* sigma'(z_1)",
        (
            "W_2^T (z_2 - y) ⊙ σ'(z_1)", "(W_2.T @ (z_2 - y)) * sigma'(z_1)", "sigma'(z_1) ⊙ (W_2^T (z_2 - y))", r"\sigma'(z_1) \odot W_2^\top (z_2 - y)",
            "diag(sigma'(z_1)) W_2^T (z_2 - y)", r"\operatorname{diag}(\sigma'(z_1)) W_2^\top (z_2 - y)", "(W_2^T z_2 - W_2^T y) .* sigma'(W_1 x + b_1)",
            "((z_2 - y)^T W_2 diag(sigma'(z_1)))^T", "sigma'(z_1) .* W_2' * (z_2 - y)", r"W_2^\top (z_2-y) \circ \sigma^\prime(z_1)",
            "W_2ᵀ (z₂ − y) ⊙ σ′(z₁)",
        ),
        (
            "W_2^T (z_2 - y) ⊙ σ(z_1)", "W_2^T (z_2 - y)", "W_2^T (z_2 - y) sigma'(z_1)", "W_2^T ((z_2 - y) ⊙ sigma'(z_2))", "W_2 (z_2 - y) ⊙ sigma'(z_1)",
            "W_2^T (y - z_2) ⊙ σ'(z_1)", "W_2^T (z_2 - y) + sigma'(z_1)", "W_2^T (z_2 - y) ⊙ σ'(h_1)", "W_2^T (z_2 - y) ⊙ σ'(x)",
            "W_2^T (z_2 - y) ⊙ h_1 ⊙ (1 - h_1)", "(W_2^T (z_2 - y))^T sigma'(z_1)", "W_2^T z_2 ⊙ σ'(z_1)", "W_2^T (z_2 - y) ⊙ σ''(z_1)",
        ),
    ),
    Family(
        "two layers, inner weights", DEEP, "(W_2^T (z_2 - y) .* sigma'(z_1)) x^T",
        ("(W_2^T (z_2 - y) ⊙ σ'(z_1)) x^T", "diag(σ'(z_1)) W_2^T (z_2 - y) x^T", "W_2^T (z_2 - y) ⊙ σ'(z_1) x^T", "(W_2^T (z_2 - y) x^T) ⊙ (σ'(z_1) 1^T)",
         "(x (W_2^T (z_2 - y) ⊙ σ'(z_1))^T)^T", "((W_2.T @ (z_2 - y)) * sigma'(z_1)) @ x.T"),
        ("W_2^T (z_2 - y) x^T", "x (W_2^T (z_2 - y) ⊙ σ'(z_1))^T", "(W_2^T (z_2 - y) ⊙ σ'(z_1)) h_1^T", "(W_2^T (z_2 - y) ⊙ σ(z_1)) x^T",
         "W_2^T (z_2 - y) ⊙ σ'(z_1)", "W_2^T ((z_2 - y) ⊙ σ'(z_1)) x^T"),
    ),
    Family(
        "sigmoid's slope", SIGMOID, "g .* sigma'(z)",
        ("g ⊙ σ'(z)", "g ⊙ σ(z) ⊙ (1 - σ(z))", "g * sigma(z) * (1 - sigma(z))", "diag(σ(z) ⊙ (1 - σ(z))) g", "g .* sigma(z) .* sigma(-z)",
         "g ⊙ (σ(z) - σ(z)^2)", "g ⊙ exp(-z) / (1 + exp(-z))^2", "g ⊙ σ(z) ⊙ (1_n - σ(z))", "g ⊙ (1 - tanh(z/2)^2) / 4"),
        ("g ⊙ σ(z)", "g ⊙ (1 - σ(z))", "g ⊙ σ(z) ⊙ (1 + σ(z))", "g ⊙ z ⊙ (1 - z)", "g ⊙ σ(z) (1 - σ(z))^T", "σ(z) ⊙ (1 - σ(z))", "g ⊙ (1 - σ(z)^2)"),
    ),
    Family(
        "logistic regression", SIGMOID, "X^T (sigma(X w) - y)",
        ("X^T (sigma(X w) - y)", "X^T (sigmoid(X w) - y)", "-X^T (y - sigma(Xw))", "X.T @ (sigma(X @ w) - y)", "X^T (1/(1 + exp(-X w)) - y)",
         "X^T (1 - y - sigma(-X w))", "X^T (1/2 + tanh(X w / 2)/2 - y)", r"X^\top\left(\sigma(Xw) - y\right)"),
        ("X^T (y - sigma(X w))", "X^T (X w - y)", "X (sigma(X w) - y)", "(sigma(X w) - y)^T X", "X^T (sigma(X w) - y) / n", "X^T (sigma'(X w) - y)",
         "X^T ((sigma(X w) - y) ⊙ sigma'(X w))", "X^T (sigma(X w) + y)", "sigma(X w) - y", "X^T (tanh(X w) - y)"),
    ),
    Family(
        "softmax, Jacobian", SOFTMAX, "diag(p) - p p^T",
        ("diag(p) - p p^T", r"\operatorname{diag}(p) - p p^\top", "np.diag(p) - np.outer(p, p)", "diag(p) (I - 1 p^T)", "diag(softmax(z)) - softmax(z) p^T",
         "(I - p 1^T) diag(p)", "diag(exp(z)) / sum(exp(z)) - p p^T", "diag(p) - p ⊗ p", "(diag(p) - p p^T)^T", "(p 1^T) ⊙ (I - 1 p^T)"),
        ("diag(p) + p p^T", "p p^T - diag(p)", "diag(p)", "diag(p) - p^T p", "I - p p^T", "diag(p) - p ⊙ p", "p ⊙ (1 - p)", "diag(p ⊙ (1 - p))", "diag(z) - z z^T",
         "diag(p) (I - p 1^T)"),
    ),
    Family(
        "softmax, backward", SOFTMAX, "(diag(p) - p p^T) g",
        ("p ⊙ g - p (p^T g)", "p ⊙ (g - p^T g)", "p * (g - p @ g)", "p .* g - p*p'*g", r"p \odot (g - (p^\top g) \mathbf{1})", "p ⊙ (g - sum(p ⊙ g))",
         "diag(p) g - p p^T g", "p * (g - np.sum(p * g))", "p ⊙ (g - dot(p, g))", r"p \odot (g - \langle p, g \rangle)", "p ⊙ (g - sum_i p_i g_i)",
         "(p ⊙ g) - p \\sum_{i=1}^{k} p_i g_i"),
        ("p ⊙ g", "p ⊙ (g + p^T g)", "p ⊙ (g - mean(g))", "p ⊙ (g - sum(g))", "p ⊙ (1 - p) ⊙ g", "g - p (p^T g)", "p ⊙ g - p ⊙ p ⊙ g", "p - y", "p ⊙ (g - z^T g)",
         "(diag(p) + p p^T) g", "p^T (g - p^T g)"),
    ),
    Family(
        "softmax with cross-entropy", SOFTMAX, "p * sum(y) - y",
        ("sum(y) p - y", "(1^T y) p - y", "p 1^T y - y", "p (y^T 1) - y", "-(y - sum(y) softmax(z))", "exp(z) sum(y)/sum(exp(z)) - y", "-(I - p 1^T) y"),
        ("p - y", "y - p", "sum(y) p + y", "p ⊙ (p - y)", "sum(p) p - y", "sum(y) z - y", "k p - y"),
    ),
    Family(
        "convolution as a matrix, inputs", CONV, "T^T g",
        ("T^T g", "T.T @ g", "(g^T T)^T", "T' * g", r"\mathbf{T}^{\top} g", "T^T diag(g) 1", "T^T (g - T x) + T^T T x"),
        ("T g", "g T", "T^T x", "g^T T", "T^T T x", "T^T ⊙ g", "X^T g", "2 T^T g", "(T^T T)^{-1} T^T g"),
    ),
    Family(
        "convolution, kernel from windows", CONV, "X^T g",
        ("X^T g", "X.T @ g", "(g^T X)^T", "sum(X .* (g 1^T), axis=0)", "np.dot(X.T, g)", "X^T I g"),
        ("X g", "g^T X", "T^T g", "X^T X k", "mean(X ⊙ (g 1^T), axis=0)", "X^T g / u", "X^T g + k", "k"),
    ),
    Family(
        "convolution, slope of the sum of squares", CONV, "2 X^T (X k - g)",
        ("2 X^T (X k - g)", "2 X^T X k - 2 X^T g", "-2 X^T (g - X k)", "((X k - g)^T X + (X k - g)^T X)^T"),
        ("X^T (X k - g)", "2 (X k - g)", "2 X^T (X k + g)", "2 X^T X k - 2 g", "2 X (X k - g)"),
    ),
    Family(
        "normalisation, inputs", NORM, "(g - mean(g) - v * mean(g .* v)) / s",
        (
            "1/s (g - mean(g) - v mean(v ⊙ g))", "(g - 1^T g / n - v (v^T g) / n) / s", "(n g - sum(g) - v (v^T g)) / (n s)",
            r"\frac{1}{s}\left(g - \frac{1}{n} \mathbf{1}\mathbf{1}^\top g - \frac{1}{n} v v^\top g\right)", "(I - 1 1^T / n - v v^T / n) g / s",
            "(g - np.mean(g) - v * np.mean(g * v)) / s", "(g - mean(g) - (x - mean(x)) mean(g ⊙ (x - mu)) / s^2) / s",
            "1/(n s) (n g - 1 1^T g - v v^T g)",
        ),
        (
            "g / s", "(g - mean(g)) / s", "(g - v mean(g ⊙ v)) / s", "g - mean(g) - v mean(g ⊙ v)", "(g - mean(g) + v mean(g ⊙ v)) / s",
            "(g - sum(g) - v sum(g ⊙ v)) / s", "(g - mean(g) - v ⊙ g ⊙ v / n) / s", "(g - mean(g) - v mean(g)) / s", "(g - mean(g) - x mean(g ⊙ x)) / s",
            "s (g - mean(g) - v mean(g ⊙ v))",
        ),
    ),
    Family(
        "normalisation, scale", NORM, "gamma .* v + c",
        ("γ ⊙ v + c", "diag(gamma) v + c", "gamma ⊙ (x - mu) / s + c", "gamma * (x - np.mean(x)) / s + c", "c + v ⊙ γ", r"\gamma \odot \frac{x - \mu}{s} + c"),
        ("gamma v + c", "γ ⊙ (v + c)", "γ ⊙ x + c", "γ + v ⊙ c", "γ^T v + c", "γ ⊙ (x - mu) + c", "gamma ⊙ (x - sum(x)) / s + c"),
    ),
    Family(
        "centring", NORM, "x - mean(x)",
        ("x - mean(x)", "x - mu", "x - 1 1^T x / n", "(I - 1 1^T / n) x", "x - sum(x)/n", "s v", "x - 1/n sum_i x_i", "(I - ones(n, n)/n) x"),
        ("x - sum(x)", "x + mean(x)", "v", "(I - 1 1^T) x", "x - mean(g)", "x ⊙ mean(x)", "mean(x) - x"),
    ),
    Family(
        "attention, values", ATTENTION, "A^T G",
        ("A^T G", "softmax(S)^T G", "softmax(Q K^T / sqrt(d))^T G", "A.T @ G", "(G^T A)^T", r"A^\top G"),
        ("A G", "G A", "G^T A", "S^T G", "Q^T G", "A^T V", "A^T G / sqrt(d)", "A^{-1} G"),
    ),
    Family(
        "attention, queries", ATTENTION, "D K / sqrt(d)",
        ("D K / sqrt(d)", r"\frac{1}{\sqrt{d}} D K", r"\frac{D K}{\sqrt{d}}", "D @ K / np.sqrt(d)", "(K^T D^T)^T / sqrt(d)", "d^{-1/2} D K", "D K √d / d",
         "D (K / sqrt(d))"),
        ("D K", "D K / d", "D^T K / sqrt(d)", "D K^T / sqrt(d)", "K D / sqrt(d)", "D K sqrt(d)", "D Q / sqrt(d)", "D K / sqrt(m)", "A K / sqrt(d)"),
    ),
    Family(
        "attention, keys", ATTENTION, "D^T Q / sqrt(d)",
        ("D^T Q / sqrt(d)", "(Q^T D)^T / sqrt(d)", r"\tfrac{1}{\sqrt{d}} D^\top Q", "D.T @ Q / np.sqrt(d)"),
        ("D Q / sqrt(d)", "Q^T D / sqrt(d)", "D^T Q", "D^T K / sqrt(d)", "D^T G / sqrt(d)", "A^T Q / sqrt(d)"),
    ),
    Family(
        "attention, scores", ATTENTION, "A .* (D - (A .* D) ones(m) ones(m)^T)",
        ("A ⊙ (D - (A ⊙ D) 1_m 1_m^T)", "A * (D - np.sum(A * D, axis=1, keepdims=True))", "A ⊙ D - A ⊙ ((A ⊙ D) 1 1^T)", "A ⊙ D - diag((A ⊙ D) 1) A",
         "A ⊙ (D - diag(A D^T) 1^T)"),
        ("A ⊙ D", "A ⊙ (D + (A ⊙ D) 1_m 1_m^T)", "A ⊙ (D - sum(A ⊙ D))", "A ⊙ (1 - A) ⊙ D", "D - (A ⊙ D) 1 1^T", "A ⊙ D - (A ⊙ D) 1 1^T",
         "A ⊙ (D - 1 1^T (A ⊙ D))"),
    ),
    Family(
        "quadratic form", SQUARE, "(A + A^T) x",
        ("(A + A^T) x", "A x + A^T x", "A x + (x^T A)^T", "(A + A') * x", "A @ x + A.T @ x", "A^T x + A x"),
        ("2 A x", "A x", "(A - A^T) x", "x^T (A + A^T)", "2 A^T x", "A A^T x", "x^T A x", "(A + A^T)"),
    ),
    Family(
        "product and Hadamard product", SQUARE, "A B .* C",
        ("(A B) ⊙ C", "A @ B * C", "np.matmul(A, B) * C", "(A*B) .* C", "C ⊙ (A B)", "(A @ B) ⊙ C"),
        ("A (B ⊙ C)", "A ⊙ (B C)", "A B C", "A ⊙ B ⊙ C", "B A ⊙ C", "A * (B @ C)", "(B^T A^T) ⊙ C", "A B + C"),
    ),
    Family(
        "inverse of a product", SQUARE, "(A B)^{-1}",
        ("(A B)^{-1}", "B^{-1} A^{-1}", "inv(B) @ inv(A)", "inv(A @ B)", "(A^{-T} B^{-T})^T", "(B^T A^T)^{-T}", "B^-1 A^-1", "(A B)^{-2} A B"),
        ("A^{-1} B^{-1}", "(B A)^{-1}", "(A B)^T", "A B", "A^{-1} + B^{-1}", "(A + B)^{-1}", "B^T A^T", "A^{-1} ⊙ B^{-1}"),
    ),
    Family(
        "gradient of a determinant's logarithm", SQUARE, "A^{-T}",
        ("A^{-T}", "(A^{-1})^T", "(A^T)^{-1}", "inv(A).T", "np.linalg.inv(A).T", r"A^{-\top}", "det(A) A^{-T} / det(A)", "(A A^T)^{-1} A"),
        ("A^{-1}", "A^T", "A", "det(A) A^{-T}", "-A^{-T}", "1/det(A)", "A^{-1} A^T"),
    ),
    Family(
        "square of a matrix", SQUARE, "A^2",
        ("A^2", "A A", "A @ A", "A.dot(A)", "(A^T A^T)^T", "A^3 A^{-1}", "np.matmul(A, A)"),
        ("A ⊙ A", "A.^2", "A^T A", "2 A", "A^3", "A A^T"),
    ),
    Family(
        "trace of a product", MIXED, "trace(A B C)",
        ("tr(A B C)", "trace(B C A)", "tr(C A B)", "trace((A B C)^T)", "np.trace(A @ B @ C)", "sum(A^T ⊙ (B C))", "tr((B C) A)",
         r"\operatorname{tr}(A B C)", "1^T ((A B) ⊙ C^T) 1"),
        ("tr(B A C)", "tr(A B)", "A B C", "sum(A B C)", "tr(A B C) / m", "det(A B C)", "tr(A) tr(B C)", "-tr(A B C)", "tr(A^T B C)"),
    ),
    Family(
        "inner product", MIXED, "x^T y",
        ("x^T y", "y^T x", "x · y", "x @ y", "dot(x, y)", "np.dot(x, y)", "np.inner(x, y)", r"\langle x, y \rangle", "sum(x * y)", "sum_i x_i y_i", r"\sum_{i=1}^n x_i y_i",
         r"\sum_i x_i \cdot y_i", "tr(x y^T)", "1^T (x ⊙ y)", "∑_i x_i y_i", "x' y", "tr(y x^T)", "⟨x, y⟩"),
        ("x y^T", "x ⊙ y", "x^T w", "sum(x) sum(y)", "sum_i x_i", "x^T x", "mean(x ⊙ y)", "sum_i sum_j x_i y_j", "x^T y / n", "-x^T y", "norm(x) norm(y)", "x + y"),
    ),
    Family(
        "entry of a product", MIXED, "u^T A x",
        ("u^T A x", "sum_i sum_j u_i A_{ij} x_j", r"\sum_{i,j} u_i A_{i,j} x_j", r"\sum_{i=1}^{m} \sum_{j=1}^{n} A_{ij} u_i x_j", "x^T A^T u", "sum((u x^T) ⊙ A)",
         "tr(A x u^T)", "sum_i u_i (A x)_i", "u.T @ A @ x", "dot(u, A x)"),
        ("u^T A^T x", "sum_i sum_j A_{ij}", "A x", "sum_i sum_j u_j A_{ij} x_i", "u A x", "u^T A", "sum(A) sum(u) sum(x)", "u^T A y"),
    ),
    Family(
        "norms", MIXED, "norm(x - y)^2",
        ("‖x - y‖^2", r"\|x - y\|^2", r"\lVert x - y \rVert_2^2", "(x - y)^T (x - y)", "||x - y||^2", "x^T x - 2 x^T y + y^T y", "np.linalg.norm(x - y)**2", "sum((x - y)**2)",
         "norm(x)^2 + norm(y)^2 - 2 x^T y", "sum((x - y).^2)", "tr((x - y)(x - y)^T)", "‖y − x‖²"),
        ("‖x - y‖", "x^T x + y^T y", "x^T x - x^T y + y^T y", "(x - y)^2", "‖x‖^2 - ‖y‖^2", "|x - y|^2", "‖x + y‖^2", "(x - y)(x - y)^T", "sum(x - y)^2", "‖x - y‖_1^2"),
    ),
    Family(
        "gradient of a norm", MIXED, "x / norm(x)",
        (r"\frac{x}{\|x\|}", "x / ‖x‖", "x / sqrt(x^T x)", "x / np.linalg.norm(x)", "(x^T x)^{-1/2} x", r"\frac{1}{\lVert x \rVert_2} x"),
        ("x", "x / ‖x‖^2", "x / ‖y‖", "2 x", "x / sum(x)", "x^T / ‖x‖", "x / ‖x‖_1", "1 / ‖x‖", "x ‖x‖"),
    ),
    Family(
        "diagonals", MIXED, "diag(x) y",
        ("x ⊙ y", "diag(x) y", "y ⊙ x", "diag(y) x", "x * y", "x .* y", "np.diag(x) @ y", "diag(x y^T)", r"x \odot y", "x ∘ y", "diag(x) diag(y) 1"),
        ("x y^T", "x^T y", "diag(x y)", "x + y", "diag(x)", "x ⊙ x", "x ⊙ w", "diag(x) + y", "y^T diag(x)"),
    ),
)  # fmt: skip

PAIRS = [
    (family, text, right)
    for family in FAMILIES
    for right, texts in ((True, family.equal), (False, family.unequal))
    for text in texts
]


def test_there_are_many_pairs_of_both_sorts() -> None:
    assert sum(right for *_, right in PAIRS) >= 250
    assert sum(not right for *_, right in PAIRS) >= 250


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.title)
def test_formulas_are_equal_or_not(family: Family) -> None:
    kind = answer_kind("matrix_expression", family.key, **family.settings)
    wrongly = []
    for text, right in [(t, True) for t in family.equal] + [(t, False) for t in family.unequal]:
        verdict = kind.judge(text)
        assert FAILED not in verdict.feedback
        if (verdict.status == "correct") != right or verdict.status == "unreadable":
            wrongly.append((text, right, verdict))
    assert wrongly == []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.title)
def test_readings_are_read_as_what_they_are(family: Family) -> None:
    """What is said to have been read has the verdict of what was typed."""
    kind = answer_kind("matrix_expression", family.key, **family.settings)
    for text in (*family.equal, *family.unequal):
        verdict = kind.judge(text)
        assert kind.judge(verdict.reading).status == verdict.status, (text, verdict.reading)


@pytest.mark.again
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.title)
def test_every_slip_of_every_formula_can_be_looked_for(family: Family) -> None:
    """A formula with one change may fit nowhere: then it is no slip, and no failure."""
    for key in (family.key, *family.equal, *family.unequal):
        try:
            kind = answer_kind("matrix_expression", key, **family.settings)
        except ValueError:
            continue  # an unequal formula whose shapes do not fit
        verdict = kind.judge("0")  # no slip: all of them are computed
        assert FAILED not in verdict.feedback, key
