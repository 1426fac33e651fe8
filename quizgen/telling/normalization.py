"""Worked solutions of layers that standardize: mean, variance and each standard score."""

from quizgen.solver.trace import Call
from quizgen.telling.notation import latex, number, signed
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


@teller("gradient through scores")
def _(call: Call) -> Told:
    """The mean of the gradients and of their products with the scores are taken off."""
    z, slopes, level, tilt, deviation = (
        call.arguments[key] for key in ("z", "slopes", "level", "tilt", "deviation")
    )
    yield Step("z", "", "", latex(z), "The standard scores of the batch:")
    yield Step("u", "", "", latex(slopes), "The gradients at the scores, with the scale:")
    yield Step(r"\bar u", "", "", number(level), "Their mean:")
    yield Step("c", "", "", number(tilt), "The mean of their products with the scores:")
    rows = zip(slopes, z, call.result, strict=True)
    for i, (slope, score, value) in enumerate(rows, start=1):
        numbers = rf"\frac{{{number(slope)} - {signed(level)} - {signed(score)} \cdot {signed(tilt)}}}{{{number(deviation)}}}"
        note = "Each one less that mean and less its score times that product, divided by the deviation:"
        yield Step(rf"\nabla_{{x_{{{i}}}}} J", "", numbers, number(value), note if i == 1 else "")
