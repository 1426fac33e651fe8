"""Layers that take more than one tensor, or give more than one."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.computed import Learned
from quizgen.architecture.fake_keras.building import add, channels_last, made, seen
from quizgen.architecture.fake_keras.operations import concatenated, joined
from quizgen.architecture.fake_keras.recurrent import bidirectional, recurrent
from quizgen.architecture.fake_keras.tensors import KerasTensor, tensors_in
from quizgen.architecture.fake_keras.windows import name_of
from quizgen.architecture.minipython.values import Instance, Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_keras.reader import KerasMachine


def _entrywise(kind: str) -> Callable[..., KerasTensor]:
    def run(machine: "KerasMachine", owner: Instance, given: Any) -> KerasTensor:
        return joined(machine, kind, given, name_of(owner))

    return run


def _concatenate(machine: "KerasMachine", owner: Instance, given: Any) -> KerasTensor:
    return concatenated(machine, given, owner.host.arguments["axis"], name_of(owner))


def _attention(
    machine: "KerasMachine",
    owner: Instance,
    query: Any,
    value: Any,
    key: Any = None,
    **named: Any,
) -> KerasTensor:
    """`MultiHeadAttention(heads, size)(query, value)`; its values where the heads together are as wide as the input."""
    a = owner.host.arguments
    name = name_of(owner)
    if named.get("attention_mask") is not None or named.get("use_causal_mask"):
        machine.leave_out(f"{name}: a mask")
    if named.get("return_attention_scores"):
        raise Stop(f"{name} with return_attention_scores", "without it is read")
    tensors = [
        channels_last(machine, tensor, name)
        for tensor in tensors_in([query, value if key is None else key, value])
    ]
    width = tensors[0].shape[-1]
    sizes = {tensor.shape[-1] for tensor in tensors}
    whole = a["num_heads"] * a["key_dim"]
    same = a["value_dim"] in (None, a["key_dim"]) and a["output_shape"] is None
    if any(len(tensor.shape) != 2 for tensor in tensors):
        raise Stop(
            f"{name} of {tensors[0].shape}", "sequences of vectors are read: (steps, features)"
        )
    if sizes == {width} and whole == width and same:
        layer: Any = made("MultiheadAttention", width, a["num_heads"], bias=bool(a["use_bias"]))
    else:
        layer = _wide(a, [tensor.shape for tensor in tensors])
        machine.leave_out(f"{name}: heads that are not {width} features together")
    node = add(machine, layer, tensors, name, (owner, ""))
    return seen(machine, node, first=False)


def _wide(a: Mapping[str, Any], shapes: Sequence[tuple[int, ...]]) -> Learned:
    """Attention whose heads together have another width than the input: its counts, no values."""
    (steps, width), (others, key_width), (_, value_width) = shapes
    heads, size = a["num_heads"], a["key_dim"]
    values = a["value_dim"] or size
    out = a["output_shape"] or width
    if not all(type(n) is int and n > 0 for n in (heads, size, values, out)):
        raise Stop(
            "MultiHeadAttention of sizes that are no numbers", "write num_heads=4, key_dim=8"
        )
    into = (("query", width, size), ("key", key_width, size), ("value", value_width, values))
    learned: list[tuple[str, tuple[int, ...]]] = [
        (f"{name}.kernel", (wide, heads, n)) for name, wide, n in into
    ]
    learned.append(("output.kernel", (heads, values, out)))
    if a["use_bias"]:
        learned += [(f"{name}.bias", (heads, n)) for name, _, n in into] + [("output.bias", (out,))]
    projected = heads * (steps * width * size + others * (key_width * size + value_width * values))
    products = heads * steps * (others * (size + values) + values * out)
    title = f"MultiHeadAttention(num_heads={heads}, key_dim={size})"
    return Learned(title, tuple(learned), (steps, out), projected + products)


def _recurrent(machine: "KerasMachine", owner: Instance, x: Any, *rest: Any, **named: Any) -> Any:
    given = [value for value in (*rest, named.get("initial_state")) if value is not None]
    (tensor,) = tensors_in(x)
    return recurrent(machine, owner, tensor, *given)


def _bidirectional(machine: "KerasMachine", owner: Instance, x: Any) -> Any:
    (tensor,) = tensors_in(x)
    return bidirectional(machine, owner, tensor)


JOINING: Mapping[str, Callable[..., Any]] = {
    **{kind: _entrywise(kind) for kind in ("Add", "Subtract", "Multiply", "Average")},
    "Concatenate": _concatenate,
    "MultiHeadAttention": _attention,
    **dict.fromkeys(("SimpleRNN", "LSTM", "GRU"), _recurrent),
    "Bidirectional": _bidirectional,
}
