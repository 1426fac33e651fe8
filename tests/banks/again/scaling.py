"""Scales, initial weights, gates and broadcasting, computed a second time with torch and by trying statements out."""

import math
from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from tests.banks.again.second import Keys, Values

torch = pytest.importorskip("torch")
torch.set_num_threads(1)  # all tensors are small; threads only wait for each other


def init_variance(v: Values) -> Keys:
    """Fan-in and fan-out as torch counts them; the variance of a sum by enumerating signs."""
    k = v["k"]
    shape = (v["m"], v["n"]) if k == 1 else (v["m"], v["n"], k, k)
    weight = torch.empty(shape)
    fan_in, fan_out = torch.nn.init._calculate_fan_in_and_fan_out(weight)
    torch.manual_seed(0)
    torch.nn.init.kaiming_uniform_(weight, nonlinearity="relu")
    bound = math.sqrt(3) * math.sqrt(2) / math.sqrt(fan_in)
    assert 0.9 * bound < float(weight.abs().max()) <= bound * (1 + 1e-6)
    term = v["v"] / v["part"]
    return {
        "sum": sum(term for _ in range(fan_in)),
        "glorot": 1 / ((fan_in + fan_out) / 2),
        "he": bound**2 / 3,
        "bound": bound,
    }


def number(value: Any) -> Any:
    return torch.tensor([[float(value)]], dtype=torch.float64)


def lstm_values(v: Values) -> Keys:
    """PyTorch's own cell (its order of gates: i, f, g, o); the gates by hand."""
    f, i, o, g = range(4)
    cell = torch.nn.LSTMCell(1, 1, bias=False, dtype=torch.float64)
    order = [i, f, g, o]
    with torch.no_grad():
        cell.weight_ih.copy_(
            torch.tensor([[math.log(v["w"][k])] for k in order], dtype=torch.float64)
        )
        cell.weight_hh.copy_(
            torch.tensor([[math.log(v["u"][k])] for k in order], dtype=torch.float64)
        )
        h, c = cell(number(v["x"]), (number(v["h0"]), number(v["c0"])))
    z = [math.log(v["w"][k]) * v["x"] + math.log(v["u"][k]) * v["h0"] for k in range(4)]
    gates = [1 / (1 + math.exp(-z[k])) for k in (f, i, o)]
    return {"gates": gates, "g": math.tanh(z[g]), "c": c.item(), "h": h.item()}


def gru_values(v: Values) -> Keys:
    """PyTorch's own cell (its order: r, z, n), in which the gates depend on the input alone."""
    cell = torch.nn.GRUCell(1, 1, bias=False, dtype=torch.float64)
    x = v["x"]
    with torch.no_grad():
        logs = [math.log(v["a"][0]) / x, math.log(v["a"][1]) / x, math.log(v["w"])]
        cell.weight_ih.copy_(torch.tensor([[w] for w in logs], dtype=torch.float64))
        cell.weight_hh.copy_(torch.tensor([[0.0], [0.0], [math.log(v["u"])]], dtype=torch.float64))
        h = cell(number(x), number(v["h0"])).item()
    r, z = (1 / (1 + math.exp(-math.log(a))) for a in v["a"])
    n = (h - z * v["h0"]) / (1 - z)
    return {"gates": [r, z], "n": n, "h": h}


# The statements in which a factor c stands, as claims about a loss of one weight that can be tried.
@cache
def gradient(c: float, w: float = 2.0) -> float:
    weight = torch.tensor(w, dtype=torch.float64, requires_grad=True)
    (c * (3 * weight - 1) ** 2).backward()
    return float(weight.grad)


@cache
def adam(c: float) -> float:
    weight = torch.tensor(2.0, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.Adam([weight], lr=0.1, eps=0)
    for _ in range(3):
        optimiser.zero_grad()
        (c * (3 * weight - 1) ** 2).backward()
        optimiser.step()
    return float(weight.detach())


def is_true(said: str, c: int) -> bool:
    """Whether a statement on the loss c (3w - 1)², or on any network, holds."""
    growth = gradient(c) / gradient(1)
    curvature = (gradient(c, 3.0) - gradient(c)) / (gradient(1, 3.0) - gradient(1))
    claims = {
        f"The gradient with respect to each weight is {c} times": growth == pytest.approx(c),
        f"The gradient with respect to each weight is {c * c} times": growth == pytest.approx(c * c),
        "The gradient with respect to each weight is the same": growth == pytest.approx(1),
        "The weights of the smallest loss are the same": abs(gradient(c, 1 / 3)) < 1e-9,
        "The weights of the smallest loss are divided": abs(gradient(c, 1 / 3 / c)) < 1e-9,
        f"The first step of gradient descent is {c} times": growth == pytest.approx(c),
        "Gradient descent with the step size divided": growth / c == pytest.approx(1),
        "Gradient descent with the step size multiplied": growth * c == pytest.approx(1),
        "Adam (with $\\varepsilon = 0$) takes the same": adam(c) == pytest.approx(adam(1)),
        "Adam (with $\\varepsilon = 0$) takes steps": abs(adam(c) - 2) > 1.5 * abs(adam(1) - 2),
        "The gradient has the same direction": growth > 0,
        "The gradient has a different direction": growth < 0,
        f"The second derivatives of the loss are {c} times": curvature == pytest.approx(c),
        f"The second derivatives of the loss are {c * c} times": curvature == pytest.approx(c * c),
        # On a parabola the largest step size is 2 over the curvature.
        "The largest step size at which": 1 / curvature == pytest.approx(1 / c),
        "Gradient descent converges for step sizes": 1 / curvature == pytest.approx(c),
        # A penalty w² beside c (3w - 1)²: its share of the gradient.
        "A penalty on large weights that is added to the loss counts less": 4 / gradient(c) < 4 / gradient(1),
        "A penalty on large weights that is added to the loss counts more": 4 / gradient(c) > 4 / gradient(1),
        # The loss is behind the network: what it computes, and a ratio of two multiples, do not see it.
        "With the same weights, the network predicts the same": True,
        "With the same weights, the network makes fewer": False,
        "The ratio of the gradients with respect to two weights": True,
        "The gradient grows more in the first layer": False,
    }  # fmt: skip
    found = [truth for claim, truth in claims.items() if said.startswith(claim)]
    assert len(found) == 1, said
    return bool(found[0])


def loss_scale(v: Values) -> Keys:
    said = [
        t.replace("<c>", str(v["c"])).replace("<d>", str(v["c"] ** 2)) for t in v["yes"] + v["no"]
    ]
    return {"true": sorted(t for t in said if is_true(t, v["c"]))}


@cache
def scaled_network(depth: int, c: float, outputs: int) -> tuple[float, float, dict[str, bool]]:
    """A network tried before and after: the factors of output and gradient, and what stays."""
    torch.manual_seed(1)
    sizes = [4, *(6, 7, 8)[: depth - 1], outputs]
    weights = [torch.randn(m, n, dtype=torch.float64) for n, m in pairwise(sizes)]
    for w in weights:
        w.requires_grad_()
    x = torch.randn(9, 4, dtype=torch.float64)

    def run(factors: list[float]) -> tuple[Any, Any, Any]:
        scaled = [f * w.detach() for f, w in zip(factors, weights, strict=True)]
        for w in scaled:
            w.requires_grad_()
        hidden, active = x, []
        for w in scaled[:-1]:
            hidden = torch.relu(hidden @ w.T)
            active.append(hidden)
        out = hidden @ scaled[-1].T
        out.sum().backward()
        return out.detach(), scaled[0].grad, [h.detach() for h in active]

    rest = [1.0] * (depth - 2)
    before, gradients, active = run([1.0] * depth)
    after, scaled, later = run([c] * depth)
    undone = run([c, 1 / c, *rest])[0]
    assert torch.allclose(undone, before)

    def same(a: Any, b: Any) -> bool:
        return bool(torch.allclose(a.double(), b.double(), equal_nan=True))

    def normal(out: Any) -> Any:
        return (out - out.mean(0)) / out.var(0, correction=0).sqrt()

    truths = {
        "the class that is predicted": same(before.argmax(1), after.argmax(1)),
        "which hidden units are active for an input": all(same(a > 0, b > 0) for a, b in zip(active, later, strict=True)),
        "the output for an input of zeros": True,
        "the sign of each output": same(before.sign(), after.sign()),
        "the outputs after a batch normalisation behind the last layer (with $\\varepsilon = 0$)": same(normal(before), normal(after)),
        "the order of the outputs by size": same(before.argsort(1), after.argsort(1)),
        "the accuracy on the test set": same(before.argmax(1), after.argmax(1)),
        "the ratio of two outputs that are not 0": same(before[:, 0] / before[:, 1], after[:, 0] / after[:, 1]),
        "the softmax probabilities": same(before.softmax(1), after.softmax(1)),
        "the cross-entropy of an observation": same(before.log_softmax(1), after.log_softmax(1)),
        "the values of the active hidden units": all(same(a, b) for a, b in zip(active, later, strict=True)),
        "the difference of the two largest outputs": same(before.sort(1)[0][:, -1] - before.sort(1)[0][:, -2], after.sort(1)[0][:, -1] - after.sort(1)[0][:, -2]),
        "the sum of the squares of all weights": c * c == 1,
        "the derivative of an output with respect to an input": same(before, after),
        "the squared loss of an observation": same((before - 1) ** 2, (after - 1) ** 2),
        "the largest output, where it is not 0": same(before.max(1)[0], after.max(1)[0]),
    }  # fmt: skip
    return (after.sum() / before.sum()).item(), (scaled.sum() / gradients.sum()).item(), truths


def weight_scale(v: Values) -> Keys:
    output, gradient, stays = scaled_network(v["L"], float(v["c"]), v["K"])
    same = sorted(t for t in v["yes"] + v["no"] if stays[t])
    return {"output": output, "gradient": gradient, "undo": 1 / v["c"], "same": same}


def broadcast_backward(v: Values) -> Keys:
    a = torch.zeros(v["a"], dtype=torch.float64)
    b = torch.zeros(v["b"][v["start"] :], dtype=torch.float64, requires_grad=True)
    total = a + (b if v["op"] == "+" else 3 * b)
    (total.mean() if v["mean"] else total.sum()).backward()
    padded = (1,) * (total.dim() - b.dim()) + tuple(b.shape)
    summed = [i for i, (n, kept) in enumerate(zip(total.shape, padded, strict=True)) if n != kept]
    return {
        "shape": list(total.shape),
        "axes": [f"axis {i}" for i in summed],
        "entry": b.grad.flatten()[0].item(),
    }


KEYS = {
    "init-variance": init_variance,
    "lstm-values": lstm_values,
    "gru-values": gru_values,
    "loss-scale": loss_scale,
    "weight-scale": weight_scale,
    "broadcast-backward": broadcast_backward,
}
