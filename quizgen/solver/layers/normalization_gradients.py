"""Going back through a normalisation: every value of a group moves the group's mean and spread too."""

from typing import Any

from quizgen.solver.values import as_array


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
