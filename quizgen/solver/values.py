"""Arrays of exact numbers: lists in, the narrowest NumPy array that holds them exactly out."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.solver.logarithm import Log, whole

if TYPE_CHECKING:
    import numpy as np

# A sum of 2^20 products of two numbers below this fits int64.
WIDE = 1 << 20


def as_array(values: Any) -> "np.ndarray[Any, Any]":
    """An array of `int64`, of Python objects (rationals, logarithms, symbols) or of `float64`.

    >>> as_array([1, 2]).dtype, as_array([1, Fraction(1, 2)]).dtype, as_array([1, 0.5]).dtype
    (dtype('int64'), dtype('O'), dtype('float64'))
    """
    import numpy as np

    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        return values.astype(np.float64, copy=False)
    if isinstance(values, np.ndarray) and values.dtype.kind in "biu":
        return values.astype(np.int64, copy=False)
    return tidy(np.array(values, dtype=object))


def tidy(array: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """The same numbers in the narrowest exact form; one float among rationals makes all floats."""
    import numpy as np

    if array.dtype != object:
        return array
    flat = [_plain(entry) for entry in array.ravel().tolist()]
    if all(type(entry) is int for entry in flat):
        kind: Any = np.int64 if all(abs(entry) < 1 << 62 for entry in flat) else object
    elif any(type(entry) is float for entry in flat) and all(_real(entry) for entry in flat):
        flat, kind = [float(entry) for entry in flat], np.float64
    else:
        kind = object
    out = np.empty(len(flat), dtype=kind)
    out[:] = flat
    return out.reshape(array.shape)


def product(left: "np.ndarray[Any, Any]", right: "np.ndarray[Any, Any]") -> Any:
    """Matrix product, exact for exact numbers of any size; a number for two vectors."""
    import numpy as np

    if left.dtype.kind == right.dtype.kind == "f":
        return left @ right
    if left.dtype.kind == right.dtype.kind == "i" and _small(left) and _small(right):
        return left @ right
    found = np.asarray(left.astype(object) @ right.astype(object), dtype=object)
    return tidy(found) if found.ndim else _plain(found.item())


def scalar(value: Any) -> Any:
    """One number out of NumPy: `int`, `Fraction`, `float`, a logarithm or an expression."""
    return _plain(value.item() if hasattr(value, "item") else value)


def divided(top: Any, bottom: Any) -> Any:
    """`top / bottom`, a fraction for integers."""
    if isinstance(top, int | Fraction) and isinstance(bottom, int | Fraction):
        return whole(Fraction(top) / Fraction(bottom))
    return top / bottom


def _plain(entry: Any) -> Any:
    if isinstance(entry, bool):
        return int(entry)
    if isinstance(entry, Fraction):
        return whole(entry)
    return entry.item() if type(entry).__module__ == "numpy" else entry


def _real(entry: Any) -> bool:
    return isinstance(entry, int | float | Fraction | Log)


def _small(array: "np.ndarray[Any, Any]") -> bool:
    return array.size == 0 or (abs(array).max() < WIDE and array.size < 1 << 20)
