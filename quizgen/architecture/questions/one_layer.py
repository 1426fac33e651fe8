"""Questions about one layer: what it learns, its output's shape, its edges, and what it computes."""

from collections.abc import Iterator, Mapping
from typing import Any

from quizgen.architecture.questions.exercise import Exercise, Part, axes, code, expression, tex
from quizgen.architecture.summary import Line, Summary, describe
from quizgen.solver.layers.tensors import Parameter

# Values are computed by hand: inputs, taps and outputs of such questions stay below these.
INPUTS, TAPS, UNITS = 9, 4, 3
# Nobody learns from a count with more digits than that.
ASKED = 10**9
# Slips by name: the value each comes to, the expression that says it, and the hint.
Slips = Mapping[str, tuple[Any, str, str]]
ONE_NUMBER = ((1,), "(1,)", "A shape names the length of every axis.")


def questions(summary: Summary, slug: str, name: str) -> Iterator[Exercise]:
    """Those of each layer that is not an earlier one again."""
    seen: set[tuple[str, Any]] = set()
    for line in summary.lines:
        key = (describe(line.layer), line.input_shape)
        if key in seen or line.output_shape is None:
            continue
        seen.add(key)
        place = f"Layer {line.place} of {name} is" if len(summary.lines) > 1 else "A layer is"
        counts = tuple(_counts(line, expression(line.input_shape)))
        if counts:
            kind = type(line.layer).__name__
            yield Exercise(
                f"{slug}-{line.place}-counts",
                f"{name}: layer {line.place}, {kind}",
                ("counts", kind),
                f"{place} {_said(line)}.",
                {"layer": code(line.layer)},
                counts,
                line.place,
            )
        yield from _values(line, slug, name)


def _said(line: Line) -> str:
    """The layer and what it reads, in words."""
    if isinstance(line.layer, Parameter):
        return f"a learned tensor of shape ${tex(line.output_shape)}$"
    shapes = line.input_shape if isinstance(line.input_shape, tuple) else (line.input_shape,)
    if not any(isinstance(shape, tuple) for shape in shapes):
        turned = ""
        if hasattr(line.layer, "dim0"):
            turned = f" It exchanges axes {line.layer.dim0} and {line.layer.dim1}, counted from 0"
        return f"`{code(line.layer)}`; its input has shape ${tex(line.input_shape)}$" + (
            f".{turned}" if turned else ""
        )
    *first, last = (f"${tex(shape)}$" for shape in shapes)
    return f"`{code(line.layer)}`; its inputs have the shapes {', '.join(first)} and {last}"


def _counts(line: Line, shape: str) -> Iterator[Part]:
    layer = line.layer
    if line.parameters:
        yield {
            "id": "parameters",
            "ask": "How many parameters does the layer learn, intercepts included?"
            if getattr(layer, "bias", False)
            else "How many parameters does the layer learn?",
            "answer": "layer.parameter_count",
            **mistakes(line.parameters, _miscounted(line, shape)),
        }
    if line.output_shape != line.input_shape and not layer.says_shape:
        named = axes(layer, line.output_shape)
        yield {
            "id": "shape",
            "ask": f"What is the shape {named} of its output, without the batch?".replace(
                "  ", " "
            ),
            "answer": f"layer.output_shape({shape})",
            **mistakes(line.output_shape, {"one-number": ONE_NUMBER}),
        }
    # A diagram with a learned weight on every edge: dense layers and convolutions.
    if not line.parameters or not hasattr(layer, "weight_matrix"):
        return
    if line.zeros and line.zeros < ASKED:
        yield {
            "id": "connections",
            "ask": "How many connections does its network diagram have (without intercepts)?",
            "answer": f"layer.connections({shape})",
        }
        yield {
            "id": "zeros",
            "ask": "How many entries of its weight matrix (outputs × inputs) are zero?",
            "answer": f"layer.zeros({shape})",
        }


def _miscounted(line: Line, shape: str) -> Slips:
    """Slips about parameters that need the input's shape too."""
    layer = line.layer
    found: dict[str, tuple[Any, str, str]] = {}
    bias = (
        layer.out_channels
        if getattr(layer, "bias", False) and hasattr(layer, "out_channels")
        else 0
    )
    if hasattr(layer, "kernel_size") and line.connections != line.parameters - bias:
        found["edges-as-params"] = (
            line.connections,
            f"layer.connections({shape})",
            "Those are the edges of the diagram: many of them share one weight.",
        )
    if type(layer).__name__ == "Linear":
        found["counts-units"] = (
            layer.in_features + layer.out_features,
            "layer.in_features + layer.out_features",
            "A weight stands for every pair of an input and an output: multiply the two numbers.",
        )
    return found


def mistakes(truth: Any, slips: Slips) -> dict[str, dict[str, dict[str, str]]]:
    """The table of a part's own mistakes: those that are not the answer by chance."""
    found = {
        name: {"value": text, "hint": hint}
        for name, (value, text, hint) in slips.items()
        if value not in (truth, None)
    }
    return {"mistakes": found} if found else {}


# -- what a layer computes --------------------------------------------------------------------------


def _values(line: Line, slug: str, name: str) -> Iterator[Exercise]:
    """The layer's output on a short input with drawn numbers, where it can be done by hand."""
    found = _small(line)
    if found is None:
        return
    draw, asked, given = found
    yield Exercise(
        f"{slug}-{line.place}-values",
        f"{name}: what layer {line.place} computes",
        ("values", type(line.layer).__name__),
        f"Take `{code(line.layer)}`{given}",
        {"layer": code(line.layer)},
        ({"id": "output", "ask": "What is the output?", "answer": asked},),
        line.place,
        draw,
    )


def _small(line: Line) -> tuple[dict[str, str], str, str] | None:
    """Draws, expression and wording of a question about values; None where it is too much work."""
    layer, kind = line.layer, type(line.layer).__name__
    if any(getattr(layer, name, 0) for name in ("bias", "padding", "ceil_mode")):
        return None
    if kind == "Linear" and layer.in_features <= TAPS and layer.out_features <= UNITS:
        draw = {
            "x": f"vector({layer.in_features}, -9, 9)",
            "W": f"matrix({layer.out_features}, {layer.in_features}, -5, 5)",
        }
        given = " with input $x = {{ x | row }}$ and weights $W = {{ W | latex }}$."
        return draw, "layer.output(x, weight=W)", given
    taps = _taps(layer)
    if not taps or not _plain(layer):
        return None
    length = taps + _stride(layer) * (2 if kind.endswith("1d") else 1)
    length = min(*line.input_shape[1:], length)
    if kind in {"MaxPool2d", "AvgPool2d"} and length <= TAPS + 1:
        draw = {"x": f"matrix({length}, {length}, -9, 9)"}
        given = " on one channel, $x = {{ x | latex }}$."
        return draw, f"layer.output(x.reshape(1, {length}, {length}))[0]", given
    if kind not in {"Conv1d", "MaxPool1d", "AvgPool1d"} or length > INPUTS:
        return None
    draw = {"x": f"vector({length}, -9, 9)"}
    if kind != "Conv1d":
        return draw, "layer.output(x)", " on the input $x = {{ x | row }}$."
    draw["k"] = f"vector({taps}, -3, 3)"
    given = " with the kernel $k = {{ k | row }}$ on the input $x = {{ x | row }}$."
    return draw, "layer.output(x, weight=k)", given


def _one(size: Any) -> int:
    """The one number of a window's sizes; 0 where there are different ones or none."""
    sizes = set(size) if isinstance(size, tuple) else {size}
    found = sizes.pop() if len(sizes) == 1 else 0
    return found if isinstance(found, int) else 0


def _taps(layer: Any) -> int:
    """The side of a window; 0 when it is none, or too long."""
    size = _one(getattr(layer, "kernel_size", 0))
    return size if 2 <= size <= TAPS + 1 else 0


def _stride(layer: Any) -> int:
    return _one(layer.stride if layer.stride is not None else layer.kernel_size)


def _plain(layer: Any) -> bool:
    channels = (getattr(layer, "in_channels", 1), getattr(layer, "out_channels", 1))
    return channels == (1, 1) and _one(getattr(layer, "dilation", 1)) == 1 and _stride(layer) > 0
