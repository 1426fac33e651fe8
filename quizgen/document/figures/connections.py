"""Diagrams of convolution and pooling: shared weights share colour, dash and name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizgen.document.figures.diagram import (
    Layout,
    above_windows,
    all_edges,
    edge_label,
    layout,
    units,
)
from quizgen.document.figures.scene import (
    SMALL,
    THIN,
    Element,
    Label,
    Path,
    Point,
    Stroke,
    line,
    weight_stroke,
    words,
)
from quizgen.document.figures.size import extent

GAP = 34.0
FACET_GAP, FACET_WIDTH = 19.0, 36.0
# Distance of units when their few edges carry names.
WIDE_PITCH = 12.5
# More edges than this are not named one by one: the legend names the weights.
NAMED_EDGES = 12
_PLACES = (0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8)


def draw(data: Mapping[str, Any]) -> Iterator[Element]:
    """The sparse diagram, a legend of its weights, and on request the dense diagram beside it."""
    columns, weights = data["columns"], data["weights"]
    sizes = [len(column) for column in columns]
    named = data["labels"] and weights and sum(map(len, data["edges"])) <= NAMED_EDGES
    places = layout(sizes, GAP, WIDE_PITCH if named and max(sizes) <= 5 else None)
    for i, edges in enumerate(data["edges"]):
        places = above_windows(places, i, [(u, x) for u, x, _ in edges])
    per_kernel = _per_kernel(weights)
    for i, edges in enumerate(data["edges"]):
        yield from _edges(places, i, edges, per_kernel)
    yield from units(places, columns)
    names = list(_names(places, data["edges"], weights)) if named else []
    yield from names
    bottom = max(y for column in places.columns for _, y in column) + 8.0
    right = places.columns[-1][0][0]
    if data["labels"] and weights and not names:
        yield from _legend(weights, per_kernel, right / 2, bottom)
    if data["dense"]:
        pitch = places.columns[0][1][1] - places.columns[0][0][1] if sizes[0] > 1 else None
        beside = layout(sizes, GAP, pitch, left=right + 26.0)
        for senders, receivers in zip(beside.columns, beside.columns[1:], strict=False):
            yield all_edges(senders, receivers)
        yield from units(beside, columns)


def draw_strides(data: Mapping[str, Any]) -> Iterator[Element]:
    """One diagram for each stride, their first inputs on one line; several are named."""
    for i, facet in enumerate(data["facets"]):
        sizes = [len(column) for column in facet["columns"]]
        places = layout(sizes, FACET_GAP, left=i * FACET_WIDTH)
        places = above_windows(places, 0, [(u, x) for u, x, _ in facet["edges"][0]])
        yield from _edges(places, 0, facet["edges"][0], 1)
        yield from units(places, facet["columns"])
        left, top = places.columns[0][0]
        if len(data["facets"]) > 1:
            yield words((left + FACET_GAP / 2, top - 6.5), f"stride {facet['stride']}", size=SMALL)


def _per_kernel(weights: Sequence[str]) -> int:
    """How many weights the first kernel has: those with the first index of the first."""
    if not weights or "," not in weights[0]:
        return max(1, len(weights))
    first = weights[0].split(",")[0]
    return sum(name.split(",")[0] == first for name in weights)


def _edges(
    places: Layout, i: int, edges: Sequence[Sequence[Any]], per_kernel: int
) -> Iterator[Path]:
    """One path for each weight: all edges that share it."""
    shared: dict[int, list[tuple[Point, Point]]] = {}
    for unit, x, weight in edges:
        ends = (places.columns[i][x], places.columns[i + 1][unit])
        shared.setdefault(-1 if weight is None else weight, []).append(ends)
    for weight, lines in sorted(shared.items()):
        stroke = THIN if weight < 0 else weight_stroke(weight, per_kernel)
        yield Path(tuple(lines), stroke)


def _names(
    places: Layout, columns: Sequence[Sequence[Sequence[Any]]], weights: Sequence[str]
) -> Sequence[Label]:
    """A name on every edge, clear of other names and of other edges; none where one has no room."""
    taken: list[Label] = []
    for i, edges in enumerate(columns):
        ends = [(places.columns[i][x], places.columns[i + 1][unit]) for unit, x, _ in edges]
        for (start, end), (_, _, weight) in zip(ends, edges, strict=True):
            if weight is None:
                continue
            others = [other for other in ends if other != (start, end)]
            tried = (edge_label(start, end, part, weights[weight]) for part in _PLACES)
            found = next((label for label in tried if _is_clear(label, taken, others)), None)
            if found is None:
                return ()
            taken.append(found)
    return taken


def _is_clear(label: Label, taken: Sequence[Label], others: Sequence[tuple[Point, Point]]) -> bool:
    """Whether a label hides no other label and covers no other edge."""
    width, height = extent(label.content, label.size)
    x, y = label.at
    if any(
        abs(x - other.at[0]) < width + 0.8 and abs(y - other.at[1]) < height + 0.3
        for other in taken
    ):
        return False
    for (x0, y0), (x1, y1) in others:
        slope = (y1 - y0) / (x1 - x0)
        if abs(y0 + (x - x0) * slope - y) < height / 2 + abs(slope) * width / 2:
            return False
    return True


def _legend(
    weights: Sequence[str], per_kernel: int, middle: float, top: float
) -> Iterator[Element]:
    """A sample of every weight's line with its name, one row for each kernel."""
    rows = [weights[i : i + per_kernel] for i in range(0, len(weights), per_kernel)]
    cell = 18.0
    across = min(per_kernel, 4)
    y = top
    for k, row in enumerate(rows):
        for p, name in enumerate(row):
            if p and p % across == 0:
                y += 5.0
            x = middle + (p % across - across / 2) * cell
            stroke: Stroke = weight_stroke(k * per_kernel + p, per_kernel)
            yield line((x, y), (x + 8.0, y), stroke=stroke)
            yield Label((x + 9.0, y), name, "west", SMALL)
        y += 5.0
