"""The tables of marks: `marks.csv`, a line for each part, and `grades.csv`, a line for each student."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from operator import attrgetter

from quizgen.grading.mark import Mark, exact_points, total
from quizgen.grading.marked import Marked, rows
from quizgen.grading.remembered import once


def marks_rows(marked: Marked) -> Iterator[Sequence[str]]:
    """Every mark as one line, then each student's total; the header first."""
    columns: Sequence[str] = ("student", "question", "points", "maximum")
    for i, row in enumerate(rows(marked)):
        if i == 0:
            columns = tuple(row)
            yield columns
        yield [str(value) for value in row.values()]
    if not marked.marks:
        yield columns
    for key, own in marked.by_student().items():
        points, maximum = marked.totals()[key]
        total = {
            "student": own.who.student,
            "id": own.who.id,
            "email": own.who.email,
            "question": "total",
            "points": exact_points(points),
            "maximum": exact_points(maximum),
        }
        yield [total.get(name, "") for name in columns]


def grades_rows(marked: Marked) -> Iterator[Sequence[str]]:
    """One line a student: who it is, the total, and the points of each question; the header first.

    A question that is not on a student's sheet is empty. `answered` is how many parts have an answer:
    0 is a student who handed nothing in.
    """
    number = once(attrgetter("number"))
    students = marked.by_student()
    numbers = list(dict.fromkeys(number(m) for own in students.values() for m in own.shared))
    yield ["id", "email", "name", "total", "maximum", "percent", "answered", *numbers]
    for key, own in students.items():
        by_number: dict[str, list[Fraction]] = {}
        answered = 0
        for mark in own.shared:
            by_number.setdefault(number(mark), []).append(mark.points)
            answered += bool(mark.answer)
        points, maximum = marked.totals()[key]
        yield [
            own.who.id,
            own.who.email,
            own.who.student,
            exact_points(points),
            exact_points(maximum),
            share(points, maximum),
            str(answered),
            *(exact_points(total(by_number[n])) if n in by_number else "" for n in numbers),
        ]


def got(marks: Iterable[Mark]) -> Fraction:
    """Points of some marks."""
    return total(mark.points for mark in marks)


def most(marks: Iterable[Mark]) -> Fraction:
    """The points there are for some marks."""
    return total(mark.maximum for mark in marks)


def share(points: Fraction, maximum: Fraction) -> str:
    """Points in percent of the maximum, with a point; empty where there are none to have."""
    return exact_points(100 * points / maximum) if maximum else ""


def handed_in(marks: Iterable[Mark]) -> bool:
    """Whether a student has answered anything, or a person has decided about it."""
    return any(mark.answer.strip() or mark.by_hand for mark in marks)
