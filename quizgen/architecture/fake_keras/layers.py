"""What Keras's layers do to a tensor: nodes of the solver's layers.

Each function takes the machine, the layer as the text made it, its arguments and a tensor.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_keras.building import (
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
from quizgen.architecture.fake_keras.tensors import KerasTensor
from quizgen.architecture.fake_keras.windows import WINDOWS, Arguments, Handler, name_of
from quizgen.architecture.minipython.values import Instance, Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_keras.reader import KerasMachine


def _dense(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    name = name_of(owner)
    if not x.shape:
        raise Stop("Dense takes a tensor of one axis or more")
    x = channels_last(machine, x, name)
    layer = made("Linear", x.shape[-1], a["units"], bool(a["use_bias"]))
    found = seen(machine, add(machine, layer, [x], name, (owner, "")), first=False)
    return activated(machine, found, a["activation"], f"{name}_activation")


def _flatten(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    return flat(machine, x, name_of(owner))


def _reshape(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    return reshaped(machine, x, a["target_shape"], name_of(owner))


def reshaped(machine: "KerasMachine", x: KerasTensor, sizes: Any, name: str) -> KerasTensor:
    """The entries in Keras's order in another shape; the batch is not among its sizes."""
    given = tuple(sizes) if isinstance(sizes, list | tuple) else (sizes,)
    if not all(type(size) is int for size in given):
        raise Stop(f"a shape {given!r}", "write whole numbers")
    x = channels_last(machine, x, name)
    node = add(machine, made("Reshape", given), [x], name)
    return seen(machine, node, first=False)


def _permute(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    name = name_of(owner)
    order = tuple(dim - 1 for dim in a["dims"])
    x = channels_last(machine, x, name)
    return seen(machine, add(machine, made("Permute", order), [x], name), first=False)


def _repeat(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    name = name_of(owner)
    if len(x.shape) != 1:
        raise Stop(f"{name} takes one axis, not {x.shape}")
    lifted = seen(machine, add(machine, made("Unsqueeze", 1), [x], f"{name}_row"), first=False)
    return seen(machine, add(machine, made("Select", (0,) * a["n"]), [lifted], name), first=False)


def _dropout(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    rate = a.get("rate", 0)
    share = Fraction(str(rate)) if isinstance(rate, float) else rate
    return elementwise(machine, x, made("Dropout", share), name_of(owner))


def _same(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    """Nothing happens once the network is trained."""
    return x


def _activation(
    machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor
) -> KerasTensor:
    return activated(machine, x, a["activation"], name_of(owner))


def _relu(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    most, slope, threshold = a["max_value"], a["negative_slope"], a["threshold"]
    if threshold or (most is not None and slope):
        raise Stop(f"{name_of(owner)}: a threshold, or a slope and a largest value")
    if slope:
        found = made("LeakyReLU", Fraction(str(slope)))
    elif most is None:
        found = made("ReLU")
    else:
        found = made("ReLU6") if most == 6 else made("Hardtanh", 0, Fraction(str(most)))
    return elementwise(machine, x, found, name_of(owner))


def _leaky(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    return elementwise(
        machine, x, made("LeakyReLU", Fraction(str(a["negative_slope"]))), name_of(owner)
    )


def _elu(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    return elementwise(machine, x, made("ELU", Fraction(str(a["alpha"]))), name_of(owner))


def _prelu(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    name = name_of(owner)
    shared = set(each_of(a["shared_axes"]))
    if shared != set(range(1, len(x.shape))):
        raise Stop(
            f"{name} has a slope for each entry", "with shared_axes of all but the last it is read"
        )
    x = channels_first(machine, x, name)
    node = add(machine, made("PReLU", x.shape[-1], 0), [x], name, (owner, ""))
    return seen(machine, node, first=x.first)


def each_of(value: Any) -> list[Any]:
    """The entries of a list, one value as a list of it, and nothing for None.

    >>> each_of(None), each_of(3), each_of((1, 2))
    ([], [3], [1, 2])
    """
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _softmax(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    return along_channels(machine, x, "Softmax", a["axis"], name_of(owner))


def _last_axis(x: KerasTensor, axis: Any, name: str) -> None:
    (place,) = each_of(axis) if len(each_of(axis)) == 1 else (0,)
    if place not in (-1, len(x.shape)):
        raise Stop(
            f"{name}: axis={axis!r} of a tensor of {len(x.shape) + 1} axes", "axis=-1 is the last"
        )


def _both(a: Arguments, name: str) -> bool:
    if bool(a["center"]) != bool(a["scale"]):
        raise Stop(f"{name} learns only one of scale and center", "no layer here stands for that")
    return bool(a["center"])


def _number(value: Any) -> Any:
    return Fraction(str(value)) if isinstance(value, float) else value


def _batch_norm(
    machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor
) -> KerasTensor:
    name = name_of(owner)
    _last_axis(x, a["axis"], name)
    dims = max(len(x.shape) - 1, 1)
    x = channels_first(machine, x, name)
    settings = {"eps": _number(a["epsilon"]), "momentum": 1 - _number(a["momentum"])}
    both = bool(a["center"] and a["scale"])
    layer = made(f"BatchNorm{dims}d", x.shape[-1], affine=both, **settings)
    found = seen(machine, add(machine, layer, [x], name, (owner, "")), first=x.first)
    if both:
        return found
    for learned, kind, end in ((a["scale"], "Multiply", "gamma"), (a["center"], "Add", "beta")):
        if learned:
            found = _with_learned(machine, owner, found, kind, f"{name}_{end}")
    return found


def _with_learned(
    machine: "KerasMachine", owner: Instance, x: KerasTensor, kind: str, name: str
) -> KerasTensor:
    """A learned number for each channel added or multiplied."""
    sizes = (x.shape[-1], *(1,) * (len(x.shape) - 1))
    key = (id(owner), name)
    if key not in machine.learned:
        machine.learned[key] = add(machine, made("Parameter", sizes), [], name)
    learned = seen(machine, machine.learned[key], first=x.first)
    node = add(machine, made(kind), [x, learned], f"{name}_{kind.lower()}")
    return seen(machine, node, first=x.first)


def _layer_norm(
    machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor
) -> KerasTensor:
    name = name_of(owner)
    _last_axis(x, a["axis"], name)
    x = channels_last(machine, x, name)
    if a["center"] and not a["scale"]:
        _both(a, name)
    layer = made(
        "LayerNorm",
        x.shape[-1],
        eps=_number(a["epsilon"]),
        elementwise_affine=bool(a["scale"]),
        bias=bool(a["center"]),
    )
    return seen(machine, add(machine, layer, [x], name, (owner, "")), first=False)


def _group_norm(
    machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor
) -> KerasTensor:
    name = name_of(owner)
    _last_axis(x, a["axis"], name)
    x = channels_first(machine, x, name)
    groups = x.shape[-1] if a["groups"] == -1 else a["groups"]
    settings = {"eps": _number(a["epsilon"]), "affine": _both(a, name)}
    layer = made("GroupNorm", groups, x.shape[-1], **settings)
    return seen(machine, add(machine, layer, [x], name, (owner, "")), first=x.first)


def _embedding(
    machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor
) -> KerasTensor:
    layer = made("Embedding", a["input_dim"], a["output_dim"])
    return seen(machine, add(machine, layer, [x], name_of(owner), (owner, "")), first=False)


def _rescaling(
    machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor
) -> KerasTensor:
    name = name_of(owner)
    if not all(isinstance(a[key], int | float) for key in ("scale", "offset")):
        raise Stop(f"{name} with several scales or offsets", "one number of each is read")
    found = elementwise(machine, x, made("Scale", a["scale"]), name)
    if not a["offset"]:
        return found
    return elementwise(machine, found, made("Shift", a["offset"]), f"{name}_offset")


def _function(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> Any:
    return machine.call(a["function"], [x], a["arguments"] or {})


def _each_step(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> Any:
    inner = a["layer"]
    kind = getattr(getattr(inner, "host", None), "title", "")
    if kind not in _ON_LAST_AXIS:
        raise Stop(
            f"TimeDistributed of {kind or 'a model'}",
            "of layers on the last axis, as Dense, it is read",
        )
    return machine.call(inner, [channels_last(machine, x, name_of(owner))])


_ON_LAST_AXIS = frozenset(
    {"Dense", "Dropout", "Activation", "LayerNormalization", "ReLU", "LeakyReLU"}
)
HANDLERS: Mapping[str, Handler] = {
    **WINDOWS,
    "Dense": _dense,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Permute": _permute,
    "RepeatVector": _repeat,
    **dict.fromkeys(
        ("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"), _dropout
    ),
    **dict.fromkeys(
        "GaussianNoise GaussianDropout AlphaDropout ActivityRegularization Masking Identity RandomFlip RandomRotation"
        " RandomZoom RandomContrast RandomBrightness RandomTranslation".split(),
        _same,
    ),
    "Activation": _activation,
    "ReLU": _relu,
    "LeakyReLU": _leaky,
    "PReLU": _prelu,
    "ELU": _elu,
    "Softmax": _softmax,
    "BatchNormalization": _batch_norm,
    "LayerNormalization": _layer_norm,
    "GroupNormalization": _group_norm,
    "Embedding": _embedding,
    "Rescaling": _rescaling,
    "Lambda": _function,
    "TimeDistributed": _each_step,
}
