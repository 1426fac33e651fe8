"""Convolution of large float arrays by matrix products: windows laid out block by block, one product each.

A block of windows is small enough to stay in a processor's cache between being laid out and being
multiplied. A kernel of one tap needs no layout at all. (Small and exact arrays go by the index
table, which costs less to set up.)
"""

import math
from typing import TYPE_CHECKING, Any

from quizgen.solver.window import Axis

if TYPE_CHECKING:
    import numpy as np

# Fewer multiplications than this are not worth a route of their own.
WORTHWHILE = 1 << 15
# Values in one block of windows, at least: a block stays in the cache until it is multiplied.
BLOCK = 1 << 17
# And so many for each weight: a product prepares all weights anew.
FOR_A_WEIGHT = 2


def applies(inputs: Any, weights: Any, axes: tuple[Axis, ...]) -> bool:
    """Whether values are floats, padding is zeros, and there is enough to do."""
    return (
        inputs.dtype.kind == weights.dtype.kind == "f"
        and weights.size * math.prod(axis.windows for axis in axes) > WORTHWHILE
        and all(axis.mode == "zeros" and axis.left >= 0 and axis.right >= 0 for axis in axes)
    )


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

    outputs, depth = weights.shape[:2]
    kernels = weights.reshape(groups, outputs // groups, -1)
    if any(axis.left or axis.right for axis in axes):
        inputs = np.pad(inputs, [(0, 0), *((axis.left, axis.right) for axis in axes)])
    first, rest = axes[0].windows, math.prod(axis.windows for axis in axes[1:])
    taps = kernels.shape[2] // depth
    values = max(BLOCK, FOR_A_WEIGHT * weights.size)
    rows = max(1, values // (len(inputs) * taps * rest)) if taps > 1 else first

    if rows >= first and groups == 1:
        whole: np.ndarray[Any, Any] = kernels[0] @ _columns(inputs, axes, 0, first).reshape(
            depth * taps, -1
        )
        return whole
    found = np.empty((*kernels.shape[:2], first * rest), dtype=np.result_type(inputs, weights))
    for start in range(0, first, rows):
        stop = min(first, start + rows)
        columns = _columns(inputs, axes, start, stop).reshape(groups, depth * taps, -1)
        np.matmul(kernels, columns, out=found[:, :, start * rest : stop * rest])
    return found.reshape(outputs, first * rest)


def _columns(padded: Any, axes: tuple[Axis, ...], start: int, stop: int) -> "np.ndarray[Any, Any]":
    """Windows `start` … `stop` of the first axis, all of the others: `(channels, taps…, windows…)`, a view."""
    import numpy as np

    if not padded.flags.c_contiguous:
        padded = np.ascontiguousarray(padded)
    channel, *steps = padded.strides
    taps = [axis.dilation * step for axis, step in zip(axes, steps, strict=True)]
    windows = [axis.stride * step for axis, step in zip(axes, steps, strict=True)]
    counts = [stop - start, *[axis.windows for axis in axes[1:]]]
    # As `as_strided`, whose set-up takes as long as a small product.
    return np.ndarray(
        (len(padded), *[axis.kernel_size for axis in axes], *counts),
        padded.dtype,
        padded,
        start * windows[0],
        (channel, *taps, *windows),
    )
