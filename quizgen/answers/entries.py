"""What vectors and matrices share: exact entries, comparing them, telling what went wrong."""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial

from quizgen.answers.constants import whole
from quizgen.answers.rounding import accepted, least_figures, too_coarse
from quizgen.answers.scalar import as_fraction, default_tolerance, read_entry, within
from quizgen.answers.verdict import Comparison, Unreadable

# Shifts by more places are a coincidence.
SHIFTS = 12
ZERO = Fraction(0)
_NO_FLOATS = frozenset({int, str, Fraction})
_EXACTLY = "give fractions, or more digits"
LISTS = (list, tuple)
_WHOLE = {int}


_SUM = re.compile(r"[0-9)]\s*(?:[-+*·×]|\\(?:cdot|times))")
_SEPARATORS = re.compile(r"[,;]")
_MAYBE_TWO = re.compile(r"[0-9.]+\s*[-+]\s*(?=[0-9.])[0-9.]+")
_ONE_IN_BRACKETS = re.compile(r"[\[({]\s*([-+]?[0-9.]+)\s+[-−–]\s+([0-9.]+)\s*[\])}]")
# A blank before a sign and none behind it: a comma may be missing there.
_TWO_ENTRIES = re.compile(r"[0-9).]\s+[-+][0-9.(]")


def entry_reader(settings: Mapping[str, object], text: str) -> Callable[[str], Fraction]:
    """Reads one entry of a text as an exact number; between commas it may be a calculation.

    >>> str(entry_reader({}, "[1+2, -4]")("1+2"))
    '3'
    """
    computing = {**settings, "arithmetic": True}
    separator = ";" if settings.get("decimal_comma") else ","

    def entry(one: str) -> Fraction:
        computes = separator in text and _SUM.search(one) and not _TWO_ENTRIES.search(one)
        return read_entry(one, computing if computes else settings)

    return entry


def check_signs(text: str, read: int, asked: int) -> None:
    """`Unreadable` where signs between numbers may as well part entries, of which there are too few.

    >>> check_signs("[3 - 4, 5]", 2, 2)
    >>> check_signs("[3 - 4, 5]", 2, 3)
    Traceback (most recent call last):
    quizgen.answers.verdict.Unreadable: '3 - 4' may be one entry or two, and 3 entries are asked; put a comma between them
    """
    if asked == 2 and (lone := _ONE_IN_BRACKETS.fullmatch(text.strip())):
        one, other = lone.groups()
        raise Unreadable(
            f"'{one} - {other}' may be one entry or two; write {one}, -{other} for two"
        )
    if not read < asked or not _SEPARATORS.search(text):
        return  # without commas blanks part the entries
    found = _MAYBE_TWO.findall(text)
    if found and read + len(found) >= asked:
        raise Unreadable(
            f"{found[0]!r} may be one entry or two, and {asked} entries are asked; put a comma between them"
        )


def comparer(
    settings: Mapping[str, object], *, exact: bool
) -> Callable[[Fraction, Fraction], bool]:
    """How two entries are compared: exactly, within the tolerance the question sets, or rounded.

    A key with floats in it is no exact key: without a tolerance of its own it has that of a real number.
    """
    if "atol" in settings or "rtol" in settings:
        atol, rtol = (as_fraction(settings.get(name, 0)) for name in ("atol", "rtol"))
        return partial(close, atol=atol, rtol=rtol)
    if not exact:
        return close
    figures = least_figures("entries", settings)
    return partial(accepted, figures=figures) if figures else exactly


def is_exact(settings: Mapping[str, object], key: object) -> bool:
    """Whether entries have to be exact, but for a rounding that the question may allow."""
    return not ("atol" in settings or "rtol" in settings or has_floats(key))


def has_floats(key: object) -> bool:
    """Whether a key holds floats that are no whole numbers.

    >>> has_floats([[1, 0.25], [2, 3]]), has_floats(["1/4", 1.0])
    (True, False)
    """
    if isinstance(key, float):
        return not key.is_integer()
    if hasattr(key, "tolist"):
        key = key.tolist()
    if isinstance(key, LISTS):
        return not _NO_FLOATS.issuperset(map(type, key)) and any(map(has_floats, key))
    return isinstance(key, float) and not key.is_integer()  # of an array without axes


def exactly(value: Fraction, key: Fraction) -> bool:
    """Equal; both are in lowest terms, which takes a quarter of the time of ==."""
    return value is key or (
        value.numerator == key.numerator and value.denominator == key.denominator
    )


def close(
    value: Fraction, key: Fraction, atol: Fraction | None = None, rtol: Fraction = ZERO
) -> bool:
    """Within the tolerance, bounds included; by default that of a real number."""
    if exactly(value, key):
        return True
    return within(value, key, default_tolerance(key) if atol is None else atol, rtol)


def numbers(encoded: object) -> list[Fraction]:
    """A vector key as exact numbers."""
    rows = encoded.tolist() if hasattr(encoded, "tolist") else encoded
    if not isinstance(rows, LISTS):
        raise ValueError(f"{encoded!r} is no vector")
    if len(rows) == 1 and isinstance(rows[0], LISTS):
        rows = rows[0]  # one row of a table
    if set(map(type, rows)) == _WHOLE:
        return list(map(whole, rows))
    flat = [row[0] if isinstance(row, LISTS) and len(row) == 1 else row for row in rows]
    return [as_fraction(entry) for entry in flat]


def fractions(row: Sequence[object]) -> list[Fraction]:
    """One row of a key as exact numbers.

    >>> fractions([1, "1/2"])
    [Fraction(1, 1), Fraction(1, 2)]
    """
    if set(map(type, row)) == _WHOLE:
        return list(map(whole, row))
    return list(map(as_fraction, row))


def misplaced(
    value: Sequence[Fraction],
    key: Sequence[Fraction],
    right: Sequence[bool],
    same: Callable[[Fraction, Fraction], bool],
) -> str:
    """What the entries have in common with the right ones: digits, order, signs, a factor, a shift.

    `right` says of each entry whether it is.

    >>> misplaced([2, 3, 1], [1, 2, 3], [False] * 3, lambda v, k: v == k)
    'The right numbers, shifted by some places.'
    """

    def agrees(other: Sequence[Fraction]) -> bool:
        return all(same(v, k) for v, k in zip(other, key, strict=True))

    off = [i for i, good in enumerate(right) if not good]
    if off and all(too_coarse(value[i], key[i], _EXACTLY) for i in off):
        return f"Rounded too coarsely: {_EXACTLY}."
    if len(value) < 2 or not off:
        return ""
    if all(same(-value[i], key[i]) for i in off):
        if agrees([-v for v in value]):
            return "All signs are wrong."
        return "Only the sign is wrong." if len(off) == 1 else "Only signs are wrong."
    if len(off) == 1:
        return ""
    if agrees(value[::-1]):
        return "The right numbers, in reverse order."
    if any(agrees([*value[s:], *value[:s]]) for s in range(1, min(len(key), SHIFTS))):
        return "The right numbers, shifted by some places."
    if all(same(v, k) for v, k in zip(sorted(value), sorted(key), strict=True)):
        return "The right numbers, in the wrong order."
    return _in_step(value, key, agrees)


def _in_step(
    value: Sequence[Fraction], key: Sequence[Fraction], agrees: Callable[[Sequence[Fraction]], bool]
) -> str:
    """Whether every entry is wrong in the same way."""
    at = next((i for i, (v, k) in enumerate(zip(value, key, strict=True)) if v and k), None)
    if at is not None and sum(map(bool, key)) > 1:
        ratio = key[at] / value[at]
        if agrees([v * ratio for v in value]):
            ten = ratio if ratio > 1 else 1 / ratio
            if ten in {Fraction(10) ** p for p in range(1, 7)}:
                return "The digits are right, the decimal point is not."
            return "Every entry is the same multiple of the right one."
    if len(key) > 2:
        step = key[0] - value[0]
        if agrees([v + step for v in value]):
            return "Every entry is off by the same amount."
    return ""


def explained(found: Comparison, said: str, right: Sequence[bool]) -> Comparison:
    """What is the matter, and where the entries are that are not right."""
    if not said:
        return found
    return found._replace(feedback=found.feedback if any(right) else "", likeness=said)
