"""How an activation reads: its formula, and the piece of it that is used at a number.

A test holds that every activation of the solver has its formula here.
"""

from collections.abc import Callable, Mapping
from typing import Any

from quizgen.telling.notation import number, signed

# Z is what the function is put to.
FORMULAS: Mapping[str, str] = {
    "identity": "Z",
    "relu": r"\max(0, Z)",
    "sigmoid": r"\frac{1}{1 + e^{-Z}}",
    "tanh": r"\frac{e^{Z} - e^{-Z}}{e^{Z} + e^{-Z}}",
    "leaky_relu": r"\max(0, Z) + s \min(0, Z)",
    "elu": r"\max(0, Z) + \alpha \min(0, e^{Z} - 1)",
    "selu": r"\mathrm{selu}(Z)",
    "gelu": r"Z \cdot \Phi(Z)",
    "gelu_tanh": r"\mathrm{gelu}(Z)",
    "silu": r"\frac{Z}{1 + e^{-Z}}",
    "hardswish": r"\mathrm{hardswish}(Z)",
    "softplus": r"\ln(1 + e^{Z})",
    "threshold": r"Z \text{ above the threshold, else the value}",
    "hardtanh": r"Z \text{ between the bounds, else the nearer one}",
    "relu6": r"\min(6, \max(0, Z))",
    "hardsigmoid": r"\min(1, \max(0, \frac{Z + 3}{6}))",
    "mish": r"Z \cdot \tanh(\ln(1 + e^{Z}))",
    "log_sigmoid": r"-\ln(1 + e^{-Z})",
    "softsign": r"\frac{Z}{1 + |Z|}",
    "tanhshrink": r"Z - \tanh(Z)",
    "softshrink": r"Z \text{ nearer to } 0 \text{ by } \lambda",
    "hardshrink": r"Z \text{ if } |Z| > \lambda \text{, else } 0",
    "scale": r"c \cdot Z",
    "shift": "Z + c",
    "exp": "e^{Z}",
    "abs": "|Z|",
    "celu": r"\max(0, Z) + \alpha \min(0, e^{Z/\alpha} - 1)",
    "step": r"1 \text{ if } Z \ge 0 \text{, else } 0",
}


def formula(name: str, z: str) -> str:
    r"""The formula with a symbol put in.

    >>> print(formula("relu", "a_1"))
    \max(0, a_1)
    """
    return FORMULAS[name].replace("Z", z)


def substituted(name: str, z: Any, value: Any, parameters: Mapping[str, Any]) -> str:
    r"""The formula with the number `z` put in, as arithmetic; `value` is what it comes to.

    >>> print(substituted("leaky_relu", -2, -1, {"negative_slope": 0.5}))
    0.5 \cdot (-2)
    """
    if name in _PIECES:
        return _PIECES[name](z, value, **parameters)
    return FORMULAS[name].replace("^{Z}", f"^{{{number(z)}}}").replace("Z", signed(z))


def _relu_piece(z: Any, _: Any) -> str:
    return rf"\max(0, {number(z)})"


def _leaky_piece(z: Any, _: Any, negative_slope: Any) -> str:
    return number(z) if z > 0 else rf"{number(negative_slope)} \cdot {signed(z)}"


def _elu_piece(z: Any, _: Any, alpha: Any) -> str:
    return number(z) if z > 0 else rf"{number(alpha)} \cdot (e^{{{number(z)}}} - 1)"


def _hardsigmoid_piece(z: Any, value: Any) -> str:
    return rf"\frac{{{number(z)} + 3}}{{6}}" if -3 < z < 3 else number(value)


def _celu_piece(z: Any, _: Any, alpha: Any) -> str:
    power = number(z) if alpha == 1 else rf"{number(z)} / {signed(alpha)}"
    return number(z) if z > 0 else rf"{number(alpha)} \cdot (e^{{{power}}} - 1)"


def _softshrink_piece(z: Any, _: Any, lambd: Any) -> str:
    if z > lambd:
        return f"{number(z)} - {signed(lambd)}"
    return f"{number(z)} + {signed(lambd)}" if z < -lambd else "0"


def _clip_piece(z: Any, _: Any, min_val: Any, max_val: Any) -> str:
    return rf"\max({number(min_val)}, \min({number(max_val)}, {number(z)}))"


def _softsign_piece(z: Any, _: Any) -> str:
    return rf"\frac{{{number(z)}}}{{1 + {number(max(z, -z))}}}"


def _scale_piece(z: Any, _: Any, factor: Any) -> str:
    return rf"{number(factor)} \cdot {signed(z)}"


def _shift_piece(z: Any, _: Any, addend: Any) -> str:
    return f"{number(z)} + {signed(addend)}"


def _softplus_piece(z: Any, _: Any, beta: Any, threshold: Any) -> str:
    if z * beta > threshold:
        return number(z)
    inside = rf"\ln(1 + e^{{{number(beta * z)}}})"
    return inside if beta == 1 else rf"\frac{{{inside}}}{{{number(beta)}}}"


def _value_piece(_: Any, found: Any, /, **__: Any) -> str:
    """Which case it is says it all."""
    return number(found)


_PIECES: Mapping[str, Callable[..., str]] = {
    "relu": _relu_piece,
    "leaky_relu": _leaky_piece,
    "elu": _elu_piece,
    "softplus": _softplus_piece,
    "threshold": _value_piece,
    "hardtanh": _clip_piece,
    "hardsigmoid": _hardsigmoid_piece,
    "softsign": _softsign_piece,
    "softshrink": _softshrink_piece,
    "hardshrink": _value_piece,
    "scale": _scale_piece,
    "shift": _shift_piece,
    "celu": _celu_piece,
    "step": _value_piece,
}
