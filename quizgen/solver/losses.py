r"""Losses, their values and their gradients in the predictions (backpropagation's rule 0).

The reduction is part of the question: `mean` (1/n), `sum`, `half` (½ of the sum) or `half-mean`.
Source: Hocking (2021), slides "Gradient descent learning", "Loss functions", "Backprop rules".
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.solver.arithmetic import Arithmetic, arithmetic_of
from quizgen.solver.errors import ShapeError, UnknownNameError
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, divided, scalar, tidy

if TYPE_CHECKING:
    import numpy as np

REDUCTIONS = ("mean", "sum", "half", "half-mean")


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss of one prediction f and its label y, and its derivative in f."""

    name: str
    value: Callable[..., Any]
    slope: Callable[..., Any]
    parameters: Mapping[str, Any] = field(default_factory=dict)
    # PyTorch's reduction unless another is asked for.
    reduction: str = "mean"

    def at(self, f: Any, y: Any, **parameters: Any) -> Any:
        """The loss of one prediction."""
        return self.value(f, y, _arithmetic(f, y), **{**self.parameters, **parameters})

    def slope_at(self, f: Any, y: Any, **parameters: Any) -> Any:
        """Its derivative in the prediction."""
        return self.slope(f, y, _arithmetic(f, y), **{**self.parameters, **parameters})


def _arithmetic(f: Any, y: Any) -> Arithmetic:
    return arithmetic_of(y if hasattr(y, "free_symbols") else f)


def _square(f: Any, y: Any, m: Arithmetic) -> Any:  # noqa: ARG001 - every formula takes an arithmetic
    return (f - y) ** 2


def _square_slope(f: Any, y: Any, m: Arithmetic) -> Any:  # noqa: ARG001 - every formula takes an arithmetic
    return 2 * (f - y)


def _absolute(f: Any, y: Any, m: Arithmetic) -> Any:  # noqa: ARG001 - every formula takes an arithmetic
    return abs(f - y)


def _absolute_slope(f: Any, y: Any, m: Arithmetic) -> Any:
    return m.where(f > y, 1, m.where(f < y, -1, 0))


def _logistic(f: Any, y: Any, m: Arithmetic) -> Any:
    return m.log(1 + m.exp(-y * f))


def _logistic_slope(f: Any, y: Any, m: Arithmetic) -> Any:
    return m.divide(-y, 1 + m.exp(y * f))


def _binary(p: Any, y: Any, m: Arithmetic) -> Any:
    if isinstance(p, (int, float, Fraction)) and not 0 <= p <= 1:
        raise ShapeError(f"binary_cross_entropy: {p} is no probability: a number from 0 to 1")
    if y in {0, 1}:  # 0 · ln 0 is 0: the other class does not count
        return -m.log(p if y == 1 else 1 - p)
    return -(y * m.log(p) + (1 - y) * m.log(1 - p))


def _binary_slope(p: Any, y: Any, m: Arithmetic) -> Any:
    return m.divide(p - y, p * (1 - p))


def _hinge(f: Any, y: Any, m: Arithmetic) -> Any:
    return m.where(y * f < 1, 1 - y * f, 0)


def _hinge_slope(f: Any, y: Any, m: Arithmetic) -> Any:
    return m.where(y * f < 1, -y, 0)


def _squared_hinge(f: Any, y: Any, m: Arithmetic) -> Any:
    return _hinge(f, y, m) ** 2


def _squared_hinge_slope(f: Any, y: Any, m: Arithmetic) -> Any:
    return 2 * _hinge(f, y, m) * _hinge_slope(f, y, m)


def _huber(f: Any, y: Any, m: Arithmetic, delta: Any) -> Any:
    return m.where(
        abs(f - y) <= delta,
        (f - y) ** 2 * Fraction(1, 2),
        delta * (abs(f - y) - delta * Fraction(1, 2)),
    )


def _huber_slope(f: Any, y: Any, m: Arithmetic, delta: Any) -> Any:
    return m.where(abs(f - y) <= delta, f - y, m.where(f > y, delta, -delta))


def _poisson(f: Any, y: Any, m: Arithmetic) -> Any:
    return m.exp(f) - y * f


def _poisson_slope(f: Any, y: Any, m: Arithmetic) -> Any:
    return m.exp(f) - y


_TABLE = (
    Loss("square", _square, _square_slope, reduction="sum"),
    Loss("mse", _square, _square_slope),
    Loss("absolute", _absolute, _absolute_slope),
    Loss("logistic", _logistic, _logistic_slope),
    Loss("binary_cross_entropy", _binary, _binary_slope),
    Loss("hinge", _hinge, _hinge_slope),
    Loss("squared_hinge", _squared_hinge, _squared_hinge_slope),
    Loss("huber", _huber, _huber_slope, {"delta": 1}),
    Loss("poisson", _poisson, _poisson_slope),
)
LOSSES: Mapping[str, Loss] = {loss.name: loss for loss in _TABLE}


def loss_named(name: str) -> Loss:
    """The table entry, `ShapeError` with the known names otherwise."""
    if name in LOSSES:
        return LOSSES[name]
    raise UnknownNameError("loss", name, (*LOSSES, "cross_entropy"))


def _pairs(f: Any, y: Any) -> tuple[list[tuple[Any, Any]], tuple[int, ...]]:
    """Predictions with their labels, and the shape; lengths must agree, nothing is broadcast."""
    predictions, labels = as_array(f), as_array(y)
    if predictions.shape != labels.shape:
        raise ShapeError(
            f"loss: predictions of shape {predictions.shape} and labels of shape {labels.shape}"
        )
    both = zip(predictions.ravel().tolist(), labels.ravel().tolist(), strict=True)
    return list(both), predictions.shape


# Losses of labels -1 and 1: with others they are other functions.
SIGNED = frozenset({"logistic", "hinge", "squared_hinge"})


def _labelled(name: str, f: Any, y: Any) -> tuple[list[tuple[Any, Any]], tuple[int, ...]]:
    """The pairs of a loss, with labels that it has; symbols may stand for any."""
    pairs, shape = _pairs(f, y)
    if not pairs:
        raise ShapeError(f"{name}: no predictions; give at least one with its label")
    for _, label in pairs:
        if name in SIGNED and not hasattr(label, "free_symbols") and label not in {-1, 1}:
            raise ShapeError(f"{name}: the label {label}; its labels are -1 and 1")
    return pairs, shape


def factor_of(reduction: str, n: int) -> int | Fraction:
    """What a sum of losses of n observations is multiplied by."""
    if reduction not in REDUCTIONS:
        raise UnknownNameError("reduction", reduction, REDUCTIONS)
    scales: dict[str, int | Fraction] = {
        "mean": Fraction(1, n),
        "sum": 1,
        "half": Fraction(1, 2),
        "half-mean": Fraction(1, 2 * n),
    }
    return scales[reduction]


def loss_value(name: str, f: Any, y: Any, reduction: str | None = None, **parameters: Any) -> Any:
    """The loss of all predictions, every term in the trace."""
    loss = loss_named(name)
    pairs, _ = _labelled(name, f, y)
    scale = factor_of(reduction or loss.reduction, len(pairs))
    terms = [loss.at(a, b, **parameters) for a, b in pairs]
    total = scalar(sum(terms[1:], start=terms[0]) * scale)
    total = divided(total, 1) if isinstance(total, Fraction) else total
    leave("loss of predictions", total, name=name, pairs=pairs, scale=scale, terms=terms)
    return total


@quantity
def mse(f: Any, y: Any, reduction: str = "mean") -> Any:
    """Squared differences Σ (f_i - y_i)², times 1/n unless the reduction says otherwise.

    >>> mse([1, 2, 3], [2, 2, 5])
    Fraction(5, 3)
    """
    return loss_value("mse", f, y, reduction)


@quantity
def mae(f: Any, y: Any, reduction: str = "mean") -> Any:
    """Absolute differences Σ |f_i - y_i|, times 1/n unless the reduction says otherwise."""
    return loss_value("absolute", f, y, reduction)


@quantity
def logistic_loss(f: Any, y: Any, reduction: str = "mean") -> Any:
    """ln(1 + exp(-y f)) with labels -1 and +1; an exact logarithm at `Log(k)`.

    >>> from quizgen.solver.logarithm import Log
    >>> print(logistic_loss(Log(3), 1), logistic_loss(Log(3), -1))
    ln(4/3) ln(4)
    """
    return loss_value("logistic", f, y, reduction)


@quantity
def binary_cross_entropy(p: Any, y: Any, reduction: str = "mean") -> Any:
    """-[y ln p + (1 - y) ln(1 - p)] with labels 0 and 1; exact logarithms for fractions p.

    >>> print(binary_cross_entropy([Fraction(1, 2), Fraction(3, 4)], [1, 0]))
    1/2*ln(8)
    """
    return loss_value("binary_cross_entropy", p, y, reduction)


@quantity
def hinge_loss(f: Any, y: Any, reduction: str = "mean") -> Any:
    """max(0, 1 - y f) with labels -1 and +1."""
    return loss_value("hinge", f, y, reduction)


@quantity
def squared_hinge_loss(f: Any, y: Any, reduction: str = "mean") -> Any:
    """max(0, 1 - y f)² with labels -1 and +1."""
    return loss_value("squared_hinge", f, y, reduction)


@quantity
def huber_loss(f: Any, y: Any, delta: Any = 1, reduction: str = "mean") -> Any:
    """(f - y)²/2 up to a distance of delta, δ(|f - y| - δ/2) beyond."""
    return loss_value("huber", f, y, reduction, delta=delta)


@quantity
def poisson_loss(f: Any, y: Any, reduction: str = "mean") -> Any:
    """exp(f) - y f, PyTorch's PoissonNLLLoss with a logarithmic input."""
    return loss_value("poisson", f, y, reduction)


@quantity
def cross_entropy(z: Any, c: int) -> Any:
    """-ln softmax(z)_c for the true class `c`, counted from 0 as PyTorch does.

    >>> from quizgen.solver.logarithm import Log
    >>> print(cross_entropy([Log(1), Log(2), Log(3)], 1))
    ln(3)
    """
    from quizgen.solver.activations import softmax

    shares = softmax(z).tolist()
    if not 0 <= c < len(shares):
        raise ShapeError(f"cross_entropy: class {c} of {len(shares)} logits (counted from 0)")
    p = shares[c]
    loss = -arithmetic_of(p).log(p)
    leave("loss of the true class", loss, c=c, share=p)
    return loss


@quantity
def loss_gradient(
    name: str, f: Any, y: Any, reduction: str | None = None, **parameters: Any
) -> Any:
    """Rule 0, ∇_f J: the derivative of the loss in every prediction, of the shape of `f`.

    For `cross_entropy` f are the logits and y the class, counted from 0: softmax minus one-hot.

    >>> loss_gradient("mse", [1, 2], [2, 0]).tolist(), loss_gradient("square", 3, 1)
    ([-1, 2], 4)
    """
    if name == "cross_entropy":
        return _cross_entropy_gradient(f, y)
    loss = loss_named(name)
    pairs, shape = _labelled(name, f, y)
    scale = factor_of(reduction or loss.reduction, len(pairs))
    slopes = [scalar(loss.slope_at(a, b, **parameters)) * scale for a, b in pairs]
    slopes = [divided(s, 1) if isinstance(s, Fraction) else s for s in slopes]
    leave("slopes of a loss", slopes, name=name, pairs=pairs, scale=scale)
    return _shaped(slopes, shape)


def _shaped(entries: list[Any], shape: tuple[int, ...]) -> "np.ndarray[Any, Any] | Any":
    import numpy as np

    if not shape:
        return entries[0]
    out = np.empty(len(entries), dtype=object)
    out[:] = entries
    return tidy(out.reshape(shape))


def _cross_entropy_gradient(z: Any, c: int) -> Any:
    from quizgen.solver.activations import softmax

    shares = softmax(z).tolist()
    hot = [int(i == c) for i in range(len(shares))]
    gradient = [share - one for share, one in zip(shares, hot, strict=True)]
    leave("shares less the true class", gradient, shares=shares, hot=hot)
    return _shaped(gradient, (len(gradient),))


def any_loss(name: str, f: Any, y: Any, reduction: str | None) -> Any:
    """The value of a loss by name; of the cross-entropy y is the class, counted from 0."""
    return cross_entropy(f, y) if name == "cross_entropy" else loss_value(name, f, y, reduction)
