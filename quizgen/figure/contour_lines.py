"""Contour lines of a function on a grid, by marching squares."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

Point = tuple[float, float]
# A side of a cell: its two grid points, the smaller first.
Side = tuple[tuple[int, int], tuple[int, int]]
_DIGITS = 9
# What two pieces have in common: a side of a cell, or a point.
End = TypeVar("End", bound=Hashable)


def contour_lines(
    function: Callable[[float, float], float],
    xs: Sequence[float],
    ys: Sequence[float],
    level: float,
    steps: int = 0,
) -> list[list[Point]]:
    """Lines on which the function has the value `level`, in an order the input alone decides.

    Where a side is crossed is told by its ends, and `steps` values of the function between them.

    >>> contour_lines(lambda x, y: x, [0.0, 1.0], [0.0, 1.0], 0.5)
    [[(0.5, 0.0), (0.5, 1.0)]]
    """
    heights = [[function(x, y) - level for x in xs] for y in ys]
    points: dict[Side, Point] = {}
    pieces = [
        piece
        for j in range(len(ys) - 1)
        for i in range(len(xs) - 1)
        for piece in _cell(heights, xs, ys, (i, j), points)
    ]
    for (a, b), (c, d) in points if steps else ():
        start, end = (xs[a], ys[b]), (xs[c], ys[d])
        ends = (heights[b][a], heights[d][c])
        points[(a, b), (c, d)] = _crossing(function, level, start, end, ends, steps)
    return [[points[side] for side in line] for line in joined_pieces(pieces)]


def _crossing(
    function: Callable[[float, float], float],
    level: float,
    start: Point,
    end: Point,
    heights: tuple[float, float],
    steps: int,
) -> Point:
    """Where a side is crossed, by the rule of Illinois (Dowell and Jarratt, 1971)."""
    (low, high), (before, after) = (0.0, 1.0), heights
    part, kept = 0.0, 0
    for _ in range(steps + 1):
        part = low + (high - low) * before / (before - after)
        at = (start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1]))
        found = function(*at) - level
        if (found > 0) == (after > 0):
            high, after = part, found
            before = before / 2 if kept < 0 else before
            kept = -1
        else:
            low, before = part, found
            after = after / 2 if kept > 0 else after
            kept = 1
        if not found or before == after:
            break
    return round(at[0], _DIGITS), round(at[1], _DIGITS)


def _cell(
    heights: Sequence[Sequence[float]],
    xs: Sequence[float],
    ys: Sequence[float],
    corner: tuple[int, int],
    points: dict[Side, Point],
) -> Iterator[tuple[Side, Side]]:
    """The pieces of line in one cell, from side to side; where they cross a side goes to `points`."""
    i, j = corner
    corners = ((i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1))
    crossed: list[Side] = []
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        (a, b), (c, d) = side = (min(start, end), max(start, end))
        before, after = heights[b][a], heights[d][c]
        if (before > 0) != (after > 0):
            part = before / (before - after)
            points[side] = (
                round(xs[a] + part * (xs[c] - xs[a]), _DIGITS),
                round(ys[b] + part * (ys[d] - ys[b]), _DIGITS),
            )
            crossed.append(side)
    if len(crossed) == 4 and heights[j][i] <= 0:
        # A saddle: the two lines cut off the corners that are low.
        crossed = crossed[1:] + crossed[:1]
    yield from zip(crossed[::2], crossed[1::2], strict=True)


def joined_pieces(pieces: Sequence[tuple[End, End]]) -> list[list[End]]:
    """Pieces put together where they have an end in common, each used once.

    >>> joined_pieces([("a", "b"), ("c", "b"), ("d", "e")])
    [['a', 'b', 'c'], ['d', 'e']]
    """
    at: dict[End, list[int]] = {}
    for number, piece in enumerate(pieces):
        for end in piece:
            at.setdefault(end, []).append(number)
    used = [False] * len(pieces)
    lines = []
    # Open lines first, from their ends; what is left are rings.
    starts = [n for n, piece in enumerate(pieces) if any(len(at[end]) == 1 for end in piece)]
    for number in (*starts, *range(len(pieces))):
        if used[number]:
            continue
        start, end = pieces[number]
        if len(at[start]) > 1 and len(at[end]) == 1:
            start, end = end, start
        used[number] = True
        found = [start, end]
        while (following := next((n for n in at[found[-1]] if not used[n]), None)) is not None:
            used[following] = True
            a, b = pieces[following]
            found.append(b if a == found[-1] else a)
        lines.append(found)
    return lines
