"""Convex polygons cut by lines: nothing is lost, and nothing is on the wrong side."""

import random
from fractions import Fraction
from itertools import pairwise

import pytest

from quizgen.figure.polygons import Affine, Point, Polygon, chord, height, parts, rectangle

SQUARE = rectangle((Fraction(-2), Fraction(2)), (Fraction(-2), Fraction(2)))


def numbers(rng: random.Random, count: int) -> list[Fraction]:
    return [Fraction(rng.randint(-6, 6), rng.randint(1, 5)) for _ in range(count)]


def area(polygon: Polygon) -> Fraction:
    """By the triangles from the first corner."""
    found = Fraction(0)
    for (a, b), (c, d) in pairwise(polygon[1:]):
        u, v = polygon[0]
        found += ((a - u) * (d - v) - (c - u) * (b - v)) / 2
    return found


class TestParts:
    @pytest.mark.parametrize("seed", range(30))
    def test_the_two_parts_are_the_whole(self, seed: int) -> None:
        """Also of what was cut before, whose corners are no whole numbers."""
        rng = random.Random(seed)  # noqa: S311 - no secret
        pieces: list[Polygon] = [SQUARE]
        for _ in range(4):
            a, b, c = numbers(rng, 3)
            line: Affine = (a, b, c)
            if not (a or b):
                continue
            cut = []
            for piece in pieces:
                above, below = parts(piece, line)
                assert all(height(line, corner) >= 0 for corner in above)
                assert all(height(line, corner) <= 0 for corner in below)
                assert area(above) + area(below) == area(piece)
                cut += [half for half in (above, below) if half]
            pieces = cut
        assert sum(map(area, pieces)) == 16

    def test_a_line_along_a_side_cuts_nothing_off(self) -> None:
        line = (Fraction(1, 3), Fraction(0), Fraction(-2, 3))
        assert parts(SQUARE, line) == ((), SQUARE)

    def test_the_chord_lies_on_the_line(self) -> None:
        line = (Fraction(1, 2), Fraction(1, 3), Fraction(1, 6))
        ends: set[Point] = {(Fraction(-5, 3), Fraction(2)), (Fraction(1), Fraction(-2))}
        assert set(chord(SQUARE, line) or ()) == ends
