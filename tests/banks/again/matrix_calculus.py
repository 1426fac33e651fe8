"""Gradients as formulas a second time: each key is put into numbers beside what autograd finds.

The functions follow the statement with random numbers, under the letters that were drawn.
"""

from typing import Any

import pytest

from tests.banks.again.formulas import gives
from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
functional = torch.nn.functional
# Lengths that are all different, by the letters of the statements; a letter has one in an exercise.
ROWS, COLUMNS, INNER, OUTER = 4, 3, 5, 2


def drawn(*sizes: int) -> Any:
    return torch.randn(*sizes, dtype=torch.float64, requires_grad=True)


def plain(number: float) -> Any:
    return torch.tensor(float(number), dtype=torch.float64)


def seeded(second: Second) -> Second:
    def computed(v: Values) -> Keys:
        torch.manual_seed(1)
        return second(v)

    return computed


def asked(loss: Any, names: dict[str, Any], parts: dict[str, str]) -> Keys:
    """For each part whether a formula is the gradient of the loss in what stands under this name."""
    found = torch.autograd.grad(loss, [names[name] for name in parts.values()])
    known = {
        name: value.detach() if torch.is_tensor(value) else value for name, value in names.items()
    }
    return {part: gives(slope, known) for part, slope in zip(parts, found, strict=True)}


def linear(layout: str, W: Any, x: Any, b: Any) -> Any:
    """One layer by its layout: the observation is a column, or a row before the weights."""
    if layout == "column":
        return W @ x + b
    return functional.linear(x, W, b.flatten()) if layout == "torch" else x @ W + b


def sized(layout: str, size: int, count: int = 1) -> Any:
    """A vector of this many numbers, or so many of them, by the layout."""
    return drawn(size, count) if layout == "column" else drawn(count, size)


def weights(layout: str, into: int, out: int) -> Any:
    return drawn(into, out) if layout == "rows" else drawn(out, into)


def linear_layer(v: Values) -> Keys:
    layout = v["layout"]
    W, x, b, g = (
        weights(layout, 4, 3),
        sized(layout, 4),
        sized(layout, 3),
        sized(layout, 3),
    )
    loss = (g.detach() * linear(layout, W, x, b)).sum()
    names = {v["W"]: W, v["x"]: x, v["b"]: b, v["g"]: g}
    return asked(loss, names, {"weights": v["W"], "input": v["x"]})


def least_squares(v: Values) -> Keys:
    X, w, y, lam = drawn(ROWS, INNER), drawn(INNER, 1), drawn(ROWS, 1), plain(0.7)
    share = {"1": 1.0, "1/2": 0.5, "1/n": 1 / ROWS, "1/2n": 0.5 / ROWS}[str(v["share"])]
    penalty = {"": 0.0, "\\lambda": 0.7, "\\frac{\\lambda}{2}": 0.35}[v["penalty"]]
    loss = share * torch.linalg.vector_norm(X @ w - y) ** 2 + penalty * (w**2).sum()
    names = {
        v["X"]: X,
        v["w"]: w,
        v["y"]: y,
        "lambda": lam,
        v["n"]: plain(ROWS),
        v["d"]: plain(INNER),
    }
    return asked(loss, names, {"gradient": v["w"]})


def two_layers(v: Values) -> Keys:
    layout = v["layout"]
    x, y = sized(layout, 4), sized(layout, 2)
    W1, W2 = weights(layout, 4, 3), weights(layout, 3, 2)
    b1, b2 = (sized(layout, size) * v["biases"] for size in (3, 2))
    z1 = linear(layout, W1, x, b1)
    h1 = torch.tanh(z1)
    z2 = linear(layout, W2, h1, b2)
    if v["loss"] == "squared":
        loss = functional.mse_loss(z2, y, reduction="sum") / 2
    else:
        y = functional.softmax(y.flatten(), 0).detach().reshape(y.shape)
        loss = functional.cross_entropy(z2.reshape(1, -1), y.reshape(1, -1))
    names = {
        "x": x,
        "y": y,
        "W_1": W1,
        "W_2": W2,
        "b_1": b1,
        "b_2": b2,
        "z_1": z1,
        "h_1": h1,
        "z_2": z2,
    }
    return asked(loss, names, {"outer": "W_2", "hidden": "z_1", "inner": "W_1"})


def batch_layer(v: Values) -> Keys:
    layout, n = v["layout"], 5
    W, b = weights(layout, 4, 3), sized(layout, 3)
    X, G = sized(layout, 4, n), sized(layout, 3, n)
    Z = linear(layout, W, X, b)
    H = torch.tanh(Z) if v["active"] else Z
    names = {"W": W, "b": b, "X": X, "Z": Z, "H": H, "G": G, "n": plain(n)}
    return asked((G.detach() * H).sum(), names, {"weights": "W", "biases": "b", "inputs": "X"})


def attention(v: Values) -> Keys:
    Q, K, V, G = (
        drawn(ROWS, INNER),
        drawn(COLUMNS, INNER),
        drawn(COLUMNS, OUTER),
        drawn(ROWS, OUTER),
    )
    if v["turned"]:  # columns: the same numbers, each matrix transposed
        Q, K, V, G = (t.detach().T.requires_grad_() for t in (Q, K, V, G))
    S = (K.T @ Q if v["turned"] else Q @ K.T) / (INNER**0.5 if v["scaled"] else 1)
    A = torch.softmax(S, 0 if v["turned"] else 1)
    out = V @ A if v["turned"] else A @ V
    rows = [t.T if v["turned"] else t for t in (Q, K, V, out)]
    theirs = functional.scaled_dot_product_attention(*rows[:3], scale=None if v["scaled"] else 1.0)
    assert torch.allclose(theirs, rows[3])
    loss = (G.detach() * out).sum()
    (D,) = torch.autograd.grad(loss, S, retain_graph=True)
    names = {
        v["Q"]: Q,
        v["K"]: K,
        v["V"]: V,
        v["G"]: G,
        v["D"]: D,
        "S": S,
        "A": A,
        "d": plain(INNER),
    }
    return asked(loss, names, {"values": v["V"], "weights": "A", "queries": v["Q"], "keys": v["K"]})


def softmax_jacobian(v: Values) -> Keys:
    z, g = drawn(6, 1), drawn(6, 1)
    p = torch.softmax(z, 0)
    names = {v["z"]: z, v["p"]: p, v["g"]: g, v["n"]: plain(6)}
    found = asked((g.detach() * p).sum(), names, {"gradient": v["z"]})
    jacobian = torch.autograd.functional.jacobian(
        lambda t: torch.softmax(t, 0), z.detach().flatten()
    )
    return {"jacobian": gives(jacobian, {v["p"]: p.detach(), v["z"]: z.detach()}), **found}


def quadratic_form(v: Values) -> Keys:
    A, w, c = drawn(ROWS, ROWS), drawn(ROWS, 1), drawn(ROWS, 1)
    share, sign = 1 / v["share"], 1 if v["sign"] == "+" else -1

    def loss(t: Any) -> Any:
        return (share * t.T @ A @ t + sign * c.T @ t).sum()

    names = {v["A"]: A, v["w"]: w, v["c"]: c}
    hessian = torch.autograd.functional.hessian(loss, w.detach()).reshape(ROWS, ROWS)
    known = {name: value.detach() for name, value in names.items()}
    return {**asked(loss(w), names, {"gradient": v["w"]}), "hessian": gives(hessian, known)}


def logistic_regression(v: Values) -> Keys:
    X, w = drawn(ROWS, INNER), drawn(INNER, 1)
    y = torch.tensor([[1.0], [0], [1], [1]], dtype=torch.float64)

    def loss(t: Any) -> Any:
        return functional.binary_cross_entropy_with_logits(X @ t, y, reduction=v["share"])

    names = {v["X"]: X, v["w"]: w, v["y"]: y, v["p"]: torch.sigmoid(X @ w), v["n"]: plain(ROWS)}
    known = {name: value.detach() for name, value in names.items()}
    hessian = torch.autograd.functional.hessian(loss, w.detach()).reshape(INNER, INNER)
    return {**asked(loss(w), names, {"gradient": v["w"]}), "hessian": gives(hessian, known)}


def softmax_regression(v: Values) -> Keys:
    X, W, b = drawn(ROWS, INNER), drawn(INNER, COLUMNS), drawn(1, COLUMNS)
    classes = torch.tensor([0, 2, 1, 1])
    Z = X @ W + b
    loss = functional.cross_entropy(Z, classes, reduction="mean" if v["mean"] else "sum")
    names = {
        v["X"]: X, v["W"]: W, "b": b, v["Z"]: Z, v["P"]: torch.softmax(Z, 1),
        v["Y"]: functional.one_hot(classes, COLUMNS).double(), v["n"]: plain(ROWS),
    }  # fmt: skip
    return asked(loss, names, {"scores": v["Z"], "weights": v["W"], "biases": "b"})


def residual_block(v: Values) -> Keys:
    x, U, V, g = drawn(4, 1), drawn(3, 4), drawn(4, 3), drawn(4, 1)
    z = U @ x
    h = torch.tanh(z)
    names = {v["x"]: x, v["U"]: U, v["V"]: V, v["g"]: g, v["z"]: z, v["h"]: h}
    loss = (g.detach() * (x + V @ h)).sum()
    return asked(loss, names, {"outer": v["V"], "inner": v["U"], "input": v["x"]})


def recurrence(v: Values) -> Keys:
    h0, x1, x2, U, V, g = (
        drawn(4, 1),
        drawn(2, 1),
        drawn(2, 1),
        drawn(4, 4),
        drawn(4, 2),
        drawn(4, 1),
    )
    a1 = U @ h0 + V @ x1
    a2 = U @ torch.tanh(a1) + V @ x2
    loss = (g.detach() * torch.tanh(a2)).sum()
    e1, e2 = torch.autograd.grad(loss, [a1, a2], retain_graph=True)
    h, a, x, e = (v[name] for name in "haxe")
    names = {
        f"{h}_0": h0, f"{h}_1": torch.tanh(a1), f"{a}_1": a1, f"{a}_2": a2, f"{x}_1": x1, f"{x}_2": x2,
        f"{e}_1": e1, f"{e}_2": e2, v["g"]: g, v["U"]: U, v["V"]: V,
    }  # fmt: skip
    return asked(loss, names, {"last": f"{a}_2", "first": f"{a}_1", "weights": v["U"]})


def coupling_layer(v: Values) -> Keys:
    """What went in, and the determinant of the layer's whole Jacobian."""

    def scale(y: Any) -> Any:
        return torch.sin(y) + y / 3

    def shift(y: Any) -> Any:
        return y * y - 1

    both = torch.tensor([0.3, -1.2, 0.8, 0.5, 0.9, -0.4], dtype=torch.float64)

    def layer(t: Any) -> Any:
        a, b = t[:3], t[3:]
        return torch.cat([torch.exp(scale(b)) * a + v["sign"] * shift(b), b])

    there = layer(both)
    names = {
        "S": scale,
        "T": shift,
        v["a"]: both[:3],
        v["b"]: both[3:],
        v["u"]: there[:3],
        v["v"]: there[3:],
    }
    logarithm = torch.linalg.slogdet(torch.autograd.functional.jacobian(layer, both))[1]
    return {"inverse": gives(both[:3], names), "determinant": gives(logarithm, names)}


def convolution(v: Values) -> Keys:
    """Windows cut out of a signal by torch, and kernels that slide along it."""
    signal, kernels, biases = drawn(1, 2, 8), drawn(5, 2, 3), drawn(5)
    windows = functional.unfold(signal.unsqueeze(2), (1, 3))[0].detach().T.requires_grad_()
    weights = kernels.detach().reshape(5, 6).T.requires_grad_()
    bias = biases.detach().reshape(1, 5).requires_grad_()
    Z = windows @ weights + bias
    assert torch.allclose(Z.T, functional.conv1d(signal, kernels, biases)[0])
    G = drawn(6, 5)
    loss = (G.detach() * torch.tanh(Z)).sum()
    found = torch.autograd.grad(loss, [weights, bias, windows])

    def laid(t: Any) -> Any:
        return t.detach().T if v["turned"] else t.detach()

    names = {
        v["X"]: windows,
        v["F"]: weights,
        v["b"]: bias,
        v["Z"]: Z,
        v["G"]: G,
        v["H"]: torch.tanh(Z),
    }
    known = {**{name: laid(value) for name, value in names.items()}, v["n"]: plain(6)}
    parts = ("kernels", "biases", "windows")
    return {part: gives(laid(slope), known) for part, slope in zip(parts, found, strict=True)}


def layer_norm(v: Values) -> Keys:
    x, g = drawn(6, 1), drawn(6, 1)
    u = x - x.mean()
    s = torch.std(u, correction=0).reshape(1, 1)
    y = u / s
    assert torch.allclose(y, functional.layer_norm(x.T, (6,), eps=0.0).T)
    loss = (g.detach() * y).sum()
    (e,) = torch.autograd.grad(loss, u, retain_graph=True)
    names = {v["x"]: x, v["g"]: g, v["u"]: u, v["s"]: s, v["y"]: y, v["e"]: e, v["n"]: plain(6)}
    return asked(loss, names, {"deviation": v["s"], "centred": v["u"], "input": v["x"]})


KEYS: dict[str, Second] = {
    name: seeded(second)
    for name, second in {
        "matrix-linear-layer": linear_layer,
        "matrix-least-squares": least_squares,
        "matrix-two-layers": two_layers,
        "matrix-batch-layer": batch_layer,
        "matrix-attention-scores": attention,
        "matrix-softmax-jacobian": softmax_jacobian,
        "matrix-quadratic-form": quadratic_form,
        "matrix-logistic-regression": logistic_regression,
        "matrix-softmax-regression": softmax_regression,
        "matrix-residual-block": residual_block,
        "matrix-recurrence": recurrence,
        "matrix-convolution": convolution,
        "matrix-layer-norm": layer_norm,
        "coupling-layer-inverse": coupling_layer,
    }.items()
}
