"""Roots, norms, signs and places of extremes, exact, for expressions of a bank."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from numbers import Integral
from typing import Any

from quizgen.errors import UserError
from quizgen.language.budget import bounded, elements, is_array, spend


def sqrt(value: Any) -> Any:
    """The square root, exact: rational where there is one, else a root that is computed with; entry by entry.

    `UserError` for a number below 0. Source of the form: `sympy.sqrt`.

    >>> sqrt(Fraction(9, 4)), str(sqrt(8)), str(sqrt(3) / 2), sqrt([4, 9])
    (Fraction(3, 2), '2*sqrt(2)', 'sqrt(3)/2', [2, 3])
    """
    if is_array(value) and value.ndim:
        from quizgen.solver.values import as_array

        return as_array(_nested(sqrt, value.tolist()))
    if isinstance(value, (list, tuple)):
        return type(value)(sqrt(entry) for entry in value)
    if isinstance(value, Integral):  # also an entry of an integer array
        return _root(Fraction(int(value)))
    if isinstance(value, Fraction):
        return _root(value)
    if isinstance(value, float) or type(value).__name__.startswith("float"):
        if not value >= 0:
            raise UserError(f"sqrt({value}) is no real number")
        return math.sqrt(value)
    if hasattr(value, "free_symbols"):
        import sympy

        if value.is_negative:
            raise UserError(f"sqrt({value}) is no real number")
        return sympy.sqrt(value)
    raise UserError(f"sqrt of a {type(value).__name__}", "give a number or a list of numbers")


def _nested(function: Callable[[Any], Any], rows: Any) -> Any:
    if isinstance(rows, list):
        return [_nested(function, row) for row in rows]
    return function(rows)


def _root(value: Fraction) -> Any:
    if value < 0:
        raise UserError(f"sqrt({value}) is no real number")
    bounded(value)
    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if top * top == value.numerator and bottom * bottom == value.denominator:
        return bounded(Fraction(top, bottom))
    from quizgen.solver.surds import root_of

    spend(value.numerator.bit_length() + value.denominator.bit_length())
    return root_of(value)


# The largest n of an n-th root.
ROOTS = 12


def root(value: Any, n: int) -> Any:
    """The n-th root of a number above 0, exact: rational where there is one, else a root.

    >>> root(Fraction(8, 27), 3), str(root(24, 3))
    (Fraction(2, 3), '2*3**(1/3)')
    """
    if isinstance(value, float):
        return value ** (1 / n)
    if not isinstance(value, (int, Fraction)) or value < 0:
        raise UserError(f"the {n}-th root of {value!r:.40}", "give a number that is not below 0")
    import sympy

    exact = Fraction(value)
    spend(exact.numerator.bit_length() + exact.denominator.bit_length())
    found = sympy.root(sympy.Rational(exact.numerator, exact.denominator), n)
    return bounded(Fraction(int(found.p), int(found.q))) if found.is_Rational else found


def norm(values: Any, p: Any = 2) -> Any:
    """The norm of a vector: `p` is 1, 2 or `"max"`; of a matrix that of all entries, with `p = 2` only.

    >>> norm([3, -4]), norm([3, -4], 1), norm([3, -4], "max"), str(norm([1, 1]))
    (5, 7, 4, 'sqrt(2)')
    """
    entries = _flat(values)
    if isinstance(entries[0], list) and p == 2:
        entries = [entry for row in entries for entry in row]
    if any(isinstance(entry, (list, tuple)) for entry in entries):
        raise UserError(f"norm: p = {p!r} of a matrix has several meanings", "give a vector")
    if p == 1:
        return bounded(sum(map(abs, entries)))
    if p == "max":
        return max(map(abs, entries))
    if p == 2:
        return sqrt(bounded(sum(entry * entry for entry in entries)))
    raise UserError(f"norm: p = {p!r} is none of 1, 2, 'max'")


def sign(value: Any) -> Any:
    """1, 0 or -1; of a list or array, entry by entry.

    >>> sign(-3), sign([Fraction(1, 2), 0])
    (-1, [1, 0])
    """
    if is_array(value) and value.ndim:
        from quizgen.solver.values import as_array

        return as_array(_nested(sign, value.tolist()))
    if isinstance(value, (list, tuple)):
        return type(value)(sign(entry) for entry in value)
    return bool(value > 0) - bool(value < 0)


def argmax(values: Any) -> int:
    """The place of the largest entry of a vector, from 0 as in PyTorch; `UserError` where two are the largest.

    >>> argmax([2, 7, 5]), argmin([2, 7, 5])
    (1, 0)
    """
    return _place("argmax", values, max)


def argmin(values: Any) -> int:
    """The place of the smallest entry of a vector, from 0 as in PyTorch; `UserError` where two are the smallest."""
    return _place("argmin", values, min)


def _place(name: str, values: Any, extreme: Callable[[Sequence[Any]], Any]) -> int:
    entries = _flat(values)
    if any(isinstance(entry, (list, tuple)) for entry in entries):
        raise UserError(f"{name} of a matrix", "give a vector, such as a row A[0]")
    found = extreme(entries)
    if entries.count(found) > 1:
        raise UserError(
            f"{name}: {found} stands at several places", "add require = ['not ties(…)']"
        )
    return entries.index(found)


def _flat(values: Any) -> list[Any]:
    spend(elements(values))
    if not (is_array(values) and values.ndim) and not isinstance(values, (list, tuple, range)):
        raise UserError("a vector is needed", "give a list such as [3, -4]")
    entries = values.tolist() if is_array(values) else list(values)
    if not entries:
        raise UserError("an empty vector")
    return [list(entry) if isinstance(entry, tuple) else entry for entry in entries]
