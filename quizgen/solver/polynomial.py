"""Polynomials: their derivatives and, in single letters, their terms in the order they are printed in.

SymPy does both, in five and twenty times the time.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple


class Term(NamedTuple):
    """A whole number times powers of letters, in the order of the alphabet."""

    coefficient: int
    powers: Mapping[str, int]

    def signed(self, times: str, power: str) -> str:
        """The term with its sign before it; `power` says how a letter and its exponent are written.

        >>> Term(-3, {"x": 2, "y": 1}).signed("*", "{}^{}")
        ' - 3*x^2*y'
        """
        size = abs(self.coefficient)
        factors = [n if own == 1 else power.format(n, own) for n, own in self.powers.items()]
        if size != 1 or not factors:
            factors.insert(0, str(size))
        return f" {'-' if self.coefficient < 0 else '+'} {times.join(factors)}"


def terms_of(expr: Any) -> tuple[Term, ...] | None:
    """The terms of a polynomial as SymPy orders them; None for another expression.

    Its coefficients are whole, its symbols single letters: of longer names SymPy makes more.

    >>> from quizgen.solver.formula import symbol
    >>> x, y = symbol("x"), symbol("y")
    >>> [(term.coefficient, dict(term.powers)) for term in terms_of(y - 3 * y * x**2 + 5)]
    [(-3, {'x': 2, 'y': 1}), (1, {'y': 1}), (5, {})]
    >>> terms_of(y / 2)
    """
    if not hasattr(expr, "is_Add"):
        return None
    names = sorted(str(symbol) for symbol in expr.free_symbols)
    if not names or len(set(names)) < len(names) or not all(map(_is_letter, names)):
        return None
    found = [_term(term) for term in (expr.args if expr.is_Add else (expr,))]
    terms = [term for term in found if term is not None]
    if len(terms) < len(found):
        return None
    terms.sort(key=lambda term: [-term.powers.get(name, 0) for name in names])
    if len(terms) == 2 and terms[0].coefficient < 0 < terms[1].coefficient and not terms[1].powers:
        return None  # SymPy writes 1 - x, and 1 - x y sometimes so and sometimes -x y + 1
    return tuple(terms)


def _is_letter(name: str) -> bool:
    return len(name) == 1 and name.isascii() and name.isalpha()


def _term(product: Any) -> Term | None:
    coefficient, powers = 1, {}
    factors = product.args if product.is_Mul else (product,)
    if factors[0].is_Integer:
        coefficient, factors = int(factors[0]), factors[1:]
    exponent: Any
    for factor in factors:
        base, exponent = (factor.base, factor.exp) if factor.is_Pow else (factor, 1)
        if not base.is_Symbol or base.name in powers:
            return None
        if factor.is_Pow and not (exponent.is_Integer and exponent > 0):
            return None
        powers[base.name] = int(exponent)
    return Term(coefficient, dict(sorted(powers.items())))


@lru_cache(maxsize=1024)
def slope(expr: Any, variable: Any) -> Any:
    """The derivative of an expression; it is asked for again at every point of a path.

    `sympy.diff` comes to the same of a polynomial, and looks at much else before.

    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> slope(x**2 * y + y, x)
    2*x*y
    """
    import sympy

    if expr.is_Add:
        return sympy.Add(*[slope(term, variable) for term in expr.args])
    degree = _degree(expr, variable)
    return sympy.diff(expr, variable) if degree is None else degree * expr / variable


def _degree(expr: Any, variable: Any) -> Any:
    """The power of a variable in a product of numbers and whole powers of symbols; None for another expression."""
    degree: Any = 0
    for factor in expr.args if expr.is_Mul else (expr,):
        if factor.is_Number:
            continue
        base, power = factor.as_base_exp()
        if not base.is_Symbol or not power.is_Integer:
            return None
        if base == variable:
            degree += power
    return degree
