"""Worked solutions of graph convolutions."""

from quizgen.solver.trace import Call
from quizgen.telling.notation import latex, number
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("adjacency normalised")
def _(call: Call) -> Told:
    joined, degrees, how, loops = (
        call.arguments[key] for key in ("joined", "degrees", "normalization", "self_loops")
    )
    if loops:
        yield Step("A + I", "", "", latex(joined), "Every node is its own neighbour too:")
    if how == "none":
        return
    listed = ", ".join(map(number, degrees))
    rule = (
        "each row is divided by its sum"
        if how == "mean"
        else "each entry is divided by the root of the product of both degrees"
    )
    yield Step(r"\hat A", "", "", latex(call.result), f"The degrees are {listed}; {rule}:")


@teller("neighbours mixed")
def _(call: Call) -> Told:
    a, h = call.arguments["a"], call.arguments["h"]
    yield Step(r"\hat A H", "", f"{latex(a)} {latex(h)}", latex(call.result))


@teller("features mapped")
def _(call: Call) -> Told:
    mixed, weight = call.arguments["mixed"], call.arguments["weight"]
    yield Step(r"\hat A H W", "", f"{latex(mixed)} {latex(weight)}", latex(call.result))
