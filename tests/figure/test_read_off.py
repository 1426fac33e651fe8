"""Figures to be read off: what is drawn is what is said, by a second computation."""

import itertools
import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from quizgen.bank import draw
from quizgen.bank.check import find_problems
from quizgen.bank.load import load_text
from quizgen.figure import BUILDERS
from quizgen.solver import mlp

RANGES = {"x": (-3, 3), "y": (-2, 4)}
FORMULAS: dict[str, tuple[Callable[[float, float], float], list[float]]] = {
    "ellipse": (lambda x, y: x * x + 8 * y * y, [0.5, 2, 8]),
    "saddle": (lambda x, y: x * y, [-2, 1]),
    "wave": (lambda x, y: x + math.sin(2 * y), [-1, 0, 1]),
    "corner": (lambda x, y: abs(x) + abs(y), [1, 2]),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_contour_is_where_the_formula_has_its_level(name: str) -> None:
    formula, levels = FORMULAS[name]
    figure = BUILDERS["contours"](formula, RANGES, levels)
    assert [level["level"] for level in figure.data["levels"]] == levels
    for level in figure.data["levels"]:
        points = [point for line in level["lines"] for point in line]
        assert points
        for x, y in points:
            step = 1e-4
            slope = math.hypot(
                formula(x + step, y) - formula(x, y), formula(x, y + step) - formula(x, y)
            )
            # Millimetres on paper, as far as the slope tells.
            off = abs(formula(x, y) - level["level"]) / (slope / step) * 56 / 6
            assert off < 0.25, (x, y)  # the width of the line


def classes(
    weights: list[Any],
    biases: list[Any],
    bend: Callable[[Fraction], Fraction],
    at: tuple[Fraction, Fraction],
) -> tuple[int, bool]:
    """The class of a point, and whether it is clear of a boundary: unit by unit."""
    h = list(at)
    for place, (matrix, shift) in enumerate(zip(weights, biases, strict=True)):
        h = [
            sum((w * v for w, v in zip(row, h, strict=True)), Fraction(b))
            for row, b in zip(matrix, shift, strict=True)
        ]
        if place < len(weights) - 1:
            h = [bend(v) for v in h]
    if len(h) == 1:
        return int(h[0] > 0), h[0] != 0
    return h.index(max(h)), max(h) > sorted(h)[-2]


def inside(area: list[list[float]], at: tuple[Fraction, Fraction]) -> bool:
    """Whether a point is inside a convex area, clear of its sides."""
    turns = [
        (bx - ax) * (float(at[1]) - ay) - (by - ay) * (float(at[0]) - ax)
        for (ax, ay), (bx, by) in itertools.pairwise([*area, area[0]])
    ]
    return min(turns) > 1e-5 or max(turns) < -1e-5


NETS: dict[str, tuple[Any, list[Any], list[Any], Callable[[Fraction], Fraction]]] = {
    "line": (mlp((2, 1)), [[[3, -2]]], [[1]], lambda v: v),
    "relu": (mlp((2, 3, 1)), [[[1, 1], [-1, 3], [0, -1]], [[1, 1, 1]]], [[0, 1, -1], [-3]], lambda v: max(v, Fraction(0))),
    "deep": (mlp((2, 3, 2, 2)), [[[1, 1], [-1, 2], [2, -1]], [[1, -1, 1], [2, 1, -1]], [[1, -1], [-1, 2]]], [[0, 1, -1], [-1, 2], [0, -1]], lambda v: max(v, Fraction(0))),
    "step": (mlp((2, 2, 1), activation="step"), [[[1, 1], [-1, 2]], [[2, -2]]], [[-1, 1], [-1]], lambda v: Fraction(int(v > 0))),
    "leaky": (mlp((2, 2, 1), activation="leaky_relu"), [[[1, 1], [-1, 2]], [[2, -3]]], [[-1, 1], [1]], lambda v: v if v > 0 else v / 100),
    "classes": (mlp((2, 4)), [[[1, 1], [-1, 2], [0, -1], [-2, -1]]], [[0, 1, 0, -1]], lambda v: v),
}  # fmt: skip


@pytest.mark.parametrize("name", NETS)
def test_regions_are_those_of_the_network(name: str) -> None:
    net, weights, biases, bend = NETS[name]
    data = BUILDERS["regions"](net, weights, biases).data
    seen = 0
    for i, j in itertools.product(range(-19, 20), repeat=2):
        at = (Fraction(i, 4) + Fraction(1, 97), Fraction(j, 4) + Fraction(1, 89))
        label, is_clear = classes(weights, biases, bend, at)
        holding = {own for own, area in data["areas"] if inside(area, at)}
        if is_clear and holding:
            assert holding == {label}, at
            seen += 1
    assert seen > 1200
    assert {label for label, *_ in data["classes"]} == {label for label, _ in data["areas"]}
    for label, x, y in data["classes"]:
        assert classes(weights, biases, bend, (Fraction(x), Fraction(y)))[0] == label


@pytest.mark.parametrize("name", NETS)
def test_the_class_changes_across_the_boundary_and_nowhere_else(name: str) -> None:
    net, weights, biases, bend = NETS[name]
    lines = BUILDERS["regions"](net, weights, biases).data["boundary"]
    assert lines
    for (ax, ay), (bx, by) in (side for line in lines for side in itertools.pairwise(line)):
        length = math.dist((ax, ay), (bx, by))
        across = (Fraction((by - ay) / length / 500), Fraction((ax - bx) / length / 500))
        middle = (Fraction(ax + 0.53 * (bx - ax)), Fraction(ay + 0.53 * (by - ay)))
        sides = [
            classes(weights, biases, bend, (middle[0] + s * across[0], middle[1] + s * across[1]))[
                0
            ]
            for s in (1, -1)
        ]
        assert sides[0] != sides[1]


def test_a_half_plane_is_hatched_where_it_is_not_negative() -> None:
    a, b, c = 2, -3, 1
    (half,) = BUILDERS["plane"](half_planes=[[a, b, c]]).data["half_planes"]
    assert all(a * x + b * y + c > -1e-5 for x, y in half["area"])
    assert all(abs(a * x + b * y + c) < 1e-5 for x, y in half["edge"])
    assert len(half["area"]) > 2


BANK = """[[exercise]]
id = "level"
draw = {{ k = "integer(2, 300)" }}
figure = "{figure}"
ask = "Of which number is {{{{ k }}}} the half?"
answer = "2 * k"
"""
GOOD = "contours(w ** 2 + k * v ** 2, w=(-3, 3), v=(-3, 3), levels=[1, 4], points=[[1, 1]])"
WRONG = {
    "no ranges": ("contours(w ** 2, levels=[1])", "is not written like this"),
    "one range": ("contours(w ** 2, w=(-3, 3), levels=[1])", "contours: 1 name with ranges"),
    "no levels": ("contours(w ** 2, w=(-3, 3), v=(-3, 3))", "levels"),
    "an unknown name": ("contours(w ** 2 + q, w=(-3, 3), v=(-3, 3), levels=[1])", "unknown name 'q'"),
    "no number": ("contours([w, v], w=(-3, 3), v=(-3, 3), levels=[1])", "write a formula that gives a number"),
    "no range": ("contours(w, w=3, v=(-3, 3), levels=[1])", "w = 3 is no range"),
    "too much work": (
        "contours(sum_of(i * w, i=range(900)), w=(-3, 3), v=(-3, 3), levels=[1])",
        "operations",
    ),
    "a division by zero": ("contours(1 / w, w=(-3, 3), v=(-3, 3), levels=[1])", "zero"),
}  # fmt: skip


def problems(tmp_path: Path, figure: str) -> list[str]:
    bank = tmp_path / "bank.toml"
    bank.write_text(BANK.format(figure=figure), encoding="utf-8")
    found = find_problems([bank], draws=5)
    return [str(problem).removeprefix(str(bank)) for problem in found]


def test_contours_of_a_formula_of_the_bank(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []
    exercise = load_text(BANK.format(figure=GOOD), "b.toml").exercises[0]
    figure = draw(exercise, 1).figures[0]
    assert figure.data["names"] == ["w", "v"]
    k = dict(draw(exercise, 1).values)["k"]
    assert f"at v = {round(k**-0.5, 1):g}" in figure.alt or "v = -" in figure.alt
    assert str(k) not in figure.alt


@pytest.mark.parametrize("name", WRONG)
def test_misuse_is_told_at_its_line(name: str, tmp_path: Path) -> None:
    figure, said = WRONG[name]
    found = problems(tmp_path, figure)
    assert any(problem.startswith(":4: ") and said in problem for problem in found), found
