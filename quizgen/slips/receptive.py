"""Wrong ways with receptive fields."""

import math
from collections.abc import Sequence
from typing import Any

from quizgen.slips.functions import slip
from quizgen.solver.quantity import Call
from quizgen.solver.receptive import Grow, Join, Span, Window, fields, grown, united


def _field(call: Call, grow: Grow = grown, join: Join = united) -> Any:
    spans = fields(call.arguments["network"], call.arguments["node"], grow, join)
    sizes = tuple(span.size for span in spans)
    return sizes[0] if len(set(sizes)) == 1 else sizes


@slip(
    "strides-forgotten",
    "receptive_field",
    hint="After a layer with a stride, neighbouring units lie further apart in the input: later windows reach further.",
)
def _(call: Call) -> Any:
    return _field(call, lambda span, window: grown(span._replace(jump=1), window))


@slip(
    "own-stride-too",
    "receptive_field",
    hint="A layer's own stride widens the windows of the layers after it, not its own window.",
)
def _(call: Call) -> Any:
    def grow(span: Span, window: Window) -> Span:
        return grown(span._replace(jump=span.jump * window.stride), window._replace(stride=1))

    return _field(call, grow)


@slip(
    "dilation-forgotten",
    "receptive_field",
    hint="A dilated kernel has gaps between its entries, so that it reaches further than it has entries.",
)
def _(call: Call) -> Any:
    return _field(call, lambda span, window: grown(span, window._replace(dilation=1)))


@slip(
    "windows-added",
    "receptive_field",
    hint="Neighbouring windows overlap: a layer adds one entry less than its kernel has.",
)
def _(call: Call) -> Any:
    def grow(span: Span, window: Window) -> Span:
        wider = grown(span, window)
        first = span.size == 1 and span.jump == 1
        return wider if first else wider._replace(size=wider.size + span.jump)

    return _field(call, grow)


@slip(
    "last-window-only",
    "receptive_field",
    hint="That is the window of the layer itself; the units in it have windows of their own in the layers before.",
)
def _(call: Call) -> Any:
    return _field(call, lambda _, window: grown(Span(0, 1, 1), window))


@slip(
    "shortest-branch",
    "receptive_field",
    hint="Where branches join, a unit depends on what any of them reads: the widest one counts.",
)
def _(call: Call) -> Any:
    def shortest(spans: Sequence[Span]) -> Span:
        return min(spans, key=lambda span: span.size)

    return _field(call, join=shortest)


@slip(
    "windows-multiplied",
    "receptive_field",
    hint="Windows overlap, so their sizes are not multiplied: each layer adds to what was read before.",
)
def _(call: Call) -> Any:
    def grow(span: Span, window: Window) -> Span:
        return Span(0, math.prod((span.size, window.kernel)), span.jump * window.stride)

    return _field(call, grow)
