"""The plane with points, lines and half-planes, to be read off."""

from collections.abc import Sequence
from functools import partial
from itertools import product
from math import lcm
from typing import Any

from quizgen.errors import UserError
from quizgen.figure.data import Figure, joined, listed, measured
from quizgen.figure.polygons import (
    Affine,
    Point,
    Polygon,
    chord,
    height,
    parts,
    rational,
    rectangle,
    span,
)

POINTS, LINES = 40, 4
# Marks of points that are of a class; any other text is a name.
MARKS = {"+": "plus", "-": "minus"}


def plane(
    points: Any = (),
    lines: Any = (),
    half_planes: Any = (),
    x: Any = (-5, 5),
    y: Any = (-5, 5),
    paths: Any = (),
) -> Figure:
    """Points, lines, hatched half-planes and paths over a grid at the integers.

    A point is [x, y], with a name or a mark "+" or "-" behind if wanted. A line is [a, b, c], where
    a x + b y + c = 0; a half-plane where that is not negative. A path joins points: [[0, 1], [2, 3]].

    >>> plane([[1, 2, "+"]], half_planes=[[1, 0, -1]], x=(-2, 2), y=(-2, 2)).alt
    'Plane with a grid, x from -2 to 2, y from -2 to 2. Points: (1, 2) plus. Half-plane bounded by the line through (1, -2) and (1, 2), hatched on the side of (2, -2).'
    >>> plane(paths=[[[-5, 0], [0, 0], [5, 5]]]).alt
    'Plane with a grid, x from -5 to 5, y from -5 to 5. Path: (-5, 0) to (0, 0) to (5, 5).'
    """
    across, up = span("x", x), span("y", y)
    frame = rectangle(across, up)
    found = dots(points)
    straight = [_line("line", entry, frame) for entry in _entries("lines", lines)]
    halves = [_line("half-plane", entry, frame) for entry in _entries("half_planes", half_planes)]
    said = [f"Plane with a grid, {spans(across, up)}."]
    said += told_dots(found)
    said += [f"Line through {_through(entry, frame)}." for entry in straight]
    joints = [[dot[:2] for dot in dots(path)] for path in _entries("paths", paths)]
    said += [f"Path: {' to '.join(map(told, path))}." for path in joints]
    for entry in halves:
        side = max(frame, key=partial(height, entry))
        said.append(
            f"Half-plane bounded by the line through {_through(entry, frame)}, "
            f"hatched on the side of {told(side)}."
        )
    data = {
        "x": [measured(end) for end in across],
        "y": [measured(end) for end in up],
        "points": found,
        "lines": [outline(chord(frame, entry) or ()) for entry in straight],
        "half_planes": [
            {
                "edge": outline(chord(frame, entry) or ()),
                "area": outline(parts(frame, entry)[0]),
            }
            for entry in halves
        ],
    }
    if joints:  # what was drawn before there were paths stays as it was, byte by byte
        data["paths"] = joints
    return Figure("plane", data, " ".join(said))


def dots(points: Any) -> list[list[Any]]:
    """Points as they are drawn: coordinates, and a mark or name or nothing."""
    found = []
    for entry in listed(points):
        point = listed(entry) if isinstance(entry, list | tuple) else [entry]
        if len(point) not in {2, 3} or (len(point) == 3 and not isinstance(point[2], str)):
            raise UserError(f"{point} is no point", 'write [x, y], [x, y, "A"] or [x, y, "+"]')
        name = str(point[2]) if len(point) == 3 else ""
        if len(name) > 8 or not name.isprintable():
            raise UserError(f"{name!r} is no name of a point", "write a letter or a few")
        found.append([measured(point[0]), measured(point[1]), name])
    if len(found) > POINTS:
        raise UserError(f"{len(found)} points cannot be drawn", f"draw at most {POINTS} points")
    return found


def told_dots(points: Sequence[Sequence[Any]]) -> list[str]:
    """The points of a drawing in words."""
    said = [
        f"{told((at, up))}{f' {MARKS.get(name, name)}' if name else ''}" for at, up, name in points
    ]
    return [f"Points: {', '.join(said)}."] if said else []


def told(point: Sequence[Any]) -> str:
    """A point as it can be read off: two decimals at most.

    >>> from fractions import Fraction
    >>> told((Fraction(1, 3), 2))
    '(0.33, 2)'
    """
    return f"({', '.join(f'{round(float(value), 2) + 0.0:g}' for value in point)})"


def spans(across: Sequence[Any], up: Sequence[Any], names: Sequence[str] = ("x", "y")) -> str:
    """The ranges of two axes in words."""
    return ", ".join(
        f"{name} from {float(low):g} to {float(high):g}"
        for name, (low, high) in zip(names, (across, up), strict=True)
    )


def outline(points: Sequence[Point]) -> list[list[float]]:
    """Exact points as coordinates."""
    return [[measured(x), measured(y)] for x, y in points]


def _entries(name: str, entries: Any) -> list[Any]:
    found = listed(entries)
    if len(found) > LINES:
        raise UserError(f"{len(found)} {name} cannot be told apart", f"draw at most {LINES} {name}")
    return found


def _line(name: str, entry: Any, frame: Polygon) -> Affine:
    try:
        a, b, c = map(rational, listed(entry))
    except (TypeError, ValueError):
        raise UserError(
            f"{entry!r} is no {name}", f"write [a, b, c] for the {name} with a x + b y + c = 0"
        ) from None
    if chord(frame, (a, b, c)) is None:
        raise UserError(
            f"the {name} {[str(v) for v in (a, b, c)]} does not cross the drawing",
            "choose other ranges x and y, or another line",
        )
    return a, b, c


def _through(line: Affine, frame: Polygon) -> str:
    """Two points of a line that can be read off: crossings of the grid where there are some."""
    (low, bottom), (high, top) = frame[0], frame[2]
    whole = [
        range(-(-a.numerator // a.denominator), b.numerator // b.denominator + 1)
        for a, b in ((low, high), (bottom, top))
    ]
    if max(map(len, whole)) <= 50:
        # With whole coefficients, which takes a tenth of the time.
        scale = lcm(*(value.denominator for value in line))
        a, b, c = (int(value * scale) for value in line)
        crossings = [(x, y) for x, y in product(*whole) if a * x + b * y + c == 0]
        if len(crossings) > 1:
            return joined([told(crossings[0]), told(crossings[-1])])
    return joined([told(end) for end in chord(frame, line) or ()])
