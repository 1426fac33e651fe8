"""Worked solutions of recurrent layers and of attention."""

from typing import Any

from quizgen.solver.trace import Call
from quizgen.telling.notation import latex, number
from quizgen.telling.products import sum_of_products
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("state of a step")
def _(call: Call) -> Told:
    """The state; of a simple layer each unit's sum, and what the activation makes of it."""
    of, place = call.arguments, call.arguments["t"] + 1
    arrow = r"^{\leftarrow}" if of["backwards"] else ""
    if "sums" not in of:
        yield Step(f"h_{{{place}}}{arrow}", "", "", latex(call.result))
        return
    sums = of["sums"].tolist()
    for j, (z, after) in enumerate(zip(sums, call.result.tolist(), strict=True)):
        index = f"{place}" if len(sums) == 1 else f"{place},{j + 1}"
        formula = "W x_t + V h_{t-1}" + (" + b" if of["biases"] else "")
        yield Step(f"a_{{{index}}}{arrow}", formula, _unit_sum(of, j), number(z))
        if of["nonlinearity"] == "relu":
            yield Step(f"h_{{{index}}}{arrow}", "", rf"\max(0, {number(z)})", number(after))
        else:
            function = rf"\text{{{of['nonlinearity']}}}(a_{{{index}}})"
            yield Step(f"h_{{{index}}}{arrow}", function, "", number(after))


def _unit_sum(of: Any, j: int) -> str:
    factors = list(zip(of["weight_ih"][j].tolist(), of["x"].tolist(), strict=True))
    factors += zip(of["weight_hh"][j].tolist(), of["before"].tolist(), strict=True)
    return sum_of_products(factors, *(bias[j].item() for bias in of["biases"]))


@teller("agreement of queries and keys")
def _(call: Call) -> Told:
    """One line for each score."""
    queries, keys = call.arguments["queries"].tolist(), call.arguments["keys"].tolist()
    scale = call.arguments["scale"]
    for i, (query, row) in enumerate(zip(queries, call.result.tolist(), strict=True), start=1):
        for j, (key, score) in enumerate(zip(keys, row, strict=True), start=1):
            factors = sum_of_products(list(zip(query, key, strict=True)))
            numbers = factors if scale == 1 else rf"\frac{{{factors}}}{{{number(scale)}}}"
            yield Step(f"s_{{{i},{j}}}", "", numbers, number(score))


@teller("weighted mean")
def _(call: Call) -> Told:
    """The weighted sum behind each number of a query's row."""
    weights, values = call.arguments["weights"].tolist(), call.arguments["values"]
    query = call.arguments["query"] + 1
    for j, mean in enumerate(call.result.tolist()):
        pairs = list(zip(weights, values[:, j].tolist(), strict=True))
        note = "The values, weighted with these shares:" if j == 0 else ""
        yield Step(f"h_{{{query},{j + 1}}}", "", sum_of_products(pairs), number(mean), note)
