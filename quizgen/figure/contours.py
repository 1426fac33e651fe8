"""Level sets of any formula of two names."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from quizgen.errors import UserError
from quizgen.figure.contour_lines import Values, level_lines
from quizgen.figure.data import Figure, joined, listed, measured
from quizgen.figure.plane import dots, spans, told_dots
from quizgen.figure.polygons import span
from quizgen.figure.simplify import simplified
from quizgen.figure.smooth import smooth
from quizgen.how_many import how_many

LEVELS = 12
# Cells along each side; a curve is off by less than a line is thick.
CELLS = 28
# Values looked at where a line crosses a side of a cell.
STEPS = 2
# Parts of the range that a point may lie beside its line.
UNSEEN = 0.0006
TOO_LARGE = 1e9


def contours(
    formula: Callable[[float, float], float],
    ranges: Mapping[str, Any],
    levels: Any,
    points: Any = (),
    labels: bool = True,  # noqa: FBT001, FBT002 - banks write labels=false
) -> Figure:
    """Lines on which a formula of two names has the values `levels`, with these written on them.

    In a bank the names are bound to their ranges: `contours(x ** 2 + y, x=(-3, 3), y=(-3, 3), levels=[1, 4])`.

    >>> contours(lambda a, b: a * a + b * b, {"a": (-3, 3), "b": (-3, 3)}, [4]).alt
    'Contour plot, a from -3 to 3, b from -3 to 3. The line of height 4 crosses b = 0 at a = -2 and 2, and a = 0 at b = -2 and 2.'
    """
    if len(ranges) != 2:
        raise UserError(
            f"contours: {how_many(len(ranges), 'name')} with ranges",
            "bind two: x=(-3, 3), y=(-3, 3)",
        )
    names = tuple(ranges)
    (x0, x1), (y0, y1) = (tuple(map(float, span(name, ends))) for name, ends in ranges.items())
    heights = [listed(levels)] if not hasattr(levels, "__iter__") else listed(levels)
    if not 1 <= len(heights) <= LEVELS:
        raise UserError(f"contours: {len(heights)} levels", f"give 1 to {LEVELS} levels")
    xs = [x0 + (x1 - x0) * i / CELLS for i in range(CELLS + 1)]
    ys = [y0 + (y1 - y0) * i / CELLS for i in range(CELLS + 1)]
    values, rows = _on_grid(formula, xs, ys)
    scale = max(x1 - x0, y1 - y0)
    drawn, said = [], []
    lowest_first = sorted(map(measured, heights))
    found = level_lines(rows, xs, ys, lowest_first, values, STEPS)
    for level, crossed in zip(lowest_first, found, strict=True):
        lines = [smooth(line) for line in crossed]
        if not lines:
            raise UserError(
                f"contours: the formula is nowhere {level:g} in these ranges",
                "choose levels between its smallest and its largest value there",
            )
        kept = [
            [[round(u, 4) + 0.0, round(v, 4) + 0.0] for u, v in simplified(line, UNSEEN * scale)]
            for line in lines
        ]
        drawn.append({"level": level, "lines": kept})
        said.append(_told(level, lines, names, ((x0, x1), (y0, y1)), labelled=labels))
    marked = dots(points)
    data = {
        "names": list(names),
        "x": [x0, x1],
        "y": [y0, y1],
        "levels": drawn,
        "labels": bool(labels),
        "points": marked,
    }
    alt = [f"Contour plot, {spans((x0, x1), (y0, y1), names)}.", *said, *told_dots(marked)]
    return Figure("contours", data, " ".join(alt))


def _on_grid(
    formula: Callable[[Any, Any], Any], xs: Sequence[float], ys: Sequence[float]
) -> tuple[Values, Any]:
    """What gives the formula's values at points, at once where it takes arrays, and those of a grid."""
    import numpy as np

    rows = _at_once(formula, xs, ys)
    if rows is not None:
        return lambda x, y: _numbers(formula(x, y)), rows

    def one_by_one(x: Any, y: Any) -> Any:
        return np.array([_number(formula(*at)) for at in zip(x.tolist(), y.tolist(), strict=True)])

    return one_by_one, [[_number(formula(x, y)) for x in xs] for y in ys]


def _at_once(formula: Callable[[Any, Any], Any], xs: Sequence[float], ys: Sequence[float]) -> Any:
    """The formula on all of a grid as an array; None where it takes single numbers alone."""
    import numpy as np

    X, Y = np.meshgrid(np.array(xs), np.array(ys))
    try:
        Z = formula(X, Y)
        if getattr(Z, "shape", None) != X.shape or Z.dtype.kind not in "if":
            return None
        looked_at = [(0, 0), (-1, -1), (0, -1), (len(ys) // 2, len(xs) // 3)]
        if any(_number(formula(xs[i], ys[j])) != float(Z[j, i]) for j, i in looked_at):
            return None
    except (TypeError, ValueError, AttributeError):
        return None
    return _numbers(Z)


def _numbers(values: Any) -> Any:
    """An array of numbers, all of them such as a figure can show."""
    import numpy as np

    found = np.asarray(values, dtype=float)
    if not (abs(found) < TOO_LARGE).all():
        _number(found[~(abs(found) < TOO_LARGE)][0])
    return found


def _number(value: Any) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        raise UserError(
            f"contours: the formula gives {value!r}", "write a formula that gives a number"
        ) from None
    if not abs(found) < TOO_LARGE:
        raise UserError(
            f"contours: the formula gives {found}", "choose ranges where it is not so large"
        )
    return found


def _told(
    level: float,
    lines: Sequence[Sequence[tuple[float, float]]],
    names: tuple[str, ...],
    ranges: Sequence[tuple[float, float]],
    *,
    labelled: bool,
) -> str:
    """Where a line crosses the axes, or the middles of the ranges where those are not drawn."""
    said = []
    for axis in (1, 0):
        low, high = ranges[axis]
        at = 0.0 if low < 0 < high else (low + high) / 2
        places = sorted(
            {round(place, 2) + 0.0 for line in lines for place in _crossings(line, axis, at)}
        )
        if places:
            where = joined([f"{place:g}" for place in places])
            said.append(f"{names[axis]} = {at:g} at {names[1 - axis]} = {where}")
    called = f"The line of height {level:g}" if labelled else "A line"
    return f"{called} crosses {', and '.join(said)}." if said else f"{called} crosses neither axis."


def _crossings(line: Sequence[tuple[float, float]], axis: int, at: float) -> list[float]:
    """The other coordinate, wherever a line passes a value of one."""
    found = []
    for start, end in pairwise(line):
        a, b = start[axis] - at, end[axis] - at
        if (a > 0) != (b > 0):
            found.append(start[1 - axis] + a / (a - b) * (end[1 - axis] - start[1 - axis]))
    return found
