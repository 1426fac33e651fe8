"""What is drawn is what is there: edges and colours counted against brute force."""

from itertools import pairwise, product
from typing import Any

import pytest

from quizgen.document.figures import draw
from quizgen.document.figures.scene import Circle, Label, Path, Scene, Stroke, label_box
from quizgen.figure import BUILDERS
from quizgen.solver import Conv1d, MaxPool1d, mlp

SMALL = [
    (D, P, K, S)
    for D, P, K, S in product(range(3, 11), range(2, 5), range(1, 4), range(1, 4))
    if P < D
]


def joins_window_by_window(D: int, P: int, S: int) -> list[tuple[int, int, int]]:
    """(unit, input, tap) of one kernel: slow, obvious, shares no code."""
    found, unit, start = [], 0, 0
    while start + P <= D:
        found += [(unit, start + tap, tap) for tap in range(P)]
        unit, start = unit + 1, start + S
    return found


def edges(scene: Scene) -> list[tuple[Any, Any, Stroke]]:
    """Every line from one circle's centre to another's."""
    centres = {e.at for e in scene.elements if isinstance(e, Circle)}
    return [
        (points[0], points[-1], element.stroke)
        for element in scene.elements
        if isinstance(element, Path) and element.stroke
        for points in element.lines
        if points[0] in centres and points[-1] in centres
    ]


class TestConnections:
    """Weight sharing: one look, many edges."""

    @pytest.mark.parametrize("D", range(3, 11))
    def test_edges_and_looks(self, D: int) -> None:
        for _, P, K, S in (case for case in SMALL if case[0] == D):
            joins = joins_window_by_window(D, P, S)
            units = len({unit for unit, _, _ in joins})
            if K * units > 24 or K * P > 12:
                continue
            scene = draw(BUILDERS["connections"](Conv1d(1, K, P, stride=S, bias=False), D))
            drawn = edges(scene)
            assert len(drawn) == K * len(joins)
            assert len({stroke for _, _, stroke in drawn}) == K * P
            # Without colour the edges into any one unit still differ.
            grey = {(end, s.dash, s.width) for _, end, s in drawn}
            assert len(grey) == K * len(joins)
            assert len({(start, end) for start, end, _ in drawn}) == K * len(joins)

    def test_each_unit_reads_its_window(self) -> None:
        figure = BUILDERS["connections"](Conv1d(1, 2, 3, stride=2, bias=False), 8)
        expected = [
            [k * 3 + unit, x, k * 3 + tap]
            for k in range(2)
            for unit, x, tap in joins_window_by_window(8, 3, 2)
        ]
        assert figure.data["edges"] == [expected]
        assert figure.data["weights"] == [f"v_{{{k},{p}}}" for k in (1, 2) for p in (1, 2, 3)]

    def test_padding_joins_nothing(self) -> None:
        figure = BUILDERS["connections"](Conv1d(1, 1, 3, padding=1, bias=False), 4)
        assert len(figure.data["edges"][0]) == 3 * 4 - 2

    def test_channels_have_weights_of_their_own(self) -> None:
        figure = BUILDERS["connections"](Conv1d(2, 1, 2, bias=False), (2, 3))
        assert figure.data["columns"][0] == [f"x_{{{c},{i}}}" for c in (1, 2) for i in (1, 2, 3)]
        assert figure.data["edges"][0] == [
            [0, 0, 0], [0, 1, 1], [0, 3, 2], [0, 4, 3],
            [1, 1, 0], [1, 2, 1], [1, 4, 2], [1, 5, 3],
        ]  # fmt: skip

    def test_groups_read_their_own_channels(self) -> None:
        figure = BUILDERS["connections"](Conv1d(2, 2, 2, groups=2, bias=False), (2, 2))
        assert figure.data["edges"][0] == [[0, 0, 0], [0, 1, 1], [1, 2, 2], [1, 3, 3]]

    def test_pooling_has_no_weights(self) -> None:
        figure = BUILDERS["connections"](MaxPool1d(3), 9)
        assert figure.data["weights"] == []
        assert [edge[:2] for edge in figure.data["edges"][0]] == [[x // 3, x] for x in range(9)]

    def test_dense_beside_it(self) -> None:
        scene = draw(BUILDERS["connections"](Conv1d(1, 1, 2, bias=False), 3, dense=True))
        assert len(edges(scene)) == 4 + 6

    @pytest.mark.parametrize("D", range(3, 11))
    def test_names_never_meet(self, D: int) -> None:
        for _, P, K, S in (case for case in SMALL if case[0] == D):
            conv = Conv1d(1, K, P, stride=S, bias=False)
            if K * conv.output_size(D) > 24:
                continue
            labels = [
                label_box(e)
                for e in draw(BUILDERS["connections"](conv, D)).elements
                if isinstance(e, Label)
            ]
            for i, (a0, b0, a1, b1) in enumerate(labels):
                for c0, d0, c1, d1 in labels[i + 1 :]:
                    assert a1 <= c0 or c1 <= a0 or b1 <= d0 + 0.35 or d1 <= b0 + 0.35

    @pytest.mark.parametrize(
        ("D", "P", "K"), [(3, 2, 1), (6, 2, 1), (3, 2, 2), (4, 3, 1), (6, 3, 1)]
    )
    def test_names_cover_no_other_edge(self, D: int, P: int, K: int) -> None:
        scene = draw(BUILDERS["connections"](Conv1d(1, K, P, bias=False), D))
        drawn = edges(scene)
        names = [e for e in scene.elements if isinstance(e, Label) and e.halo]
        assert len(names) in {0, len(drawn)}
        for name in names:
            left, top, right, bottom = label_box(name)
            crossed = 0
            for (x0, y0), (x1, y1), _ in drawn:
                steps = [left + (right - left) * i / 20 for i in range(21)]
                heights = [y0 + (x - x0) / (x1 - x0) * (y1 - y0) for x in steps]
                crossed += any(top < y < bottom for y in heights)
            assert crossed == 1, f"{name.content} at {name.at} lies on {crossed} edges"


class TestNetwork:
    """Fully connected: every unit of a column to every unit of the next."""

    @pytest.mark.parametrize(
        "units", [(1, 2, 1), (1, 20, 1), (12, 5, 1), (12, 5, 10), (4, 10, 5, 3, 1)]
    )
    def test_edges(self, units: tuple[int, ...]) -> None:
        scene = draw(BUILDERS["network"](mlp(units)))
        count = sum(1 for a, b in pairwise(units) for _ in product(range(a), range(b)))
        drawn = edges(scene)
        assert len(drawn) == len({(a, b) for a, b, _ in drawn}) == count
        assert sum(isinstance(e, Circle) for e in scene.elements) == sum(units)

    def test_in_and_out_edges_of_a_marked_unit(self) -> None:
        scene = draw(BUILDERS["network"]((3, 5, 2), mark=(1, 4)))
        circles = [e for e in scene.elements if isinstance(e, Circle)]
        marked = circles[-1].at
        assert sum(end == marked for _, end, _ in edges(scene)) == 3
        assert sum(start == marked for start, _, _ in edges(scene)) == 2

    def test_intercepts(self) -> None:
        scene = draw(BUILDERS["network"]((3, 2, 1), bias=True))
        lines = [p for e in scene.elements if isinstance(e, Path) for p in e.lines]
        assert len(lines) == (3 + 1) * 2 + (2 + 1) * 1

    def test_weights_stand_on_their_edges(self) -> None:
        weights = [[[1, -2], [3, 4], [-4, 2]], [[5, -1, 7]]]
        scene = draw(BUILDERS["network"]((2, 3, 1), weights=weights))
        drawn = edges(scene)
        written = {label.content: label.at for label in scene.elements if isinstance(label, Label)}
        flat = [weights[0][j][i] for i in range(2) for j in range(3)] + weights[1][0]
        for (start, end, _), weight in zip(drawn, flat, strict=True):
            x, y = written[str(weight)]
            part = (x - start[0]) / (end[0] - start[0])
            assert 0.1 < part < 0.9
            assert abs(start[1] + part * (end[1] - start[1]) - y) < 1e-9


def test_strides_use_the_same_inputs() -> None:
    figure = BUILDERS["strides"](10, 3)
    sizes = [[len(c) for c in facet["columns"]] for facet in figure.data["facets"]]
    # Slide "Stride diagram": 10 inputs, windows of 3.
    assert sizes == [[10, 8], [10, 4], [10, 3]]
    for facet, stride in zip(figure.data["facets"], (1, 2, 3), strict=True):
        assert [e[:2] for e in facet["edges"][0]] == [
            [u, x] for u, x, _ in joins_window_by_window(10, 3, stride)
        ]


@pytest.mark.parametrize(("D", "P", "S"), [(3, 2, 1), (6, 3, 1), (8, 3, 2), (5, 5, 1)])
def test_matrix_is_filled_window_by_window(D: int, P: int, S: int) -> None:
    figure = BUILDERS["weight_matrix"](Conv1d(1, 1, P, stride=S, bias=False), D)
    cells = {
        (u, x): w
        for u, row in enumerate(figure.data["cells"])
        for x, w in enumerate(row)
        if w is not None
    }
    assert cells == {(u, x): tap for u, x, tap in joins_window_by_window(D, P, S)}
