"""A simplified line is nowhere further off than it may be."""

import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizgen.figure.simplify import simplified

points = st.tuples(st.floats(-5, 5), st.floats(-5, 5))


def off(point: tuple[float, float], line: tuple[tuple[float, float], ...]) -> float:
    """The distance of a point to a line, from points close together on it: no formula of the code's."""
    best = math.inf
    for (ax, ay), (bx, by) in pairwise(line):
        steps = max(1, math.ceil(math.dist((ax, ay), (bx, by)) / 0.01))
        best = min(
            best,
            *(
                math.dist(point, (ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps))
                for i in range(steps + 1)
            ),
        )
    return best


@given(st.lists(points, min_size=2, max_size=8), st.sampled_from([0.1, 1.0, 10.0]))
def test_every_point_left_out_is_near(line: list[tuple[float, float]], tolerance: float) -> None:
    kept = simplified(line, tolerance)
    assert (kept[0], kept[-1]) == (line[0], line[-1])
    assert set(kept) <= set(line)
    assert all(off(point, kept) <= tolerance + 0.02 for point in line)


def test_a_ring_keeps_its_shape() -> None:
    ring = [(math.cos(i / 50 * math.pi), math.sin(i / 50 * math.pi)) for i in range(101)]
    kept = simplified(ring, 0.02)
    assert 8 < len(kept) < 40
    assert all(math.isclose(math.hypot(x, y), 1.0) for x, y in kept)
