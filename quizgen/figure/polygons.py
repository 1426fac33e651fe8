"""Convex polygons in the plane, cut by lines, exactly."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any, TypeAlias

from quizgen.errors import UserError

Point: TypeAlias = tuple[Fraction, Fraction]
Polygon: TypeAlias = tuple[Point, ...]
# The function a x + b y + c.
Affine: TypeAlias = tuple[Fraction, Fraction, Fraction]


def rational(value: Any) -> Fraction:
    """A number exactly, a NumPy one too; `TypeError` or `ValueError` for what is none.

    >>> rational(0.5)
    Fraction(1, 2)
    """
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, str | bool):
        raise TypeError(f"{plain!r} is no number")
    return Fraction(plain)


def rectangle(x: Sequence[Fraction], y: Sequence[Fraction]) -> Polygon:
    """The corners of a range of x and a range of y."""
    return (x[0], y[0]), (x[1], y[0]), (x[1], y[1]), (x[0], y[1])


def span(name: str, values: Any) -> tuple[Fraction, Fraction]:
    """The ends of an axis as exact numbers; `UserError` for what is no range.

    >>> span("x", (-1, 0.5))
    (Fraction(-1, 1), Fraction(1, 2))
    """
    ends = values.tolist() if hasattr(values, "tolist") else values
    try:
        low, high = (rational(end) for end in ends)
    except (TypeError, ValueError):
        raise UserError(f"{name} = {values!r} is no range", f"write {name}=(-5, 5)") from None
    if not (
        low < high and abs(low) < 10**6 and abs(high) < 10**6 and high - low > Fraction(1, 1000)
    ):
        raise UserError(
            f"{name} = {values!r} is no range that can be drawn", f"write {name}=(-5, 5)"
        )
    return low, high


def height(line: Affine, point: Point) -> Fraction:
    """The value of an affine function at a point.

    >>> height((Fraction(2), Fraction(0), Fraction(-1)), (Fraction(3), Fraction(7)))
    Fraction(5, 1)
    """
    a, b, c = line
    return a * point[0] + b * point[1] + c


def parts(polygon: Polygon, line: Affine) -> tuple[Polygon, Polygon]:
    """What of a polygon is not below 0 and what is not above, by an affine function; nothing where no area is.

    >>> square = rectangle((Fraction(0), Fraction(3)), (Fraction(0), Fraction(2)))
    >>> for half in parts(square, (Fraction(1), Fraction(0), Fraction(-1))):
    ...     print([(int(x), int(y)) for x, y in half])
    [(1, 0), (3, 0), (3, 2), (1, 2)]
    [(0, 0), (1, 0), (1, 2), (0, 2)]
    """
    above: list[Point] = []
    below: list[Point] = []
    heights = _heights(polygon, line)
    for i, (end, (after, by)) in enumerate(zip(polygon, heights, strict=True)):
        start, (before, per) = polygon[i - 1], heights[i - 1]
        if (before < 0 < after) or (after < 0 < before):
            share = Fraction(before * by, before * by - after * per)
            crossed = tuple(a + share * (b - a) for a, b in zip(start, end, strict=True))
            above.append(crossed)  # type: ignore[arg-type] # two coordinates
            below.append(crossed)  # type: ignore[arg-type]
        if after >= 0:
            above.append(end)
        if after <= 0:
            below.append(end)
    return (
        tuple(above) if any(value > 0 for value, _ in heights) else (),
        tuple(below) if any(value < 0 for value, _ in heights) else (),
    )


def _heights(polygon: Polygon, line: Affine) -> list[tuple[int, int]]:
    """The heights of the corners, all times one positive number: tops and bottoms of fractions, not reduced.

    Whole numbers take a fifth of the time that fractions do.
    """
    scale = lcm(*(value.denominator for value in line))
    a, b, c = (value.numerator * (scale // value.denominator) for value in line)
    found = []
    for x, y in polygon:
        (p, q), (r, s) = x.as_integer_ratio(), y.as_integer_ratio()
        found.append((a * p * s + b * r * q + c * q * s, q * s))
    return found


def chord(polygon: Polygon, line: Affine) -> tuple[Point, Point] | None:
    """The piece of a line, where an affine function is 0, that lies in a polygon."""
    ends = dict.fromkeys(point for point in parts(polygon, line)[0] if height(line, point) == 0)
    if len(ends) < 2:
        return None
    first, *_, last = ends
    return first, last
