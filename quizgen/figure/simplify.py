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
        furthest, distance = _furthest(line, first, last)
        if distance > tolerance:
            kept.add(furthest)
            open_spans += [(first, furthest), (furthest, last)]
    return tuple(line[i] for i in sorted(kept))


def _furthest(line: Sequence[Point], first: int, last: int) -> tuple[int, float]:
    """Of the points between two, the first of those furthest from the segment between them, and how far it is.

    From the segment's start where it has no length, as in a ring.
    """
    (ax, ay), (bx, by) = line[first], line[last]
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    furthest, most = 0, -1.0
    for i in range(first + 1, last):
        px, py = line[i]
        x, y = px - ax, py - ay
        if length:
            part = max(0.0, min(1.0, (x * dx + y * dy) / length))
            x, y = x - part * dx, y - part * dy
        distance = (x * x + y * y) ** 0.5
        if distance > most:
            furthest, most = i, distance
    return furthest, most
