"""Where formulas are compared: random points of all sizes and signs, small ones, and edges of pieces.

Two formulas that differ on an ordinary interval, or only where a quotient is whole, must meet a
point there: chance alone takes too many.
"""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b

from quizgen.answers.constants import constants
from quizgen.answers.tree import Tree

Point = Mapping[str, Fraction]
# Where pieces of activation functions and losses usually meet, and between them.
_SIZES = ("1/2", "3", "1/10", "20", "1", "5", "3/2", "1/3", "7", "2", "9/10")
GRID = (Fraction(0), *(Fraction(size) * sign for size in _SIZES for sign in (1, -1)))
# Numbers in a formula beside which it is looked at, points beside each.
EDGES = 4


def drawn(*words: object) -> int:
    """64 bits that depend on the words only."""
    text = "|".join(map(str, words))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


@lru_cache(maxsize=256)
def points(names: tuple[str, ...], domain: str, seed: str, count: int) -> tuple[Point, ...]:
    """As many points, large and small ones by turns.

    >>> found = points(("x",), "reals", "", 60)
    >>> {0, 1, -1, Fraction(1, 2)} <= {point["x"] for point in found}
    True
    """
    make = _whole if domain == "positive_integers" else _real
    return tuple(
        {name: make(seed, i, j, name) for j, name in enumerate(names)} for i in range(count)
    )


def _whole(seed: str, i: int, _: int, name: str) -> Fraction:
    """A positive integer: up to about 10¹², or so small that quotients come out whole."""
    size, bits = drawn(seed, i, name, "size"), drawn(seed, i, name)
    if i % 2:
        return Fraction(1 + bits % (4 if i % 4 == 1 else 12))
    return Fraction(1 + bits % (1 << (1 + size % 40)))


def _real(seed: str, i: int, j: int, name: str) -> Fraction:
    size, bits = drawn(seed, i, name, "size"), drawn(seed, i, name)
    if i % 2:
        # The first name meets every number of the grid in turn.
        return GRID[(i // 2 if j == 0 else bits) % len(GRID)]
    if (i + j) % 11 == 0:
        return Fraction(0)
    sign = -1 if ((i // 2) >> j if j < 4 else size >> 50) & 1 else 1
    value = Fraction(1 + bits % (1 << (1 + (size >> 5) % 40)))
    return value * Fraction(sign, 1 + size % 7)


def edges(names: tuple[str, ...], domain: str, seed: str, trees: Iterable[Tree]) -> Iterator[Point]:
    """Points on both sides of the numbers that formulas mention: there one piece ends."""
    numbers = sorted(
        {abs(n) for tree in trees for n in constants(tree) if abs(n) > 1}, reverse=True
    )
    whole = domain == "positive_integers"
    for place, number in enumerate(numbers[:EDGES]):
        for i, away in enumerate((number + 1, number * Fraction(9, 8), number * 2)):
            for sign in (1,) if whole else (1, -1):
                value = Fraction(max(1, int(away))) if whole else away * sign
                point = {name: _small(seed, place, i, name, whole=whole) for name in names}
                for name in names:
                    yield {**point, name: value}


def _small(seed: str, place: int, i: int, name: str, *, whole: bool) -> Fraction:
    bits = drawn(seed, place, i, name, "small")
    return Fraction(1 + bits % 6) if whole else GRID[bits % len(GRID)]
