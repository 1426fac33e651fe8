"""Likelihoods and energies, computed a second time: by enumeration, by search, by log densities of torch."""

import math
from fractions import Fraction
from itertools import product

import pytest

from tests.banks.again.second import Keys, Values

# What is left beside the probability of the true class, in its three forms (as printed in the statement).
OTHERS = {
    1: ["1/4 1/4", "3/8 1/8", "1/8 3/8"],
    2: ["1/2 1/4", "1/8 5/8", "3/8 3/8"],
    3: ["3/4 1/8", "1/4 5/8", "3/8 1/2"],
    4: ["3/4 3/16", "3/16 3/4", "1/2 7/16"],
}


def cross_entropy_table(v: Values) -> Keys:
    rows = []
    for e, y, form in zip(v["e"], v["y"], v["rest"], strict=True):
        row = [Fraction(0)] * 3
        row[y] = Fraction(1, 2**e)
        row[(y + 1) % 3], row[(y + 2) % 3] = map(Fraction, OTHERS[e][form].split())
        assert sum(row) == 1
        rows.append((row, y))
    losses = [-math.log2(row[y]) for row, y in rows]
    return {
        "table": [
            [loss, max(range(3), key=row.__getitem__) == y]
            for loss, (row, y) in zip(losses, rows, strict=True)
        ],
        "mean": sum(losses) / len(losses),
        "likelihood": math.prod(row[y] for row, y in rows),
    }


def divergence_both_ways(v: Values) -> Keys:
    def divergence(p: list[Fraction], q: list[Fraction]) -> float:
        return sum(float(a) * math.log(a / b, v["base"] if v["base"] == 2 else math.e) for a, b in zip(p, q, strict=True))  # fmt: skip

    there, back = divergence(v["p"], v["q"]), divergence(v["q"], v["p"])
    larger = "$D(p, q)$" if there > back else "$D(q, p)$"
    return {"there": there, "back": back, "larger": larger}


def ml_bernoulli(v: Values) -> Keys:
    """The best share of the messages is found by trying each."""
    seen = [1] * v["k"] + [0] * v["m"]

    def log(t: Fraction, messages: list[int]) -> float:
        return sum(math.log(t if spam else 1 - t) for spam in messages)

    def best(messages: list[int]) -> Fraction:
        tried = (Fraction(a, len(messages)) for a in range(1, len(messages)))
        return max(tried, key=lambda t: log(t, messages))

    imagined = [0, 1] * v["a"]
    return {"estimate": best(seen), "log": log(v["t"], seen), "smoothed": best(seen + imagined)}


def ml_gaussian(v: Values) -> Keys:
    torch = pytest.importorskip("torch")
    x = torch.tensor([*v["d"], -sum(v["d"])], dtype=torch.float64) + v["c"]

    def log(mean: float) -> float:
        normal = torch.distributions.Normal(
            torch.tensor(mean, dtype=torch.float64), math.sqrt(v["s"])
        )
        return float(normal.log_prob(x).sum())

    mean = x.mean().item()
    return {"mean": mean, "variance": x.var(correction=0).item(), "gain": log(mean) - log(v["m"])}


def boltzmann_prob(v: Values) -> Keys:
    weights = {(0, 1): v["k"][0], (0, 2): v["k"][1], (1, 2): v["k"][2]}

    def weight(state: tuple[int, ...]) -> float:
        energy = -sum(math.log(w) for (i, j), w in weights.items() if state[i] and state[j])
        energy -= sum(math.log(b) for b, s in zip(v["b"], state, strict=True) if s)
        return math.exp(-energy)

    states = [t if v["n"] == 3 else (*t, 0) for t in product((0, 1), repeat=v["n"])]
    state = tuple(v["s"])
    same = [t for t in states if t[1:] == state[1:]]
    z = sum(map(weight, states))
    return {
        "weight": weight(state),
        "Z": z,
        "p": weight(state) / z,
        "conditional": weight((1, *state[1:])) / sum(map(weight, same)),
    }


KEYS = {
    "cross-entropy-table": cross_entropy_table,
    "divergence-both-ways": divergence_both_ways,
    "ml-bernoulli": ml_bernoulli,
    "ml-gaussian": ml_gaussian,
    "boltzmann-prob": boltzmann_prob,
}
