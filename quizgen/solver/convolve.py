"""Convolution of large float arrays by matrix products: windows laid out block by block, one product each.

A block of windows is small enough to stay in a processor's cache between being laid out and being
multiplied. A kernel of one tap needs no layout at all. (Small and exact arrays go by the index
table, which costs less to set up.)
"""

import math
from functools import lru_cache
from operator import mul
from typing import TYPE_CHECKING, Any, NamedTuple

from quizgen.solver.window import Axis

if TYPE_CHECKING:
    import numpy as np

# Fewer multiplications than this are not worth a route of their own.
WORTHWHILE = 1 << 15
# Values in one block of windows, at least: a block stays in the cache until it is multiplied.
BLOCK = 1 << 17
# And so many for each weight: a product prepares all weights anew.
FOR_A_WEIGHT = 2


class _Windows(NamedTuple):
    """What is the same for all inputs of one geometry."""

    zeros: bool
    padding: tuple[tuple[int, int], ...]
    counts: tuple[int, ...]
    kernel: tuple[int, ...]
    strides: tuple[int, ...]
    dilations: tuple[int, ...]
    windows: int
    taps: int


@lru_cache(maxsize=512)
def _windows(axes: tuple[Axis, ...]) -> _Windows:
    counts = tuple(axis.windows for axis in axes)
    kernel = tuple(axis.kernel_size for axis in axes)
    padding = tuple((axis.left, axis.right) for axis in axes)
    return _Windows(
        all(axis.mode == "zeros" and axis.left >= 0 and axis.right >= 0 for axis in axes),
        padding if any(map(any, padding)) else (),
        counts,
        kernel,
        tuple(axis.stride for axis in axes),
        tuple(axis.dilation for axis in axes),
        math.prod(counts),
        math.prod(kernel),
    )


def applies(inputs: Any, weights: Any, axes: tuple[Axis, ...]) -> bool:
    """Whether values are floats, padding is zeros, and there is enough to do."""
    if not inputs.dtype.kind == weights.dtype.kind == "f":
        return False
    geometry = _windows(axes)
    return geometry.zeros and weights.size * geometry.windows > WORTHWHILE


def convolved(
    inputs: Any, weights: Any, axes: tuple[Axis, ...], groups: int
) -> "np.ndarray[Any, Any]":
    """Output `(out_channels, windows)` of inputs `(channels, sizes…)` and weights as PyTorch has them.

    >>> import numpy as np
    >>> x, w = np.ones((1, 4)), np.array([[[1.0, 10.0]]])
    >>> convolved(x, w, (Axis(4, 2),), 1).tolist()
    [[11.0, 11.0, 11.0]]
    """
    import numpy as np

    geometry = _windows(axes)
    outputs, depth = weights.shape[:2]
    around = geometry.padding
    inputs = _padded(inputs, around) if around else np.ascontiguousarray(inputs)
    first, taps = geometry.counts[0], geometry.taps
    rest = geometry.windows // first
    values = max(BLOCK, FOR_A_WEIGHT * weights.size)
    rows = max(1, values // (len(inputs) * taps * rest)) if taps > 1 else first

    if rows >= first and groups == 1:
        all_columns = _columns(inputs, geometry, 0, first).reshape(depth * taps, -1)
        whole: np.ndarray[Any, Any] = weights.reshape(outputs, -1) @ all_columns
        return whole
    # Blocks of nearly the same length, all laid out in the same place.
    rows = -(-first // -(-first // rows))
    kernels = weights.reshape(groups, outputs // groups, -1)
    found = np.empty((*kernels.shape[:2], first * rest), dtype=np.result_type(inputs, weights))
    room = np.empty(len(inputs) * taps * rows * rest, dtype=inputs.dtype)
    for start in range(0, first, rows):
        stop = min(first, start + rows)
        seen = _columns(inputs, geometry, start, stop)
        laid = room[: seen.size].reshape(seen.shape)
        laid[...] = seen
        columns = laid.reshape(groups, depth * taps, -1)
        np.matmul(kernels, columns, out=found[:, :, start * rest : stop * rest])
    return found.reshape(outputs, first * rest)


def _padded(inputs: Any, padding: tuple[tuple[int, int], ...]) -> "np.ndarray[Any, Any]":
    """Zeros around the sizes; as `numpy.pad`, whose set-up takes longer than a small product."""
    import numpy as np

    sizes = [size + sum(pair) for size, pair in zip(inputs.shape[1:], padding, strict=True)]
    found = np.zeros((len(inputs), *sizes), dtype=inputs.dtype)
    ends = [slice(left, left + n) for (left, _), n in zip(padding, inputs.shape[1:], strict=True)]
    found[(slice(None), *ends)] = inputs
    return found


def _columns(padded: Any, geometry: _Windows, start: int, stop: int) -> "np.ndarray[Any, Any]":
    """Windows `start` … `stop` of the first axis, all of the others: `(channels, taps…, windows…)`, a view."""
    import numpy as np

    channel, *steps = padded.strides
    windows = tuple(map(mul, geometry.strides, steps))
    # As `as_strided`, whose set-up takes as long as a small product.
    return np.ndarray(
        (len(padded), *geometry.kernel, stop - start, *geometry.counts[1:]),
        padded.dtype,
        padded,
        start * windows[0],
        (channel, *map(mul, geometry.dilations, steps), *windows),
    )
