"""Sets of real numbers as keys: intervals with exact ends, and unions of them."""

import math
from dataclasses import dataclass
from typing import Any

from quizgen.errors import UserError

CLOSED = ("left", "right", "both", "neither")
PIECES = 12


@dataclass(frozen=True, slots=True)
class Interval:
    """A set of real numbers as it is typed; `interval` and `union` make it."""

    pieces: tuple[str, ...]

    @property
    def is_real_set(self) -> bool:
        """What keys of the kind `interval` are known by."""
        return True

    def __str__(self) -> str:
        return " or ".join(self.pieces) or "empty set"


def interval(low: Any, high: Any, closed: str = "neither") -> Interval:
    """All numbers between two ends; `closed` says which of them belong to it, as in pandas. Ends may be `inf`, `-inf`.

    >>> from fractions import Fraction
    >>> print(interval(0, Fraction(1, 2), "right"), interval(1, math.inf, "left"))
    (0, 1/2] [1, inf)
    """
    if closed not in CLOSED:
        raise UserError(f"interval: closed = {closed!r} is none of {', '.join(CLOSED)}")
    if not low <= high:
        raise UserError(f"interval: {low} is not below {high}")
    has_low = closed in ("left", "both") and low != -math.inf
    has_high = closed in ("right", "both") and high != math.inf
    if bool(low == high) and not (has_low and has_high):
        return Interval(())
    return Interval((f"{'[' if has_low else '('}{_end(low)}, {_end(high)}{']' if has_high else ')'}",))  # fmt: skip


def union(*sets: Interval) -> Interval:
    """All numbers that are in one of the sets.

    >>> print(union(interval(-math.inf, -1), interval(1, math.inf)))
    (-inf, -1) or (1, inf)
    """
    if not all(isinstance(one, Interval) for one in sets):
        raise UserError("union takes intervals", "write union(interval(0, 1), interval(2, inf))")
    pieces = tuple(piece for one in sets for piece in one.pieces)
    if len(pieces) > PIECES:
        raise UserError(f"a union of {len(pieces)} intervals; at most {PIECES}")
    return Interval(pieces)


def _end(value: Any) -> str:
    if value in (math.inf, -math.inf):
        return "inf" if value > 0 else "-inf"
    from quizgen.answers.values import encode

    found = encode(value.item() if hasattr(value, "item") else value)
    if getattr(value, "free_symbols", ()):
        raise UserError(f"interval: {value} has names in it", "give numbers")
    return str(found)
