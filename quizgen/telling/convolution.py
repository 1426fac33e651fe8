"""Worked solutions of convolutions: counts, and every entry of an output."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from quizgen.solver.layers.layer import per_axis
from quizgen.solver.trace import Call
from quizgen.solver.values import as_array
from quizgen.telling.counts import EDGES, PARAMETERS
from quizgen.telling.notation import number, signed
from quizgen.telling.pairs import joined_pairs
from quizgen.telling.products import sum_of_products, times
from quizgen.telling.step import Step
from quizgen.telling.tellers import Told, teller

# A sum over more channels than this is written without brackets, which also shortens it.
BRACKETS = 4


@teller("Convolution.parameter_count")
def _(call: Call) -> Told:
    """Kernels times (channels of a group times taps, plus one)."""
    layer, found, bias = call.subject, call.result, call.subject.bias
    kernels, channels, *kernel = layer.weight_shape
    read = rf"\frac{{{layer.in_channels}}}{{{layer.groups}}}" if layer.groups > 1 else channels
    name = "kernel" if len(kernel) == 1 else "filter"
    words = rf"\text{{weights of a {name}}}"
    if channels > 1 and max(kernel) == 1:  # of one pixel: one weight for each channel
        words, kernel = r"\text{channels}", []
    numbers = times(([read] if channels > 1 else []) + kernel)
    if bias:
        words, numbers = f"{words} + 1", f"{numbers} + 1"
    if kernels > 1:
        if bias:
            words, numbers = f"({words})", f"({numbers})"
        words, numbers = rf"\text{{{name}s}} \cdot {words}", rf"{kernels} \cdot {numbers}"
    yield Step(PARAMETERS, words, "" if numbers == str(found) else numbers, str(found))


@teller("edges of windows")
def _(call: Call) -> Told:
    """Every output has an edge for each tap; on padding there is none."""
    channels, factors, biases, axes = (
        call.arguments[name] for name in ("channels", "factors", "biases", "axes")
    )
    numbers = times([c for c in channels if c > 1] + list(factors))
    if axes and not biases and numbers == str(call.result):
        yield from joined_pairs(axes, "kernel", EDGES)
        return
    yield from joined_pairs(axes, "kernel")
    words = ""
    if not axes and not biases:
        names = ["kernels"] * (channels[0] > 1) + ["channels"] * (channels[1] > 1)
        words = times([rf"\text{{{name}}}" for name in [*names, "outputs", "kernel size"]])
    extra = f" + {biases}" if biases else ""
    yield Step(EDGES, words, numbers + extra, str(call.result))


@teller("edges back")
def _(call: Call) -> Told:
    """Those of the convolution the other way round."""
    biases = call.arguments["biases"]
    extra = f" + {biases}" if biases else ""
    yield Step(EDGES, "", times(call.arguments["factors"]) + extra, str(call.result))


@teller("sums of windows")
def _(call: Call) -> Told:
    """One line for each output: Σ weight · input (+ intercept), a bracket for each channel."""
    layer, columns, weights, intercepts, sizes = (
        call.arguments[name] for name in ("layer", "windows", "weight", "bias", "sizes")
    )
    values, results = columns.tolist(), call.result.tolist()
    per_group, channels = layer.out_channels // layer.groups, layer.in_channels // layer.groups
    kernels = weights.reshape(layer.out_channels, channels, -1).tolist()
    for k, w, position in _outputs(layer.out_channels, sizes):
        first = (k // per_group) * channels
        factors = [
            [(weight, values[first + c][t][w]) for t, weight in enumerate(kernels[k][c])]
            for c in range(channels)
        ]
        intercept = None if intercepts is None else intercepts.tolist()[k]
        yield Step(
            f"h_{{{entry(k, position, layer.out_channels)}}}",
            _formula(layer, k, position),
            _over_channels(factors, intercept),
            number(results[k][w]),
        )


@teller("true_convolution")
def _(call: Call) -> Told:
    """The kernel is read from its end."""
    values = as_array(call.arguments["x"]).tolist()
    turned = as_array(call.arguments["kernel"]).tolist()[::-1]
    size = len(turned)
    for u, h in enumerate(call.result.tolist()):
        formula = " + ".join(f"v_{{{size - t}}} x_{{{u + t + 1}}}" for t in range(size))
        factors = list(zip(turned, values[u : u + size], strict=True))
        yield Step(f"h_{{{u + 1}}}", formula, sum_of_products(factors), number(h))


def _over_channels(factors: Sequence[Sequence[tuple[Any, Any]]], intercept: Any) -> str:
    """The sum of products; with several channels each has a bracket of its own."""
    if not 1 < len(factors) <= BRACKETS or len(factors[0]) == 1:
        return sum_of_products([pair for channel in factors for pair in channel], intercept)
    brackets = [f"({sum_of_products(list(channel))})" for channel in factors]
    return " + ".join(brackets + ([] if intercept is None else [signed(intercept)]))


def _outputs(channels: int, sizes: Sequence[int]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    positions = list(product(*(range(size) for size in sizes)))
    for k in range(channels):
        for w, position in enumerate(positions):
            yield k, w, position


def entry(channel: int, position: Sequence[int], channels: int) -> str:
    """One-based index of an output; the channel is left out where there is only one."""
    places = [str(place + 1) for place in position]
    return ",".join(([str(channel + 1)] if channels > 1 else []) + places)


def _formula(layer: Any, k: int, position: tuple[int, ...]) -> str:
    if layer.dims > 1 or layer.in_channels > 1 or layer.padding or layer.taps > 4:
        return ""
    stride = per_axis(layer.stride, 1, "")[0]
    dilation = per_axis(layer.dilation, 1, "")[0]
    own = f"{k + 1}," if layer.out_channels > 1 else ""
    terms = [
        f"v_{{{own}{t + 1}}} x_{{{position[0] * stride + t * dilation + 1}}}"
        for t in range(layer.taps)
    ]
    more = [f"b_{{{k + 1}}}" if layer.out_channels > 1 else "b"] if layer.bias else []
    return " + ".join(terms + more)
