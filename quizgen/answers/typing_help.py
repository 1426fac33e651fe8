"""Phrases with which the kinds of answers say how they are typed."""

from collections.abc import Mapping, Sequence
from typing import Any

# So many names are listed; a weight matrix may have a dozen.
NAMES = 6


def line(*phrases: str) -> str:
    """The phrases that there are, as one line.

    >>> line("a whole number", "", "a unit may follow")
    'a whole number; a unit may follow'
    """
    return "; ".join(phrase for phrase in phrases if phrase)


def decimals(settings: Mapping[str, object]) -> str:
    """Which sign decimals have."""
    return f"a {'comma' if settings.get('decimal_comma') else 'point'} for decimals"


def working(settings: Mapping[str, object]) -> str:
    """Whether the way to the number may be written."""
    return "working such as 10*5 = 50 may be shown" if settings.get("arithmetic") else ""


def unit(settings: Mapping[str, object]) -> str:
    """Whether a unit word is read."""
    return "a unit may follow" if settings.get("units") else ""


def exactness(settings: Mapping[str, object]) -> str:
    """To how many digits a rounded number counts; nothing where exact ones are asked.

    >>> exactness({"rounding": 4}), exactness({"atol": "0.0005"})
    ('at least 4 significant digits', 'within 0.0005')
    """
    if settings.get("rounding"):
        return f"at least {settings['rounding']} significant digits"
    if settings.get("atol"):
        return f"within {settings['atol']}"
    return ""


def formula_names(settings: Mapping[str, Any]) -> str:
    """`in D and P`: the names a formula may have; nothing where they are not known.

    >>> formula_names({"variables": ["D", "P", "S"]})
    ' in D, P and S'
    """
    names = list(settings.get("variables") or ())
    if len(names) > NAMES:
        return f" in {', '.join(names[:NAMES])}, …"
    return f" in {listed(names)}" if names else ""


def listed(names: Sequence[str]) -> str:
    """Names with commas and `and`.

    >>> listed(["D"]), listed(["D", "P"])
    ('D', 'D and P')
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
