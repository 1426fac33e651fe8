"""What the settings and the key of a formula say: its names, its domain, its decimal commas."""

import re
from collections.abc import Mapping
from typing import Any

from quizgen.answers.equality import USUAL
from quizgen.answers.syntax import FUNCTIONS
from quizgen.pattern import pattern

_DECIMAL_COMMA = pattern(r"(?<=[0-9]),(?=[0-9])")
DOMAINS = frozenset({"reals", "positive_integers"})


def with_points(text: str) -> str:
    """`max(0,5; x)` as `max(0.5, x)`, where decimals have commas.

    >>> with_points("max(0,5; x)")
    'max(0.5, x)'
    """
    return _DECIMAL_COMMA.sub(".", text).replace(";", ",")


def checked_domain(settings: Mapping[str, object]) -> str:
    """The domain formulas are compared on; `ValueError` names the known ones."""
    domain = settings.get("domain") or USUAL
    if not isinstance(domain, str) or (domain != USUAL and domain not in DOMAINS):
        raise ValueError(f"domain={domain!r}; known are {', '.join(sorted(DOMAINS))}")
    return str(domain)


def names_in(key: object) -> list[str]:
    """The names in a formula's text.

    >>> names_in("v_1*x + exp(v_{1,2})")
    ['v_1', 'v_{1,2}', 'x']
    """
    names = re.findall(r"[A-Za-z]+(?:_\{[0-9A-Za-z,]+\}|_[0-9A-Za-z]+|[0-9]+)?", str(key))
    known = {*FUNCTIONS, "e", "pi", "log2", "log10"}
    return sorted({name for name in names if name.lower() not in known})


def letters(settings: Mapping[str, Any]) -> frozenset[str]:
    """The names that may stand in a formula, in lower case."""
    return frozenset(str(name).lower() for name in settings.get("variables", ()))
