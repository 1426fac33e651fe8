r"""Exact values as LaTeX math, the same everywhere: steps of a derivation, statements, keys."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from quizgen.solver.logarithm import Log, apart
from quizgen.solver.polynomial import Term, terms_of
from quizgen.solver.surds import Surd, surd_of
from quizgen.solver.weight_symbol import Symbol

# A float that is not exact is printed with this many digits in a derivation.
DIGITS = 6


def number(value: Any) -> str:
    r"""One number or expression as LaTeX.

    >>> print(number(-3), number(Fraction(-1, 2)), number(0.5), number(Log(Fraction(3, 2))))
    -3 -\frac{1}{2} 0.5 \ln(\frac{3}{2})
    >>> import sympy
    >>> print(number(2 * sympy.Symbol("v_1_2")))
    2 v_{1,2}
    """
    if type(value) is int or isinstance(value, bool):
        return str(value)
    if type(value) is Fraction:  # a drawn decimal prints itself
        if value.denominator == 1:
            return str(value.numerator)
        sign = "-" if value < 0 else ""
        return rf"{sign}\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    if isinstance(value, Log):
        return _logarithm(value)
    if isinstance(value, float) or type(value).__name__.startswith("float"):
        return _decimal(float(value))
    if isinstance(value, Symbol):
        return _indexed(value.name)
    if hasattr(value, "free_symbols"):
        return _expression(value)
    return str(value)


def signed(value: Any) -> str:
    """`number`, in parentheses where it starts with a minus sign or is a sum.

    >>> signed(3), signed(-3)
    ('3', '(-3)')
    """
    text = number(value)
    return f"({text})" if text.startswith("-") or " " in text else text


def latex(value: Any) -> str:
    r"""Any exact value as LaTeX math: vectors are rows, shapes are tuples.

    >>> print(latex([1, -2]), latex((2, 3)), latex([[1, 2], [3, 4]]))
    \begin{bmatrix} 1 & -2 \end{bmatrix} (2, 3) \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}
    """
    if type(value) is int:
        return str(value)  # by far the most
    if isinstance(value, str):
        return rf"\text{{{value}}}"
    if isinstance(value, tuple):
        return f"({', '.join(latex(entry) for entry in value)})"
    rows = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(rows, Sequence):
        return number(rows)
    if not any(isinstance(row, Sequence) for row in rows):
        rows = [rows]
    body = r" \\ ".join(" & ".join(number(entry) for entry in row) for row in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def _indexed(name: str) -> str:
    """A letter with its indices, separated by commas: v_1_2 is v_{1,2}."""
    letter, *indices = name.split("_")
    return f"{letter}_{{{','.join(indices)}}}" if indices else letter


def _expression(value: Any) -> str:
    """A formula, its symbols' indices with commas: v_1_2 is v_{1,2}."""
    import sympy

    if (surd := surd_of(value)) is not None:
        return _root(surd)
    if (terms := terms_of(value)) is not None:
        return polynomial(terms)
    names = {}
    for symbol in value.free_symbols:
        letter, *indices = str(symbol).split("_")
        if len(indices) > 1:
            names[symbol] = f"{letter}_{{{','.join(indices)}}}"
    return str(sympy.latex(value, symbol_names=names))


def _root(surd: Surd) -> str:
    r"""A multiple of a square root as LaTeX, as SymPy prints it.

    >>> print(_root(Surd(Fraction(-2, 3), 6)), _root(Surd(Fraction(3), 2)))
    - \frac{2 \sqrt{6}}{3} 3 \sqrt{2}
    """
    top, bottom = surd.factor.as_integer_ratio()
    above = rf"{'' if abs(top) == 1 else f'{abs(top)} '}\sqrt{{{surd.under}}}"
    text = above if bottom == 1 else rf"\frac{{{above}}}{{{bottom}}}"
    return f"- {text}" if top < 0 else text


def polynomial(terms: Sequence[Term]) -> str:
    """The terms of a polynomial as LaTeX, as SymPy prints them.

    >>> polynomial([Term(-3, {"x": 2, "y": 1}), Term(1, {"y": 1}), Term(-5, {})])
    '- 3 x^{2} y + y - 5'
    """
    text = "".join([term.signed(" ", "{}^{{{}}}") for term in terms])
    return text.removeprefix(" + ").lstrip()


def _decimal(value: float) -> str:
    text = f"{value:.{DIGITS}g}"
    if "e" not in text:
        return text
    digits, power = text.split("e")
    return rf"{digits} \cdot 10^{{{int(power)}}}"


def _logarithm(value: Log) -> str:
    r"""One logarithm, or a sum of those of primes where its argument is long.

    >>> print(number(Log(Fraction(9, 65536))))
    2 \ln(3) - 16 \ln(2)
    >>> print(number(Log(Fraction(3888, 15625), Fraction(1, 6)) + 1))
    \frac{2}{3} \ln(2) + \frac{5}{6} \ln(3) - \ln(5) + 1
    """
    terms = apart(value.argument, value.coefficient) or ((value.coefficient, value.argument),)
    text = "".join(_multiple(factor, argument) for factor, argument in terms)
    text = f"{text[1:2].strip()}{text[3:]}" if text.startswith(" - ") else text.removeprefix(" + ")
    shift = (
        f" {'-' if value.offset < 0 else '+'} {number(abs(value.offset))}" if value.offset else ""
    )
    return f"{text}{shift}"


def _multiple(factor: int | Fraction, argument: int | Fraction) -> str:
    """A multiple of a logarithm as one term of a sum, with its sign before it."""
    size = abs(factor)
    times = "" if size == 1 else f"{number(size)} "
    return rf" {'-' if factor < 0 else '+'} {times}\ln({number(argument)})"
