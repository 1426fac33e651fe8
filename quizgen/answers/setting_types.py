"""Of which type each setting of a kind is: a list, a number, a whole number, or true and false.

In Python true is also 1, and every text is true: a setting of another type would be taken, and mean
something that nobody wrote.
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from quizgen.answers.scalar import as_fraction
from quizgen.pattern import pattern

LISTS = frozenset(
    {
        "units",
        "names",
        "axes",
        "choices",
        "choice_texts",
        "called",
        "items",
        "variables",
        "trivial",
        "given",
    }
)
# Lists of names alone.
NAMES = {"variables": "x", "called": "a cat"}
NUMBERS = {"atol": "0.001", "rtol": "0.01"}
WHOLE = {"sigfigs": "3", "rounding": "3", "lines": "4"}
SWITCHES = frozenset({"arithmetic", "decimal_comma", "lowest_terms", "label", "shuffle"})
_DIGITS = pattern(r"[0-9]{1,9}")
_SHARE = pattern(r"[0-9]{1,3}(?:/[1-9][0-9]{0,3}|\.[0-9]{1,6})?")
_LIST_TYPES = (list, tuple, set, frozenset)


def check_numbers(kind: str, settings: Mapping[str, object]) -> None:
    """`ValueError` for a number that is said to be none: leave it out instead."""
    for name, such in {**NUMBERS, "sigfigs": WHOLE["sigfigs"]}.items():
        if name in settings and settings[name] is None:
            raise ValueError(f"{kind}: {name} = None is no number; write {name} = {such}")


def check_types(kind: str, settings: Mapping[str, object]) -> None:
    """`ValueError` where a setting is of another type than its name says.

    >>> check_types("real", {"atol": True})
    Traceback (most recent call last):
    ValueError: real: atol = true is no number; write atol = 0.001
    """
    for name, value in settings.items():
        if value is None:
            continue
        if name in LISTS and not isinstance(value, _LIST_TYPES):
            raise ValueError(f"{kind}: {name} = {value!r} is no list; write [{value!r}]")
        if name in NAMES and isinstance(value, _LIST_TYPES):
            _check_names(kind, name, value)
        if name in SWITCHES and not isinstance(value, bool):
            raise ValueError(f"{kind}: {name} = {value!r} is neither true nor false")
        if name in NUMBERS and _is_negative(kind, name, value):
            raise ValueError(f"{kind}: {name} = {value} is below 0")
        if name in WHOLE and (isinstance(value, bool) or not _DIGITS.fullmatch(str(value))):
            such = WHOLE[name]
            raise ValueError(
                f"{kind}: {name} = {_shown(value)} is no whole number; write {name} = {such}"
            )
        if name == "penalty" and not (
            _SHARE.fullmatch(str(value)) and 0 < Fraction(str(value)) <= 1
        ):
            raise ValueError(
                f'{kind}: penalty = {_shown(value)} is no share of the points; write penalty = "1/2"'
            )
        if name in ("given", "trivial"):
            _check_entries(kind, name, value)


def _is_negative(kind: str, name: str, value: object) -> bool:
    if isinstance(value, bool | list | tuple | dict):
        such = NUMBERS[name]
        raise ValueError(f"{kind}: {name} = {_shown(value)} is no number; write {name} = {such}")
    try:
        return as_fraction(value) < 0
    except ValueError:
        such = NUMBERS[name]
        found = _shown(value)[:80]
        raise ValueError(f"{kind}: {name} = {found} is no number; write {name} = {such}") from None


def _check_names(kind: str, name: str, value: Iterable[object]) -> None:
    for entry in value:
        if not isinstance(entry, str):
            raise ValueError(
                f'{kind}: {name} has {_shown(entry)} in it, which is no text; write {name} = ["{NAMES[name]}"]'
            )


def _check_entries(kind: str, name: str, value: object) -> None:
    waiting = [value]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, bool):
            raise ValueError(f"{kind}: {name} has {_shown(entry)} in it, which is no number")
        waiting.extend(entry if isinstance(entry, list | tuple) else ())


def _shown(value: object) -> str:
    """As TOML writes it."""
    return str(value).lower() if isinstance(value, bool) else repr(value)
