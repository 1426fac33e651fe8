"""A large class in little memory: what many rows share is held once, and a row is a few numbers.

Most of a class gives one of a few answers. A row of answers or marks costs some hundred bytes as a
value of its own, and 8 as the number of a shared value and the line where it stands.
"""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")

# Values that are compared with new ones; where all differ, to remember them would cost more than it saves.
COMPARED = 20_000


class Held(Generic[T]):
    """Rows, each a value with its file and line; equal values are one. They must be hashable, and stay as they are.

    >>> rows = Held()
    >>> [rows.add("5", "a.csv", line) for line in (2, 3)], rows.add("7", "b.csv", 2)
    ([0, 1], 2)
    >>> rows[1], rows.place(2), list(rows.where(lambda text: text == "5"))
    ('5', ('b.csv', 2), [0, 1])
    """

    def __init__(self) -> None:
        self._values: list[T] = []
        self._known: dict[T, int] = {}
        self._same: dict[int, int] = {}
        self._which, self._line = array("I"), array("I")
        # Files come one after the other: each with the row from which on it is meant.
        self._files: list[str] = []
        self._from = array("I")

    def __len__(self) -> int:
        return len(self._which)

    def __getitem__(self, row: int) -> T:
        return self._values[self._which[row]]

    def __iter__(self) -> Iterator[T]:
        return map(self._values.__getitem__, self._which)

    def add(self, value: T, file: str, line: int) -> int:
        """The number of one more row."""
        self._which.append(self._number(value))
        if not self._files or self._files[-1] != file:
            self._files.append(file)
            self._from.append(len(self._line))
        self._line.append(line)
        return len(self._which) - 1

    def replace(self, row: int, value: T) -> None:
        """Another value for a row; file and line stay."""
        self._which[row] = self._number(value)

    def place(self, row: int) -> tuple[str, int]:
        """The file and line of a row."""
        return self._files[bisect_right(self._from, row) - 1], self._line[row]

    def where(self, test: Callable[[T], bool]) -> Iterator[int]:
        """The rows whose value passes; each value is asked once."""
        passed = [test(value) for value in self._values]
        if any(passed):
            yield from (row for row, which in enumerate(self._which) if passed[which])

    def counted(self) -> Iterator[tuple[T, int]]:
        """Each value, and in how many rows it stands."""
        return ((self._values[which], count) for which, count in Counter(self._which).items())

    def _number(self, value: T) -> int:
        # What is the same object need not be compared: marks have many fields.
        own = self._same.get(id(value))
        if own is not None:
            return own
        own = self._known.get(value)
        if own is None:
            own = len(self._values)
            self._values.append(value)
            if own < COMPARED:
                self._known[value] = own
                self._same[id(value)] = own  # the value is held, so no other gets its place
        return own
