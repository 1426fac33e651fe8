"""Sizes, forward passes and activations a second time: torch modules, loops over edges, plain formulas."""

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")


def tensor(value: Any) -> Any:
    return torch.tensor(
        [[float(e) for e in row] for row in value]
        if isinstance(value[0], list)
        else [float(e) for e in value],
        dtype=torch.float64,
    )


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


def dense_params(v: Values) -> Keys:
    return {"total": size(v["u"])}


def dense_params_bias(v: Values) -> Keys:
    full = module(v["u"], bias=True)
    weights = sum(layer.weight.numel() for layer in full)
    intercepts = sum(layer.bias.numel() for layer in full)
    return {"weights": weights, "intercepts": intercepts, "total": weights + intercepts}


def dense_params_table(v: Values) -> Keys:
    def row(units: list[int]) -> list[Any]:
        off, on = per_layer(units, bias=False), per_layer(units, bias=True)
        return [off, sum(off), on, sum(on)]

    return {"table": [row(v[f"u{name}"]) for name in "ABCD"]}


def dense_layer_counts(v: Values) -> Keys:
    u = list(v["u"])
    if v["d"]:
        del u[1:3]
        u[1:-1] = [units + v["d"] for units in u[1:-1]]
    functions = len(list(module(u, bias=False)))
    return {
        "L": functions,
        "hidden": len(u[1:-1]),
        "units": sum(u[1:-1]),
        "deep": "deep" if functions >= 3 else "not deep",
    }


def dense_diagram_read(v: Values) -> Keys:
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


def dense_weight_shapes(v: Values) -> Keys:
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


def dense_matvec(v: Values) -> Keys:
    return {"h": (tensor(v["W"]) @ tensor(v["x"])).tolist()}


def torch_mlp_read(v: Values) -> Keys:
    net = module(v["u"], bias=list(v["with_bias"]))
    return {
        "units": v["u"],
        "total": sum(p.numel() for p in net.parameters()),
        "tensors": len(list(net.parameters())),
        "edges": sum(layer.weight.numel() for layer in net),
    }


def autoencoder_vs_pca(v: Values) -> Keys:
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


def parameter_or_hyperparameter(v: Values) -> Keys:
    shown_items = [*v["p"], *v["o"], *v["h"]]
    return {"learned": sorted(t for t in shown_items if any(word in t for word in LEARNED_WORDS))}


def unit_written_out(v: Values) -> Keys:
    unit = torch.nn.Linear(3, 1, dtype=torch.float64)
    with torch.no_grad():
        unit.weight.copy_(tensor([v["w"]]))
        unit.bias.copy_(tensor([v["b"]]))
    return {"z": unit(tensor(v["x"])).item()}


def activation_eval(v: Values) -> Keys:
    z = tensor(v["z"])
    functions = {
        "relu": torch.nn.ReLU(),
        "leaky_relu": torch.nn.LeakyReLU(0.1),
        "step": lambda t: torch.heaviside(t, torch.zeros_like(t)),
    }
    return {"h": functions[v["name"]](z).tolist()}


def sigmoid_exact(v: Values) -> Keys:
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


def activation_decimals(v: Values) -> Keys:
    z = tensor(v["tenths"]) / 10
    return {"h": (torch.sigmoid(z) if v["name"] == "sigmoid" else torch.tanh(z)).tolist()}


def activation_derivative(v: Values) -> Keys:
    # The value is given: the derivative of the inverse function, turned over, is the slope.
    h, r = Fraction(v["h"]), Fraction(v["r"]) ** v["u"]
    t = (r - 1 / r) / (r + 1 / r)
    x = torch.tensor(v["s"] * math.log(v["k"]) / v["w"], dtype=torch.float64, requires_grad=True)
    torch.sigmoid(v["w"] * x).backward()
    return {
        "sigmoid": float(1 / (1 / h + 1 / (1 - h))),
        "tanh": float(v["w"] * 2 / (1 / (1 + t) + 1 / (1 - t))),
        "at": x.grad.item(),
    }


PLOTTED: dict[str, Callable[[Any], Any]] = {
    "relu": torch.nn.ReLU(),
    "leaky_relu": torch.nn.LeakyReLU(0.1),
    "step": lambda t: float(t > 0) + 0 * t,
    "hardtanh": torch.nn.Hardtanh(),
    "sign": lambda t: torch.sign(t) + 0 * t,
    "absolute": torch.abs,
}


def activation_plot_match(v: Values) -> Keys:
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


def forward_mlp(v: Values) -> Keys:
    a1 = tensor(v["W1"]) @ tensor(v["x"])
    h1 = torch.relu(a1)
    f = (tensor(v["W2"]) @ h1).tolist()
    return {"a1": a1.tolist(), "h1": h1.tolist(), "f": f[0] if len(f) == 1 else f}


def forward_batch(v: Values) -> Keys:
    a1 = tensor(v["X"]) @ tensor(v["W1"])
    h1 = torch.relu(a1)
    f = (h1 @ tensor(v["W2"])).ravel()
    y = tensor(f.tolist()) - tensor(v["d"])
    loss = torch.nn.functional.mse_loss(f, y).item()
    return {"A1": a1.tolist(), "H1": h1.tolist(), "f": f.tolist(), "J": loss}


def transformer_block_params(v: Values) -> Keys:
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


KEYS: dict[str, Second] = {
    "dense-params": dense_params,
    "dense-params-bias": dense_params_bias,
    "dense-params-table": dense_params_table,
    "dense-layer-counts": dense_layer_counts,
    "dense-diagram-read": dense_diagram_read,
    "dense-weight-shapes": dense_weight_shapes,
    "dense-matvec": dense_matvec,
    "torch-mlp-read": torch_mlp_read,
    "autoencoder-vs-pca": autoencoder_vs_pca,
    "parameter-or-hyperparameter": parameter_or_hyperparameter,
    "unit-written-out": unit_written_out,
    "activation-eval": activation_eval,
    "sigmoid-exact": sigmoid_exact,
    "activation-decimals": activation_decimals,
    "activation-derivative": activation_derivative,
    "activation-plot-match": activation_plot_match,
    "forward-mlp": forward_mlp,
    "forward-batch": forward_batch,
    "transformer-block-params": transformer_block_params,
}
MISCONCEPTIONS = {
    "dense-params": "counts-units adds-layers multiplies-all adds-bias forgets-output-layer forgets-input-layer",
    "dense-params-bias": "no-bias bias-on-sender one-bias-per-layer one-bias-total input-bias-too hidden-bias-only wrong-receivers counts-units",
    "dense-params-table": "cumulative shifted bias-in-no-bias counts-units",
    "dense-layer-counts": "before-the-change not-made-wider widened-once layers-as-functions input-is-hidden output-is-hidden all-units",
    "dense-diagram-read": "counts-nodes skips-input in-out-swapped own-layer",
    "dense-weight-shapes": "transposed next-layer square batch-in-weights",
    "dense-matvec": "drops-signs reverses-input elementwise-diagonal row-sums transpose",
    "torch-mlp-read": "no-bias counts-modules activation-has-params diagram-equals-code",
    "autoencoder-vs-pca": "encoder-only pca-no-mean pca-scores counts-units adds-sizes",
    "parameter-or-hyperparameter": "activations-are-parameters all-numbers-chosen misses-one",
    "unit-written-out": "no-bias all-positive",
    "activation-eval": "absolute passes-negatives derivative sign",
    "sigmoid-exact": "sign-of-exponent no-denominator minus-one odds-as-prob tanh-for-sigmoid sigmoid-for-tanh sigmoid-stretched",
    "activation-decimals": "sign-of-exponent no-denominator odds-as-prob sigmoid-for-tanh",
    "activation-derivative": "value-not-derivative derivative-at-h one-minus-h a-times-one-minus-a tanh-rule-for-sigmoid sigmoid-rule-for-tanh inner-forgotten uses-h divided-by-it",
    "activation-plot-match": "sigmoid-tanh-mixed relu-softplus-mixed relu-leaky-mixed derivative value-not-derivative",
    "forward-mlp": "no-activation relu-on-output relu-on-input absolute-value transposed-weights",
    "forward-batch": "no-activation columns-convention relu-on-output absolute-value",
    "transformer-block-params": "forgets-norms no-bias one-ff-matrix times-heads one-norm",
}
