"""Every key of the network and learning families, computed a second time without the solver.

torch modules and autograd, loops over edges and batches, plain formulas on the drawn values.
"""

import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from quizgen.bank import draw, load_banks
from quizgen.bank.library import Library
from quizgen.resources import shipped
from quizgen.variant import Part, Variant
from tests.banks.again.second import computed_here

torch = pytest.importorskip("torch")

FILES = ("dense", "activation", "forward", "loss", "descent", "backprop", "attention")
SEEDS = 8
Keys = Mapping[str, Any]


def number(value: Any) -> Any:
    """A drawn value from its JSON form: exact, a logarithm or a multiple of pi as a float."""
    if isinstance(value, list):
        return [number(entry) for entry in value]
    if not isinstance(value, str):
        return value
    text = value.replace(" ", "")
    if text.startswith(("ln(", "-ln(")):
        factor, _, inside = text.partition("ln(")
        sign = -1 if factor.startswith("-") else 1
        return sign * math.log(Fraction(inside.rstrip(")")))
    if re.fullmatch(r"-?\d*\*?pi(/\d+)?", text):
        top, _, bottom = text.replace("*", "").partition("/")
        count = top.replace("pi", "") or "1"
        return float(f"{count}1" if count == "-" else count) * math.pi / int(bottom or 1)
    return Fraction(text) if re.fullmatch(r"-?\d+/\d+", text) else value


def tensor(value: Any) -> Any:
    return torch.tensor(
        [[float(e) for e in row] for row in value]
        if isinstance(value[0], list)
        else [float(e) for e in value],
        dtype=torch.float64,
    )


def flat(value: Any) -> list[float]:
    if isinstance(value, list):
        return [entry for part in value for entry in flat(part)]
    return [float(number(value))]


def module(units: list[int], *, bias: bool | list[bool]) -> Any:
    flags = bias if isinstance(bias, list) else [bias] * (len(units) - 1)
    layers = [
        torch.nn.Linear(a, b, bias=flag)
        for (a, b), flag in zip(pairwise(units), flags, strict=True)
    ]
    return torch.nn.Sequential(*layers)


def size(units: list[int], *, bias: bool | list[bool] = False) -> int:
    return sum(p.numel() for p in module(units, bias=bias).parameters())


def per_layer(units: list[int], *, bias: bool) -> list[int]:
    return [sum(p.numel() for p in layer.parameters()) for layer in module(units, bias=bias)]


def dense_params(v: Keys) -> Keys:
    return {"total": size(v["u"])}


def dense_params_bias(v: Keys) -> Keys:
    full = module(v["u"], bias=True)
    weights = sum(layer.weight.numel() for layer in full)
    intercepts = sum(layer.bias.numel() for layer in full)
    return {"weights": weights, "intercepts": intercepts, "total": weights + intercepts}


def dense_params_table(v: Keys) -> Keys:
    nets = {name: v[f"u{name}"] for name in "ABCD"}
    found: dict[str, Any] = {name: per_layer(u, bias=False) for name, u in nets.items()}
    found |= {f"{name}1": per_layer(u, bias=True) for name, u in nets.items()}
    found["totals"] = [size(u) for u in nets.values()]
    found["totals1"] = [size(u, bias=True) for u in nets.values()]
    return found


def dense_layer_counts(v: Keys) -> Keys:
    u = v["u"]
    functions = len(list(module(u, bias=False)))
    return {
        "L": functions,
        "hidden": len(u[1:-1]),
        "units": sum(u[1:-1]),
        "deep": "deep" if functions >= 3 else "not deep",
    }


def dense_diagram_read(v: Keys) -> Keys:
    u, marked = v["u"], v["l"]
    edges = [
        (layer, i, j)
        for layer in range(len(u) - 1)
        for i in range(u[layer])
        for j in range(u[layer + 1])
    ]
    return {
        "units": u,
        "edges": len(edges),
        "into": sum(e[0] == marked - 1 and e[2] == 0 for e in edges),
        "out": sum(e[0] == marked and e[1] == 0 for e in edges),
    }


def dense_weight_shapes(v: Keys) -> Keys:
    u, layer, b = v["u"], v["l"], v["b"]
    weight = module(u, bias=False)[layer - 1].weight
    batch = torch.zeros(b, u[0])
    units = [batch]
    for linear in module(u, bias=False):
        units.append(linear(units[-1]))
    a, h = units[layer], units[layer - 1]
    if v["layout"] == "column":
        return {"W": list(weight.shape), "pre": list(a.T.shape), "h": list(h.T.shape)}
    return {"W": list(weight.T.shape), "pre": list(a.shape), "h": list(h.shape)}


def dense_matvec(v: Keys) -> Keys:
    return {"h": (tensor(v["W"]) @ tensor(v["x"])).tolist()}


def torch_mlp_read(v: Keys) -> Keys:
    net = module(v["u"], bias=list(v["with_bias"]))
    return {
        "units": v["u"],
        "total": sum(p.numel() for p in net.parameters()),
        "tensors": len(list(net.parameters())),
        "edges": sum(layer.weight.numel() for layer in net),
    }


def autoencoder_vs_pca(v: Keys) -> Keys:
    encoder, n = v["encoder"], v["N"]
    p, r = encoder[0], encoder[-1]
    decoder = encoder[::-1]
    rotation, mean = torch.zeros(p, r), torch.zeros(n, p).mean(0)
    return {
        "autoencoder": size(encoder) + size(decoder),
        "pca": rotation.numel() + mean.numel(),
    }


LEARNED_WORDS = (
    "entry of the matrix",
    "intercept",
    "weight of a convolution",
    "weight on an edge",
    "shift of a batch",
    "scale of a batch",
)


def parameter_or_hyperparameter(v: Keys) -> Keys:
    shown_items = [*v["p"], *v["o"], *v["h"]]
    return {"learned": sorted(t for t in shown_items if any(word in t for word in LEARNED_WORDS))}


def activation_eval(v: Keys) -> Keys:
    z = tensor(v["z"])
    functions = {
        "relu": torch.nn.ReLU(),
        "leaky_relu": torch.nn.LeakyReLU(0.1),
        "step": lambda t: torch.heaviside(t, torch.zeros_like(t)),
    }
    return {"h": functions[v["name"]](z).tolist()}


def sigmoid_exact(v: Keys) -> Keys:
    # Powers of e by hand: at ln k they are k and 1/k.
    power = Fraction(v["r"]) ** v["s"]
    other = Fraction(v["q"]) ** -v["s"]
    up = Fraction(v["k"]) ** v["t"]
    found = {"first": 1 / (1 + 1 / power), "second": 1 / (1 + 1 / other)}
    values = {"first": math.log(power), "second": math.log(other)}
    for name, z in values.items():
        assert torch.sigmoid(torch.tensor(z, dtype=torch.float64)).item() == pytest.approx(
            float(found[name])
        )
    tanh = (up - 1 / up) / (up + 1 / up)
    assert math.tanh(math.log(up)) == pytest.approx(float(tanh))
    return {name: float(value) for name, value in {**found, "tanh": tanh}.items()}


def activation_decimals(v: Keys) -> Keys:
    z = tensor(v["tenths"]) / 10
    return {"h": (torch.sigmoid(z) if v["name"] == "sigmoid" else torch.tanh(z)).tolist()}


def activation_derivative(v: Keys) -> Keys:
    # The value is given: the derivative of the inverse function, turned over, is the slope.
    h, r = Fraction(v["h"]), Fraction(v["r"]) ** v["u"]
    t = (r - 1 / r) / (r + 1 / r)
    z = torch.tensor(v["s"] * math.log(v["k"]), dtype=torch.float64, requires_grad=True)
    torch.sigmoid(z).backward()
    return {
        "sigmoid": float(1 / (1 / h + 1 / (1 - h))),
        "tanh": float(2 / (1 / (1 + t) + 1 / (1 - t))),
        "at": z.grad.item(),
    }


PLOTTED: dict[str, Callable[[Any], Any]] = {
    "relu": torch.nn.ReLU(),
    "leaky_relu": torch.nn.LeakyReLU(0.1),
    "step": lambda t: float(t > 0) + 0 * t,
    "hardtanh": torch.nn.Hardtanh(),
    "sign": lambda t: torch.sign(t) + 0 * t,
    "absolute": torch.abs,
}


def activation_plot_match(v: Keys) -> Keys:
    order = list(v["rest"])
    order.insert(v["place"], v["read"])
    # The slope is asked on the other side of 0 than the value.
    far = math.copysign(v["far"], -v["at"])
    height = torch.tensor(float(v["at"]), dtype=torch.float64)
    z = torch.tensor(far, dtype=torch.float64, requires_grad=True)
    PLOTTED[v["read"]](z).backward()
    return {
        "panel": f"panel {'ABCD'[order.index(v['asked'])]}",
        "value": PLOTTED[v["read"]](height).item(),
        "slope": z.grad.item(),
    }


def forward_mlp(v: Keys) -> Keys:
    a1 = tensor(v["W1"]) @ tensor(v["x"])
    h1 = torch.relu(a1)
    f = (tensor(v["W2"]) @ h1).tolist()
    return {"a1": a1.tolist(), "h1": h1.tolist(), "f": f[0] if len(f) == 1 else f}


def forward_batch(v: Keys) -> Keys:
    a1 = tensor(v["X"]) @ tensor(v["W1"])
    h1 = torch.relu(a1)
    f = (h1 @ tensor(v["W2"])).ravel()
    y = tensor(f.tolist()) - tensor(v["d"])
    loss = torch.nn.functional.mse_loss(f, y).item()
    return {"A1": a1.tolist(), "H1": h1.tolist(), "f": f.tolist(), "J": loss}


def loss_mse(v: Keys) -> Keys:
    d = tensor(v["d"])
    squares = torch.nn.functional.mse_loss(d, torch.zeros_like(d), reduction="none")
    scale = {"mean": 1 / len(d), "sum": 1, "half": 0.5}[v["reduction"]]
    return {"J": squares.sum().item() * scale}


def loss_logistic(v: Keys) -> Keys:
    found = {}
    for name, k, s, y in (("positive", "k1", "s1", 1.0), ("negative", "k2", "s2", -1.0)):
        f = torch.tensor(v[s] * math.log(v[k]), dtype=torch.float64)
        label = torch.tensor(y, dtype=torch.float64)
        found[name] = torch.nn.functional.soft_margin_loss(f, label).item()
    return found


def loss_plot_read(v: Keys) -> Keys:
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


def task_output_loss(v: Keys) -> Keys:
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


def loss_gradient(v: Keys) -> Keys:
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


def gd_quadratic(v: Keys) -> Keys:
    c, m, alpha = (float(number(v[name])) for name in ("c", "m", "alpha"))
    w = torch.tensor(float(v["w0"]), dtype=torch.float64, requires_grad=True)
    path, slopes = [], []
    for _ in range(v["T"]):
        (slope,) = torch.autograd.grad(c * (w - m) ** 2, w)
        slopes.append(slope.item())
        w = (w - alpha * slope).detach().requires_grad_()
        path.append(w.item())
    return {"slope": slopes[0], "path": path}


def gd_surface(v: Keys) -> Keys:
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
        "gradient": gradients[0],
        "point": p.tolist(),
        "value": start[0] ** 2 + 3 * math.sin(start[1]),
        "kind": "a minimum" if lowest > 0 else "a saddle point",
    }


def gd_given_gradients(v: Keys) -> Keys:
    alpha = float(number(v["alpha"]))
    g = tensor(v["g"])

    def path(size: int) -> list[list[float]]:
        batches = [g[i : i + size] for i in range(0, len(g), size)]
        reduced = [b.mean(0) if v["reduction"] == "mean" else b.sum(0) for b in batches]
        return sgd(v["v0"], reduced, alpha)

    return {"full": path(4)[0], "batches": path(2), "single": path(1)}


def batches_of(n: int, b: int, *, drop_last: bool = False) -> list[Any]:
    return list(torch.utils.data.BatchSampler(range(n), b, drop_last))


def steps_per_epoch(v: Keys) -> Keys:
    n, b = v["n"], v["b"]
    batches = batches_of(n, b)
    return {
        "ends": [len(batches_of(n, n)), len(batches_of(n, 1))],
        "steps": len(batches),
        "last": len(batches[-1]),
    }


def total_steps(v: Keys) -> Keys:
    n, b, epochs = v["n"], v["b"], v["epochs"]
    kept = batches_of(n, b, drop_last=True)
    return {
        "updates": epochs * len(batches_of(n, b)),
        "dropped": epochs * len(kept),
        "unseen": n - sum(len(batch) for batch in kept),
    }


def backprop_rule1(v: Keys) -> Keys:
    d, h = tensor(v["d"]), tensor(v["h"])
    W = torch.zeros(len(d), len(h), dtype=torch.float64, requires_grad=True)
    (W @ h).backward(d)
    return {"W": W.grad.tolist()}


def backprop_rule2(v: Keys) -> Keys:
    a = tensor([number(entry) for entry in v["a"]]).requires_grad_()
    function = torch.relu if v["name"] == "ReLU" else torch.sigmoid
    function(a).backward(tensor(v["d"]))
    return {"a": a.grad.tolist()}


def backprop_rule3(v: Keys) -> Keys:
    W, d = tensor(v["W"]), tensor(v["d"])
    h = torch.zeros(
        W.shape[1 if v["layout"] == "column" else 0], dtype=torch.float64
    ).requires_grad_()
    (W @ h if v["layout"] == "column" else h @ W).backward(d)
    return {"h": h.grad.tolist()}


def backprop_shapes(v: Keys) -> Keys:
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
        "rule1": "$(\\nabla_a J)\\, h^T$" if columns else "$h^T (\\nabla_a J)$",
        "rule3": "$W^T (\\nabla_a J)$" if columns else "$(\\nabla_a J)\\, W^T$",
    }


def backprop_mlp(v: Keys) -> Keys:
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


def transformer_block_params(v: Keys) -> Keys:
    d, f = v["d"], v["f"]
    block = torch.nn.TransformerEncoderLayer(d, v["h"], f)

    def count(*modules: Any) -> int:
        return sum(p.numel() for m in modules for p in m.parameters())

    norm = torch.nn.LayerNorm(d)
    tables = count(torch.nn.Embedding(v["V"], d), torch.nn.Embedding(v["T"], d))
    return {
        "attention": count(block.self_attn),
        "forward": count(block.linear1, block.linear2),
        "norms": count(block.norm1, block.norm2),
        "block": count(block),
        "model": tables + v["N"] * count(block) + count(norm),
    }


def momentum_three_steps(v: Keys) -> Keys:
    """Torch's own optimizer; its velocity begins with the first gradient."""
    x = torch.tensor(float(v["start"]), dtype=torch.float64, requires_grad=True)
    steps = torch.optim.SGD([x], lr=float(v["eta"]), momentum=float(v["beta"]))
    for _ in range(3):
        steps.zero_grad()
        (v["a"] * x**2).backward()
        steps.step()
    return {"end": x.item(), "v": steps.state[x]["momentum_buffer"].item()}


def unit_written_out(v: Keys) -> Keys:
    unit = torch.nn.Linear(3, 1, dtype=torch.float64)
    with torch.no_grad():
        unit.weight.copy_(tensor([v["w"]]))
        unit.bias.copy_(tensor([v["b"]]))
    return {"z": unit(tensor(v["x"])).item()}


SECOND: dict[str, Callable[[Keys], Keys]] = {
    name.replace("_", "-"): function
    for name, function in list(globals().items())
    if callable(function)
    and getattr(function, "__module__", "") == __name__
    and getattr(function, "__annotations__", {}).get("v") is Keys
}


@pytest.fixture(scope="module")
def library() -> Library:
    files = [shipped("banks") / f"{name}.toml" for name in FILES]
    found: Library = load_banks(files, shipped_too=False)
    return found


def shown(part: Part) -> Any:
    """The key as the student sees it: the option's text of a choice."""
    if part.kind not in {"choice", "multi"}:
        return part.key
    texts = dict(zip(part.settings["choices"], part.settings["choice_texts"], strict=True))
    return texts[part.key] if part.kind == "choice" else sorted(texts[k] for k in part.key)


def agree(key: Any, expected: Any) -> bool:
    if isinstance(expected, str) or (isinstance(expected, list) and isinstance(expected[0], str)):
        return bool(key == expected)
    if isinstance(expected, list) and isinstance(key, list) and len(key) != len(expected):
        return False
    return flat(key) == pytest.approx(flat(expected), rel=1e-9, abs=1e-9)


def variants(library: Library, family: str) -> list[Variant]:
    exercise = library.exercise(family)
    drawn = [
        draw(exercise, f"second-{i}", level) for level in exercise.levels for i in range(SEEDS)
    ]
    return drawn + [draw(exercise, "second", instance=name) for name in exercise.instance]


def test_all_families_are_computed_twice(library: Library) -> None:
    # Orders are checked by their own test; they have no numbers.
    here = set(SECOND) | {"backprop-order"}
    assert here <= set(library.exercises)
    assert not here & computed_here()
    assert set(library.exercises) - here <= computed_here()


@pytest.mark.parametrize("family", SECOND)
def test_second_computation(library: Library, family: str) -> None:
    for variant in variants(library, family):
        values = {name: number(value) for name, value in variant.values.items()}
        expected = SECOND[family](values)
        keys = {part.id: shown(part) for part in variant.parts}
        for name, answer in expected.items():
            assert agree(keys[name], answer), (variant.values, name, keys[name], answer)
        left = set(keys) - set(expected)
        assert left <= {"formula"}, f"{family}: parts {left} are not computed twice"
