"""Files of answers, read: who answered what, and the lines that cannot be told."""

from collections.abc import Iterator
from typing import BinaryIO

from quizgen.errors import UserError
from quizgen.grading.submissions import Submission
from quizgen.tables.named import read_table
from quizgen.tables.reading import cell_text

COLUMNS = ("student", "question", "answer")


def read_submissions(stream: BinaryIO, name: str) -> Iterator[Submission]:
    r"""The answers of a CSV file with a header, a JSON list, or JSON lines, as they are read.

    >>> import io
    >>> next(read_submissions(io.BytesIO(b"student,question,answer\nAda,1,5\n"), "a.csv"))
    Submission(student='Ada', question='1', answer='5', line=2, file='a.csv', ...)
    """
    found = False
    for row in read_table(stream, name, COLUMNS, print):
        found = True
        student, question, answer = (cell_text(row.cells[column]) for column in COLUMNS)
        yield Submission(student, question, answer, row.line, name)
    if not found:
        raise UserError(f"{name}: there are no answers after the header")
