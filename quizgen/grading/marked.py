"""All marks of a class, by student, and what they come to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

from quizgen.answers.verdict import Status
from quizgen.few import few
from quizgen.grading.class_marks import Marks, Own
from quizgen.grading.collecting import Lines
from quizgen.grading.mark import Mark, Placed, exact_points, total
from quizgen.grading.remembered import once
from quizgen.grading.submissions import Unmatched, grouped
from quizgen.shown import Shown


@dataclass(frozen=True, repr=False)
class Marked(Shown):
    """All marks of a class, in the order of its sheets.

    `unmatched` are lines and files that are nobody's answer to any part: they have no marks, and a
    person decides. `notes` are other remarks.
    """

    printed_by: ClassVar[str] = "quizgen.grading.shown"

    marks: Sequence[Mark]
    unmatched: tuple[Unmatched, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[str, ...]:
        """What is said of the unmatched lines: each reason once in a file, with how many answers it costs.

        Of more than a hundred reasons, the first and how many more.
        """
        said = Lines()
        for same in grouped(self.unmatched):
            said.say(f"{same[0]}{_how_many(same)}")
        return said.all()

    def totals(self) -> dict[str, tuple[Fraction, Fraction]]:
        """Points and maximum by student, that is by `Mark.key`."""
        return self._totals

    def by_student(self) -> Mapping[str, Own]:
        """Each student's marks, by `Mark.key`, in the order of the sheets."""
        return self._held.by_student

    @cached_property
    def _held(self) -> Marks:
        """The marks as they are held, or put together by student."""
        if isinstance(self.marks, Marks) and self.marks.is_by_student:
            return self.marks
        students: dict[str, list[Mark]] = {}
        for mark in self.marks:
            students.setdefault(mark.key, []).append(mark)
        found = Marks()
        for own in students.values():
            found.add(own[0], map(Placed.of, own))
        return found

    @cached_property
    def _totals(self) -> dict[str, tuple[Fraction, Fraction]]:
        same: dict[tuple[Fraction, Fraction], tuple[Fraction, Fraction]] = {}
        found = {}
        for key, own in self._held.by_student.items():
            shared = list(own.shared)
            both = total(mark.points for mark in shared), total(mark.maximum for mark in shared)
            found[key] = same.setdefault(both, both)
        return found

    def where(self, test: Callable[[Mark], bool]) -> Iterator[Mark]:
        """The marks that pass, by anything but whose they are and where they stand."""
        return self._held.where(test)

    def counts(self) -> dict[Status, int]:
        """How many parts have each status; those nobody has are left out."""
        found = self._held.counted(lambda mark: mark.status)
        return {status: found[status] for status in Status if found[status]}

    def late(self) -> tuple[int, int, int]:
        """How many parts have lost points by lateness, of how many students; and how many all points.

        Those about which a person has decided are left out.
        """
        late = list(self.where(lambda mark: bool(mark.late) and not mark.decided))
        return len(late), len({mark.key for mark in late}), sum(mark.late == 1 for mark in late)

    def unread(self) -> list[tuple[Mark, str, str]]:
        """The answers nobody could read: the mark they belong to, the text and the reason."""
        return [
            (mark, one.answer, one.reason)
            for mark in self.where(lambda mark: bool(mark.unread) and not mark.decided)
            for one in mark.unread
        ]

    def mistakes(self) -> list[tuple[str, str, int]]:
        """Exercise part, slip and how many students made it, the most frequent first."""
        counts = self._held.counted(lambda mark: (mark.exercise, mark.verdict.mistake or ""))
        return sorted(
            ((e, m, n) for (e, m), n in counts.items() if m),
            key=lambda row: (-row[2], row[0], row[1]),
        )


def _how_many(same: Sequence[Unmatched]) -> str:
    """How many answers have one reason, and down to which line; nothing for one."""
    if len(same) == 1:
        return ""
    first, last = same[0].line, same[-1].line
    return f" ({len(same)} answers{f', the last in line {last}' if last != first else ''})"


def rows(marked: Marked) -> Iterator[dict[str, Any]]:
    """The marks as a table for a spreadsheet."""
    told = once(_row)
    for own in marked.by_student().values():
        who = {"student": own.who.student, "id": own.who.id, "email": own.who.email}
        for mark in own.shared:
            yield {**who, **told(mark)}


def _row(mark: Mark) -> dict[str, Any]:
    """What a row of the table says of a mark, without whose it is."""
    return {
        "question": mark.question,
        "exercise": mark.exercise,
        "answer": mark.answer,
        "read_as": mark.verdict.reading,
        "status": mark.status,
        "points": exact_points(mark.points),
        "maximum": exact_points(mark.maximum),
        "attempts": mark.attempts,
        "late": exact_points(mark.late * 100) + "%" if mark.late else "",
        "mistake": mark.verdict.mistake or "",
        "feedback": mark.verdict.feedback,
        "decided": mark.decided,
        "equals_key_of": few(mark.classmates, 3),
    }
