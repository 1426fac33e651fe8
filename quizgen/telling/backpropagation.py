r"""Worked solutions of backpropagation: one line for each entry of each gradient, by the rules 1-3."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from quizgen.solver.trace import Call
from quizgen.solver.values import as_array
from quizgen.telling.descent import symbolic
from quizgen.telling.forward import (
    entry_index,
    observations,
    of_layer,
    plain,
    raised,
    subscript,
    sum_of_products,
)
from quizgen.telling.notation import latex, number, signed
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("backprop_order")
def _(call: Call) -> Told:
    last = call.arguments["L"]
    for layer in range(last, 0, -1):
        rules = {"h": "0" if layer == last else "3", "a": "2", "W": "1"}
        for letter, rule in rules.items():
            yield Step(gradient(f"{letter}{raised(layer)}"), rf"\text{{rule {rule}}}", "", "")


@teller("weight_gradient")
def _(call: Call) -> Told:
    grad_a, h = as_array(call.arguments["grad_a"]), as_array(call.arguments["h"])
    return _weights(call.result, grad_a, h, call.arguments["layout"], "", "")


@teller("rule 1")
def _(call: Call) -> Told:
    grad_a, h, layout, place = (call.arguments[k] for k in ("grad_a", "h", "layout", "place"))
    return _weights(call.result, grad_a, h, layout, raised(place), raised(place - 1))


def _weights(
    found: Any, grad_a: Any, h: Any, layout: str, layer: str, below: str
) -> Iterator[Step]:
    """The product of two units' numbers, summed over a batch."""
    batch = h.ndim == 2
    inputs = _over_batch(h, layout)
    for i, slopes in enumerate(_over_batch(grad_a, layout), start=1):
        for j, units in enumerate(inputs, start=1):
            row, column = (i, j) if layout == "column" else (j, i)
            unit, source = (_of_all(k, layout) if batch else f"{k}" for k in (i, j))
            total = r"\sum_n " if batch else ""
            said = rf"{total}{gradient(f'a{layer}_{{{unit}}}')} \cdot h{below}_{{{source}}}"
            numbers = "" if symbolic(*slopes, *units) else sum_of_products(slopes, units)
            value = number(plain(found[row - 1, column - 1]))
            yield Step(gradient(f"W{layer}_{{{row} {column}}}"), said, numbers, value)


def _of_all(unit: int, layout: str) -> str:
    """The index of a unit in observation n."""
    return f"{unit} n" if layout == "column" else f"n {unit}"


def _over_batch(array: Any, layout: str) -> list[list[Any]]:
    """For each unit its values over the batch."""
    exact = array.astype(object)
    if exact.ndim == 1:
        return [[entry] for entry in exact.tolist()]
    found: list[list[Any]] = (exact if layout == "column" else exact.T).tolist()
    return found


@teller("rule 2")
def _(call: Call) -> Told:
    gradients, slopes, place = (call.arguments[name] for name in ("gradient", "slopes", "place"))
    layer = raised(place) if place else ""
    for position in np.ndindex(call.result.shape):
        index = subscript(position)
        said = rf"{gradient(f'h{layer}{index}')} \cdot \sigma'(a{layer}{index})"
        pair = plain(gradients[position]), plain(slopes[position])
        numbers = "" if symbolic(*pair) else rf"{signed(pair[0])} \cdot {signed(pair[1])}"
        value = number(plain(call.result[position]))
        yield Step(gradient(f"a{layer}{index}"), said, numbers, value)


@teller("input_gradient")
def _(call: Call) -> Told:
    W, grad_a = as_array(call.arguments["W"]), as_array(call.arguments["grad_a"])
    return _units_below(call.result, W, grad_a, call.arguments["layout"], "", "")


@teller("rule 3")
def _(call: Call) -> Told:
    W, grad_a, layout, place = (call.arguments[k] for k in ("W", "grad_a", "layout", "place"))
    return _units_below(call.result, W, grad_a, layout, raised(place - 1), raised(place))


def _units_below(
    found: Any, W: Any, grad_a: Any, layout: str, layer: str, above: str
) -> Iterator[Step]:
    """What a unit feeds in the layer above, each with the weight in between."""
    columns = (W.T if layout == "column" else W).astype(object).tolist()
    rows, answers = observations(grad_a, layout), observations(found, layout)
    size = len(rows)
    for n, (slopes, values) in enumerate(zip(rows, answers, strict=True), start=1):
        unit = entry_index("k", n, size, layout).replace(", ", " ") if size > 1 else "_k"
        for i, (weights, value) in enumerate(zip(columns, values, strict=True), start=1):
            weight = f"W{above}_{{k {i}}}" if layout == "column" else f"W{above}_{{{i} k}}"
            said = rf"\sum_k {weight} {gradient(f'a{above}{unit}')}"
            numbers = "" if symbolic(*weights, *slopes) else sum_of_products(weights, slopes)
            symbol = gradient(f"h{layer}{entry_index(i, n, size, layout)}")
            yield Step(symbol, said, numbers, number(plain(value)))


@teller("gradient as it is")
def _(call: Call) -> Told:
    layer = raised(call.arguments["place"])
    yield Step(gradient(f"a{layer}"), gradient(f"h{layer}"), "", latex(call.result))


@teller("gradient before a layer")
def _(call: Call) -> Told:
    symbol = gradient(f"a{raised(call.arguments['place'])}")
    yield Step(symbol, "", "", latex(call.result), of_layer(call))


@teller("gradient of weights")
def _(call: Call) -> Told:
    """Of a layer that is not fully connected."""
    symbol = gradient(f"W{raised(call.arguments['place'])}")
    yield Step(symbol, "", "", latex(call.result), of_layer(call))


@teller("gradient of intercepts")
def _(call: Call) -> Told:
    layer = raised(call.arguments["place"])
    yield Step(gradient(f"b{layer}"), gradient(f"a{layer}"), "", latex(call.result))


def gradient(of: str) -> str:
    """The symbol of a gradient of the loss."""
    return rf"\nabla_{{{of}}} J"
