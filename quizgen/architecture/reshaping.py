"""The same entries of an observation in other axes, by the plainest layer that does it."""

import math
from typing import Any

from quizgen.architecture.traced import Shape
from quizgen.architecture.vocabulary import layer_class
from quizgen.solver.errors import ShapeError


def plain_layer(kind: str, **arguments: Any) -> Any:
    """A layer by its class.

    >>> plain_layer("Flatten", start_dim=2)
    Flatten(start_dim=2, end_dim=-1)
    """
    from quizgen.architecture.vocabulary import layer

    return layer(layer_class(kind), [], arguments)


def reshaping(old: Shape, new: Shape) -> Any:
    """The plainest layer from one shape of an observation to another; `ShapeError` for a single number.

    >>> reshaping((2, 3, 4), (2, 12)), reshaping((6,), (2, 3))
    (Flatten(start_dim=2, end_dim=-1), Reshape(shape=(2, 3)))
    """
    for axis in range(len(old)):
        for end in range(axis + 2, len(old) + 1):
            if new == (*old[:axis], math.prod(old[axis:end]), *old[end:]):
                last = {} if end == len(old) else {"end_dim": end}
                return plain_layer("Flatten", **({"start_dim": axis + 1} if axis else {}), **last)
    for axis, size in enumerate(old):
        if size == 1 and new == (*old[:axis], *old[axis + 1 :]):
            return plain_layer("Squeeze", dim=axis + 1)
    for axis in range(len(new)):
        if old == (*new[:axis], *new[axis + 1 :]) and new[axis] == 1:
            return plain_layer("Unsqueeze", dim=axis + 1)
    if not new:
        raise ShapeError(f"one observation of shape {old} becomes a single number")
    return plain_layer("Reshape", shape=new)
