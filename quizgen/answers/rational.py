"""The exact value of a rational formula at one point of large whole numbers.

Two different rational formulas agree at such a point with a chance below degree / 2^60, and no
number that is added can hide there, as a multiple of the modulus can in modular arithmetic.
"""

from collections.abc import Mapping

from quizgen.answers.constants import constant
from quizgen.answers.digits import Undefined
from quizgen.answers.tree import Name, Negative, Number, Power, Product, Quotient, Sum, Tree

# Longer numbers take more time than arithmetic modulo a prime.
MOST_BITS, MOST_POWER = 6_000, 100
Ratio = tuple[int, int]


class NotRationalError(Undefined):
    """A formula with more in it than the four operations and whole powers."""


class TooLongError(Undefined):
    """A value of more bits than are computed here; there may be one all the same."""


def ratio(tree: Tree, point: Mapping[str, int]) -> Ratio:
    """Numerator and denominator, not reduced; `Undefined` where the formula divides by zero, or has functions.

    >>> from quizgen.answers.syntax import Formula
    >>> ratio(Formula(["x"]).read("1/2 + x/3"), {"x": 5})
    (13, 6)
    """
    if type(tree) is Number:
        return tree.value.numerator, tree.value.denominator
    if type(tree) is Name:
        return point[tree.name], 1
    if type(tree) is Product:
        top, bottom = ratio(tree.left, point)
        other_top, other_bottom = ratio(tree.right, point)
        return _short(top * other_top, bottom * other_bottom)
    if type(tree) is Sum:
        top, bottom = ratio(tree.left, point)
        other_top, other_bottom = ratio(tree.right, point)
        if bottom == other_bottom:
            return top + other_top, bottom
        return _short(top * other_bottom + other_top * bottom, bottom * other_bottom)
    if type(tree) is Negative:
        top, bottom = ratio(tree.inner, point)
        return -top, bottom
    if type(tree) is Quotient:
        top, bottom = ratio(tree.left, point)
        other_top, other_bottom = ratio(tree.right, point)
        if other_top == 0:
            raise Undefined
        return _short(top * other_bottom, bottom * other_top)
    if type(tree) is Power:
        return _power(*ratio(tree.left, point), tree.right)
    raise NotRationalError


def _short(top: int, bottom: int) -> Ratio:
    if top.bit_length() + bottom.bit_length() > MOST_BITS:
        raise TooLongError
    return top, bottom


def _power(top: int, bottom: int, exponent: Tree) -> Ratio:
    power = constant(exponent)
    if power is None or power.denominator != 1:
        raise NotRationalError
    if top == 0 and power < 0:
        raise Undefined
    times = abs(power.numerator)
    if times > MOST_POWER or (top.bit_length() + bottom.bit_length()) * times > MOST_BITS:
        raise TooLongError
    if power < 0:
        top, bottom = bottom, top
    return top**times, bottom**times


def same_ratio(left: Ratio, right: Ratio) -> bool:
    """Whether two ratios are one number.

    >>> same_ratio((1, 2), (-3, -6)), same_ratio((1, 2), (1, 3))
    (True, False)
    """
    return left[0] * right[1] == right[0] * left[1]
