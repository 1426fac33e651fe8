"""`F.multi_head_attention_forward`: attention by weights that stand elsewhere."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import computed, shape_of
from quizgen.architecture.minipython.values import Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

_PLACES = (
    "embed_dim_to_check num_heads in_proj_weight in_proj_bias bias_k bias_v add_zero_attn dropout_p out_proj_weight"
    " out_proj_bias training key_padding_mask need_weights attn_mask use_separate_proj_weight q_proj_weight k_proj_weight"
    " v_proj_weight static_k static_v average_attn_weights is_causal"
).split()


def attention_by_weights(
    machine: "TorchMachine", query: Any, key: Any, value: Any, *given: Any, **named: Any
) -> Any:
    """The products before and after attention are layers; attention between them is said, not computed."""
    settings = dict(zip(_PLACES, given, strict=False)) | named
    odd = [n for n in ("bias_k", "bias_v", "static_k", "static_v") if settings.get(n) is not None]
    if odd or settings.get("add_zero_attn"):
        raise Stop("attention with keys of its own by weights", "use nn.MultiheadAttention")
    if settings.get("need_weights", True) is not False:
        raise Stop("weights of attention by weights", "write need_weights=False")
    inputs = _projected(machine, [query, key, value], settings)
    shape = shape_of(machine.tensor(inputs[0]))
    found = computed(
        machine, "attention", [machine.tensor(one) for one in inputs], shape,
        macs=_products(machine, inputs),
    )  # fmt: skip
    after = [settings["out_proj_weight"], settings.get("out_proj_bias")]
    return _linear(machine, found, *after), None


def _linear(machine: "TorchMachine", value: Any, weight: Any, bias: Any = None) -> Any:
    return machine.call(machine.operations["linear"], [value, weight, bias])


def _projected(machine: "TorchMachine", inputs: list[Any], settings: dict[str, Any]) -> list[Any]:
    bias = settings.get("in_proj_bias")
    if settings.get("use_separate_proj_weight"):
        weights = [settings[f"{name}_proj_weight"] for name in "qkv"]
        found = [_linear(machine, x, w) for x, w in zip(inputs, weights, strict=True)]
        if bias is None:
            return found
        width = machine.whole(settings["embed_dim_to_check"])
        parts = [
            machine.tensor(bias).item(machine, slice(i * width, (i + 1) * width)) for i in range(3)
        ]
        return [machine.binary("+", x, b) for x, b in zip(found, parts, strict=True)]
    if len({machine.tensor(x).node for x in inputs}) > 1:
        raise Stop(
            "attention of several inputs by one matrix", "write use_separate_proj_weight=True"
        )
    whole = _linear(machine, inputs[0], settings["in_proj_weight"], bias)
    return list(machine.call(machine.operations["chunk"], [whole, 3, -1]))


def _products(machine: "TorchMachine", inputs: list[Any]) -> int:
    """Multiply-adds of queries with keys, and of weights with values: the width for each pair of places."""
    (rows, width), (columns, _) = (shape_of(machine.tensor(x))[-2:] for x in inputs[:2])
    return int(2 * rows * columns * width)
