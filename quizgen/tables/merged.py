"""Merged cells of a workbook: one value for several places, which no row says by itself."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

_RANGE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
# Bytes that are searched at a time, and so many of them again with the next.
_PIECE, _AGAIN = 1 << 20, 200
# So many are looked at; a file with more is nobody's list.
MANY = 10_000


@dataclass(frozen=True, slots=True)
class Merged:
    """A range of cells with one value; rows and columns are counted from 1."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    ref: str

    @property
    def is_wide(self) -> bool:
        """Whether it spans columns."""
        return self.last_column > self.first_column


def merged_cells(sheet: IO[bytes]) -> list[Merged]:
    """The merged ranges in the XML of a sheet, the first rows first.

    >>> import io
    >>> [one.ref for one in merged_cells(io.BytesIO(b'<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'))]
    ['A2:A3']
    """
    found: dict[str, Merged] = {}
    rest = b""
    while len(found) < MANY and (piece := sheet.read(_PIECE)):
        text = rest + piece
        for one in _RANGE.finditer(text):
            left, top, right, bottom = (part.decode() for part in one.groups())
            ref = f"{left}{top}:{right}{bottom}"
            found[ref] = Merged(int(top), int(bottom), _number(left), _number(right), ref)
        rest = text[-_AGAIN:]
    return sorted(found.values(), key=lambda one: one.first_row)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


class Hidden:
    """Which rows have a cell that a merged range hides, asked one row after the other.

    A title over several rows hides nothing of a row that is blank beside it.

    >>> hidden = Hidden([Merged(1, 1, 1, 2, "A1:B1"), Merged(2, 3, 1, 1, "A2:A3")])
    >>> [hidden.by(*row) for row in [(1, ["Class"]), (2, ["Ada", "7"]), (3, ["", "8"]), (4, ["Bo", "9"])]]
    ['A1:B1', '', 'A2:A3', '']
    """

    def __init__(self, merged: Iterable[Merged]) -> None:
        self._waiting = list(merged)[::-1]
        self._here: list[Merged] = []

    def by(self, row: int, cells: Sequence[str]) -> str:
        """The range that hides a cell of a row; empty for most rows, and for one without content."""
        while self._waiting and self._waiting[-1].first_row <= row:
            self._here.append(self._waiting.pop())
        self._here = [one for one in self._here if one.last_row >= row]
        hiding = (one.ref for one in self._here if one.is_wide or one.first_row < row)
        return next(hiding, "") if any(cells) else ""
