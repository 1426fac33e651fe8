r"""The matrix a linear layer stands for.

Source: Hocking (2021), slide "Matrix interpretation of convolution": weights are shared along
the diagonals, everything else is zero.
"""

import math
from itertools import product
from typing import TYPE_CHECKING, Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.index_table import CELLS
from quizgen.solver.weight_symbol import Symbol

if TYPE_CHECKING:
    import numpy as np

SYMBOLS = 10_000


def symbols(letter: str, shape: tuple[int, ...]) -> "np.ndarray[Any, Any]":
    """An array of symbols with one-based indices, as a student types them; axes of length 1 are not counted.

    >>> symbols("v", (1, 1, 2)).ravel().tolist(), symbols("v", (2, 1, 2)).ravel().tolist()[:2]
    ([v_1, v_2], [v_1_1, v_1_2])
    """
    import numpy as np

    if math.prod(shape) > SYMBOLS:
        raise ShapeError(
            f"{math.prod(shape)} symbols are too many to write; give numbers as weight"
        )
    kept = [axis for axis, size in enumerate(shape) if size > 1] or [0]
    found = np.empty(shape, dtype=object)
    for index in product(*(range(size) for size in shape)):
        label = "_".join(str(index[axis] + 1) for axis in kept)
        found[index] = Symbol(f"{letter}_{label}")
    return found


def scattered(
    weight: "np.ndarray[Any, Any]", table: "np.ndarray[Any, Any]", in_positions: int, groups: int
) -> "np.ndarray[Any, Any]":
    """Kernels `(K, C/groups, taps)` written into the matrix `(K·windows, C·in_positions)`.

    Taps on padding are dropped; taps of one window on one input (folding padding) add up.
    """
    import numpy as np

    kernels, channels, taps = weight.shape
    windows = table.shape[1]
    check_size(kernels * windows, channels * groups * in_positions)
    matrix = np.zeros((kernels, windows, channels * groups, in_positions + 1), dtype=weight.dtype)
    per_group = kernels // groups
    rows = np.arange(windows)
    for k, c, t in product(range(kernels), range(channels), range(taps)):
        matrix[k, rows, (k // per_group) * channels + c, table[t]] += weight[k, c, t]
    return matrix[..., :in_positions].reshape(kernels * windows, channels * groups * in_positions)


def check_size(rows: int, columns: int) -> None:
    """`ShapeError` for a matrix nobody could look at or store."""
    if rows * columns > CELLS:
        raise ShapeError(
            f"a weight matrix of {rows} × {columns} entries is too large to write out; "
            "counts need no matrix"
        )
