"""The exact value of a formula without names, and such values inside another one."""

from fractions import Fraction
from functools import lru_cache

from quizgen.answers.tree import (
    Negative,
    Number,
    Pair,
    Power,
    Quotient,
    Sum,
    Tree,
)

BITS = 4_096
_POWER = 400


@lru_cache(maxsize=4096)
def whole(value: int) -> Fraction:
    """A whole number; those in a class's answers are few and are made once.

    >>> whole(-7), whole(True)
    (Fraction(-7, 1), Fraction(1, 1))
    """
    return Fraction(int(value))


def constant(tree: Tree) -> Fraction | None:
    """The value of a tree without names, if it is a small rational.

    >>> from quizgen.answers.syntax import Formula
    >>> constant(Formula(["x"]).read("2^10 / 3")), constant(Formula(["x"]).read("2x"))
    (Fraction(1024, 3), None)
    """
    return _value(tree, [])


def constants(tree: Tree) -> list[Fraction]:
    """The numbers of a formula, worked out as far as there are no names in them.

    >>> from quizgen.answers.syntax import Formula
    >>> constants(Formula(["x"]).read("max(0, x - 10^13)"))
    [Fraction(-10000000000000, 1), Fraction(0, 1)]
    """
    found: list[Fraction] = []
    value = _value(tree, found)
    return found if value is None else [value]


def bits(value: Fraction) -> int:
    """The length of the longer part of a fraction."""
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _value(tree: Tree, found: list[Fraction]) -> Fraction | None:
    """The value; `found` gets the values of parts where the whole has none."""
    if isinstance(tree, Number):
        return tree.value
    parts = [_value(inner, found) for inner in tree.parts]
    known = [part for part in parts if part is not None]
    computed = _computed(tree, known) if parts and len(known) == len(parts) else None
    if computed is None:
        found.extend(known)
    return computed


def _computed(tree: Tree, values: list[Fraction]) -> Fraction | None:
    if isinstance(tree, Negative):
        return -values[0]
    if not isinstance(tree, Pair):
        return None
    left, right = values
    if isinstance(tree, Power):
        if right.denominator != 1 or abs(right) > _POWER or (left == 0 and right <= 0):
            return None
        return None if bits(left) * abs(right) > BITS else Fraction(left**right.numerator)
    if bits(left) + bits(right) > BITS:
        return None
    if isinstance(tree, Quotient):
        return left / right if right else None
    return left + right if isinstance(tree, Sum) else left * right
