"""Contour lines of a function on a grid, by marching squares."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise
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
) -> list[list[Point]]:
    """Lines on which the function has the value `level`, in an order the input alone decides.

    >>> contour_lines(lambda x, y: x, [0.0, 1.0], [0.0, 1.0], 0.5)
    [[(0.5, 0.0), (0.5, 1.0)]]
    """
    return level_lines([[function(x, y) for x in xs] for y in ys], xs, ys, level)


def level_lines(
    rows: Sequence[Sequence[float]],
    xs: Sequence[float],
    ys: Sequence[float],
    level: float,
    values: Callable[[Sequence[Point]], Sequence[float]] | None = None,
    steps: int = 0,
) -> list[list[Point]]:
    """The same from the function's values on the grid, a row for each of `ys`.

    Where a side is crossed is told by its ends, and `steps` times by the function's `values` at points between them.
    """
    heights = [[value - level for value in row] for row in rows]
    points: dict[Side, Point] = {}
    pieces = [
        piece for corner in _crossed(heights) for piece in _cell(heights, xs, ys, corner, points)
    ]
    if values and points:
        searches = [
            _Search((xs[a], ys[b]), (xs[c], ys[d]), heights[b][a], heights[d][c])
            for (a, b), (c, d) in points
        ]
        for _ in range(steps + 1):
            searching = [search for search in searches if not search.ended]
            found = values([search.step() for search in searching])
            for search, value in zip(searching, found, strict=True):
                search.learn(value - level)
        points = dict(zip(points, (search.rounded for search in searches), strict=True))
    return [[points[side] for side in line] for line in joined_pieces(pieces)]


def _crossed(heights: Sequence[Sequence[float]]) -> Iterator[tuple[int, int]]:
    """The first corners of the cells whose corners are not all high nor all low; most cells are."""
    above = [[height > 0 for height in row] for row in heights]
    for j, (row, after) in enumerate(pairwise(above)):
        for i, (one, two, three, four) in enumerate(
            zip(row, row[1:], after, after[1:], strict=False)
        ):
            if not one == two == three == four:
                yield i, j


class _Search:
    """Where a side is crossed, by the rule of Illinois (Dowell and Jarratt, 1971)."""

    __slots__ = (
        "_after",
        "_before",
        "_end",
        "_high",
        "_kept",
        "_low",
        "_part",
        "_start",
        "at",
        "ended",
    )

    def __init__(self, start: Point, end: Point, before: float, after: float) -> None:
        self._start, self._end = start, end
        self._before, self._after = before, after
        self._low, self._high, self._kept = 0.0, 1.0, 0
        self.ended = False

    def step(self) -> Point:
        """The next point to look at."""
        (a, b), (c, d), before = self._start, self._end, self._before
        self._part = self._low + (self._high - self._low) * before / (before - self._after)
        self.at = a + self._part * (c - a), b + self._part * (d - b)
        return self.at

    def learn(self, found: float) -> None:
        """What the function is above the level at the point looked at."""
        if (found > 0) == (self._after > 0):
            self._high, self._after = self._part, found
            self._before = self._before / 2 if self._kept < 0 else self._before
            self._kept = -1
        else:
            self._low, self._before = self._part, found
            self._after = self._after / 2 if self._kept > 0 else self._after
            self._kept = 1
        self.ended = not found or self._before == self._after

    @property
    def rounded(self) -> Point:
        """The point looked at last."""
        return round(self.at[0], _DIGITS), round(self.at[1], _DIGITS)


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
