"""Names beside points, clear of the lines around them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from quizgen.document.figures.axes import Axes
from quizgen.document.figures.scene import SMALL, Label, Path, Point, label_box, words

Box = tuple[float, float, float, float]
# From the middle of a point to its name, and the side of the name that lies there: the first that is clear.
_PLACES = (
    (1.6, -1.8, "west"), (-1.6, -1.8, "east"), (1.6, 1.8, "west"), (-1.6, 1.8, "east"),
    (0.0, -1.4, "south"), (0.0, 1.4, "north"), (1.6, 0.0, "west"), (-1.6, 0.0, "east"),
)  # fmt: skip
# Millimetres between a name and a line or the edge of a disc, and half a disc.
_APART, _DISC = 0.3, 0.8


def names(
    axes: Axes, points: Sequence[tuple[Point, str]], paths: Sequence[Path], *, halo: bool = False
) -> Iterator[Label]:
    """The names of points where no line of the paths, no point and no other name is: where all is full, as usual."""
    lines = [line for path in paths for line in path.lines]
    taken = [_around(at) for at, _ in points]
    for at, name in points:
        if not name:
            continue
        choices = [
            replace(words((at[0] + dx, at[1] + dy), name, anchor, SMALL), halo=halo)
            for dx, dy, anchor in _PLACES
        ]
        clear = (c for c in choices if _is_clear(label_box(c), axes, lines, taken))
        found = next(clear, choices[0])
        taken.append(label_box(found))
        yield found


def _around(at: Point) -> Box:
    return at[0] - _DISC, at[1] - _DISC, at[0] + _DISC, at[1] + _DISC


def _is_clear(box: Box, axes: Axes, lines: Sequence[Sequence[Point]], taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    (x, y), (width, height) = axes.at, (axes.width, axes.height)
    if not (x < left and right < x + width and y < top and bottom < y + height):
        return False
    if any(l < right and left < r and t < bottom and top < b for l, t, r, b in taken):  # noqa: E741
        return False
    wide = (left - _APART, top - _APART, right + _APART, bottom + _APART)
    return not any(_crosses(s, e, wide) for line in lines for s, e in pairwise(line))


def _crosses(start: Point, end: Point, box: Box) -> bool:
    """Whether a straight piece meets a box: they overlap along both axes, and its line parts two corners."""
    left, top, right, bottom = box
    (x, y), (u, v) = start, end
    if max(x, u) < left or min(x, u) > right or max(y, v) < top or min(y, v) > bottom:
        return False
    sides = [(u - x) * (q - y) - (v - y) * (p - x) for p in (left, right) for q in (top, bottom)]
    return min(sides) <= 0 <= max(sides)
