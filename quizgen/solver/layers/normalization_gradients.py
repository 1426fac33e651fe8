"""Going back through a normalisation: every value of a group moves the group's mean and spread too."""

from typing import TYPE_CHECKING, Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.roots import square_root
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, divided, scalar, tidy

if TYPE_CHECKING:
    import numpy as np


def gradients(
    x: Any,
    grad_output: Any,
    parameters: tuple[Any, Any],
    groups: tuple[int, int],
    column: tuple[int, ...],
    eps: Any,
    *,
    centered: bool = True,
) -> dict[str, Any]:
    """Gradients in `input` and in the parameters given, as floats.

    `parameters` are weight and bias (or None), `groups` the shape (groups, values of a group),
    `column` the shape in which a parameter stands beside the values of `x`.

    >>> gradients([1.0, 3.0], [1.0, 0.0], (None, None), (1, 2), (1,), 0)["input"].tolist()
    [0.0, 0.0]
    """
    import numpy as np

    values, incoming = as_array(x).astype(float), as_array(grad_output).astype(float)
    weight, bias = (None if p is None else as_array(p).astype(float) for p in parameters)
    rows = values.reshape(groups)
    if centered:
        rows = rows - rows.mean(axis=1, keepdims=True)
    deviation = np.sqrt((rows * rows).mean(axis=1, keepdims=True) + float(eps))
    z = rows / deviation
    scaled = incoming if weight is None else incoming * weight.reshape(column)
    slopes = scaled.reshape(groups)
    moved = slopes - z * (slopes * z).mean(axis=1, keepdims=True)
    if centered:
        moved = moved - slopes.mean(axis=1, keepdims=True)
    found = {"input": (moved / deviation).reshape(values.shape)}
    shared = tuple(axis for axis, size in enumerate(column) if size == 1)
    if weight is not None:
        product = incoming * z.reshape(values.shape)
        found["weight"] = product.sum(axis=shared).reshape(weight.shape)
    if bias is not None:
        found["bias"] = incoming.sum(axis=shared).reshape(bias.shape)
    return found


def exact_gradients(
    rows: "np.ndarray[Any, Any]", incoming: "np.ndarray[Any, Any]", weight: Any, eps: Any
) -> "tuple[np.ndarray[Any, Any], list[Any], list[Any]]":
    """Gradients in the inputs, in the scales and in the shifts of groups of values, one group a row.

    Exact where the deviation of a group is.

    >>> x, scale, shift = exact_gradients(as_array([[1, 3, 1, 3]]), as_array([[4, 0, 0, 0]]), None, 0)
    >>> x.tolist(), scale, shift
    ([[2, 0, -2, 0]], [-4], [4])
    """
    import numpy as np

    found = np.empty(rows.shape, dtype=object)
    scales, shifts = [], []
    factors = [1] * len(rows) if weight is None else as_array(weight).ravel().tolist()
    for i, (row, gradient) in enumerate(zip(rows.tolist(), incoming.tolist(), strict=True)):
        found[i], scale = _group(row, gradient, factors[i], eps)
        scales.append(scale)
        shifts.append(scalar(sum(gradient)))
    return tidy(found), scales, shifts


def _group(row: list[Any], incoming: list[Any], gamma: Any, eps: Any) -> tuple[list[Any], Any]:
    """The gradients of one group in its values, and in its scale."""
    n = len(row)
    mean = divided(sum(row), n)
    spread = divided(sum((value - mean) ** 2 for value in row), n)
    deviation = square_root(spread + eps if eps else spread)
    if deviation == 0:
        raise ShapeError("the values of a channel are all equal: without eps it has no gradient")
    z = [divided(value - mean, deviation) for value in row]
    slopes = [scalar(gamma * g) for g in incoming]
    level = divided(sum(slopes), n)
    products = [scalar(s * score) for s, score in zip(slopes, z, strict=True)]
    tilt = divided(sum(products), n)
    moved = [
        divided(s - level - score * tilt, deviation) for s, score in zip(slopes, z, strict=True)
    ]
    leave(
        "gradient through scores",
        moved,
        z=z,
        mean=mean,
        variance=spread,
        deviation=deviation,
        slopes=slopes,
        level=level,
        tilt=tilt,
    )
    return moved, scalar(sum(g * score for g, score in zip(incoming, z, strict=True)))
