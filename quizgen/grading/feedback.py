"""What a student reads about the own sheet, and what the instructor reads about the class."""

import csv
import io
from fractions import Fraction

from quizgen.answers.escape import for_csv, for_terminal
from quizgen.grading.marks import Mark, Marked, exact_points, rows

SIGNS = {"correct": "✓", "partial": "◐", "wrong": "✗", "unreadable": "?"}


def marks_csv(marked: Marked) -> str:
    """Every mark as one line, then each student's total; cells are escaped for spreadsheets."""
    out = io.StringIO()
    table = rows(marked)
    names = list(table[0]) if table else ["student", "question", "points"]
    writer = csv.DictWriter(out, names, lineterminator="\n", restval="")
    writer.writeheader()
    for row in table:
        writer.writerow({name: for_csv(str(value)) for name, value in row.items()})
    for student, (got, most) in marked.totals().items():
        writer.writerow(
            {
                "student": for_csv(student),
                "question": "total",
                "points": exact_points(got),
                "maximum": exact_points(most),
            }
        )
    return out.getvalue()


def student_feedback(marks: list[Mark]) -> str:
    """One student's feedback as plain text."""
    got = sum((mark.points for mark in marks), Fraction(0))
    most = sum((mark.maximum for mark in marks), Fraction(0))
    lines = [
        f"{marks[0].student or 'Homework'}: {exact_points(got)} of {exact_points(most)} points",
        "",
    ]
    for mark in marks:
        lines.append(
            f"{SIGNS[mark.verdict.status]} {mark.question}  {exact_points(mark.points)} of {exact_points(mark.maximum)}"
        )
        if mark.answer:
            read = (
                f" (read as {mark.verdict.reading})"
                if mark.verdict.reading not in ("", mark.answer)
                else ""
            )
            lines.append(f"    your answer: {for_terminal(mark.answer)}{for_terminal(read)}")
        if mark.verdict.mistake:
            lines.append(f"    {mark.verdict.mistake}: {for_terminal(mark.verdict.feedback)}")
        elif mark.verdict.feedback:
            lines.append(f"    {for_terminal(mark.verdict.feedback)}")
    return "\n".join(lines) + "\n"


def class_report(marked: Marked) -> str:
    """The class in a few lines: totals, and the slips by how often they were made."""
    totals = marked.totals()
    lines = [f"{'student':<30} points"]
    lines += [
        f"{for_terminal(name or '-')[:30]:<30} {exact_points(got)} of {exact_points(most)}"
        for name, (got, most) in totals.items()
    ]
    slips = marked.mistakes()
    if slips:
        lines += ["", "Slips, the most frequent first:"]
        lines += [f"{count:>4} × {exercise}: {name}" for exercise, name, count in slips]
    return "\n".join(lines) + "\n"
