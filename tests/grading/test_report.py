"""The report's numbers of a class small enough to be counted by hand."""

import csv
import io
from fractions import Fraction

import pytest

from quizgen.grading.marks import grade
from quizgen.grading.record import Record, of_sheet
from quizgen.grading.report import Report, report
from quizgen.grading.report_page import table
from quizgen.grading.submissions import Submission
from tests.grading.conftest import Build

# Who drew what, and what is right of 1a, 1b (2 points) and 2.
CLASS = [(3, "101"), (3, "010"), (3, "110"), (4, "001"), (4, "111"), (4, "010")]


@pytest.fixture
def found(part: Build, variant: Build, sheet: Build) -> Report:
    sheets, rows = [], []
    for i, (d, right) in enumerate(CLASS):
        name = f"S{i}"
        first = variant(
            part("a", "integer", 7), part("b", "integer", 7, points="2"), values={"D": d}
        )
        sheets.append(sheet(name, first, variant(part("a", "integer", 7), name="other")))
        rows += [
            Submission(name, q, "7" if r == "1" else "5", i)
            for q, r in zip(("1a", "1b", "2"), right, strict=True)
        ]
    marks = grade(sheets, rows).marks
    graded = [
        of_sheet(s, {}, [m for m in marks if m.student == s.student], f"{s.student}.html")
        for s in sheets
    ]
    return report(Record(tuple(graded), (), (), "last"))


def test_shares_by_what_was_drawn(found: Report) -> None:
    """Of 3 points in question 1: 1, 2, 3 with D = 3 and 0, 3, 2 with D = 4; question 2 draws nothing."""
    assert [
        (one.question, one.name, one.value, one.students, one.share) for one in found.drawn
    ] == [
        ("1", "D", "3", 3, Fraction(6, 9)),
        ("1", "D", "4", 3, Fraction(5, 9)),
    ]


def test_points_of_the_class(found: Report) -> None:
    assert found.maximum == 4
    assert found.shares == tuple(Fraction(n, 4) for n in (2, 2, 3, 1, 4, 2))
    assert (found.students, found.absent, found.unmatched) == (6, (), 0)


def test_items_of_the_table(found: Report) -> None:
    """Questions, then parts; what is both is told once. Facility: 11 of 18, 3 of 6 points, and so on."""
    lines = list(csv.reader(io.StringIO(table(found))))
    items = lines[1 : lines.index([])]
    assert [(line[0], line[1], line[2], round(float(line[3]), 3)) for line in items] == [
        ("1", "by-hand", "6", 61.111), ("2", "other", "6", 50.0),
        ("1a", "by-hand/a", "6", 50.0), ("1b", "by-hand/b", "6", 66.667),
    ]  # fmt: skip


def test_how_many_of_each_part_were_right(found: Report) -> None:
    """1a was right in columns one, 1b in two, and so on, of CLASS."""
    assert {part: dict(counts) for part, counts in found.statuses.items()} == {
        "1a": {"correct": 3, "wrong": 3}, "1b": {"wrong": 2, "correct": 4}, "2": {"correct": 3, "wrong": 3},
    }  # fmt: skip
    assert found.exercises == {"1": "by-hand", "1a": "by-hand/a", "1b": "by-hand/b", "2": "other"}
    assert [(one.question, one.reading, one.count, one.wrong) for one in found.clusters] == [
        ("1a", "5", 3, 3), ("2", "5", 3, 3), ("1b", "5", 2, 2),
    ]  # fmt: skip
    assert (found.pairs, found.late) == ((), (0, 0, 0))
