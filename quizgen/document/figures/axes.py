"""Axes of a plot: from values to millimetres, ticks, grid, curves cut off at the frame."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quizgen.document.figures.scene import (
    AXIS,
    GRID,
    PLAIN,
    SMALL,
    THIN,
    Element,
    Label,
    Path,
    Point,
    Rectangle,
    Stroke,
    words,
)
from quizgen.figure.simplify import simplified

# Millimetres that a line may be off: a tenth of its own width.
UNSEEN = 0.02


@dataclass(frozen=True, slots=True)
class Axes:
    """A frame of `width` × `height` at `at`, showing x in [x0, x1] and y in [y0, y1]."""

    at: Point
    width: float
    height: float
    x0: float
    x1: float
    y0: float
    y1: float

    def place(self, x: float, y: float) -> Point:
        """Where a value lies on the page."""
        return (
            self.at[0] + (x - self.x0) / (self.x1 - self.x0) * self.width,
            self.at[1] + (self.y1 - y) / (self.y1 - self.y0) * self.height,
        )


Ticks = Sequence[tuple[float, str]]


def frame(
    axes: Axes, across: Ticks, up: Ticks, names: tuple[str, str] = ("", "")
) -> Iterator[Element]:
    """Grid, box, ticks and names of the axes (formulas)."""
    left, top = axes.at
    right, bottom = left + axes.width, top + axes.height
    verticals = [((axes.place(x, 0)[0], top), (axes.place(x, 0)[0], bottom)) for x, _ in across]
    levels = [((left, axes.place(0, y)[1]), (right, axes.place(0, y)[1])) for y, _ in up]
    yield Path((*verticals, *levels), GRID)
    zeros = []
    if axes.x0 < 0 < axes.x1:
        x = axes.place(0, 0)[0]
        zeros.append(((x, top), (x, bottom)))
    if axes.y0 < 0 < axes.y1:
        y = axes.place(0, 0)[1]
        zeros.append(((left, y), (right, y)))
    if zeros:
        yield Path(tuple(zeros), AXIS)
    yield Rectangle(axes.at, axes.width, axes.height, THIN)
    for x, name in across:
        if name:
            yield Label((axes.place(x, 0)[0], bottom + 1.6), name, "north", SMALL)
    for y, name in up:
        yield Label((left - 1.2, axes.place(0, y)[1]), name, "east", SMALL)
    if names[0]:
        yield Label((left + axes.width / 2, bottom + 5.2), names[0], "north")
    if names[1]:
        yield Label((left, top - 1.8), names[1], "south")


def curve(axes: Axes, points: Sequence[Point], stroke: Stroke = PLAIN) -> Iterator[Path]:
    """A line through values, without what lies outside the frame."""
    pieces: list[list[Point]] = []
    for start, end in pairwise(points):
        piece = _inside(axes, start, end)
        if piece is None:
            continue
        if pieces and pieces[-1][-1] == piece[0]:
            pieces[-1].append(piece[1])
        else:
            pieces.append(list(piece))
    lines = tuple(simplified([axes.place(x, y) for x, y in piece], UNSEEN) for piece in pieces)
    if lines:
        yield Path(lines, stroke)


def _inside(axes: Axes, start: Point, end: Point) -> tuple[Point, Point] | None:
    """The part of a segment inside the frame (Liang and Barsky)."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    first, last = 0.0, 1.0
    for step, room in (
        (-dx, x - axes.x0),
        (dx, axes.x1 - x),
        (-dy, y - axes.y0),
        (dy, axes.y1 - y),
    ):
        if step == 0:
            if room < 0:
                return None
            continue
        part = room / step
        if step < 0:
            first = max(first, part)
        else:
            last = min(last, part)
    if first > last:
        return None
    return (
        start if first == 0 else (x + first * dx, y + first * dy),
        end if last == 1 else (x + last * dx, y + last * dy),
    )


def ticks(low: float, high: float, most: int = 6) -> list[tuple[float, str]]:
    """Round values between two bounds, at most `most` + 1 of them, with their names.

    >>> ticks(0, 81, 5)
    [(0.0, '0'), (20.0, '20'), (40.0, '40'), (60.0, '60'), (80.0, '80')]
    """
    step = round_step(low, high, most)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [(i * step, f"{round(i * step, 9) + 0.0:g}") for i in range(first, last + 1)]


def round_step(low: float, high: float, most: int) -> float:
    """The smallest of 1, 2, 5 times a power of ten that cuts the range into at most `most` parts."""
    rough = (high - low) / most or 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(
        factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough * (1 - 1e-9)
    )


def panel_letter(axes: Axes, letter: str) -> Label:
    """The letter of a panel, above its frame."""
    return words((axes.at[0] + axes.width / 2, axes.at[1] - 1.8), letter, "south")
