"""Contours: points on the level, rings closed, lines from edge to edge."""

import itertools
import math

import pytest

from quizgen.figure.contour_lines import contour_lines

SIDE = [-2 + i / 10 for i in range(41)]


def test_a_circle_is_one_ring_on_its_level() -> None:
    (ring,) = contour_lines(lambda x, y: x * x + y * y, SIDE, SIDE, 1.0)
    assert ring[0] == ring[-1]
    assert all(abs(math.hypot(x, y) - 1) < 0.01 for x, y in ring)
    around = sum(math.dist(a, b) for a, b in itertools.pairwise(ring))
    assert around == pytest.approx(2 * math.pi, rel=0.01)


def test_a_saddle_gives_two_lines_that_do_not_cross() -> None:
    lines = contour_lines(lambda x, y: x * y, SIDE, SIDE, 0.5)
    assert len(lines) == 2
    assert sorted(all(x > 0 for x, _ in line) for line in lines) == [False, True]


@pytest.mark.parametrize("level", [-2.0, 0.0, 2.0, 3.0, 8.0, 30.0])
def test_the_slide_s_surface(level: float) -> None:
    side = [-2 * math.pi + 4 * math.pi * i / 48 for i in range(49)]
    lines = contour_lines(lambda x, y: x * x + 3 * math.sin(y), side, side, level)
    assert lines
    for line in lines:
        assert all(abs(x * x + 3 * math.sin(y) - level) < 0.12 for x, y in line)
        closed = line[0] == line[-1]
        on_edge = all(max(abs(x), abs(y)) > 2 * math.pi - 1e-6 for x, y in (line[0], line[-1]))
        assert closed or on_edge


def test_no_line_without_a_crossing() -> None:
    assert contour_lines(lambda x, y: x + y, SIDE, SIDE, 99.0) == []


def test_in_a_saddle_cell_the_lines_cut_off_the_low_corners() -> None:
    unit = [0.0, 1.0]
    lines = contour_lines(lambda x, y: (x - 0.4) * (y - 0.4), unit, unit, 0.0)
    # Low corners are (1, 0) and (0, 1); a line around each, none around (0, 0) and (1, 1).
    assert sorted(sorted(line) for line in lines) == [
        [(0.0, 0.4), (0.4, 1.0)],
        [(0.4, 0.0), (1.0, 0.4)],
    ]
    lines = contour_lines(lambda x, y: (0.4 - x) * (y - 0.4), unit, unit, 0.0)
    assert sorted(sorted(line) for line in lines) == [
        [(0.0, 0.4), (0.4, 0.0)],
        [(0.4, 1.0), (1.0, 0.4)],
    ]
