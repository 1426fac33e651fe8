"""One mark, and all marks of a class: what was answered, what it earned, and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from quizgen.answers.verdict import Status, Verdict
from quizgen.grading.collecting import Lines
from quizgen.grading.submissions import Unmatched
from quizgen.shown import Shown


@dataclass(frozen=True, slots=True)
class Mark:
    """One part of one student: what was answered and what it earned.

    `attempts` are the different wrong answers handed in, the last one included. `follows` are
    earlier parts a right answer follows from; `classmates` those whose keys the student's wrong answers
    are more often than chance explains, which the instructor may want to know and the student is not told. `unread` are answers that could
    not be read, with the reason, and might count if they could: a person decides about them. `late`
    is the share of the points that handing in late has cost.
    """

    student: str
    question: str
    exercise: str
    answer: str
    verdict: Verdict
    points: Fraction
    maximum: Fraction
    attempts: int = 0
    follows: tuple[str, ...] = ()
    classmates: tuple[str, ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    late: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, repr=False)
class Marked(Shown):
    """All marks of a class, in the order of its sheets.

    `unmatched` are lines and files that are nobody's answer to any part: they have no marks, and a
    person decides. `notes` are other remarks.
    """

    printed_by: ClassVar[str] = "quizgen.grading.shown"

    marks: tuple[Mark, ...]
    unmatched: tuple[Unmatched, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[str, ...]:
        """What is said of the unmatched lines; of more than a hundred, the first and how many more."""
        said = Lines()
        for one in self.unmatched:
            said.say(str(one))
        return said.all()

    def totals(self) -> dict[str, tuple[Fraction, Fraction]]:
        """Points and maximum by student."""
        found: dict[str, tuple[Fraction, Fraction]] = {}
        for mark in self.marks:
            got, most = found.get(mark.student, (Fraction(0), Fraction(0)))
            found[mark.student] = (got + mark.points, most + mark.maximum)
        return found

    def counts(self) -> dict[Status, int]:
        """How many parts have each status; those nobody has are left out."""
        found = Counter(mark.verdict.status for mark in self.marks)
        return {status: found[status] for status in Status if found[status]}

    def unread(self) -> list[tuple[Mark, str, str]]:
        """The answers nobody could read: the mark they belong to, the text and the reason."""
        return [(mark, text, reason) for mark in self.marks for text, reason in mark.unread]

    def mistakes(self) -> list[tuple[str, str, int]]:
        """Exercise part, slip and how many students made it, the most frequent first."""
        counts = Counter(
            (mark.exercise, mark.verdict.mistake) for mark in self.marks if mark.verdict.mistake
        )
        return sorted(
            ((e, m, n) for (e, m), n in counts.items()), key=lambda row: (-row[2], row[0], row[1])
        )


def exact_points(value: Fraction) -> str:
    """Points as people write them: 2, 1.5 or 1.33.

    >>> exact_points(Fraction(2)), exact_points(Fraction(4, 3))
    ('2', '1.33')
    """
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def rows(marked: Marked) -> list[dict[str, Any]]:
    """The marks as a table for a spreadsheet."""
    return [
        {
            "student": mark.student,
            "question": mark.question,
            "exercise": mark.exercise,
            "answer": mark.answer,
            "read_as": mark.verdict.reading,
            "status": mark.verdict.status,
            "points": exact_points(mark.points),
            "maximum": exact_points(mark.maximum),
            "attempts": mark.attempts,
            "mistake": mark.verdict.mistake or "",
            "feedback": mark.verdict.feedback,
            "equals_key_of": named(mark.classmates),
        }
        for mark in marked.marks
    ]


def named(classmates: Sequence[str], most: int = 3) -> str:
    """A few names and how many more.

    >>> named(["Ada", "Bob"]), named(["A", "B", "C", "D", "E"])
    ('Ada, Bob', 'A, B, C and 2 more')
    """
    more = f" and {len(classmates) - most} more" if len(classmates) > most else ""
    return ", ".join(classmates[:most]) + more
