"""Rational multiples of a square root, c √n: multiplied, divided and typed by their two numbers.

SymPy's own rules for products and powers come to the same expressions, in ten times the time and more:
they look for what a symbol, a complex number or infinity would need. Here they are asked for all else.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

# Below this SymPy takes every square out of a root, so that there is one way to write a number.
LARGE = 1 << 30
# The classes that a multiple of a root and a root itself are of.
_SYMPYS = frozenset({"Mul", "Pow"})


class Surd(NamedTuple):
    """c √n, with a whole n that no square divides."""

    factor: Fraction
    under: int

    @property
    def expression(self) -> Any:
        """The same as SymPy has it."""
        import sympy

        factor, under = self
        top, bottom = factor.as_integer_ratio()
        if under == 1 or not top:
            return sympy.Rational(top, bottom)
        root = sympy.Pow(sympy.Integer(under), sympy.S.Half, evaluate=False)
        if factor == 1:
            return root
        return sympy.Mul(sympy.Rational(top, bottom), root, evaluate=False)

    def __str__(self) -> str:
        """As SymPy prints it: `-2*sqrt(6)/3`.

        >>> str(Surd(Fraction(-2, 3), 6)), str(Surd(Fraction(1), 2))
        ('-2*sqrt(6)/3', 'sqrt(2)')
        """
        top, bottom = self.factor.as_integer_ratio()
        times = "" if abs(top) == 1 else f"{abs(top)}*"
        over = "" if bottom == 1 else f"/{bottom}"
        return f"{'-' if top < 0 else ''}{times}sqrt({self.under}){over}"


def root_of(value: Fraction) -> Any:
    """The square root of a number above 0, as SymPy has it.

    >>> print(root_of(Fraction(8, 3)))
    2*sqrt(6)/3
    """
    top, bottom = value.as_integer_ratio()
    if top * bottom < LARGE:
        (outside, above), (own, below) = _square_free(top), _square_free(bottom)
        return Surd(Fraction(outside * own, bottom), above * below).expression
    import sympy

    return sympy.sqrt(sympy.Rational(top, bottom))


def product(left: Any, right: Any) -> Any:
    """`left * right`."""
    found = _of_surds(left, right, _times)
    return left * right if found is None else found


def quotient(left: Any, right: Any) -> Any:
    """`left / right`; nothing is divided by 0 here."""
    found = _of_surds(left, right, _over)
    return left / right if found is None else found


def surd_of(value: Any) -> Surd | None:
    """The two numbers of a SymPy expression that is one; None for another.

    >>> import sympy
    >>> surd_of(sympy.sqrt(8) / 3), surd_of(sympy.sqrt(2) + 1)
    (Surd(factor=Fraction(2, 3), under=2), None)
    """
    if type(value).__name__ not in _SYMPYS:
        return None  # by far the most: an array takes long to say that it has no such member
    factor = Fraction(1)
    if getattr(value, "is_Mul", False):
        first, *others = value.args
        if len(others) != 1 or not first.is_Rational:
            return None
        factor, value = Fraction(first.p, first.q), others[0]
    if not getattr(value, "is_Pow", False):
        return None
    import sympy

    base, exponent = value.args
    if exponent is not sympy.S.Half or not base.is_Integer or not 1 < base.p < LARGE:
        return None
    return Surd(factor, base.p)


def _times(left: Surd, right: Surd) -> Surd:
    shared = math.gcd(left.under, right.under)
    under = left.under // shared * (right.under // shared)
    return Surd(left.factor * right.factor * shared, under)


def _over(left: Surd, right: Surd) -> Surd:
    return _times(left, Surd(1 / (right.factor * right.under), right.under))


def _of_surds(left: Any, right: Any, operate: Callable[[Surd, Surd], Surd]) -> Any:
    """An operation on two surds, or one and a rational number; None for other values."""
    a = _either(left)
    b = None if a is None else _either(right)
    if a is None or b is None or a.under * b.under == 1 or not a.factor:
        return None
    found = operate(a, b)
    return found.expression if found.under < LARGE else None


def _either(value: Any) -> Surd | None:
    if type(value) in (int, Fraction):
        return Surd(Fraction(value), 1)
    return surd_of(value)


def _square_free(number: int) -> tuple[int, int]:
    """The root of the largest square in a number, and what is left of it.

    >>> _square_free(72), _square_free(7), _square_free(49)
    ((6, 2), (1, 7), (7, 1))
    """
    outside, divisor, rest, inside = 1, 2, number, 1
    # What is left has two prime factors at most when their third power is above it.
    while divisor**3 <= rest:
        if rest % divisor:
            divisor += 1
            continue
        rest //= divisor
        if rest % divisor:
            inside *= divisor
        else:
            rest //= divisor
            outside *= divisor
    root = math.isqrt(rest)
    if root * root == rest:
        return outside * root, inside
    return outside, inside * rest
