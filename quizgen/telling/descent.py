"""Worked solutions of gradient descent: how many steps, and where each one leads."""

from typing import Any

from quizgen.solver.trace import Call
from quizgen.telling.notation import number, signed
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("steps_per_epoch")
def _(call: Call) -> Told:
    fraction = rf"\frac{{{call.arguments['n']}}}{{{call.arguments['b']}}}"
    yield Step(r"\text{steps}", "", rf"\lceil {fraction} \rceil", str(call.result))


@teller("rest of an epoch")
def _(call: Call) -> Told:
    n, b, full = (call.arguments[name] for name in ("n", "b", "full"))
    note = "All batches but the last are full:"
    yield Step(r"\text{last batch}", "", rf"{n} - {b} \cdot {full}", str(call.result), note)


@teller("full batches")
def _(call: Call) -> Told:
    fraction = rf"\frac{{{call.arguments['n']}}}{{{call.arguments['b']}}}"
    yield Step(r"\text{full batches}", "", rf"\lfloor {fraction} \rfloor", str(call.result))


@teller("updates of all epochs")
def _(call: Call) -> Told:
    numbers = rf"{call.arguments['epochs']} \cdot {call.arguments['per_epoch']}"
    yield Step(r"\text{updates}", "", numbers, str(call.result))


@teller("unseen_per_epoch")
def _(call: Call) -> Told:
    n, b = call.arguments["n"], call.arguments["b"]
    numbers = rf"{n} - {b} \cdot \lfloor \frac{{{n}}}{{{b}}} \rfloor"
    yield Step(r"\text{left out}", "", numbers, str(call.result))


@teller("epochs begun")
def _(call: Call) -> Told:
    fraction = rf"\frac{{{call.arguments['t']}}}{{{call.arguments['steps']}}}"
    yield Step(r"\text{epoch}", "", rf"\lceil {fraction} \rceil", str(call.result))


@teller("batch in its epoch")
def _(call: Call) -> Told:
    t, steps, before = (call.arguments[name] for name in ("t", "steps", "epochs_before"))
    yield Step(r"\text{batch}", "", rf"{t} - {steps} \cdot {before}", str(call.result))


@teller("a step")
def _(call: Call) -> Told:
    """The steps of a single weight are w_1, w_2, …, those of a vector carry the step above."""
    point, gradient, alpha, t, name = (
        call.arguments[key] for key in ("point", "gradient", "alpha", "t", "name")
    )
    several = len(call.result) > 1
    for i, (p, g, v) in enumerate(zip(point, gradient, call.result, strict=True), start=1):
        index = f"^{{({t})}}_{{{i}}}" if several else f"_{{{t}}}"
        # With momentum the velocity may be the step itself, which is added.
        numbers = rf"{number(p)} - {signed(alpha)} \cdot {signed(g)}"
        numbers = f"{number(p)} + {signed(g)}" if alpha == -1 else numbers
        note = f"Step {t}:" if several and i == 1 else ""
        yield Step(f"{name}{index}", "", "" if symbolic(p, g, v) else numbers, number(v), note)


@teller("quadratic_slope")
def _(call: Call) -> Told:
    c, m, w = (call.arguments[name] for name in ("c", "m", "w"))
    if symbolic(c, m, w):
        return
    factor = "2" if c == 1 else rf"2 \cdot {signed(c)}"
    away = f"{'+' if m < 0 else '-'} {number(abs(m))}"
    note = "The derivative of a square has a factor 2:"
    yield Step("f'(w)", "", "", rf"{factor} \cdot (w {away})", note)
    numbers = rf"{factor} \cdot ({number(w)} {away})"
    yield Step(f"f'({number(w)})", "", numbers, number(call.result))


@teller("gradient of a batch")
def _(call: Call) -> Told:
    """The sum or mean of each entry; of a single observation there is nothing to say."""
    rows, reduction, step = (call.arguments[name] for name in ("rows", "reduction", "step"))
    if len(rows) < 2:
        return
    raised = "" if step is None else f"^{{({step})}}"
    columns = zip(*rows, strict=True)
    for i, (column, value) in enumerate(zip(columns, call.result, strict=True), start=1):
        if symbolic(*column):
            continue
        terms = " + ".join([number(column[0]), *map(signed, column[1:])])
        numbers = rf"\frac{{{terms}}}{{{len(column)}}}" if reduction == "mean" else terms
        note = "The gradient of the batch:" if i == 1 else ""
        yield Step(f"g{raised}_{{{i}}}", "", numbers, number(value), note)


def symbolic(*values: Any) -> bool:
    """Whether a symbol is among the values: then no arithmetic on numbers can be shown."""
    return any(hasattr(value, "free_symbols") for value in values)
