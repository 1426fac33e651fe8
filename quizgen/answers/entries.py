"""What vectors and matrices share: exact entries, per-entry marks, telling what went wrong."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from quizgen.answers.kind import wrong
from quizgen.answers.scalar import as_fraction, read_scalar
from quizgen.answers.verdict import RIGHT, Comparison

PARTIAL = frozenset({"off", "per_entry", "net", "each", "coverage"})


def entry_reader(settings: Mapping[str, Any]) -> Any:
    """Reads one entry as an exact number."""

    def entry(text: str) -> Fraction:
        return read_scalar(text, settings)

    return entry


def close(value: Fraction, key: Fraction, settings: Mapping[str, Any]) -> bool:
    """Equal, or within the tolerance the question sets."""
    # Both are in lowest terms; this takes a quarter of the time of ==.
    if value.numerator == key.numerator and value.denominator == key.denominator:
        return True
    if "atol" not in settings and "rtol" not in settings:
        return False
    atol, rtol = (as_fraction(settings.get(name, 0)) for name in ("atol", "rtol"))
    return abs(value - key) <= atol + rtol * abs(key)


def marked(right: Sequence[bool], partial: str, columns: int = 0) -> Comparison:
    """Marks for entries of a value of the right shape; the wrong places are named, not the right values.

    Entries of a matrix come row by row, with its number of `columns`.
    """
    if all(right):
        return RIGHT
    bad = [_place(i, columns) for i, good in enumerate(right) if not good]
    several = "entries" if len(bad) > 1 else "entry"
    where = ", ".join(bad[:6]) + (", …" if len(bad) > 6 else "")
    feedback = f"{several.capitalize()} {where} {'are' if len(bad) > 1 else 'is'} not right."
    if partial in ("per_entry", "each", "coverage"):
        return Comparison(Fraction(sum(right), len(right)), feedback)
    if partial == "net":
        return Comparison(
            max(Fraction(0), Fraction(2 * sum(right) - len(right), len(right))), feedback
        )
    return wrong(feedback)


def _place(i: int, columns: int) -> str:
    return f"({i // columns + 1}, {i % columns + 1})" if columns else str(i + 1)


def checked_partial(settings: Mapping[str, Any]) -> str:
    """The partial-credit rule; `ValueError` names the known ones."""
    partial = settings.get("partial") or "off"
    if partial not in PARTIAL:
        raise ValueError(f"partial={partial!r}; known are {', '.join(sorted(PARTIAL))}")
    return str(partial)


def numbers(encoded: Any) -> list[Fraction]:
    """A vector key as exact numbers."""
    rows = encoded.tolist() if hasattr(encoded, "tolist") else encoded
    if not isinstance(rows, list | tuple):
        raise ValueError(f"{encoded!r} is no vector")
    flat = [row[0] if isinstance(row, list | tuple) and len(row) == 1 else row for row in rows]
    return [as_fraction(entry) for entry in flat]


def misplaced(value: Sequence[Any], key: Sequence[Any]) -> str:
    """Right numbers in wrong places, signs, shifts."""
    if len(value) < 2:
        return ""
    if all(v == -k for v, k in zip(value, key, strict=True)):
        return "All signs are wrong."
    if sum(v != k for v, k in zip(value, key, strict=True)) < 2:
        return ""
    if list(value) == list(key)[::-1]:
        return "The right numbers, in reverse order."
    if any(list(value) == [*key[s:], *key[:s]] for s in range(1, len(key))):
        return "The right numbers, shifted by some places."
    if sorted(value) == sorted(key):
        return "The right numbers, in the wrong order."
    return ""
