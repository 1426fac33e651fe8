r"""Gradients of a formula built from symbols, and descent on it.

A formula is put together from `symbol("x")`, numbers, `sin`, `cos`, `exp`, `ln` and `pi`: no text
is ever parsed. Source: Hocking (2021), slide "Gradient descent animations" (z = x² + 3 sin y).
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from reprlib import repr as short
from typing import TYPE_CHECKING, Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.logarithm import Log, exact_log, whole
from quizgen.solver.polynomial import slope
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import is_traced, leave

if TYPE_CHECKING:
    import numpy as np


def symbol(name: str) -> Any:
    """The real variable `name`.

    >>> print(symbol("x") ** 2)
    x**2
    """
    import sympy

    if not str(name).isidentifier():
        raise ShapeError(
            f"symbol: {short(name)} is no name; begin with a letter, as in x, x_1 or delta"
        )
    return sympy.Symbol(name, real=True)


def sin(value: Any) -> Any:
    """Exact sine: of a symbol, of a multiple of pi; of a decimal a decimal."""
    if isinstance(value, float):
        return math.sin(value)
    import sympy

    return sympy.sin(as_expression(value))


def cos(value: Any) -> Any:
    """Exact cosine: of a symbol, of a multiple of pi; of a decimal a decimal."""
    if isinstance(value, float):
        return math.cos(value)
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
    inside = as_expression(value)
    if getattr(inside, "is_nonpositive", None):
        raise ShapeError(f"ln({inside}): only a positive number has a logarithm")
    return sympy.log(inside)


def multiple_of_pi(factor: Any) -> Any:
    """The exact number factor · π.

    >>> print(multiple_of_pi(Fraction(2, 3)))
    2*pi/3
    """
    import sympy

    return as_expression(factor) * sympy.pi


def as_expression(value: Any) -> Any:
    """A number as a SymPy number; an expression stays what it is. Text and lists are refused."""
    import sympy

    if isinstance(value, sympy.Basic):
        return value  # by far the most
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
    if isinstance(value, int | float):
        return sympy.Float(value) if isinstance(value, float) else sympy.Integer(int(value))
    if isinstance(value, list | tuple):
        raise ShapeError(f"{short(value)} is a list: one formula is asked for here")
    if hasattr(value, "_sympy_"):
        return value._sympy_()  # the name of a weight
    raise ShapeError(f"{short(value)} is no number and no formula")


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
    >>> numeric([[cos(0)], [exp(0)]])
    [[1], [1]]
    """
    return _numbers(value.tolist() if hasattr(value, "tolist") else value)


def _numbers(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_numbers(entry) for entry in value]
    return _real(value)


def _real(value: Any) -> Any:
    import sympy

    exact = as_number(as_expression(value))
    if isinstance(exact, int | Fraction | float):
        return exact
    # With a function of a number left, what led to it was rounded already.
    if is_traced() and not exact.has(sympy.Function):
        leave("a rounded number", rounded(exact), exact=exact)
    return rounded(exact)


@quantity
def gradient(
    expr: Any,
    variables: Sequence[Any],
    *,
    called: str = "",  # noqa: ARG001 - what a worked solution calls it
) -> "np.ndarray[Any, Any]":
    """The partial derivatives of a formula, one for each variable.

    Steps name the formula as it is `called` (LaTeX), or print the formula itself.

    >>> x, y = symbol("x"), symbol("y")
    >>> gradient(x**2 + 3 * sin(y), [x, y]).tolist()
    [2*x, 3*cos(y)]
    """
    _check_variables(variables)
    return _vector([slope(as_expression(expr), variable) for variable in variables])


@quantity
def jacobian(
    formulas: Sequence[Any],
    variables: Sequence[Any],
    at: Sequence[Any] | None = None,
    *,
    called: str = "",  # noqa: ARG001 - what a worked solution calls them, with an index
) -> "np.ndarray[Any, Any]":
    """The partial derivatives of several formulas, `at` a point if one is given: a row for each formula, a column for each variable.

    Steps name the formulas as they are `called` (LaTeX), with an index, or print them.

    >>> x, y = symbol("x"), symbol("y")
    >>> jacobian([x * y, x**2, y], [x, y]).tolist()
    [[y, x], [2*x, 0], [0, 1]]
    >>> jacobian([x * y, x**2], [x, y], at=[3, 5]).tolist()
    [[5, 3], [6, 0]]
    """
    if not _is_several(formulas):
        raise ShapeError(f"{short(formulas)} is no list of formulas, such as [f, g]")
    _check_variables(variables)
    slopes = [[slope(as_expression(f), v) for v in variables] for f in formulas]
    return _slopes(slopes, variables, at)


@quantity
def hessian(
    expr: Any, variables: Sequence[Any], at: Sequence[Any] | None = None, *, called: str = ""
) -> "np.ndarray[Any, Any]":
    """The second partial derivatives of a formula, `at` a point if one is given: a row and a column for each variable.

    For `called` see `gradient`.

    >>> x, y = symbol("x"), symbol("y")
    >>> hessian(x**3 + 2 * x * y, [x, y]).tolist()
    [[6*x, 2], [2, 0]]
    """
    first = gradient(expr, variables, called=called)
    return _slopes([[slope(partial, v) for v in variables] for partial in first], variables, at)


def _slopes(
    rows: list[list[Any]], variables: Sequence[Any], at: Sequence[Any] | None
) -> "np.ndarray[Any, Any]":
    """A matrix of derivatives, with the coordinates of a point put in."""
    leave("a matrix of derivatives", rows)
    if at is None:
        return _matrix(rows)
    return _matrix([[_put_in(slope, variables, at) for slope in row] for row in rows])


@quantity
def value_at(
    expr: Any,
    variables: Sequence[Any],
    point: Sequence[Any],
    *,
    called: str = "",  # noqa: ARG001 - what a worked solution calls it
) -> Any:
    """A formula's value at a point: exact for exact coordinates; where it has no real one, `ShapeError`.

    Steps name the formula as it is `called` (LaTeX), or print the formula itself.

    >>> x = symbol("x")
    >>> value_at(x**2 / 2, [x], [3])
    Fraction(9, 2)
    """
    return as_number(_put_in(as_expression(expr), variables, point))


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
    return _vector([as_number(_put_in(slope, variables, point)) for slope in slopes])


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
        leave(
            "a step of a point",
            here,
            variables=variables,
            point=before,
            gradient=slopes,
            alpha=rate,
            t=t,
        )
    return path


@lru_cache(maxsize=1024)
def rounded(value: Any) -> float:
    """A constant as a float; slips and mistakes come to the same constants again."""
    from quizgen.solver.rounding import as_float

    return as_float(value)


def _put_in(expr: Any, variables: Sequence[Any], point: Sequence[Any]) -> Any:
    _check_variables(variables)
    if not _is_several(point):
        raise ShapeError(
            f"{short(point)} is no point: write a list of numbers, one for each variable"
        )
    if len(variables) != len(point):
        raise ShapeError(f"{len(point)} coordinates for {len(variables)} variables")
    places = {v: as_expression(p) for v, p in zip(variables, point, strict=True)}
    return _replaced(as_expression(expr), tuple(places.items()))


@lru_cache(maxsize=1024)
def _replaced(expr: Any, places: tuple[tuple[Any, Any], ...]) -> Any:
    # subs sympifies and sorts first: several times the time for the same numbers.
    found = _rebuilt(expr, dict(places))
    if not _is_real(found):
        at = ", ".join(f"{variable} = {number}" for variable, number in places)
        raise ShapeError(f"{expr} has no real value at {at}")
    return found


def _is_real(found: Any) -> bool:
    """Whether nothing in an expression is infinite, undefined or complex, such as 1/0, ln(0) and sqrt(-1)."""
    import sympy

    if found.is_Rational:
        return True
    if found.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I):
        return False
    return not any(p.base.is_negative and not p.exp.is_integer for p in found.atoms(sympy.Pow))


def _rebuilt(expr: Any, places: Mapping[Any, Any]) -> Any:
    """The expression with values at its variables, as `xreplace` gives it."""
    if expr in places:
        return places[expr]
    arguments = tuple(_rebuilt(argument, places) for argument in expr.args)
    if arguments == expr.args:
        return expr
    return _unfolded(expr, *arguments) or expr.func(*arguments)


def _unfolded(function: Any, angle: Any, *_: Any) -> Any:
    """A sine or cosine of a rational number or a sum that is no multiple of π, but for its sign as it stands; else None.

    SymPy comes to the same after it has asked whether the sum is real, finite, imaginary, zero.
    """
    import sympy

    if function.func not in (sympy.sin, sympy.cos) or not angle:
        return None
    if not angle.is_Rational and not (angle.is_Add and _is_plain(angle)):
        return None
    if not angle.could_extract_minus_sign():
        return function.func(angle, evaluate=False)
    turned = function.func(-angle, evaluate=False)
    return turned if function.func is sympy.cos else -turned


def _is_plain(number: Any) -> bool:
    """Whether a number is built of rational ones, sines and cosines alone."""
    import sympy

    kinds = (sympy.Add, sympy.Mul, sympy.sin, sympy.cos)
    return number.is_Rational or (number.func in kinds and all(map(_is_plain, number.args)))


def _is_several(values: Any) -> bool:
    """A list with something in it."""
    return (isinstance(values, list | tuple) or getattr(values, "ndim", 0) == 1) and len(values) > 0


def _check_variables(variables: Any) -> None:
    import sympy

    if (
        not _is_several(variables)
        or not all(isinstance(variable, sympy.Symbol) for variable in variables)
        or len(set(variables)) < len(variables)
    ):
        raise ShapeError(f"{short(variables)} is no list of different symbols, such as [x, y]")


def _matrix(rows: list[list[Any]]) -> "np.ndarray[Any, Any]":
    """Rows of numbers, exact, and of formulas."""
    import numpy as np

    out = np.empty((len(rows), len(rows[0])), dtype=object)
    out[:] = [[as_number(entry) for entry in row] for row in rows]
    return out


def _vector(entries: list[Any]) -> "np.ndarray[Any, Any]":
    import numpy as np

    out = np.empty(len(entries), dtype=object)
    out[:] = entries
    return out
