"""Where the pieces of formulas in matrices meet: points on a path, closer and closer to such places.

`1[a > 0]` and `1[a > 1/100]` are one wherever a does not lie between: random points seldom do. So one
name after the other is moved along a path, its random values times a factor from far below 0 to far
above, and what is compared with zero on the way (an *edge*) is followed to where it changes its sign.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple

Edges = list[Decimal]
# Factors at which a path is looked at first.
FACTORS = tuple(map(Decimal, (-1000, -1, 0, 1, 1000)))
# Edges that are followed on a path, and steps to each.
FOLLOWED, STEPS = 2, 9
# What is nothing beside the values that an edge began with; how far beside an edge is looked.
_SMALL, _BESIDE = Decimal("1e-12"), Decimal("1e-6")
# Digits in which edges of two formulas are one.
_AGREE = 25


class Between(NamedTuple):
    """An edge, by its place among all, and two factors with its values there, of unlike sign."""

    place: int
    low: Decimal
    high: Decimal
    at_low: Decimal
    at_high: Decimal


def factors_beside_edges(
    edges: Callable[[Decimal], Edges | None], other: Callable[[Decimal], Edges | None]
) -> Iterator[Decimal]:
    """Factors on both sides of the edges of one formula that another has not, closer and closer.

    `edges` and `other` give the edges of both at a factor; None where a formula has no value.

    >>> found = list(factors_beside_edges(lambda t: [t - Decimal("0.01")], lambda t: [t]))
    >>> any(0 < t < Decimal("0.01") for t in found), any(Decimal("0.01") < t < 1 for t in found)
    (True, True)
    >>> list(factors_beside_edges(lambda t: [t - 1], lambda t: [1 - t]))
    []
    """
    for start in _changes(edges, other):
        yield from _closer(edges, start)


def _changes(
    edges: Callable[[Decimal], Edges | None], other: Callable[[Decimal], Edges | None]
) -> list[Between]:
    """The edges that change their sign between two factors, and are none of the other formula."""
    paths = [(factor, edges(factor), other(factor)) for factor in FACTORS]
    known = [
        (factor, mine, theirs) for factor, mine, theirs in paths if mine and theirs is not None
    ]
    shared = [{_shown(value) for value in theirs} for _, _, theirs in known]
    found: list[Between] = []
    if known and len({len(mine) for _, mine, _ in known}) == 1:
        for place in range(len(known[0][1])):
            values = [mine[place] for _, mine, _ in known]
            if all(_shown(value) in both for value, both in zip(values, shared, strict=True)):
                continue
            found.extend(
                Between(place, known[i][0], known[i + 1][0], values[i], values[i + 1])
                for i in range(len(known) - 1)
                if values[i] * values[i + 1] < 0
            )
    # Spread over all of them: neighbours are entries of one matrix.
    return (
        [found[i * len(found) // FOLLOWED] for i in range(FOLLOWED)]
        if len(found) > FOLLOWED
        else found
    )


def _shown(value: Decimal) -> str:
    """The size of a value in fewer digits than are computed: a > 0 is 0 < a."""
    return f"{abs(value):.{_AGREE}e}"


def _closer(edges: Callable[[Decimal], Edges | None], start: Between) -> Iterator[Decimal]:
    """Factors towards the place where an edge changes its sign, then one on each side of it (Illinois).

    Never the place itself: there > and >= differ.
    """
    place, low, high, at_low, at_high = start
    small = _SMALL * max(abs(at_low), abs(at_high))
    side = 0
    for _ in range(STEPS):
        factor = (low * at_high - high * at_low) / (at_high - at_low)
        values = edges(factor)
        if values is None or place >= len(values):
            return
        found = values[place]
        if abs(found) <= small:
            beside = _BESIDE * max(Decimal(1), abs(factor))
            yield from (factor - beside, factor + beside)
            return
        yield factor
        if (found < 0) == (at_low < 0):
            low, at_low, at_high = factor, found, at_high / 2 if side < 0 else at_high
            side = -1
        else:
            high, at_high, at_low = factor, found, at_low / 2 if side > 0 else at_low
            side = 1
