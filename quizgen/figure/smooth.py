"""A smooth curve through points of a curve, and corners where it has some."""

import math
from collections.abc import Sequence

Point = tuple[float, float]
# Points put between two, and the sharpest turn (radians) that is no corner.
BETWEEN, CORNER = 3, 0.9


def smooth(line: Sequence[Point]) -> list[Point]:
    """The line with points between its own, on cubics with the directions of its chords.

    >>> half = [(math.cos(i * 0.3), math.sin(i * 0.3)) for i in range(11)]
    >>> max(abs(math.hypot(*point) - 1) for point in smooth(half)[4:-4]) < 0.0001
    True
    """
    is_ring = len(line) > 3 and line[0] == line[-1]
    points = list(line[:-1] if is_ring else line)
    count = len(points)
    if count < 3:
        return list(line)
    tangents = [_tangent(points, i, is_ring=is_ring) for i in range(count)]
    found: list[Point] = []
    for i in range(count if is_ring else count - 1):
        start, end = points[i], points[(i + 1) % count]
        found.append(start)
        ways = tangents[i], tangents[(i + 1) % count]
        if ways[0] and ways[1]:
            found += [
                _between(start, end, ways[0], ways[1], k / (BETWEEN + 1))
                for k in range(1, BETWEEN + 1)
            ]
    return [*found, found[0] if is_ring else points[-1]]


def _tangent(points: Sequence[Point], i: int, *, is_ring: bool) -> Point | None:
    """The direction at a point, of length 1; None at a corner and at an end."""
    if not is_ring and i in {0, len(points) - 1}:
        return None
    before, at, after = points[i - 1], points[i], points[(i + 1) % len(points)]
    turn = math.atan2(after[1] - at[1], after[0] - at[0]) - math.atan2(
        at[1] - before[1], at[0] - before[0]
    )
    length = math.dist(before, after)
    if abs(math.remainder(turn, 2 * math.pi)) > CORNER or not length:
        return None
    return (after[0] - before[0]) / length, (after[1] - before[1]) / length


def _between(start: Point, end: Point, out: Point, into: Point, t: float) -> Point:
    """A point of the cubic from `start` to `end` with these directions (Hermite)."""
    size = math.dist(start, end)
    a, b = (1 + 2 * t) * (1 - t) ** 2, t * t * (3 - 2 * t)
    c, d = size * t * (1 - t) ** 2, size * t * t * (t - 1)
    return (
        a * start[0] + b * end[0] + c * out[0] + d * into[0],
        a * start[1] + b * end[1] + c * out[1] + d * into[1],
    )
