"""Plots of activations, losses and learning curves."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizgen.document.figures.axes import Axes, curve, frame, panel_letter, ticks
from quizgen.document.figures.scene import (
    BOLD,
    INK,
    PAPER,
    SMALL,
    THIN,
    Circle,
    Element,
    Point,
    Rectangle,
    Stroke,
    line,
    words,
)
from quizgen.figure.plots import ACTIVATIONS, JUMPS, LETTERS, LOSSES

# Between panels, for the numbers at an axis.
GAP = 9.5
# Room above and below the curves, as a part of their height: one that runs along the frame would be taken for it.
_ROOM = 0.08
_SUBTRAIN, _VALIDATION = Stroke("#0072b2", 0.45), Stroke("#d55e00", 0.45, (1.8, 1.0))


def draw_activations(data: Mapping[str, Any]) -> Iterator[Element]:
    """Panels with the same axes and grid lines at the integers."""
    names = data["panels"]
    lines = [_sampled(name) for name in names]
    heights = [y for pieces in lines for piece in pieces for _, y in piece]
    low, high = min(0.0, *(round(y - 0.45) for y in heights)), max(1.0, *heights)
    width = _width(len(names))
    height, room = width * 0.62, _ROOM * (high - low)
    for i, (name, pieces, corner) in enumerate(
        zip(names, lines, _corners(len(names), width + GAP, height + 16.0), strict=True)
    ):
        axes = Axes(corner, width, height, -3.0, 3.0, low - room, high + room)
        yield from frame(
            axes,
            [(float(z), str(z)) for z in range(-3, 4)],
            ticks(low, high, min(6, max(2, round(high - low)))),
            ("z", r"\sigma(z)" if len(names) == 1 else "f(z)"),
        )
        for piece in pieces:
            yield from curve(axes, piece, BOLD)
        if name in JUMPS:
            yield from _jump(axes, *JUMPS[name])
        if len(names) > 1:
            yield panel_letter(axes, LETTERS[i])


def _sampled(name: str) -> list[list[Point]]:
    """Points of an activation; two pieces where it jumps."""
    function = ACTIVATIONS[name]
    if name in JUMPS:
        left, _, right = JUMPS[name]
        return [[(-3.0, left), (0.0, left)], [(0.0, right), (3.0, right)]]
    return [[(i / 20, function(i / 20)) for i in range(-60, 61)]]


def _jump(axes: Axes, left: float, at: float, right: float) -> Iterator[Element]:
    """Where a function jumps at 0: a full dot at its value, empty ones where it does not get to."""
    yield Circle(axes.place(0.0, at), 0.7, THIN, INK)
    for height in (left, right):
        if height != at:
            yield Circle(axes.place(0.0, height), 0.7, THIN, PAPER)


def draw_losses(data: Mapping[str, Any]) -> Iterator[Element]:
    """Panels with the same predictions, each with its own scale of the loss."""
    panels = data["panels"]
    width = _width(len(panels))
    height = width * 0.66
    for i, ((name, label), corner) in enumerate(
        zip(panels, _corners(len(panels), width + GAP, height + 15.0), strict=True)
    ):
        pieces = _loss_pieces(name, label)
        high = max(y for piece in pieces for _, y in piece)
        axes = Axes(corner, width, height, -8.0, 8.0, -_ROOM * high, (1 + _ROOM) * high)
        names = [(float(f), "" if f % 4 else str(f)) for f in range(-8, 9, 2)]
        yield from frame(axes, names, ticks(0.0, high, 5), ("f", ""))
        for piece in pieces:
            yield from curve(axes, piece, BOLD)
        if len(pieces) == 2:
            left, right = pieces[0][-1][1], pieces[1][0][1]
            yield from _jump(axes, left, LOSSES[name](0.0, label), right)
        yield panel_letter(axes, LETTERS[i])


def _loss_pieces(name: str, label: int) -> list[list[Point]]:
    """Points of a loss of one observation; two pieces for the zero-one loss, which jumps."""
    if name == "zero_one":
        left, right = LOSSES[name](-8.0, label), LOSSES[name](8.0, label)
        return [[(-8.0, left), (0.0, left)], [(0.0, right), (8.0, right)]]
    return [[(f / 8, LOSSES[name](f / 8, label)) for f in range(-64, 65)]]


def draw_learning_curves(data: Mapping[str, Any]) -> Iterator[Element]:
    """Two curves with a mark at every epoch, on a grid fine enough to read values."""
    curves = (data["subtrain"], data["validation"])
    values = [value for entry in curves for value in entry]
    high, low = max(values), min(0.0, *values)
    count = len(curves[0])
    axes = Axes((0.0, 0.0), 80.0, 44.0, 0.5, count + 0.5, low, high * 1.06 or 1.0)
    each = 1 if count <= 15 else 5
    epochs = [(float(e), str(e)) for e in range(each, count + 1, each)]
    yield from frame(axes, epochs, ticks(axes.y0, axes.y1, 8))
    yield words((40.0, 49.2), "epoch", "north")
    yield words((0.0, -1.8), "loss", "south")
    for values, stroke, mark in zip(curves, (_SUBTRAIN, _VALIDATION), (_dot, _square), strict=True):
        points = [(float(epoch), value) for epoch, value in enumerate(values, start=1)]
        yield from curve(axes, points, stroke)
        yield from (mark(axes.place(*point), stroke) for point in points)
    yield from _key(22.0, -3.0, "subtrain", _SUBTRAIN, _dot)
    yield from _key(50.0, -3.0, "validation", _VALIDATION, _square)


def _key(x: float, y: float, name: str, stroke: Stroke, mark: Any) -> Iterator[Element]:
    yield line((x, y), (x + 9.0, y), stroke=stroke)
    yield mark((x + 4.5, y), stroke)
    yield words((x + 10.2, y), name, "west", SMALL)


def _dot(at: Point, stroke: Stroke) -> Element:
    return Circle(at, 0.75, None, stroke.colour)


def _square(at: Point, stroke: Stroke) -> Element:
    side = 1.4
    return Rectangle(
        (at[0] - side / 2, at[1] - side / 2), side, side, Stroke(stroke.colour, 0.3), PAPER
    )


def _width(count: int) -> float:
    """How wide each of so many panels is: four fit beside each other on a page."""
    return 58.0 if count == 1 else 40.0 if count == 2 else 31.0


def _corners(count: int, across: float, down: float) -> Sequence[Point]:
    """Left upper corners of panels: up to four in a row, three from five panels on."""
    row = count if count <= 4 else 3
    return [(i % row * across, i // row * down) for i in range(count)]
