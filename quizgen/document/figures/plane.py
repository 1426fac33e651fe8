"""The plane drawn: points, lines, hatched half-planes, contours of a formula, decision regions."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizgen.document.figures.axes import Axes, curve, frame, ticks
from quizgen.document.figures.beside import names
from quizgen.document.figures.scene import (
    BOLD,
    HATCH,
    INK,
    PAPER,
    SMALL,
    THIN,
    Circle,
    Element,
    Label,
    Path,
    Point,
    Stroke,
    label_box,
)

# Millimetres of the longer side, and of one unit at most.
SIDE, UNIT = 56.0, 12.0
# From the middle of a class's number to that of a point or a name: neither covers the other.
_REACH = 4.0
# Between hatching lines, and the directions of those of one half-plane after the other.
_APART = 2.2
_DIRECTIONS = (45.0, 135.0, 20.0, 70.0)
_LINE = Stroke("#0072b2", 0.45)
_CONTOUR = Stroke("#5a5a5a", 0.25)
# Lightness tells the classes apart, and the number in each of them.
_CLASSES = ("", "#cfe0ee", "#e6c9b3", "#b9d3c4")


def draw_plane(data: Mapping[str, Any]) -> Iterator[Element]:
    """Half-planes below, then lines, then points."""
    axes = _axes(data)
    for angle, half in zip(_DIRECTIONS, data["half_planes"], strict=False):
        yield from _hatched([axes.place(*point) for point in half["area"]], angle)
    yield from _framed(axes, ("x", "y"))
    edges = [p for half in data["half_planes"] for p in curve(axes, _points(half["edge"]), BOLD)]
    drawn = [*data["lines"], *data.get("paths", ())]
    lines = [path for line in drawn for path in curve(axes, _points(line), _LINE)]
    yield from (*edges, *lines)
    yield from _dots(axes, data["points"], (*edges, *lines), halo=bool(data["half_planes"]))


def draw_contours(data: Mapping[str, Any]) -> Iterator[Element]:
    """Lines of equal height, each with its height where that is wanted and there is room."""
    axes = _axes(data)
    yield from _framed(axes, data["names"])
    labels: list[Label] = []
    for number, level in enumerate(data["levels"]):
        for line in level["lines"]:
            yield from curve(axes, _points(line), _CONTOUR)
        if data["labels"]:
            labels += _heights(axes, level, number, [label.at for label in labels])
    yield from labels
    yield from _dots(axes, data["points"])


def draw_regions(data: Mapping[str, Any]) -> Iterator[Element]:
    """Areas of the classes, the boundary between them, and the number of each class."""
    axes = _axes(data)
    for label, area in data["areas"]:
        if colour := _CLASSES[label]:
            # Its own colour around it: no seam is seen between two pieces.
            corners = tuple(axes.place(*point) for point in area)
            yield Path((corners,), Stroke(colour, 0.1), colour)
    yield from _framed(axes, ("x_1", "x_2"))
    boundary = [path for line in data["boundary"] for path in curve(axes, _points(line), BOLD)]
    yield from boundary
    drawn = list(_dots(axes, data["points"], boundary))
    yield from drawn
    taken = [axes.place(u, v) for u, v, _ in data["points"]]
    taken += [_middle(name) for name in drawn if isinstance(name, Label)]
    for label, x, y in data["classes"]:
        areas = [[axes.place(*p) for p in area] for c, area in data["areas"] if c == label]
        yield Label(_clear(axes.place(x, y), areas, taken), str(label), halo=True)


def _middle(label: Label) -> Point:
    left, top, right, bottom = label_box(label)
    return (left + right) / 2, (top + bottom) / 2


def _clear(place: Point, areas: Sequence[Sequence[Point]], taken: Sequence[Point]) -> Point:
    """A place near this one, in one of the convex areas, far from those taken; the place itself where there is none."""
    turns = [i * math.pi / 4 for i in range(8)]
    around = [(r * math.cos(t), r * math.sin(t)) for r in (0, 3, 5, 7) for t in turns]
    for dx, dy in around:
        at = (place[0] + dx, place[1] + dy)
        if all(math.dist(at, other) > _REACH for other in taken) and any(
            _holds(a, at) for a in areas
        ):
            return at
    return place


def _holds(area: Sequence[Point], at: Point) -> bool:
    """Whether a point lies in a convex area."""
    sides = [
        (b[0] - a[0]) * (at[1] - a[1]) - (b[1] - a[1]) * (at[0] - a[0])
        for a, b in zip(area, (*area[1:], area[0]), strict=True)
    ]
    return min(sides) >= 0 or max(sides) <= 0


def _axes(data: Mapping[str, Any]) -> Axes:
    """A frame with equal units, unless one range is much longer than the other."""
    (x0, x1), (y0, y1) = data["x"], data["y"]
    wide, high = x1 - x0, y1 - y0
    if max(wide, high) > 3 * min(wide, high):
        return Axes((0.0, 0.0), SIDE, SIDE * 0.7, x0, x1, y0, y1)
    unit = min(SIDE / max(wide, high), UNIT)
    return Axes((0.0, 0.0), round(unit * wide, 2), round(unit * high, 2), x0, x1, y0, y1)


def _framed(axes: Axes, names: Sequence[str]) -> Iterator[Element]:
    across, up = _ticks(axes.x0, axes.x1), _ticks(axes.y0, axes.y1)
    yield from frame(axes, across, up, (names[0], names[1]))


def _ticks(low: float, high: float) -> list[tuple[float, str]]:
    """A grid line at each integer where there is room."""
    return ticks(low, high, math.ceil(high - low) if 2 <= high - low <= 12 else 6)


def _points(line: Sequence[Sequence[float]]) -> list[Point]:
    return [(x, y) for x, y in line]


def _dots(
    axes: Axes, points: Sequence[Sequence[Any]], lines: Sequence[Path] = (), *, halo: bool = False
) -> Iterator[Element]:
    """Points as discs; those of a class as a sign in a circle, others with their names, clear of the lines.

    With a `halo` names can be read on hatching.
    """
    named: list[tuple[Point, str]] = []
    for x, y, name in points:
        at = axes.place(x, y)
        if name in {"+", "-"}:
            yield Circle(at, 1.5, THIN, PAPER)
            bars = [((at[0] - 0.9, at[1]), (at[0] + 0.9, at[1]))]
            bars += [((at[0], at[1] - 0.9), (at[0], at[1] + 0.9))] if name == "+" else []
            yield Path(tuple(bars), BOLD)
            continue
        yield Circle(at, 0.8, THIN, INK)
        named.append((at, name))
    yield from names(axes, named, lines, halo=halo)


def _hatched(area: Sequence[Point], angle: float) -> Iterator[Path]:
    """Parallel lines over a convex area."""
    across, down = -math.sin(math.radians(angle)), math.cos(math.radians(angle))
    heights = [x * across + y * down for x, y in area]
    first, last = math.ceil(min(heights) / _APART), math.floor(max(heights) / _APART)
    lines = []
    for i in range(first, last + 1):
        at = i * _APART + 1e-6
        ends = []
        for (start, a), (end, b) in zip(
            zip(area, heights, strict=True),
            zip((*area[1:], area[0]), (*heights[1:], heights[0]), strict=True),
            strict=True,
        ):
            if (a > at) != (b > at):
                part = (at - a) / (b - a)
                ends.append(
                    (
                        round(start[0] + part * (end[0] - start[0]), 3),
                        round(start[1] + part * (end[1] - start[1]), 3),
                    )
                )
        if len(ends) == 2:
            lines.append((ends[0], ends[1]))
    if lines:
        yield Path(tuple(lines), HATCH)


def _heights(
    axes: Axes, level: Mapping[str, Any], number: int, taken: Sequence[Point]
) -> Iterator[Label]:
    """The height on the longest line of a level, at a place clear of the heights written before."""
    line = max(level["lines"], key=len)
    places = [axes.place(x, y) for x, y in line]
    inside = [
        p
        for p in places
        if axes.at[0] + 3 < p[0] < axes.at[0] + axes.width - 3
        and axes.at[1] + 2 < p[1] < axes.at[1] + axes.height - 2
    ]
    start = len(inside) * (number * 3 % 7) // 7
    for place in (*inside[start:], *inside[:start]):
        if all(abs(place[0] - x) > 7.5 or abs(place[1] - y) > 4.0 for x, y in taken):
            yield Label(place, f"{level['level']:g}", size=SMALL, colour="#333333", halo=True)
            return
