"""Losses, descent and back-propagation a second time: autograd, torch's optimizers, plain loops."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values, number

torch = pytest.importorskip("torch")


def tensor(value: Any) -> Any:
    return torch.tensor(
        [[float(e) for e in row] for row in value]
        if isinstance(value[0], list)
        else [float(e) for e in value],
        dtype=torch.float64,
    )


def loss_mse(v: Values) -> Keys:
    d = tensor(v["d"])
    predicted = v["w"] * tensor(v["x"]) + v["c"] if v["w"] else tensor(v["f"])
    labels = tensor([f - e for f, e in zip(v["f"], v["d"], strict=True)])
    squares = torch.nn.functional.mse_loss(predicted, labels, reduction="none")
    scale = {"mean": 1 / len(d), "sum": 1, "half": 0.5}[v["reduction"]]
    return {"J": squares.sum().item() * scale}


def loss_logistic(v: Values) -> Keys:
    found = {}
    for name, k, s, y in (("positive", "k1", "s1", 1.0), ("negative", "k2", "s2", -1.0)):
        f = torch.tensor(v[s] * math.log(v[k]), dtype=torch.float64)
        label = torch.tensor(y, dtype=torch.float64)
        found[name] = torch.nn.functional.soft_margin_loss(f, label).item()
    return found


def loss_plot_read(v: Values) -> Keys:
    y = v["y"]
    wanted = f"{v['loss']} {'+1' if y == 1 else '-1'}"
    F, label = torch.nn.functional, torch.tensor([float(y)])

    def loss(at: float) -> float:
        f = torch.tensor([float(at)])
        found = {
            "logistic": F.soft_margin_loss,
            "square": F.mse_loss,
            "absolute": F.l1_loss,
            "perceptron": lambda f, y: torch.relu(-y * f),
            # A score that ought to lie above 0, or below, by a margin of 1.
            "hinge": lambda f, y: F.margin_ranking_loss(f, torch.zeros(1), y, margin=1.0),
            "squared_hinge": lambda f, y: (
                F.margin_ranking_loss(f, torch.zeros(1), y, margin=1.0) ** 2
            ),
            "zero_one": lambda f, y: (y * f <= 0).float(),
        }
        return float(found[v["loss"]](f, label).item())

    return {
        "panel": f"panel {'ABCD'[v['order'].index(wanted)]}",
        "zero": math.log(2) if v["loss"] == "logistic" else loss(0),
        "value": round(loss(v["at"])),
    }


def task_output_loss(v: Values) -> Keys:
    # A second copy of the table, with the losses PyTorch has for each kind of label.
    one, many = 1, v["m"]
    none, sigmoid = "none (the identity)", "the sigmoid in each output"
    each = "the cross-entropy of each output with a label 0 or 1"
    table = {
        "number": (one, none, "the squared error"),
        "numbers": (many, none, "the squared error"),
        "binary": (one, sigmoid, each),
        "labels": (many, sigmoid, each),
        "classes": (
            many,
            "softmax over all outputs",
            "the cross-entropy of the one true class among the outputs",
        ),
        "count": (one, "the exponential function", "the Poisson loss"),
    }
    return dict(zip(("units", "activation", "loss"), table[v["kind"]], strict=True))


def loss_gradient(v: Values) -> Keys:
    if v["name"] == "mse":
        y = tensor(v["y"])
        f = (y + tensor(v["d"])).requires_grad_()
        torch.nn.functional.mse_loss(f, y).backward()
    elif v["name"] == "logistic":
        f = torch.tensor(number(v["scores"]), dtype=torch.float64, requires_grad=True)
        label = torch.tensor(float(v["y"]), dtype=torch.float64)
        torch.nn.functional.soft_margin_loss(f, label).backward()
    else:
        f = tensor([number(z) for z in v["scores"]]).requires_grad_()
        torch.nn.functional.cross_entropy(f, torch.tensor(v["y"])).backward()
    return {"g": f.grad.tolist()}


def sgd(start: list[float], gradients: list[Any], alpha: float) -> list[list[float]]:
    w = tensor(start).requires_grad_()
    optimizer = torch.optim.SGD([w], lr=alpha)
    path = []
    for gradient in gradients:
        w.grad = gradient
        optimizer.step()
        path.append(w.detach().tolist())
    return path


def gd_quadratic(v: Values) -> Keys:
    c, m, alpha = (float(number(v[name])) for name in ("c", "m", "alpha"))
    w = torch.tensor(float(v["w0"]), dtype=torch.float64, requires_grad=True)
    path, slopes = [], []
    for _ in range(v["T"]):
        (slope,) = torch.autograd.grad(c * (w - m) ** 2, w)
        slopes.append(slope.item())
        w = (w - alpha * slope).detach().requires_grad_()
        path.append(w.item())
    return {"slope": slopes[0], "path": path}


def slope_of_surface(name: str) -> Callable[[Any], bool]:
    """Whether a formula of x and y is the derivative in this one at some places, by autograd."""
    places = torch.tensor([[0.3, -1.1, 2.0], [0.4, 2.3, -0.7]], dtype=torch.float64)

    def right(formula: Any) -> bool:
        x, y = places.clone().requires_grad_()
        functions = {"sin": torch.sin, "cos": torch.cos, "ln": torch.log}
        code = str(formula).replace("^", "**")
        found = eval(code, {"__builtins__": {}}, {"x": x, "y": y, **functions})  # noqa: S307 - our own key
        wanted = torch.autograd.grad((x**2 + 3 * torch.sin(y)).sum(), {"x": x, "y": y}[name])[0]
        return bool(torch.allclose(found + 0 * x, wanted))

    return right


def gd_surface(v: Values) -> Keys:
    alpha = float(number(v["alpha"]))
    start = [float(number(v["x0"])), float(number(v["y0"]))]
    p = torch.tensor(start, dtype=torch.float64)
    gradients = []
    for _ in range(v["T"]):
        p = p.detach().requires_grad_()
        (slope,) = torch.autograd.grad(p[0] ** 2 + 3 * torch.sin(p[1]), p)
        gradients.append(slope.tolist())
        p = p - alpha * slope
    flat_point = torch.tensor([0.0, v["s"] * math.pi / 2], dtype=torch.float64)
    hessian = torch.autograd.functional.hessian(
        lambda q: q[0] ** 2 + 3 * torch.sin(q[1]), flat_point
    )
    lowest = torch.linalg.eigvalsh(hessian)[0].item()
    return {
        "formula": slope_of_surface(v["by"]),
        "gradient": gradients[0],
        "point": p.tolist(),
        "value": start[0] ** 2 + 3 * math.sin(start[1]),
        "kind": "a minimum" if lowest > 0 else "a saddle point",
    }


def gd_given_gradients(v: Values) -> Keys:
    alpha = float(number(v["alpha"]))
    g = tensor(v["g"])

    def path(size: int) -> list[list[float]]:
        batches = [g[i : i + size] for i in range(0, len(g), size)]
        reduced = [b.mean(0) if v["reduction"] == "mean" else b.sum(0) for b in batches]
        return sgd(v["v0"], reduced, alpha)

    return {"full": path(4)[0], "batches": path(2), "single": path(1)}


def batches_of(n: int, b: int, *, drop_last: bool = False) -> list[Any]:
    found = [range(n)[start : start + b] for start in range(0, n, b)]
    return [batch for batch in found if len(batch) == b or not drop_last]


def steps_per_epoch(v: Values) -> Keys:
    n, b = v["n"], v["b"]
    batches = batches_of(n, b)
    return {
        "ends": [len(batches_of(n, n)), len(batches_of(n, 1))],
        "steps": len(batches),
        "last": len(batches[-1]),
    }


def total_steps(v: Values) -> Keys:
    n, b, epochs = v["n"], v["b"], v["epochs"]
    kept = batches_of(n, b, drop_last=True)
    return {
        "updates": epochs * len(batches_of(n, b)),
        "dropped": epochs * len(kept),
        "unseen": n - sum(len(batch) for batch in kept),
    }


def momentum_three_steps(v: Values) -> Keys:
    """Torch's own optimizer; its velocity begins with the first gradient."""
    x = torch.tensor(float(v["start"]), dtype=torch.float64, requires_grad=True)
    steps = torch.optim.SGD([x], lr=float(v["eta"]), momentum=float(v["beta"]))
    for _ in range(3):
        steps.zero_grad()
        (v["a"] * x**2).backward()
        steps.step()
    return {"end": x.item(), "v": steps.state[x]["momentum_buffer"].item()}


def backprop_rule1(v: Values) -> Keys:
    d, h = tensor(v["d"]), tensor(v["h"])
    W = torch.zeros(len(d), len(h), dtype=torch.float64, requires_grad=True)
    (W @ h).backward(d)
    return {"W": W.grad.tolist()}


def backprop_rule2(v: Values) -> Keys:
    a = tensor([number(entry) for entry in v["a"]]).requires_grad_()
    function = torch.relu if v["name"] == "ReLU" else torch.sigmoid
    function(a).backward(tensor(v["d"]))
    return {"a": a.grad.tolist()}


def backprop_rule3(v: Values) -> Keys:
    W, d = tensor(v["W"]), tensor(v["d"])
    h = torch.zeros(
        W.shape[1 if v["layout"] == "column" else 0], dtype=torch.float64
    ).requires_grad_()
    (W @ h if v["layout"] == "column" else h @ W).backward(d)
    return {"h": h.grad.tolist()}


def backprop_shapes(v: Values) -> Keys:
    u, layer, b = v["u"], v["l"], v["b"]
    columns = v["layout"] == "column"
    h = torch.zeros((u[0], b) if columns else (b, u[0]), requires_grad=True)
    values = []
    for size_in, size_out in pairwise(u):
        W = torch.zeros((size_out, size_in) if columns else (size_in, size_out), requires_grad=True)
        a = W @ h if columns else h @ W
        a.retain_grad()
        h = torch.relu(a)
        h.retain_grad()
        values.append((W, a, h))
    h.sum().backward()
    W, a, _ = values[layer - 1]
    below = values[layer - 2][2]
    return {
        "W": list(W.grad.shape),
        "pre": list(a.grad.shape),
        "h": list(below.grad.shape),
        "rule1": "$(\\nabla_a J)\\, h^\\top$" if columns else "$h^\\top (\\nabla_a J)$",
        "rule3": "$W^\\top (\\nabla_a J)$" if columns else "$(\\nabla_a J)\\, W^\\top$",
    }


def backprop_mlp(v: Values) -> Keys:
    W1, w2 = tensor(v["W1"]).requires_grad_(), tensor(v["w2"]).requires_grad_()
    a1 = W1 @ tensor(v["x"])
    a1.retain_grad()
    f = w2 @ torch.relu(a1)
    ((f - v["y"]) ** 2).backward()
    return {
        "f": f.item(),
        "gW2": w2.grad.tolist(),
        "ga1": a1.grad.tolist(),
        "gW1": W1.grad.tolist(),
    }


KEYS: dict[str, Second] = {
    "loss-mse": loss_mse,
    "loss-logistic": loss_logistic,
    "loss-plot-read": loss_plot_read,
    "task-output-loss": task_output_loss,
    "loss-gradient": loss_gradient,
    "gd-quadratic": gd_quadratic,
    "gd-surface": gd_surface,
    "gd-given-gradients": gd_given_gradients,
    "steps-per-epoch": steps_per_epoch,
    "total-steps": total_steps,
    "momentum-three-steps": momentum_three_steps,
    "backprop-rule1": backprop_rule1,
    "backprop-rule2": backprop_rule2,
    "backprop-rule3": backprop_rule3,
    "backprop-shapes": backprop_shapes,
    "backprop-mlp": backprop_mlp,
}
MISCONCEPTIONS = {
    "loss-mse": "sum-not-mean half-mean mean-absolute n-minus-one square-of-sum intercept-forgotten inputs-for-predictions",
    "loss-logistic": "sign-flipped ignores-label no-log log10 label-0/1",
    "loss-plot-read": "label-swapped square-for-logistic zero-at-zero",
    "task-output-loss": "one-unit-multiclass as-many-as-inputs relu-output mse-for-classes sigmoid-for-softmax one-true-class",
    "loss-gradient": "missing-2 missing-1/n sign-flipped ce-no-onehot ce-sign logistic-no-label",
    "gd-quadratic": "ascent no-step-size subtracts-loss stale-gradient missing-2",
    "gd-surface": "ascent cos-sign sin-not-cos power-rule one-coordinate no-step-size",
    "gd-given-gradients": "mean-for-total ascent restarts-each-step no-step-size first-gradient-only",
    "steps-per-epoch": "floor product batch-size full-batch full-is-n sgd-is-1 exchanged",
    "total-steps": "ceil-of-total one-epoch epochs-only floor",
    "momentum-three-steps": "no-momentum two-steps old-v",
    "backprop-rule1": "transposed elementwise uses-activated-gradient scalar-product",
    "backprop-rule2": "passes-all relu-of-gradient multiplies-by-a multiplies-by-h mask-inverted",
    "backprop-rule3": "no-transpose elementwise column-sums divides",
    "backprop-shapes": "transposed batch-kept wrong-layer",
    "backprop-mlp": "no-relu-mask missing-2 sign-flipped skips-W2 transposed",
}
