"""Worked solutions of activation functions: values, shares, slopes."""

from collections.abc import Iterator
from typing import Any

from quizgen.solver.trace import Call
from quizgen.solver.values import as_array
from quizgen.telling.activation_formulas import formula, substituted
from quizgen.telling.notation import number, signed
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


def entries(values: Any) -> list[Any]:
    """The entries of an array, or the one number."""
    found: list[Any] = as_array(values).ravel().tolist()
    return found


@teller("activation of entries")
def _(call: Call) -> Told:
    name, before, parameters, powers = (
        call.arguments[key] for key in ("name", "entries", "parameters", "powers")
    )
    function = r"\tanh" if name == "tanh" else r"\sigma"
    after = entries(call.result)
    for i, (z, value, known) in enumerate(zip(before, after, powers, strict=True), start=1):
        index = f"_{{{i}}}" if len(before) > 1 else ""
        if hasattr(z, "free_symbols"):
            yield Step(f"h{index}", formula(name, f"z{index}"), "", number(value))
            continue
        numbers = substituted(name, z, value, parameters)
        plain = _with_powers(name, *known) if known else ""
        said, numbers = (numbers, plain) if plain else ("", numbers)
        yield Step(f"{function}({number(z)})", said, numbers, number(value))


def _with_powers(name: str, down: Any, up: Any) -> str:
    """The formula where the powers of e are known numbers."""
    if name == "sigmoid":
        return rf"\frac{{1}}{{1 + {number(down)}}}"
    both = rf"\frac{{{number(up)} - {number(down)}}}{{{number(up)} + {number(down)}}}"
    return both if name == "tanh" else ""


@teller("shares")
def _(call: Call) -> Told:
    """One line for each share of a vector of scores."""
    return shares(call) if call.result.ndim == 1 else ()


def shares(call: Call) -> Iterator[Step]:
    """A line for each share of a vector of scores, with words before the first."""
    powers, shift = call.arguments["powers"], call.arguments["shift"]
    words = "The power of e of each score, divided by the sum of all:"
    if shift:
        moved = (
            f"From every score ${number(shift)}$ is taken"
            if shift > 0
            else f"To every score ${number(-shift)}$ is added"
        )
        words = f"{moved}, which changes no share; then the power of e of each, divided by the sum of all:"
    total = " + ".join(map(number, powers))
    for i, (power, share) in enumerate(zip(powers, call.result.tolist(), strict=True), start=1):
        numbers = rf"\frac{{{number(power)}}}{{{total}}}"
        yield Step(f"p_{{{i}}}", "", numbers, number(share), words if i == 1 else "")


SLOPES = {
    "relu": "ReLU has the slope 1 where its argument is above 0, else 0:",
    "sigmoid": "The slope of the sigmoid is its value times 1 minus its value:",
    "tanh": "The slope of tanh is 1 minus the square of its value:",
}


@teller("slopes")
def _(call: Call) -> Told:
    """One line for each slope, after a sentence that says the rule."""
    name, z, values, letter, place = (
        call.arguments[key] for key in ("name", "z", "values", "letter", "place")
    )
    called = f"{letter}^{{({place})}}" if place else letter
    before, slopes = entries(z), entries(call.result)
    known = [None] * len(before) if values is None else entries(values)
    function = r"\tanh" if name == "tanh" and letter == "z" else r"\sigma"
    for i, (at, value, slope) in enumerate(zip(before, known, slopes, strict=True), start=1):
        index = f"_{{{i}}}" if len(before) > 1 else ""
        numbers = "" if hasattr(at, "free_symbols") else _slope(name, value)
        note = SLOPES.get(name, "") if i == 1 else ""
        yield Step(f"{function}'({called}{index})", "", numbers, number(slope), note)


def _slope(name: str, value: Any) -> str:
    """The slope of sigmoid and tanh as arithmetic on the value, which is already there."""
    if name == "sigmoid":
        return rf"{signed(value)} \cdot (1 - {signed(value)})"
    return rf"1 - ({number(value)})^{{2}}" if name == "tanh" else ""
