r"""Activation functions, exact where the number allows it, and their derivatives.

Source: Hocking (2021), slides "Non-linear activation functions" and "Backprop rules".
"""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.solver.activation_table import (
    ACTIVATIONS,
    Activation,
    activation_named,
    filled_like,
)
from quizgen.solver.arithmetic import EXACT, arithmetic_of
from quizgen.solver.errors import ShapeError, UnknownNameError
from quizgen.solver.logarithm import Log
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import is_traced, leave
from quizgen.solver.values import as_array, tidy

if TYPE_CHECKING:
    import numpy as np

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "activation",
    "activation_derivative",
    "activation_named",
    "evaluate",
    "identity",
    "leaky_relu",
    "log_softmax",
    "relu",
    "sigmoid",
    "softmax",
    "softmax_jacobian",
    "softplus",
    "step",
    "tanh",
]


def evaluate(name: str, z: Any, **parameters: Any) -> Any:
    """An activation by name at every entry of `z`, each entry in the trace."""
    activation = activation_named(name)
    found = activation(z, **parameters)
    if is_traced():
        entries = as_array(z).ravel().tolist()
        leave(
            "activation of entries",
            found,
            name=activation.name,
            entries=entries,
            parameters={**activation.parameters, **parameters},
            powers=[_powers(entry) for entry in entries],
        )
    return found


def _powers(z: Any) -> tuple[Any, Any] | None:
    """Powers of e at a logarithm are plain numbers: at ln 3 they are 1/3, to minus that, and 3."""
    return (EXACT.exp(-z), EXACT.exp(z)) if isinstance(z, Log) else None


@quantity
def identity(z: Any) -> Any:
    """The input itself, the last activation in regression."""
    return evaluate("identity", z)


@quantity
def relu(z: Any) -> Any:
    """Rectified linear unit: z where z > 0, else 0. Source: slide "Non-linear activation functions".

    >>> relu([-2, 3]).tolist()
    [0, 3]
    """
    return evaluate("relu", z)


@quantity
def sigmoid(z: Any) -> Any:
    """Logistic function 1 / (1 + exp(-z)); a fraction at `Log(k)`.

    >>> from quizgen.solver.logarithm import Log
    >>> sigmoid(Log(3))
    Fraction(3, 4)
    """
    return evaluate("sigmoid", z)


@quantity
def tanh(z: Any) -> Any:
    """Hyperbolic tangent; a fraction at `Log(k)`.

    >>> from quizgen.solver.logarithm import Log
    >>> tanh(Log(2))
    Fraction(3, 5)
    """
    return evaluate("tanh", z)


@quantity
def leaky_relu(z: Any, negative_slope: Any = Fraction(1, 100)) -> Any:
    """Leaky ReLU: z where z > 0, else negative_slope * z.

    >>> leaky_relu([-2, 3], Fraction(1, 10)).tolist()
    [Fraction(-1, 5), 3]
    """
    return evaluate("leaky_relu", z, negative_slope=negative_slope)


@quantity
def step(z: Any, at_zero: int = 1) -> Any:
    """Threshold unit: 1 where z > 0, 0 where z < 0, `at_zero` at 0 (a convention to state).

    >>> step([-2, 0, 3]).tolist()
    [0, 1, 1]
    """
    return evaluate("step", z, at_zero=at_zero)


@quantity
def softplus(z: Any, beta: Any = 1) -> Any:
    """Smooth ReLU, ln(1 + exp(beta z)) / beta; exact at `Log(k)`."""
    return evaluate("softplus", z, beta=beta)


def activation(name: str, z: Any, **parameters: Any) -> Any:
    """The activation called `name` at every entry of `z`: where a draw chooses the function.

    The quantity asked is that function's own, with its own slips.

    >>> activation("step", [-2, 3]).tolist(), activation("tanh", 0)
    ([0, 1], 0)
    """
    functions = (identity, relu, sigmoid, tanh, leaky_relu, step, softplus)
    known = {function.__name__: function for function in functions}
    if name not in known:
        raise UnknownNameError("activation", name, known)
    return known[name](z, **parameters)


@quantity
def softmax(z: Any) -> Any:
    """Shares exp(z_i) / Σ exp(z_j) along the last axis; fractions k_i / Σ k at logits `Log(k_i)`.

    >>> from quizgen.solver.logarithm import Log
    >>> softmax([Log(1), Log(2), Log(3)]).tolist()
    [Fraction(1, 6), Fraction(1, 3), Fraction(1, 2)]
    """
    found, powers, shift = _softmax(z)
    leave("shares", found, powers=powers, shift=shift)
    return found


def _softmax(z: Any) -> tuple["np.ndarray[Any, Any]", list[Any], Any]:
    """The shares; of the last row the powers, and what was taken off its scores before."""
    import numpy as np

    array = as_array(z)
    if array.ndim == 0:
        raise ShapeError("softmax: the input is one number, softmax needs a vector of logits")
    if array.dtype.kind == "f":
        largest = array.max(axis=-1, keepdims=True)
        powers = np.exp(array - largest)
        shares = powers / powers.sum(axis=-1, keepdims=True)
        return shares, powers.ravel().tolist(), largest.ravel().tolist()[-1]
    rows, last = [], []
    shift: Any = 0
    for row in array.reshape(-1, array.shape[-1]).tolist():
        # Softmax ignores a common shift: taking off the first offset keeps ln k + c exact.
        shift = row[0] if isinstance(row[0], int | Fraction) else getattr(row[0], "offset", 0)
        last = [m.exp(e - shift) for e in row for m in [arithmetic_of(e)]]
        total = sum(last)
        rows += [EXACT.divide(power, total) for power in last]
    return filled_like(array, rows), last, shift


@quantity
def log_softmax(z: Any) -> Any:
    """Logarithm of softmax(z) along the last axis: exact logarithms at `Log(k)`."""
    shares, _, _ = _softmax(z)
    if shares.dtype.kind == "f":
        import numpy as np

        return np.log(shares)
    return filled_like(shares, [arithmetic_of(e).log(e) for e in shares.ravel().tolist()])


@quantity
def activation_derivative(name: str, z: Any, **parameters: Any) -> Any:
    """σ'(z) entry by entry; `ShapeError` for softmax, whose derivative is a matrix.

    >>> activation_derivative("relu", [-2, 3]).tolist()
    [0, 1]
    """
    if name.lower() in {"softmax", "logsoftmax", "log_softmax"}:
        raise ShapeError(f"{name} is not elementwise: use softmax_jacobian, diag(h) - h hᵀ")
    activation = activation_named(name)
    found = activation.derivative(z, **parameters)
    leave_slopes(activation, z, found)
    return found


def leave_slopes(
    activation: Activation, z: Any, found: Any, letter: str = "z", place: int = 0
) -> None:
    """Slopes and, where a slope is computed from them, the values.

    `letter` is what z is called, `place` the number of its layer.
    """
    if is_traced():
        values = activation(z) if activation.name in {"sigmoid", "tanh"} else None
        leave(
            "slopes",
            found,
            name=activation.name,
            z=z,
            values=values,
            letter=letter,
            place=place,
        )


@quantity
def softmax_jacobian(z: Any) -> Any:
    """The matrix ∂h_i/∂z_j = diag(h) - h hᵀ of softmax at the logits `z`."""
    import numpy as np

    shares, _, _ = _softmax(z)
    if shares.ndim != 1:
        raise ShapeError(f"softmax_jacobian: logits of shape {shares.shape}, one vector is needed")
    return tidy(np.diag(shares) - np.outer(shares, shares))
