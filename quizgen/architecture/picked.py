"""Entries of a batched tensor at places that several axes give together, `x[:, [0, 1], [2, 3]]`."""

import math
from collections.abc import Sequence
from typing import Any

from quizgen.architecture.batched import Batched
from quizgen.architecture.traced import Tensor


def picked(
    builder: Batched, tensor: Tensor, axes: Sequence[int], places: Sequence[Any], name: str
) -> Tensor:
    """The entries at whole numbers `places`, an array for each of the ascending `axes`.

    The arrays are broadcast; their axes stand where the axes stood, or in front where those are
    apart, as in NumPy. `UserError` for the axis of the batch.

    >>> from quizgen.architecture.graph import Graph
    >>> builder = Batched(Graph({"x": (3, 4, 6)}), 2)
    >>> picked(builder, Tensor("x", (2, 3, 4, 6)), [1, 2], [[0, 1], [3, 3]], "both").shape
    (2, 2, 6)
    """
    import numpy as np

    first = axes[0]
    if list(axes) != list(range(first, first + len(axes))):
        rest = [axis for axis in range(len(tensor.shape)) if axis not in axes]
        tensor, first = builder.permuted(tensor, [*axes, *rest], name), 0
    before, after = tensor.shape[:first], tensor.shape[first + len(axes) :]
    sizes = tensor.shape[first : first + len(axes)]
    arrays = [np.asarray(p) % size for p, size in zip(places, sizes, strict=True)]
    flat = np.ravel_multi_index(np.broadcast_arrays(*arrays), sizes)
    if len(axes) > 1:
        tensor = builder.reshaped(tensor, (*before, math.prod(sizes), *after), name)
    found = builder.entries(tensor, first, flat.ravel().tolist(), name)
    if flat.ndim == 1:
        return found
    return builder.reshaped(found, (*before, *flat.shape, *after), name)
