"""The same answers with other keys: who gains, and who loses."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizgen.grading.class_report import shown_names
from quizgen.grading.collecting import Collected
from quizgen.grading.mark import Mark, exact_points
from quizgen.grading.marked import Marked
from quizgen.grading.record import Record
from quizgen.grading.roster import Roster


@dataclass(frozen=True, slots=True)
class Change:
    """One student whose points differ, with the parts in which they do."""

    student: str
    before: Fraction
    after: Fraction
    parts: tuple[tuple[str, Fraction, Fraction], ...]

    def __str__(self) -> str:
        told = ", ".join(
            f"{part}: {exact_points(old)} → {exact_points(new)}" for part, old, new in self.parts
        )
        return f"{self.student}: {exact_points(self.before)} → {exact_points(self.after)} ({told})"


def collected(record: Record, roster: Roster) -> Collected:
    """The answers that were graded, for the students of the roster."""
    found = Collected()
    places = {sheet.key: i for i, sheet in enumerate(roster.sheets)}
    for one in record.graded:
        index = places.get(one.key)
        if index is None:
            new = roster.student(one.student, one.id, one.email)
            if isinstance(new, str):
                continue  # the sheet has gone from the homework
            index = new
        for label, given in one.given.items():
            if len(given) == 1:
                found.answers.add(index, label, given[0])
            else:
                found.answers.put(index, label, given)
    found.unmatched += record.unmatched
    return found


def changes(before: Sequence[Mark], marked: Marked) -> list[Change]:
    """The students whose points differ, those who lose most first."""
    old = {(mark.key, mark.question): mark for mark in before}
    names = shown_names(marked)
    found = []
    for key, own in marked.by_student().items():
        parts = [
            (mark.question, was.points, mark.points)
            for mark in own
            if (was := old.get((key, mark.question))) and was.points != mark.points
        ]
        if parts:
            total = sum((mark.points for mark in own), Fraction(0))
            gained = sum((new - was for _, was, new in parts), Fraction(0))
            found.append(Change(names[key], total - gained, total, tuple(parts)))
    return sorted(found, key=lambda change: (change.after - change.before, change.student))
