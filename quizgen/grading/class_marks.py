"""The marks of a class in little memory, student after student."""

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import repeat
from typing import TypeVar, overload

from quizgen.grading.held import Held
from quizgen.grading.mark import Mark, Placed, Whose

T = TypeVar("T", bound=Hashable)


class Marks(Sequence[Mark]):
    """All marks of a class in little memory, student after student; each is made when it is asked for."""

    def __init__(self) -> None:
        self._held = Held[Mark]()
        self._students: list[Whose] = []
        self._begins = array("I")

    def add(self, who: Whose, own: Iterable[Placed]) -> None:
        """The marks of one more student."""
        self._students.append(who)
        self._begins.append(len(self._held))
        for one in own:
            self._held.add(*one)

    def __len__(self) -> int:
        return len(self._held)

    @overload
    def __getitem__(self, at: int) -> Mark: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Mark, ...]: ...
    def __getitem__(self, at: int | slice) -> Mark | tuple[Mark, ...]:
        if isinstance(at, slice):
            return tuple(self[i] for i in range(*at.indices(len(self))))
        row = range(len(self))[at]
        who = self._students[bisect_right(self._begins, row) - 1]
        return Placed(self._held[row], *self._held.place(row)).of_student(who)

    def __iter__(self) -> Iterator[Mark]:
        for number in range(len(self._students)):
            yield from self.of_student(number)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    @cached_property
    def by_student(self) -> Mapping[str, "Own"]:
        """Each student's marks, by key."""
        return _ByStudent(self, {who.key: i for i, who in enumerate(self._students)})

    @property
    def is_by_student(self) -> bool:
        """Whether each student was added once: one with two sheets comes twice."""
        return len(self.by_student) == len(self._students)

    def of_student(self, number: int) -> "Own":
        """The marks of a student by number."""
        begins = self._begins[number]
        ends = self._begins[number + 1] if number + 1 < len(self._begins) else len(self._held)
        return Own(self._students[number], self._held, begins, ends)

    def where(self, test: Callable[[Mark], bool]) -> Iterator[Mark]:
        """The marks that pass, by anything but whose they are and where they stand."""
        return map(self.__getitem__, self._held.where(test))

    def counted(self, what: Callable[[Mark], T]) -> "Counter[T]":
        """How many marks have what in common, by anything but whose they are and where they stand."""
        found: Counter[T] = Counter()
        for mark, count in self._held.counted():
            found[what(mark)] += count
        return found

    def replaced(self, row: int, mark: Mark) -> None:
        """Another mark in a row, with the same place."""
        self._held.replace(row, Placed.of(mark).mark)


class Own(Sequence[Mark]):
    """One student's marks. `shared` are they without whose they are and where the answers stand."""

    __slots__ = ("_begins", "_ends", "_held", "_who")

    def __init__(self, who: Whose, held: Held[Mark], begins: int, ends: int) -> None:
        self._who, self._held, self._begins, self._ends = who, held, begins, ends

    @property
    def who(self) -> Whose:
        """The student."""
        return self._who

    @property
    def shared(self) -> Iterator[Mark]:
        """The marks without whose they are."""
        return map(self._held.__getitem__, range(self._begins, self._ends))

    @property
    def placed(self) -> Iterator[Placed]:
        """The same, each with the place of its answer."""
        for row in range(self._begins, self._ends):
            yield Placed(self._held[row], *self._held.place(row))

    def __len__(self) -> int:
        return self._ends - self._begins

    @overload
    def __getitem__(self, at: int) -> Mark: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Mark, ...]: ...
    def __getitem__(self, at: int | slice) -> Mark | tuple[Mark, ...]:
        if isinstance(at, slice):
            return tuple(self)[at]
        row = range(self._begins, self._ends)[at]
        return Placed(self._held[row], *self._held.place(row)).of_student(self._who)

    def __iter__(self) -> Iterator[Mark]:
        return map(Placed.of_student, self.placed, repeat(self._who))


class _ByStudent(Mapping[str, Own]):
    """A view of the marks: those of a student are put together when they are asked for."""

    def __init__(self, marks: Marks, numbers: dict[str, int]) -> None:
        self._marks, self._numbers = marks, numbers

    def __getitem__(self, key: str) -> Own:
        return self._marks.of_student(self._numbers[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)
