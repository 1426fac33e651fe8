r"""Worked solutions of forward propagation: every entry of every pre-activation and activation.

An entry of layer 2 is written a^{(2)}_{1}, of the third observation a^{(2)}_{1, 3}.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from quizgen.solver.trace import Call
from quizgen.solver.values import as_array
from quizgen.telling.activation_formulas import formula, substituted
from quizgen.telling.descent import symbolic
from quizgen.telling.notation import latex, number, signed
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller

# Beyond this many terms a sum is shown by its first and last ones.
TERMS = 12


@teller("value of a layer")
def _(call: Call) -> Told:
    yield Step(rf"\text{{{call.arguments['name']}}}", "", "", latex(call.result))


@teller("matrix of a layer")
def _(call: Call) -> Told:
    yield Step(rf"W_{{\text{{{call.arguments['name']}}}}}", "", "", latex(call.result))


@teller("values before activation")
def _(call: Call) -> Told:
    """Of a layer that is not fully connected, after its own solution."""
    symbol = f"a{raised(call.arguments['place'])}"
    yield Step(symbol, "", "", latex(call.result), of_layer(call))


@teller("units as they are")
def _(call: Call) -> Told:
    layer = raised(call.arguments["place"])
    yield Step(f"h{layer}", f"a{layer}", "", latex(call.result))


@teller("units after a layer")
def _(call: Call) -> Told:
    symbol = f"h{raised(call.arguments['place'])}"
    yield Step(symbol, "", "", latex(call.result), of_layer(call))


@teller("weighted sums of units")
def _(call: Call) -> Told:
    """One line for each entry: the products of weights and units, and their sum."""
    W, offset, place, layout = (call.arguments[name] for name in ("W", "offset", "place", "layout"))
    rows = (W if layout == "column" else W.T).astype(object).tolist()
    columns = observations(call.arguments["h"], layout)
    found = observations(call.result, layout)
    size = len(columns)
    shifts = [None] * len(rows) if offset is None else offset.astype(object).tolist()
    for n, (units, sums) in enumerate(zip(columns, found, strict=True), start=1):
        unit = "_j" if size == 1 else entry_index("j", n, size, layout).replace(", ", " ")
        for i, (row, shift, value) in enumerate(zip(rows, shifts, sums, strict=True), start=1):
            said = rf"\sum_j {_weight_name(place, i, layout)} h{raised(place - 1)}{unit}"
            terms = sum_of_products(row, units)
            if shift is not None:
                said += f" + b{raised(place)}_{{{i}}}"
                terms += f" + {signed(shift)}"
            numbers = "" if symbolic(*row, *units, shift) else terms
            symbol = f"a{raised(place)}{entry_index(i, n, size, layout)}"
            yield Step(symbol, said, numbers, number(value))


@teller("activation of units")
def _(call: Call) -> Told:
    """One line for each unit."""
    name, parameters = call.arguments["name"], call.arguments["parameters"]
    layer = raised(call.arguments["place"])
    before, after = as_array(call.arguments["a"]), as_array(call.result)
    for position in np.ndindex(before.shape):
        z, value = plain(before[position]), plain(after[position])
        index = subscript(position)
        numbers = "" if symbolic(z) else substituted(name, z, value, parameters)
        yield Step(f"h{layer}{index}", formula(name, f"a{layer}{index}"), numbers, number(value))


def of_layer(call: Call) -> str:
    """Which layer a line is about: its code."""
    return f"`{call.arguments['layer']}`:"


def raised(place: int) -> str:
    """The superscript of a layer's number."""
    return f"^{{({place})}}"


def subscript(position: Sequence[int]) -> str:
    """The index of an entry, counted from 1."""
    return f"_{{{', '.join(str(i + 1) for i in position)}}}" if position else ""


def plain(entry: Any) -> Any:
    """An entry of an array as a number of Python's."""
    return entry.item() if hasattr(entry, "dtype") else entry


def _weight_name(place: int, i: int, layout: str) -> str:
    return f"W{raised(place)}_{{{i} j}}" if layout == "column" else f"W{raised(place)}_{{j {i}}}"


def entry_index(i: int | str, n: int, size: int, layout: str) -> str:
    """The subscript of unit i of observation n; one observation has no number."""
    if size == 1:
        return f"_{{{i}}}"
    return f"_{{{i}, {n}}}" if layout == "column" else f"_{{{n}, {i}}}"


def observations(array: Any, layout: str) -> list[list[Any]]:
    """The units of each observation."""
    exact = as_array(array).astype(object)
    if exact.ndim == 1:
        return [exact.tolist()]
    found: list[list[Any]] = (exact.T if layout == "column" else exact).tolist()
    return found


def sum_of_products(left: Sequence[Any], right: Sequence[Any]) -> str:
    r"""The terms l_1 r_1 + l_2 r_2 + … as LaTeX arithmetic, the middle left out when long.

    >>> print(sum_of_products([1, -2], [3, 4]))
    1 \cdot 3 + (-2) \cdot 4
    """
    terms = [rf"{signed(a)} \cdot {signed(b)}" for a, b in zip(left, right, strict=True)]
    if len(terms) > TERMS:
        terms = [*terms[:3], r"\cdots", terms[-1]]
    return " + ".join(terms)
