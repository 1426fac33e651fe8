"""Matrices of partial derivatives by autograd, and what a quadratic form does along many directions."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.banks.again.formulas import value_of
from tests.banks.again.second import Keys, Values

torch = pytest.importorskip("torch")
functional = torch.autograd.functional
PLACES = ([1.5, -0.75], [-2.25, 0.5], [0.3, 2.0])


def tensor(numbers: Any) -> Any:
    return torch.tensor([float(number) for number in numbers], dtype=torch.float64)


def everywhere(names: str, matrix: Callable[[Any], Any]) -> Callable[[Any], bool]:
    """Whether a matrix of formulas in two names has the entries of this one at some places."""

    def does(key: Any) -> bool:
        for place in map(tensor, PLACES):
            known: Mapping[str, Any] = dict(zip(names, place, strict=True))
            found = [float(value_of(str(entry), known)) for row in key for entry in row]
            if found != pytest.approx(matrix(place).flatten().tolist()):
                return False
        return True

    return does


def jacobian_of_a_map(v: Values) -> Keys:
    def g(at: Any) -> Any:
        x, y = at
        return torch.stack([v["a"] * x * y, v["b"] * x ** v["p"] + y, v["c"] * x * y ** v["q"]])

    def matrix(at: Any) -> Any:
        return functional.jacobian(g, at)

    return {"formula": everywhere("xy", matrix), "value": matrix(tensor(v["at"])).tolist()}


def hessian_at_a_point(v: Values) -> Keys:
    """How the loss curves is tried along 720 directions."""

    def loss(at: Any) -> Any:
        u, w = at
        return v["a"] * u**2 * w + v["b"] * w**2 + v["c"] * u * w - v["d"] * u

    def matrix(at: Any) -> Any:
        return functional.hessian(loss, at)

    H = matrix(tensor(v["at"]))
    angles = [k * math.pi / 720 for k in range(720)]
    ways = [tensor([math.cos(angle), math.sin(angle)]) for angle in angles]
    up = {bool(way @ H @ way > 0) for way in ways}
    said = (
        "upwards in some directions and downwards in others"
        if len(up) == 2
        else f"{'upwards' if True in up else 'downwards'} in every direction"
    )
    return {"formula": everywhere("uv", matrix), "value": H.tolist(), "curves": said}


KEYS = {"jacobian-of-a-map": jacobian_of_a_map, "hessian-at-a-point": hessian_at_a_point}
