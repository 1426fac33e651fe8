"""The answers of a class, by number of the sheet and label of the part."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from quizgen.grading.held import Held


class Given(NamedTuple):
    """One answer handed in: its text, where it stands, when it came, and the share lateness costs.

    `doubt` says why that share cannot be told.
    """

    text: str
    line: int = 0
    file: str = ""
    date: datetime | None = None
    late: Fraction = Fraction(0)
    doubt: str = ""


# The answers to each question of a sheet, the latest last.
Answers = Mapping[str, Sequence[Given]]
# Two dates of one moment are equal; their zones tell them apart.
_Row = tuple[str, str, datetime | None, timedelta | None, Fraction, str]
_NONE = 0


class Answered:
    """All answers. A sheet that has one answer to each part, as most have, is held as a few numbers.

    >>> class_ = Answered()
    >>> class_.add(0, "1a", Given("5", 2, "a.csv")); class_.add(0, "1b", Given("6", 3, "a.csv"))
    >>> class_.before(0, "1a"), class_.before(0, "1c"), class_.before(7, "1a")
    ((Given(text='5', line=2, file='a.csv', ...),), (), ())
    >>> list(class_.of(0)), class_.of(7)
    (['1a', '1b'], {})
    """

    def __init__(self) -> None:
        self._rows = Held[_Row]()
        # By row the one of the same sheet that came before it, and by sheet its last one; counted from 1.
        self._earlier, self._last = array("I"), array("I")
        self._several: dict[int, dict[str, tuple[Given, ...]]] = {}

    def of(self, index: int) -> dict[str, tuple[Given, ...]]:
        """The answers to each question of a sheet, in the order in which the questions were answered first."""
        own = self._several.get(index)
        if own is not None:
            return own
        rows = list(self._own_rows(index))
        return {self._rows[row][0]: (self._given(row),) for row in reversed(rows)}

    def before(self, index: int, label: str) -> tuple[Given, ...]:
        """The answers to a question of a sheet until now."""
        own = self._several.get(index)
        if own is not None:
            return own.get(label, ())
        for row in self._own_rows(index):
            if self._rows[row][0] == label:
                return (self._given(row),)
        return ()

    def add(self, index: int, label: str, one: Given) -> None:
        """An answer to a question of a sheet that has none yet."""
        if index in self._several:
            self._several[index][label] = (one,)
            return
        zone = one.date.utcoffset() if one.date else None
        row = self._rows.add(
            (label, one.text, one.date, zone, one.late, one.doubt), one.file, one.line
        )
        while len(self._last) <= index:
            self._last.append(_NONE)
        self._earlier.append(self._last[index])
        self._last[index] = row + 1

    def put(self, index: int, label: str, given: tuple[Given, ...]) -> None:
        """The answers to a question of a sheet, in place of those until now."""
        if index not in self._several:
            self._several[index] = self.of(index)
        self._several[index][label] = given

    def _own_rows(self, index: int) -> Iterator[int]:
        at = self._last[index] if index < len(self._last) else _NONE
        while at != _NONE:
            yield at - 1
            at = self._earlier[at - 1]

    def _given(self, row: int) -> Given:
        _, text, date, _, late, doubt = self._rows[row]
        file, line = self._rows.place(row)
        return Given(text, line, file, date, late, doubt)
