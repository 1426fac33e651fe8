"""Worked solutions about formulas: values, gradients, and descent on a surface."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from quizgen.solver.formula import as_expression, as_number, rounded
from quizgen.solver.polynomial import terms_of
from quizgen.solver.trace import Call
from quizgen.telling.notation import number, polynomial
from quizgen.telling.step import Step
from quizgen.telling.stopping import ROUNDED
from quizgen.telling.tellers import Told, teller


@teller("a rounded number")
def _(call: Call) -> Told:
    yield Step(number(call.arguments["exact"]), "", "", number(call.result), ROUNDED)


@teller("gradient")
def _(call: Call) -> Told:
    """Each partial derivative, of the formula as it is called or of the formula itself."""
    expr, variables, called = (call.arguments[key] for key in ("expr", "variables", "called"))
    function = called or _grouped(as_expression(expr))
    for variable, slope in zip(variables, call.result, strict=True):
        derivative = rf"\frac{{\partial}}{{\partial {_latex(variable)}}} {function}"
        yield Step(derivative, "", "", _latex(slope))


@teller("jacobian")
def _(call: Call) -> Told:
    """Row by row, of the functions as they are called or of their formulas."""
    formulas, called = call.arguments["formulas"], call.arguments["called"]
    for i, (formula, slopes) in enumerate(zip(formulas, call.children[-1].result, strict=True)):
        name = rf"\left({called}\right)" if "_" in called else called
        function = f"{name}_{{{i + 1}}}" if called else _grouped(as_expression(formula))
        yield from _row(call, i, function, slopes)


@teller("hessian")
def _(call: Call) -> Told:
    """The partial derivatives, then what becomes of each; of mixed ones either order gives the same."""
    first, second = call.children
    yield first
    several = len(call.arguments["variables"]) > 1
    note = (
        f"The second derivatives{'; mixed ones are the same in either order' if several else ''}:"
    )
    for i, (slope, slopes) in enumerate(zip(first.result, second.result, strict=True)):
        for step in _row(call, i, _grouped(as_expression(slope)), slopes, since=i):
            yield replace(step, note=note)
            note = ""


def _row(
    call: Call, i: int, function: str, slopes: Sequence[Any], since: int = 0
) -> Iterator[Step]:
    """A row of a matrix of derivatives from a column on, with the coordinates put in where a point is given."""
    variables, at = call.arguments["variables"], call.arguments["at"]
    for j in range(since, len(variables)):
        slope = as_expression(slopes[j])
        derivative = rf"\frac{{\partial}}{{\partial {_latex(variables[j])}}} {function}"
        if at is None:
            yield Step(derivative, "", "", _latex(slope))
            continue
        numbers = _numbers_in(slope, variables, at)
        yield Step(derivative, _latex(slope), numbers, _shown(as_expression(call.result[i, j])))


@teller("value_at")
def _(call: Call) -> Told:
    expr, variables, point = (call.arguments[key] for key in ("expr", "variables", "point"))
    formula = as_expression(expr)
    numbers = _numbers_in(formula, variables, point)
    value = _shown(as_expression(call.result))
    yield Step(call.arguments["called"], _latex(formula), numbers, value)


@teller("gradient_at")
def _(call: Call) -> Told:
    yield from call.children
    variables, point = call.arguments["variables"], call.arguments["point"]
    slopes = call.children[-1].result
    for i, (slope, value) in enumerate(zip(slopes, call.result, strict=True), start=1):
        numbers = _numbers_in(slope, variables, point)
        note = "The gradient at the point:" if i == 1 else ""
        yield Step(f"g_{{{i}}}", _latex(slope), numbers, _shown(as_expression(value)), note)


@teller("a step of a point")
def _(call: Call) -> Told:
    variables, point, gradient, alpha, t = (
        call.arguments[key] for key in ("variables", "point", "gradient", "alpha", "t")
    )
    for variable, old, slope, new in zip(variables, point, gradient, call.result, strict=True):
        numbers = rf"{_shown(old)} - {_shown(alpha)} \cdot {_signed(slope)}"
        yield Step(_of_step(_latex(variable), t), "", numbers, _shown(new))


def _of_step(name: str, t: int) -> str:
    """A coordinate after step t; where the name has an index of its own, t stands above it.

    >>> print(_of_step("x", 2), _of_step("x_{1}", 2))
    x_{2} x_{1}^{(2)}
    """
    return f"{name}^{{({t})}}" if "_" in name else f"{name}_{{{t}}}"


@lru_cache(maxsize=1024, typed=True)
def _latex(expr: Any) -> str:
    """SymPy's own LaTeX, of formulas that are printed at every point of a path."""
    import sympy

    terms = terms_of(expr)
    return str(sympy.latex(expr)) if terms is None else polynomial(terms)


def _grouped(expr: Any) -> str:
    """A formula that a sign of differentiation before it takes whole."""
    return rf"\left({_latex(expr)}\right)" if expr.is_Add else _latex(expr)


@lru_cache(maxsize=1024, typed=True)
def _shown(value: Any) -> str:
    """A coordinate as LaTeX: exact with π, rounded where a function of a number is left."""
    import sympy

    if value.atoms(sympy.Function) and not value.free_symbols:
        return number(rounded(value))
    return number(as_number(value))


def _signed(value: Any) -> str:
    text = _shown(value)
    return f"({text})" if text.startswith("-") or " " in text else text


# Letters of no script, by which the variables of a formula are known again.
MARKS = 0xE000
FRACTION = r"\\frac\{[^{}]*\}\{[^{}]*\}"


def _numbers_in(expr: Any, variables: Sequence[Any], point: Sequence[Any]) -> str:
    r"""The formula with the coordinates in the places of its variables, nothing computed.

    >>> from fractions import Fraction
    >>> from quizgen.solver.formula import cos, multiple_of_pi, symbol
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
    if any("^" in name for name in names.values()):  # a power of it has parentheses around it
        written = str(sympy.latex(expr, symbol_names=names, mul_symbol="dot"))
    else:
        written = _with_marks(expr, variables)
        for mark, variable in enumerate(variables, start=MARKS):
            written = written.replace(chr(mark), names[variable])
    written = re.sub(r"\\left\(\((.*?)\) \\right\)", r"\\left(\1 \\right)", written)
    return re.sub(rf"(?<=\\cdot )\(({FRACTION})\)(?!\^)", r"\1", written)


@lru_cache(maxsize=1024)
def _with_marks(expr: Any, variables: tuple[Any, ...]) -> str:
    """The formula as LaTeX with a mark in the place of each variable: it is printed at every point of a path."""
    import sympy

    marks = {variable: chr(mark) for mark, variable in enumerate(variables, start=MARKS)}
    return str(sympy.latex(expr, symbol_names=marks, mul_symbol="dot"))
