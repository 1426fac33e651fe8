"""Questions about a network that is changed: twice the filters, two layers instead of one."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from quizgen.architecture.questions.exercise import Exercise, code
from quizgen.architecture.summary import Line, Summary
from quizgen.solver.layers.convolution import Convolution
from quizgen.solver.layers.linear import Linear


def questions(summary: Summary, slug: str, name: str) -> Iterator[Exercise]:
    """What happens to the number of parameters, asked of each layer that can be changed so."""
    for line in summary.lines:
        following = _following(summary, line)
        if following is not None:
            yield from _doubled(line, following, slug, name)
        yield from _in_two(line, slug, name)


def _width(layer: Any) -> str:
    """The argument that says how many outputs a layer has; empty for other layers."""
    if isinstance(layer, Convolution) and layer.groups == 1:
        return "out_channels"
    return "out_features" if isinstance(layer, Linear) else ""


def _reads(layer: Any) -> str:
    return _width(layer).replace("out_", "in_")


def _following(summary: Summary, line: Line) -> Line | None:
    """The one layer with weights that reads what a layer gives, nothing but its kind between."""
    if not _width(line.layer):
        return None
    lines = dict(zip(summary.network.names, summary.lines, strict=True))
    name = line.name
    while True:
        readers = [node.name for node in summary.network.nodes if name in node.inputs]
        if len(readers) != 1 or name in summary.network.results:
            return None
        (name,) = readers
        found = lines[name]
        if _reads(found.layer):
            return found
        elementwise = not found.parameters and found.input_shape == found.output_shape
        if not (elementwise or found.layer.passes_channels):
            return None


def _doubled(line: Line, following: Line, slug: str, name: str) -> Iterator[Exercise]:
    """Twice the outputs of a layer: its own weights double, and those of the layer that reads them."""
    width, reads = _width(line.layer), _reads(following.layer)
    wider = replace(line.layer, **{width: 2 * getattr(line.layer, width)})
    adapted = replace(following.layer, **{reads: 2 * getattr(following.layer, reads)})
    what = "filters" if width == "out_channels" else "units"
    let = {
        "first": code(line.layer),
        "second": code(following.layer),
        "wider": code(wider),
        "adapted": code(adapted),
    }
    yield Exercise(
        f"{slug}-{line.place}-doubled",
        f"{name}: twice as many {what} in layer {line.place}",
        ("doubled", type(line.layer).__name__),
        f"Layer {line.place} of {name} is `{let['first']}`. What it gives goes on to layer "
        f"{following.place}, `{let['second']}`. Somebody gives layer {line.place} twice as many {what}; "
        f"what comes after is adapted, so that layer {following.place} reads them all.",
        let,
        (
            {
                "id": "first",
                "ask": f"How many parameters does layer {line.place} then learn?",
                "answer": "wider.parameter_count",
                "mistakes": _told(wider.parameter_count, _FIRST, line.layer, following.layer),
            },
            {
                "id": "second",
                "ask": f"And layer {following.place}?",
                "answer": "adapted.parameter_count",
                "mistakes": _told(adapted.parameter_count, _SECOND, line.layer, following.layer),
            },
        ),
        line.place,
    )


# Slips: what they come to from the parameters of both layers, the expression, and the hint.
_FIRST = {
    "stays": (
        lambda first, _: first.parameter_count,
        "first.parameter_count",
        "Every new output has weights of its own.",
    ),
    "four-times": (
        lambda first, _: 4 * first.parameter_count,
        "4 * first.parameter_count",
        "Only the outputs double, not the inputs.",
    ),
}
_SECOND = {
    "stays": (
        lambda _, second: second.parameter_count,
        "second.parameter_count",
        "It reads twice as much now: each of its outputs has a weight for every input.",
    ),
    "doubles-intercepts": (
        lambda _, second: 2 * second.parameter_count,
        "2 * second.parameter_count",
        "There is one intercept for each output, and the outputs stay as many as they were.",
    ),
}


def _told(truth: int, slips: Mapping[str, Any], first: Any, second: Any) -> dict[str, Any]:
    return {
        name: {"value": text, "hint": hint}
        for name, (value, text, hint) in slips.items()
        if value(first, second) != truth
    }


# -- two layers instead of one ------------------------------------------------------------------------


def _in_two(line: Line, slug: str, name: str) -> Iterator[Exercise]:
    """Which is larger: a layer, or two smaller ones in its place."""
    pair = _pair(line.layer)
    if pair is None:
        return
    first, second, why = pair
    one, two = line.layer.parameter_count, first.parameter_count + second.parameter_count
    if one == two:
        return
    answers = ("the layer as it is", "the two layers together")
    larger, smaller = answers if one > two else reversed(answers)
    yield Exercise(
        f"{slug}-{line.place}-in-two",
        f"{name}: two layers instead of layer {line.place}",
        ("in-two", type(line.layer).__name__),
        f"Layer {line.place} of {name} is `{code(line.layer)}`. Somebody puts `{code(first)}` and "
        f"`{code(second)}` in its place{why}.",
        {"whole": code(line.layer), "first": code(first), "second": code(second)},
        (
            {
                "id": "larger",
                "kind": "choice",
                "ask": "Which learns more parameters?",
                "choices": list(answers),
                "answer": repr(larger),
                "settings": {"shuffle": False},
                "mistakes": {
                    "guesses-by-layers": {
                        "value": repr(smaller),
                        "hint": "Count both: what a layer learns is a product of its sizes.",
                    }
                },
                "explanation": f"${one}$ for the layer, ${first.parameter_count} + {second.parameter_count} = {two}$"
                " for the two.",
            },
            {
                "id": "difference",
                "ask": "How many more?",
                "answer": "whole.parameter_count - first.parameter_count - second.parameter_count"
                if one > two
                else "first.parameter_count + second.parameter_count - whole.parameter_count",
            },
        ),
        line.place,
    )


def _pair(layer: Any) -> tuple[Any, Any, str] | None:
    """Two layers that read and give what one does: small windows, or a narrow middle."""
    if isinstance(layer, Convolution) and _width(layer) and _square(layer) == 5 and _plain(layer):
        small = replace(layer, kernel_size=3)
        again = replace(small, in_channels=layer.out_channels)
        return small, again, ", whose windows together are as wide"
    if isinstance(layer, Linear) and min(layer.in_features, layer.out_features) >= 16:
        middle = min(layer.in_features, layer.out_features) // 4
        return (
            replace(layer, out_features=middle),
            replace(layer, in_features=middle),
            ", with few units between them",
        )
    return None


def _square(layer: Any) -> int:
    sizes = set(layer.kernel_size) if isinstance(layer.kernel_size, tuple) else {layer.kernel_size}
    return int(sizes.pop()) if len(sizes) == 1 else 0


def _plain(layer: Any) -> bool:
    """Without padding, stride and dilation, where two windows of 3 are one of 5."""
    one = (1, (1,) * layer.dims)
    nothing = (0, (0,) * layer.dims, "valid")
    return layer.stride in one and layer.dilation in one and layer.padding in nothing
