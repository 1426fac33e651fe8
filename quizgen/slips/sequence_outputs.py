"""Wrong ways with the outputs of layers of sequences: recurrent ones, attention, transformers.

Parameters come by PyTorch's names.
"""

from dataclasses import replace
from typing import Any

from quizgen.slips.slips import output_of, slip, x_of
from quizgen.solver.layers.attention import MultiheadAttention
from quizgen.solver.layers.recurrent import Recurrent
from quizgen.solver.layers.transformer import TransformerDecoderLayer, TransformerEncoderLayer
from quizgen.solver.quantity import Call
from quizgen.solver.values import as_array

BLOCKS = (TransformerEncoderLayer, TransformerDecoderLayer)


def _without(call: Call, *parts: str) -> Any:
    """The output with the parameters whose names hold any of `parts` at zero."""
    zero = {
        name: as_array(value) * 0
        for name, value in call.arguments.items()
        if name not in {"self", "x", "keys", "values", "memory"}
        and any(part in name for part in parts)
    }
    if not zero:
        return call.compute()
    return call.compute(**zero)


@slip("forgets-state", output_of(Recurrent), "output")
def forgets_state(call: Call) -> Any:
    return _without(call, "weight_hh")


@slip("forgets-intercepts", output_of(Recurrent, MultiheadAttention, *BLOCKS), "output")
def forgets_intercepts(call: Call) -> Any:
    return _without(call, "bias")


@slip("forgets-recurrent-bias", output_of(Recurrent), "output")
def forgets_recurrent_bias(call: Call) -> Any:
    return _without(call, "bias_hh")


@slip("reads-backwards", output_of(Recurrent), "output")
def reads_backwards(call: Call) -> Any:
    return call.compute(x=x_of(call)[::-1])[::-1]


@slip("swaps-queries-and-keys", output_of(MultiheadAttention), "output")
def swaps_queries_and_keys(call: Call) -> Any:
    swapped = {}
    for name in ("in_proj_weight", "in_proj_bias"):
        if call.arguments.get(name) is not None:
            values = as_array(call.arguments[name])
            size = len(values) // 3
            order = [*range(size, 2 * size), *range(size), *range(2 * size, 3 * size)]
            swapped[name] = values[order]
    return call.compute(**swapped) if swapped else call.compute()


@slip("norm-elsewhere", output_of(*BLOCKS), "output")
def norm_elsewhere(call: Call) -> Any:
    return call.of(replace(call.subject, norm_first=not call.subject.norm_first))
