"""Worked solutions of spectral norms."""

from quizgen.solver.trace import Call
from quizgen.telling.notation import latex, number
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("sum of squares")
def _(call: Call) -> Told:
    yield Step(r"\lambda", "", "", number(call.result), "The sum of the squares of all entries:")


@teller("larger eigenvalue")
def _(call: Call) -> Told:
    gram, trace, determinant, inner = (
        call.arguments[key] for key in ("gram", "trace", "determinant", "inner")
    )
    yield Step("G", "", "", latex(gram), "The product of the matrix with its transpose:")
    yield Step("t", "", "", number(trace), "The sum of its diagonal:")
    yield Step("d", "", "", number(determinant), "Its determinant:")
    numbers = rf"\frac{{{number(trace)} + \sqrt{{{number(inner)}}}}}{{2}}"
    yield Step(r"\lambda", r"\frac{t + \sqrt{t^2 - 4 d}}{2}", numbers, number(call.result))


@teller("root of an eigenvalue")
def _(call: Call) -> Told:
    square = number(call.arguments["square"])
    yield Step(r"\sigma", r"\sqrt{\lambda}", rf"\sqrt{{{square}}}", number(call.result))
