"""Hopfield networks: weights that store patterns of -1 and 1, energy, updates until nothing changes.

Source: Hopfield (1982); MacKay (2003), chapter 42. A unit whose sum is 0 keeps its state.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, divided, product, scalar, tidy

if TYPE_CHECKING:
    import numpy as np

# Energy falls with every change, so that far fewer sweeps do for small networks.
SWEEPS = 200


@quantity
def hopfield_weights(patterns: Any) -> "np.ndarray[Any, Any]":
    """Σ p pᵀ over the patterns (rows), with zeros on the diagonal.

    >>> hopfield_weights([[1, -1, 1]]).tolist()
    [[0, -1, 1], [-1, 0, -1], [1, -1, 0]]
    """
    rows = as_array(patterns)
    if rows.ndim != 2 or any(entry not in {-1, 1} for entry in rows.ravel().tolist()):
        raise ShapeError("hopfield_weights: patterns are rows of -1 and 1")
    weights: np.ndarray[Any, Any] = rows.T @ rows
    for i in range(len(weights)):
        weights[i, i] = 0
    leave("patterns stored", weights, patterns=rows)
    return weights


@quantity
def hopfield_energy(weight: Any, state: Any) -> Any:
    """-½ sᵀ W s.

    >>> hopfield_energy([[0, 1], [1, 0]], [1, -1])
    1
    """
    w, s = _both(weight, state)
    sums = product(w, s)
    inner = scalar(product(s, sums))
    energy = divided(-inner, 2)
    leave("energy of a state", energy, product=sums, inner=inner)
    return energy


@quantity
def hopfield_update(
    weight: Any, state: Any, order: Sequence[int] | None = None
) -> "np.ndarray[Any, Any]":
    """The state after each unit was updated once, in an order of places from 0, each with what the others are by then.

    >>> hopfield_update([[0, 1], [1, 0]], [1, -1]).tolist()
    [-1, -1]
    """
    w, s = _both(weight, state)
    _check_order(order, len(s))
    return as_array(_sweep(w, s.tolist(), order))


@quantity
def hopfield_recall(
    weight: Any, state: Any, order: Sequence[int] | None = None
) -> "np.ndarray[Any, Any]":
    """The stable state that updates in turn lead to: a whole sweep changes nothing.

    >>> hopfield_recall(hopfield_weights([[1, -1, 1]]), [1, 1, 1]).tolist()
    [1, -1, 1]
    """
    w, s = _both(weight, state)
    _check_order(order, len(s))
    now = s.tolist()
    for _ in range(SWEEPS):
        if _sweep(w, now, order, is_told=False) == now:
            leave("nothing more changes", as_array(now))
            return as_array(now)
        now = _sweep(w, now, order)
    raise ShapeError(
        "hopfield_recall: it does not settle; are the weights symmetric, without diagonal?"
    )


def _check_order(order: Sequence[int] | None, units: int) -> None:
    """`ShapeError` for a place that there is not, or that comes twice; units may be left out."""
    if order is None:
        return
    if len(set(order)) < len(order) or not set(order) <= set(range(units)):
        raise ShapeError(
            f"hopfield: order = {list(order)} for {units} units; give different places from 0 to {units - 1}"
        )


def _sweep(
    w: Any, state: list[int], order: Sequence[int] | None, *, is_told: bool = True
) -> list[int]:
    found = list(state)
    for place in range(len(found)) if order is None else order:
        total = scalar(product(w[place], as_array(found)))
        old = found[place]
        found[place] = old if total == 0 else (1 if total > 0 else -1)
        if not is_told:
            continue
        leave(
            "unit updated",
            found[place],
            place=place + 1,
            row=w[place].tolist(),
            total=total,
            state=list(found),
            old=old,
        )
    return found


def _both(weight: Any, state: Any) -> "tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]":
    w, s = as_array(weight), as_array(state)
    if w.ndim != 2 or s.ndim != 1 or w.shape != (len(s), len(s)):
        raise ShapeError(f"hopfield: weights of shape {w.shape} for a state of shape {s.shape}")
    if any(entry not in {-1, 1} for entry in s.tolist()):
        raise ShapeError("hopfield: units are -1 or 1")
    return tidy(w), s
