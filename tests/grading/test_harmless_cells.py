"""Answers out of a table of ours, such as the keys of a class, are read as they were written into it."""

import csv
import io

import pytest

from quizgen.answers.escape import for_csv
from quizgen.grading.reading import read_answers
from quizgen.grading.submissions import Submission
from tests.grading.conftest import Build

ANSWERS = ["-49/10", "-x + 1", "=1/2", "-[1, 2]", "-3", "W' x", "[1, -2]", "x'; -y'", "'quoted'"]


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_cell_that_no_spreadsheet_computes(
    answer: str, part: Build, variant: Build, sheet: Build
) -> None:
    own = sheet("Ada", variant(part("n", "fraction", "-49/10"), part("m", "integer", 5)))
    for cell in (answer, for_csv(answer)):
        for rows, found in (
            ([["student", "question", "answer"], ["Ada", "1a", cell]], [answer]),
            ([["student", "1a", "1b"], ["Ada", cell, "5"]], [answer, "5"]),
        ):
            text = io.StringIO()
            csv.writer(text).writerows(rows)
            table = io.BytesIO(text.getvalue().encode())
            read = list(read_answers(table, "a.csv", [own], lambda _: None))
            assert [one.answer for one in read if isinstance(one, Submission)] == found
