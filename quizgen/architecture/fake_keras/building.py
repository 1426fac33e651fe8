"""Nodes of the graph for what Keras does: orders of axes, padding, activations."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_keras.tensors import KerasTensor
from quizgen.architecture.minipython.values import Instance, Stop
from quizgen.architecture.vocabulary import layer, layer_class, near
from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError

if TYPE_CHECKING:
    from quizgen.architecture.fake_keras.reader import KerasMachine


def made(name: str, *given: Any, **named: Any) -> Any:
    """A layer of the solver; `Stop` where its arguments do not fit."""
    try:
        return layer(layer_class(name), given, named)
    except ShapeError as error:
        raise Stop(str(error), "change its arguments") from None
    except UserError as error:
        raise Stop(str(error.args[0]), error.fix) from None


def add(
    machine: "KerasMachine",
    found: Any,
    tensors: Sequence[KerasTensor],
    name: str,
    owner: tuple[Instance, str] | None = None,
) -> str:
    """The name of a new node. What one `owner` adds again is the very layer of the first time."""
    if owner:
        known = machine.layers.setdefault((id(owner[0]), owner[1]), found)
        if known != found:
            raise Stop(f"{name} is called on inputs of two sizes", "make a layer for each")
        found = known
    try:
        return machine.graph.add(name, found, [tensor.node for tensor in tensors])
    except ShapeError as error:
        raise Stop(str(error), "change the layer or the shape of its input") from None


def seen(machine: "KerasMachine", node: str, *, first: bool) -> KerasTensor:
    """The tensor of a node, whose shape the graph knows."""
    shape = machine.graph.shapes[node] or ()
    if first and len(shape) > 1:
        return KerasTensor(node, (*shape[1:], shape[0]), first=True)
    return KerasTensor(node, tuple(shape))


def channels_first(machine: "KerasMachine", x: KerasTensor, name: str) -> KerasTensor:
    """The tensor with its channels in front in the node too."""
    if x.first or len(x.shape) < 2:
        return x
    rank = len(x.shape)
    order = made("Permute", (rank - 1, *range(rank - 1)))
    return seen(machine, add(machine, order, [x], f"{name}_channels_first"), first=True)


def channels_last(machine: "KerasMachine", x: KerasTensor, name: str) -> KerasTensor:
    """The tensor with its axes in Keras's order in the node too."""
    if not x.first or len(x.shape) < 2:
        return x
    order = made("Permute", (*range(1, len(x.shape)), 0))
    return seen(machine, add(machine, order, [x], f"{name}_channels_last"), first=False)


def flat(machine: "KerasMachine", x: KerasTensor, name: str) -> KerasTensor:
    """One axis, its entries in Keras's order."""
    if len(x.shape) < 2:
        return x
    if 1 not in (x.shape[-1], math.prod(x.shape[:-1])):
        x = channels_last(machine, x, name)
    return seen(machine, add(machine, made("Flatten"), [x], name), first=False)


def elementwise(machine: "KerasMachine", x: KerasTensor, found: Any, name: str) -> KerasTensor:
    """A layer that works on each entry alone."""
    return seen(machine, add(machine, found, [x], name), first=x.first)


def along_channels(
    machine: "KerasMachine", x: KerasTensor, kind: str, axis: Any, name: str
) -> KerasTensor:
    """Softmax and its kin along Keras's axis, which counts the batch."""
    rank = len(x.shape) + 1
    place = axis % rank if type(axis) is int and -rank <= axis < rank else 0
    if place == 0:
        raise Stop(f"{kind} along axis {axis} of a tensor of {rank} axes", "axis=-1 is the last")
    if x.first:
        place = 1 if place == rank - 1 else place + 1
    return elementwise(machine, x, made(kind, dim=place), name)


# What an activation is called, and the solver's layer.
ACTIVATIONS = {
    "relu": ("ReLU",), "sigmoid": ("Sigmoid",), "tanh": ("Tanh",), "elu": ("ELU",), "selu": ("SELU",),
    "silu": ("SiLU",), "swish": ("SiLU",), "softplus": ("Softplus",), "softsign": ("Softsign",),
    "exponential": ("Exp",), "exp": ("Exp",), "relu6": ("ReLU6",), "mish": ("Mish",), "celu": ("CELU",),
    "leaky_relu": ("LeakyReLU", Fraction(1, 5)), "hard_tanh": ("Hardtanh",), "hard_swish": ("Hardswish",),
    "hard_silu": ("Hardswish",), "hard_sigmoid": ("Hardsigmoid",), "log_sigmoid": ("LogSigmoid",),
    "gelu": ("GELU",), "tanh_shrink": ("Tanhshrink",), "soft_shrink": ("Softshrink",),
    "hard_shrink": ("Hardshrink",), "abs": ("Abs",),
}  # fmt: skip
ALONG = {"softmax": "Softmax", "log_softmax": "LogSoftmax"}


def activated(machine: "KerasMachine", x: KerasTensor, given: Any, name: str) -> KerasTensor:
    """The activation of a layer, by its name, or by a function or layer."""
    if given is None or given == "linear":
        return x
    if not isinstance(given, str):
        found = machine.call(given, [x])
        if not isinstance(found, KerasTensor):
            raise Stop(f"the activation of {name} gives no tensor")
        return found
    if given in ALONG:
        return along_channels(machine, x, ALONG[given], -1, name)
    if given not in ACTIVATIONS:
        raise Stop(f"unknown activation {given!r}", near(given, [*ACTIVATIONS, *ALONG]))
    kind, *arguments = ACTIVATIONS[given]
    return elementwise(machine, x, made(str(kind), *arguments), name)


def each_axis(value: Any, dims: int, what: str) -> tuple[int, ...]:
    """A number for every axis, or one each; `Stop` for anything else."""
    found = tuple(value) if isinstance(value, list | tuple) else (value,) * dims
    if len(found) != dims or not all(type(entry) is int for entry in found):
        raise Stop(f"{what}={value!r}", f"write a whole number, or {dims} of them")
    return found


def bare(values: tuple[int, ...]) -> Any:
    """One number where all are the same."""
    return values[0] if len(set(values)) == 1 else values


def same_padding(
    sizes: Sequence[int], kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> list[tuple[int, int]]:
    """TensorFlow's padding "same": as many outputs as inputs over the stride; the odd one comes last.

    >>> same_padding([28, 7], [3, 2], [1, 2], [1, 1])
    [(1, 1), (0, 1)]
    """
    found = []
    for n, k, s, d in zip(sizes, kernel, stride, dilation, strict=True):
        total = max((-(-n // s) - 1) * s + d * (k - 1) + 1 - n, 0)
        found.append((total // 2, total - total // 2))
    return found


def padded(
    machine: "KerasMachine", x: KerasTensor, pairs: Sequence[tuple[int, int]], name: str
) -> KerasTensor:
    """Zeros around; negative numbers cut off."""
    flat_pairs = tuple(n for pair in reversed(pairs) for n in pair)
    found = made(f"ZeroPad{len(pairs)}d", flat_pairs)
    return seen(machine, add(machine, found, [x], name), first=True)
