"""A smooth curve through points of a curve, and corners where it has some."""

import math
from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
# Points put between two, and the sharpest turn (radians) that is no corner.
BETWEEN, CORNER = 3, 0.9


def smooth(line: Sequence[Point]) -> list[Point]:
    """The line with points between its own, on cubics with the directions of its chords.

    >>> half = [(math.cos(i * 0.3), math.sin(i * 0.3)) for i in range(11)]
    >>> max(abs(math.hypot(*point) - 1) for point in smooth(half)[4:-4]) < 0.0001
    True
    """
    import numpy as np

    is_ring = len(line) > 3 and line[0] == line[-1]
    if len(line) < 3:
        return list(line)
    ways = np.array(_tangents(line, is_ring=is_ring))
    curved = (ways != 0).sum(axis=1) > 0
    start, end, out, into = np.array(line[:-1]), np.array(line[1:]), ways[:-1], ways[1:]
    size = np.array(list(map(math.dist, line[:-1], line[1:])))[:, None]
    # A cubic from point to point with these directions (Hermite).
    places = [start]
    for t in (k / (BETWEEN + 1) for k in range(1, BETWEEN + 1)):
        a, b = (1 + 2 * t) * (1 - t) ** 2, t * t * (3 - 2 * t)
        c, d = size * t * (1 - t) ** 2, size * t * t * (t - 1)
        places.append(a * start + b * end + c * out + d * into)
    kept = np.ones((len(start), BETWEEN + 1), dtype=bool)
    kept[:, 1:] = (curved[:-1] & curved[1:])[:, None]
    return [*map(tuple, np.stack(places, axis=1)[kept].tolist()), line[-1]]


def _tangents(line: Sequence[Point], *, is_ring: bool) -> list[Point]:
    """The direction at each point, of length 1; (0, 0) at a corner and at an end."""
    angles = [math.atan2(y - b, x - a) for (a, b), (x, y) in pairwise(line)]
    ways: list[Point] = [(0.0, 0.0)] * len(line)
    for i in range(0 if is_ring else 1, len(line) - 1):
        before, after = line[i - 1 if i else -2], line[i + 1]
        length = math.dist(before, after)
        turn = math.remainder(angles[i] - angles[i - 1], 2 * math.pi)
        if abs(turn) <= CORNER and length:
            ways[i] = (after[0] - before[0]) / length, (after[1] - before[1]) / length
    if is_ring:
        ways[-1] = ways[0]
    return ways
