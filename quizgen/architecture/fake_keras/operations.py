"""What is done with tensors besides calling layers: joining, arithmetic, entries, functions."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_keras.building import (
    ACTIVATIONS,
    ALONG,
    activated,
    add,
    along_channels,
    channels_first,
    channels_last,
    elementwise,
    flat,
    made,
    seen,
)
from quizgen.architecture.fake_keras.layers import each_of, reshaped
from quizgen.architecture.fake_keras.tensors import KerasTensor, tensors_in
from quizgen.architecture.minipython.values import Native, Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_keras.reader import KerasMachine

_JOINS = {"Add": "add", "Subtract": "subtract", "Multiply": "multiply"}


def joined(machine: "KerasMachine", kind: str, given: Any, name: str) -> KerasTensor:
    """Tensors added, subtracted or multiplied entry by entry; an average is a sum scaled."""
    tensors = _alike(machine, tensors_in(given), name)
    inner = "Add" if kind == "Average" else kind
    if inner == "Subtract" and len(tensors) != 2:
        raise Stop(f"{kind} takes two tensors, not {len(tensors)}")
    found = seen(machine, add(machine, made(inner), tensors, name), first=tensors[0].first)
    if kind == "Average":
        share = made("Scale", Fraction(1, len(tensors)))
        return elementwise(machine, found, share, f"{name}_scale")
    return found


def _alike(machine: "KerasMachine", tensors: Sequence[KerasTensor], name: str) -> list[KerasTensor]:
    """The tensors with their axes in one order: channels in front where one of them has it."""
    if len(tensors) < 2:
        raise Stop(f"{name} of {len(tensors)} tensor", "give a list of two or more")
    if len({len(tensor.shape) for tensor in tensors}) > 1:
        shapes = ", ".join(str(tensor.shape) for tensor in tensors)
        raise Stop(f"{name} of shapes {shapes}", "the same number of axes is read")
    order = channels_first if any(tensor.first for tensor in tensors) else channels_last
    return [order(machine, tensor, name) for tensor in tensors]


def concatenated(machine: "KerasMachine", given: Any, axis: Any, name: str) -> KerasTensor:
    """Tensors side by side along Keras's axis, which counts the batch."""
    tensors = _alike(machine, tensors_in(given), name)
    rank = len(tensors[0].shape) + 1
    place = axis % rank if type(axis) is int and -rank <= axis < rank else 0
    if place == 0:
        raise Stop(f"{name}: axis={axis!r} of {rank} axes", "axis=-1 is the last")
    first = tensors[0].first
    dim = (0 if place == rank - 1 else place) if first else place - 1
    return seen(machine, add(machine, made("Concat", dim), tensors, name), first=first)


def arithmetic(
    machine: "KerasMachine", symbol: str, x: KerasTensor, other: Any, *, reflected: bool
) -> KerasTensor:
    """`x + y`, `2 * x` and the like."""
    if isinstance(other, KerasTensor):
        kind = {"+": "Add", "-": "Subtract", "*": "Multiply"}.get(symbol)
        if kind is None:
            raise Stop(f"{symbol} of two tensors is not read", "+, - and * are")
        return joined(machine, kind, [other, x] if reflected else [x, other], kind)
    if isinstance(other, bool) or not isinstance(other, int | float):
        raise Stop(f"{symbol} of a tensor and this is not read")
    number = Fraction(str(other)) if isinstance(other, float) else other
    if symbol == "*" or (symbol == "/" and not reflected and number):
        factor = number if symbol == "*" else 1 / Fraction(number)
        return elementwise(machine, x, made("Scale", factor), "scale")
    if symbol == "-" and reflected:
        x = elementwise(machine, x, made("Scale", -1), "scale")
    elif symbol not in ("+", "-"):
        raise Stop(f"{symbol} of a tensor and a number is not read", "+, -, * and / are")
    addend = -number if symbol == "-" and not reflected else number
    return elementwise(machine, x, made("Shift", addend), "shift")


def entries_of(machine: "KerasMachine", x: KerasTensor, key: Any) -> KerasTensor:
    """`x[:, -1, :]`: entries along the axes after the batch."""
    keys = list(key) if isinstance(key, tuple) else [key]
    if ... in keys:
        place = keys.index(...)
        keys[place : place + 1] = [slice(None)] * (len(x.shape) + 2 - len(keys))
    if not keys or keys[0] != slice(None):
        raise Stop("entries of the batch", "write x[:, …]: the first axis is the batch")
    name = "select"
    x = channels_last(machine, x, name)
    axis = 0
    for chosen in keys[1:]:
        if chosen == slice(None):
            axis += 1
            continue
        if isinstance(chosen, slice):
            index: Any = tuple(range(*chosen.indices(x.shape[axis])))
        elif type(chosen) is int:
            index = chosen
        else:
            raise Stop("these entries of a tensor are not read", "write numbers and slices")
        x = seen(machine, add(machine, made("Select", index, axis), [x], name), first=False)
        axis += isinstance(index, tuple)
    return x


def _one(value: Any) -> KerasTensor:
    (tensor,) = tensors_in(value)
    return tensor


def _activation(kind: str) -> Native:
    def run(machine: "KerasMachine", x: Any, *given: Any, **named: Any) -> KerasTensor:
        axis = named.get("axis", given[0] if given else -1)
        if kind in ALONG:
            return along_channels(machine, _one(x), ALONG[kind], axis, kind)
        if given or set(named) - {"name"}:
            raise Stop(f"{kind} with arguments of its own", f"layers.Activation({kind!r}) is read")
        return activated(machine, _one(x), kind, kind)

    return Native(kind, run)


def _join(kind: str) -> Native:
    def run(machine: "KerasMachine", x: Any, y: Any = None, name: Any = None) -> KerasTensor:
        if y is None:
            return joined(machine, kind, x, kind)
        for tensor, other, turned in ((x, y, False), (y, x, True)):
            if isinstance(tensor, KerasTensor) and not isinstance(other, KerasTensor):
                symbol = {"Add": "+", "Subtract": "-", "Multiply": "*"}[kind]
                return arithmetic(machine, symbol, tensor, other, reflected=turned)
        return joined(machine, kind, [x, y], kind)

    return Native(_JOINS.get(kind, kind.lower()), run)


def _concat(machine: "KerasMachine", values: Any, axis: Any = -1, name: Any = None) -> KerasTensor:
    return concatenated(machine, values, axis, "concatenate")


def _reshape(machine: "KerasMachine", x: Any, shape: Any, name: Any = None) -> KerasTensor:
    sizes = list(shape) if isinstance(shape, list | tuple) else [shape]
    # The first size is that of the batch: -1, or the shape's own None.
    if not sizes or sizes[0] not in (-1, None):
        raise Stop("reshape whose first size is not the batch's", "write (-1, …)")
    return reshaped(machine, _one(x), sizes[1:], "reshape")


def _mean(
    machine: "KerasMachine", x: Any, axis: Any = None, keepdims: bool = False, name: Any = None
) -> KerasTensor:
    tensor = _one(x)
    axes = [place % (len(tensor.shape) + 1) for place in each_of(axis)]
    if not axes or 0 in axes:
        raise Stop(f"a mean over axis {axis!r}", "the batch is axis 0")
    title = "mean"
    tensor = channels_last(machine, tensor, title)
    layer = made("Mean", tuple(place - 1 for place in axes), bool(keepdims))
    return seen(machine, add(machine, layer, [tensor], title), first=False)


def _expand(machine: "KerasMachine", x: Any, axis: Any = -1, name: Any = None) -> KerasTensor:
    title = "expand_dims"
    tensor = channels_last(machine, _one(x), title)
    return seen(machine, add(machine, made("Unsqueeze", axis), [tensor], title), first=False)


def _squeeze(machine: "KerasMachine", x: Any, axis: Any = None, name: Any = None) -> KerasTensor:
    if type(axis) is not int:
        raise Stop("squeeze without an axis", "write axis=…")
    title = "squeeze"
    tensor = channels_last(machine, _one(x), title)
    return seen(machine, add(machine, made("Squeeze", axis), [tensor], title), first=False)


def _flatten(machine: "KerasMachine", x: Any, *given: Any, **named: Any) -> KerasTensor:
    return flat(machine, _one(x), "flatten")


def _same(machine: "KerasMachine", x: Any, *given: Any, **named: Any) -> Any:
    return x


def _recorded(function: Native) -> Native:
    """The function, whose calls on tensors are part of the model."""

    def run(machine: "KerasMachine", *given: Any, **named: Any) -> Any:
        return machine.recorded(function.function, given, named)

    return Native(function.name, run)


_FUNCTIONS: dict[str, Native] = {
    **{name: _activation(name) for name in (*ACTIVATIONS, *ALONG)},
    **{
        name: _join(kind)
        for kind in ("Add", "Subtract", "Multiply", "Average")
        for name in (kind.lower(),)
    },
    **{name: Native(name, _concat) for name in ("concatenate", "concat")},
    "reshape": Native("reshape", _reshape),
    **{name: Native(name, _mean) for name in ("reduce_mean", "mean")},
    "expand_dims": Native("expand_dims", _expand),
    "squeeze": Native("squeeze", _squeeze),
    "flatten": Native("flatten", _flatten),
    **{name: Native(name, _same) for name in ("cast", "identity", "stop_gradient", "linear")},
}
FUNCTIONS = {name: _recorded(function) for name, function in _FUNCTIONS.items()}
