"""Arrays of exact numbers: lists in, the narrowest NumPy array that holds them exactly out."""

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.solver.logarithm import Log, whole

if TYPE_CHECKING:
    import numpy as np

_WHOLE = frozenset({int})
_RATIONAL = frozenset({int, Fraction})
# Whole numbers below this one are kept as `int64`.
WIDE = 1 << 62
# Below this many multiplications the way through floats does not pay.
FEW = 4096
# Below this many entries Python looks through a list faster than NumPy sets up a reduction.
FEW_ENTRIES = 64


def as_array(values: Any) -> "np.ndarray[Any, Any]":
    """An array of `int64`, of Python objects (rationals, logarithms, symbols) or of `float64`.

    >>> as_array([1, 2]).dtype, as_array([1, Fraction(1, 2)]).dtype, as_array([1, 0.5]).dtype
    (dtype('int64'), dtype('O'), dtype('float64'))
    """
    import numpy as np

    if isinstance(values, np.ndarray):
        kind = values.dtype
        if kind == np.int64:
            return values  # by far the most
        if kind.kind == "f":
            # Single precision stays: large networks are twice as fast in it.
            return values if kind.itemsize in (4, 8) else values.astype(np.float64)
        if kind.kind in "biu" and kind != np.uint64:
            return values.astype(np.int64)
    elif (
        type(values) is list
        and values
        and _WHOLE.issuperset(map(type, values))
        and -WIDE < min(values) <= max(values) < WIDE
    ):
        return np.array(values, dtype=np.int64)  # by far the most lists
    return tidy(np.array(values, dtype=object))


def tidy(array: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """The same numbers in the narrowest exact form; one float among rationals makes all floats."""
    import numpy as np

    if array.dtype != object:
        return array
    flat = array.ravel().tolist()
    kinds = set(map(type, flat))
    if Fraction in kinds and kinds <= _RATIONAL:
        flat = [entry if entry.denominator > 1 else entry.numerator for entry in flat]
        kinds = set(map(type, flat))
    elif kinds - _WHOLE:
        flat = list(map(_plain, flat))
        kinds = set(map(type, flat))
    if kinds <= _WHOLE:
        kind: Any = np.int64 if max(map(abs, flat), default=0) < WIDE else object
    elif float in kinds and all(map(_real, flat)):
        flat, kind = [float(entry) for entry in flat], np.float64
    else:
        kind = object
    out = np.empty(len(flat), dtype=kind)
    out[:] = flat
    return out.reshape(array.shape)


def product(left: "np.ndarray[Any, Any]", right: "np.ndarray[Any, Any]") -> Any:
    """Matrix product, exact for exact numbers of any size; a number for two vectors.

    >>> import numpy as np
    >>> product(as_array([[1, Fraction(1, 2)]]), as_array([[4], [3]])).tolist()
    [[Fraction(11, 2)]]
    """
    kinds = left.dtype.kind + right.dtype.kind
    if kinds == "ii":
        return _integers(left, right)
    if "O" not in kinds:
        return left @ right
    # Both scaled to integers, multiplied as such, and divided once: far fewer fractions.
    tops_over, bottoms_over = integers_over(left), integers_over(right)
    if tops_over and bottoms_over:
        (tops, above), (bottoms, below) = tops_over, bottoms_over
        both = tops.dtype.kind + bottoms.dtype.kind
        found = _integers(tops, bottoms) if both == "ii" else _objects(tops, bottoms)
        return quotients(found, above * below)
    return _objects(left, right)


def _objects(left: "np.ndarray[Any, Any]", right: "np.ndarray[Any, Any]") -> Any:
    import numpy as np

    found = np.asarray(left.astype(object) @ right.astype(object), dtype=object)
    return tidy(found) if found.ndim else _plain(found.item())


def _integers(left: "np.ndarray[Any, Any]", right: "np.ndarray[Any, Any]") -> Any:
    """Through float64 while every sum is exact there, else through int64, else Python's integers."""
    import numpy as np

    if not left.size or not right.size:
        return left @ right
    # Python's integers: the bound itself may not fit into 64 bits.
    bound = left.shape[-1] * largest(left) * largest(right)
    if bound >= 1 << 63:
        return _objects(left, right)
    if bound >= 1 << 53 or left.size * right.shape[-1] < FEW:
        found = left @ right
    else:
        found = (left.astype(np.float64) @ right.astype(np.float64)).astype(np.int64)
    return found if found.ndim else int(found)


def largest(array: "np.ndarray[Any, Any]") -> int:
    """The largest magnitude among integers, as Python's own integer."""
    if array.size < FEW_ENTRIES:
        entries: list[int] = array.ravel().tolist()
        return max(map(abs, entries))
    return max(int(array.max()), -int(array.min()))


def plus(left: "np.ndarray[Any, Any]", right: "np.ndarray[Any, Any]") -> Any:
    """The sum, entry by entry; integers that outgrow 64 bits become Python's.

    >>> plus(as_array([2**61]), as_array([2**61 + 1])).tolist()
    [4611686018427387905]
    """
    if left.dtype.kind == right.dtype.kind == "i":
        if left.size and right.size and largest(left) + largest(right) >= 1 << 63:
            return tidy(left.astype(object) + right.astype(object))
        return left + right
    return tidy(left + right)


def total(array: "np.ndarray[Any, Any]", axis: int) -> Any:
    """The sums along an axis, exact for integers of any size; an array also where one number is left.

    >>> total(as_array([Fraction(1, 2), 1]), axis=0).tolist(), total(as_array([[1, 2], [3, 4]]), axis=0).tolist()
    (Fraction(3, 2), [4, 6])
    """
    if array.dtype.kind == "i" and array.size and largest(array) * array.shape[axis] >= 1 << 63:
        array = array.astype(object)
    return tidy(array.sum(axis=axis, keepdims=True)).squeeze(axis)


def integers_over(array: "np.ndarray[Any, Any]") -> "tuple[np.ndarray[Any, Any], int] | None":
    """Rationals as integers over their least common denominator; None where there are other entries.

    >>> top, bottom = integers_over(as_array([1, Fraction(1, 2)]))
    >>> top.tolist(), bottom
    ([2, 1], 2)
    """
    import numpy as np

    if array.dtype.kind == "i":
        return array, 1
    entries = array.ravel().tolist()
    if not _RATIONAL.issuperset(map(type, entries)):
        return None
    ratios = [entry.as_integer_ratio() for entry in entries]
    scale = math.lcm(*{bottom for _, bottom in ratios})
    flat = [top * (scale // bottom) for top, bottom in ratios]
    out = np.empty(len(flat), dtype=np.int64 if max(map(abs, flat), default=0) < WIDE else object)
    out[:] = flat
    return out.reshape(array.shape), scale


def quotients(found: Any, scale: int) -> Any:
    """Integers divided by one number, exactly."""
    import numpy as np

    if not hasattr(found, "ravel"):
        return whole(Fraction(found, scale))
    if scale == 1:
        return found
    if found.size >= FEW_ENTRIES and found.dtype.kind == "i" and scale < WIDE:
        return _many_quotients(found, scale)
    flat = found.ravel().tolist()
    values = {
        entry: Fraction(entry, scale) if entry % scale else entry // scale for entry in set(flat)
    }
    out = np.empty(len(flat), dtype=object)
    out[:] = [values[entry] for entry in flat]
    kinds = set(map(type, values.values()))
    return tidy(out.reshape(found.shape)) if kinds == {int} else out.reshape(found.shape)


def _many_quotients(found: "np.ndarray[Any, Any]", scale: int) -> "np.ndarray[Any, Any]":
    """Quotients of `int64`, reduced all at once: `Fraction` would look for each common factor anew."""
    import numpy as np

    factors = np.gcd(found, scale)
    tops: np.ndarray[Any, Any] = found // factors
    bottoms = scale // factors
    if (bottoms == 1).all():
        return tops
    out = np.empty(found.size, dtype=object)
    pairs = zip(tops.ravel().tolist(), bottoms.ravel().tolist(), strict=True)
    out[:] = [top if bottom == 1 else _reduced(top, bottom) for top, bottom in pairs]
    return out.reshape(found.shape)


def _reduced(top: int, bottom: int) -> Fraction:
    """The fraction of two numbers without a common factor; `Fraction(top, bottom)` takes three times as long."""
    found = object.__new__(Fraction)
    found._numerator, found._denominator = top, bottom  # type: ignore[attr-defined]
    return found


def scalar(value: Any) -> Any:
    """One number out of NumPy: `int`, `Fraction`, `float`, a logarithm or an expression."""
    return _plain(value.item() if hasattr(value, "item") else value)


def divided(top: Any, bottom: Any) -> Any:
    """`top / bottom`, a fraction for integers."""
    if isinstance(top, (int, Fraction)) and isinstance(bottom, (int, Fraction)):
        return whole(Fraction(top) / Fraction(bottom))
    return top / bottom


def _plain(entry: Any) -> Any:
    kind = type(entry)
    if kind is int:
        return entry  # by far the most
    if kind is Fraction:
        return whole(entry)
    if isinstance(entry, bool):
        return int(entry)
    return entry.item() if kind.__module__ == "numpy" else entry


def _real(entry: Any) -> bool:
    return isinstance(entry, (int, float, Fraction, Log))
