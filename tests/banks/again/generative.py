"""Generative models, computed a second time: by chains of noise, torch's losses and divergences, counting graphs."""

import math
from fractions import Fraction
from typing import Any

import pytest

from tests.banks.again.second import Keys, Values


def diffusion_forward(v: Values) -> Keys:
    signal, variance = Fraction(1), Fraction(0)
    for beta in v["b"]:
        signal, variance = signal * (1 - beta), variance * (1 - beta) + beta
    return {"product": signal, "variance": variance}


def diffusion_noisy_image(v: Values) -> Keys:
    kept = Fraction(v["c"][0], v["c"][2]) ** 2
    assert kept + Fraction(v["c"][1], v["c"][2]) ** 2 == 1
    a, s = math.sqrt(kept), math.sqrt(1 - kept)
    noisy = [a * x + s * e for x, e in zip(v["x"], v["eps"], strict=True)]
    return {
        "noisy": noisy,
        "beta": 1 - kept / v["last"],
        "back": v["x"][0] - s * v["miss"] / a,
    }


def latent_draw_and_divergence(v: Values) -> Keys:
    torch = pytest.importorskip("torch")
    m, s, e = (torch.tensor(v[name], dtype=torch.float64) for name in "mse")
    normal = torch.distributions.Normal
    divergence = torch.distributions.kl_divergence(normal(m, s), normal(0.0, 1.0)).sum().item()
    return {"z": (m + (2 * s.log() / 2).exp() * e).tolist(), "divergence": divergence}


def gan_losses(v: Values) -> Keys:
    torch = pytest.importorskip("torch")
    real, fake = (torch.tensor([float(p) for p in v[name]], dtype=torch.float64) for name in "rf")

    def loss(scores: Any, label: float) -> float:
        target = torch.full_like(scores, label)
        return float(torch.nn.functional.binary_cross_entropy(scores, target))

    return {"D": loss(real, 1) + loss(fake, 0), "G": loss(fake, 1), "V": -loss(fake, 0)}


def graph_degrees(v: Values) -> Keys:
    """Edges as pairs, in the order of the columns above the diagonal."""
    n = v["n"]
    pairs = [(i, j) for j in range(n) for i in range(j)]
    edges = [pair for pair, there in zip(pairs, v["e"], strict=True) if there]
    near = {k: {k} | {i + j - k for i, j in edges if k in (i, j)} for k in range(n)}
    return {
        "degrees": [len(near[k]) - 1 for k in range(n)],
        "edges": len(edges),
        "messages": sum(map(len, near.values())),
        "reach": len(set().union(*(near[k] for k in near[v["v"]]))),
    }


def graph_convolution(v: Values) -> Keys:
    np = pytest.importorskip("numpy")
    e, n = v["e"], 4
    a = np.eye(n)
    for (i, j), there in zip([(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)], e, strict=True):
        a[i, j] = a[j, i] = there
    degree = a.sum(1)
    norm = a / degree[:, None] if v["how"] == "mean" else a / np.sqrt(np.outer(degree, degree))
    mixed = norm @ np.array(v["H"], dtype=float)
    out = mixed @ np.array(v["W"], dtype=float)
    return {"norm": norm.tolist(), "mixed": mixed.tolist(), "out": out.tolist()}


def spectral_norm(v: Values) -> Keys:
    np = pytest.importorskip("numpy")
    across, up, down = v["s"]
    W = [[across * v["a"], up * v["b"]], [down * v["c"], across * up * down * v["d"]]]
    return {"norm": np.linalg.svd(np.array(W, dtype=float))[1].max()}


KEYS = {
    "spectral-norm": spectral_norm,
    "diffusion-forward": diffusion_forward,
    "diffusion-noisy-image": diffusion_noisy_image,
    "latent-draw-and-divergence": latent_draw_and_divergence,
    "gan-losses": gan_losses,
    "graph-degrees": graph_degrees,
    "graph-convolution": graph_convolution,
}
