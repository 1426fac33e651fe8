"""A figure as data, and how solver values become that data."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quizgen.telling.notation import number


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as data; `kind` names the drawing function, `alt` says the same facts in words."""

    kind: str
    data: Mapping[str, Any]
    alt: str


def listed(values: Any) -> list[Any]:
    """A list of Python values from an array, a tuple or a list.

    >>> listed((1, (2, 3)))
    [1, [2, 3]]
    """
    entries = values.tolist() if hasattr(values, "tolist") else values
    return [listed(entry) if isinstance(entry, list | tuple) else entry for entry in entries]


def exact(value: Any) -> int | float | str:
    r"""A number as a JSON number or exact text; an expression as LaTeX.

    >>> exact(3), exact(Fraction(3, 2)), exact(0.5)
    (3, '3/2', 0.5)
    """
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        return value
    return number(value)


def measured(value: Any) -> float:
    """A number as a coordinate: a float with six decimals.

    >>> measured(Fraction(1, 3))
    0.333333
    """
    return round(float(value), 6) + 0.0


def joined(items: list[str]) -> str:
    """Items as a person lists them.

    >>> joined(["a", "b", "c"]), joined(["a"])
    ('a, b and c', 'a')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"
