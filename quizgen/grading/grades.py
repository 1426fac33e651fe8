"""The tables of marks: `marks.csv`, a line for each part, and `grades.csv`, a line for each student."""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from quizgen.grading.mark import Mark, Marked, exact_points, rows, total


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
            "student": own[0].student,
            "id": own[0].id,
            "email": own[0].email,
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
    numbers = list(dict.fromkeys(mark.number for mark in marked.marks))
    yield ["id", "email", "name", "total", "maximum", "percent", "answered", *numbers]
    for key, own in marked.by_student().items():
        by_number: dict[str, list[Fraction]] = {}
        for mark in own:
            by_number.setdefault(mark.number, []).append(mark.points)
        first = own[0]
        points, maximum = marked.totals()[key]
        yield [
            first.id,
            first.email,
            first.student,
            exact_points(points),
            exact_points(maximum),
            share(points, maximum),
            str(sum(bool(mark.answer) for mark in own)),
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
