"""The diagram of a fully connected network."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from quizgen.document.figures.diagram import (
    Layout,
    all_edges,
    along,
    edge_label,
    layout,
    on_edge,
    units,
)
from quizgen.document.figures.scene import (
    BOLD,
    LIGHT,
    PALE,
    SLOT,
    SMALL,
    THIN,
    Circle,
    Element,
    Label,
    Point,
    Rectangle,
    Slot,
    Stroke,
    slot,
)
from quizgen.figure.network import unit_names

# The whole diagram is at most this wide (millimetres).
WIDTH = 100.0
GAP, WIDE_GAP = 25.0, 34.0
# Distance of units when their edges carry numbers.
WIDE_PITCH = 17.0
_INTERCEPT = Stroke(width=0.2, dash=(1.2, 0.8))


def draw(data: Mapping[str, Any]) -> Iterator[Element]:
    """Edges first, so that units cover their ends; then numbers on edges."""
    sizes = data["units"]
    boxes = data.get("boxes", [])
    numbered = data["weights"] is not None or data["biases"] is not None or bool(boxes)
    rows = [
        size + (1 if data["bias"] and i < len(sizes) - 1 else 0) for i, size in enumerate(sizes)
    ]
    gap = min(WIDE_GAP if numbered else GAP, WIDTH / (len(sizes) - 1))
    pitch = WIDE_PITCH if numbered and max(rows) > 1 else None
    whole = layout(rows, gap, pitch)
    places = Layout(
        tuple(column[:size] for column, size in zip(whole.columns, sizes, strict=True)),
        whole.radius,
        whole.named,
    )
    ones = [c[-1] for c in whole.columns[:-1]] if data["bias"] else []
    for senders, receivers in zip(places.columns, places.columns[1:], strict=False):
        yield all_edges(senders, receivers)
    for one, receivers in zip(ones, places.columns[1:], strict=False):
        yield all_edges([one], receivers, _INTERCEPT)
    yield from units(places, unit_names(sizes))
    yield from _ones(ones, whole.radius)
    if data["mark"]:
        column, unit = data["mark"]
        yield from _marked(places, column, unit, unit_names(sizes)[column][unit - 1])
    yield from _numbers(data, whole, places)
    columns = pairwise(whole.columns), places.columns[1:]
    edges = [
        (a, b) for (senders, _), ends in zip(*columns, strict=True) for a in senders for b in ends
    ]
    yield from _boxes(boxes, unit_names(sizes), places, edges)


def _boxes(
    boxes: Sequence[Sequence[Any]],
    names: list[list[str]],
    places: Layout,
    edges: Sequence[tuple[Point, Point]],
) -> Iterator[Element]:
    """On edges where numbers stand there; for units below or above, where fewer edges pass."""
    at = {
        name: p
        for column, ps in zip(names, places.columns, strict=True)
        for name, p in zip(column, ps, strict=True)
    }
    parts: dict[str, float] = {}
    for senders, (left, right) in zip(names, pairwise(places.columns), strict=False):
        parts |= dict.fromkeys(senders, on_edge(left, right))
    for place, letter, width in boxes:
        start, _, end = place.partition(" -> ")
        x, y = at[start]
        if end:
            yield slot(along(at[start], at[end], parts[start]), letter, width)
        else:
            apart = places.radius + 1.4 + SLOT / 2
            yield min(
                (slot((x, y + side * apart), letter, width) for side in (1, -1)),
                key=lambda box: _covered(box, edges),
            )


def _covered(box: Slot, edges: Sequence[tuple[Point, Point]]) -> int:
    """How much of the edges a box hides: of 40 points on each."""
    x, y = box.at
    points = (along(*edge, i / 40) for edge in edges for i in range(41))
    return sum(x < u < x + box.width and y < v < y + SLOT for u, v in points)


def _ones(ones: list[Point], radius: float) -> Iterator[Element]:
    half = radius * 0.85
    for x, y in ones:
        yield Rectangle((x - half, y - half), 2 * half, 2 * half, THIN, PALE)
        yield Label((x, y), "1", size=SMALL)


def _marked(places: Layout, column: int, unit: int, name: str) -> Iterator[Element]:
    at = places.columns[column][unit - 1]
    yield Circle(at, places.radius + 0.75, THIN)
    yield Circle(at, places.radius, BOLD, LIGHT)
    if places.named:
        yield Label(at, name, size=SMALL)


def _numbers(data: Mapping[str, Any], whole: Layout, places: Layout) -> Iterator[Element]:
    """Weights on their edges, all at the same part of the way, evenly apart."""
    for i, receivers in enumerate(places.columns[1:]):
        senders = whole.columns[i]
        part = on_edge(senders, receivers)
        for j, weights in enumerate(zip(*(data["weights"] or [[]] * (i + 1))[i], strict=True)):
            for receiver, weight in zip(receivers, weights, strict=True):
                yield edge_label(senders[j], receiver, part, str(weight))
        for receiver, weight in zip(receivers, (data["biases"] or [[]] * (i + 1))[i], strict=False):
            yield edge_label(senders[-1], receiver, part, str(weight))
