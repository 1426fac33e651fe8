"""Matrices as R writes them: `matrix(c(1, 2, 3, 4), nrow = 2)`, filled by columns, `rbind` and `cbind`."""

import re

from quizgen.answers.brackets import outside
from quizgen.answers.verdict import Unreadable
from quizgen.how_many import how_many
from quizgen.pattern import pattern

_CALL = pattern(r"(matrix|rbind|cbind)\s*\((.*)\)\s*;?", re.DOTALL)
_VECTOR = pattern(
    r"c\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)|(-?[0-9]{1,4})\s*:\s*(-?[0-9]{1,4})", re.DOTALL
)
_ARGUMENT = pattern(r"(data|nrow|ncol|byrow)\s*=\s*(.*)", re.DOTALL)
_PLACES = ("data", "nrow", "ncol", "byrow")
_SIZE = pattern(r"([1-9][0-9]{0,3})L?")
_TRUTH = {"TRUE": True, "T": True, "FALSE": False, "F": False}
_MOST = 2_000


def r_rows(text: str) -> list[list[str]] | None:
    """The rows of a matrix in R; None for any other text, `Unreadable` for one that R would fill in or refuse.

    >>> r_rows("matrix(c(1, 2, 3, 4), nrow = 2)"), r_rows("matrix(1:4, 2, byrow = TRUE)")
    ([['1', '3'], ['2', '4']], [['1', '2'], ['3', '4']])
    >>> r_rows("rbind(c(1, 2), c(3, 4))"), r_rows("matrix([[1, 2]])")
    ([['1', '2'], ['3', '4']], None)
    """
    call = _CALL.fullmatch(text)
    if not call:
        return None
    parts = [part.strip() for part in outside(call[2], ",")]
    if call[1] == "matrix":
        return _matrix(parts)
    lines = [_entries(part) for part in parts]
    if not all(lines):
        return None
    rows = [line for line in lines if line]
    if len({len(row) for row in rows}) > 1:
        raise Unreadable(f"the vectors in {call[1]} have different lengths")
    return rows if call[1] == "rbind" else _turned(rows)


def _matrix(parts: list[str]) -> list[list[str]] | None:
    given = _arguments(parts)
    entries = _entries(given.get("data", ""))
    if entries is None:
        return None
    sizes = {name: _SIZE.fullmatch(given[name]) for name in ("nrow", "ncol") if name in given}
    by_row = _TRUTH.get(given.get("byrow", "FALSE"))
    if None in sizes.values() or by_row is None:
        raise Unreadable("matrix(…) in R has whole numbers nrow and ncol, and byrow TRUE or FALSE")
    count = len(entries)
    size = {name: int(found[1]) for name, found in sizes.items() if found}
    height = size.get("nrow") or (-(-count // size["ncol"]) if "ncol" in size else count)
    width = size.get("ncol") or -(-count // height)
    if height * width != count:
        raise Unreadable(
            f"{height} × {width} is not filled by {how_many(count, 'entry', 'entries')}"
        )
    if by_row:
        return [entries[i * width : (i + 1) * width] for i in range(height)]
    return _turned([entries[j * height : (j + 1) * height] for j in range(width)])


def _arguments(parts: list[str]) -> dict[str, str]:
    """The arguments by name; those without one take the places left, in order."""
    given: dict[str, str] = {}
    plain = []
    for part in parts:
        named = _ARGUMENT.fullmatch(part)
        if not named:
            plain.append(part)
        elif named[1] in given:
            raise Unreadable(f"{named[1]} is written twice")
        else:
            given[named[1]] = named[2].strip()
    left = [name for name in _PLACES if name not in given]
    if len(plain) > len(left):
        raise Unreadable("matrix(…) in R has the entries, nrow, ncol and byrow")
    return given | dict(zip(left, plain, strict=False))


def _entries(text: str) -> list[str] | None:
    """The entries of `c(…)` or `1:4`."""
    found = _VECTOR.fullmatch(text)
    if not found:
        return None
    if found[1] is not None:
        entries = [entry.strip() for entry in outside(found[1], ",")]
        if not all(entries):
            raise Unreadable("an entry between two separators is empty")
        return entries
    first, last = int(found[2]), int(found[3])
    if abs(last - first) >= _MOST:
        raise Unreadable(f"more than {_MOST} entries")
    step = 1 if last >= first else -1
    return [str(n) for n in range(first, last + step, step)]


def _turned(rows: list[list[str]]) -> list[list[str]]:
    return [list(column) for column in zip(*rows, strict=True)]
