"""The files that grading writes about a class, by name; whoever writes them puts them in their places."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quizgen.assignment import Assignment
from quizgen.document.frame import PLAIN, Frame
from quizgen.grading import gradebooks, record, review
from quizgen.grading.answered import Answered
from quizgen.grading.class_report import report_lines
from quizgen.grading.gradebook_canvas import CANVAS, canvas
from quizgen.grading.grades import grades_rows, marks_rows
from quizgen.grading.likeliest import likeliest
from quizgen.grading.mark import Mark
from quizgen.grading.marked import Marked
from quizgen.grading.policy import Counting
from quizgen.tables.writing import csv_chunks, encoded, for_spreadsheets

FEEDBACK = "feedback"


@dataclass(frozen=True, slots=True)
class Class:
    """A graded class: sheets with corrected keys, all answers by number of the sheet, the marks.

    `stems` are what each student's files are called, by key; `export` is Canvas's, with its name;
    `frame` has the language of feedback, `homework` is where the homework is, seen from the marks, if they
    stand in another folder.
    """

    sheets: Sequence[Assignment]
    answers: Answered
    marked: Marked
    review: review.Review
    stems: Mapping[str, str]
    export: tuple[str, bytes] | None = None
    attempts: Counting = "last"
    frame: Frame = PLAIN
    homework: str = ""

    @property
    def title(self) -> str:
        """What the homework is called."""
        return self.sheets[0].title if self.sheets else ""


def tables(of: Class) -> tuple[dict[str, bytes | Iterable[bytes]], tuple[str, ...]]:
    """The instructor's tables, large ones in pieces, and what is to be said of the gradebooks."""
    marked = of.marked
    files: dict[str, bytes | Iterable[bytes]] = {
        "grades.csv": csv_chunks(grades_rows(marked)),
        "marks.csv": csv_chunks(marks_rows(marked)),
        review.FILE: for_spreadsheets(review_csv(of)),
        "report.txt": encoded(report_lines(marked)),
    }
    books = [(gradebooks.moodle(marked, of.title), gradebooks.MOODLE)]
    if of.export:
        name, export = of.export
        books.append((canvas(marked, of.title, export, name), CANVAS))
    said: list[str] = []
    for book, name in books:
        files |= dict(gradebooks.files(book, name))
        said += book.said
    return files, tuple(said)


def review_csv(of: Class) -> str:
    """`review.csv`: everything a person has to decide, and what was decided before."""
    sheets = {sheet.key: sheet for sheet in of.sheets}
    rows: list[review.Row] = []
    for mark in of.marked.where(_is_for_a_person):
        rows += review.of_mark(mark, likeliest(sheets[mark.key], mark))
    rows += map(review.of_unmatched, of.marked.unmatched)
    return review.table(rows, of.review)


def _is_for_a_person(mark: Mark) -> bool:
    return bool(mark.unread or mark.undecided or mark.rubric_points)


def feedback_files(of: Class) -> Iterator[tuple[str, bytes]]:
    """Each student's feedback, as a page and as text."""
    own = of.marked.by_student()
    for sheet in of.sheets:
        if marks := own.get(sheet.key):
            yield from students_files(sheet, marks, of.stems[sheet.key], of.frame)


def students_files(
    sheet: Assignment, marks: Sequence[Mark], stem: str, frame: Frame = PLAIN
) -> Iterator[tuple[str, bytes]]:
    """One student's feedback."""
    # Pages and printers take megabytes, and a class may be graded without feedback.
    from quizgen.grading.feedback import student_feedback
    from quizgen.grading.feedback_page import feedback_page

    yield f"{FEEDBACK}/{stem}.html", feedback_page(sheet, marks, frame).encode()
    yield f"{FEEDBACK}/{stem}.txt", student_feedback(sheet, marks, frame).encode()


def record_file(of: Class) -> tuple[str, Iterable[bytes]]:
    """The record of what was graded, in pieces."""
    own = of.marked.by_student()
    graded = (
        record.of_sheet(sheet, of.answers.of(i), own[sheet.key], of.stems[sheet.key])
        for i, sheet in enumerate(of.sheets)
        if sheet.key in own
    )
    lines = record.lines(graded, of.marked.unmatched, of.marked.notes, of.attempts, of.homework)
    return record.FILE, map(str.encode, lines)
