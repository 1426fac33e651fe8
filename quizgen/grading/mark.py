"""One mark, and all marks of a class: what was answered, what it earned, and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, ClassVar

from quizgen.answers.verdict import CORRECT, PARTIAL, ROUNDED, WAITING, WRONG, Status, Verdict
from quizgen.few import few
from quizgen.grading.collecting import Lines
from quizgen.grading.counting import Unread
from quizgen.grading.remembered import once
from quizgen.grading.submissions import Unmatched, grouped
from quizgen.shown import Shown


@dataclass(frozen=True, slots=True)
class Mark:
    """One part of one student: what was answered and what it earned.

    `attempts` are the different wrong answers handed in, the last one included. `follows` are
    earlier parts a right answer follows from; `classmates` those whose keys the student's wrong answers
    are more often than chance explains, which the instructor may want to know and the student is not told. `unread` are answers that could
    not be read, with the reason, and might count if they could: a person decides about them. `late`
    is the share of the points that handing in late has cost. `decided` says which person's decision
    the points follow from, where it is not the judge's (a mark `by_hand`, a question that `is_void`,
    full marks for all), and `note` is the person's word to the student; `file` and `line` are where the answer stands.
    `rubric` are the lines a person goes by, with their points, and `rubric_points` what was entered for them.
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
    unread: tuple[Unread, ...] = ()
    late: Fraction = Fraction(0)
    id: str = ""
    email: str = ""
    decided: str = ""
    by_hand: bool = False
    is_void: bool = False
    note: str = ""
    file: str = ""
    line: int = 0
    rubric: tuple[tuple[str, str], ...] = ()
    rubric_points: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """What the answer is: the judge's word, and for what a person marks, what was made of it."""
        if self.verdict.status != WAITING or not self.decided:
            return self.verdict.status
        if self.points == self.maximum:
            return CORRECT
        return PARTIAL if self.points else WRONG

    @property
    def key(self) -> str:
        """What tells the student from everybody else, as in `Assignment`."""
        return self.id or self.email or self.student

    @property
    def number(self) -> str:
        """The number of the question, without the part's letter."""
        return self.question.rstrip("abcdefghijklmnopqrstuvwxyz")

    @property
    def undecided(self) -> bool:
        """Whether a person has to look at it: something is unread, or right but rounded."""
        return not self.decided and bool(self.unread or self.verdict.status in (ROUNDED, WAITING))

    @property
    def waits(self) -> bool:
        """Whether a person has to mark it and has not."""
        return not self.decided and self.verdict.status == WAITING


@dataclass(frozen=True, repr=False)
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

    def by_student(self) -> dict[str, list[Mark]]:
        """Each student's marks, by `Mark.key`, in the order of the sheets."""
        return self._by_student

    @cached_property
    def _totals(self) -> dict[str, tuple[Fraction, Fraction]]:
        return {
            key: (total(mark.points for mark in own), total(mark.maximum for mark in own))
            for key, own in self._by_student.items()
        }

    @cached_property
    def _by_student(self) -> dict[str, list[Mark]]:
        found: dict[str, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.key, []).append(mark)
        return found

    def counts(self) -> dict[Status, int]:
        """How many parts have each status; those nobody has are left out."""
        found = Counter(mark.status for mark in self.marks)
        return {status: found[status] for status in Status if found[status]}

    def late(self) -> tuple[int, int, int]:
        """How many parts have lost points by lateness, of how many students; and how many all points.

        Those about which a person has decided are left out.
        """
        late = [mark for mark in self.marks if mark.late and not mark.decided]
        return len(late), len({mark.key for mark in late}), sum(mark.late == 1 for mark in late)

    def unread(self) -> list[tuple[Mark, str, str]]:
        """The answers nobody could read: the mark they belong to, the text and the reason."""
        return [
            (mark, one.answer, one.reason)
            for mark in self.marks
            if not mark.decided
            for one in mark.unread
        ]

    def mistakes(self) -> list[tuple[str, str, int]]:
        """Exercise part, slip and how many students made it, the most frequent first."""
        counts = Counter(
            (mark.exercise, mark.verdict.mistake) for mark in self.marks if mark.verdict.mistake
        )
        return sorted(
            ((e, m, n) for (e, m), n in counts.items()), key=lambda row: (-row[2], row[0], row[1])
        )


def _how_many(same: Sequence[Unmatched]) -> str:
    """How many answers have one reason, and down to which line; nothing for one."""
    if len(same) == 1:
        return ""
    first, last = same[0].line, same[-1].line
    return f" ({len(same)} answers{f', the last in line {last}' if last != first else ''})"


def total(values: Iterable[Fraction]) -> Fraction:
    """The sum; most denominators are one or few, so whole numbers are added.

    >>> total([Fraction(1, 2), Fraction(1), Fraction(1, 2), Fraction(1, 3)])
    Fraction(7, 3)
    """
    whole = 0
    sums: dict[int, int] = {}
    for value in values:
        numerator, denominator = value.as_integer_ratio()
        if denominator == 1:
            whole += numerator
        else:
            sums[denominator] = sums.get(denominator, 0) + numerator
    if not sums:
        return Fraction(whole)
    return sum((Fraction(n, denominator) for denominator, n in sums.items()), Fraction(whole))


def exact_points(value: Fraction) -> str:
    """Points as people write them: 2, 1.5 or 1.33.

    >>> exact_points(Fraction(2)), exact_points(Fraction(4, 3))
    ('2', '1.33')
    """
    return _short(*value.as_integer_ratio())


@lru_cache(maxsize=4096)
def _short(numerator: int, denominator: int) -> str:
    return f"{numerator / denominator:.2f}".rstrip("0").rstrip(".")


def rows(marked: Marked) -> Iterator[dict[str, Any]]:
    """The marks as a table for a spreadsheet."""
    shown = once(exact_points)
    return (
        {
            "student": mark.student,
            "id": mark.id,
            "email": mark.email,
            "question": mark.question,
            "exercise": mark.exercise,
            "answer": mark.answer,
            "read_as": mark.verdict.reading,
            "status": mark.status,
            "points": shown(mark.points),
            "maximum": shown(mark.maximum),
            "attempts": mark.attempts,
            "late": exact_points(mark.late * 100) + "%" if mark.late else "",
            "mistake": mark.verdict.mistake or "",
            "feedback": mark.verdict.feedback,
            "decided": mark.decided,
            "equals_key_of": few(mark.classmates, 3),
        }
        for mark in marked.marks
    )
