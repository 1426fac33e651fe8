"""A constant of SymPy's as a float: rational numbers, square roots, sines and cosines, their sums and products.

`float` comes to the same digits; it looks at every factor twice, which doubles the time with each
function inside another. Here each is looked at once, with the guard digits that SymPy takes
(`sympy.core.evalf`), so that a variant keeps its last digit whichever version of SymPy is there.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import sympy
from mpmath.libmp import (
    from_int,
    from_man_exp,
    from_rational,
    mpf_cos,
    mpf_pi,
    mpf_sin,
    mpf_sqrt,
    round_nearest,
    to_float,
)

# Bits of a float, and how many more the whole is computed with.
BITS, GUARD = 53, 4
# No number is looked at with more bits than 100 digits have.
MOST = 332
# A number of mpmath's: sign, mantissa, exponent, bits of the mantissa.
_Number: TypeAlias = tuple[int, int, int, int]


class _Found(NamedTuple):
    number: _Number
    # So many of its bits are right.
    accuracy: int


class _Unknown(Exception):  # noqa: N818 - nothing is in error: SymPy knows more
    """Another kind of constant, or one that may be 0."""


def as_float(value: Any) -> float:
    """A constant as a float.

    >>> from quizgen.solver.formula import cos
    >>> as_float(2 * cos(1))
    1.0806046117362795
    """
    if getattr(value, "is_Rational", False):
        return float(value)  # rounded once: a bit that is rounded before may turn a half
    try:
        found = _value(value, BITS + GUARD, MOST)
    except _Unknown:
        return float(value)
    sign, mantissa, exponent, _ = found.number
    return float(to_float(_rounded(sign, mantissa, exponent, min(BITS, found.accuracy))))


def _value(value: Any, bits: int, most: int) -> _Found:
    """The value with so many bits."""
    way = _WAYS.get(type(value))
    if way is None:
        if not getattr(value, "is_Rational", False):
            raise _Unknown
        way = _rational
    return way(value, bits, most)


def _rounded(sign: int, mantissa: int, exponent: int, bits: int) -> _Number:
    found: _Number = from_man_exp(-mantissa if sign else mantissa, exponent, bits, round_nearest)
    return found


def _rational(value: Any, bits: int, _: int) -> _Found:
    if not value.p:
        raise _Unknown
    whole = value.q == 1
    return _Found(from_int(value.p, bits) if whole else from_rational(value.p, value.q, bits), bits)


def _pi(_: Any, bits: int, __: int) -> _Found:
    return _Found(mpf_pi(bits), bits)


def _root(value: Any, bits: int, most: int) -> _Found:
    """A square root; no other power."""
    if value.exp is not sympy.S.Half:
        raise _Unknown
    inside = _value(value.base, bits + 5, most).number
    if inside[0]:
        raise _Unknown
    return _Found(mpf_sqrt(inside, bits), bits)


def _product(value: Any, bits: int, most: int) -> _Found:
    guarded = bits + len(value.args) + 5
    negative, mantissa, exponent, size, accuracy = 0, 1, 0, 1, bits
    for factor in value.args:
        (sign, own, power, length), right = _value(factor, guarded, most)
        negative ^= sign
        mantissa *= own
        exponent += power
        size += length
        while size > 3 * guarded:
            mantissa >>= guarded
            exponent += guarded
            size -= guarded
        accuracy = min(accuracy, right)
    return _Found(_rounded(negative, mantissa, exponent, bits), accuracy)


def _sum(value: Any, wanted: int, most: int) -> _Found:
    """A sum, with more bits where its terms cancel."""
    bits, turn = wanted, 0
    while True:
        most_here = min(most, 2 * bits)
        terms = [_value(term, bits + 10, most_here) for term in value.args]
        found = _added(terms, 2 * bits, wanted)
        if found.accuracy >= wanted or bits - wanted > most_here:
            return found
        bits += max(10 + 2**turn, wanted - found.accuracy)
        turn += 1


def _added(terms: Sequence[_Found], reach: int, bits: int) -> _Found:
    """Terms added without rounding, but for those of another size altogether."""
    total, scale = 0, 0
    for (sign, own, exponent, length), _ in terms:
        mantissa = -own if sign else own
        ahead = exponent - scale
        if ahead >= 0:
            if ahead > reach and (not total or ahead - abs(total).bit_length() > reach):
                total, scale = mantissa, exponent
            else:
                total += mantissa << ahead
        elif -ahead - length > reach:
            if not total:
                total, scale = mantissa, exponent
        else:
            total, scale = (total << -ahead) + mantissa, exponent
    if not total:
        raise _Unknown
    error = max(length + exponent - right for (_, _, exponent, length), right in terms)
    number = _rounded(int(total < 0), abs(total), scale, bits)
    return _Found(number, scale + abs(total).bit_length() - error)


def _of_angle(function: Callable[..., Any]) -> Callable[[Any, int, int], _Found]:
    """A sine or cosine, with more bits of the angle near where it is 0."""

    def value(expr: Any, bits: int, most: int) -> _Found:
        angle, reach = expr.args[0], bits + 20
        inside = _value(angle, reach, most).number
        size = inside[2] + inside[3]
        if size < 1:
            return _Found(function(inside, bits, round_nearest), bits)
        if size >= 10:
            reach = bits + size
            inside = _value(angle, reach, most).number
        while True:
            found = function(inside, bits, round_nearest)
            gap = -(found[2] + found[3])
            accuracy = reach - size - gap
            if accuracy >= bits:
                return _Found(found, bits)
            if reach > most:
                return _Found(found, accuracy)
            reach += gap
            inside = _value(angle, reach, most).number

    return value


_WAYS: Mapping[type, Callable[[Any, int, int], _Found]] = {
    sympy.Add: _sum,
    sympy.Mul: _product,
    sympy.Pow: _root,
    sympy.sin: _of_angle(mpf_sin),
    sympy.cos: _of_angle(mpf_cos),
    type(sympy.pi): _pi,
}
