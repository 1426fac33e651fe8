"""Layers whose weights are computed from learned tensors: `weight_norm`, `spectral_norm` and their like.

Both forms, as hooks and as parametrizations, compute a layer's weight before each call. A layer learns
as many numbers as its weight has; the lengths that `weight_norm` learns beside scale its channels.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quizgen.architecture.aten.call import NO_LAYER, Call
from quizgen.architecture.constructors import spread
from quizgen.architecture.traced import Tensor, Weight

Shape = tuple[int, ...]


def computed(kind: str, shape: Shape, weights: Iterable[Weight]) -> Weight:
    """What an operator makes of learned tensors alone."""
    parts = {part.sources: part for w in weights for part in (w.parts or (w,))}
    by = next((w.by for w in weights if w.by), kind)
    sources = tuple(dict.fromkeys(source for part in parts for source in part))
    return Weight(shape, sources, tuple(parts.values()), by)


def learned(
    call: Call,
    kind: str,
    weights: Sequence[Weight],
    inputs: Sequence[Tensor],
    named: Mapping[str, Any],
) -> Tensor:
    """A layer with such weights; what it learns beside them multiplies its channels."""
    plain, lengths = [], []
    for weight in weights:
        own, *others = _by_size(call, weight) if weight.parts else [weight]
        plain.append(Weight(weight.shape, own.sources))
        lengths += others
        if weight.parts:
            call.leave_out(f"with weights by {weight.by}")
    given = list(inputs)
    before = "Transpose" in kind
    if before:
        given[0] = _scaled(call, given[0], lengths)
    found = call.builder.learned(call.name, kind, plain, *given, **named)
    return found if before else _scaled(call, found, lengths)


def _by_size(call: Call, weight: Weight) -> list[Weight]:
    """The tensor that has the weight's own entries, and the others."""
    entries = math.prod(weight.shape)
    own = next((part for part in weight.parts if math.prod(part.shape) == entries), None)
    if own is None:
        raise call.refused(f"has weights that {weight.by} makes of smaller ones", NO_LAYER)
    return [own, *(part for part in weight.parts if part is not own)]


def _scaled(call: Call, x: Tensor, lengths: Sequence[Weight]) -> Tensor:
    """A tensor whose channels are multiplied by learned numbers."""
    channel = 1 if call.kind != "linear" else len(x.shape) - 1
    for length in lengths:
        many = math.prod(length.shape)
        if many not in (1, x.shape[channel]):
            raise call.refused(f"learns {many} numbers beside its weights", NO_LAYER)
        shape = (many, *(1,) * (len(x.shape) - 1 - channel))
        factor = Weight(shape, length.sources)
        x = spread(call.builder, f"{call.name}.lengths", "Multiply", [x, factor], call.as_tensor)
    return x
