r"""Steps of momentum, Adam, weight decay and other rules, from given gradients.

The forms that differ between books are arguments: state the one a question means.
Source: PyTorch's documentation of SGD and Adam; d2l.ai.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.solver.descent import moved
from quizgen.solver.errors import ShapeError, UnknownNameError
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, divided, tidy

if TYPE_CHECKING:
    import numpy as np

MOMENTUM_FORMS = ("torch", "ema", "inside")


@dataclass(frozen=True, slots=True)
class Path:
    """The values after every step: `w` the weights, `v` the velocity or second moment.

    `m` is the first moment, `m_hat` and `v_hat` are Adam's corrected ones. Scalars for a scalar
    problem, rows for a vector one; row 0 is the first step.
    """

    w: Any
    v: Any
    m: Any = None
    m_hat: Any = None
    v_hat: Any = None


def _rows(gradients: Any) -> tuple[list[list[Any]], bool]:
    """Gradients as rows of exact numbers, and whether the problem is scalar."""
    array = as_array(gradients).astype(object)
    if array.ndim not in {1, 2} or not array.size:
        raise ShapeError(
            f"gradients of shape {array.shape}; give one number, or one row of numbers, for each step"
        )
    if array.ndim == 1:
        return [[entry] for entry in array.tolist()], True
    return array.tolist(), False


def _point(value: Any) -> list[Any]:
    return list(as_array(value).astype(object).ravel().tolist())


def _start(w0: Any, rows: list[list[Any]]) -> list[Any]:
    """The weights at the start, as many as a gradient has entries."""
    point = _point(w0)
    if len(point) != len(rows[0]):
        raise ShapeError(
            f"w0 has {len(point)} weights, and each gradient {len(rows[0])} entries; give as many"
        )
    return point


def _packed(rows: Iterable[list[Any]], *, scalar: bool) -> "np.ndarray[Any, Any]":
    """The rows as one array; where a row turned inexact the others keep their fractions."""
    import numpy as np

    found = list(rows)
    array = np.empty((len(found), len(found[0]) if found else 0), dtype=object)
    for i, row in enumerate(found):
        array[i] = row
    array = array[:, 0] if scalar else array
    mixed = {type(entry) is float for entry in array.ravel().tolist()} == {True, False}
    return array if mixed else tidy(array)


def _exact(value: Any) -> Any:
    return divided(value, 1) if isinstance(value, Fraction) else value


@quantity
def momentum_path(gradients: Any, w0: Any, alpha: Any, mu: Any, form: str = "torch") -> Path:
    """SGD with momentum, velocity 0 at the start, a gradient given for each step.

    Forms: "torch" v ← μv + g, w ← w - αv; "ema" v ← μv + (1-μ)g, w ← w - αv;
    "inside" v ← μv - αg, w ← w + v.

    >>> momentum_path([2, 2], 1, Fraction(1, 2), Fraction(1, 2)).w.tolist()
    [0, Fraction(-3, 2)]
    """
    if form not in MOMENTUM_FORMS:
        raise UnknownNameError("momentum form", form, MOMENTUM_FORMS)
    rows, is_scalar = _rows(gradients)
    w, v = _start(w0, rows), [0] * len(rows[0])
    weights: list[list[Any]] = []
    velocities: list[list[Any]] = []
    for t, g in enumerate(rows, start=1):
        old = v
        v = [_velocity(entry, slope, alpha, mu, form) for entry, slope in zip(v, g, strict=True)]
        leave("velocity", v, old=old, gradient=g, alpha=alpha, mu=mu, form=form, t=t)
        w = moved(w, v, -1 if form == "inside" else alpha, t, "w")
        velocities.append(v)
        weights.append(w)
    return Path(_packed(weights, scalar=is_scalar), _packed(velocities, scalar=is_scalar))


def _velocity(v: Any, g: Any, alpha: Any, mu: Any, form: str) -> Any:
    if form == "torch":
        return _exact(mu * v + g)
    return _exact(mu * v + (1 - mu) * g if form == "ema" else mu * v - alpha * g)


@quantity
def adam_path(
    gradients: Any,
    w0: Any,
    alpha: Any = Fraction(1, 1000),
    beta1: Any = Fraction(9, 10),
    beta2: Any = Fraction(999, 1000),
    eps: Any = 0,
) -> Path:
    """Adam with bias correction, a gradient given for each step; eps 0 keeps fractions exact.

    >>> path = adam_path([2, 4], 1, Fraction(1, 10), Fraction(1, 2), Fraction(3, 4))
    >>> path.m_hat.tolist(), path.v_hat.tolist(), path.w[0]
    ([2, Fraction(10, 3)], [4, Fraction(76, 7)], Fraction(9, 10))
    """
    rows, is_scalar = _rows(gradients)
    for name, beta in (("beta1", beta1), ("beta2", beta2)):
        if beta == 1:
            raise ShapeError(f"adam_path: {name} = 1 keeps the mean at 0; give a number below 1")
    w, m, v = _start(w0, rows), [0] * len(rows[0]), [0] * len(rows[0])
    history: list[tuple[list[Any], ...]] = []
    for t, g in enumerate(rows, start=1):
        m = _decayed("m", m, g, beta1, t)
        v = _decayed("v", v, [slope * slope for slope in g], beta2, t)
        m_hat = [divided(a, 1 - beta1**t) for a in m]
        v_hat = [divided(a, 1 - beta2**t) for a in v]
        leave("corrected mean", m_hat, name="m", mean=m, beta=beta1, t=t)
        leave("corrected mean", v_hat, name="v", mean=v, beta=beta2, t=t)
        lengths = [_root(b) + eps for b in v_hat]
        if 0 in lengths:
            raise ShapeError(
                f"adam_path: after step {t} a mean square is 0 and eps is 0, so that nothing can be divided; "
                "give a gradient that is not 0, or eps = 1e-8"
            )
        directions = [divided(a, length) for a, length in zip(m_hat, lengths, strict=True)]
        leave("corrected quotient", directions, mean=m_hat, square=v_hat, eps=eps, t=t)
        w = moved(w, directions, alpha, t, "w")
        history.append((w, v, m, m_hat, v_hat))
    w_path, v_path, m_path, m_hats, v_hats = (
        _packed(column, scalar=is_scalar) for column in zip(*history, strict=True)
    )
    return Path(w_path, v_path, m_path, m_hats, v_hats)


def _root(value: Any) -> Any:
    """The square root, exact where it is rational."""
    if isinstance(value, int | Fraction):
        exact = Fraction(value)
        top, bottom = math.isqrt(exact.numerator), math.isqrt(exact.denominator)
        if top * top == exact.numerator and bottom * bottom == exact.denominator:
            return divided(top, bottom)
    return math.sqrt(value)


def _decayed(name: str, old: list[Any], new: list[Any], beta: Any, t: int) -> list[Any]:
    """The moving average β·old + (1-β)·new of each coordinate."""
    found = [_exact(beta * a + (1 - beta) * s) for a, s in zip(old, new, strict=True)]
    leave("moving mean", found, name=name, old=old, new=new, beta=beta, t=t)
    return found


@quantity
def weight_decay_step(w: Any, g: Any, alpha: Any, lam: Any, penalty: str = "half") -> Any:
    """One step on the loss plus a penalty: "half" is (λ/2)‖w‖², "whole" is λ‖w‖².

    >>> weight_decay_step([2, -1], [1, 1], Fraction(1, 2), Fraction(1, 10)).tolist()
    [Fraction(7, 5), Fraction(-29, 20)]
    """
    if penalty not in {"half", "whole"}:
        raise UnknownNameError("penalty", penalty, ("half", "whole"))
    factor = lam if penalty == "half" else 2 * lam
    weights, slopes = _point(w), _point(g)
    pairs = zip(weights, slopes, strict=True)
    total = [_exact(slope + factor * weight) for weight, slope in pairs]
    leave(
        "decay of weights", total, gradient=slopes, weights=weights, factor=factor, penalty=penalty
    )
    new: Any = _packed([moved(weights, total, alpha, 1, "w")], scalar=False)[0]
    return new if as_array(w).ndim else new[0]


@quantity
def clip_by_norm(g: Any, max_norm: Any) -> "np.ndarray[Any, Any]":
    """The gradient, scaled to length `max_norm` if it is longer.

    >>> clip_by_norm([3, 4], 1).tolist()
    [Fraction(3, 5), Fraction(4, 5)]
    """
    entries = _point(g)
    norm = _root(sum(entry * entry for entry in entries))
    leave("length of a gradient", norm, entries=entries)
    if norm <= max_norm:
        return tidy(as_array(g).astype(object))
    clipped = [divided(max_norm * entry, norm) for entry in entries]
    leave("shortened gradient", clipped, entries=entries, max_norm=max_norm, norm=norm)
    return tidy(_packed([clipped], scalar=False)[0])


@quantity
def step_decay(alpha0: Any, gamma: Any, t: int, every: int) -> Any:
    """Learning rate α0 · γ^⌊t/s⌋ after `t` steps, decayed every `every`.

    >>> step_decay(1, Fraction(1, 2), 7, 3)
    Fraction(1, 4)
    """
    if every < 1:
        raise ShapeError(f"step_decay: every = {every}; give a number of steps from 1 on")
    power = t // every
    rate = _exact(alpha0 * gamma**power)
    leave("rate after drops", rate, alpha0=alpha0, gamma=gamma, power=power, t=t)
    return rate


@quantity
def accumulated_path(gradients: Any, w0: Any, alpha: Any) -> "np.ndarray[Any, Any]":
    """Weights when `optimizer.zero_grad()` is forgotten: each step uses the sum so far.

    >>> accumulated_path([1, 2], 0, 1).tolist()
    [-1, -4]
    """
    rows, is_scalar = _rows(gradients)
    w, total = _start(w0, rows), [0] * len(rows[0])
    path = []
    for t, g in enumerate(rows, start=1):
        total = [_exact(a + s) for a, s in zip(total, g, strict=True)]
        w = moved(w, total, alpha, t, "w")
        path.append(w)
    return _packed(path, scalar=is_scalar)
