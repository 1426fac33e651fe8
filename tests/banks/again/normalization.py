"""Normalisation and regularisation a second time: torch's layers, subsets one by one, autograd."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
nn = torch.nn


def exact(value: Any) -> Any:
    return torch.tensor([float(entry) for entry in value], dtype=torch.float64)


def learned(module: Any) -> int:
    return sum(p.numel() for p in module.parameters())


def batchnorm_params(v: Values) -> Keys:
    bn = nn.BatchNorm2d(v["K"])
    conv = nn.Conv2d(v["C"], v["K"], v["P"], bias=False)
    running = bn.running_mean.numel() + bn.running_var.numel()
    return {
        "learned": learned(bn),
        "kept": learned(bn) + running,
        "both": learned(nn.Sequential(conv, bn)),
    }


def batchnorm_compute(v: Values) -> Keys:
    x = v["m"] + v["s"] * exact(v["d"])
    y = v["gamma"] * (x - x.mean()) / x.std(unbiased=False) + v["beta"]
    return {
        "mean": x.mean().item(),
        "variance": x.var(unbiased=False).item(),
        "y": y.tolist(),
    }


def layernorm_vs_batchnorm(v: Values) -> Keys:
    x = torch.stack([v["m"] + v["s"] * exact(v["d"]), v["n"] + v["t"] * exact(v["e"])])
    return {
        "layer": nn.functional.layer_norm(x, (4,), eps=0).tolist(),
        "batch": ((x - x.mean(0)) / x.std(0, unbiased=False)).tolist(),
    }


def dropout_expectation(v: Values) -> Keys:
    """The mean over all eight ways to drop, with the scale that keeps the mean of one unit."""
    p, h, w = v["p"], v["h"], v["w"]
    scale = 1 / (1 - p)
    mean = {}
    for factor in (scale, Fraction(1)):
        total = Fraction(0)
        for kept in product((0, 1), repeat=3):
            chance = Fraction(1)
            for one in kept:
                chance *= 1 - p if one else p
            total += chance * sum(
                a * b * one * factor for a, b, one in zip(w, h, kept, strict=True)
            )
        mean[factor] = total
    return {"kept": h[0] * scale, "mean": mean[scale], "classic": mean[Fraction(1)]}


def dropout_count(v: Values) -> Keys:
    some = Fraction(1)
    for _ in range(v["k"]):
        some *= 1 - v["p"]
    return {
        "active": sum(1 - v["p"] for _ in range(v["n"])),
        "networks": sum(1 for _ in product((0, 1), repeat=v["m"])),
        "some": some,
    }


def l2_objective(v: Values) -> Keys:
    """The gradient by autograd, of a loss that is linear around w."""
    w = exact(v["w"]).requires_grad_()
    factor = float(v["lam"]) * (0.5 if v["half"] else 1)
    loss = v["loss"] + exact(v["g"]) @ (w - w.detach())
    J = loss + factor * w.norm() ** 2
    J.backward()
    return {"J": J.item(), "gradient": w.grad.tolist()}


KEYS: dict[str, Second] = {
    "batchnorm-params": batchnorm_params,
    "batchnorm-compute": batchnorm_compute,
    "layernorm-vs-batchnorm": layernorm_vs_batchnorm,
    "dropout-expectation": dropout_expectation,
    "dropout-count": dropout_count,
    "l2-objective": l2_objective,
}
