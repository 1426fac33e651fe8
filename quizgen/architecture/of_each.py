"""Numbers that a traced program holds once for every observation, though all have the same ones."""

from collections.abc import Iterable
from typing import Any

from quizgen.architecture.traced import Shape, Tensor


def of_each(array: Any, beside: Iterable[Any], size: int) -> Any:
    """The numbers of one observation, where an axis of `array` meets the batch of a tensor beside it.

    `size` is the number of observations; the axis stays, of size 1. An array, of NumPy or torch,
    that differs from one observation to the next is given back as it is.

    >>> import numpy as np
    >>> of_each(np.array([[5, 7], [5, 7]]), [Tensor("x", (2, 3, 2), batch=1)], 2)
    array([[5, 7]])
    """
    axis = meets_batch(array.shape, beside, size)
    if axis is None:
        return array
    one = array[(slice(None),) * axis + (slice(0, 1),)]
    return one if bool((array == one).all()) else array


def meets_batch(shape: Shape, beside: Iterable[Any], size: int) -> int | None:
    """The axis of a shape that meets the batch of a tensor beside it, and is as long.

    >>> meets_batch((2, 4), [Tensor("x", (3, 2, 4), batch=1)], 2)
    0
    """
    for tensor in beside:
        if not isinstance(tensor, Tensor) or tensor.batch is None or tensor.folded:
            continue
        axis = tensor.batch - len(tensor.shape) + len(shape)
        if axis >= 0 and shape[axis] == size:
            return axis
    return None


def same_for_each(array: Any, shape: Shape, size: int) -> int | None:
    """The one axis of a table, of NumPy, that is as long as there are observations and along which nothing changes.

    >>> import numpy as np
    >>> same_for_each(np.array([[5, 7, 9], [5, 7, 9]]), (2, 3), 2)
    0
    """
    if size == 1 or array is None or array.shape != shape or len(shape) == 1:
        return None
    axes = [axis for axis, entries in enumerate(shape) if entries == size]
    if len(axes) != 1 or not bool((array == array.take([0], axes[0])).all()):
        return None
    return axes[0]
