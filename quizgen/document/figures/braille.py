"""Scenes as characters: lines in Braille dots, frames in box drawing, names as text over them."""

import math
from collections.abc import Sequence
from itertools import pairwise

from quizgen.document.figures.scene import (
    AXIS,
    GRID,
    HATCH,
    INK,
    SLOT,
    Circle,
    Element,
    Label,
    Path,
    Point,
    Rectangle,
    Scene,
    Slot,
)
from quizgen.document.grid import columns
from quizgen.document.printers.math_text import formula

# Millimetres of the drawing in a column, at least: letters of the drawing's size then fit.
_COLUMN = 1.35
# A row is about as high as names are apart, within these bounds.
_ROW, _LOW = 3.5, 2.0
# More lines than this are a grey mass in dots.
_LINES = 24
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_ARROWS = "→↘↓↙←↖↑↗"
# From the head of each arrow a step back to where it comes from.
_BACK = dict(
    zip(
        _ARROWS,
        [(-1, 0), (-1, -1), (0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1)],
        strict=True,
    )
)


def printed(scene: Scene, width: int) -> str:
    """A scene in at most `width` columns; empty where names would meet or lines fill everything.

    An area that is hatched cannot be seen among dots.
    """
    if any(isinstance(e, Path) and e.stroke == HATCH for e in scene.elements):
        return ""
    canvas = _Canvas(scene, width)
    lines = 0
    for element in map(_named, scene.elements):
        match element:
            case Path(strokes, stroke, fill):
                if stroke is None or fill:
                    for tip in strokes:
                        canvas.head(tip)
                elif stroke not in (GRID, AXIS):
                    lines += sum(len(stroke) <= 2 for stroke in strokes)
                    for points in strokes:
                        canvas.line(points)
            case Circle():
                canvas.circle(element)
            case Rectangle():
                canvas.frame(element)
            case Label():
                if not canvas.label(element):
                    return ""
    return canvas.text() if lines <= _LINES else ""


def _named(element: Element) -> Element:
    """A box to fill in by its letter alone."""
    if not isinstance(element, Slot):
        return element
    (x, y), wide = element.at, element.width
    return Label((x + wide / 2, y + SLOT / 2), f"[{element.letter or ' '}]", style="words")


class _Canvas:
    """Characters of a scene; later elements cover earlier ones, names are never covered."""

    def __init__(self, scene: Scene, width: int) -> None:
        self.origin = scene.origin
        self.column = max(_COLUMN, scene.width / (width - 2))
        self.row = _row(scene)
        self.width = math.ceil(scene.width / self.column) + 2
        self.height = math.ceil(scene.height / self.row) + 1
        self.limit = width
        self.dots: dict[tuple[int, int], int] = {}
        self.signs: dict[tuple[int, int], str] = {}
        self.heads: dict[tuple[int, int], str] = {}
        self.edges: dict[tuple[int, int], str] = {}
        self.around: dict[Point, tuple[str, str]] = {}
        self.named: set[tuple[int, int]] = set()

    def at(self, point: Point) -> tuple[float, float]:
        """Column and row, with fractions."""
        return (
            (point[0] - self.origin[0]) / self.column,
            (point[1] - self.origin[1]) / self.row,
        )

    def line(self, points: Sequence[Point]) -> None:
        for start, end in pairwise(points):
            (x0, y0), (x1, y1) = self.at(start), self.at(end)
            steps = max(1, round(max(abs(x1 - x0) * 2, abs(y1 - y0) * 4)))
            for step in range(steps + 1):
                x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
                cell = (int(x), int(y))
                dot = _DOTS[int(y % 1 * 4)][int(x % 1 * 2)]
                self.dots[cell] = self.dots.get(cell, 0) | dot

    def head(self, points: Sequence[Point]) -> None:
        """An arrow head as a sign in one of eight directions."""
        tip = points[0]
        back = ((points[1][0] + points[2][0]) / 2, (points[1][1] + points[2][1]) / 2)
        turn = math.atan2(tip[1] - back[1], tip[0] - back[0]) / (math.pi / 4)
        x, y = self.at(((tip[0] + back[0]) / 2, (tip[1] + back[1]) / 2))
        self.signs[int(x), int(y)] = self.heads[int(x), int(y)] = _ARROWS[round(turn) % 8]

    def circle(self, circle: Circle) -> None:
        """A unit: brackets around the name that follows, or a sign."""
        x, y = self.at(circle.at)
        half = circle.radius / self.column
        for column in range(int(x - half), int(x + half) + 1):
            if half >= 1:
                self.dots.pop((column, int(y)), None)
        self.signs[int(x), int(y)] = "●" if circle.fill == INK else "○"
        self.around[circle.at] = ("(", ")")

    def frame(self, rectangle: Rectangle) -> None:
        """A frame, under the dots of curves; a low one is brackets around the name that follows."""
        (x, y), width, height = rectangle.at, rectangle.width, rectangle.height
        (x0, y0), (x1, y1) = self.at((x, y)), self.at((x + width, y + height))
        left, top, right, bottom = int(x0), int(y0), int(x1), int(y1)
        if y1 - y0 < 3:
            self.around[x + width / 2, y + height / 2] = ("[", "]")
            return
        for column in range(left + 1, right):
            self.edges[column, top] = self.edges[column, bottom] = "─"
        for row in range(top + 1, bottom):
            self.edges[left, row] = self.edges[right, row] = "│"
        for column, row, sign in (
            (left, top, "┌"), (right, top, "┐"), (left, bottom, "└"), (right, bottom, "┘"),
        ):  # fmt: skip
            self.edges[column, row] = sign

    def label(self, label: Label) -> bool:
        """Write a name; False where it would meet another one."""
        text = str(formula(label.content)) if label.style == "math" else label.content
        if "\n" in text:
            return False
        before, after = self.around.get(label.at, ("", ""))
        text = f"{before}{text}{after}"
        x, y = self.at(label.at)
        wide = columns(text)
        start = {"west": x, "east": x - wide}.get(label.anchor, x - wide / 2)
        first = max(0, math.floor(start + 0.5))
        shift = {"north": 0.5, "south": -0.5}.get(label.anchor, 0.0)
        row = max(0, int(y + shift * 2.8 / self.row))
        cells = [(first + i, row) for i in range(wide)]
        around = {(first - 1, row), (first + wide, row), *cells}
        if around & self.named or first + wide > self.limit:
            return False
        self.named.update(cells)
        for cell in cells:
            self._moved_back(cell)
        for cell, sign in zip(cells, text, strict=False):
            self.signs[cell] = sign
        return True

    def _moved_back(self, cell: tuple[int, int]) -> None:
        """The head of an arrow that a name covers stands before the name."""
        head = self.heads.pop(cell, "")
        while head and cell in self.named:
            cell = cell[0] + _BACK[head][0], cell[1] + _BACK[head][1]
        if head:
            self.signs[cell] = self.heads[cell] = head

    def text(self) -> str:
        """The lines, without empty ones around them."""
        lines = [
            "".join(self._sign(column, row) for column in range(self.width)).rstrip()
            for row in range(-1, self.height + 1)
        ]
        while lines and not lines[0]:
            del lines[0]
        while lines and not lines[-1]:
            del lines[-1]
        return "\n".join(lines)

    def _sign(self, column: int, row: int) -> str:
        if (column, row) in self.signs:
            return self.signs[column, row]
        dots = self.dots.get((column, row), 0)
        return chr(0x2800 + dots) if dots else self.edges.get((column, row), " ")


def _row(scene: Scene) -> float:
    """Millimetres in a row: so that names one above the other come to stand in rows of their own."""
    heights = sorted({round(e.at[1], 1) for e in scene.elements if isinstance(e, Label)})
    gaps = [b - a for a, b in pairwise(heights) if b - a > _LOW]
    gap = min(gaps, default=_ROW)
    return gap / max(1, math.floor(gap / _ROW))
