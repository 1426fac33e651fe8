"""Sizes, collapses and symmetries of fully connected networks, by torch and by counting one by one."""

import itertools
from itertools import pairwise
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")


def module(units: list[int], *, bias: bool) -> Any:
    return torch.nn.Sequential(
        *(torch.nn.Linear(a, b, bias=bias, device="meta") for a, b in pairwise(units))
    )


def learned(units: list[int], *, bias: bool) -> int:
    return sum(p.numel() for p in module(units, bias=bias).parameters())


def dense_inverse_width(v: Values) -> Keys:
    """Of all widths only one has the number of values that the statement prints."""
    printed = learned([v["d"], v["u"], v["o"]], bias=v["bias"])
    values = [
        sum((a + v["bias"]) * b for a, b in pairwise([v["d"], u, v["o"]])) for u in range(200)
    ]
    assert values.count(printed) == 1
    return {"u": values.index(printed)}


def dense_budget_width(v: Values) -> Keys:
    width = 1
    while (v["d"] + 1) * (width + 1) + (width + 2) * v["o"] <= v["B"]:
        width += 1
    return {"u": width, "used": learned([v["d"], width, v["o"]], bias=True)}


def dense_dominant_layer(v: Values) -> Keys:
    sizes = [p.numel() for p in module(v["u"], bias=False).parameters()]
    largest = sizes.index(max(sizes))
    return {"layer": f"$W^{{({largest + 1})}}$", "share": max(sizes) / sum(sizes)}


def torch_mlp_fill(v: Values) -> Keys:
    layers = module(v["u"], bias=True)
    return {"sizes": [n for layer in layers for n in (layer.in_features, layer.out_features)]}


def linear_collapse(v: Values) -> Keys:
    """The columns of the one matrix are what the network makes of the unit vectors."""
    first, second = (torch.tensor(v[name], dtype=torch.float64) for name in ("W1", "W2"))

    def net(x: Any) -> Any:
        return torch.nn.functional.linear(torch.nn.functional.linear(x, first), second)

    columns = net(torch.eye(first.shape[1], dtype=torch.float64))
    return {"M": columns.T.tolist(), "f": net(torch.tensor(v["x"], dtype=torch.float64)).tolist()}


def permutation_symmetry(v: Values) -> Keys:
    """Every renumbering, layer by layer, and every choice of units whose signs change."""
    orders = flips = 1
    for size in v["hidden"]:
        orders *= sum(1 for _ in itertools.permutations(range(size)))
        flips *= len(list(itertools.product((1, -1), repeat=size)))
    return {"orders": orders, "all": orders * flips}


KEYS: dict[str, Second] = {
    "dense-inverse-width": dense_inverse_width,
    "dense-budget-width": dense_budget_width,
    "dense-dominant-layer": dense_dominant_layer,
    "torch-mlp-fill": torch_mlp_fill,
    "linear-collapse": linear_collapse,
    "permutation-symmetry": permutation_symmetry,
}

MISCONCEPTIONS = {
    "dense-inverse-width": "ignores-output ignores-bias product",
    "dense-budget-width": "rounds-up ignores-bias ignores-output",
    "dense-dominant-layer": "into-widest-layer last-layer first-layer share-of-max",
    "torch-mlp-fill": "swapped same-in off-by-one-layer",
    "linear-collapse": "adds reversed-order transposed",
    "permutation-symmetry": "sum-of-factorials includes-output counts-hidden-units flips-only",
}


@pytest.mark.parametrize(("units", "x"), [([2, 3, 2], [1.0, -2.0]), ([3, 2, 2, 1], [0.5, 2.0, -1])])
def test_renumbered_and_flipped_units_compute_the_same(units: list[int], x: list[float]) -> None:
    """What permutation-symmetry says of tanh is so: each setting differs, no value does."""
    torch.manual_seed(1)
    weights = [torch.rand(b, a, dtype=torch.float64) + 0.1 for a, b in pairwise(units)]

    def value(of: list[Any]) -> Any:
        h = torch.tensor(x, dtype=torch.float64)
        for W in of[:-1]:
            h = torch.tanh(W @ h)
        return of[-1] @ h

    first, second = weights[0], weights[1]
    seen = set()
    for order in itertools.permutations(range(units[1])):
        for signs in itertools.product((1.0, -1.0), repeat=units[1]):
            turned = torch.tensor(signs, dtype=torch.float64)
            place = list(order)
            changed = [turned[:, None] * first[place], second[:, place] * turned, *weights[2:]]
            seen.add(tuple(changed[0].flatten().tolist()))
            assert torch.allclose(value(changed), value(weights))
    assert len(seen) == permutation_symmetry({"hidden": units[1:2]})["all"]
