"""Questions about an architecture's own layers, written as a bank and a sheet in TOML.

Everything else (keys, worked solutions, recognised mistakes) is the bank's and the solver's
business, as for any other exercise.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from quizgen.architecture.summary import Line, Summary, describe, shape_text
from quizgen.errors import UserError

# Values are computed by hand: inputs, taps and outputs of such questions stay below these.
INPUTS, TAPS, UNITS = 9, 4, 3
# Nobody learns from a count with more digits than that.
ASKED = 10**9
# A longer chain makes a sum nobody adds up on paper.
TERMS = 14


@dataclass(frozen=True, slots=True)
class Quiz:
    """A bank and the sheet that goes through it."""

    id: str
    bank: str
    sheet: str


@dataclass(frozen=True, slots=True)
class _Exercise:
    id: str
    title: str
    tags: tuple[str, ...]
    text: str
    let: dict[str, str]
    draw: dict[str, str]
    parts: tuple[dict[str, Any], ...]


def quiz(summary: Summary, name: str, *, seed: str = "", count: int | None = None) -> Quiz:
    """The questions of an architecture called `name`; `count` of them, chosen by `seed`.

    >>> from quizgen.architecture import read, summarise
    >>> found = quiz(summarise(read("Conv1d(1, 1, 3, stride=2)"), (20,)), "strided")
    >>> print(found.sheet)
    id = "strided-quiz"
    title = "Questions about strided"
    questions = ["strided-1-counts", "strided-1-values"]
    """
    if summary.network.left_out:
        raise UserError(
            f"the network is not read whole: {summary.network.left_out[0]}",
            "its table is what quizgen solve prints",
        )
    slug = _slug(name)
    exercises = [*_layers(summary, slug, name), *_whole(summary, slug, name)]
    if not exercises:
        raise UserError(
            f"{name} has nothing to ask about", "give an architecture with layers, and --input"
        )
    chosen = _chosen(exercises, seed, count)
    head = f"# Questions about {name}, made by `quizgen quiz`.\n"
    bank = head + "\n".join(_written(exercise) for exercise in chosen)
    questions = ", ".join(_quoted(exercise.id) for exercise in chosen)
    sheet = (
        f"id = {_quoted(slug + '-quiz')}\ntitle = {_quoted('Questions about ' + name)}\n"
        f"questions = [{questions}]\n"
    )
    return Quiz(f"{slug}-quiz", bank, sheet)


def _slug(name: str) -> str:
    found = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-")
    return found or "network"


def _chosen(exercises: Sequence[_Exercise], seed: str, count: int | None) -> list[_Exercise]:
    """`count` exercises by the order of their hashes with the seed, in the network's order."""
    if count is None or count >= len(exercises):
        return list(exercises)

    def rank(exercise: _Exercise) -> bytes:
        return blake2b(f"{seed}\0{exercise.id}".encode(), digest_size=16).digest()

    kept = {exercise.id for exercise in sorted(exercises, key=rank)[:count]}
    return [exercise for exercise in exercises if exercise.id in kept]


# -- questions about one layer ------------------------------------------------------------------------


def _layers(summary: Summary, slug: str, name: str) -> Iterator[_Exercise]:
    seen: set[tuple[str, Any]] = set()
    for line in summary.lines:
        key = (describe(line.layer), line.input_shape)
        if key in seen or line.output_shape is None:
            continue
        seen.add(key)
        many = len(summary.lines) > 1
        place = f"Layer {line.place} of {name} is" if many else "A layer is"
        shape = _expression(line.input_shape)
        counts = tuple(_counts(line, shape))
        code = _code(line.layer)
        if counts:
            text = f"{place} {_said(line, code)}."
            yield _Exercise(
                f"{slug}-{line.place}-counts",
                f"{name}: layer {line.place}, {type(line.layer).__name__}",
                ("counting", "architecture"),
                text,
                {"layer": code},
                {},
                counts,
            )
        yield from _values(line, slug, name, code)


def _said(line: Line, code: str) -> str:
    """The layer and what it reads, in words."""
    if type(line.layer).__name__ == "Parameter":
        return f"a learned tensor of shape ${_tex(line.output_shape)}$"
    shapes = line.input_shape if isinstance(line.input_shape, tuple) else (line.input_shape,)
    if not any(isinstance(shape, tuple) for shape in shapes):
        return f"`{code}`; its input has shape ${_tex(line.input_shape)}$"
    *first, last = (f"${_tex(shape)}$" for shape in shapes)
    return f"`{code}`; its inputs have the shapes {', '.join(first)} and {last}"


# Layers whose arguments are their output's shape, or nearly so.
SAID = frozenset({"Reshape", "Select", "Squeeze", "Unsqueeze", "Positions", "Parameter"})


def _counts(line: Line, shape: str) -> Iterator[dict[str, Any]]:
    layer = line.layer
    if line.parameters:
        yield {
            "id": "parameters",
            "ask": "How many parameters does the layer learn, intercepts included?"
            if getattr(layer, "bias", False)
            else "How many parameters does the layer learn?",
            "answer": "layer.parameter_count",
            **_mistakes(line.parameters, _miscounted(line, shape)),
        }
    if line.output_shape != line.input_shape and type(layer).__name__ not in SAID:
        yield {
            "id": "shape",
            "ask": f"What is the shape of its output ({_axes(line.output_shape)}without the batch)?",
            "answer": f"layer.output_shape({shape})",
            **_mistakes(line.output_shape, {"one-number": ((1,), "(1,)")}),
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


def _axes(shape: Any) -> str:
    """What to say of the order of the axes: of pictures only."""
    return "channels first, " if len(shape) > 2 else ""


def _miscounted(line: Line, shape: str) -> dict[str, tuple[Any, str]]:
    """Slips about parameters that need the input's shape too: their values and expressions."""
    found: dict[str, tuple[Any, str]] = {}
    if hasattr(line.layer, "kernel_size"):
        found["edges-as-params"] = line.connections, f"layer.connections({shape})"
    if type(line.layer).__name__ == "Linear":
        units = line.layer.in_features + line.layer.out_features
        found["counts-units"] = units, "layer.in_features + layer.out_features"
    return found


def _mistakes(truth: Any, slips: dict[str, tuple[Any, str]]) -> dict[str, dict[str, str]]:
    """The table of a part's own mistakes: those that are not the answer by chance."""
    found = {name: text for name, (value, text) in slips.items() if value not in (truth, None)}
    return {"mistakes": found} if found else {}


def _values(line: Line, slug: str, name: str, code: str) -> Iterator[_Exercise]:
    """The layer's output on a short input with drawn numbers, where it can be done by hand."""
    found = _small(line)
    if found is None:
        return
    draw, asked, given = found
    yield _Exercise(
        f"{slug}-{line.place}-values",
        f"{name}: what layer {line.place} computes",
        ("values", "architecture"),
        f"Take `{code}`{given}",
        {"layer": code},
        draw,
        ({"id": "output", "ask": "What is the output?", "answer": asked},),
    )


def _small(line: Line) -> tuple[dict[str, str], str, str] | None:
    """Draws, expression and wording of a question about values; None where it is too much work."""
    layer, kind = line.layer, type(line.layer).__name__
    if (
        getattr(layer, "bias", False)
        or getattr(layer, "padding", 0)
        or getattr(layer, "ceil_mode", False)
    ):
        return None
    if kind == "Linear" and layer.in_features <= TAPS and layer.out_features <= UNITS:
        draw = {
            "x": f"vector({layer.in_features}, -9, 9)",
            "W": f"matrix({layer.out_features}, {layer.in_features}, -5, 5)",
        }
        given = " with input $x = {{ x | row }}$ and weights $W = {{ W | latex }}$."
        return draw, "layer.output(x, weight=W)", given
    taps = _taps(layer)
    if kind in {"Conv1d", "MaxPool1d", "AvgPool1d"} and taps and _plain(layer):
        length = min(line.input_shape[-1], taps + 2 * _stride(layer))
        if length > INPUTS:
            return None
        draw = {"x": f"vector({length}, -9, 9)"}
        if kind != "Conv1d":
            return draw, "layer.output(x)", " on the input $x = {{ x | row }}$."
        draw["k"] = f"vector({taps}, -3, 3)"
        given = " with the kernel $k = {{ k | row }}$ on the input $x = {{ x | row }}$."
        return draw, "layer.output(x, weight=k)", given
    return None


def _taps(layer: Any) -> int:
    """The length of a one-dimensional window; 0 when it is none, or too long."""
    size = getattr(layer, "kernel_size", 0)
    size = size[0] if isinstance(size, tuple) and len(size) == 1 else size
    return size if isinstance(size, int) and 2 <= size <= TAPS + 1 else 0


def _stride(layer: Any) -> int:
    stride = layer.stride if layer.stride is not None else layer.kernel_size
    return int(stride[0] if isinstance(stride, tuple) else stride)


def _plain(layer: Any) -> bool:
    channels = (getattr(layer, "in_channels", 1), getattr(layer, "out_channels", 1))
    return channels == (1, 1) and getattr(layer, "dilation", 1) in (1, (1,))


# -- questions about the whole ----------------------------------------------------------------------------


def _whole(summary: Summary, slug: str, name: str) -> Iterator[_Exercise]:
    """The total of a chain that is short enough to add up."""
    net = summary.network
    learned = [line for line in summary.lines if line.parameters]
    if (
        not net.is_chain
        or len(learned) < 2
        or len(summary.lines) > TERMS
        or summary.input_shape is None
    ):
        return
    layers = ", ".join(_code(line.layer) for line in summary.lines)
    listing = "\n".join(f"{line.place}. `{_code(line.layer)}`" for line in summary.lines)
    yield _Exercise(
        f"{slug}-total",
        f"{name}: the whole network",
        ("counting", "architecture"),
        f"The layers of {name}, for an input of shape ${_tex(summary.input_shape)}$:\n\n{listing}",
        {"net": f"sequential([{layers}], {_expression(summary.input_shape)})"},
        {},
        (
            {
                "id": "shape",
                "ask": "What is the shape of the output?",
                "answer": "net.output_shape()",
                **_mistakes(summary.output_shape, _misshapen(summary)),
            },
            {
                "id": "each",
                "ask": "How many parameters has each layer that learns, first to last?",
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


def _misshapen(summary: Summary) -> dict[str, tuple[Any, str]]:
    given, before = summary.input_shape, summary.lines[-1].input_shape
    found: dict[str, tuple[Any, str]] = {"keeps-input-shape": (given, _expression(given))}
    if before != given:
        found["stops-early"] = before, _expression(before)
    if summary.output_shape != (1,):
        found["one-number"] = (1,), "(1,)"
    return found


# -- writing ----------------------------------------------------------------------------------------------


def _code(layer: Any) -> str:
    """The layer as an expression of the bank language."""
    from dataclasses import MISSING, fields
    from fractions import Fraction

    arguments = []
    for field in fields(layer):
        value = getattr(layer, field.name)
        if field.default is not MISSING and value == field.default:
            continue
        shown = float(value) if isinstance(value, Fraction) else value
        required = field.default is MISSING and field.default_factory is MISSING
        arguments.append(repr(shown) if required else f"{field.name}={shown!r}")
    return f"{type(layer).__name__}({', '.join(arguments)})"


def _expression(shape: Any) -> str:
    return repr(tuple(shape)) if not isinstance(shape, int) else str(shape)


def _tex(shape: Any) -> str:
    return shape_text(shape).replace("×", r"\times")


def _written(exercise: _Exercise) -> str:
    lines = [
        "[[exercise]]",
        f"id = {_quoted(exercise.id)}",
        f"title = {_quoted(exercise.title)}",
        f"tags = [{', '.join(map(_quoted, exercise.tags))}]",
        f"let = {_table(exercise.let)}",
        *([f"draw = {_table(exercise.draw)}"] if exercise.draw else []),
        f"text = {_quoted(exercise.text)}",
    ]
    for part in exercise.parts:
        lines.append("[[exercise.part]]")
        lines += [
            f"{key} = {_table(value) if isinstance(value, dict) else _quoted(value)}"
            for key, value in part.items()
        ]
    return "\n".join(lines) + "\n"


def _table(values: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{name} = {_quoted(value)}" for name, value in values.items()) + " }"


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
