"""Backpropagation computed again by torch's autograd, differences and sums over observations."""

import math
from fractions import Fraction
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")


def tensor(value: Any, *, learned: bool = True) -> Any:
    rows = [
        [float(entry) for entry in row] if isinstance(row, list) else float(row) for row in value
    ]
    return torch.tensor(rows, dtype=torch.float64, requires_grad=learned)


def train_step_mlp(v: Values) -> Keys:
    first, second = tensor(v["W1"]), tensor([v["w2"]])
    optimizer = torch.optim.SGD([first, second], lr=float(v["alpha"]))
    f = second @ torch.relu(first @ tensor(v["x"], learned=False))
    loss = ((f - v["y"]) ** 2).sum()
    loss.backward()
    optimizer.step()
    return {
        "f": f.item(),
        "J": loss.item(),
        "newW2": second.flatten().tolist(),
        "newW1": first.tolist(),
    }


def backprop_neuron(v: Values) -> Keys:
    """Some weights that give the score of the statement, and a bias for what is left."""
    x = tensor(v["x"], learned=False)
    w = torch.arange(1, len(x) + 1, dtype=torch.float64, requires_grad=True)
    score = math.log(v["k"]) * (1 if v["up"] else -1)
    b = tensor([score - (w @ x).item()])
    z = w @ x + b
    z.retain_grad()
    y = torch.tensor([float(v["y"])], dtype=torch.float64)
    torch.nn.functional.binary_cross_entropy(torch.sigmoid(z), y).backward()
    before = b.item()
    torch.optim.SGD([b], lr=1).step()
    return {
        "p": torch.sigmoid(z).item(),
        "z": z.grad.item(),
        "w": w.grad.tolist(),
        "step": b.item() - before,
    }


def backprop_graph(v: Values) -> Keys:
    x, y, z, k = leaves = tensor([v[name] for name in "xyzk"]).unbind()
    for leaf in leaves:
        leaf.retain_grad()
    if v["kind"] == 0:
        nodes = [x + y, (x + y) * z, x * k, (x + y) * z + x * k]
    elif v["kind"] == 1:
        nodes = [x * y, x * y - z, (x * y - z) ** 2]
    else:
        nodes = [torch.maximum(x, y), torch.maximum(x, y) * z]
    nodes[-1].backward()
    return {
        "values": [node.item() for node in nodes],
        "gradient": [leaf.grad.item() for leaf in leaves if leaf.grad is not None],
    }


def backprop_batch(v: Values) -> Keys:
    inputs = tensor(v["X"], learned=False)
    layer = torch.nn.Linear(2, 2, dtype=torch.float64)
    (layer(inputs) * tensor(v["D"], learned=False)).sum().backward()
    return {"W": layer.weight.grad.T.tolist(), "b": layer.bias.grad.tolist()}


def gradient_check(v: Values) -> Keys:
    def f(w: Any) -> Any:
        return v["a"] * w**3 + v["b"] * w**2

    (w,) = tensor([v["w"]]).unbind()
    (slope,) = torch.autograd.grad(f(w), w)
    eps = Fraction(v["eps"])
    central = (f(v["w"] + eps) - f(v["w"] - eps)) / (2 * eps)
    return {"slope": slope.item(), "central": central, "error": central - round(slope.item())}


def vanishing_gradient(v: Values) -> Keys:
    """The chain with the biases that give its outputs; the bound with those that give one half."""

    def chain(outputs: list[Any]) -> float:
        start = torch.tensor(0.3, dtype=torch.float64, requires_grad=True)
        h = start
        for weight, wanted in zip(v["w"], outputs, strict=True):
            target = torch.logit(torch.tensor(float(wanted), dtype=torch.float64))
            bias = (target - float(weight) * h).detach()
            h = torch.sigmoid(float(weight) * h + bias)
        (slope,) = torch.autograd.grad(h, start)
        return float(slope)

    bound = abs(chain([Fraction(1, 2)] * v["L"]))
    assert all(abs(chain([q] * v["L"])) < bound for q in (0.1, 0.45, 0.55, 0.9))
    return {"factor": chain(v["h"]), "bound": bound}


KEYS: dict[str, Second] = {
    "train-step-mlp": train_step_mlp,
    "backprop-neuron": backprop_neuron,
    "backprop-graph": backprop_graph,
    "backprop-batch": backprop_batch,
    "gradient-check": gradient_check,
    "vanishing-gradient": vanishing_gradient,
}
