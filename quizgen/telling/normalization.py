"""Worked solutions of layers that standardize: mean, variance and each standard score."""

from quizgen.solver.trace import Call
from quizgen.telling.notation import number, signed
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("standard scores")
def _(call: Call) -> Told:
    row, mean, variance, deviation, centered = (
        call.arguments[name] for name in ("row", "mean", "variance", "deviation", "centered")
    )
    n = len(row)
    if centered:
        terms = " + ".join(map(signed, row))
        yield Step(r"\mu", r"\frac{1}{n} \sum_i x_i", rf"\frac{{{terms}}}{{{n}}}", number(mean))
    minus = f" - {signed(mean)}" if centered and mean else ""
    squares = " + ".join(f"({number(value)}{minus})^{{2}}" for value in row)
    yield Step(r"\sigma^{2}", "", rf"\frac{{{squares}}}{{{n}}}", number(variance))
    formula = r"\frac{x_i - \mu}{\sqrt{\sigma^{2} + \varepsilon}}" if centered else ""
    for i, (value, z) in enumerate(zip(row, call.result, strict=True), start=1):
        numbers = rf"\frac{{{number(value)}{minus}}}{{{number(deviation)}}}"
        yield Step(f"z_{{{i}}}", formula, numbers, number(z))
