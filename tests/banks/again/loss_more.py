"""Losses and their slopes by torch: built-in losses where torch has them, autograd where not."""

import math
from collections.abc import Callable
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
F = torch.nn.functional


def tensor(value: Any) -> Any:
    return torch.tensor([float(entry) for entry in value], dtype=torch.float64)


def loss_bce(v: Values) -> Keys:
    return {"J": F.binary_cross_entropy(tensor(v["p"]), tensor(v["y"])).item()}


def loss_cross_entropy(v: Values) -> Keys:
    scores = tensor(v["z"]) + v["shift"]
    return {
        "p": torch.softmax(scores, 0)[v["c"]].item(),
        "J": F.cross_entropy(scores, torch.tensor(v["c"])).item(),
    }


def loss_ranking(v: Values) -> Keys:
    scores = tensor(v["f"])
    label = torch.full_like(scores, v["y"])
    losses = {
        "logistic": F.soft_margin_loss(scores, label, reduction="none"),
        "square": F.mse_loss(scores, label, reduction="none"),
    }
    return {
        name: [f"$f = {v['f'][place]}$" for place in loss.argsort().tolist()]
        for name, loss in losses.items()
    }


def custom_loss(v: Values) -> Callable[[Any], Any]:
    y = torch.tensor(float(v["y"]), dtype=torch.float64)
    losses: dict[str, Callable[[Any], Any]] = {
        "poisson": lambda f: F.poisson_nll_loss(f, y, log_input=True),
        "exponential": lambda f: v["m"] * torch.exp(-y * f),
        "hinge": lambda f: torch.relu(1 - y * f) ** 2,
        "huber": lambda f: F.huber_loss(f, y, delta=float(v["delta"])),
    }
    return losses[v["name"]]


def slope(loss: Callable[[Any], Any], at: float) -> float:
    f = torch.tensor(at, dtype=torch.float64, requires_grad=True)
    loss(f).backward()
    return float(f.grad.item())


def point(v: Values) -> float:
    if v["name"] in ("poisson", "exponential"):
        return math.log(v["k"])
    return v["h"] / 4 if v["name"] == "hinge" else float(v["y"] + v["d"])


def derivative(v: Values) -> tuple[str, Callable[[float], float]]:
    """The derivative by hand, as it is written and as a function."""
    y, m = v["y"], v["m"]
    constant = f"{'-' if y > 0 else '+'} {abs(y)}"
    if v["name"] == "poisson":
        return f"exp(f) {constant}", lambda f: math.exp(f) - y
    if v["name"] == "exponential":
        text = f"-{m}*exp(-f)" if y == 1 else f"{m}*exp(f)"
        return text, lambda f: -y * m * math.exp(-y * f)
    if v["name"] == "hinge":
        return f"2*f {'-' if y > 0 else '+'} 2", lambda f: -2 * y * (1 - y * f)
    return f"f {constant}", lambda f: f - y


def loss_custom_gradient(v: Values) -> Keys:
    text, rule = derivative(v)
    loss = custom_loss(v)
    # A point where the formula that is asked about holds.
    inside = -float(v["y"]) if v["name"] == "hinge" else v["y"] - v["delta"] / 2
    assert slope(loss, inside) == pytest.approx(rule(inside))
    return {"rule": text, "slope": slope(loss, point(v))}


KEYS: dict[str, Second] = {
    "loss-bce": loss_bce,
    "loss-cross-entropy": loss_cross_entropy,
    "loss-ranking": loss_ranking,
    "loss-custom-gradient": loss_custom_gradient,
}

MISCONCEPTIONS = {
    "loss-bce": "sum-not-mean drops-negative-class no-minus swaps-labels log2 log10",
    "loss-cross-entropy": "softmax-twice log-of-logit wrong-class probability-not-log mean-over-classes",
    "loss-ranking": "by-magnitude same-for-both ignores-label",
    "loss-custom-gradient": "drops-constant-term sign-flipped product-rule",
}
