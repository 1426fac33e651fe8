"""Nothing in a figure hides or disguises something else: names, numbers, curves and boxes keep apart."""

import math
from collections.abc import Iterator
from itertools import combinations, pairwise

import pytest

from quizgen.document.figures import draw
from quizgen.document.figures.scene import (
    BOLD,
    GRID,
    SLOT,
    Circle,
    Label,
    Path,
    Point,
    Rectangle,
    Scene,
    Slot,
    label_box,
)
from quizgen.figure import BUILDERS, Figure
from quizgen.figure.boxes import NARROW, Asked, with_boxes
from quizgen.solver import mlp

# Bounds of label boxes are told without fonts, generously.
LITTLE = 0.1


def segments(path: Path) -> Iterator[tuple[Point, Point]]:
    for line in path.lines:
        yield from pairwise(line)


def of_frame(scene: Scene) -> Rectangle:
    (found,) = (e for e in scene.elements if isinstance(e, Rectangle) and e.width > 20)
    return found


def labels(scene: Scene) -> list[Label]:
    return [element for element in scene.elements if isinstance(element, Label)]


def meet(a: Label, b: Label) -> bool:
    (left, top, right, bottom), (l2, t2, r2, b2) = label_box(a), label_box(b)
    across, down = min(right, r2) - max(left, l2), min(bottom, b2) - max(top, t2)
    return across > LITTLE and down > LITTLE


@pytest.mark.parametrize(
    "figure",
    [
        BUILDERS["plane"](half_planes=[[1, 1, 0]]),
        BUILDERS["plane"](x=(-6, 6), y=(-6, 6)),
        BUILDERS["contour"]([[1, 1]]),
        BUILDERS["parabola"](2, 5, [2]),
        BUILDERS["regions"](mlp((2, 1)), [[[1, 1]]]),
    ],
)
def test_no_two_names_meet(figure: Figure) -> None:
    found = labels(draw(figure))
    assert [(a.content, b.content) for a, b in combinations(found, 2) if meet(a, b)] == []


def test_no_grid_line_between_heights_reads_as_a_minus_sign() -> None:
    scene = draw(BUILDERS["contour"]([[1, 1]]))
    level = [
        y
        for e in scene.elements
        if isinstance(e, Path) and e.stroke == GRID
        for (_, y), (_, v) in segments(e)
        if y == v
    ]
    assert len(level) == 5
    written = [label for label in labels(scene) if label.halo and label.content != "-3"]
    assert written
    for label in written:
        assert all(abs(label.at[1] - y) > 2 for y in level), label.content


@pytest.mark.parametrize(
    "panels", [["zero_one +1"], ["zero_one -1", "hinge +1", "square -1", "logistic +1"]]
)
def test_no_curve_runs_along_the_frame_of_its_plot(panels: list[str]) -> None:
    scene = draw(BUILDERS["losses"](panels))
    frames = [e for e in scene.elements if isinstance(e, Rectangle)]
    edges = [y for frame in frames for y in (frame.at[1], frame.at[1] + frame.height)]
    flat = [
        p[1]
        for e in scene.elements
        if isinstance(e, Path) and e.stroke == BOLD
        for p, q in segments(e)
        if p[1] == q[1]
    ]
    assert flat
    assert all(abs(y - edge) > 1 for y in flat for edge in edges)


@pytest.mark.parametrize("path", [[3.0], [-5.0], [4.0, -2.0]])
def test_the_names_of_steps_stay_inside_the_frame(path: list[float]) -> None:
    scene = draw(BUILDERS["parabola"](1, 0, path))
    frame = of_frame(scene)
    for label in labels(scene):
        if label.content.startswith("w_"):
            left, _, right, _ = label_box(label)
            assert left > frame.at[0]
            assert right < frame.at[0] + frame.width
            assert label.halo


def test_the_name_of_a_point_can_be_read_on_hatching() -> None:
    hatched = draw(BUILDERS["plane"](points=[[1, 1, "A"]], half_planes=[[1, 1, 0]]))
    assert [label.halo for label in labels(hatched) if label.content == "A"] == [True]


@pytest.mark.parametrize(
    "figure",
    [
        # A line right of a point, one left of it, one above it, and one through it with the frame below.
        BUILDERS["plane"]([[-2.5, -2.75, "A"]], half_planes=[[1, 0, 2]]),
        BUILDERS["plane"]([[2.5, 2, "A"]], half_planes=[[1, 0, -2]]),
        BUILDERS["plane"]([[0, 1.5, "A"]], lines=[[0, 1, -2]]),
        BUILDERS["plane"]([[3, -4.8, "A"], [3.5, -4, "B"]], half_planes=[[1, -1, -7.8]]),
        BUILDERS["regions"](mlp((2, 1)), [[[1, 0]]], points=[[-0.5, 0.25, "A"], [-0.5, -1, "B"]]),
    ],
)
def test_the_name_of_a_point_is_on_no_line_and_on_no_point(figure: Figure) -> None:
    scene = draw(figure)
    frame = of_frame(scene)
    right, low = frame.at[0] + frame.width, frame.at[1] + frame.height
    paths = [e for e in scene.elements if isinstance(e, Path)]
    thick = [path for path in paths if path.stroke and path.stroke.width > 0.4]
    assert thick
    dots = [e.at for e in scene.elements if isinstance(e, Circle)]
    names = [label for label in labels(scene) if label.content in {"A", "B"}]
    assert len(names) == len(dots)
    for name in names:
        x0, y0, x1, y1 = label_box(name)
        assert frame.at[0] <= x0 < x1 <= right
        assert frame.at[1] <= y0 < y1 <= low
        for path in thick:
            for (x, y), (u, v) in segments(path):
                steps = [(x + (u - x) * i / 500, y + (v - y) * i / 500) for i in range(501)]
                assert not any(x0 < a < x1 and y0 < b < y1 for a, b in steps), name
        assert not any(x0 < a < x1 and y0 < b < y1 for a, b in dots)
        # Nor is it far from its own point.
        assert min(math.dist(((x0 + x1) / 2, (y0 + y1) / 2), dot) for dot in dots) < 4


def test_the_number_of_a_class_is_on_no_point_and_in_its_class() -> None:
    alone = BUILDERS["regions"](mlp((2, 1)), [[[1, 0]]])
    spot = [[x, y, "+"] for _, x, y in alone.data["classes"]]
    scene = draw(BUILDERS["regions"](mlp((2, 1)), [[[1, 0]]], points=spot))
    frame = of_frame(scene)
    middle = frame.at[0] + frame.width / 2
    dots = [e.at for e in scene.elements if isinstance(e, Circle)]
    numbers = [label for label in labels(scene) if label.halo]
    assert len(dots) == len(numbers) == 2
    for number in numbers:
        assert min(math.dist(number.at, dot) for dot in dots) > 3.5
        assert (number.at[0] > middle) == (number.content == "1")


def test_boxes_hide_no_edge_where_there_is_room_without() -> None:
    figure = BUILDERS["network"](
        (2, 2, 1), weights=[[[1, 2], [3, 4]], [[5, 6]]], biases=[[7, 8], [9]]
    )
    asked = [
        Asked(place, letter, NARROW)
        for place, letter in zip(("h_1", "h_2", "f"), "abc", strict=True)
    ]
    scene = draw(with_boxes(figure, asked))
    slots = [e for e in scene.elements if isinstance(e, Slot)]
    assert len(slots) == 3
    hidden = {
        slot.letter: sum(
            slot.at[0] < x < slot.at[0] + slot.width and slot.at[1] < y < slot.at[1] + SLOT
            for e in scene.elements
            if isinstance(e, Path) and e.stroke
            for p, q in segments(e)
            for x, y in [
                (p[0] + (q[0] - p[0]) * i / 100, p[1] + (q[1] - p[1]) * i / 100) for i in range(101)
            ]
        )
        for slot in slots
    }
    assert hidden["a"] == 0
    assert max(hidden.values()) < 5


@pytest.mark.parametrize(
    "nodes",
    [
        [["x", -3], ["y", -1], ["z", 5], ["k", -2], ["u", "+", "x", "y"], ["v", r"\times", "u", "z"], ["s", r"\times", "x", "k"], ["f", "+", "v", "s"]],
        [["a", 1], ["b", 2], ["u", "+", "a", "b"], ["v", r"\times", "a", "b"], ["w", "-", "a", "b"], ["f", "+", "u", "v"], ["g", "+", "f", "w"]],
    ],
)  # fmt: skip
def test_names_of_operations_keep_away_from_the_node_above(nodes: list[list[object]]) -> None:
    """The name of a node stands above it, and nearer to it than to any other."""
    scene = draw(BUILDERS["expression_graph"](nodes))
    circles = [e for e in scene.elements if isinstance(e, Circle)]
    names = [label for label in labels(scene) if label.anchor == "south"]
    assert len(names) == sum(len(node) > 2 for node in nodes)
    for name in names:
        left, top, right, bottom = label_box(name)
        gaps = sorted(
            math.hypot(
                max(left - e.at[0], 0, e.at[0] - right), max(top - e.at[1], 0, e.at[1] - bottom)
            ) - e.radius
            for e in circles
        )  # fmt: skip
        assert gaps[0] > 0
        assert gaps[1] > 2 * gaps[0]
