"""What Keras's layers do to a tensor: nodes of the solver's layers.

Each function takes the machine, the layer as the text made it, its arguments and a tensor.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_keras.building import (
    activated,
    add,
    along_channels,
    bare,
    channels_first,
    channels_last,
    each_axis,
    elementwise,
    flat,
    made,
    padded,
    same_padding,
    seen,
)
from quizgen.architecture.fake_keras.tensors import KerasTensor
from quizgen.architecture.minipython.values import Instance, Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_keras.reader import KerasMachine

Arguments = Mapping[str, Any]
Handler = Callable[["KerasMachine", Instance, Arguments, KerasTensor], Any]


def name_of(owner: Instance) -> str:
    """The name of a layer, its own or the one Keras gives."""
    return str(owner.host.name)


def _dense(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    name = name_of(owner)
    if not x.shape:
        raise Stop("Dense takes a tensor of one axis or more")
    x = channels_last(machine, x, name)
    layer = made("Linear", x.shape[-1], a["units"], bool(a["use_bias"]))
    found = seen(machine, add(machine, layer, [x], name, (owner, "")), first=False)
    return activated(machine, found, a["activation"], f"{name}_activation")


def _spatial(
    machine: "KerasMachine", x: KerasTensor, a: Arguments, dims: int, name: str
) -> KerasTensor:
    if a.get("data_format") == "channels_first":
        raise Stop("data_format='channels_first' is not read", "write it with the channels last")
    if len(x.shape) != dims + 1:
        raise Stop(
            f"{name}: the input has shape {x.shape}, and {dims + 1} axes are needed, the channels last"
        )
    return channels_first(machine, x, name)


def _with_padding(
    machine: "KerasMachine", x: KerasTensor, a: Arguments, kernel: Sequence[int], name: str
) -> tuple[KerasTensor, Any]:
    """The tensor, padded where both sides differ, and what is left for the layer."""
    dims = len(kernel)
    stride = each_axis(a["strides"], dims, "strides")
    dilation = each_axis(a["dilation_rate"], dims, "dilation_rate")
    kind = str(a["padding"]).lower()
    if kind == "valid":
        return x, 0
    if kind == "causal" and dims == 1:
        return padded(machine, x, [(dilation[0] * (kernel[0] - 1), 0)], f"{name}_pad"), 0
    if kind != "same":
        raise Stop(f"padding={a['padding']!r}", "Keras has 'valid' and 'same'")
    pairs = same_padding(x.shape[:-1], kernel, stride, dilation)
    if all(left == right for left, right in pairs):
        return x, bare(tuple(left for left, _ in pairs))
    return padded(machine, x, pairs, f"{name}_pad"), 0


def _convolution(dims: int) -> Handler:
    def run(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
        name = name_of(owner)
        kernel = each_axis(a["kernel_size"], dims, "kernel_size")
        x = _spatial(machine, x, a, dims, name)
        x, padding = _with_padding(machine, x, a, kernel, name)
        layer = made(
            f"Conv{dims}d",
            x.shape[-1],
            a["filters"],
            bare(kernel),
            bare(each_axis(a["strides"], dims, "strides")),
            padding,
            bare(each_axis(a["dilation_rate"], dims, "dilation_rate")),
            a["groups"],
            bool(a["use_bias"]),
        )
        found = seen(machine, add(machine, layer, [x], name, (owner, "")), first=True)
        return activated(machine, found, a["activation"], f"{name}_activation")

    return run


def _depthwise(
    machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor, dims: int, *, bias: bool
) -> KerasTensor:
    name = name_of(owner)
    kernel = each_axis(a["kernel_size"], dims, "kernel_size")
    x = _spatial(machine, x, a, dims, name)
    x, padding = _with_padding(machine, x, a, kernel, name)
    channels = x.shape[-1]
    layer = made(
        f"Conv{dims}d",
        channels,
        channels * a["depth_multiplier"],
        bare(kernel),
        bare(each_axis(a["strides"], dims, "strides")),
        padding,
        bare(each_axis(a["dilation_rate"], dims, "dilation_rate")),
        channels,
        bias,
    )
    title = name if bias or "filters" not in a else f"{name}_depthwise"
    return seen(machine, add(machine, layer, [x], title, (owner, "depthwise")), first=True)


def _depthwise_alone(dims: int) -> Handler:
    def run(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
        found = _depthwise(machine, owner, a, x, dims, bias=bool(a["use_bias"]))
        return activated(machine, found, a["activation"], f"{name_of(owner)}_activation")

    return run


def _separable(dims: int) -> Handler:
    def run(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
        name = name_of(owner)
        x = _depthwise(machine, owner, a, x, dims, bias=False)
        layer = made(f"Conv{dims}d", x.shape[-1], a["filters"], 1, bias=bool(a["use_bias"]))
        node = add(machine, layer, [x], f"{name}_pointwise", (owner, "pointwise"))
        return activated(
            machine, seen(machine, node, first=True), a["activation"], f"{name}_activation"
        )

    return run


def _transposed(dims: int) -> Handler:
    def run(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
        name = name_of(owner)
        kernel = each_axis(a["kernel_size"], dims, "kernel_size")
        stride = each_axis(a["strides"], dims, "strides")
        if a["output_padding"] is not None or each_axis(a["dilation_rate"], dims, "x") != (1,) * dims:
            raise Stop(f"{name}: output_padding and dilation_rate of a transposed convolution")
        x = _spatial(machine, x, a, dims, name)
        padding, more = [], []
        for k, s in zip(kernel, stride, strict=True):
            cut = max(k - s, 0) if str(a["padding"]).lower() == "same" else 0
            padding.append(-(-cut // 2))
            more.append(cut % 2 + max(s - k, 0))
            if cut % 2:
                # TensorFlow cuts the odd entry off at the end, PyTorch at the beginning.
                machine.leave_out(f"{name} cuts one entry more at the end than at the beginning")
        layer = made(
            f"ConvTranspose{dims}d",
            x.shape[-1],
            a["filters"],
            bare(kernel),
            bare(stride),
            bare(tuple(padding)),
            bare(tuple(more)),
            1,
            bool(a["use_bias"]),
        )
        found = seen(machine, add(machine, layer, [x], name, (owner, "")), first=True)
        return activated(machine, found, a["activation"], f"{name}_activation")

    return run


def _pooling(kind: str, dims: int) -> Handler:
    def run(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
        name = name_of(owner)
        kernel = each_axis(a["pool_size"], dims, "pool_size")
        given = a["pool_size"] if a["strides"] is None else a["strides"]
        stride = each_axis(given, dims, "strides")
        x = _spatial(machine, x, a, dims, name)
        more: dict[str, Any] = {}
        wanted = None
        if str(a["padding"]).lower() == "same":
            sizes = x.shape[:-1]
            pairs = same_padding(sizes, kernel, stride, (1,) * dims)
            # What is beyond the border is not counted: a last window that sticks out is the same.
            more = {"padding": bare(tuple(left for left, _ in pairs)), "ceil_mode": True}
            wanted = tuple(-(-n // s) for n, s in zip(sizes, stride, strict=True))
            if kind == "Avg":
                more["count_include_pad"] = False
        layer = made(f"{kind}Pool{dims}d", bare(kernel), bare(stride), **more)
        found = seen(machine, add(machine, layer, [x], name), first=True)
        if wanted is not None and found.shape[:-1] != wanted:
            raise Stop(f"{name}: padding='same' of {x.shape[:-1]} by {kernel} in steps of {stride}")
        return found

    return run


def _global(kind: str, dims: int) -> Handler:
    def run(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
        name = name_of(owner)
        x = _spatial(machine, x, a, dims, name)
        pool = seen(
            machine, add(machine, made(f"Adaptive{kind}Pool{dims}d", 1), [x], name), first=True
        )
        if a["keepdims"]:
            return pool
        return seen(machine, add(machine, made("Flatten"), [pool], f"{name}_flatten"), first=False)

    return run


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


def _activation(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
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
        raise Stop(f"{name}: axis={axis!r} of a tensor of {len(x.shape) + 1} axes", "axis=-1 is the last")


def _both(a: Arguments, name: str) -> bool:
    if bool(a["center"]) != bool(a["scale"]):
        raise Stop(f"{name} learns only one of scale and center", "no layer here stands for that")
    return bool(a["center"])


def _number(value: Any) -> Any:
    return Fraction(str(value)) if isinstance(value, float) else value


def _batch_norm(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
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
    if key not in machine.nodes:
        machine.nodes[key] = add(machine, made("Parameter", sizes), [], name)
    learned = seen(machine, machine.nodes[key], first=x.first)
    node = add(machine, made(kind), [x, learned], f"{name}_{kind.lower()}")
    return seen(machine, node, first=x.first)


def _layer_norm(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
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


def _group_norm(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    name = name_of(owner)
    _last_axis(x, a["axis"], name)
    x = channels_first(machine, x, name)
    groups = x.shape[-1] if a["groups"] == -1 else a["groups"]
    settings = {"eps": _number(a["epsilon"]), "affine": _both(a, name)}
    layer = made("GroupNorm", groups, x.shape[-1], **settings)
    return seen(machine, add(machine, layer, [x], name, (owner, "")), first=x.first)


def _embedding(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    layer = made("Embedding", a["input_dim"], a["output_dim"])
    return seen(machine, add(machine, layer, [x], name_of(owner), (owner, "")), first=False)


def _pairs(value: Any, dims: int, what: str) -> list[tuple[int, int]]:
    """The two sides of each axis, as Keras takes them."""
    if isinstance(value, int):
        return [(value, value)] * dims
    entries = list(value) if isinstance(value, list | tuple) else []
    if dims == 1 and len(entries) == 2 and all(type(entry) is int for entry in entries):
        return [(entries[0], entries[1])]
    found = [
        (entry, entry) if type(entry) is int else tuple(entry) if isinstance(entry, list | tuple) else ()
        for entry in entries
    ]
    if len(found) != dims or any(len(pair) != 2 for pair in found):
        raise Stop(f"{what}={value!r}", "write one number, one for each axis, or two")
    return [(pair[0], pair[1]) for pair in found if len(pair) == 2]


def _around(dims: int, what: str, sign: int) -> Handler:
    def run(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
        name = name_of(owner)
        pairs = [(sign * left, sign * right) for left, right in _pairs(a[what], dims, what)]
        return padded(machine, _spatial(machine, x, a, dims, name), pairs, name)

    return run


def _up_sampling(dims: int) -> Handler:
    def run(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
        name = name_of(owner)
        kind = a.get("interpolation", "nearest")
        if kind not in ("nearest", "bilinear"):
            raise Stop(f"{name}: interpolation={kind!r}", "'nearest' and 'bilinear' are read")
        factor = bare(each_axis(a["size"], dims, "size"))
        x = _spatial(machine, x, a, dims, name)
        layer = made("Upsample", scale_factor=factor, mode=kind)
        return seen(machine, add(machine, layer, [x], name), first=True)

    return run


def _resizing(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
    name = name_of(owner)
    x = _spatial(machine, x, a, 2, name)
    if a["interpolation"] not in ("bilinear", "nearest") or a["crop_to_aspect_ratio"]:
        raise Stop(f"{name}: interpolation={a['interpolation']!r}", "'bilinear' is read")
    layer = made("Upsample", (a["height"], a["width"]), mode=a["interpolation"])
    return seen(machine, add(machine, layer, [x], name), first=True)


def _rescaling(machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor) -> KerasTensor:
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
            f"TimeDistributed of {kind or 'a model'}", "of layers on the last axis, as Dense, it is read"
        )
    return machine.call(inner, [channels_last(machine, x, name_of(owner))])


_ON_LAST_AXIS = frozenset({"Dense", "Dropout", "Activation", "LayerNormalization", "ReLU", "LeakyReLU"})
HANDLERS: Mapping[str, Handler] = {
    "Dense": _dense,
    **{f"Conv{n}D": _convolution(n) for n in (1, 2, 3)},
    **{f"SeparableConv{n}D": _separable(n) for n in (1, 2)},
    **{f"DepthwiseConv{n}D": _depthwise_alone(n) for n in (1, 2)},
    **{f"Conv{n}DTranspose": _transposed(n) for n in (1, 2, 3)},
    **{f"MaxPooling{n}D": _pooling("Max", n) for n in (1, 2, 3)},
    **{f"AveragePooling{n}D": _pooling("Avg", n) for n in (1, 2, 3)},
    **{f"GlobalMaxPooling{n}D": _global("Max", n) for n in (1, 2, 3)},
    **{f"GlobalAveragePooling{n}D": _global("Avg", n) for n in (1, 2, 3)},
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Permute": _permute,
    "RepeatVector": _repeat,
    **dict.fromkeys(("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"), _dropout),
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
    **{f"ZeroPadding{n}D": _around(n, "padding", 1) for n in (1, 2, 3)},
    **{f"Cropping{n}D": _around(n, "cropping", -1) for n in (1, 2, 3)},
    **{f"UpSampling{n}D": _up_sampling(n) for n in (1, 2, 3)},
    "Resizing": _resizing,
    "Rescaling": _rescaling,
    "Lambda": _function,
    "TimeDistributed": _each_step,
}

