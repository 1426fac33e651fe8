"""Fewer points for the same line: what the eye cannot tell need not be set."""

from collections.abc import Sequence
from functools import lru_cache

Point = tuple[float, float]


def simplified(line: Sequence[Point], tolerance: float) -> tuple[Point, ...]:
    """The points that keep the line within `tolerance` of where it was (Douglas & Peucker, 1973).

    >>> simplified([(0.0, 0.0), (1.0, 0.01), (2.0, 0.0), (2.0, 3.0)], 0.02)
    ((0.0, 0.0), (2.0, 0.0), (2.0, 3.0))
    """
    return _simplified(tuple(line), tolerance)


@lru_cache(maxsize=256)
def _simplified(line: tuple[Point, ...], tolerance: float) -> tuple[Point, ...]:
    """The curves of an activation or a surface are the same for every student."""
    kept = {0, len(line) - 1}
    open_spans = [(0, len(line) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        inner = range(first + 1, last)
        furthest = max(inner, key=lambda i: _distance(line[i], line[first], line[last]), default=0)
        if furthest and _distance(line[furthest], line[first], line[last]) > tolerance:
            kept.add(furthest)
            open_spans += [(first, furthest), (furthest, last)]
    return tuple(line[i] for i in sorted(kept))


def _distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a segment; to its start where it has no length, as in a ring."""
    (px, py), (ax, ay), (bx, by) = point, start, end
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    part = max(0.0, min(1.0, ((px - ax) * dx + (py - ay) * dy) / length)) if length else 0.0
    x, y = px - ax - part * dx, py - ay - part * dy
    return float((x * x + y * y) ** 0.5)
