"""The matrix of a sparse layer, between its outputs and its inputs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizgen.document.figures.connections import _per_kernel
from quizgen.document.figures.scene import (
    GREY,
    TEXT,
    Element,
    Label,
    Rectangle,
    brackets,
    tint,
    weight_stroke,
)
from quizgen.document.figures.size import extent

ROW = 6.0


def draw(data: Mapping[str, Any]) -> Iterator[Element]:
    """`[h] = [W] [x]`; the cells of a shared weight share a tint."""
    rows, columns, cells = data["rows"], data["columns"], data["cells"]
    shown = [str(entry) for entry in data["weights"]]
    width = max([8.0] + [extent(entry, TEXT)[0] + 2.4 for entry in shown])
    side = max(extent(name, TEXT)[0] for name in (*rows, *columns)) + 3.0
    top = -len(rows) * ROW / 2
    yield from _vector(rows, 0.0, side)
    yield Label((side + 4.0, 0.0), "=")
    left = side + 8.0
    per_kernel = _per_kernel(shown)
    for i, row in enumerate(cells):
        for j, weight in enumerate(row):
            x, y = left + 1.6 + j * width, top + i * ROW
            if weight is None:
                yield Label((x + width / 2, y + ROW / 2), "0", colour=GREY)
                continue
            fill = tint(weight_stroke(weight, per_kernel).colour, 0.2)
            yield Rectangle((x + 0.3, y + 0.3), width - 0.6, ROW - 0.6, None, fill)
            yield Label((x + width / 2, y + ROW / 2), shown[weight], colour="#000000")
    right = left + 3.2 + len(columns) * width
    yield brackets(left, top - 0.5, right, -top + 0.5)
    yield from _vector(columns, right + 2.5, side)


def _vector(names: Sequence[str], left: float, width: float) -> Iterator[Element]:
    half = len(names) * ROW / 2
    yield brackets(left, -half - 0.5, left + width, half + 0.5)
    for i, name in enumerate(names):
        yield Label((left + width / 2, (i + 0.5) * ROW - half), name)
