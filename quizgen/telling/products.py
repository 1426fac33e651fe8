"""Products and sums of products with their numbers put in, as LaTeX."""

from collections.abc import Sequence
from typing import Any

from quizgen.telling.notation import signed


def times(factors: Sequence[Any]) -> str:
    r"""A product.

    >>> print(times([2, 3]))
    2 \cdot 3
    """
    return r" \cdot ".join(map(str, factors))


def product_of_several(factors: Sequence[Any]) -> str:
    """A product; of one factor there is nothing to say."""
    return times(factors) if len(factors) > 1 else ""


def sum_of_products(factors: list[tuple[Any, Any]], *intercepts: Any) -> str:
    r"""The text of Σ left·right (+ intercepts), numbers put in; more than twelve terms are elided.

    >>> print(sum_of_products([(-2, 0), (1, 3)]))
    (-2) \cdot 0 + 1 \cdot 3
    """
    terms = [rf"{signed(left)} \cdot {signed(right)}" for left, right in factors]
    terms += [signed(intercept) for intercept in intercepts if intercept is not None]
    if len(terms) > 12:
        terms = [*terms[:4], r"\cdots", *terms[-2:]]
    return " + ".join(terms)
