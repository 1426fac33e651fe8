"""Exact arithmetic and comparisons of the bank language: operands count, results are bounded.

Two numbers are counted with the expression they stand in; what is larger counts here.
"""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

from jinja2 import Undefined
from jinja2.exceptions import SecurityError

from quizgen.language.budget import (
    BITS,
    ELEMENTS,
    LENGTH,
    Exhausted,
    bounded,
    is_array,
    spend,
    weight,
)
from quizgen.language.exact_functions import ROOTS, root, sqrt
from quizgen.solver.surds import product, quotient

# Whole numbers below this one need no look at how many digits they have.
SMALL = 1 << 60
EXACT = frozenset({int, Fraction})
_PYTHONS = EXACT | {bool, float, str, list, tuple}
COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "lteq": operator.le,
    "gt": operator.gt,
    "gteq": operator.ge,
    "in": lambda left, right: left in right,
    "notin": lambda left, right: left not in right,
}


def _counted(compare: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """One comparison, whose operands count."""

    def compared_pair(left: Any, right: Any) -> Any:
        if type(left) in EXACT and type(right) in EXACT:
            return compare(left, right)  # by far the most
        for side in (left, right):
            if isinstance(side, Undefined):
                str(side)  # a strict undefined value says what is missing
        check_pair(left, right)
        return compare(left, right)

    return compared_pair


COMPARISONS = {sign: _counted(compare) for sign, compare in COMPARE.items()}


def compared(operands: Sequence[Any], signs: Sequence[str]) -> Any:
    """A comparison of the operands, each with the next; each one counts."""
    result: Any = True
    for sign, (left, right) in zip(signs, pairwise(operands), strict=True):
        result = COMPARISONS[sign](left, right)
        if not result:
            return result
    return result


def check_pair(left: Any, right: Any) -> None:
    """Count two operands, and refuse arrays that make a larger one together."""
    if type(left) in EXACT and type(right) in EXACT:
        spend(2)
        return
    sizes = weight(left), weight(right)
    spend(sum(sizes))
    if not (is_array(left) or is_array(right)):
        return
    if type(left) in EXACT or type(right) in EXACT:
        spend(max(sizes))  # the array and a number: an array of the same size
        return
    size = _size_together(_shape(left), _shape(right))
    if size > ELEMENTS:
        raise Exhausted(f"an array of {size:,} elements; at most {ELEMENTS:,}")
    spend(size)


def _shape(side: Any) -> tuple[int, ...]:
    if is_array(side):
        return side.shape  # type: ignore[no-any-return]
    if not isinstance(side, (list, tuple)):
        return ()
    import numpy as np

    return np.shape(side)


@lru_cache(maxsize=1024)
def _size_together(left: tuple[int, ...], right: tuple[int, ...]) -> int:
    """The elements of what two arrays of these shapes make together; 0 where they do not fit.

    >>> _size_together((3, 2), (2,)), _size_together((3, 1), (1, 4)), _size_together((3,), (2,))
    (6, 12, 0)
    """
    import numpy as np

    try:
        return math.prod(np.broadcast_shapes(left, right))
    except ValueError:
        return 0  # the operation itself says what does not fit


def scalar(value: Any) -> Any:
    """Python's own number for a NumPy one, such as an entry or the largest of an array."""
    if type(value) in _PYTHONS:
        return value  # by far the most
    return value.item() if is_array(value) and getattr(value, "ndim", 1) == 0 else value


def _plain(value: Any) -> Any:
    if is_array(value) and value.ndim:
        return value  # it takes long to say that it has no such member
    value = scalar(value)
    if getattr(value, "is_Rational", False):  # SymPy's numbers grow without a bound
        return bounded(Fraction(int(value.p), int(value.q)))
    return value


def _times(left: Any, right: Any) -> Any:
    for many, times in ((left, right), (right, left)):
        if not isinstance(many, (str, list, tuple)):
            continue
        if is_array(times) and not isinstance(many, str):
            raise TypeError(
                "a list * an array: write array(…) * array(…) to multiply their entries"
            )
        if not isinstance(times, int):
            raise TypeError("a list or a text is repeated a whole number of times")
        if len(many) * max(times, 0) > LENGTH:
            raise SecurityError("a repetition that is too long")
    if is_array(left) or is_array(right):
        return left * right
    return product(left, right)


def _refuse_zeros(divisor: Any) -> None:
    """Refuse 0 as a divisor: NumPy and SymPy go on, with 0, infinity or no number."""
    entries = divisor.ravel().tolist() if is_array(divisor) else (divisor,)
    if any(entry == 0 for entry in entries):
        raise ZeroDivisionError("division by 0")


def _added(left: Any, right: Any) -> Any:
    """A sum; two lists are joined and two arrays added, so one of each could be meant either way."""
    sides = (left, right)
    if any(map(is_array, sides)) and any(isinstance(side, (list, tuple)) for side in sides):
        raise TypeError(
            "a list + an array: write list(…) + list(…) to join them, array(…) + array(…) to add their entries"
        )
    return left + right


def _divided(left: Any, right: Any) -> Any:
    if type(left) is int and type(right) is int and right:
        return Fraction(left, right) if left % right else left // right
    if isinstance(left, (int, Fraction)) and isinstance(right, (int, Fraction)):
        return Fraction(left) / Fraction(right)
    _refuse_zeros(right)
    if is_array(left) or is_array(right):
        from quizgen.solver.values import as_array, tidy

        exact = tuple(as_array(side).astype(object) * Fraction(1) for side in (left, right))
        return tidy(exact[0] / exact[1])
    return quotient(left, right)


_HALF = Fraction(1, 2)


def _power(base: Any, exponent: Any) -> Any:
    if type(base) is int and type(exponent) is int and exponent >= 0:
        if base.bit_length() * exponent > BITS:
            raise SecurityError(f"a power of more than {BITS} bits")
        return base**exponent  # by far the most
    if isinstance(exponent, (Fraction, float)) and exponent == _HALF:
        return sqrt(base)
    if isinstance(exponent, Fraction) and exponent.numerator == 1 < exponent.denominator <= ROOTS:
        return root(base, exponent.denominator)
    if isinstance(base, (int, Fraction)) and isinstance(exponent, int):
        size = max(Fraction(base).numerator.bit_length(), Fraction(base).denominator.bit_length())
        if size * abs(exponent) > BITS:
            raise SecurityError(f"a power of more than {BITS} bits")
        return Fraction(base) ** exponent
    if (isinstance(exponent, int) and abs(exponent) <= 64) or hasattr(exponent, "free_symbols"):
        if is_array(base) and isinstance(exponent, int) and exponent < 0:
            _refuse_zeros(base)
        if is_array(base) and base.dtype.hasobject:
            for entry in base.ravel().tolist():
                _power(_plain(entry), exponent)
        return base**exponent
    raise SecurityError(
        "a power that is neither a small whole number nor 1/2, 1/3, …; write sqrt(…) for a root"
    )


def _floored(left: Any, right: Any) -> Any:
    _refuse_zeros(right)
    return left // right


def _remainder(left: Any, right: Any) -> Any:
    if isinstance(left, str):
        raise SecurityError("text formatting is not part of the language")
    _refuse_zeros(right)
    return left % right


def _bounded(
    operate: Callable[[Any, Any], Any], exact: Callable[[Any, Any], Any] | None = None
) -> Callable[[Any, Any], Any]:
    """An operation with bounded operands and result; `exact` is that of two numbers, where it differs."""
    exact = exact or operate

    def operated(left: Any, right: Any) -> Any:
        if type(left) in EXACT and type(right) in EXACT:  # by far the most
            found = exact(left, right)
        else:
            left = left if type(left) in _PYTHONS else _plain(left)
            right = right if type(right) in _PYTHONS else _plain(right)
            check_pair(left, right)
            found = operate(left, right)
        if type(found) in EXACT or is_array(found) or not hasattr(found, "free_symbols"):
            return bounded(found)
        return bounded(_plain(found))

    return operated


OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": _bounded(_added, operator.add),
    "-": _bounded(operator.sub),
    "*": _bounded(_times, operator.mul),
    "/": _bounded(_divided),
    "//": _bounded(_floored, operator.floordiv),
    "%": _bounded(_remainder, operator.mod),
    "**": _bounded(_power),
}
