r"""Gradient descent by hand: how many steps, and where each step leads.

Source: Hocking (2021), slides "Basic full gradient descent algorithm", "Stochastic gradient
descent algorithm", "Batch (stochastic) gradient descent algorithm".
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.how_many import how_many
from quizgen.solver.errors import ShapeError, UnknownNameError
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, divided, scalar, tidy

if TYPE_CHECKING:
    import numpy as np


def _positive(**sizes: int) -> None:
    for name, size in sizes.items():
        if size < 1:
            raise ShapeError(f"{name}={size} must be at least 1")


@quantity
def steps_per_epoch(n: int, b: int) -> int:
    """Updates in one pass over `n` observations in batches of `b`: ⌈n/b⌉.

    >>> steps_per_epoch(10, 10), steps_per_epoch(10, 1), steps_per_epoch(10, 4)
    (1, 10, 3)
    """
    _positive(n=n, b=b)
    return -(-n // b)


@quantity
def last_batch_size(n: int, b: int) -> int:
    """Observations in the last batch of an epoch: n - b(⌈n/b⌉ - 1).

    >>> last_batch_size(10, 4), last_batch_size(8, 4)
    (2, 4)
    """
    full = steps_per_epoch(n, b) - 1
    last = n - b * full
    leave("rest of an epoch", last, n=n, b=b, full=full)
    return last


@quantity
def total_steps(n: int, b: int, epochs: int, drop_last: bool = False) -> int:  # noqa: FBT001, FBT002 - PyTorch's name and default
    """Weight updates in `epochs` passes; `drop_last` leaves out an incomplete batch.

    >>> total_steps(10, 4, 5), total_steps(10, 4, 5, drop_last=True)
    (15, 10)
    """
    _positive(n=n, b=b, epochs=epochs)
    if drop_last:
        per_epoch = n // b
        leave("full batches", per_epoch, n=n, b=b)
    else:
        per_epoch = steps_per_epoch(n, b)
    leave("updates of all epochs", epochs * per_epoch, epochs=epochs, per_epoch=per_epoch)
    return epochs * per_epoch


@quantity
def unseen_per_epoch(n: int, b: int) -> int:
    """Observations that `drop_last` leaves out of every epoch: n mod b.

    >>> unseen_per_epoch(10, 4)
    2
    """
    _positive(n=n, b=b)
    return n % b


@quantity
def epoch_of_step(t: int, n: int, b: int) -> int:
    """The epoch, counted from 1, in which update `t`, counted from 1, happens: ⌈t/s⌉.

    >>> epoch_of_step(4, 10, 4)
    2
    """
    _positive(t=t)
    steps = steps_per_epoch(n, b)
    epoch = -(-t // steps)
    leave("epochs begun", epoch, t=t, steps=steps)
    return epoch


@quantity
def batch_of_step(t: int, n: int, b: int) -> int:
    """The batch within its epoch, counted from 1, of update `t`: (t - 1) mod s + 1.

    >>> batch_of_step(4, 10, 4)
    1
    """
    _positive(t=t)
    steps = steps_per_epoch(n, b)
    before = (t - 1) // steps
    batch = t - before * steps
    leave("batch in its epoch", batch, t=t, steps=steps, epochs_before=before)
    return batch


def moved(
    point: Sequence[Any], gradient: Sequence[Any], alpha: Any, t: int, name: str
) -> list[Any]:
    """`point - alpha * gradient`, step `t` of the path of `name`."""
    new = [scalar(p - alpha * g) for p, g in zip(point, gradient, strict=True)]
    new = [divided(v, 1) if isinstance(v, Fraction) else v for v in new]
    leave("a step", new, point=point, gradient=gradient, alpha=alpha, t=t, name=name)
    return new


def _stack(rows: list[Any]) -> "np.ndarray[Any, Any]":
    import numpy as np

    array = np.empty((len(rows), *np.shape(rows[0])) if rows else (0,), dtype=object)
    for i, row in enumerate(rows):
        array[i] = row
    return tidy(array)


@quantity
def gd_quadratic_path(c: Any, m: Any, w0: Any, alpha: Any, steps: int) -> "np.ndarray[Any, Any]":
    """The weights w_1, …, w_steps of descent on f(w) = c (w - m)² from `w0`.

    >>> gd_quadratic_path(1, 3, 0, Fraction(1, 4), 2).tolist()
    [Fraction(3, 2), Fraction(9, 4)]
    """
    path, w = [], scalar(w0)
    for t in range(1, steps + 1):
        gradient = quadratic_slope(c, m, w)
        (w,) = moved([w], [gradient], alpha, t, "w")
        path.append(w)
    return _stack(path)


@quantity
def quadratic_slope(c: Any, m: Any, w: Any) -> Any:
    """The derivative 2c(w - m) of f(w) = c (w - m)².

    >>> quadratic_slope(2, 3, 1)
    -8
    """
    slope = scalar(2 * c * (w - m))
    return divided(slope, 1) if isinstance(slope, Fraction) else slope


@quantity
def gd_given_gradients(
    gradients: Any, v0: Any, alpha: Any, batch_size: int | None = None, reduction: str = "sum"
) -> "np.ndarray[Any, Any]":
    """One epoch from `v0` with fixed gradients, one row each: the weights after every step.

    Batches are taken in the order given; `reduction` is "sum" (total loss) or "mean".
    Without a batch size it is the full gradient method, with 1 the stochastic one.

    >>> gradients = [[-1, 1], [-2, 2], [-3, 2], [-1, 2]]
    >>> gd_given_gradients(gradients, [-2, 1], Fraction(1, 2)).tolist()
    [[Fraction(3, 2), Fraction(-5, 2)]]
    """
    rows = as_array(gradients).astype(object).tolist()
    point = as_array(v0).astype(object).tolist()
    size = len(rows) if batch_size is None else batch_size
    _positive(batch_size=size)
    path = []
    for t, start in enumerate(range(0, len(rows), size), start=1):
        batch = rows[start : start + size]
        for row in batch:
            if len(row) != len(point):
                raise ShapeError(
                    f"a gradient of {how_many(len(row), 'entry', 'entries')} for {how_many(len(point), 'weight')}"
                )
        gradient = _batch_gradient(batch, reduction, step=t if size < len(rows) else None)
        point = moved(point, gradient, alpha, t, "v")
        path.append(point)
    return _stack(path)


@quantity
def batch_gradient(gradients: Any, reduction: str = "sum") -> "np.ndarray[Any, Any]":
    """The gradient of a batch from those of its observations: their "sum" or "mean".

    >>> batch_gradient([[1, 2], [3, 4]], "mean").tolist()
    [2, 3]
    """
    rows = as_array(gradients).astype(object).tolist()
    return _stack(_batch_gradient(rows, reduction))


def _batch_gradient(rows: list[list[Any]], reduction: str, step: int | None = None) -> list[Any]:
    """The entries; `step` is the number of the step if there are several."""
    if reduction not in {"sum", "mean"}:
        raise UnknownNameError("reduction", reduction, ("sum", "mean"))
    totals = []
    for column in zip(*rows, strict=True):
        total = sum(column[1:], start=column[0])
        totals.append(divided(total, len(column)) if reduction == "mean" else total)
    leave("gradient of a batch", totals, rows=rows, reduction=reduction, step=step)
    return totals
