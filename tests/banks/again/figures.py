"""Exercises with figures a second time: automatic differentiation, torch, plain loops, and what was drawn."""

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")


def graph_values(v: Values) -> Keys:
    x, w, b, y = (torch.tensor(v[name]) for name in "xwby")
    product = torch.mul(w, x)
    error = product.add(b).sub(y)
    found = (product, product.add(b), error, error.pow(2))
    return {name: int(value) for name, value in zip("pseL", found, strict=True)}


def graph_branch(v: Values) -> Keys:
    def leaf(name: str) -> Any:
        return torch.tensor(float(v[name]), requires_grad=True)

    x, z = leaf("x"), leaf("z")
    # One y for each edge, and one for both.
    along_u, along_v, y = leaf("y"), leaf("y"), leaf("y")
    ((x + along_u) * (along_v * z)).backward()
    ((x + y) * (y * z)).backward()
    slopes = {"gu": along_u, "gv": along_v, "whole": y}
    return {
        "pu": v["x"] + v["y"],
        "pv": v["y"] * v["z"],
        **{name: int(value.grad) for name, value in slopes.items()},
    }


def mlp_boxes(v: Values) -> Keys:
    W, b, out, c, x = (torch.tensor(v[name]) for name in ("W", "b", "v", "c", "x"))
    hidden = torch.relu(W @ x + b)
    return {"h1": int(hidden[0]), "h2": int(hidden[1]), "f": int(out @ hidden + c)}


def recurrence_boxes(v: Values) -> Keys:
    states, h = {}, 0
    for t, x in enumerate(v["x"], start=1):
        h = v["w_h"] * h + v["w_x"] * x
        states[f"h{t}"] = h
    return states


def stack_boxes(v: Values) -> Keys:
    with torch.device("meta"):
        image = torch.zeros(1, v["C"], v["n"], v["n"])
        layers = {
            "conv1": torch.nn.Conv2d(v["C"], v["K"], v["P"]),
            "pool": torch.nn.MaxPool2d(2),
            "conv2": torch.nn.Conv2d(v["K"], 2 * v["K"], 3),
        }
    shapes = {}
    for name, layer in layers.items():
        image = layer(image)
        shapes[name] = list(image.shape[1:])
    return shapes


def boundary_read(v: Values) -> Keys:
    # The line through its two points on the axes, solved for what is not said; w1 is.
    w1, across, up = v["k"] * v["x2"], v["x1"], v["x2"]
    w2, b = np.linalg.solve([[float(up), 1.0], [0.0, 1.0]], [0.0, -float(w1) * across])
    return {"cut": up, "w2": round(w2), "bias": round(b)}


def active_units_read(v: Values) -> Keys:
    (a0, a1, a2), (c0, c1, c2) = v["a"], v["c"]
    units = np.array([[a0, 1, -c0], [1, a1, -c1], [a2, 1, -c2]]) * np.array(v["s"])[:, None]
    at = [units @ [*point, 1] > 0 for point in (v["A"], v["B"])]
    return {"A": int(at[0].sum()), "B": int(at[1].sum()), "crossed": int((at[0] ^ at[1]).sum())}


def quadratic_read(v: Values) -> Keys:
    # The contour crosses the axes at p and q.
    height = v["k"] * v["p"] ** 2 * v["q"] ** 2
    a, c = height // v["p"] ** 2, height // v["q"] ** 2
    eigenvalues = np.linalg.eigvalsh(np.diag([2.0 * a, 2.0 * c]))
    return {"first": a, "second": c, "kappa": eigenvalues[1] / eigenvalues[0]}


def histogram_read(v: Values) -> Keys:
    scores = [i + 0.5 for i, count in enumerate(v["counts"]) for _ in range(count)]
    positive = sum(score > v["t"] for score in scores)
    share = Fraction(len(scores) - positive, len(scores))
    return {"total": len(scores), "positive": positive, "share": share}


def loss_curve_read(v: Values) -> Keys:
    heights = [sum(v["fall"][i:]) + 3 for i in range(6)]
    rising = itertools.accumulate(v["rise"][: 6 - v["best"]], initial=heights[v["best"] - 1])
    heights = [*heights[: v["best"]], *itertools.islice(rising, 1, None)]
    best = min(range(6), key=heights.__getitem__)
    return {"stop": best + 1, "later": Fraction(heights[-1] - heights[best], 20)}


def regions_read(v: Values) -> Keys:
    places = torch.tensor([[float(at) for at in place] for place in v["places"]]).double().T
    hidden = torch.relu(torch.tensor(v["W"]).double() @ places + torch.tensor(v["b"])[:, None])
    said = (torch.tensor(v["v"]).double() @ hidden + float(v["c"]) > 0).int().tolist()
    wrong = [(s, label) for s, label in zip(said, v["labels"], strict=True) if s != label]
    return {"errors": len(wrong), "missed": wrong.count((0, 1))}


# No two of them give the same heights at whole numbers; the plotted step jumps behind 0.
AT = {
    "absolute": abs,
    "identity": lambda z: z,
    "leaky_relu": lambda z: z if z > 0 else z / 10,
    "relu": lambda z: max(0, z),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "softplus": lambda z: math.log1p(math.exp(z)),
    "step": lambda z: float(z > 0),
    "tanh": math.tanh,
}


def activation_pictures(v: Values) -> Keys:
    """By the words beside a figure, which say its heights at whole numbers."""
    function = AT[v["shown"][0]]

    def written(height: float) -> str:
        text = f"{height:.1f}".removesuffix(".0")
        return "0" if text == "-0" else text

    heights = ", ".join(written(function(z)) for z in range(-3, 4))
    return {"a": lambda figure: heights in figure.alt}


def contour_pictures(v: Values) -> Keys:
    a, c = (v["m"] * side**2 for side in v["r"])

    def level(line: Any) -> bool:
        heights = [a * x * x + c * y * y for x, y in line]
        return bool(max(heights) < 1.15 * min(heights))

    return {
        "a": lambda figure: all(
            level(line) for one in figure.data["levels"] for line in one["lines"]
        )
    }


def half_plane_pictures(v: Values) -> Keys:
    def right(figure: Any) -> bool:
        """Of a lattice of places away from the line those lie in the drawn area that should."""
        (half,) = figure.data["half_planes"]
        inside = [inside_of(half["area"], x, y) for x, y in LATTICE]
        heights = [v["w"][0] * x + v["w"][1] * y + v["b"] for x, y in LATTICE]
        return all(i == (h > 0) for i, h in zip(inside, heights, strict=True) if abs(h) > 0.05)

    return {"a": right}


LATTICE = [
    (x / 10 + 0.013, y / 10 + 0.017) for x, y in itertools.product(range(-49, 49, 4), repeat=2)
]


def inside_of(area: Any, x: float, y: float) -> bool:
    """Whether a place lies in a polygon: how often a ray to the right meets its sides."""
    meets = 0
    for (x0, y0), (x1, y1) in itertools.pairwise([*area, area[0]]):
        if (y0 > y) != (y1 > y):
            meets += x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
    return meets % 2 == 1


KEYS: dict[str, Second] = {
    "graph-values": graph_values,
    "graph-branch": graph_branch,
    "mlp-boxes": mlp_boxes,
    "recurrence-boxes": recurrence_boxes,
    "stack-boxes": stack_boxes,
    "boundary-read": boundary_read,
    "active-units-read": active_units_read,
    "quadratic-read": quadratic_read,
    "histogram-read": histogram_read,
    "loss-curve-read": loss_curve_read,
    "regions-read": regions_read,
    "activation-pictures": activation_pictures,
    "contour-pictures": contour_pictures,
    "half-plane-pictures": half_plane_pictures,
}
