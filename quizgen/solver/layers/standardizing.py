"""What normalising layers share: standard scores, scales and shifts."""

from typing import TYPE_CHECKING, Any

from quizgen.solver.layers.layer import Shape
from quizgen.solver.roots import square_root
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, divided, tidy

if TYPE_CHECKING:
    import numpy as np

EPS = 1e-05


def standardized(
    groups: "np.ndarray[Any, Any]", eps: Any, *, centered: bool = True
) -> "np.ndarray[Any, Any]":
    """Each row minus its mean, divided by its standard deviation; without centering, by its root mean square.

    >>> standardized(as_array([[1, 3, 1, 3]]), 0).tolist()
    [[-1, 1, -1, 1]]
    """
    import numpy as np

    if groups.dtype.kind == "f":
        rows = groups - groups.mean(axis=1, keepdims=True) if centered else groups
        found: np.ndarray[Any, Any] = rows / np.sqrt(
            (rows * rows).mean(axis=1, keepdims=True) + eps
        )
        return found
    out = np.empty(groups.shape, dtype=object)
    for i, row in enumerate(groups.tolist()):
        out[i] = _standardized_row(row, eps, len(groups), centered=centered)
    return tidy(out)


def _standardized_row(row: list[Any], eps: Any, groups: int, *, centered: bool) -> list[Any]:
    n = len(row)
    mean = divided(sum(row), n) if centered else 0
    spread = divided(sum((value - mean) ** 2 for value in row), n)
    deviation = square_root(spread + eps if eps else spread)
    found = [divided(value - mean, deviation) for value in row]
    leave(
        "standard scores",
        found,
        row=row,
        mean=mean,
        variance=spread,
        deviation=deviation,
        centered=centered,
        eps=eps,
        groups=groups,
    )
    return found


def scaled(values: Any, weight: Any, bias: Any) -> Any:
    """γ times the values, plus β; either may be left out."""
    if weight is not None:
        values = values * as_array(weight)
    if bias is not None:
        values = values + as_array(bias)
    return tidy(values)


def columns(weight: Any, bias: Any, column: Shape) -> tuple[Any, Any]:
    """Scale and shift as columns, one entry for each channel; None stays None."""
    given = (None if value is None else as_array(value) for value in (weight, bias))
    weight, bias = (value if value is None else value.reshape(column) for value in given)
    return weight, bias
