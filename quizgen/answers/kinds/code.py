"""A torch layer, or a Sequential of layers, as code: what it builds counts, not how it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from quizgen.answers.description import Box, Code, Form, Piece
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.torch_arguments import LayerCode, RefusedError
from quizgen.answers.torch_code import is_layer, layer_code, read_layers
from quizgen.answers.torch_source import without_print
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable
from quizgen.how_many import how_many

Layers = tuple[LayerCode, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was read and is nothing that PyTorch builds."""

    reason: str


# Two arguments that are easily exchanged, as an exchange is spoken of.
_PAIRS = (
    ("in_channels", "out_channels"),
    ("in_features", "out_features"),
    ("num_embeddings", "embedding_dim"),
    ("input_size", "hidden_size"),
)


class Kind(AnswerKind):
    """One call of a layer of torch.nn, with or without `nn.`, an assignment, a comment; or a Sequential.

    >>> Kind("nn.Conv1d(1, 2, 3)").judge("conv = torch.nn.Conv1d(1, 2, kernel_size=(3,))").status
    'correct'
    """

    name = "code"
    form = Form.CODE
    few_answers = True
    allowed = frozenset[str]()

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """A call of a layer."""
        del settings
        return "PyTorch code, as nn.Linear(4, 3); nn.Sequential(…) around several layers"

    @classmethod
    def box(cls, encoded: object) -> Box:
        """Lines to write code on."""
        del encoded
        return Box(150, 27, lines=3)

    @classmethod
    def typeset(cls, encoded: object, settings: Mapping[str, object]) -> tuple[Piece, ...]:
        """Code."""
        del settings
        return (Code(str(encoded)),)

    def read(self, text: str) -> Layers | Refusal:
        """The layers, or why PyTorch would not build them."""
        try:
            return read_layers(without_print(text))
        except RefusedError as error:
            return Refusal(str(error))

    def known(self, encoded: object) -> Layers:
        """The key's layers; `ValueError` where PyTorch refuses them."""
        built = is_layer(encoded) or (isinstance(encoded, list) and all(map(is_layer, encoded)))
        found = super().known(layer_code(encoded) if built else encoded)
        if isinstance(found, Refusal):
            raise ValueError(f"code: the key {encoded!r} is refused by PyTorch: {found.reason}")
        if not isinstance(found, tuple):
            raise ValueError(f"code: the key is a layer or a text of code, not {encoded!r}")
        return found

    @classmethod
    def as_computed(cls, value: Any, settings: Mapping[str, Any]) -> Any:
        """A layer of the solver, several as the network of them in their order.

        >>> Kind.as_computed("nn.Conv1d(1, 2, 3)", {}).parameter_count
        8
        """
        del settings
        try:
            layers = [layer.built for layer in read_layers(without_print(value))]
        except Unreadable as error:
            raise ValueError(error.reason) from None
        if len(layers) == 1:
            return layers[0]
        from quizgen.solver import sequential

        return sequential(layers)

    def exact(self, value: Layers | Refusal) -> str:
        """The layers as code; `ValueError` for what PyTorch refuses."""
        if isinstance(value, Refusal):
            raise ValueError(_refused(value))
        shown = [f"nn.{layer.shown}" for layer in value]
        return shown[0] if len(shown) == 1 else f"nn.Sequential({', '.join(shown)})"

    def same(self, left: Layers | Refusal, right: Layers | Refusal) -> bool:
        """Whether both build the same layers."""
        if isinstance(left, Refusal) or isinstance(right, Refusal):
            return left == right
        return _behaviour(left) == _behaviour(right)

    def compare(self, value: Layers | Refusal) -> Comparison:
        """Equal in behaviour; else which layer and which arguments differ, without the right values."""
        if isinstance(value, Refusal):
            return wrong(_refused(value))
        if self.same(value, self.key):
            return RIGHT
        mine, key = _active(value), _active(self.key)
        if [layer.name for layer in mine] != [layer.name for layer in key]:
            return wrong(_other_layers(mine, key))
        said = [
            _difference(a, b, f"Layer {i}, {a.name}" if len(key) > 1 else a.name)
            for i, (a, b) in enumerate(zip(mine, key, strict=True), start=1)
            if a.behaviour != b.behaviour
        ]
        return wrong(" ".join(said))

    def echo(self, value: Layers | Refusal) -> str:
        """The layers without prefixes, arguments with a default by name."""
        if isinstance(value, Refusal):
            return "code that PyTorch refuses"
        shown = [layer.shown for layer in value]
        return shown[0] if len(shown) == 1 else f"Sequential({', '.join(shown)})"


def _refused(value: Refusal) -> str:
    return f"PyTorch refuses this: {value.reason.rstrip('.')}.".replace("?.", "?")


def _active(layers: Layers) -> Layers:
    """Without the layers that do nothing."""
    return tuple(layer for layer in layers if not layer.does_nothing) or layers


def _behaviour(layers: Layers) -> list[Any]:
    return [layer.behaviour for layer in _active(layers)]


def _other_layers(mine: Layers, key: Layers) -> str:
    if len(mine) == len(key) == 1:
        return f"{mine[0].name} is another layer than the one asked for."
    names = [layer.name for layer in mine], [layer.name for layer in key]
    if sorted(names[0]) == sorted(names[1]):
        return "The right layers, in another order."
    first = SequenceMatcher(a=names[0], b=names[1], autojunk=False).find_longest_match()
    place = first.size + 1 if first.a == first.b == 0 else 1
    is_asked = "is asked for" if len(key) == 1 else "are asked for"
    return f"{how_many(len(mine), 'layer')} where {len(key)} {is_asked}; they differ from layer {place} on."


def _difference(mine: LayerCode, key: LayerCode, where: str) -> str:
    given, right = dict(mine.arguments), dict(key.arguments)
    names = [name for name in right if given.get(name) != right[name]]
    for one, other in _PAIRS:
        if one in given and given[one] == right[other] != right[one] == given[other]:
            rest = [name for name in names if name not in (one, other)]
            also = f" Besides, {_differ(rest)}." if rest else ""
            return f"{where}: {one} and {other} are exchanged.{also}"
    return f"{where}: {_differ(names)}."


def _differ(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last} differ" if others else f"{last} differs"
