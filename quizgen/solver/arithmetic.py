"""One formula, three arithmetics: exact numbers, float arrays, symbols.

A formula is written once with these operations; `arithmetic_of(value)` says which set computes it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from quizgen.solver.logarithm import Log, exact_log
from quizgen.solver.values import divided


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """The operations beyond + - * that a formula of an activation or a loss needs."""

    divide: Callable[[Any, Any], Any]
    exp: Callable[[Any], Any]
    log: Callable[[Any], Any]
    tanh: Callable[[Any], Any]
    erf: Callable[[Any], Any]
    where: Callable[[Any, Any, Any], Any]


def arithmetic_of(value: Any) -> Arithmetic:
    """The operations that suit `value`: a number, a NumPy float array or a SymPy expression."""
    if hasattr(value, "dtype"):
        return _float_arrays()
    if isinstance(value, (int, Fraction, float, Log)):
        return EXACT
    return _symbols()


def _exp(value: Any) -> Any:
    if isinstance(value, Log):
        return value.exp()
    if value == 0:
        return 1
    try:
        return math.exp(value)
    except OverflowError:  # of a huge integer on either side
        return math.inf if value > 0 else 0.0


def _log(value: Any) -> Any:
    return exact_log(value) if isinstance(value, (int, Fraction)) else math.log(value)


def _tanh(value: Any) -> Any:
    if isinstance(value, Log):
        square = (2 * value).exp()
        return divided(square - 1, square + 1)
    return 0 if value == 0 else math.tanh(value)


def _erf(value: Any) -> Any:
    return 0 if value == 0 else math.erf(value)


def _choose(condition: Any, yes: Any, no: Any) -> Any:
    return yes if condition else no


EXACT = Arithmetic(divided, _exp, _log, _tanh, _erf, _choose)


@cache
def _float_arrays() -> Arithmetic:
    import numpy as np

    def quiet_exp(value: Any) -> Any:
        with np.errstate(over="ignore"):  # 1 / (1 + e^1000) is 0, as meant
            return np.exp(value)

    erf = np.vectorize(math.erf, otypes=[float])
    return Arithmetic(np.divide, quiet_exp, np.log, np.tanh, erf, np.where)


def _symbols() -> Arithmetic:
    import sympy

    def piecewise(condition: Any, yes: Any, no: Any) -> Any:
        return sympy.Piecewise((yes, condition), (no, True))

    return Arithmetic(
        lambda top, bottom: top / bottom,
        sympy.exp,
        sympy.log,
        sympy.tanh,
        sympy.erf,
        piecewise,
    )
