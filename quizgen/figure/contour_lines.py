"""Contour lines of a function on a grid, by marching squares."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

Point = tuple[float, float]
# The function at many points: their coordinates and what comes back are arrays.
Values = Callable[[Any, Any], Any]
# A piece of line in a cell, from side to side. A side is twice the number of the grid point it
# starts at, row by row; one more if it goes upwards.
Piece = tuple[int, int]
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
    return level_lines([[function(x, y) for x in xs] for y in ys], xs, ys, [level])[0]


def level_lines(
    rows: Any,
    xs: Sequence[float],
    ys: Sequence[float],
    levels: Sequence[float],
    values: Values | None = None,
    steps: int = 0,
) -> list[list[list[Point]]]:
    """The lines of each level, from the function's values on the grid, a row for each of `ys`.

    Where a side is crossed is told by its ends, and `steps` times by the function's `values` at points between them.
    """
    import numpy as np

    grid = np.array(rows, dtype=float)
    pieces = [_pieces(grid > level) for level in levels]
    sides = [list(dict.fromkeys(side for piece in found for side in piece)) for found in pieces]
    side = np.array([side for found in sides for side in found], dtype=int)
    height = np.repeat(np.array(levels, dtype=float), [len(found) for found in sides])
    places = iter(_crossings(grid, np.array(xs), np.array(ys), side, height, values, steps))
    lines = []
    for found, crossed in zip(pieces, sides, strict=True):
        points = dict(zip(crossed, places, strict=False))
        lines.append([[points[side] for side in line] for line in joined_pieces(found)])
    return lines


def _pieces(above: Any) -> list[Piece]:
    """The pieces of line in the cells whose corners are not all high nor all low, row by row."""
    import numpy as np

    corners = above.astype(int)
    which = corners[:-1, :-1] + 2 * corners[:-1, 1:] + 4 * corners[1:, 1:] + 8 * corners[1:, :-1]
    across = above.shape[1]
    rows, columns = np.nonzero(which % 15)
    found = []
    for start, case in zip(
        (2 * (rows * across + columns)).tolist(), which[rows, columns].tolist(), strict=True
    ):
        below, right, up, left = start, start + 3, start + 2 * across, start + 1
        sides = (below, right, up, left)
        found += [(sides[a], sides[b]) for a, b in _CASES[case]]
    return found


def _case(number: int) -> list[tuple[int, int]]:
    """The pieces of a cell between its sides below, right, above and left, of which corners are high."""
    high = [bool(number >> corner & 1) for corner in range(4)]
    crossed = [side for side in range(4) if high[side] != high[(side + 1) % 4]]
    if len(crossed) == 4 and not high[0]:
        # A saddle: the two lines cut off the corners that are low.
        crossed = crossed[1:] + crossed[:1]
    return list(zip(crossed[::2], crossed[1::2], strict=True))


_CASES = [_case(number) for number in range(16)]


def _crossings(
    grid: Any, xs: Any, ys: Any, side: Any, level: Any, values: Values | None, steps: int
) -> list[Point]:
    """Where each side is crossed by its level, by the rule of Illinois (Dowell and Jarratt, 1971)."""
    import numpy as np

    row, column = np.divmod(side // 2, len(xs))
    far_row, far_column = row + side % 2, column + 1 - side % 2
    before, after = grid[row, column] - level, grid[far_row, far_column] - level
    x, y = xs[column], ys[row]
    across, up = xs[far_column] - x, ys[far_row] - y
    low, high, kept = np.zeros(len(side)), np.ones(len(side)), np.zeros(len(side))
    part = before / (before - after)
    open_ = np.arange(len(side) if values else 0)
    for _ in range(steps + 1):
        if not len(open_):
            break
        a, b, lower, upper = before[open_], after[open_], low[open_], high[open_]
        part[open_] = at = lower + (upper - lower) * a / (a - b)
        found = values(x[open_] + at * across[open_], y[open_] + at * up[open_]) - level[open_]  # type: ignore[misc] # without values none is open
        ahead, last = (found > 0) == (b > 0), kept[open_]
        low[open_], high[open_] = np.where(ahead, lower, at), np.where(ahead, at, upper)
        before[open_] = a = np.where(ahead, np.where(last < 0, a / 2, a), found)
        after[open_] = b = np.where(ahead, found, np.where(last > 0, b / 2, b))
        kept[open_] = np.where(ahead, -1, 1)
        open_ = open_[(found != 0) & (a != b)]
    ends = zip((x + part * across).tolist(), (y + part * up).tolist(), strict=True)
    return [(round(u, _DIGITS), round(v, _DIGITS)) for u, v in ends]


def joined_pieces(pieces: Sequence[tuple[End, End]]) -> list[list[End]]:
    """Pieces put together where they have an end in common, each used once.

    >>> joined_pieces([("a", "b"), ("c", "b"), ("d", "e")])
    [['a', 'b', 'c'], ['d', 'e']]
    """
    at: dict[End, list[int]] = {}
    for number, (start, end) in enumerate(pieces):
        at.setdefault(start, []).append(number)
        at.setdefault(end, []).append(number)
    used = [False] * len(pieces)
    lines = []
    # Open lines first, from their ends; what is left are rings.
    starts = [n for n, (a, b) in enumerate(pieces) if len(at[a]) == 1 or len(at[b]) == 1]
    for number in (*starts, *range(len(pieces))):
        if used[number]:
            continue
        start, end = pieces[number]
        if len(at[start]) > 1 and len(at[end]) == 1:
            start, end = end, start
        used[number] = True
        found = [start, end]
        while (following := _unused(at[end], used)) is not None:
            used[following] = True
            a, b = pieces[following]
            end = b if a == end else a
            found.append(end)
        lines.append(found)
    return lines


def _unused(numbers: Sequence[int], used: Sequence[bool]) -> int | None:
    """The first of some pieces that is in no line yet."""
    for number in numbers:
        if not used[number]:
            return number
    return None
