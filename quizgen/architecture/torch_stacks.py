"""PyTorch's stacks of transformer layers: as many copies of a layer as asked, and a norm at the end."""

from collections.abc import Mapping, Sequence
from copy import copy
from reprlib import repr as brief
from typing import Any

from quizgen.architecture.torch_calls import made
from quizgen.architecture.torch_modules import Container, Leaf, Stack
from quizgen.architecture.torch_numbers import STEPS
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError

STACKS = frozenset({"TransformerEncoder", "TransformerDecoder", "Transformer"})
_SETTINGS = ("d_model", "nhead", "num_encoder_layers", "num_decoder_layers", "dim_feedforward")
_STANDARD = (512, 8, 6, 6, 2048)
# Arguments that change neither shapes nor counts.
_IGNORED = frozenset({"enable_nested_tensor", "mask_check", "device", "dtype"})
# What `nn.Transformer` hands on to its layers.
_HANDED_ON = ("dropout", "activation", "layer_norm_eps", "batch_first", "norm_first", "bias")


def stack(kind: str, given: Sequence[Any], named: Mapping[str, Any]) -> Container | Stack:
    """What `nn.TransformerEncoder(…)` and its like hold; `UserError` for other arguments.

    >>> layer = Leaf(made("TransformerEncoderLayer", [8, 2], {}))
    >>> len(stack("TransformerEncoder", [layer, 3], {}).modules)
    3
    """
    if kind == "Transformer":
        return _whole(given, named)
    values = _arguments(kind, ("layer", "num_layers", "norm"), given, _renamed(named))
    if not isinstance(values.get("layer"), Leaf):
        raise UserError(f"{kind} needs a layer", f"write nn.{kind}(layer, 6)")
    return _copies(kind, values["layer"], values.get("num_layers"), values.get("norm"))


def _renamed(named: Mapping[str, Any]) -> dict[str, Any]:
    return {"layer" if key.endswith("coder_layer") else key: value for key, value in named.items()}


def _copies(kind: str, layer: Leaf, count: Any, norm: Any) -> Container:
    if type(count) is not int or not 0 < count <= STEPS // 100:
        raise UserError(f"{kind}: {brief(count)} layers", "write how many, such as 6")
    # Copies: the same layer again would share its weights.
    modules: list[tuple[str, Any]] = [
        (f"layers.{i}", Leaf(copy(layer.layer))) for i in range(count)
    ]
    if norm is not None:
        modules.append(("norm", norm))
    return Container(modules)


def _whole(given: Sequence[Any], named: Mapping[str, Any]) -> Stack:
    """`nn.Transformer`: both stacks, each with a norm."""
    values = _arguments("Transformer", _SETTINGS, given, named)
    width, heads, encoders, decoders, inner = (
        values.get(name, standard) for name, standard in zip(_SETTINGS, _STANDARD, strict=True)
    )
    settings = {"dim_feedforward": inner} | {n: values[n] for n in _HANDED_ON if n in values}

    def half(kind: str, count: Any) -> Container:
        layer = Leaf(made(f"{kind}Layer", [width, heads], settings))
        return _copies(
            kind, layer, count, Leaf(made("LayerNorm", [width], {"bias": values.get("bias", True)}))
        )

    return Stack(half("TransformerEncoder", encoders), half("TransformerDecoder", decoders))


def _arguments(
    kind: str, names: Sequence[str], given: Sequence[Any], named: Mapping[str, Any]
) -> dict[str, Any]:
    known = (*names, *_HANDED_ON) if kind == "Transformer" else tuple(names)
    values = dict(zip(names, given, strict=False))
    for name, value in named.items():
        if name in _IGNORED:
            continue
        if name not in known:
            raise UserError(f"{kind}: unknown argument {name!r}", near(name, known))
        values[name] = value
    return values
