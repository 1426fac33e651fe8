"""The spectral norm of a small matrix: how much it can lengthen a vector.

Source: Miyato and others (2018), "Spectral normalization for generative adversarial networks".
"""

from typing import Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity
from quizgen.solver.roots import square_root
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, divided, product, scalar, tidy


@quantity
def spectral_norm(weight: Any) -> Any:
    """The largest singular value, the root of the largest eigenvalue of WᵀW or WWᵀ.

    Exact where the roots are, of matrices with one or two rows or columns; a float elsewhere.

    >>> spectral_norm([[3, 0], [4, 5]]), spectral_norm([[1, 2], [2, 1]]), spectral_norm([[3, 4]])
    (6.708203932499369, 3, 5)
    """
    w = as_array(weight)
    if w.ndim != 2 or not w.size:
        raise ShapeError(f"spectral_norm: a matrix is needed, not shape {w.shape}")
    if min(w.shape) > 2:
        import numpy as np

        return float(np.linalg.norm(w.astype(float), 2))
    gram = tidy(product(w, w.T) if w.shape[0] <= w.shape[1] else product(w.T, w))
    square = _largest(gram)
    norm = square_root(square)
    leave("root of an eigenvalue", norm, square=square)
    return norm


def _largest(gram: Any) -> Any:
    """The larger eigenvalue, from trace and determinant."""
    rows = gram.tolist()
    if len(rows) == 1:
        leave("sum of squares", scalar(rows[0][0]))
        return scalar(rows[0][0])
    trace = scalar(rows[0][0] + rows[1][1])
    determinant = scalar(rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0])
    inner = trace * trace - 4 * determinant
    largest = divided(trace + square_root(inner), 2)
    leave(
        "larger eigenvalue", largest, gram=gram, trace=trace, determinant=determinant, inner=inner
    )
    return largest
