"""Answers as a class hands them in: who answered what to which question."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from quizgen.errors import UserError
from quizgen.grading.tables import cell_text, read_table

COLUMNS = ("student", "question", "answer")


@dataclass(frozen=True, slots=True)
class Submission:
    """One answer of one student to one question; `line` is where it stands."""

    student: str
    question: str
    answer: str
    line: int


def read_submissions(stream: BinaryIO, name: str) -> Iterator[Submission]:
    r"""The answers of a CSV file with a header, a JSON list, or JSON lines, as they are read.

    >>> import io
    >>> next(read_submissions(io.BytesIO(b"student,question,answer\nAda,1,5\n"), "a.csv"))
    Submission(student='Ada', question='1', answer='5', line=2)
    """
    found = False
    for row in read_table(stream, name, COLUMNS):
        found = True
        student, question, answer = (cell_text(row.cells[column]) for column in COLUMNS)
        yield Submission(student, question, answer, row.line)
    if not found:
        raise UserError(f"{name}: there are no answers after the header")
