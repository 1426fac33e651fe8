"""Operators with learned weights: convolutions and fully connected layers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quizgen.architecture.constructors import scaled
from quizgen.architecture.onnx_file import arithmetic
from quizgen.architecture.onnx_file.operator import Operator, Value, exact
from quizgen.architecture.onnx_file.windows import window
from quizgen.architecture.traced import Tensor


def _convolution(operator: Operator) -> Value:
    weights = [operator.weight(place) for place in (1, 2) if operator.given(place)]
    kernel = weights[0].shape
    dims, groups = len(kernel) - 2, operator.attribute("group", 1)
    x = operator.builder.first(operator.tensor(0), operator.step.where)
    named = window(operator, dims, kernel[2:])
    return operator.learned(
        f"Conv{dims}d", weights, x, in_channels=kernel[1] * groups, out_channels=kernel[0],
        groups=groups, bias=len(weights) > 1, **named,
    )  # fmt: skip


def _transposed(operator: Operator) -> Value:
    weights = [operator.weight(place) for place in (1, 2) if operator.given(place)]
    kernel = weights[0].shape
    dims, groups = len(kernel) - 2, operator.attribute("group", 1)
    if "output_shape" in operator.attributes:
        raise operator.refused("with output_shape", "give pads and output_padding")
    x = operator.builder.first(operator.tensor(0), operator.step.where)
    named = window(operator, dims, kernel[2:])
    extra = tuple(operator.attribute("output_padding", (0,) * dims))
    if isinstance(named["padding"], str):
        named["padding"] = _same(x.shape[2:], named, extra)
    # torch takes equally much off both sides; the rest is cut off afterwards.
    pairs = [side if isinstance(side, tuple) else (side, side) for side in named["padding"]] if named["padding"] else []  # fmt: skip
    named["padding"] = tuple(min(pair) for pair in pairs) or 0
    found = operator.learned(
        f"ConvTranspose{dims}d", weights, x, in_channels=kernel[0], out_channels=kernel[1] * groups,
        output_padding=extra, groups=groups, bias=len(weights) > 1, **named,
    )  # fmt: skip
    for axis, (start, end) in enumerate(pairs, start=2):
        less = min(start, end)
        places = range(start - less, found.shape[axis] - (end - less))
        found = operator.builder.entries(found, axis, places, operator.step.title)
    return found


def _same(sizes: Sequence[int], named: Mapping[str, Any], extra: Sequence[int]) -> tuple[Any, ...]:
    """The padding with which each size is multiplied by its stride; the odd one at the end, or the start."""
    strides, dilations = named["stride"], named.get("dilation", (1,) * len(sizes))
    found = []
    for n, k, s, d, e in zip(sizes, named["kernel_size"], strides, dilations, extra, strict=True):
        total = max(s * (n - 1) + e + (k - 1) * d + 1 - n * s, 0)
        half = total // 2
        found.append((half, total - half) if named["padding"] == "same" else (total - half, half))
    return tuple(found)


def _general(operator: Operator) -> Value:
    """`alpha A B + beta C`: one layer where C is one intercept for each unit."""
    x, builder, name = operator.tensor(0), operator.builder, operator.step.title
    alpha, beta = (exact(operator.attribute(n, 1.0)) for n in ("alpha", "beta"))
    if operator.attribute("transA", 0):
        x = builder.permuted(x, (1, 0), name)
    turned = operator.attribute("transB", 0)
    right = operator.value(1)
    if isinstance(right, Tensor):
        other = builder.permuted(right, (1, 0), name) if turned else right
        found = builder.product(name, x, other)
        whole = False
    else:
        weight = operator.weight(1)
        into, out = weight.shape[::-1] if turned else weight.shape
        third = operator.value(2) if operator.given(2) else None
        whole = third is None or (
            not isinstance(third, Tensor) and third.shape in ((out,), (1, out)) and (alpha, beta) == (1, 1)
        )  # fmt: skip
        weights = [weight, operator.weight(2)] if third is not None and whole else [weight]
        found = operator.learned(
            "Linear", weights, x, in_features=into, out_features=out, bias=len(weights) > 1
        )
    found = scaled(builder, name, found, alpha)
    if whole or not operator.given(2):
        return found
    third = operator.value(2)
    if not isinstance(third, Tensor):
        third = operator.weight(2)
    added = operator.as_tensor(third)
    return arithmetic.joined(operator, "Add", [found, scaled(builder, name, added, beta)])


def _prelu(operator: Operator) -> Value:
    import math

    x = operator.builder.first(operator.tensor(0), operator.step.where)
    weight = operator.weight(1)
    count = math.prod(weight.shape)
    aligned = (1,) * (len(x.shape) - len(weight.shape)) + weight.shape
    if count > 1 and aligned != (1, x.shape[1], *(1,) * (len(x.shape) - 2)):
        raise operator.refused(f"with slopes of {weight.shape}", "torch has one for each channel")
    return operator.learned("PReLU", [weight], x, num_parameters=count)


OPERATORS: Mapping[str, Callable[[Operator], Any]] = {
    "Conv": _convolution,
    "ConvTranspose": _transposed,
    "Gemm": _general,
    "PRelu": _prelu,
}
