"""Index tables: the input position of every tap of every window, and what is read and written with them.

One table, kept for each geometry, serves values (gather, then multiply or reduce), weight
matrices and gradients (scatter). Tables are `taps × windows`; a tap on padding reads the
position after the last one.
"""

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.window import Axis

if TYPE_CHECKING:
    import numpy as np

# More cells than this are not put into an array; counts have closed forms and need none.
CELLS = 1 << 27


@lru_cache(maxsize=512)
def index_table(axes: tuple[Axis, ...]) -> "np.ndarray[Any, Any]":
    """Flattened input position of each tap of each window, `(taps, windows)`.

    >>> index_table((Axis(3, 2, left=1, right=0),)).tolist()
    [[3, 0, 1], [0, 1, 2]]
    """
    import numpy as np

    windows = math.prod(axis.windows for axis in axes)
    taps = math.prod(axis.kernel_size for axis in axes)
    if windows * taps > CELLS:
        raise ShapeError(
            f"{windows} windows of {taps} taps are too many to compute values for; "
            "sizes and counts need no values"
        )
    total = math.prod(axis.in_size for axis in axes)
    table = np.zeros((1, 1), dtype=np.int64)
    outside = np.zeros((1, 1), dtype=np.int64)
    for axis in axes:
        source, beyond = _axis_table(axis)
        table = _outer(table * axis.in_size, source)
        outside = _outer(outside, beyond.astype(np.int64))
    found = np.where(outside > 0, total, table)
    found.setflags(write=False)
    return found


def _axis_table(axis: Axis) -> tuple["np.ndarray[Any, Any]", "np.ndarray[Any, Any]"]:
    import numpy as np

    starts = np.arange(axis.windows) * axis.stride - axis.left
    source = np.arange(axis.kernel_size)[:, None] * axis.dilation + starts
    last = axis.in_size - 1
    if axis.mode == "circular":
        source = source % axis.in_size
    elif axis.mode == "replicate":
        source = source.clip(0, last)
    elif axis.mode == "reflect":
        source = last - np.abs(last - np.abs(source))
    return source, (source < 0) | (source > last)


def _outer(high: "np.ndarray[Any, Any]", low: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    both = high[:, None, :, None] + low[None, :, None, :]
    taps, more_taps, windows, more_windows = both.shape
    found: np.ndarray[Any, Any] = both.reshape(taps * more_taps, windows * more_windows)
    return found


def gathered(
    inputs: "np.ndarray[Any, Any]", axes: tuple[Axis, ...], padding: Any = 0
) -> "np.ndarray[Any, Any]":
    """The input values of every window, `(channels, taps, windows)`; `padding` where nothing is read."""
    import numpy as np

    channels = len(inputs)
    table, reads_outside = _layout(axes)
    if channels * table.size > CELLS:
        raise ShapeError(
            f"{channels} channels with {table.size} taps each are too many to compute values for; "
            "sizes and counts need no values"
        )
    flat = inputs.reshape(channels, -1)
    if reads_outside:
        end = np.full((channels, 1), padding, dtype=flat.dtype)
        flat = np.concatenate([flat, end], axis=1)
    return flat.take(table, axis=1)


@lru_cache(maxsize=512)
def _layout(axes: tuple[Axis, ...]) -> tuple["np.ndarray[Any, Any]", bool]:
    """The table, and whether a window may lie partly beyond the input."""
    return index_table(axes), any(axis.left or axis.right or axis.ceil_mode for axis in axes)


def scattered_sum(parts: "np.ndarray[Any, Any]", axes: tuple[Axis, ...]) -> "np.ndarray[Any, Any]":
    """Values `(channels, taps, windows)` added up at the inputs they belong to: `(channels, positions)`."""
    import numpy as np

    total = math.prod(axis.in_size for axis in axes)
    found = np.zeros((len(parts), total + 1), dtype=parts.dtype)
    for tap, places in enumerate(index_table(axes)):
        if _once(axes):
            found[:, places] += parts[:, tap]
        else:
            for channel in range(len(parts)):
                np.add.at(found[channel], places, parts[channel, tap])
    return found[:, :-1]


def _once(axes: tuple[Axis, ...]) -> bool:
    """Whether a tap meets every input at most once: so it is unless padding folds inputs back.

    The cell of the padding itself may be written often; nobody reads it.
    """
    return all(axis.mode == "zeros" for axis in axes)
