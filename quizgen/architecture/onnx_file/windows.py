"""Operators on images: pooling, padding, resizing, and the window of a convolution."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from quizgen.architecture.constructors import padded
from quizgen.architecture.onnx_file.operator import Operator, Value, exact

Shape = tuple[int, ...]
AUTOMATIC: Mapping[bytes, Any] = {b"SAME_UPPER": "same", b"SAME_LOWER": "same_lower", b"VALID": 0}
PADDING = {
    b"constant": "ZeroPad",
    b"reflect": "ReflectionPad",
    b"edge": "ReplicationPad",
    b"wrap": "CircularPad",
}


def window(operator: Operator, dims: int, kernel: Shape = ()) -> dict[str, Any]:
    """Kernel, stride, padding and dilation; padding that is not symmetric as pairs."""
    attributes = operator.attributes
    pads = tuple(attributes.get("pads", (0,) * (2 * dims)))
    left, right = pads[:dims], pads[dims:]
    padding: Any = left if left == right else tuple(zip(left, right, strict=True))
    found = {
        "kernel_size": tuple(attributes.get("kernel_shape", kernel)),
        "stride": tuple(attributes.get("strides", (1,) * dims)),
        "padding": AUTOMATIC.get(attributes.get("auto_pad", b"NOTSET"), padding),
    }
    dilation = tuple(attributes.get("dilations", (1,) * dims))
    return {**found, "dilation": dilation} if any(size > 1 for size in dilation) else found


def _pooling(kind: str) -> Callable[[Operator], Value]:
    def made(operator: Operator) -> Value:
        x = operator.builder.first(operator.tensor(0), operator.step.where)
        dims = len(x.shape) - 2
        named = window(operator, dims)
        named["ceil_mode"] = bool(operator.attribute("ceil_mode", 0))
        if kind == "Avg":
            named["count_include_pad"] = bool(operator.attribute("count_include_pad", 0))
        if kind == "LP":
            named["norm_type"] = operator.attribute("p", 2)
            if named.pop("padding") not in (0, (0,) * dims):
                raise operator.refused("with padding", "torch has none here")
        return operator.made(f"{kind}Pool{dims}d", x, **named)

    return made


def _global(kind: str) -> Callable[[Operator], Value]:
    def made(operator: Operator) -> Value:
        x = operator.builder.first(operator.tensor(0), operator.step.where)
        return operator.made(f"Adaptive{kind}Pool{len(x.shape) - 2}d", x, output_size=1)

    return made


# -- padding --------------------------------------------------------------------------------------


def _pad(operator: Operator) -> Value:
    """ONNX has all beginnings first, then all ends; torch a pair for each axis, the last axis first."""
    x = operator.tensor(0)
    rank = len(x.shape)
    amounts = operator.setting("pads", 1) or []
    axes = operator.setting("axes", 3) or list(range(rank))
    value = operator.attribute("value", 0.0)
    if operator.given(2):
        value = float(operator.numbers(2).ravel()[0])
    half = len(amounts) // 2
    pairs = [(0, 0)] * rank
    for axis, start, end in zip(axes, amounts[:half], amounts[half:], strict=True):
        pairs[axis % rank] = (start, end)
    kind = PADDING[operator.attribute("mode", b"constant")]
    return padded(operator.builder, operator.step.where, x, pairs, kind, exact(value))


# -- resizing -------------------------------------------------------------------------------------


def _resize(operator: Operator) -> Value:
    """PyTorch's three ways exactly; of any other the shape alone."""
    x = operator.builder.first(operator.tensor(0), operator.step.where)
    rank = len(x.shape)
    axes = [axis % rank for axis in operator.attribute("axes", range(rank))]
    factors = _numbers(operator, "scales", 1 if operator.step.kind == "Upsample" or operator.opset < 11 else 2)  # fmt: skip
    sizes = _numbers(operator, "sizes", 3)
    scales = {axis: Fraction(1) for axis in range(rank)}
    wanted = list(x.shape)
    for place, axis in enumerate(axes):
        if sizes:
            wanted[axis] = int(sizes[place])
            scales[axis] = Fraction(wanted[axis], x.shape[axis])
        else:
            scales[axis] = Fraction(exact(float(factors[place])))
            wanted[axis] = int(x.shape[axis] * scales[axis])
    if scales[0] != 1 or scales[1] != 1:
        raise operator.refused("of batch or channels", "resize the other axes")
    if operator.attribute("keep_aspect_ratio_policy", b"stretch") != b"stretch":
        raise operator.refused("keeps the aspect ratio", "export with the sizes it has then")
    mode, named = _way(operator, [scales[axis] for axis in range(2, rank)], x.shape[2:])
    if all(scale.denominator == 1 for scale in scales.values()):
        each = tuple(int(scales[axis]) for axis in range(2, rank))
        return operator.made("Upsample", x, scale_factor=each[0] if len(set(each)) == 1 else each, mode=mode, **named)  # fmt: skip
    if sizes:
        return operator.made("Upsample", x, size=tuple(wanted[2:]), mode=mode, **named)
    given = tuple(float(scales[axis]) for axis in range(2, rank))
    return operator.made("Upsample", x, scale_factor=given, mode=mode, **named)


def _numbers(operator: Operator, name: str, place: int) -> list[Any]:
    if name in operator.attributes:
        return list(operator.attributes[name])
    return list(operator.numbers(place).ravel().tolist()) if operator.given(place) else []


def _way(operator: Operator, scales: list[Fraction], shape: Shape) -> tuple[str, dict[str, Any]]:
    """PyTorch's mode and whether corners are aligned."""
    mode = operator.attribute("mode", b"nearest").decode()
    old = operator.step.kind == "Upsample" or operator.opset < 11
    place = "asymmetric" if old else operator.attribute("coordinate_transformation_mode", b"half_pixel").decode()  # fmt: skip
    rounding = (
        "floor" if old else operator.attribute("nearest_mode", b"round_prefer_floor").decode()
    )
    linear = {1: "linear", 2: "bilinear", 3: "trilinear"}[len(shape)]
    if mode == "nearest":
        grows = all(scale.denominator == 1 for scale in scales)
        floor = (place, rounding) == ("asymmetric", "floor")
        if not floor and not (grows and place == "half_pixel" and rounding.startswith("round")):
            operator.leave_out("of other positions than torch's")
        return "nearest", {}
    if mode == "linear" and place in {"half_pixel", "pytorch_half_pixel", "align_corners"}:
        if operator.attribute("antialias", 0):
            operator.leave_out("with antialiasing")
        whole = all((size * scale).denominator == 1 for size, scale in zip(shape, scales, strict=True))  # fmt: skip
        single = place == "pytorch_half_pixel" and any(int(n * s) == 1 != n for n, s in zip(shape, scales, strict=True))  # fmt: skip
        if single or (place == "align_corners" and not whole):
            operator.leave_out("of other positions than torch's")
        return linear, {"align_corners": place == "align_corners"}
    operator.leave_out(f"of mode {mode}, {place}")
    return ("nearest", {}) if mode != "linear" else (linear, {"align_corners": False})


OPERATORS: Mapping[str, Callable[[Operator], Any]] = {
    "MaxPool": _pooling("Max"),
    "AveragePool": _pooling("Avg"),
    "LpPool": _pooling("LP"),
    "GlobalAveragePool": _global("Avg"),
    "GlobalMaxPool": _global("Max"),
    "Pad": _pad,
    "Resize": _resize,
    "Upsample": _resize,
}
