"""ATen operators that compute entry by entry, products of matrices, and `einsum`."""

from collections.abc import Callable
from typing import Any

from quizgen.architecture.aten.call import Call, Fixed, Operators
from quizgen.architecture.aten.layers import fully_connected
from quizgen.architecture.constructors import clipped, one_over, scaled, spread, with_number
from quizgen.architecture.einsum import einsum
from quizgen.architecture.stand_in import stand_in
from quizgen.architecture.traced import Tensor, Weight

# A power that is written as a product of so many equal factors.
FACTORS = 4
SELF = ("self", "input")


def _x(call: Call) -> Tensor:
    return call.tensor(next(name for name in SELF if name in call.arguments))


def _plain(kind: str, **renamed: str) -> Callable[[Call], Tensor]:
    """A layer whose arguments are those of the operator, under torch's names for both."""

    def made(call: Call) -> Tensor:
        named = {ours: call[theirs] for ours, theirs in renamed.items() if call[theirs] is not None}
        return call.made(kind, _x(call), **named)

    return made


def _elu(call: Call) -> Tensor:
    if call["scale"] != 1 or call["input_scale"] != 1:
        raise call.refused("with scales", "ELU has none")
    return call.made("ELU", _x(call), alpha=call["alpha"])


def _along(kind: str) -> Callable[[Call], Tensor]:
    def made(call: Call) -> Tensor:
        x = _x(call)
        return call.made(kind, x, dim=call.builder.axis(x, call["dim"]) + 1)

    return made


def _dropout(call: Call) -> Tensor:
    return call.made("Dropout", _x(call), p=call["p"])


def _clamp(call: Call) -> Tensor:
    ends = [call[name] for name in ("min", "max")]
    if any(isinstance(end, Tensor | Weight | Fixed) for end in ends):
        raise call.refused("between tensors", "give numbers")
    return clipped(call.builder, call.name, _x(call), *ends)


def _number(value: Any, other: Any) -> float | None:
    """The number a value is, if it changes no shape of the other; else None."""
    if isinstance(value, int | float):
        return value
    if not isinstance(value, Fixed) or not isinstance(other, Tensor):
        return None
    fits = len(value.shape) <= len(other.shape) and all(
        size in (1, own) for size, own in zip(value.shape[::-1], other.shape[::-1], strict=False)
    )
    return value.number() if fits else None


def _joined(kind: str) -> Callable[[Call], Tensor]:
    """Two values or a value and a number; `alpha` is a factor of the second."""

    def made(call: Call) -> Tensor:
        pair = [call["self"], call["other"]]
        factor = 1 if call["alpha"] is None else call["alpha"]
        if call.kind == "rsub":
            pair = [pair[1], pair[0]]
            factor = 1
        if factor != 1 and not isinstance(pair[1], int | float):
            pair[1] = scaled(call.builder, call.name, call.as_tensor(pair[1]), factor)
        elif factor != 1:
            pair[1] *= factor
        return two(call, kind, pair)

    return made


def two(call: Call, kind: str, pair: list[Any]) -> Tensor:
    """A layer of two values; numbers become `Scale` and `Shift`."""
    for place in (0, 1):
        other = pair[1 - place]
        number = _number(pair[place], other)
        if number is not None:
            x = call.as_tensor(other)
            return with_number(call.builder, call.name, kind, x, number, first=place == 1)
        if isinstance(pair[place], Fixed) and isinstance(other, Tensor):
            call.leave_out("with a table of fixed numbers")
            return call.builder.repeated(other, call.shape, call.name)
    return spread(call.builder, call.name, kind, pair, call.as_tensor)


def _divide(call: Call) -> Tensor:
    """By a number; by a tensor the quotient's other half is left out."""
    top, bottom = call["self"], call["other"]
    if call["rounding_mode"] is not None:
        call.leave_out(f"rounds: {call['rounding_mode']}")
    number = _number(bottom, top)
    if number:
        return scaled(call.builder, call.name, call.as_tensor(top), one_over(number))
    if isinstance(bottom, Fixed):
        call.leave_out("by a table of fixed numbers")
        return call.builder.repeated(call.as_tensor(top), call.shape, call.name)
    call.leave_out("one over the divisor")
    return two(call, "Multiply", [top, bottom])


def _power(call: Call) -> Tensor:
    x, exponent = call["self"], call["exponent"]
    if isinstance(exponent, int | float) and exponent == int(exponent) and 1 <= exponent <= FACTORS:
        tensor = call.as_tensor(x)
        return tensor if exponent == 1 else call.made("Multiply", *[tensor] * int(exponent))
    call.leave_out()
    return call.as_tensor(x if isinstance(x, Tensor | Weight) else exponent)


def _add_of_two(call: Call) -> Tensor:
    """`addcmul(x, a, b, value=v)` is x + v · a b, `addcdiv` x + v · a / b, `lerp(x, y, w)` x + w · (y - x)."""
    x, factor = call["self"], call["value"]
    if call.kind == "lerp":
        difference = two(call, "Subtract", [call["end"], x])
        return two(call, "Add", [x, two(call, "Multiply", [difference, call["weight"]])])
    if call.kind == "addcdiv":
        call.leave_out("one over the divisor")
    term = two(call, "Multiply", [call["tensor1"], call["tensor2"]])
    term = term if factor in (None, 1) else scaled(call.builder, call.name, term, factor)
    return two(call, "Add", [x, term])


def _square(call: Call) -> Tensor:
    return call.made("Multiply", *[_x(call)] * 2)


def _negative(call: Call) -> Tensor:
    return call.made("Scale", _x(call), factor=-1)


def _choice(call: Call) -> Tensor:
    """A choice or comparison entry by entry: shapes are right, values are left out."""
    call.leave_out()
    tensors = [v for v in call.arguments.values() if isinstance(v, Tensor | Weight)]
    found = [call.as_tensor(value) for value in tensors]
    found.sort(key=lambda t: (t.batch is not None, len(t.shape)), reverse=True)
    x = found[0]
    if any(isinstance(value, Weight) for value in tensors):
        return stand_in(call.builder, call.name, call.kind, call.shape, *found, batch=x.batch)
    return call.builder.repeated(x, call.shape, call.name)


def _left_out(call: Call) -> Tensor:
    call.leave_out()
    return _x(call)


def _compared(kind: str) -> Callable[[Call], Tensor]:
    """A distance or likeness of two tensors: what is summed over is said, roots are left out."""

    def made(call: Call) -> Tensor:
        values = [v for v in call.arguments.values() if isinstance(v, Tensor | Weight)]
        joined = spread(call.builder, call.name, kind, values, call.as_tensor)
        call.leave_out()
        axis = -1 if call["dim"] is None else call["dim"]
        keep = bool(call["keepdim"])
        return call.builder.reduced(joined, [axis], call.name, keepdim=keep)

    return made


# -- products -------------------------------------------------------------------------------------


def _product(call: Call) -> Tensor:
    left = call["self"]
    right = next(call[name] for name in ("other", "mat2") if name in call.arguments)
    return multiplied(call, left, right)


def multiplied(call: Call, left: Any, right: Any) -> Tensor:
    """A product of matrices; with a learned one of two axes a fully connected layer."""
    if isinstance(left, Tensor) and isinstance(right, Weight) and len(right.shape) == 2:
        return fully_connected(call, left, Weight(right.shape[::-1], right.sources), None)
    pair, builder = [call.as_tensor(left), call.as_tensor(right)], call.builder
    alone = [len(tensor.shape) == 1 for tensor in pair]
    if alone[0]:
        pair[0] = builder.unsqueezed(pair[0], 0, call.name)
    if alone[1]:
        pair[1] = builder.unsqueezed(pair[1], 1, call.name)
    found = builder.product(call.name, *pair)
    if alone[1]:
        found = builder.squeezed(found, -1, call.name)
    return builder.squeezed(found, -2 + alone[1], call.name) if alone[0] else found


def _add_product(call: Call) -> Tensor:
    """`beta · bias + alpha · a b`."""
    names = ("mat1", "mat2") if "mat1" in call.arguments else ("batch1", "batch2")
    found = multiplied(call, call[names[0]], call[names[1]])
    found = scaled(call.builder, call.name, found, call["alpha"] or 1)
    bias = call["self"]
    if call["beta"] not in (None, 1):
        bias = scaled(call.builder, call.name, call.as_tensor(bias), call["beta"])
    return two(call, "Add", [found, bias])


def _einsum(call: Call) -> Tensor:
    values = [v if isinstance(v, Weight) else call.as_tensor(v) for v in call["tensors"]]
    for value in values:
        if isinstance(value, Weight):
            call.taken.update(value.sources)
    return einsum(call.builder, call["equation"], values, call.name)


OPERATORS: Operators = {
    "relu": _plain("ReLU"), "sigmoid": _plain("Sigmoid"), "tanh": _plain("Tanh"), "selu": _plain("SELU"), "silu": _plain("SiLU"),
    "hardswish": _plain("Hardswish"), "hardsigmoid": _plain("Hardsigmoid"), "mish": _plain("Mish"), "softsign": _plain("Softsign"),
    "relu6": _plain("ReLU6"), "log_sigmoid": _plain("LogSigmoid"), "exp": _plain("Exp"), "abs": _plain("Abs"),
    "gelu": _plain("GELU", approximate="approximate"),
    "leaky_relu": _plain("LeakyReLU", negative_slope="negative_slope"),
    "hardtanh": _plain("Hardtanh", min_val="min_val", max_val="max_val"),
    "softplus": _plain("Softplus", beta="beta", threshold="threshold"),
    "threshold": _plain("Threshold", threshold="threshold", value="value"),
    "hardshrink": _plain("Hardshrink", lambd="lambd"), "softshrink": _plain("Softshrink", lambd="lambd"),
    "celu": _plain("CELU", alpha="alpha"), "elu": _elu,
    "softmax": _along("Softmax"), "_softmax": _along("Softmax"), "log_softmax": _along("LogSoftmax"), "_log_softmax": _along("LogSoftmax"),
    "glu": _along("GLU"),
    **dict.fromkeys(("dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout"), _dropout),
    "pixel_shuffle": _plain("PixelShuffle", upscale_factor="upscale_factor"),
    "pixel_unshuffle": _plain("PixelUnshuffle", downscale_factor="downscale_factor"),
    "channel_shuffle": _plain("ChannelShuffle", groups="groups"),
    **dict.fromkeys(("clamp", "clip", "clamp_min", "clamp_max"), _clamp),
    "add": _joined("Add"), "sub": _joined("Subtract"), "subtract": _joined("Subtract"), "rsub": _joined("Subtract"),
    "mul": _joined("Multiply"), "multiply": _joined("Multiply"),
    **dict.fromkeys(("div", "divide", "true_divide"), _divide),
    **dict.fromkeys(("addcmul", "addcdiv", "lerp"), _add_of_two),
    "pow": _power, "square": _square, "neg": _negative, "negative": _negative,
    **dict.fromkeys(
        ("where", "masked_fill", "eq", "ne", "lt", "le", "gt", "ge", "logical_and", "logical_or", "fmod", "remainder",
         "floor_divide", "atan2"), _choice,
    ),
    **dict.fromkeys(
        ("sqrt", "rsqrt", "log", "log2", "log10", "log1p", "expm1", "sin", "cos", "tan", "erf", "reciprocal", "floor", "ceil", "round", "sign",
         "logical_not", "bitwise_not", "isnan", "nan_to_num", "asin", "acos", "atan", "zero", "fill", "copy", "index_put", "sinh", "cosh", "trunc", "frac"), _left_out,
    ),
    **dict.fromkeys(("matmul", "mm", "bmm"), _product),
    **dict.fromkeys(("addmm", "baddbmm"), _add_product),
    "einsum": _einsum,
    "pairwise_distance": _compared("Subtract"),
    "cosine_similarity": _compared("Multiply"),
}  # fmt: skip
