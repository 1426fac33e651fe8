"""Descent drawn: on the surface z = x² + 3 sin y, in the plane, on a parabola."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from quizgen.document.figures.axes import UNSEEN, Axes, curve, frame, round_step, ticks
from quizgen.document.figures.scene import (
    BOLD,
    INK,
    PAPER,
    RED,
    SMALL,
    THIN,
    Circle,
    Element,
    Label,
    Path,
    Point,
    Stroke,
    arrow,
)
from quizgen.figure.contour_lines import contour_lines
from quizgen.figure.simplify import simplified

_EDGE = 2 * math.pi
_LEVELS = (-2, -1, 0, 1, 2, 4, 8, 12, 16, 20, 25, 30, 35)
# Levels whose height is written at y = π/2: there they are far enough apart, and no grid line between two reads as a minus sign.
_NAMED = (4, 8, 16, 30)
_GRID_LINES = 48
_STEP = Stroke(RED, 0.4)
_CONTOUR = Stroke("#8a8a8a", 0.18)


def draw_contour(data: Mapping[str, Any]) -> Iterator[Element]:
    """Contours of x² + 3 sin y with their heights, and the path."""
    axes = Axes((0.0, 0.0), 50.0, 50.0, -_EDGE, _EDGE, -_EDGE, _EDGE)
    across = [(float(x), str(x)) for x in range(-6, 7, 2)]
    names = (r"-2\pi", r"-\pi", "0", r"\pi", r"2\pi")
    yield from frame(axes, across, [(i * math.pi, names[i + 2]) for i in range(-2, 3)], ("x", "y"))
    for level in _LEVELS:
        lines = tuple(
            simplified([axes.place(x, y) for x, y in line], UNSEEN) for line in _surface(level)
        )
        yield Path(lines, _CONTOUR)
    for level in _NAMED:
        x = math.sqrt(level - 3)
        yield Label(axes.place(x, math.pi / 2), str(level), size=SMALL, colour="#555555", halo=True)
    for level, y in (
        (-2, -math.pi / 2),
        (-2, 1.5 * math.pi),
        (2, math.pi / 2),
        (2, -1.5 * math.pi),
    ):
        yield Label(
            axes.place(0.0, y), "-3" if level < 0 else "3", size=SMALL, colour="#555555", halo=True
        )
    yield from _steps(axes, data["path"])


@cache
def _surface(level: int) -> list[list[Point]]:
    side = [-_EDGE + 2 * _EDGE * i / _GRID_LINES for i in range(_GRID_LINES + 1)]
    return contour_lines(lambda x, y: x * x + 3 * math.sin(y), side, side, float(level))


def draw_plane_path(data: Mapping[str, Any]) -> Iterator[Element]:
    """A path over a grid with equal units in both directions."""
    points = data["path"]
    (x0, x1), (y0, y1) = (_range([point[i] for point in points]) for i in (0, 1))
    span = max(x1 - x0, y1 - y0)
    scale = min(70.0 / span, 14.0)
    axes = Axes((0.0, 0.0), scale * (x1 - x0), scale * (y1 - y0), x0, x1, y0, y1)
    step = round_step(0.0, span, 10)
    most_x, most_y = math.ceil((x1 - x0) / step), math.ceil((y1 - y0) / step)
    yield from frame(axes, ticks(x0, x1, most_x), ticks(y0, y1, most_y), ("v_1", "v_2"))
    yield from _steps(axes, points)


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Whole numbers around values, with room."""
    low, high = math.floor(min(values) - 0.5), math.ceil(max(values) + 0.5)
    return float(low), float(high)


def _steps(axes: Axes, points: Sequence[Sequence[float]]) -> Iterator[Element]:
    """Arrows from point to point; the start is a disc, the others are dots."""
    for start, end in pairwise(points):
        yield from _step(axes, (start[0], start[1]), (end[0], end[1]))
    for i, (x, y) in enumerate(points):
        if axes.x0 <= x <= axes.x1 and axes.y0 <= y <= axes.y1:
            at = axes.place(x, y)
            yield Circle(at, 1.0 if i == 0 else 0.5, THIN, PAPER if i == 0 else INK)


def _step(axes: Axes, start: Point, end: Point) -> Iterator[Element]:
    """An arrow, its head left out where it would be longer than the step or outside the frame."""
    a, b = axes.place(*start), axes.place(*end)
    inside = axes.x0 <= end[0] <= axes.x1 and axes.y0 <= end[1] <= axes.y1
    if inside and math.dist(a, b) > 2.2 and axes.x0 <= start[0] <= axes.x1:
        yield from arrow(a, b, stroke=_STEP, head=1.6)
    else:
        yield from curve(axes, (start, end), _STEP)


def draw_parabola(data: Mapping[str, Any]) -> Iterator[Element]:
    """The parabola and the iterates on it, joined by arrows."""
    c, m, path = data["c"], data["m"], data["path"]
    reach = max([2.0, *(abs(w - m) for w in path)]) * 1.25
    x0, x1 = m - reach, m + reach
    top = c * reach**2
    axes = Axes((0.0, 0.0), 74.0, 38.0, x0, x1, -0.05 * abs(top), 1.02 * abs(top))
    yield from frame(axes, ticks(x0, x1, 10), ticks(0.0, abs(top), 5), ("w", "f(w)"))
    samples = [x0 + (x1 - x0) * i / 80 for i in range(81)]
    yield from curve(axes, [(w, c * (w - m) ** 2) for w in samples], BOLD)
    places = [(w, c * (w - m) ** 2) for w in path]
    yield from _steps(axes, places)
    yield from _iterates(axes, places)


def _iterates(axes: Axes, places: Sequence[Point]) -> Iterator[Label]:
    """Names of the first iterates, as long as they are apart from the one before."""
    before: Point | None = None
    for t, place in enumerate(places):
        x, y = axes.place(*place)
        if before is not None and math.dist(before, (x, y)) < 4.5:
            return
        # Outside the parabola no arrow passes.
        left = place[0] < (axes.x0 + axes.x1) / 2
        aside = x - 1.6 if left else x + 1.6
        yield Label((aside, y + 0.6), f"w_{{{t}}}", "east" if left else "west", SMALL, halo=True)
        before = (x, y)
