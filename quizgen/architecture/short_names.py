"""The names of layers in TOML: `conv`, `max_pool`, `linear`, …, their dimension from the input's."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from quizgen.architecture.vocabulary import arguments, layer, layer_class, near
from quizgen.errors import UserError
from quizgen.solver.layers.table import is_layer_name, layer_names, until_registered

Shape = tuple[int, ...]
# Arguments that follow from the shape of the input, channels first.
INFERRED = {
    "in_channels": lambda shape: shape[0],
    "in_features": lambda shape: shape[-1],
    "num_features": lambda shape: shape[0],
    "num_channels": lambda shape: shape[0],
    "normalized_shape": lambda shape: shape[-1],
    "input_size": lambda shape: shape[-1],
    "embed_dim": lambda shape: shape[-1],
    "d_model": lambda shape: shape[-1],
}

# Rectified linear units and their kin, whose letters are one word.
_UNITS = re.compile(r"(P?Re|Si|[CSG]?E)LU6?$")


@until_registered
def short_names() -> Mapping[str, Mapping[int, str]]:
    """Each short name with the class for each number of dimensions; 0 where there is only one.

    >>> short_names()["conv"], short_names()["leaky_relu"]
    ({1: 'Conv1d', 2: 'Conv2d', 3: 'Conv3d'}, {0: 'LeakyReLU'})
    """
    found: dict[str, dict[int, str]] = {}
    for name in layer_names():
        stem, dims = re.fullmatch(r"(.*?)(?:([123])d)?", name).groups()  # type: ignore[union-attr]  # matches any text
        found.setdefault(_snake(stem), {})[int(dims or 0)] = name
    return found


def _snake(name: str) -> str:
    """`LeakyReLU` as `leaky_relu`, `LSTM` as `lstm`, `SiLU` as `silu`."""
    name = _UNITS.sub(lambda unit: unit[0].capitalize(), name)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


def class_for(name: str, shape: Shape) -> type:
    """The layer class of a short or full name for an input of this shape; `UserError` if unknown."""
    found = _class_for(name, len(shape))
    if found is not None:
        return found
    by_dims = short_names().get(name)
    if by_dims is None:
        raise UserError(f"unknown layer {name!r}", near(name, short_names()))
    raise UserError(
        f"{name}: an input of shape {shape} has {len(shape)} axes",
        f"{name} takes channels and {' or '.join(map(str, sorted(by_dims)))} more",
    )


@until_registered
def _class_for(name: str, axes: int) -> type | None:
    if is_layer_name(name):
        return layer_class(name)
    by_dims = short_names().get(name, {})
    full = by_dims.get(0) or by_dims.get(max(axes - 1, 1))
    return layer_class(full) if full else None


def short_layer(name: str, given: Any, shape: Shape) -> Any:
    """A layer from its short name and a table of arguments, one value, or nothing (`True`).

    >>> print(short_layer("conv", {"out_channels": 6, "kernel_size": 5}, (1, 32, 32)))
    Conv2d(1, 6, kernel_size=5)
    >>> print(short_layer("linear", 84, (120,)))
    Linear(120, 84)
    """
    kind = class_for(name, shape)
    values = {argument: INFERRED[argument](shape) for argument in _inferred(kind)} if shape else {}
    if given is True:
        return layer(kind, [], values)
    if not isinstance(given, dict):
        open_arguments = [argument for argument in arguments(kind) if argument not in values]
        if not open_arguments:
            raise UserError(f"{name} takes no value, found {given!r}", f'write "{name}"')
        given = {open_arguments[0]: given}
    for argument, value in given.items():
        values[argument] = _tuples(value) if isinstance(value, list) else value
    return layer(kind, [], values)


@cache
def _inferred(kind: type) -> tuple[str, ...]:
    """The arguments of a class that must be given and follow from the shape of the input."""
    return tuple(name for name, needed in arguments(kind).items() if needed and name in INFERRED)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(entry) for entry in value) if isinstance(value, list) else value
