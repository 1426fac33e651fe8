"""Bar charts and histograms."""

from collections.abc import Iterator, Mapping
from typing import Any

from quizgen.document.figures.axes import Axes, frame, ticks
from quizgen.document.figures.scene import SMALL, THIN, Element, Rectangle, words
from quizgen.document.figures.size import extent

WIDTH, HEIGHT = 80.0, 42.0
_FILL = "#b9cfe0"


def draw(data: Mapping[str, Any]) -> Iterator[Element]:
    """Bars over a grid fine enough to read their heights."""
    values, edges = data["values"], data.get("edges")
    names = data.get("names", ())
    widest = max((extent(name, SMALL, "words")[0] for name in names), default=0.0)
    width = min(150.0, max(WIDTH, len(values) * (widest + 3.0)))
    ends = edges or [i + 0.5 for i in range(len(values) + 1)]
    axes = Axes((0.0, 0.0), width, HEIGHT, ends[0], ends[-1], 0.0, max(values) * 1.06)
    up = ticks(0.0, axes.y1, 8)
    across = [(edge, f"{edge:g}") for edge in edges] if edges else []
    yield from frame(axes, across, up)
    for value, left, right in zip(values, ends, ends[1:], strict=False):
        aside = 0.0 if edges else 0.15 * (right - left)
        x, y = axes.place(left + aside, value)
        corner = axes.place(right - aside, 0.0)
        if value:
            yield Rectangle((x, y), corner[0] - x, corner[1] - y, THIN, _FILL)
    for i, name in enumerate(names, start=1):
        yield words((axes.place(float(i), 0.0)[0], HEIGHT + 1.2), name, "north", SMALL)
    if data["across"]:
        yield words((width / 2, HEIGHT + 5.4), data["across"], "north")
    if data["up"]:
        yield words((0.0, -1.8), data["up"], "south")
