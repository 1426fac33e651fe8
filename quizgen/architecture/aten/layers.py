"""ATen operators that are layers: with weights, windows, normalisation, states."""

from collections.abc import Callable, Sequence
from typing import Any

from quizgen.architecture.aten.call import Call, Fixed, Operators
from quizgen.architecture.constructors import last_states, padded, spread, stacked
from quizgen.architecture.traced import Tensor, Weight

PADDING = {
    "constant": "ZeroPad",
    "reflect": "ReflectionPad",
    "replicate": "ReplicationPad",
    "circular": "CircularPad",
}


def _whole(value: Any) -> Any:
    """Lists as tuples, so that layers stay values."""
    return tuple(value) if isinstance(value, list | tuple) else value


def _convolution(call: Call) -> Tensor:
    weights = call.weights("weight", "bias")
    kernel = weights[0].shape
    groups, x = call["groups"], call.first("input")
    return call.learned(
        f"Conv{len(kernel) - 2}d", weights, x, in_channels=kernel[1] * groups, out_channels=kernel[0],
        kernel_size=kernel[2:], stride=_whole(call["stride"]), padding=_whole(call["padding"]),
        dilation=_whole(call["dilation"]), groups=groups, bias=len(weights) > 1,
    )  # fmt: skip


def _transposed(call: Call) -> Tensor:
    weights = call.weights("weight", "bias")
    kernel = weights[0].shape
    groups, x = call["groups"], call.first("input")
    return call.learned(
        f"ConvTranspose{len(kernel) - 2}d", weights, x, in_channels=kernel[0],
        out_channels=kernel[1] * groups, kernel_size=kernel[2:], stride=_whole(call["stride"]),
        padding=_whole(call["padding"]), output_padding=_whole(call["output_padding"]),
        groups=groups, bias=len(weights) > 1, dilation=_whole(call["dilation"]),
    )  # fmt: skip


def _linear(call: Call) -> Tensor:
    x = call.tensor("input")
    return fully_connected(call, x, call["weight"], call["bias"])


def fully_connected(call: Call, x: Tensor, weight: Any, bias: Any) -> Tensor:
    """A learned matrix of (outputs, inputs) is a layer; any other is multiplied with."""
    if isinstance(weight, Weight) and not isinstance(bias, Tensor):
        weights = [value for value in (weight, bias) if isinstance(value, Weight)]
        call.taken.update(source for value in weights for source in value.sources)
        out, into = weight.shape
        return call.learned("Linear", weights, x, in_features=into, out_features=out, bias=len(weights) > 1)  # fmt: skip
    turned = call.builder.permuted(call.as_tensor(weight), (1, 0), call.name)
    found = call.builder.product(call.name, x, turned)
    return found if bias is None else spread(call.builder, call.name, "Add", [found, bias], call.as_tensor)  # fmt: skip


def _embedding(call: Call) -> Tensor:
    (table,) = call.weights("weight")
    rows, columns = table.shape
    return call.learned("Embedding", [table], call.tensor("indices"), num_embeddings=rows, embedding_dim=columns)  # fmt: skip


def _prelu(call: Call) -> Tensor:
    (slopes,) = call.weights("weight")
    return call.learned("PReLU", [slopes], call.first("self"), num_parameters=slopes.shape[0])


# -- normalisation --------------------------------------------------------------------------------


def _batch_norm(call: Call) -> Tensor:
    x, weights = call.first("input"), call.weights("weight", "bias")
    kind = f"BatchNorm{max(len(x.shape) - 2, 1)}d"
    return call.learned(
        kind, weights, x, num_features=x.shape[1], eps=call["eps"], affine=bool(weights),
        track_running_stats=call["running_mean"] is not None,
    )  # fmt: skip


def _instance_norm(call: Call) -> Tensor:
    x, weights = call.first("input"), call.weights("weight", "bias")
    kind = f"InstanceNorm{max(len(x.shape) - 2, 1)}d"
    return call.learned(
        kind, weights, x, num_features=x.shape[1], eps=call["eps"], affine=bool(weights)
    )


def _group_norm(call: Call) -> Tensor:
    x, weights = call.first("input"), call.weights("weight", "bias")
    return call.learned(
        "GroupNorm", weights, x, num_groups=call["num_groups"], num_channels=x.shape[1], eps=call["eps"], affine=bool(weights),
    )  # fmt: skip


def _layer_norm(kind: str) -> Callable[[Call], Tensor]:
    def made(call: Call) -> Tensor:
        x, weights = call.tensor("input"), call.weights("weight", "bias")
        sizes = tuple(call["normalized_shape"])
        for place in range(1, len(sizes) + 1):
            call.builder.axis(x, -place)
        named: dict[str, Any] = {"eps": call["eps"], "elementwise_affine": bool(weights)}
        if kind == "LayerNorm" and len(weights) == 1:
            named["bias"] = False
        return call.learned(kind, weights, x, normalized_shape=sizes, **named)

    return made


# -- windows --------------------------------------------------------------------------------------


def _dims(call: Call) -> int:
    return int(next(digit for digit in call.kind if digit.isdigit()))


def _pooling(kind: str) -> Callable[[Call], Tensor]:
    def made(call: Call) -> Tensor:
        names = ("kernel_size", "padding", "ceil_mode", "dilation", "count_include_pad", "divisor_override")  # fmt: skip
        named = {n: _whole(call[n]) for n in names if call[n] is not None}
        named["stride"] = _whole(call["stride"]) or None
        return call.made(f"{kind}Pool{_dims(call)}d", call.first("self"), **named)

    return made


def _adaptive(kind: str) -> Callable[[Call], Tensor]:
    def made(call: Call) -> Tensor:
        sizes = _whole(call["output_size"])
        size = sizes[0] if len(set(sizes)) == 1 else sizes
        return call.made(f"Adaptive{kind}Pool{_dims(call)}d", call.first("self"), output_size=size)

    return made


def _pair(function: Callable[[Call], Tensor]) -> Callable[[Call], Sequence[Any]]:
    """With the places of the maxima, which no layer gives."""
    return lambda call: [function(call), None]


def _resized(mode: str) -> Callable[[Call], Tensor]:
    def made(call: Call) -> Tensor:
        x = call.first("input" if "input" in call.arguments else "self")
        factors = call["scale_factors"]
        named: dict[str, Any] = {} if mode == "nearest" else {"align_corners": call["align_corners"]}  # fmt: skip
        if factors and all(factor == int(factor) for factor in factors):
            each = tuple(int(factor) for factor in factors)
            named["scale_factor"] = each[0] if len(set(each)) == 1 else each
        elif factors:
            named["scale_factor"] = tuple(factors)
        else:
            named["size"] = call.shape[2:]
        return call.made("Upsample", x, mode=mode, **named)

    return made


def _other_resizing(call: Call) -> Tensor:
    call.leave_out("of other positions")
    x = call.first("input" if "input" in call.arguments else "self")
    return call.made("Upsample", x, size=call.shape[2:])


def _pad(call: Call) -> Tensor:
    x, amounts = call.tensor("self"), list(call["pad"])
    pairs = [(0, 0)] * len(x.shape)
    for place in range(len(amounts) // 2):
        pairs[-1 - place] = (amounts[2 * place], amounts[2 * place + 1])
    kind = PADDING[call["mode"] or "constant"]
    return padded(call.builder, f"{call.kind} ({call.name})", x, pairs, kind, call["value"] or 0)


def _padding_of(mode: str) -> Callable[[Call], Tensor]:
    def made(call: Call) -> Tensor:
        dims = _dims(call)
        return call.made(f"{PADDING[mode]}{dims}d", call.first("self"), padding=tuple(call["padding"]))  # fmt: skip

    return made


def _unfold(call: Call) -> Tensor:
    names = ("kernel_size", "dilation", "padding", "stride")
    return call.made("Unfold", call.first("self"), **{name: _whole(call[name]) for name in names})


# -- attention and states -------------------------------------------------------------------------


def _attention(call: Call) -> Tensor:
    """Products of queries and keys, softmax, products with values; each step a layer."""
    builder, name = call.builder, call.name
    query, key, value = (call.tensor(part) for part in ("query", "key", "value"))
    if call["enable_gqa"] and key.shape[-3] != query.shape[-3]:
        times = query.shape[-3] // key.shape[-3]
        places = [head for head in range(key.shape[-3]) for _ in range(times)]
        key, value = (builder.entries(part, len(part.shape) - 3, places, name) for part in (key, value))  # fmt: skip
    factor = call["scale"] if call["scale"] is not None else query.shape[-1] ** -0.5
    order = [*range(len(key.shape) - 2), len(key.shape) - 1, len(key.shape) - 2]
    scores = builder.product(name, query, builder.permuted(key, order, name))
    scores = call.made("Scale", scores, factor=factor)
    if call["is_causal"] or call["attn_mask"] is not None:
        call.leave_out("with a mask")
    shares = call.made("Softmax", scores, dim=-1)
    return builder.product(name, shares, value)


def _recurrent(kind: str, gates: int) -> Callable[[Call], Sequence[Any]]:
    def made(call: Call) -> Sequence[Any]:
        x = call.tensor("input")
        if x.folded and call["batch_first"]:
            x = call.first("input")
        weights = [weight for weight in call["params"] if isinstance(weight, Weight)]
        call.taken.update(source for weight in weights for source in weight.sources)
        hidden = weights[1].shape[0] // gates
        both, layers = bool(call["bidirectional"]), call["num_layers"]
        each = len(weights) // (layers * (1 + both))
        named: dict[str, Any] = {"bias": bool(call["has_biases"]), "bidirectional": both, "num_layers": layers}  # fmt: skip
        named["batch_first"] = bool(call["batch_first"])
        if each in (3, 5):
            named["proj_size"] = weights[each - 1].shape[0]
        if call.kind.startswith("rnn_relu"):
            named["nonlinearity"] = "relu"
        time = 1 if call["batch_first"] else 0
        if x.batch != 1 - time:
            raise call.refused("reads the batch as time", "give batch_first, or time first")
        found = call.learned(kind, weights, x, input_size=x.shape[-1], hidden_size=hidden, **named)
        states = call["hx"] if isinstance(call["hx"], list | tuple) else [call["hx"]]
        if not all(isinstance(state, Fixed) and state.number() == 0 for state in states):
            call.leave_out("from a given state")
        last = State(found, time, named.get("proj_size", hidden), 1 + both, layers)
        return [found, last, last] if kind == "LSTM" else [found, last]

    return made


def _cell(kind: str) -> Callable[[Call], Any]:
    """One step is a sequence of one; a state that is not zero is left out."""

    def made(call: Call) -> Any:
        builder, weights = call.builder, call.weights("w_ih", "w_hh", "b_ih", "b_hh")
        x = builder.unsqueezed(call.tensor("input"), 1, call.name)
        named: dict[str, Any] = {"bias": len(weights) > 2, "batch_first": True}
        if call.kind == "rnn_relu_cell":
            named["nonlinearity"] = "relu"
        hidden = weights[1].shape[1]
        found = call.learned(kind, weights, x, input_size=x.shape[-1], hidden_size=hidden, **named)
        states = call["hx"] if isinstance(call["hx"], list | tuple) else [call["hx"]]
        if not all(isinstance(state, Fixed) and state.number() == 0 for state in states):
            call.leave_out("from a given state")
        step = builder.entry(found, 1, 0, call.name)
        return [step, step] if kind == "LSTM" else step

    return made


class State:
    """The last states of all layers, (layers · directions, batch, features); those of the last layer are known."""

    def __init__(self, steps: Tensor, time: int, size: int, directions: int, layers: int) -> None:
        self.steps, self.time, self.size = steps, time, size
        self.directions, self.layers = directions, layers

    def entry(self, call: Call, place: int) -> Tensor:
        """One of the states; of an inner layer its shape alone."""
        count = self.directions * self.layers
        ends = last_states(call.builder, call.name, self.steps, self.time, self.size, self.directions)  # fmt: skip
        back = place % count - (count - self.directions)
        if back < 0:
            call.leave_out("takes the state of an inner layer")
        return ends[max(back, 0)]

    def whole(self, call: Call) -> Tensor:
        """All states side by side; those of inner layers by their shapes alone."""
        ends = last_states(call.builder, call.name, self.steps, self.time, self.size, self.directions)  # fmt: skip
        if self.layers > 1:
            call.leave_out("takes the states of inner layers")
        return stacked(call.builder, call.name, ends * self.layers, 0)


OPERATORS: Operators = {
    **dict.fromkeys(("conv1d", "conv2d", "conv3d"), _convolution),
    **dict.fromkeys(("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"), _transposed),
    "linear": _linear,
    "embedding": _embedding,
    "prelu": _prelu,
    "batch_norm": _batch_norm,
    "instance_norm": _instance_norm,
    "group_norm": _group_norm,
    "layer_norm": _layer_norm("LayerNorm"),
    "rms_norm": _layer_norm("RMSNorm"),
    **{f"max_pool{d}d": _pooling("Max") for d in (1, 2, 3)},
    **{f"max_pool{d}d_with_indices": _pair(_pooling("Max")) for d in (1, 2, 3)},
    **{f"avg_pool{d}d": _pooling("Avg") for d in (1, 2, 3)},
    **{f"adaptive_avg_pool{d}d": _adaptive("Avg") for d in (1, 2, 3)},
    **{f"adaptive_max_pool{d}d": _pair(_adaptive("Max")) for d in (1, 2, 3)},
    **{f"upsample_nearest{d}d": _resized("nearest") for d in (1, 2, 3)},
    "upsample_linear1d": _resized("linear"),
    "upsample_bilinear2d": _resized("bilinear"),
    "upsample_trilinear3d": _resized("trilinear"),
    **dict.fromkeys(("upsample_bicubic2d", "_upsample_bilinear2d_aa", "_upsample_nearest_exact2d"), _other_resizing),
    "pad": _pad,
    "constant_pad_nd": _pad,
    **{f"reflection_pad{d}d": _padding_of("reflect") for d in (1, 2, 3)},
    **{f"replication_pad{d}d": _padding_of("replicate") for d in (1, 2, 3)},
    "im2col": _unfold,
    "scaled_dot_product_attention": _attention,
    "lstm": _recurrent("LSTM", 4),
    "gru": _recurrent("GRU", 3),
    "lstm_cell": _cell("LSTM"),
    "gru_cell": _cell("GRU"),
    "rnn_tanh_cell": _cell("RNN"),
    "rnn_relu_cell": _cell("RNN"),
    "rnn_tanh": _recurrent("RNN", 1),
    "rnn_relu": _recurrent("RNN", 1),
}  # fmt: skip
