"""Worked solutions of layers that standardize: mean, variance and each standard score."""

from typing import Any

from quizgen.solver.trace import Call
from quizgen.telling.notation import latex, number, signed
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("standard scores")
def _(call: Call) -> Told:
    row, mean, variance, deviation, centered, eps, groups = (
        call.arguments[name]
        for name in ("row", "mean", "variance", "deviation", "centered", "eps", "groups")
    )
    n = len(row)
    note = f"The values {_listed(row)} go together:" if groups > 1 else ""
    if centered:
        terms = " + ".join(map(signed, row))
        mu = rf"\frac{{{terms}}}{{{n}}}"
        yield Step(r"\mu", r"\frac{1}{n} \sum_i x_i", mu, number(mean), note)
        note = ""
    minus = f" - {signed(mean)}" if centered and mean else ""
    squares = " + ".join(
        f"{number(value)}^{{2}}"
        if not minus and number(value).isdigit()
        else f"({number(value)}{minus})^{{2}}"
        for value in row
    )
    yield Step(r"\sigma^{2}", "", rf"\frac{{{squares}}}{{{n}}}", number(variance), note)
    below = r"\sqrt{\sigma^{2} + \varepsilon}" if eps else r"\sigma"
    for i, (value, z) in enumerate(zip(row, call.result, strict=True), start=1):
        formula = rf"\frac{{x_{{{i}}} - \mu}}{{{below}}}" if centered else ""
        numbers = rf"\frac{{{number(value)}{minus}}}{{{number(deviation)}}}"
        yield Step(f"z_{{{i}}}", formula, numbers, number(z))


def _listed(row: list[Any]) -> str:
    """`$6$, $12$, $12$ and $6$`."""
    *first, last = (f"${number(value)}$" for value in row)
    return f"{', '.join(first)} and {last}" if first else last


@teller("gradient through scores")
def _(call: Call) -> Told:
    """The mean of the gradients and of their products with the scores are taken off."""
    z, slopes, level, tilt, deviation = (
        call.arguments[key] for key in ("z", "slopes", "level", "tilt", "deviation")
    )
    yield Step("z", "", "", latex(z), "The standard scores of the batch:")
    yield Step(
        "u", "", "", latex(slopes), "The gradients with respect to the scores, with the scale:"
    )
    yield Step(r"\bar u", "", "", number(level), "Their mean:")
    yield Step("c", "", "", number(tilt), "The mean of their products with the scores:")
    rows = zip(slopes, z, call.result, strict=True)
    for i, (slope, score, value) in enumerate(rows, start=1):
        numbers = rf"\frac{{{number(slope)} - {signed(level)} - {signed(score)} \cdot {signed(tilt)}}}{{{number(deviation)}}}"
        note = "Each one less that mean and less its score times that product, divided by the deviation:"
        yield Step(rf"\nabla_{{x_{{{i}}}}} J", "", numbers, number(value), note if i == 1 else "")
