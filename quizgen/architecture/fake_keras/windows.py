"""Keras's layers with windows over an image or sequence: convolution, pooling, padding, resizing."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_keras.building import (
    activated,
    add,
    bare,
    channels_first,
    each_axis,
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
        if (
            a["output_padding"] is not None
            or each_axis(a["dilation_rate"], dims, "x") != (1,) * dims
        ):
            raise Stop(f"{name}: output_padding and dilation_rate of a transposed convolution")
        x = _spatial(machine, x, a, dims, name)
        same = str(a["padding"]).lower() == "same"
        cut = [max(k - s, 0) if same else 0 for k, s in zip(kernel, stride, strict=True)]
        more = tuple(max(s - k, 0) for k, s in zip(kernel, stride, strict=True))
        layer = made(
            f"ConvTranspose{dims}d",
            x.shape[-1],
            a["filters"],
            bare(kernel),
            bare(stride),
            bare(tuple(each // 2 for each in cut)),
            bare(more),
            1,
            bool(a["use_bias"]),
        )
        found = seen(machine, add(machine, layer, [x], name, (owner, "")), first=True)
        if any(each % 2 for each in cut):
            # Of an odd number of entries TensorFlow cuts one more off at the end.
            found = padded(machine, found, [(0, -(each % 2)) for each in cut], f"{name}_crop")
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


def _pairs(value: Any, dims: int, what: str) -> list[tuple[int, int]]:
    """The two sides of each axis, as Keras takes them."""
    if isinstance(value, int):
        return [(value, value)] * dims
    entries = list(value) if isinstance(value, list | tuple) else []
    if dims == 1 and len(entries) == 2 and all(type(entry) is int for entry in entries):
        return [(entries[0], entries[1])]
    found = [
        (entry, entry)
        if type(entry) is int
        else tuple(entry)
        if isinstance(entry, list | tuple)
        else ()
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


def _resizing(
    machine: "KerasMachine", owner: Instance, a: Arguments, x: KerasTensor
) -> KerasTensor:
    name = name_of(owner)
    x = _spatial(machine, x, a, 2, name)
    if a["interpolation"] not in ("bilinear", "nearest") or a["crop_to_aspect_ratio"]:
        raise Stop(f"{name}: interpolation={a['interpolation']!r}", "'bilinear' is read")
    layer = made("Upsample", (a["height"], a["width"]), mode=a["interpolation"])
    return seen(machine, add(machine, layer, [x], name), first=True)


WINDOWS: Mapping[str, Handler] = {
    **{f"Conv{n}D": _convolution(n) for n in (1, 2, 3)},
    **{f"SeparableConv{n}D": _separable(n) for n in (1, 2)},
    **{f"DepthwiseConv{n}D": _depthwise_alone(n) for n in (1, 2)},
    **{f"Conv{n}DTranspose": _transposed(n) for n in (1, 2, 3)},
    **{f"MaxPooling{n}D": _pooling("Max", n) for n in (1, 2, 3)},
    **{f"AveragePooling{n}D": _pooling("Avg", n) for n in (1, 2, 3)},
    **{f"GlobalMaxPooling{n}D": _global("Max", n) for n in (1, 2, 3)},
    **{f"GlobalAveragePooling{n}D": _global("Avg", n) for n in (1, 2, 3)},
    **{f"ZeroPadding{n}D": _around(n, "padding", 1) for n in (1, 2, 3)},
    **{f"Cropping{n}D": _around(n, "cropping", -1) for n in (1, 2, 3)},
    **{f"UpSampling{n}D": _up_sampling(n) for n in (1, 2, 3)},
    "Resizing": _resizing,
}
