"""Worked solutions of Hopfield networks."""

from quizgen.solver.trace import Call
from quizgen.telling.notation import latex, number, signed
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("patterns stored")
def _(call: Call) -> Told:
    rows = call.arguments["patterns"]
    for i, row in enumerate(rows.tolist(), start=1):
        yield Step(f"p^{{({i})}}", "", "", latex(row))
    note = "Each pattern adds the products of its entries; the diagonal is zero:"
    yield Step("W", "", "", latex(call.result), note)


@teller("energy of a state")
def _(call: Call) -> Told:
    product, inner = (call.arguments[key] for key in ("product", "inner"))
    yield Step("W s", "", "", latex(product))
    yield Step(
        "E",
        r"-\frac{1}{2} s^\top W s",
        rf"-\frac{{1}}{{2}} \cdot {signed(inner)}",
        number(call.result),
    )


@teller("unit updated")
def _(call: Call) -> Told:
    place, total, old = (call.arguments[key] for key in ("place", "total", "old"))
    change = "stays" if call.result == old else "changes"
    note = f"Unit {place}: its sum is ${number(total)}$, so it {change}."
    yield Step(f"s_{{{place}}}", "", "", number(call.result), note)


@teller("nothing more changes")
def _(call: Call) -> Told:
    """Another sweep, which leaves the state as it is."""
    note = "In another round every unit stays:"
    yield Step("s", "", "", latex(call.result), note)
