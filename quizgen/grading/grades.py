"""The tables of marks: `marks.csv`, a line for each part, and `grades.csv`, a line for each student."""

import csv
import io
from collections.abc import Iterable, Sequence
from fractions import Fraction

from quizgen.answers.escape import for_csv
from quizgen.grading.mark import Mark, Marked, exact_points, rows, total
from quizgen.tables.writing import csv_text


def marks_csv(marked: Marked) -> str:
    """Every mark as one line, then each student's total."""
    table = rows(marked)
    columns = list(table[0]) if table else ["student", "question", "points", "maximum"]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    for row in table:
        writer.writerow({name: for_csv(str(value)) for name, value in row.items()})
    for own in marked.by_student().values():
        total = {
            "student": for_csv(own[0].student),
            "id": for_csv(own[0].id),
            "email": for_csv(own[0].email),
            "question": "total",
            "points": exact_points(got(own)),
            "maximum": exact_points(most(own)),
        }
        writer.writerow({name: cell for name, cell in total.items() if name in columns})
    return out.getvalue()


def grades_csv(marked: Marked) -> str:
    """One line a student: who it is, the total, and the points of each question.

    A question that is not on a student's sheet is empty. `answered` is how many parts have an answer:
    0 is a student who handed nothing in.
    """
    numbers = list(dict.fromkeys(mark.number for mark in marked.marks))
    table = [["id", "email", "name", "total", "maximum", "percent", "answered", *numbers]]
    for own in marked.by_student().values():
        by_number: dict[str, Fraction] = {}
        for mark in own:
            by_number[mark.number] = by_number.get(mark.number, Fraction(0)) + mark.points
        first = own[0]
        table.append(
            [
                first.id,
                first.email,
                first.student,
                exact_points(got(own)),
                exact_points(most(own)),
                percent(own),
                str(sum(bool(mark.answer) for mark in own)),
                *(exact_points(by_number[n]) if n in by_number else "" for n in numbers),
            ]
        )
    return csv_text(table)


def got(marks: Iterable[Mark]) -> Fraction:
    """Points of some marks."""
    return total(mark.points for mark in marks)


def most(marks: Iterable[Mark]) -> Fraction:
    """The points there are for some marks."""
    return total(mark.maximum for mark in marks)


def percent(marks: Sequence[Mark]) -> str:
    """Points in percent of the maximum, with a point; empty where there are none to have."""
    maximum = most(marks)
    return exact_points(100 * got(marks) / maximum) if maximum else ""


def handed_in(marks: Iterable[Mark]) -> bool:
    """Whether a student has answered anything, or a person has decided about it."""
    return any(mark.answer.strip() or mark.by_hand for mark in marks)
