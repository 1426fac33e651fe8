"""Wrong ways with layers for sequences: recurrent layers, attention, transformer blocks, embeddings."""

import math
from dataclasses import replace
from typing import Any

from quizgen.slips.slips import asks, slip
from quizgen.solver.layers.attention import MultiheadAttention
from quizgen.solver.layers.embedding import Embedding
from quizgen.solver.layers.layer import as_shape
from quizgen.solver.layers.recurrent import GRU, LSTM, Recurrent
from quizgen.solver.layers.transformer import TransformerDecoderLayer, TransformerEncoderLayer
from quizgen.solver.quantity import Call

BLOCKS = (TransformerEncoderLayer, TransformerDecoderLayer)
WITH_BIAS = (Recurrent, MultiheadAttention, *BLOCKS)


def _sizes(layer: Any, ending: str = "") -> int:
    """Values in the parameters whose names hold `ending`."""
    return sum(math.prod(s) for name, s in layer.parameter_shapes.items() if ending in name)


def _counts(call: Call, *kinds: type) -> bool:
    """Whether the parameters of such a layer are asked for themselves, not within another layer."""
    return call.depth == 0 and asks(call, "parameter_count", *kinds)


@slip(
    "no-bias",
    lambda call: _counts(call, *WITH_BIAS) and call.subject.bias,
    "parameter_count",
    hint="The layer has intercepts besides its weights: count them too.",
)
def no_bias(call: Call) -> Any:
    return call.of(replace(call.subject, bias=False))


# Recurrent layers


@slip("no-recurrent", lambda call: _counts(call, Recurrent), "parameter_count")
def no_recurrent(call: Call) -> Any:
    return call.compute() - _sizes(call.subject, "weight_hh")


@slip("one-gate", lambda call: _counts(call, LSTM, GRU), "parameter_count")
def one_gate(call: Call) -> Any:
    return call.compute() // call.subject.gates


@slip("three-gates", lambda call: _counts(call, LSTM), "parameter_count")
def three_gates(call: Call) -> Any:
    return call.compute() * 3 // 4


@slip("four-gates", lambda call: _counts(call, GRU), "parameter_count")
def four_gates(call: Call) -> Any:
    return call.compute() * 4 // 3


@slip("two-gates", lambda call: _counts(call, GRU), "parameter_count")
def two_gates(call: Call) -> Any:
    return call.compute() * 2 // 3


@slip(
    "other-bias-form",
    lambda call: _counts(call, Recurrent) and call.subject.bias,
    "parameter_count",
)
def other_bias_form(call: Call) -> Any:
    return call.of(replace(call.subject, biases=3 - call.subject.biases))


@slip(
    "forgets-direction",
    lambda call: asks(call, "parameter_count", Recurrent) or asks(call, "output_shape", Recurrent),
    "parameter_count",
    "output_shape",
)
def forgets_direction(call: Call) -> Any:
    return call.of(replace(call.subject, bidirectional=False))


@slip("one-layer", lambda call: _counts(call, Recurrent), "parameter_count")
def one_layer(call: Call) -> Any:
    return call.of(replace(call.subject, num_layers=1))


@slip("same-input-size", lambda call: _counts(call, Recurrent), "parameter_count")
def same_input_size(call: Call) -> Any:
    layer = call.subject
    return layer.num_layers * replace(layer, num_layers=1).parameter_count


def _asks_shape(call: Call, *kinds: type) -> bool:
    """Whether the shape itself is asked for: on the way to a count it is no slip of its own."""
    return call.depth == 0 and asks(call, "output_shape", *kinds)


@slip("last-step-only", lambda call: _asks_shape(call, Recurrent), "output_shape")
def last_step_only(call: Call) -> Any:
    return (call.compute()[1],)


@slip("keeps-input-size", lambda call: _asks_shape(call, Recurrent), "output_shape")
def keeps_input_size(call: Call) -> Any:
    return (call.compute()[0], call.subject.input_size)


@slip(
    "once-for-all-steps",
    lambda call: asks(call, "macs", Recurrent) or asks(call, "connections", Recurrent),
    "macs",
    "connections",
)
def once_for_all_steps(call: Call) -> Any:
    return call.compute() // as_shape(call.arguments["input_shape"])[0]


# Attention


@slip("times-heads", lambda call: _counts(call, MultiheadAttention), "parameter_count")
def times_heads(call: Call) -> Any:
    return call.compute() * call.subject.num_heads


@slip(
    "forgets-output-projection", lambda call: _counts(call, MultiheadAttention), "parameter_count"
)
def forgets_output_projection(call: Call) -> Any:
    return call.compute() - _sizes(call.subject, "out_proj")


@slip("per-head-size", lambda call: _counts(call, MultiheadAttention), "parameter_count")
def per_head_size(call: Call) -> Any:
    layer = call.subject
    return call.compute() - _sizes(layer, "weight") * (layer.num_heads - 1) // layer.num_heads


@slip(
    "weights-for-output",
    lambda call: asks(call, "output_shape", MultiheadAttention),
    "output_shape",
)
def weights_for_output(call: Call) -> Any:
    given = call.arguments["input_shape"]
    several = not isinstance(given, int) and not isinstance(given[0], int)
    queries, keys = (given[0], given[1]) if several else (given, given)
    return (as_shape(queries)[0], as_shape(keys)[0])


# Transformer blocks


def _part(call: Call, name: str) -> int:
    return int(call.subject.parts()[name].parameter_count)


@slip("forgets-norms", lambda call: _counts(call, *BLOCKS), "parameter_count")
def forgets_norms(call: Call) -> Any:
    return call.compute() - _sizes(call.subject, "norm")


@slip("one-norm", lambda call: _counts(call, *BLOCKS), "parameter_count")
def one_norm(call: Call) -> Any:
    return call.compute() - _sizes(call.subject, "norm") + _part(call, "norm1")


@slip("one-ff-matrix", lambda call: _counts(call, *BLOCKS), "parameter_count")
def one_ff_matrix(call: Call) -> Any:
    return call.compute() - _part(call, "linear2")


@slip("times-heads", lambda call: _counts(call, *BLOCKS), "parameter_count")
def block_times_heads(call: Call) -> Any:
    return call.compute() + (call.subject.nhead - 1) * _part(call, "self_attn")


@slip(
    "forgets-cross-attention",
    lambda call: _counts(call, TransformerDecoderLayer),
    "parameter_count",
)
def forgets_cross_attention(call: Call) -> Any:
    return call.compute() - _part(call, "multihead_attn")


# Embeddings


@slip("adds-sizes", lambda call: _counts(call, Embedding), "parameter_count")
def adds_sizes(call: Call) -> Any:
    return call.subject.num_embeddings + call.subject.embedding_dim


@slip("embedding-bias", lambda call: _counts(call, Embedding), "parameter_count")
def embedding_bias(call: Call) -> Any:
    return call.compute() + call.subject.embedding_dim


@slip("one-hot-shape", lambda call: _asks_shape(call, Embedding), "output_shape")
def one_hot_shape(call: Call) -> Any:
    return (*call.compute()[:-1], call.subject.num_embeddings)
