"""Worked solutions of pooling: edges, and what each window gives."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from quizgen.solver.trace import Call
from quizgen.telling.convolution import entry
from quizgen.telling.counts import EDGES
from quizgen.telling.notation import number, signed
from quizgen.telling.pairs import joined_pairs
from quizgen.telling.products import times
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller


@teller("edges of windows of values")
def _(call: Call) -> Told:
    """Every output has an edge for each value of its window that lies inside."""
    channels, axes = call.arguments["channels"], call.arguments["axes"]
    yield from joined_pairs(axes, "window", EDGES if channels == 1 == len(axes) else "")
    if all(axis.pairs == axis.windows * axis.kernel_size for axis in axes):
        words = [rf"\text{{{name}}}" for name in ("channels", "outputs", "window size")]
        sizes = [axis.windows for axis in axes] + [axis.kernel_size for axis in axes]
        shown = [channels] * (channels > 1) + sizes
        yield Step(EDGES, times(words[channels == 1 :]), times(shown), str(call.result))
    elif channels > 1 or len(axes) > 1:
        factors = [channels] * (channels > 1) + call.arguments["pairs"]
        yield Step(EDGES, "", times(factors), str(call.result))


@teller("edges of stated windows")
def _(call: Call) -> Told:
    yield Step(EDGES, "", times(call.arguments["factors"]), str(call.result))


@teller("largest of each window")
def _(call: Call) -> Told:
    for symbol, _, values, found in _windows(call):
        yield Step(symbol, "", rf"\max({', '.join(map(number, values))})", found)


@teller("mean of each window")
def _(call: Call) -> Told:
    divisors = call.arguments["divisors"]
    for symbol, w, values, found in _windows(call):
        total = " + ".join(map(signed, values)) or "0"
        yield Step(symbol, "", rf"\frac{{{total}}}{{{divisors[w]}}}", found)


@teller("norm of each window")
def _(call: Call) -> Told:
    p = call.arguments["p"]
    for symbol, _, values, found in _windows(call):
        powers = " + ".join(f"{signed(abs(value))}^{{{number(p)}}}" for value in values)
        root = rf"\sqrt{{{powers}}}" if p == 2 else rf"({powers})^{{\frac{{1}}{{{p}}}}}"
        yield Step(symbol, "", root, found)


def _windows(call: Call) -> Iterator[tuple[str, int, list[Any], str]]:
    """For each output its symbol, the place of its window, the values in that, and its value."""
    windows, sizes = call.arguments["windows"], call.arguments["sizes"]
    for c, (row, found) in enumerate(zip(windows, call.result.tolist(), strict=True)):
        for w, position in enumerate(product(*(range(size) for size in sizes))):
            yield f"h_{{{entry(c, position, len(windows))}}}", w, row[w], number(found[w])
