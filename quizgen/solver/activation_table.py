"""The table of activation functions: one formula each for numbers, float arrays and symbols.

Used by the functions of `activations`, the activation layers and backpropagation.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from quizgen.solver.arithmetic import Arithmetic, arithmetic_of
from quizgen.solver.errors import UnknownNameError
from quizgen.solver.values import as_array, scalar, tidy

if TYPE_CHECKING:
    import numpy as np

Formula = Callable[..., Any]

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805
ROOT_HALF = math.sqrt(0.5)
# The approximation of GELU by tanh.
ROOT_TWO_OVER_PI = math.sqrt(2 / math.pi)
CUBE = 0.044715


@dataclass(frozen=True, slots=True)
class Activation:
    """One elementwise function: `value(z, arithmetic, **parameters)` and its `slope` in z.

    `parameters` are PyTorch's with PyTorch's defaults.
    """

    name: str
    value: Formula
    slope: Formula
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, z: Any, **parameters: Any) -> Any:
        """The function at each entry of `z`, of the shape of `z`."""
        return _entrywise(self.value, z, {**self.parameters, **parameters})

    def derivative(self, z: Any, **parameters: Any) -> Any:
        """The derivative at each entry of `z`; 0 at the kink of ReLU, as PyTorch has it."""
        return _entrywise(self.slope, z, {**self.parameters, **parameters})


def _entrywise(formula: Formula, z: Any, parameters: Mapping[str, Any]) -> Any:
    array = as_array(z)
    if array.dtype.kind == "f":
        floats = {key: float(value) for key, value in parameters.items()}
        found = formula(array, arithmetic_of(array), **floats)
        return found if array.ndim else scalar(found)
    entries = [formula(e, arithmetic_of(e), **parameters) for e in array.ravel().tolist()]
    if not array.ndim:
        return scalar(entries[0])
    return filled_like(array, entries)


def filled_like(array: "np.ndarray[Any, Any]", entries: list[Any]) -> "np.ndarray[Any, Any]":
    """The entries in the shape of `array`."""
    import numpy as np

    if set(map(type, entries)) == {int}:
        return as_array(entries).reshape(array.shape)  # by far the most
    out = np.empty(len(entries), dtype=object)
    out[:] = entries
    return tidy(out.reshape(array.shape))


def _relu(z: Any, m: Arithmetic) -> Any:
    return m.where(z > 0, z, 0)


def _relu_slope(z: Any, m: Arithmetic) -> Any:
    return m.where(z > 0, 1, 0)


def _sigmoid(z: Any, m: Arithmetic) -> Any:
    return m.divide(1, 1 + m.exp(-z))


def _sigmoid_slope(z: Any, m: Arithmetic) -> Any:
    h = _sigmoid(z, m)
    return h * (1 - h)


def _tanh(z: Any, m: Arithmetic) -> Any:
    return m.tanh(z)


def _tanh_slope(z: Any, m: Arithmetic) -> Any:
    return 1 - m.tanh(z) ** 2


def _leaky_relu(z: Any, m: Arithmetic, negative_slope: Any) -> Any:
    return m.where(z > 0, z, negative_slope * z)


def _leaky_relu_slope(z: Any, m: Arithmetic, negative_slope: Any) -> Any:
    return m.where(z > 0, 1, negative_slope)


def _elu(z: Any, m: Arithmetic, alpha: Any) -> Any:
    return m.where(z > 0, z, alpha * (m.exp(z) - 1))


def _elu_slope(z: Any, m: Arithmetic, alpha: Any) -> Any:
    return m.where(z > 0, 1, alpha * m.exp(z))


def _selu(z: Any, m: Arithmetic) -> Any:
    return SELU_SCALE * _elu(z, m, SELU_ALPHA)


def _selu_slope(z: Any, m: Arithmetic) -> Any:
    return SELU_SCALE * _elu_slope(z, m, SELU_ALPHA)


def _gelu(z: Any, m: Arithmetic) -> Any:
    return z * (1 + m.erf(z * ROOT_HALF)) * 0.5


def _gelu_slope(z: Any, m: Arithmetic) -> Any:
    density = m.exp(-0.5 * z * z) * (ROOT_HALF / math.sqrt(math.pi))
    return (1 + m.erf(z * ROOT_HALF)) * 0.5 + z * density


def _gelu_tanh(z: Any, m: Arithmetic) -> Any:
    return 0.5 * z * (1 + m.tanh(ROOT_TWO_OVER_PI * (z + CUBE * z * z * z)))


def _gelu_tanh_slope(z: Any, m: Arithmetic) -> Any:
    h = m.tanh(ROOT_TWO_OVER_PI * (z + CUBE * z * z * z))
    inner = ROOT_TWO_OVER_PI * (1 + 3 * CUBE * z * z)
    return 0.5 * (1 + h) + 0.5 * z * (1 - h * h) * inner


def _silu(z: Any, m: Arithmetic) -> Any:
    return z * _sigmoid(z, m)


def _silu_slope(z: Any, m: Arithmetic) -> Any:
    h = _sigmoid(z, m)
    return h + z * h * (1 - h)


def _hardswish(z: Any, m: Arithmetic) -> Any:
    return m.where(z <= -3, 0, m.where(z >= 3, z, m.divide(z * (z + 3), 6)))


def _hardswish_slope(z: Any, m: Arithmetic) -> Any:
    return m.where(z <= -3, 0, m.where(z >= 3, 1, m.divide(2 * z + 3, 6)))


def _softplus(z: Any, m: Arithmetic, beta: Any, threshold: Any) -> Any:
    # As PyTorch: linear beyond the threshold, where exp would only lose digits.
    return m.where(z * beta > threshold, z, m.divide(m.log(1 + m.exp(beta * z)), beta))


def _softplus_slope(z: Any, m: Arithmetic, beta: Any, threshold: Any) -> Any:
    return m.where(z * beta > threshold, 1, _sigmoid(beta * z, m))


def _threshold(z: Any, m: Arithmetic, threshold: Any, value: Any) -> Any:
    return m.where(z > threshold, z, value)


def _threshold_slope(z: Any, m: Arithmetic, threshold: Any, value: Any) -> Any:  # noqa: ARG001 - the same parameters as the value
    return m.where(z > threshold, 1, 0)


def _hardsigmoid(z: Any, m: Arithmetic) -> Any:
    return m.where(z <= -3, 0, m.where(z >= 3, 1, m.divide(z + 3, 6)))


def _hardsigmoid_slope(z: Any, m: Arithmetic) -> Any:
    return m.where(z <= -3, 0, m.where(z >= 3, 0, m.divide(1, 6)))


def _mish(z: Any, m: Arithmetic) -> Any:
    return z * m.tanh(_softplus(z, m, 1, 20))


def _mish_slope(z: Any, m: Arithmetic) -> Any:
    t = m.tanh(_softplus(z, m, 1, 20))
    return t + z * (1 - t * t) * _sigmoid(z, m)


def _log_sigmoid(z: Any, m: Arithmetic) -> Any:
    # Whichever exponential is the small one.
    return m.where(z > 0, -m.log(1 + m.exp(-z)), z - m.log(1 + m.exp(z)))


def _log_sigmoid_slope(z: Any, m: Arithmetic) -> Any:
    return _sigmoid(-z, m)


def _softsign(z: Any, m: Arithmetic) -> Any:
    return m.divide(z, 1 + m.where(z > 0, z, -z))


def _softsign_slope(z: Any, m: Arithmetic) -> Any:
    return m.divide(1, (1 + m.where(z > 0, z, -z)) ** 2)


def _tanhshrink(z: Any, m: Arithmetic) -> Any:
    return z - m.tanh(z)


def _tanhshrink_slope(z: Any, m: Arithmetic) -> Any:
    return m.tanh(z) ** 2


def _softshrink(z: Any, m: Arithmetic, lambd: Any) -> Any:
    return m.where(z > lambd, z - lambd, m.where(z < -lambd, z + lambd, 0))


def _hardshrink(z: Any, m: Arithmetic, lambd: Any) -> Any:
    return m.where(z > lambd, z, m.where(z < -lambd, z, 0))


def _shrink_slope(z: Any, m: Arithmetic, lambd: Any) -> Any:
    return m.where(abs(z) > lambd, 1, 0)


def _exp(z: Any, m: Arithmetic) -> Any:
    return m.exp(z)


def _abs(z: Any, m: Arithmetic) -> Any:
    return m.where(z > 0, z, -z)


def _abs_slope(z: Any, m: Arithmetic) -> Any:
    return m.where(z > 0, 1, m.where(z < 0, -1, 0))


def _celu(z: Any, m: Arithmetic, alpha: Any) -> Any:
    return m.where(z > 0, z, alpha * (m.exp(m.divide(z, alpha)) - 1))


def _celu_slope(z: Any, m: Arithmetic, alpha: Any) -> Any:
    return m.where(z > 0, 1, m.exp(m.divide(z, alpha)))


def _clip(z: Any, m: Arithmetic, min_val: Any, max_val: Any) -> Any:
    return m.where(z < min_val, min_val, m.where(z > max_val, max_val, z))


def _clip_slope(z: Any, m: Arithmetic, min_val: Any, max_val: Any) -> Any:
    return m.where(z <= min_val, 0, m.where(z >= max_val, 0, 1))


def _step(z: Any, m: Arithmetic, at_zero: Any) -> Any:
    return m.where(z > 0, 1, m.where(z < 0, 0, at_zero))


def _zero(z: Any, m: Arithmetic, at_zero: Any) -> Any:  # noqa: ARG001 - the same parameters as the value
    return z * 0


def _scale(z: Any, m: Arithmetic, factor: Any) -> Any:  # noqa: ARG001 - every formula takes an arithmetic
    return factor * z


def _scale_slope(z: Any, m: Arithmetic, factor: Any) -> Any:  # noqa: ARG001 - every formula takes an arithmetic
    return z * 0 + factor


def _shift(z: Any, m: Arithmetic, addend: Any) -> Any:  # noqa: ARG001 - every formula takes an arithmetic
    return z + addend


def _shift_slope(z: Any, m: Arithmetic, addend: Any) -> Any:  # noqa: ARG001 - the same parameters as the value
    return z * 0 + 1


def _identity(z: Any, m: Arithmetic) -> Any:  # noqa: ARG001 - every formula takes an arithmetic
    return z


def _one(z: Any, m: Arithmetic) -> Any:  # noqa: ARG001 - every formula takes an arithmetic
    return z * 0 + 1


_TABLE = (
    Activation("identity", _identity, _one),
    Activation("relu", _relu, _relu_slope),
    Activation("sigmoid", _sigmoid, _sigmoid_slope),
    Activation("tanh", _tanh, _tanh_slope),
    Activation("leaky_relu", _leaky_relu, _leaky_relu_slope, {"negative_slope": Fraction(1, 100)}),
    Activation("elu", _elu, _elu_slope, {"alpha": 1}),
    Activation("selu", _selu, _selu_slope),
    Activation("gelu", _gelu, _gelu_slope),
    Activation("gelu_tanh", _gelu_tanh, _gelu_tanh_slope),
    Activation("silu", _silu, _silu_slope),
    Activation("hardswish", _hardswish, _hardswish_slope),
    Activation("softplus", _softplus, _softplus_slope, {"beta": 1, "threshold": 20}),
    Activation("threshold", _threshold, _threshold_slope, {"threshold": 0, "value": 0}),
    Activation("hardtanh", _clip, _clip_slope, {"min_val": -1, "max_val": 1}),
    Activation("relu6", _clip, _clip_slope, {"min_val": 0, "max_val": 6}),
    Activation("hardsigmoid", _hardsigmoid, _hardsigmoid_slope),
    Activation("mish", _mish, _mish_slope),
    Activation("log_sigmoid", _log_sigmoid, _log_sigmoid_slope),
    Activation("softsign", _softsign, _softsign_slope),
    Activation("tanhshrink", _tanhshrink, _tanhshrink_slope),
    Activation("softshrink", _softshrink, _shrink_slope, {"lambd": Fraction(1, 2)}),
    Activation("hardshrink", _hardshrink, _shrink_slope, {"lambd": Fraction(1, 2)}),
    Activation("scale", _scale, _scale_slope, {"factor": 1}),
    Activation("shift", _shift, _shift_slope, {"addend": 0}),
    Activation("exp", _exp, _exp),
    Activation("abs", _abs, _abs_slope),
    Activation("celu", _celu, _celu_slope, {"alpha": 1}),
    Activation("step", _step, _zero, {"at_zero": 1}),
)
ACTIVATIONS: Mapping[str, Activation] = {activation.name: activation for activation in _TABLE}


@lru_cache(maxsize=256)
def activation_named(name: str) -> Activation:
    """The table entry for a function name or a layer name: "relu", "ReLU", "LeakyReLU".

    >>> activation_named("LeakyReLU").name
    'leaky_relu'
    """
    wanted = name.lower().replace("_", "")
    for key, activation in ACTIVATIONS.items():
        if key.replace("_", "") == wanted:
            return activation
    raise UnknownNameError("activation", name, ACTIVATIONS)
