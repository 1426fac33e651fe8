"""Several answers in one cell: which part each is to, and why that cannot be told."""

from collections.abc import Sequence
from typing import Any

import pytest

from quizgen.assignment import Assignment
from quizgen.grading.canvas import canvas_rows
from quizgen.grading.compound import assigned, divided, is_cloze, size, table_text
from quizgen.grading.roster import Place, Roster, bare, places
from quizgen.grading.submissions import Submission, Unmatched
from quizgen.tables.record import Bad, Record
from tests.grading.conftest import Build


@pytest.fixture
def three(part: Build, variant: Build, sheet: Build) -> Assignment:
    """1a a number, 1b a matrix; 2 a vector alone."""
    first = variant(part("a", "integer", 7), part("b", "matrix", [[1, 2], [3, 4]]))
    found: Assignment = sheet("Ada", first, variant(part("v", "vector", [5, 6]), name="other"))
    return found


def told(found: Sequence[tuple[Place, str]] | str) -> Any:
    return found if isinstance(found, str) else [(place.label, text) for place, text in found]


CANNOT = "one cell for the parts 1a, 1b; write 'a) …; b) …', or a column for each"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("1a", ""), ("1b", "")]),
        (" - ", [("1a", ""), ("1b", "")]),
        ("a) 7; b) [[1, 2], [3, 4]]", [("1a", "7"), ("1b", "[[1, 2], [3, 4]]")]),
        ("(B) x\n (A) 7", [("1a", "7"), ("1b", "x")]),
        ("b) x", [("1a", ""), ("1b", "x")]),
        ("a) 7; c) 8", CANNOT),
        ("c) 7", CANNOT),
        ("7; a) 8", CANNOT),
        ("7", CANNOT),
        ("part 1: 7; part 2: x", [("1a", "7"), ("1b", "x")]),
        ("Teil 1: 7;  Teil 2: -", [("1a", "7"), ("1b", "")]),
        (
            "part 1: 7; part 2: 1; part 3: 2; part 4: 3; part 5: 4",
            [("1a", "7"), ("1b", "[[1, 2], [3, 4]]")],
        ),
        ("part 1: 7; part 3: x", "its parts are numbered 1, 3"),
        ("part 2: 7; part 1: x", "its parts are numbered 2, 1"),
        ("part 1: 7", "1 value for 2 parts: fewer than can be told apart"),
        ("part 1: 7; part 2: 1; part 3: 2", "3 values for 2 parts: more than can be told apart"),
    ],
)
def test_divided(three: Assignment, text: str, found: Any) -> None:
    assert told(divided(text, places(three)[:2])) == found


def test_assigned(three: Assignment) -> None:
    a, b, v = places(three)
    assert told(assigned(["7", "-", " - "], [a, b, v])) == [("1a", "7"), ("1b", ""), ("2", "")]
    assert told(assigned(["7", "1", "2", "", "4", "5", "6"], [a, b, v])) == [
        ("1a", "7"),
        ("1b", "[[1, 2], [?, 4]]"),
        ("2", "[5, 6]"),
    ]
    assert told(assigned(["5"], [v])) == [("2", "5")]
    assert told(assigned(["5", "6"], [v])) == [("2", "[5, 6]")]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("part 1: x", True), ("Teil 2: x", True), ("PARTIE 3:", True), ("a part 1: x", False), ("part: x", False), ("", False)],
)  # fmt: skip
def test_cloze(text: str, is_one: bool) -> None:  # noqa: FBT001
    assert is_cloze(text) is is_one


def test_entries() -> None:
    assert [size(key) for key in (7, "x", [], [1, 2], [[1, 2], [3, 4], [5, 6]])] == [1, 1, 0, 2, 6]
    assert table_text(["", " "], [1, 2]) == ""
    assert table_text(["7"], 7) == "7"
    assert table_text(["1,5", "", "x"], [1, 2, 3]) == "[(1,5), ?, x]"
    assert table_text(["1", "2", "3", "4", "5", "6"], [[0, 0, 0], [0, 0, 0]]) == "[[1, 2, 3], [4, 5, 6]]"  # fmt: skip


HEADER = ("name", "id", "sis_id", "section", "submitted", "11: 1. How many?", "1.0", "12: 2", "1.0")


def rows(
    header: Sequence[str], *cells: Sequence[str], sheets: Sequence[Assignment]
) -> tuple[list[Any], list[str]]:
    said: list[str] = []
    records = iter([Record(i, tuple(row), ()) for i, row in enumerate(cells, start=2)])
    return list(canvas_rows(header, records, "c.csv", sheets, said.append)), said


class TestCanvas:
    """Canvas's analysis of students: whose answers, to which part, and when."""

    def test_ids_parts_and_the_time(self, three: Assignment) -> None:
        when = "2026-11-02 10:00:00 UTC"
        found, said = rows(
            HEADER,
            ("Ada", "901", "17", "S", when, "7,1,2,3,4", "1", "5,6", "1"),
            ("Bob", "902", "", "S", "soon", "", "0", r"[5\, 6]", "1"),
            ("Student, Test", "903", "", "S", when, "7", "1", "", "0"),
            sheets=[three],
        )
        read = [
            (one.student, one.question, one.answer, one.line, one.id, bool(one.date), one.date_text)
            for one in found
        ]  # fmt: skip
        assert read == [
            ("Ada", "1a", "7", 2, "17", True, ""),
            ("Ada", "1b", "[[1, 2], [3, 4]]", 2, "17", True, ""),
            ("Ada", "2", "[5, 6]", 2, "17", True, ""),
            ("Bob", "2", "[5, 6]", 3, "902", False, "soon"),
        ]
        assert said == ["c.csv:4: left out the test student 'Student, Test'"]

    def test_without_a_column_of_times(self, three: Assignment) -> None:
        header = (*HEADER[:4], "x", *HEADER[5:])
        found, _ = rows(header, ("Ada", "901", "17", "S", "2026-11-02", "", "", "5,6", "1"), sheets=[three])  # fmt: skip
        assert [(one.date, one.date_text) for one in found] == [(None, "")]

    def test_what_cannot_be_told(self, three: Assignment) -> None:
        found, _ = rows(
            HEADER,
            ("Ada", "901", "17", "S", "", "7,1,2", "1", "", "0"),
            ("Bob", "902", "18"),
            sheets=[three],
        )
        assert all(isinstance(one, Unmatched) for one in found)
        assert [(one.line, one.student, one.question, one.answer, one.reason) for one in found] == [
            (2, "Ada", "1", "7,1,2", "3 values for 2 parts: more than can be told apart; Canvas leaves out blanks, so which is missing cannot be told"),
            (3, "", "", "Bob | 902 | 18", "the line ends before the answers"),
        ]  # fmt: skip

    def test_a_line_that_cannot_be_read(self, three: Assignment) -> None:
        said: list[str] = []
        [found] = canvas_rows(HEADER, iter([Bad(7, "x\0", "the line has a NUL byte")]), "c.csv", [three], said.append)  # fmt: skip
        assert isinstance(found, Unmatched)
        assert (found.line, found.answer, found.reason) == (7, "x\0", "the line has a NUL byte")


def test_a_sheet_for_everybody_gets_a_student_for_each_name(three: Assignment) -> None:
    roster = Roster([Assignment("", three.code, three.title, "", three.questions)])
    assert roster.student("Ada") == 0
    assert roster.student("ada") == 0
    assert roster.student("", "17", "b@x.org") == 1
    assert roster.student("", "", "B@x.org") == 1
    assert roster.student("", "", "c@x.org") == 2
    assert [(s.student, s.id, s.email) for s in roster.sheets] == [
        ("Ada", "", ""),
        ("17", "17", "b@x.org"),
        ("c@x.org", "", "c@x.org"),
    ]
    assert roster.student(" ") == "no student is named in this line"
    assert str(roster.student("Ada", "17")).startswith("the id '17' is 17, the name 'Ada' is Ada")
    assert len(roster.sheets) == 3
    assert not roster.has_several


def test_a_sheet_of_somebody_is_nobody_elses(three: Assignment) -> None:
    roster = Roster([three])
    assert roster.student("Ada") == 0
    assert roster.student("Bob") == "unknown student 'Bob'; there are Ada"
    assert len(roster.sheets) == 1


@pytest.mark.parametrize(
    ("name", "plain"),
    [("1.26", "1z"), ("1.27", "127"), ("1.0", "10"), ("1.1", "1a"), ("Q 1_2", "1b"), ("Task 3", "3"), ("task", "task"), ("3-1)", "3a"), ("Frage 2 (b)", "2b")],
)  # fmt: skip
def test_names_of_questions(name: str, plain: str) -> None:
    assert bare(name) == plain


def test_submissions_are_what_is_read(three: Assignment) -> None:
    found, _ = rows(HEADER, ("Ada", "901", "17", "S", "", "", "", "5,6", "1"), sheets=[three])
    assert all(isinstance(one, Submission) for one in found)
