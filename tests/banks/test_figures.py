"""Exercises with figures, by a second computation: automatic differentiation, torch, plain loops."""

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quizgen.bank import draw, load_banks
from quizgen.variant import Variant

torch = pytest.importorskip("torch")
Values = dict[str, Any]


def values(v: Values) -> list[Any]:
    x, w, b, y = (torch.tensor(v[name]) for name in "xwby")
    product = torch.mul(w, x)
    error = product.add(b).sub(y)
    return [*(int(t) for t in (product, product.add(b), error, error.pow(2)))]


def branch(v: Values) -> list[Any]:
    def leaf(name: str) -> Any:
        return torch.tensor(float(v[name]), requires_grad=True)

    x, z = leaf("x"), leaf("z")
    # One y for each edge, and one for both.
    along_u, along_v, y = leaf("y"), leaf("y"), leaf("y")
    ((x + along_u) * (along_v * z)).backward()
    ((x + y) * (y * z)).backward()
    return [v["x"] + v["y"], v["y"] * v["z"], *(int(t.grad) for t in (along_u, along_v, y))]


def mlp(v: Values) -> list[Any]:
    W, b, out, c, x = (torch.tensor(v[name]) for name in ("W", "b", "v", "c", "x"))
    hidden = torch.relu(W @ x + b)
    return [*hidden.tolist(), int(out @ hidden + c)]


def recurrence(v: Values) -> list[Any]:
    states, h = [], 0
    for x in v["x"]:
        h = v["w_h"] * h + v["w_x"] * x
        states.append(h)
    return states


def stack(v: Values) -> list[Any]:
    image = torch.zeros(1, v["C"], v["n"], v["n"])
    layers = [
        torch.nn.Conv2d(v["C"], v["K"], v["P"]),
        torch.nn.MaxPool2d(2),
        torch.nn.Conv2d(v["K"], 2 * v["K"], 3),
    ]
    shapes = []
    for layer in layers:
        image = layer(image)
        shapes.append(list(image.shape[1:]))
    return shapes


def boundary(v: Values) -> list[Any]:
    # The line through its two points on the axes, solved for what is not said; w1 is.
    w1, across, up = v["k"] * v["x2"], v["x1"], v["x2"]
    w2, b = np.linalg.solve([[float(up), 1.0], [0.0, 1.0]], [0.0, -float(w1) * across])
    return [up, round(w2), round(b)]


def active(v: Values) -> list[Any]:
    (a0, a1, a2), (c0, c1, c2) = v["a"], v["c"]
    units = np.array([[a0, 1, -c0], [1, a1, -c1], [a2, 1, -c2]]) * np.array(v["s"])[:, None]
    at = [units @ [*point, 1] > 0 for point in (v["A"], v["B"])]
    return [int(at[0].sum()), int(at[1].sum()), int((at[0] ^ at[1]).sum())]


def quadratic(v: Values) -> list[Any]:
    # The contour crosses the axes at p and q.
    height = v["k"] * v["p"] ** 2 * v["q"] ** 2
    a, c = height // v["p"] ** 2, height // v["q"] ** 2
    eigenvalues = torch.linalg.eigvalsh(torch.diag(torch.tensor([2.0 * a, 2.0 * c])))
    kappa = Fraction(float(eigenvalues[1] / eigenvalues[0])).limit_denominator(100)
    return [a, c, _exact(kappa)]


def histogram(v: Values) -> list[Any]:
    scores = [i + 0.5 for i, count in enumerate(v["counts"]) for _ in range(count)]
    positive = sum(score > v["t"] for score in scores)
    return [len(scores), positive, _exact(Fraction(len(scores) - positive, len(scores)))]


def curves(v: Values) -> list[Any]:
    heights = [sum(v["fall"][i:]) + 3 for i in range(6)]
    heights[v["best"] :] = itertools.accumulate(v["rise"][: 6 - v["best"]], initial=heights[v["best"] - 1])  # fmt: skip
    heights = heights[: v["best"]] + heights[v["best"] + 1 :]
    best = min(range(6), key=heights.__getitem__)
    return [best + 1, _exact(Fraction(heights[-1] - heights[best], 20))]


def errors(v: Values) -> list[Any]:
    hidden = torch.relu(torch.tensor(v["W"]).double() @ _places(v) + torch.tensor(v["b"])[:, None])
    said = (torch.tensor(v["v"]).double() @ hidden + v["c"] > 0).int().tolist()
    wrong = [(s, label) for s, label in zip(said, v["labels"], strict=True) if s != label]
    return [len(wrong), wrong.count((0, 1))]


def _places(v: Values) -> Any:
    return torch.tensor([v["xs"], v["ys"]]).double() + torch.tensor([[1 / 3], [1 / 5]]).double()


def _exact(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else str(value)


COMPUTED: dict[str, Callable[[Values], list[Any]]] = {
    "graph-values": values,
    "graph-branch": branch,
    "mlp-boxes": mlp,
    "recurrence-boxes": recurrence,
    "stack-boxes": stack,
    "boundary-read": boundary,
    "active-units-read": active,
    "quadratic-read": quadratic,
    "histogram-read": histogram,
    "loss-curve-read": curves,
    "regions-read": errors,
}


def drawn(family: str) -> list[Variant]:
    exercise = load_banks().exercise(family)
    return [draw(exercise, seed, level) for level in exercise.levels for seed in range(6)]


@pytest.mark.parametrize("family", COMPUTED)
def test_keys_are_those_of_a_second_computation(family: str) -> None:
    for variant in drawn(family):
        assert [part.key for part in variant.parts] == COMPUTED[family](dict(variant.values))


def right_picture(variant: Variant) -> Any:
    (part,) = variant.parts
    return part.pictures[part.settings["choices"].index(part.key)].data


def test_the_right_activation_is_drawn() -> None:
    functions: dict[str, Callable[[Any], Any]] = {
        "identity": lambda z: z,
        "leaky_relu": lambda z: torch.nn.functional.leaky_relu(z, 0.1),
        "relu": torch.relu,
        "sigmoid": torch.sigmoid,
        "softplus": torch.nn.functional.softplus,
        "step": lambda z: torch.heaviside(z, torch.tensor(0.0)),
        "tanh": torch.tanh,
    }
    said = {"the identity": "identity", "ReLU": "relu", "the sigmoid": "sigmoid", "softplus": "softplus",
            "the step function": "step", "tanh": "tanh", "a leaky ReLU (slope 1/10)": "leaky_relu"}  # fmt: skip
    for variant in drawn("activation-pictures"):
        (part,) = variant.parts
        asked = said[part.prompt.removeprefix("Which figure shows ").removesuffix("?")]
        right = part.pictures[part.settings["choices"].index(part.key)]
        heights = [float(functions[asked](torch.tensor(float(z)))) for z in range(-3, 4)]
        assert ", ".join(f"{h:.1f}".removesuffix(".0").replace("-0", "0") if abs(h) < 0.05 else f"{h:.1f}".removesuffix(".0") for h in heights) in right.alt  # fmt: skip


def test_the_right_contours_are_level_sets() -> None:
    for variant in drawn("contour-pictures"):
        v = dict(variant.values)
        a, c = (v["m"] * side**2 for side in v["r"])
        for level in right_picture(variant)["levels"]:
            heights = [a * x * x + c * y * y for line in level["lines"] for x, y in line]
            assert max(heights) / min(heights) == pytest.approx(1, abs=0.1)


def test_the_right_half_plane_is_where_the_sum_is_positive() -> None:
    for variant in drawn("half-plane-pictures"):
        v = dict(variant.values)
        (half,) = right_picture(variant)["half_planes"]
        corners = {tuple(point) for point in half["area"]}
        for x, y in itertools.product((-5, 5), repeat=2):
            height = v["w"][0] * x + v["w"][1] * y + v["b"]
            assert height == 0 or ((x, y) in corners) == (height > 0)
