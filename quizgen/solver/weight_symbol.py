"""A name that stands for a number: the weights of a matrix nobody gave numbers for.

SymPy takes longer to load than a homework takes to draw, and most matrices are only written down.
A sum or product makes a SymPy expression of it.
"""

from functools import cache
from typing import Any


@cache
def _sympy() -> Any:
    """SymPy, loaded on first use, which may come in the middle of a loop of NumPy's.

    Its start-up subtracts infinities; NumPy would report that as a fault of the loop. A sum of
    NumPy's own forgets it.
    """
    import numpy as np
    import sympy

    np.add(0.0, 0.0)
    return sympy


class Symbol:
    """A name; with 0 and 1 it computes by itself, with anything else as SymPy's symbol of that name.

    >>> v = Symbol("v_1_2")
    >>> v, 0 + v, v * 0
    (v_1_2, v_1_2, 0)
    >>> 2 * v - v == v
    True
    """

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def free_symbols(self) -> "frozenset[Symbol]":
        """The symbol itself, as SymPy's expressions say what they are made of."""
        return frozenset({self})

    def _sympy_(self) -> Any:
        return _sympy().Symbol(self.name)

    def __repr__(self) -> str:
        return self.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Symbol):
            return self.name == other.name
        if isinstance(other, int | float):
            return False
        return bool(self._sympy_() == other)

    def __add__(self, other: Any) -> Any:
        return self if _is(other, 0) else self._sympy_() + _plain(other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self if _is(other, 0) else self._sympy_() - _plain(other)

    def __rsub__(self, other: Any) -> Any:
        return _plain(other) - self._sympy_()

    def __mul__(self, other: Any) -> Any:
        if _is(other, 0):
            return 0
        return self if _is(other, 1) else self._sympy_() * _plain(other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self if _is(other, 1) else self._sympy_() / _plain(other)

    def __rtruediv__(self, other: Any) -> Any:
        return _plain(other) / self._sympy_()

    def __pow__(self, exponent: Any) -> Any:
        return self if _is(exponent, 1) else self._sympy_() ** _plain(exponent)

    def __rpow__(self, base: Any) -> Any:
        return _plain(base) ** self._sympy_()

    def __neg__(self) -> Any:
        return -self._sympy_()

    def __pos__(self) -> "Symbol":
        return self


def _is(value: Any, number: int) -> bool:
    return isinstance(value, int) and value == number


def _plain(value: Any) -> Any:
    return value._sympy_() if isinstance(value, Symbol) else value
