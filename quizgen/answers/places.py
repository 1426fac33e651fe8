"""Keys printed to the places that the question asks: `within 0.0005` wants three decimals, not six digits."""

from collections.abc import Mapping
from fractions import Fraction

from quizgen.answers.rounding import magnitude
from quizgen.answers.scalar import as_fraction

# Of a number that rounds to nothing so many digits stay.
_LEAST, _MOST = 2, 12


def to_places(encoded: object, settings: Mapping[str, object]) -> object:
    """An answer with its floats rounded as far as the tolerance `atol` tells nothing more.

    What is printed is still within the tolerance.

    >>> to_places([0.10909682, "1/3", 0.5], {"atol": "0.0005"}), to_places(0.10909682, {})
    ([0.109, '1/3', 0.5], 0.10909682)
    >>> to_places([0.0000123456, 0.00247], {"atol": "0.0005"}), to_places(1234.5678, {"atol": 1})
    ([1.2e-05, 0.002], 1235.0)
    """
    places = _places(settings.get("atol"))
    return encoded if places is None else _rounded(encoded, places)


def _places(atol: object) -> int | None:
    """The decimals of a number that is at most `atol` off when it is rounded; None where all count."""
    if atol is None:
        return None
    reach = as_fraction(atol)
    return next((p for p in range(_MOST) if 2 * reach * 10**p >= 1), None)


def _rounded(encoded: object, places: int) -> object:
    if isinstance(encoded, list | tuple):
        return [_rounded(entry, places) for entry in encoded]
    if not isinstance(encoded, float) or not encoded:
        return encoded
    exact = Fraction(encoded)
    return float(round(exact, places) or round(exact, _LEAST - 1 - magnitude(exact)))
