"""Which ATen operators only move entries, join, or make new tensors; and new tensors."""

import math
from typing import Any

# Operators that give the entries of a learned tensor in another shape.
RELAID = frozenset({
    "view", "reshape", "permute", "transpose", "t", "mT", "swapaxes", "squeeze", "unsqueeze", "flatten", "unflatten", "contiguous",
    "clone", "alias", "detach", "to", "_to_copy", "type_as", "view_as", "lift_fresh_copy",
})  # fmt: skip
# Operators whose results are the very entries of what they take.
VIEWS = RELAID | {"select", "slice", "narrow", "chunk", "split", "split_with_sizes", "unbind", "expand"}  # fmt: skip
# Operators that join what they take entry by entry or side by side.
BESIDE = frozenset({
    "cat", "concat", "concatenate", "stack", "add", "sub", "subtract", "rsub", "mul", "multiply", "div", "divide", "true_divide", "where",
    "maximum", "minimum",
})  # fmt: skip
# Operators that take only the shape and type of a tensor.
MAKERS = frozenset({
    "new_zeros", "new_ones", "new_full", "new_empty", "zeros_like", "ones_like", "full_like", "empty_like", "rand_like", "randn_like",
})  # fmt: skip

# At which place operators give a cell state, which no layer gives.
CELL_STATES = {"lstm": 2, "lstm_cell": 1}

# Operators that fill a tensor with random numbers.
DRAWN = frozenset({"normal", "uniform", "bernoulli", "exponential", "random", "log_normal", "cauchy"})  # fmt: skip


def is_drawn(kind: str) -> bool:
    """Whether an operator gives numbers that nobody knows.

    >>> is_drawn("randn_like"), is_drawn("normal"), is_drawn("zeros_like")
    (True, True, False)
    """
    return "rand" in kind or "empty" in kind or kind in DRAWN


def new_tensor(meta: Any, kind: str, number: Any, observations: int) -> Any:
    """A tensor as `meta` says: of one number, or of numbers nobody knows, the same for each observation."""
    import torch

    sizes = tuple(meta.shape)
    if not is_drawn(kind):
        filled = number if number is not None else int("ones" in kind)
        return torch.full(sizes, filled, dtype=meta.dtype)
    if not meta.dtype.is_floating_point and kind != "randperm":
        return torch.zeros(sizes, dtype=meta.dtype)
    own = sizes[1:] if sizes[:1] == (observations,) else sizes
    return torch.arange(math.prod(own)).reshape(own).expand(sizes).to(meta.dtype)
