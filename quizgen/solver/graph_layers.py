"""Graph convolution: every node takes a mean of itself and its neighbours, then a linear map.

Source: Kipf and Welling (2017), "Semi-supervised classification with graph convolutional networks".
"""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity
from quizgen.solver.roots import square_root
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, divided, product, tidy

if TYPE_CHECKING:
    import numpy as np

NORMALIZATIONS = ("symmetric", "mean", "none")


@quantity
def normalized_adjacency(
    adjacency: Any,
    normalization: str = "symmetric",
    self_loops: bool = True,  # noqa: FBT001, FBT002 - as libraries have it
) -> "np.ndarray[Any, Any]":
    """A + I, divided by degrees: D^(-1/2) (A + I) D^(-1/2), or D^(-1) (A + I) for "mean"; (n, n).

    >>> normalized_adjacency([[0, 1], [1, 0]]).tolist()
    [[Fraction(1, 2), Fraction(1, 2)], [Fraction(1, 2), Fraction(1, 2)]]
    """
    import numpy as np

    edges = as_array(adjacency)
    if edges.ndim != 2 or edges.shape[0] != edges.shape[1]:
        raise ShapeError(f"an adjacency matrix is square, not of shape {edges.shape}")
    if normalization not in NORMALIZATIONS:
        raise ShapeError(
            f"normalization {normalization!r} is not one of {', '.join(NORMALIZATIONS)}"
        )
    joined = tidy(edges + np.eye(len(edges), dtype=np.int64)) if self_loops else edges
    degrees = joined.sum(axis=1).tolist()
    if normalization != "none" and any(d <= 0 for d in degrees):
        raise ShapeError(
            "normalized_adjacency: a node without neighbours has no degree to divide by"
        )
    found = np.empty(joined.shape, dtype=object)
    for i, row in enumerate(joined.tolist()):
        for j, entry in enumerate(row):
            found[i, j] = (
                divided(entry, _divisor(normalization, degrees[i], degrees[j])) if entry else 0
            )
    result = tidy(found)
    leave(
        "adjacency normalised",
        result,
        joined=joined,
        degrees=degrees,
        normalization=normalization,
        self_loops=self_loops,
    )
    return result


def _divisor(normalization: str, own: Any, other: Any) -> Any:
    if normalization == "none":
        return 1
    return own if normalization == "mean" else square_root(Fraction(own * other))


@quantity
def graph_convolution(
    adjacency: Any,
    h: Any,
    weight: Any = None,
    normalization: str = "symmetric",
    self_loops: bool = True,  # noqa: FBT001, FBT002 - as libraries have it
) -> "np.ndarray[Any, Any]":
    """One layer before its activation: the normalised adjacency times h (a row for each node) times the weights.

    >>> graph_convolution([[0, 1], [1, 0]], [[2], [4]], [[3]]).tolist()
    [[9], [9]]
    """
    features = as_array(h)
    if features.ndim != 2 or len(features) != len(as_array(adjacency)):
        raise ShapeError(
            f"graph_convolution: features of shape {features.shape} for {len(as_array(adjacency))} nodes"
        )
    a = normalized_adjacency(adjacency, normalization, self_loops)
    mixed = tidy(product(a, features))
    leave("neighbours mixed", mixed, a=a, h=features)
    if weight is None:
        return mixed
    weights = as_array(weight)
    if weights.ndim != 2 or weights.shape[0] != features.shape[1]:
        raise ShapeError(
            f"graph_convolution: weights of shape {weights.shape} for {features.shape[1]} features"
        )
    found = tidy(product(mixed, weights))
    leave("features mapped", found, mixed=mixed, weight=weights)
    return found
