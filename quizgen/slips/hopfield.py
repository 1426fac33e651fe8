"""Wrong ways with Hopfield networks."""

from typing import Any

from quizgen.slips.functions import slip
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array, product, scalar


@slip(
    "diagonal-kept",
    "hopfield_weights",
    hint="A unit has no connection with itself: the diagonal is zero.",
)
def _(call: Call) -> Any:
    rows = as_array(call.arguments["patterns"])
    return rows.T @ rows


@slip(
    "last-pattern-only",
    "hopfield_weights",
    when=lambda call: len(as_array(call.arguments["patterns"])) > 1,
    hint="Every pattern adds its products to the weights, not the last one alone.",
)
def _(call: Call) -> Any:
    return call.compute(patterns=as_array(call.arguments["patterns"])[-1:])


@slip(
    "half-forgotten",
    "hopfield_energy",
    hint="Every pair of units stands in the double sum twice: the energy is half of it.",
)
def _(call: Call) -> Any:
    return 2 * call.compute()


@slip(
    "energy-sign",
    "hopfield_energy",
    hint="There is a minus sign: agreement with the weights makes the energy low.",
)
def _(call: Call) -> Any:
    return -call.compute()


@slip(
    "all-at-once",
    "hopfield_update",
    hint="Units are updated one after the other: each one already sees the new states before it.",
)
def _(call: Call) -> Any:
    w, state = as_array(call.arguments["weight"]), as_array(call.arguments["state"])
    found = [scalar(product(row, state)) for row in w]
    return as_array(
        [s if not t else (1 if t > 0 else -1) for t, s in zip(found, state.tolist(), strict=True)]
    )
