"""Convex polygons in the plane, cut by lines, exactly."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from quizgen.errors import UserError

Point: TypeAlias = tuple[Fraction, Fraction]
Polygon: TypeAlias = tuple[Point, ...]
Height: TypeAlias = Callable[[Point], Fraction]


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


def part(polygon: Polygon, height: Height) -> Polygon:
    """What of a polygon is not below 0, by an affine function; nothing where no area is.

    >>> square = rectangle((Fraction(0), Fraction(2)), (Fraction(0), Fraction(2)))
    >>> [(int(x), int(y)) for x, y in part(square, lambda p: p[0] - 1)]
    [(1, 0), (2, 0), (2, 2), (1, 2)]
    """
    kept: list[Point] = []
    heights = [height(point) for point in polygon]
    for i, (end, after) in enumerate(zip(polygon, heights, strict=True)):
        start, before = polygon[i - 1], heights[i - 1]
        if before * after < 0:
            share = before / (before - after)
            kept.append(tuple(a + share * (b - a) for a, b in zip(start, end, strict=True)))  # type: ignore[arg-type] # two coordinates
        if after >= 0:
            kept.append(end)
    return tuple(kept) if any(above > 0 for above in heights) else ()


def chord(polygon: Polygon, height: Height) -> tuple[Point, Point] | None:
    """The piece of a line, where an affine function is 0, that lies in a polygon."""
    ends = dict.fromkeys(point for point in part(polygon, height) if height(point) == 0)
    if len(ends) < 2:
        return None
    first, *_, last = ends
    return first, last
