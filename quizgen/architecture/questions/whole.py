"""Questions about a network as a whole: its total, its largest layer, where a shape goes wrong."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from quizgen.architecture.questions.exercise import Exercise, axes, code, expression, tex
from quizgen.architecture.questions.one_layer import ONE_NUMBER, Slips, mistakes
from quizgen.architecture.summary import Line, Summary
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.linear import Linear
from quizgen.solver.layers.shaping import Flatten

# A longer chain makes a sum nobody adds up on paper.
TERMS = 14
# So many layers are offered as the largest.
OFFERED = 4


def questions(summary: Summary, slug: str, name: str) -> Iterator[Exercise]:
    """Those that the network is short enough for."""
    if summary.input_shape is None:
        return
    yield from _largest(summary, slug, name)
    if not summary.network.is_chain or len(summary.lines) > TERMS:
        return
    yield from _total(summary, slug, name)
    yield from _misfit(summary, slug, name)


def _learned(summary: Summary) -> list[Line]:
    """The layers that learn, in their order; a learned tensor by itself reads nothing."""
    return [line for line in summary.lines if line.parameters and line.input_shape]


# -- the largest layer --------------------------------------------------------------------------------


def _largest(summary: Summary, slug: str, name: str) -> Iterator[Exercise]:
    """Which of a few layers learns the most: the largest, its runners-up, and the busiest."""
    ranked = sorted(_learned(summary), key=lambda line: (-line.parameters, line.place))
    different = list(_different(ranked))
    if len(different) < 3:
        return
    most = ranked[0]
    less = [most, *(line for line in ranked if line.parameters < most.parameters)]
    busiest = max(less, key=lambda line: (line.macs or 0, -line.place))
    widest = max(less, key=lambda line: (_size(line.output_shape), -line.place))
    kept = {line.place: line for line in (most, busiest, widest, *different)}
    offered = [kept[place] for place in sorted(list(kept)[:OFFERED])]
    wrong = {
        "runner-up": (different[1], "Count: what a layer learns is a product of its sizes."),
        "counts-the-work": (
            busiest,
            "This layer does the most multiplications: its few weights are used at many places.",
        ),
        "counts-the-output": (
            widest,
            "This layer has the largest output; how large an output is does not decide what is learned.",
        ),
    }
    told = {line.place: (slip, hint) for slip, (line, hint) in wrong.items() if line is not most}
    yield Exercise(
        f"{slug}-largest",
        f"{name}: the largest layer",
        ("largest", ""),
        f"Some layers of {name}, by their places, and the shapes they read:\n\n"
        + "\n".join(
            f"* layer {line.place}: `{code(line.layer)}` reads ${_read(line)}$" for line in offered
        ),
        {"layer": code(most.layer)},
        (
            {
                "id": "most",
                "kind": "choice",
                "ask": "Which of them learns the most parameters?",
                "choices": [f"layer {line.place}" for line in offered],
                "answer": f"'layer {most.place}'",
                "settings": {"shuffle": False},
                "mistakes": {
                    slip: {"value": f"'layer {place}'", "hint": hint}
                    for place, (slip, hint) in told.items()
                },
                "explanation": "What they learn: "
                + "; ".join(f"layer {line.place}: ${line.parameters}$" for line in offered)
                + ".",
            },
            {
                "id": "count",
                "ask": "How many parameters does that layer learn?",
                "answer": "layer.parameter_count",
            },
        ),
    )


def _different(ranked: list[Line]) -> Iterator[Line]:
    """The layers in their order, one of each number of parameters."""
    seen = set()
    for line in ranked:
        if line.parameters not in seen:
            seen.add(line.parameters)
            yield line


def _size(shape: tuple[int, ...] | None) -> int:
    size = 1
    for length in shape or ():
        size *= length
    return size


def _read(line: Line) -> str:
    shape = line.input_shape
    several = isinstance(shape, tuple) and any(isinstance(entry, tuple) for entry in shape)
    return r",\ ".join(map(tex, shape)) if several else tex(shape)


# -- the whole ----------------------------------------------------------------------------------------


def _listing(layers: list[Any]) -> str:
    return "\n".join(f"{place}. `{code(layer)}`" for place, layer in enumerate(layers, start=1))


def _total(summary: Summary, slug: str, name: str) -> Iterator[Exercise]:
    """The output's shape, the parameters of each layer and their sum."""
    if len(_learned(summary)) < 2:
        return
    layers = [line.layer for line in summary.lines]
    shape = summary.input_shape
    yield Exercise(
        f"{slug}-total",
        f"{name}: the whole network",
        ("total", ""),
        f"The layers of {name}, for an input of shape ${tex(shape)}$:\n\n{_listing(layers)}",
        {"net": f"sequential([{', '.join(map(code, layers))}], {expression(shape)})"},
        (
            {
                "id": "shape",
                "ask": "What is the shape of the output?",
                "answer": "net.output_shape()",
                **mistakes(summary.output_shape, _misshapen(summary)),
            },
            {
                "id": "each",
                "ask": "How many parameters does each layer that learns have, first to last?",
                "answer": "net.parameters_per_layer()",
            },
            {
                "id": "total",
                "ask": "How many parameters does the network learn?",
                "answer": "net.parameter_count",
                "follow": "sum(each)",
            },
        ),
    )


def _misshapen(summary: Summary) -> Slips:
    given, before = summary.input_shape, summary.lines[-1].input_shape
    found: dict[str, tuple[Any, str, str]] = {
        "keeps-input-shape": (
            given,
            expression(given),
            "That is the shape the network reads; follow it through the layers.",
        )
    }
    if before != given:
        found["stops-early"] = (
            before,
            expression(before),
            "That is what the last layer reads, not what it gives.",
        )
    if summary.output_shape != (1,):
        found["one-number"] = ONE_NUMBER
    return found


# -- where a shape goes wrong -------------------------------------------------------------------------


def _misfit(summary: Summary, slug: str, name: str) -> Iterator[Exercise]:
    """The last layer whose input depends on windows before it, written for another input."""
    layers = [line.layer for line in summary.lines]
    found = next(filter(None, (_broken(layers, summary, at) for at in range(1, len(layers)))), None)
    if found is None:
        return
    at, argument, wrong = found
    line, broken = summary.lines[at], [*layers[:at], wrong, *layers[at + 1 :]]
    places = [str(place) for place in range(1, len(layers) + 1)]
    before = ", ".join(map(code, layers[:at]))
    shape = summary.input_shape
    right = getattr(line.layer, argument)
    head = f"sequential([{before}], {expression(shape)})"
    named = axes(layers[at - 1], line.input_shape)
    first = places[at - 1]
    yield Exercise(
        f"{slug}-misfit",
        f"{name}: where a shape goes wrong",
        ("misfit", type(wrong).__name__),
        f"Somebody writes {name} like this, for an input of shape ${tex(shape)}$; PyTorch refuses it:"
        f"\n\n{_listing(broken)}",
        {"head": head},
        (
            {
                "id": "place",
                "kind": "choice",
                "ask": "Which layer cannot read what it is given?",
                "choices": places,
                "answer": repr(str(line.place)),
                "settings": {"shuffle": False},
                "mistakes": {
                    "layer-before": {
                        "value": repr(first),
                        "hint": "That layer gives an output; the next one cannot read it.",
                    }
                },
                "explanation": f"Layer {first} gives the shape ${tex(line.input_shape)}$ {named}".rstrip()
                + f", and layer {line.place} is made for `{argument}={getattr(wrong, argument)}`.",
            },
            {
                "id": "right",
                "ask": f"What must its `{argument}` be?",
                "answer": "head.output_shape()[0]",
                "mistakes": {
                    "as-it-stands": {
                        "value": str(getattr(wrong, argument)),
                        "hint": "PyTorch refuses that number: follow the shape through the layers before.",
                    }
                },
                "explanation": f"It reads the shape ${tex(line.input_shape)}$, so `{argument}` is ${right}$.",
            },
        ),
    )


def _broken(layers: list[Any], summary: Summary, at: int) -> tuple[int, str, Any] | None:
    """A layer made for what the layers before would give without the last pooling or flattening."""
    layer, given = layers[at], summary.lines[at].input_shape
    if not isinstance(layer, Linear) or len(given) != 1 or not isinstance(layers[at - 1], Flatten):
        return None
    pools = [place for place in range(at) if "Pool" in type(layers[place]).__name__]
    if not pools:
        return None
    shape: Any = summary.input_shape
    try:
        for place, before in enumerate(layers[:at]):
            shape = shape if place == pools[-1] else before.output_shape(shape)
    except ShapeError:
        return None
    if len(shape) != 1 or shape[0] == layer.in_features:
        return None
    return at, "in_features", replace(layer, in_features=shape[0])
