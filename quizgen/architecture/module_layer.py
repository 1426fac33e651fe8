"""The layer that a live module of torch is by itself, read from its attributes."""

from typing import Any

from quizgen.architecture.fake_torch.leaves import PRESETS
from quizgen.architecture.vocabulary import arguments, layer, layer_class
from quizgen.solver.layers import is_layer_name

# Arguments that a transformer layer keeps in its parts.
_IN_PARTS = {
    "d_model": lambda m: m.self_attn.embed_dim,
    "nhead": lambda m: m.self_attn.num_heads,
    "dim_feedforward": lambda m: m.linear1.out_features,
    "dropout": lambda m: m.dropout.p,
    "layer_norm_eps": lambda m: m.norm1.eps,
    "activation": lambda m: getattr(m.activation, "__name__", type(m.activation).__name__.lower()),
    "batch_first": lambda m: m.self_attn.batch_first,
    "bias": lambda m: m.linear1.bias is not None,
}


def module_layer(module: Any) -> Any:
    """The layer a module of torch is by itself; None for one that is no layer."""
    if not type(module).__module__.startswith("torch.nn.modules.") or not is_layer(module):
        return None
    kind, settled = PRESETS.get(type(module).__name__, (type(module).__name__, {}))
    named = dict(settled)
    for argument in arguments(layer_class(kind)):
        value = UNSAID if argument in settled else value_of(module, type(module).__name__, argument)
        if value is not UNSAID:
            named[argument] = value
    return layer(layer_class(kind), [], named)


def is_layer(module: Any) -> bool:
    """Whether a module's class is a layer of ours, by its own name or another."""
    name = type(module).__name__
    return is_layer_name(name) or name in PRESETS


UNSAID = object()


def value_of(module: Any, name: str, argument: str) -> Any:
    """What a module was made with; `UNSAID` where the default has to do."""
    if name.startswith("Transformer"):
        reader = _IN_PARTS.get(argument)
        return reader(module) if reader else getattr(module, argument, UNSAID)  # type: ignore[no-untyped-call]  # torch's
    value = getattr(module, argument, UNSAID)
    if argument == "bias" and name == "MultiheadAttention":
        return module.in_proj_bias is not None
    if argument in ("bias", "add_bias_kv") and not isinstance(value, bool):
        held = module.bias_k if argument == "add_bias_kv" else value
        return UNSAID if held is UNSAID else held is not None
    if hasattr(value, "tolist"):  # a stored tensor under the name of an argument
        return UNSAID
    return tuple(value) if isinstance(value, list) else value
