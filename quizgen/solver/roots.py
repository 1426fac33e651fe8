"""Square roots, exact where they are rational: normalisation of batches like m ± s gives fractions."""

import math
from fractions import Fraction
from typing import Any

from quizgen.solver.logarithm import whole


def square_root(value: Any) -> Any:
    """The square root: rational if there is one, else a float; of symbols, an expression.

    >>> square_root(Fraction(9, 4)), square_root(2)
    (Fraction(3, 2), 1.4142135623730951)
    """
    if isinstance(value, int | Fraction):
        exact = Fraction(value)
        top, bottom = math.isqrt(exact.numerator), math.isqrt(exact.denominator)
        if top * top == exact.numerator and bottom * bottom == exact.denominator:
            return whole(Fraction(top, bottom))
        return math.sqrt(exact)
    if hasattr(value, "free_symbols"):
        import sympy

        return sympy.sqrt(value)
    return math.sqrt(value)


def root(value: Any, degree: Any) -> Any:
    """The root of a degree: exact where a whole root exists, else a float.

    >>> root(27, 3), root(2, 1), root(Fraction(1, 4), 2)
    (3, 2, Fraction(1, 2))
    """
    if degree == 1:
        return value
    if degree == 2:
        return square_root(value)
    if isinstance(value, int) and isinstance(degree, int):
        near = round(value ** (1 / degree))
        if near**degree == value:
            return near
    return float(value) ** (1 / float(degree))
