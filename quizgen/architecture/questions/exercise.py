"""An exercise about a network, and how it is written as TOML of a bank."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from fractions import Fraction
from typing import Any

from quizgen.architecture.summary import shape_text

Part = Mapping[str, Any]
# The axes besides the channels, by their number.
SPACES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}
# A question about the network as it stands is the same for everybody.
FIXED = ("few = true", 'few_reason = "the network has the numbers it has"')


@dataclass(frozen=True, slots=True)
class Exercise:
    """One question about a network. `theme` says what it asks and of which kind of layer.

    `place` is the layer's, from 1; 0 for a question about the whole.
    """

    id: str
    title: str
    theme: tuple[str, str]
    text: str
    let: Mapping[str, str]
    parts: tuple[Part, ...]
    place: int = 0
    draw: Mapping[str, str] = field(default_factory=dict)

    def to_toml(self) -> str:
        """The exercise as a table of a bank."""
        kind = "values" if self.theme[0] == "values" else "counting"
        lines = [
            "[[exercise]]",
            f"id = {toml(self.id)}",
            f"title = {toml(self.title)}",
            f"tags = {toml([kind, 'architecture'])}",
            f"let = {toml(self.let)}",
            *([f"draw = {toml(self.draw)}"] if self.draw else FIXED),
            f"text = {toml(self.text)}",
        ]
        for part in self.parts:
            lines.append("[[exercise.part]]")
            lines += [f"{key} = {toml(value)}" for key, value in part.items()]
        return "\n".join(lines) + "\n"


def toml(value: Any) -> str:
    """A text, a list or a table of them as TOML.

    >>> print(toml({"kind": "choice", "choices": ["a", "b"]}))
    { kind = "choice", choices = ["a", "b"] }
    """
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {toml(entry)}" for name, entry in value.items()) + " }"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def code(layer: Any) -> str:
    """The layer as an expression of the bank language."""
    arguments = []
    for argument in fields(layer):
        value = getattr(layer, argument.name)
        if argument.default is not MISSING and value == argument.default:
            continue
        shown = float(value) if isinstance(value, Fraction) else value
        required = argument.default is MISSING and argument.default_factory is MISSING
        arguments.append(repr(shown) if required else f"{argument.name}={shown!r}")
    return f"{type(layer).__name__}({', '.join(arguments)})"


def expression(shape: Any) -> str:
    """A shape as an expression of the bank language."""
    return repr(tuple(shape)) if not isinstance(shape, int) else str(shape)


def tex(shape: Any) -> str:
    """A shape in a formula."""
    return shape_text(shape).replace("×", r"\times")


def axes(layer: Any, shape: Any) -> str:
    """The names of a shape's axes, where the layer is one of pictures or sequences.

    >>> from quizgen.solver import Conv2d, Linear
    >>> axes(Conv2d(3, 8, 3), (8, 6, 6)), axes(Linear(3, 8), (5, 8))
    ('(channels, height, width)', '')
    """
    names = ("channels", *SPACES.get(getattr(layer, "dims", 0), ()))
    return f"({', '.join(names)})" if 1 < len(names) == len(shape) else ""
