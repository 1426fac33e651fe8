"""Exact values of formulas at points: the four operations, whole powers, floors, maxima and their like."""

import math
from fractions import Fraction

from quizgen.answers.constants import bits
from quizgen.answers.digits import Undefined
from quizgen.answers.facts import DEGREE
from quizgen.answers.points import Point
from quizgen.answers.tree import Call, Name, Negative, Number, Pair, Product, Quotient, Sum, Tree
from quizgen.answers.verdict import Unreadable

# Bits of a value at a point: beyond them a formula is an attack on the time it takes.
MOST_BITS = 100_000


def exact_or_none(tree: Tree, point: Point) -> Fraction | None:
    """The exact value at a point; None where there is none."""
    try:
        return exact(tree, point)
    except Undefined:
        return None


def exact(tree: Tree, point: Point) -> Fraction:
    """The exact value at a point."""
    if type(tree) is Number:
        return tree.value
    if type(tree) is Name:
        return point[tree.name]
    if type(tree) is Negative:
        return -exact(tree.inner, point)
    if type(tree) is Call:
        return _piecewise(tree.function, [exact(inner, point) for inner in tree.arguments])
    if not isinstance(tree, Pair):
        raise Undefined
    left, right = exact(tree.left, point), exact(tree.right, point)
    if type(tree) is Sum:
        return left + right
    if type(tree) is Product:
        return _bounded(left * right)
    if type(tree) is Quotient:
        if right == 0:
            raise Undefined
        return _bounded(left / right)
    if right.denominator != 1 or (left == 0 and right < 0) or abs(right) > DEGREE:
        raise Undefined
    if bits(left) * abs(right) > MOST_BITS:
        raise Unreadable("the powers in this formula are too large")
    return Fraction(left**right.numerator)


def _bounded(value: Fraction) -> Fraction:
    if bits(value) > MOST_BITS:
        raise Unreadable("the numbers in this formula become too large")
    return value


def _piecewise(function: str, values: list[Fraction]) -> Fraction:
    first = values[0]
    if function == "floor":
        return Fraction(math.floor(first))
    if function == "ceil":
        return Fraction(math.ceil(first))
    if function == "abs":
        return abs(first)
    if function == "relu":
        return max(first, Fraction(0))
    if function == "sign":
        return Fraction((first > 0) - (first < 0))
    return max(values) if function == "max" else min(values)
