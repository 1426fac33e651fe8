"""Columns of units joined by edges: what diagrams of networks and of windows share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from quizgen.document.figures.scene import (
    SMALL,
    THIN,
    Circle,
    Element,
    Label,
    Path,
    Point,
    Stroke,
    spread,
)

# A column is at most this high; units come no closer, and no further, than these (millimetres).
HEIGHT, NEAR, FAR = 54.0, 3.36, 9.0
# More edges than this between two columns would print as a black mass: they are fainter.
MANY = 64
FAINT = Stroke("#9a9a9a", 0.1)
# From this distance on a unit has room for its name.
ROOM = 7.2


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of all units: one column of points for each layer."""

    columns: tuple[tuple[Point, ...], ...]
    radius: float
    named: bool


def layout(
    sizes: Sequence[int], gap: float, pitch: float | None = None, left: float = 0.0
) -> Layout:
    """Columns `gap` apart, each centred; `pitch` is the distance between units of a column."""
    most = max(sizes)
    pitch = pitch or min(FAR, max(NEAR, HEIGHT / most))
    columns = tuple(
        tuple((left + i * gap, y) for y in spread(size, pitch)) for i, size in enumerate(sizes)
    )
    return Layout(columns, min(3.3, 0.42 * pitch), pitch >= ROOM)


def above_windows(places: Layout, i: int, joins: Sequence[tuple[int, int]]) -> Layout:
    """Column i + 1 moved so that each unit stands level with the middle of what it is joined to.

    `joins` are pairs (unit, input). Where units would then meet, as those of two kernels do, the
    column stays centred.
    """
    inputs, column = places.columns[i], places.columns[i + 1]
    heights: list[list[float]] = [[] for _ in column]
    for unit, x in joins:
        heights[unit].append(inputs[x][1])
    if not all(heights):
        return places
    middles = [(min(ys) + max(ys)) / 2 for ys in heights]
    if any(b - a < 2.2 * places.radius for a, b in pairwise(middles)):
        return places
    moved = tuple((x, y) for (x, _), y in zip(column, middles, strict=True))
    columns = (*places.columns[: i + 1], moved, *places.columns[i + 2 :])
    return Layout(columns, places.radius, places.named)


def units(places: Layout, names: Sequence[Sequence[str]]) -> Iterator[Element]:
    """Circles with names inside, or, where they are small, beside the outer columns."""
    last = len(names) - 1
    for i, (column, labels) in enumerate(zip(places.columns, names, strict=True)):
        for place, name in zip(column, labels, strict=True):
            yield Circle(place, places.radius)
            if places.named:
                yield Label(place, name, size=SMALL)
            elif i == 0:
                yield Label((place[0] - places.radius - 0.8, place[1]), name, "east", SMALL)
            elif i == last:
                yield Label((place[0] + places.radius + 0.8, place[1]), name, "west", SMALL)


def all_edges(senders: Sequence[Point], receivers: Sequence[Point], stroke: Stroke = THIN) -> Path:
    """Every sender joined to every receiver."""
    crowded = len(senders) * len(receivers) > MANY
    return Path(tuple((a, b) for a in senders for b in receivers), FAINT if crowded else stroke)


def on_edge(senders: Sequence[Point], receivers: Sequence[Point]) -> float:
    """The part of the way at which labels of all edges between two columns stand evenly apart.

    Labels of one sender are t·q apart (q the receivers' distance), and the last of one sender must
    be as far from the first of the next: t = p / (p + n q) for n receivers and senders p apart.
    """
    p = senders[1][1] - senders[0][1] if len(senders) > 1 else 0.0
    q = receivers[1][1] - receivers[0][1] if len(receivers) > 1 else 0.0
    if not p:
        return 0.55
    return p / (p + len(receivers) * (q or p))


def along(start: Point, end: Point, part: float) -> Point:
    """The point `part` of the way from `start` to `end`."""
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


def edge_label(start: Point, end: Point, part: float, latex: str, size: float = SMALL) -> Label:
    """A formula on an edge, the page showing behind it."""
    return Label(along(start, end, part), latex, size=size, halo=True)
