"""Keys printed in the form that is asked: `within 0.0005` wants three decimals, not six digits and not a fraction."""

from collections.abc import Mapping
from fractions import Fraction

from quizgen.answers.rounding import magnitude
from quizgen.answers.scalar import as_fraction
from quizgen.pattern import pattern

# Of a number that rounds to nothing so many digits stay.
_LEAST, _MOST = 2, 12
_FRACTION = pattern(r"-?[0-9]+(?:/[0-9]+)?")


def to_places(encoded: object, settings: Mapping[str, object], *, decimal: bool = False) -> object:
    """An answer with its decimals as far as the tolerance `atol` or `sigfigs` tells, zeros at the end too.

    What is printed is still within the tolerance. Where one entry is a decimal, all are; `decimal`
    says that the answer is one in any case.

    >>> to_places([0.10909682, "1/3", 0.5, 0], {"atol": "0.0005"}), to_places(0.10909682, {})
    (['0.109', '0.333', '0.500', '0.000'], 0.10909682)
    >>> to_places([0.0000123456, 0.00247], {"atol": "0.0005"}), to_places(1234.5678, {"atol": 1})
    ([1.2e-05, '0.002'], '1235')
    >>> to_places(["1/3", "1/2"], {"atol": "0.0005"}), to_places("1/4", {"sigfigs": 3}, decimal=True)
    (['1/3', '1/2'], '0.250')
    """
    if not decimal and not _has_floats(encoded):
        return encoded
    if isinstance(encoded, list | tuple):
        return [to_places(entry, settings, decimal=True) for entry in encoded]
    if isinstance(encoded, bool) or (isinstance(encoded, str) and not _FRACTION.fullmatch(encoded)):
        return encoded
    exact = as_fraction(encoded)
    places = _places(exact, settings)
    if places is None:
        return float(exact) if isinstance(encoded, str) else encoded
    rounded = round(exact, places)
    if exact and not rounded:
        return float(round(exact, _LEAST - 1 - magnitude(exact)))
    return f"{float(rounded):.{max(places, 0)}f}"


def _has_floats(encoded: object) -> bool:
    if isinstance(encoded, list | tuple):
        return any(map(_has_floats, encoded))
    return isinstance(encoded, float)


def _places(value: Fraction, settings: Mapping[str, object]) -> int | None:
    """The decimals of a number rounded as far as the settings allow; None where all count."""
    if figures := settings.get("sigfigs"):
        return int(str(figures)) - 1 - magnitude(value) if value else 0
    atol = settings.get("atol")
    if atol is None:
        return None
    reach = as_fraction(atol)
    return next((p for p in range(_MOST) if 2 * reach * 10**p >= 1), None)
