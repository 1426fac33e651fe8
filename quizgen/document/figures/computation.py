"""Graphs of computations: layers and loss with the way back, scalar expressions, recurrence."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from quizgen.document.figures.diagram import along
from quizgen.document.figures.scene import (
    PALE,
    PLAIN,
    RED,
    SLOT,
    SMALL,
    THIN,
    Circle,
    Element,
    Label,
    Path,
    Point,
    Rectangle,
    Stroke,
    arrow,
    bent,
    shortened,
    slot,
    spread,
)

RADIUS = 4.2
# Nodes of a graph below each other, with a name above; columns without boxes, with boxes at nodes, with boxes on edges.
NAMED = 15.0
PITCH, NEAR, FAR, FURTHER = 12.0, 24.0, 36.0, 44.0
# From the first column to the last, at most.
ACROSS = 140.0
# The way back is dashed as well as red.
BACK = Stroke(RED, 0.35, (1.2, 0.7))


def draw(data: Mapping[str, Any]) -> Iterator[Element]:
    """h, a, h, … from left to right, the weights above, red arrows and boxes below."""
    layers = data["layers"]
    boxes = {place: (letter, width) for place, letter, width in data.get("boxes", ())}
    pitch = 15.5 if layers > 2 and not boxes else 18.0
    x = [i * pitch for i in range(2 * layers + 2)]
    nodes: list[tuple[Point, str]] = [((x[0], 0.0), "h^{(0)}")]
    for i in range(1, layers + 1):
        nodes += [((x[2 * i - 1], 0.0), f"a^{{({i})}}"), ((x[2 * i], 0.0), f"h^{{({i})}}")]
    nodes.append(((x[-1], 0.0), "J"))
    for (start, _), (end, _) in pairwise(nodes):
        yield from arrow(*shortened(start, end, RADIUS, RADIUS))
    yield Label((x[0], RADIUS + 1.2), "= x", "north", SMALL)
    for i in range(1, layers + 1):
        yield Label(((x[2 * i - 1] + x[2 * i]) / 2, -1.0), rf"\sigma^{{({i})}}", "south", SMALL)
        yield from _weight((x[2 * i - 1], -17.0), i, backward=data["backward"])
    yield Label(((x[-2] + x[-1]) / 2, -1.0), r"\ell", "south", SMALL)
    yield from _target((x[-1], -17.0))
    if data["backward"]:
        for place in range(len(nodes) - 1, 1, -1):
            rule = 0 if place == len(nodes) - 1 else 2 if place % 2 == 0 else 3
            yield from _back(nodes[place][0], nodes[place - 1][0], str(rule))
    yield from _below(boxes, x)
    for at, name in nodes:
        yield Circle(at, RADIUS)
        yield Label(at, name)


def _below(boxes: Mapping[str, tuple[str, float]], x: Sequence[float]) -> Iterator[Element]:
    """Boxes of values, then of gradients, each joined to its node; neighbours in two rows. Those of weights above."""
    last = len(x) - 1
    nodes = {f"{'ha'[i % 2]}({(i + 1) // 2})": i for i in range(1, last)} | {"J": last}
    rows: dict[tuple[bool, bool], list[tuple[float, str]]] = {}
    for place in boxes:
        name = place.removeprefix("grad ")
        if name in nodes:
            row = name != place, nodes[name] % 2 == 0
            rows.setdefault(row, []).append((x[nodes[name]], place))
        else:
            above = -17.0 - RADIUS - 1.0 - SLOT / 2
            yield slot((x[2 * int(name[2:-1]) - 1], above), *boxes[place], BACK)
    below = {row: RADIUS + 9.0 + i * (SLOT + 2.0) for i, row in enumerate(sorted(rows))}
    for row, top in below.items():
        yield from (Path((((at, RADIUS), (at, top)),), THIN) for at, _ in rows[row])
    for row, top in below.items():
        stroke = BACK if row[0] else PLAIN
        yield from (slot((at, top + SLOT / 2), *boxes[p], stroke) for at, p in rows[row])


def _weight(at: Point, layer: int, *, backward: bool) -> Iterator[Element]:
    """A weight matrix above its product, and the gradient that reaches it."""
    x, y = at
    shift = 1.5 if backward else 0.0
    yield from arrow((x - shift, y + RADIUS), (x - shift, -RADIUS + 0.2))
    if backward:
        yield from arrow((x + shift, -RADIUS + 0.2), (x + shift, y + RADIUS), stroke=BACK)
        yield _rule((x + shift + 2.4, y / 2), "1")
    yield Rectangle((x - RADIUS, y - RADIUS), 2 * RADIUS, 2 * RADIUS, PLAIN, PALE)
    yield Label(at, f"W^{{({layer})}}", colour="#000000")


def _target(at: Point) -> Iterator[Element]:
    x, y = at
    yield from arrow((x, y + RADIUS), (x, -RADIUS))
    yield Circle(at, RADIUS, THIN, PALE)
    yield Label(at, "y", colour="#000000")


def _back(start: Point, end: Point, rule: str) -> Iterator[Element]:
    """A bowed arrow below two nodes with the number of its rule."""
    below = [(p[0] + side * 1.4, p[1] + RADIUS + 0.6) for p, side in ((start, -1), (end, 1))]
    yield from arrow(*bent(below[0], below[1], 3.0), stroke=BACK)
    yield _rule(((start[0] + end[0]) / 2, RADIUS + 6.2), rule)


def _rule(at: Point, number: str) -> Label:
    return Label(at, number, colour=RED)


def draw_expression(data: Mapping[str, Any]) -> Iterator[Element]:
    """Leaves at the left, every operation right of what it needs; values above nodes, gradients below."""
    nodes = data["nodes"]
    boxes = {place: (letter, width) for place, letter, width in data.get("boxes", ())}
    room = [_room(node, boxes) for node in nodes]
    places = _places([node["inputs"] for node in nodes], room, _gap(boxes))
    for node, at in zip(nodes, places, strict=True):
        for entry in node["inputs"]:
            yield from arrow(*shortened(places[entry], at, RADIUS, RADIUS))
    for node, at in zip(nodes, places, strict=True):
        for entry in node["inputs"]:
            if box := boxes.get(f"{nodes[entry]['name']} -> {node['name']}"):
                yield slot(along(places[entry], at, 0.47), *box)
    for node, at in zip(nodes, places, strict=True):
        yield Circle(at, RADIUS)
        x, y = at
        above = y - RADIUS - 0.8
        if node["operation"]:
            yield Label(at, node["operation"])
            yield Label((x, above), node["name"], "south")
            above -= 4.0
        else:
            yield Label(at, node["name"])
            yield Label((x - RADIUS - 1.0, y), f"{node['value']} =", "east")
        if box := boxes.get(node["name"]):
            yield slot((x, above - SLOT / 2), *box)
        if box := boxes.get(f"grad {node['name']}"):
            yield slot((x, y + RADIUS + 1.0 + SLOT / 2), *box, BACK)


def _gap(boxes: Mapping[str, object]) -> float:
    """Millimetres from a column to the next."""
    if not boxes:
        return NEAR
    return FURTHER if any("->" in place for place in boxes) else FAR


def _room(node: Mapping[str, Any], boxes: Mapping[str, object]) -> float:
    """Millimetres from a node to the next in its column: for its name and its boxes too."""
    found = (node["name"] in boxes) + (f"grad {node['name']}" in boxes)
    return max(NAMED if node["operation"] else PITCH, PITCH + found * (SLOT + 2.8))


def _places(inputs: Sequence[Sequence[int]], room: Sequence[float], across: float) -> list[Point]:
    """Columns by depth, a leaf just before its first use; in a column nodes lie near what they join."""
    users: list[list[int]] = [[] for _ in inputs]
    depth: list[int] = []
    for i, entries in enumerate(inputs):
        depth.append(1 + max((depth[j] for j in entries), default=-1))
        for j in entries:
            users[j].append(i)
    for i, entries in enumerate(inputs):
        if not entries and users[i]:
            depth[i] = min(depth[j] for j in users[i]) - 1
    heights = [PITCH * i for i in range(len(inputs))]
    columns = [
        [i for i in range(len(inputs)) if depth[i] == column] for column in range(max(depth) + 1)
    ]
    for neighbours, order in ((inputs, columns), (users, columns[::-1]), (inputs, columns)):
        for column in order:
            _settle(column, neighbours, heights, max(room[i] for i in column))
    across = min(across, ACROSS / max(1, *depth))
    return [(depth[i] * across, heights[i]) for i in range(len(inputs))]


def _settle(
    column: Sequence[int],
    neighbours: Sequence[Sequence[int]],
    heights: list[float],
    pitch: float,
) -> None:
    """Order a column by the mean height of each node's neighbours and set its nodes apart."""
    wished = {
        i: sum(heights[j] for j in neighbours[i]) / len(neighbours[i])
        if neighbours[i]
        else heights[i]
        for i in column
    }
    ordered = sorted(column, key=lambda i: (wished[i], i))
    middle = sum(wished.values()) / len(wished)
    for i, height in zip(ordered, spread(len(ordered), pitch), strict=True):
        heights[i] = middle + height


def draw_recurrence(data: Mapping[str, Any]) -> Iterator[Element]:
    """Inputs below, states above, the same two weights at every time."""
    of_x, of_h = data["names"]
    pitch, down = 21.0, 17.0
    boxes = {place: (letter, width) for place, letter, width in data.get("boxes", ())}
    pitch = max(pitch, *(width + 4.0 for _, width in boxes.values())) if boxes else pitch
    for t in range(data["times"] + 1):
        state, below = (t * pitch, 0.0), (t * pitch, down)
        if t:
            before = ((t - 1) * pitch, 0.0)
            yield from arrow(*shortened(before, state, RADIUS, RADIUS))
            yield Label((state[0] - pitch / 2, -1.0), of_h, "south", SMALL)
            yield from arrow(*shortened(below, state, RADIUS, RADIUS))
            yield Label((state[0] + 1.2, down / 2), of_x, "west", SMALL)
            yield Circle(below, RADIUS, THIN, PALE)
            yield Label(below, f"x_{{{t}}}", colour="#000000")
            if box := boxes.get(f"x_{t}"):
                yield slot((below[0], down + RADIUS + 1.0 + SLOT / 2), *box)
        yield Circle(state, RADIUS)
        yield Label(state, f"h_{{{t}}}")
        if box := boxes.get(f"h_{t}"):
            yield slot((state[0], -RADIUS - 1.0 - SLOT / 2), *box)
