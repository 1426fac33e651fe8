"""The receptive field: how many positions of the input one unit of a layer depends on.

A unit far from the borders is meant. Source: Araujo, Norris and Sim (2019), "Computing receptive
fields of convolutional neural networks", Distill.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from quizgen.solver.chains import sequential
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.batch_normalization import BatchNormalization
from quizgen.solver.layers.convolution import Convolution
from quizgen.solver.layers.joining import Concat, Joining, MatMul
from quizgen.solver.layers.pooling import Pooling
from quizgen.solver.layers.shaping import Dropout
from quizgen.solver.network import Network, Node
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.window import axis_padding


class Span(NamedTuple):
    """What a unit reads along one axis: its first position, how many, and how far the next unit's lie."""

    start: int
    size: int
    jump: int


class Window(NamedTuple):
    """The window of a layer along one axis."""

    kernel: int
    stride: int
    dilation: int
    left: int


# What a unit reads, from what the units of its window read.
Grow = Callable[[Span, Window], Span]
Join = Callable[[Sequence[Span]], Span]


@quantity
def receptive_field(network: Any, node: str | None = None) -> Any:
    """Positions of the input that one unit of a node, or of the output, depends on, along each axis.

    A list of layers is a chain. One number where all axes have the same; where branches join, from the
    first position to the last that any of them reads. `ShapeError` for a layer that reads everything.

    >>> from quizgen.solver import Conv1d, MaxPool1d
    >>> receptive_field([Conv1d(1, 4, 3), MaxPool1d(2), Conv1d(4, 4, 3, dilation=2)])
    12
    """
    found = fields(network, node, grown, united)
    sizes = tuple(span.size for span in found)
    return sizes[0] if len(set(sizes)) == 1 else sizes


def fields(network: Any, node: str | None, grow: Grow, join: Join) -> tuple[Span, ...]:
    """What a unit reads along each axis, by a rule for windows and one for joints."""
    net = network if isinstance(network, Network) else sequential(_listed(network))
    axes = {node.layer.dims for node in net.nodes if isinstance(node.layer, Convolution | Pooling)}
    if len(axes) != 1:
        raise ShapeError(
            "receptive_field: layers with windows, all along the same axes, are needed"
        )
    dims = axes.pop()
    known = {name: (Span(0, 1, 1),) * dims for name in net.inputs}
    wanted = net.results[0] if node is None else node
    before = net.inputs[0]
    for entry in net.nodes:
        if wanted not in known:
            spans = [known[name] for name in entry.inputs]
            is_back = entry.inputs[0] != before
            known[entry.name] = _through(entry, spans, grow, join, is_back=is_back)
            before = entry.name
    if wanted not in known:
        raise ShapeError(f"receptive_field: {wanted!r} is no layer of this network")
    return known[wanted]


def _listed(layers: Any) -> list[Any]:
    return list(layers) if isinstance(layers, list | tuple) else [layers]


def _through(
    node: Node, spans: list[tuple[Span, ...]], grow: Grow, join: Join, *, is_back: bool
) -> tuple[Span, ...]:
    """A layer goes on from the one before it, or `is_back` at an earlier one, where branches part."""
    layer: Any = node.layer
    if isinstance(layer, Convolution | Pooling):
        found = tuple(grow(s, w) for s, w in zip(spans[0], windows(layer), strict=True))
        of = {"before": spans[0], "windows": windows(layer), "layer": layer, "is_back": is_back}
        leave("field after a layer", found, **of)
        return found
    if isinstance(layer, Joining) and not isinstance(layer, MatMul):
        if isinstance(layer, Concat) and layer.dim != 0:
            raise ShapeError(f"{node.name}: {layer} puts positions side by side")
        found = tuple(map(join, zip(*spans, strict=True)))
        if len(set(spans)) > 1:
            leave("fields of branches", found, branches=tuple(spans))
        return found
    if layer.elementwise or isinstance(layer, BatchNormalization | Dropout):
        return spans[0]
    raise ShapeError(f"{node.name}: of {type(layer).__name__} one unit has no window of the input")


def windows(layer: Any) -> tuple[Window, ...]:
    """The window along each axis; "same" is taken at a size that the stride divides."""
    kernel, strides, dilations, paddings = (
        layer._kernel(),  # noqa: SLF001 - as the layer counts
        layer._strides(),  # noqa: SLF001
        layer._dilations(),  # noqa: SLF001
        layer._paddings(),  # noqa: SLF001
    )
    sizes = zip(kernel, strides, dilations, paddings, strict=True)
    return tuple(Window(k, s, d, axis_padding(p, s, k, s, d)[0]) for k, s, d, p in sizes)


def grown(span: Span, window: Window) -> Span:
    """A window of units reads what its first one reads, and more for each of the others."""
    more = window.dilation * (window.kernel - 1) * span.jump
    start = span.start - window.left * span.jump
    return Span(start, span.size + more, span.jump * window.stride)


def united(spans: Sequence[Span]) -> Span:
    """From the first position of any branch to the last; their units must lie equally far apart."""
    if len({span.jump for span in spans}) > 1:
        raise ShapeError("receptive_field: branches of different strides join")
    start = min(span.start for span in spans)
    return Span(start, max(s.start + s.size for s in spans) - start, spans[0].jump)
