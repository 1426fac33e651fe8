"""Exercises with figures, by a second computation: automatic differentiation, torch, plain loops."""

from collections.abc import Callable
from typing import Any

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


COMPUTED: dict[str, Callable[[Values], list[Any]]] = {
    "graph-values": values,
    "graph-branch": branch,
    "mlp-boxes": mlp,
    "recurrence-boxes": recurrence,
    "stack-boxes": stack,
}


def drawn(family: str) -> list[Variant]:
    exercise = load_banks().exercise(family)
    return [draw(exercise, seed, level) for level in exercise.levels for seed in range(6)]


@pytest.mark.parametrize("family", COMPUTED)
def test_keys_are_those_of_a_second_computation(family: str) -> None:
    for variant in drawn(family):
        assert [part.key for part in variant.parts] == COMPUTED[family](dict(variant.values))
