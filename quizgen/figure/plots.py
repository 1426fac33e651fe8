"""Plots of functions and of training: what is drawn, and what a reader of the plot can see."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from quizgen.errors import UserError
from quizgen.figure.data import Figure, exact, listed, measured

PANELS = 6
EPOCHS = 40
STEPS = 50
LETTERS = "ABCDEF"
# The slope that a leaky ReLU is drawn with: PyTorch's 0.01 cannot be told from 0 on paper.
LEAKY_SLOPE = 0.1
ACTIVATIONS: dict[str, Callable[[float], float]] = {
    "absolute": abs,
    "elu": lambda z: z if z > 0 else math.expm1(z),
    "gaussian": lambda z: math.exp(-(z**2)),
    "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
    "hardtanh": lambda z: min(1.0, max(-1.0, z)),
    "identity": lambda z: z,
    "leaky_relu": lambda z: z if z > 0 else LEAKY_SLOPE * z,
    "relu": lambda z: max(0.0, z),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "sign": lambda z: float((z > 0) - (z < 0)),
    "silu": lambda z: z / (1 + math.exp(-z)),
    "softplus": lambda z: math.log1p(math.exp(z)),
    "softsign": lambda z: z / (1 + abs(z)),
    "square": lambda z: z**2,
    "step": lambda z: float(z > 0),
    "tanh": math.tanh,
}
LOSSES: dict[str, Callable[[float, int], float]] = {
    "absolute": lambda f, y: abs(f - y),
    "hinge": lambda f, y: max(0.0, 1 - y * f),
    "huber": lambda f, y: (f - y) ** 2 / 2 if abs(f - y) <= 1 else abs(f - y) - 1 / 2,
    "logistic": lambda f, y: math.log1p(math.exp(-y * f)),
    "perceptron": lambda f, y: max(0.0, -y * f),
    "square": lambda f, y: (f - y) ** 2,
    "squared_hinge": lambda f, y: max(0.0, 1 - y * f) ** 2,
    "zero_one": lambda f, y: float(y * f <= 0),
}
# Functions that jump at 0: their values left of it, at it and right of it.
JUMPS = {"step": (0.0, 0.0, 1.0), "sign": (-1.0, 0.0, 1.0)}


def activations(names: Any) -> Figure:
    """Activation functions on [-3, 3], one lettered panel each; a single one has no letter.

    >>> activations(["relu"]).alt
    'Plot of a function of z for z from -3 to 3. Values at z = -3, -2, -1, 0, 1, 2, 3: 0, 0, 0, 0, 1, 2, 3.'
    """
    names = [_known(str(name)) for name in listed(names)]
    _check(len(names), PANELS, "panels")
    panels = [
        f"Values at z = -3, -2, -1, 0, 1, 2, 3: "
        f"{_readings([ACTIVATIONS[name](float(z)) for z in range(-3, 4)])}"
        + ("; it jumps at 0." if name in JUMPS else ".")
        for name in names
    ]
    alt = (
        f"Plot of a function of z for z from -3 to 3. {panels[0]}"
        if len(panels) == 1
        else f"Plots of functions of z for z from -3 to 3. {_lettered(panels)}"
    )
    return Figure("activations", {"panels": names}, alt)


def losses(order: Any) -> Figure:
    """Losses of one observation for predictions from -8 to 8, one lettered panel each.

    `order` names the panels by loss and label: "logistic +1", "logistic -1", "square +1", "hinge -1".
    A Huber loss is quadratic up to a distance of 1; the zero-one loss is 1 where f = 0.

    >>> losses(["square -1"]).alt
    'Plots of a loss for predictions f from -8 to 8. Panel A: loss at f = -8, -4, -2, -1, 0, 1, 2, 4, 8: 49, 9, 1, 0, 1, 4, 9, 25, 81.'
    """
    panels = [_loss(str(name)) for name in listed(order)]
    _check(len(panels), PANELS, "panels")
    at = (-8, -4, -2, -1, 0, 1, 2, 4, 8)
    said = [
        f"loss at f = {', '.join(map(str, at))}: "
        f"{_readings([LOSSES[name](float(f), label) for f in at])}"
        f"{'; it jumps at 0.' if name == 'zero_one' else '.'}"
        for name, label in panels
    ]
    data = {"panels": [[name, label] for name, label in panels]}
    return Figure(
        "losses", data, f"Plots of a loss for predictions f from -8 to 8. {_lettered(said)}"
    )


def learning_curves(subtrain: Any, validation: Any) -> Figure:
    """The loss of each epoch on the subtrain and on the validation set, in two line styles.

    >>> learning_curves([0.9, 0.5], [1, 0.75]).alt
    'Line plot of the loss by epoch. Epoch 1: subtrain 0.9, validation 1. Epoch 2: subtrain 0.5, validation 0.75.'
    """
    curves = [[measured(value) for value in listed(values)] for values in (subtrain, validation)]
    lengths = [len(curve) for curve in curves]
    if lengths[0] != lengths[1] or not 2 <= lengths[0] <= EPOCHS:
        raise UserError(
            f"learning_curves: {lengths[0]} and {lengths[1]} values",
            f"give one value for each of 2 to {EPOCHS} epochs, equally many",
        )
    said = " ".join(
        f"Epoch {epoch}: subtrain {a:g}, validation {b:g}."
        for epoch, (a, b) in enumerate(zip(*curves, strict=True), start=1)
    )
    data = dict(zip(("subtrain", "validation"), curves, strict=True))
    return Figure("learning_curves", data, f"Line plot of the loss by epoch. {said}")


def contour(path: Any = ()) -> Figure:
    """Contours of z = x² + 3 sin y on [-2π, 2π]² and a path of points joined by arrows.

    >>> contour([[1, 2], [0, 2]]).data["path"]
    [[1.0, 2.0], [0.0, 2.0]]
    """
    points = _points(path, 2)
    alt = "Contour plot of z = x² + 3 sin y for x and y from -2π to 2π."
    return Figure("contour", {"path": points}, f"{alt}{_path(points)}")


def plane_path(path: Any) -> Figure:
    """A path of points in the plane, joined by arrows, over a grid at the integers.

    >>> plane_path([[0, 0], [1, 2]]).alt
    'Plane with a grid. Path from (0, 0) to (1, 2).'
    """
    points = _points(path, 2)
    if not points:
        raise UserError("plane_path: a path without points", "give at least one point [x, y]")
    return Figure("plane_path", {"path": points}, f"Plane with a grid.{_path(points)}")


def parabola(c: Any, m: Any, path: Any = ()) -> Figure:
    """The graph of f(w) = c (w - m)² with iterates joined by arrows.

    >>> parabola(1, 3, [0]).alt, parabola(0.5, -5).alt, parabola(2, 0).alt
    ('Graph of f(w) = (w - 3)². The point with w = 0 is marked.', 'Graph of f(w) = 0.5 (w + 5)².', 'Graph of f(w) = 2 w².')
    """
    places = [measured(w) for w in listed(path)]
    _check(len(places), STEPS, "steps")
    data = {"c": measured(c), "m": measured(m), "path": places}
    factor = "" if exact(c) == 1 else f"{exact(c)} "
    sign = "-" if measured(m) > 0 else "+"
    distance = f"(w {sign} {str(exact(m)).lstrip('-')})" if measured(m) else "w"
    alt = f"Graph of f(w) = {factor}{distance}²."
    marked = [_short(w) for w in places]
    if len(places) == 1:
        alt += f" The point with w = {marked[0]} is marked."
    elif places:
        alt += f" Points at w = {', then '.join(marked)} are joined by arrows."
    return Figure("parabola", data, alt)


def _known(name: str) -> str:
    for known in ACTIVATIONS:
        if name.lower().replace("_", "") == known.replace("_", ""):
            return known
    raise UserError(
        f"activations: {name!r} has no plot", f"choose from {', '.join(sorted(ACTIVATIONS))}"
    )


def _loss(name: str) -> tuple[str, int]:
    loss, _, label = name.partition(" ")
    if loss not in LOSSES or label not in {"+1", "-1"}:
        raise UserError(
            f"losses: {name!r} has no plot",
            f"write one of {', '.join(sorted(LOSSES))} and the label +1 or -1: 'square -1'",
        )
    return loss, int(label)


def _check(found: int, bound: int, what: str) -> None:
    if not 0 <= found <= bound:
        raise UserError(f"{found} {what} cannot be drawn", f"draw at most {bound} {what}")


def _points(path: Any, size: int) -> list[list[float]]:
    points = [[measured(entry) for entry in listed(point)] for point in listed(path)]
    _check(len(points), STEPS + 1, "points of a path")
    if any(len(point) != size for point in points):
        raise UserError(f"path: {points} is not a list of points", "write [[x0, y0], [x1, y1]]")
    return points


def _path(points: list[list[float]]) -> str:
    said = [f"({', '.join(map(_short, point))})" for point in points]
    if len(said) == 1:
        return f" The point {said[0]} is marked."
    return f" Path from {' to '.join(said)}." if said else ""


def _short(value: float) -> str:
    """A coordinate as it can be read off: two decimals at most."""
    return f"{round(value, 2) + 0.0:g}"


def _readings(values: Sequence[float]) -> str:
    """Values as they can be read off a plot: one decimal at most."""
    return ", ".join(f"{round(value, 1) + 0.0:.1f}".removesuffix(".0") for value in values)


def _lettered(panels: list[str]) -> str:
    return " ".join(
        f"Panel {letter}: {said}" for letter, said in zip(LETTERS, panels, strict=False)
    )
