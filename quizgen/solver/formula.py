r"""Gradients of a formula built from symbols, and descent on it.

A formula is put together from `symbol("x")`, numbers, `sin`, `cos`, `exp`, `ln` and `pi`: no text
is ever parsed. Source: Hocking (2021), slide "Gradient descent animations" (z = x² + 3 sin y).
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from quizgen.solver.derivation import is_recording, record
from quizgen.solver.errors import ShapeError
from quizgen.solver.logarithm import Log, exact_log, whole
from quizgen.solver.notation import number
from quizgen.solver.quantity import quantity

if TYPE_CHECKING:
    import numpy as np


def symbol(name: str) -> Any:
    """The real variable `name`.

    >>> print(symbol("x") ** 2)
    x**2
    """
    import sympy

    return sympy.Symbol(name, real=True)


def sin(value: Any) -> Any:
    """Exact sine: of a symbol, of a multiple of pi."""
    import sympy

    return sympy.sin(as_expression(value))


def cos(value: Any) -> Any:
    """Exact cosine: of a symbol, of a multiple of pi."""
    import sympy

    return sympy.cos(as_expression(value))


def exp(value: Any) -> Any:
    """Exact e to the power of a symbol or number; of `Log(k)` the number k."""
    import sympy

    return value.exp() if isinstance(value, Log) else sympy.exp(as_expression(value))


def ln(value: Any) -> Any:
    """Natural logarithm: of a symbol an expression, of a positive rational a `Log`."""
    import sympy

    if isinstance(value, int | Fraction):
        return exact_log(value)
    return sympy.log(as_expression(value))


def multiple_of_pi(factor: Any) -> Any:
    """The exact number factor · π.

    >>> print(multiple_of_pi(Fraction(2, 3)))
    2*pi/3
    """
    import sympy

    return as_expression(factor) * sympy.pi


def as_expression(value: Any) -> Any:
    """A number as a SymPy number; an expression stays what it is. Text is refused."""
    import sympy

    if isinstance(value, str):
        raise ShapeError(
            f"{value!r} is text: build formulas from symbol('x'), numbers and functions"
        )
    if isinstance(value, Fraction):
        return sympy.Rational(value.numerator, value.denominator)
    if isinstance(value, Log):
        inside = as_expression(Fraction(value.argument))
        return as_expression(value.coefficient) * sympy.log(inside) + as_expression(value.offset)
    if hasattr(value, "item"):
        return as_expression(value.item())
    if isinstance(value, int):
        return sympy.Integer(int(value))
    if isinstance(value, float):
        return sympy.Float(value)
    return value


def as_number(value: Any) -> Any:
    """A SymPy rational as `int` or `Fraction`; anything else stays an expression."""
    if getattr(value, "is_Rational", False):
        return whole(Fraction(int(value.p), int(value.q)))
    return float(value) if getattr(value, "is_Float", False) else value


@quantity
def numeric(value: Any) -> Any:
    """Irrational entries as floats, for answers with a tolerance; rational ones stay exact.

    >>> numeric([cos(0), Fraction(1, 2), 2 * cos(1)])
    [1, Fraction(1, 2), 1.0806046117362795]
    """
    if isinstance(value, list | tuple) or hasattr(value, "tolist"):
        return [_real(entry) for entry in value]
    return _real(value)


def _real(value: Any) -> Any:
    import sympy

    exact = as_number(as_expression(value))
    if isinstance(exact, int | Fraction | float):
        return exact
    # With a function of a number left, the steps before were rounded already.
    if is_recording() and not exact.has(sympy.Function):
        record(number(exact), "", "", number(_rounded(exact)), note="Rounded:")
    return _rounded(exact)


@quantity
def gradient(expr: Any, variables: Sequence[Any], *, called: str = "") -> "np.ndarray[Any, Any]":
    """The partial derivatives of a formula, one for each variable.

    Steps name the formula as it is `called` (LaTeX), or print the formula itself.

    >>> x, y = symbol("x"), symbol("y")
    >>> gradient(x**2 + 3 * sin(y), [x, y]).tolist()
    [2*x, 3*cos(y)]
    """
    slopes = [_slope(as_expression(expr), variable) for variable in variables]
    if is_recording():
        function = called or _grouped(as_expression(expr))
        for variable, slope in zip(variables, slopes, strict=True):
            name = _latex(variable)
            record(rf"\frac{{\partial}}{{\partial {name}}} {function}", "", "", _latex(slope))
    return _vector(slopes)


@lru_cache(maxsize=1024, typed=True)
def _latex(expr: Any) -> str:
    """SymPy's own LaTeX, of formulas that are printed at every point of a path."""
    import sympy

    return str(sympy.latex(expr))


def _grouped(expr: Any) -> str:
    """A formula that a sign of differentiation before it takes whole."""
    return rf"\left({_latex(expr)}\right)" if expr.is_Add else _latex(expr)


@lru_cache(maxsize=1024)
def _slope(expr: Any, variable: Any) -> Any:
    """The derivative of an expression; it is asked for again at every point of a path."""
    import sympy

    return sympy.diff(expr, variable)


@quantity
def value_at(expr: Any, variables: Sequence[Any], point: Sequence[Any], *, called: str = "") -> Any:
    """A formula's value at a point: exact for exact coordinates.

    Steps name the formula as it is `called` (LaTeX), or print the formula itself.

    >>> x = symbol("x")
    >>> value_at(x**2 / 2, [x], [3])
    Fraction(9, 2)
    """
    found = _put_in(as_expression(expr), variables, point)
    if is_recording():
        numbers = _numbers_in(as_expression(expr), variables, point)
        record(called, _latex(as_expression(expr)), numbers, _shown(found))
    return as_number(found)


@quantity
def gradient_at(
    expr: Any, variables: Sequence[Any], point: Sequence[Any], *, called: str = ""
) -> "np.ndarray[Any, Any]":
    """The gradient of a formula at a point; for `called` see `gradient`.

    >>> x, y = symbol("x"), symbol("y")
    >>> gradient_at(x**2 + 3 * sin(y), [x, y], [2, 0]).tolist()
    [4, 3]
    """
    slopes = gradient(expr, variables, called=called)
    found = [_put_in(slope, variables, point) for slope in slopes]
    if is_recording():
        for i, (slope, value) in enumerate(zip(slopes, found, strict=True), start=1):
            numbers = _numbers_in(slope, variables, point)
            record(f"g_{{{i}}}", _latex(slope), numbers, _shown(value))
    return _vector([as_number(value) for value in found])


@quantity
def descend(
    expr: Any,
    variables: Sequence[Any],
    point: Sequence[Any],
    alpha: Any,
    steps: int = 1,
    *,
    called: str = "",
) -> "np.ndarray[Any, Any]":
    """The points after each of `steps` steps against the gradient of a formula.

    For `called` see `gradient`.

    >>> x, y = symbol("x"), symbol("y")
    >>> descend(x**2 + 3 * sin(y), [x, y], [2, 0], Fraction(1, 2)).tolist()
    [[0, Fraction(-3, 2)]]
    """
    import numpy as np

    here = [as_expression(coordinate) for coordinate in point]
    path = np.empty((steps, len(here)), dtype=object)
    rate = as_expression(alpha)
    for t in range(1, steps + 1):
        slopes = [
            as_expression(slope) for slope in gradient_at(expr, variables, here, called=called)
        ]
        before, here = here, [p - rate * g for p, g in zip(here, slopes, strict=True)]
        path[t - 1] = [as_number(coordinate) for coordinate in here]
        if is_recording():
            for variable, old, slope, new in zip(variables, before, slopes, here, strict=True):
                name = _latex(variable)
                numbers = rf"{_shown(old)} - {_shown(rate)} \cdot {_signed(slope)}"
                record(f"{name}_{{{t}}}", "", numbers, _shown(new))
    return path


@lru_cache(maxsize=1024, typed=True)
def _shown(value: Any) -> str:
    """A coordinate as LaTeX: exact with π, rounded where a function of a number is left."""
    import sympy

    if value.atoms(sympy.Function) and not value.free_symbols:
        return number(_rounded(value))
    return number(as_number(value))


@lru_cache(maxsize=1024)
def _rounded(value: Any) -> float:
    """A constant as a float; slips and mistakes come to the same constants again."""
    return float(value)


def _signed(value: Any) -> str:
    text = _shown(value)
    return f"({text})" if text.startswith("-") or " " in text else text


def _put_in(expr: Any, variables: Sequence[Any], point: Sequence[Any]) -> Any:
    if len(variables) != len(point):
        raise ShapeError(f"{len(point)} coordinates for {len(variables)} variables")
    places = {v: as_expression(p) for v, p in zip(variables, point, strict=True)}
    return _replaced(as_expression(expr), tuple(places.items()))


@lru_cache(maxsize=1024)
def _replaced(expr: Any, places: tuple[tuple[Any, Any], ...]) -> Any:
    # subs sympifies and sorts first: several times the time for the same numbers.
    return expr.xreplace(dict(places))


FRACTION = r"\\frac\{[^{}]*\}\{[^{}]*\}"


def _numbers_in(expr: Any, variables: Sequence[Any], point: Sequence[Any]) -> str:
    r"""The formula with the coordinates in the places of its variables, nothing computed.

    >>> print(_numbers_in(3 * cos(symbol("y")), [symbol("y")], [multiple_of_pi(Fraction(4, 3))]))
    3 \cdot \cos{\left(\frac{4 \pi}{3} \right)}
    """
    places = tuple(as_expression(place) for place in point)
    return _with_places(as_expression(expr), tuple(variables), places)


@lru_cache(maxsize=1024)
def _with_places(expr: Any, variables: tuple[Any, ...], places: tuple[Any, ...]) -> str:
    import sympy

    if any(place.free_symbols for place in places):
        return ""
    names = {}
    for variable, place in zip(variables, places, strict=True):
        text = _shown(place)
        # In parentheses wherever it would run into its neighbours; not inside a function's own.
        names[variable] = text if place.is_Integer and place >= 0 else rf"({text})"
    written = sympy.latex(expr, symbol_names=names, mul_symbol="dot")
    written = re.sub(r"\\left\(\((.*?)\) \\right\)", r"\\left(\1 \\right)", str(written))
    return re.sub(rf"(?<=\\cdot )\(({FRACTION})\)(?!\^)", r"\1", written)


def _vector(entries: list[Any]) -> "np.ndarray[Any, Any]":
    import numpy as np

    out = np.empty(len(entries), dtype=object)
    out[:] = entries
    return out
