"""One student a line, as forms and learning systems export it: which column is which question."""

import contextlib
import io
import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from quizgen.assignment import Assignment
from quizgen.errors import UserError
from quizgen.grading.marked import Marked
from quizgen.grading.marks import grade
from quizgen.grading.reading import read_answers
from quizgen.tables.columns import role
from tests.grading.conftest import Build


@pytest.fixture
def pair(part: Build, variant: Build, sheet: Build) -> list[Assignment]:
    """Two students, (1a) a number, (1b) a vector, (2) a number of a second exercise, (3) a matrix."""

    def own(name: str, shift: int) -> Assignment:
        one = variant(
            part("n", "integer", 7 + shift), part("v", "vector", [3, 4 + shift]), name="first"
        )
        two = variant(part("n", "integer", 20 + shift), name="second")
        three = variant(part("m", "matrix", [[1, 2], [3, 4 + shift]]), name="third")
        found: Assignment = sheet(name, one, two, three)
        return found

    return [own("Ada Lovelace", 0), own("José García", 1)]


RIGHT = {
    "Ada Lovelace": ("7", "[3, 4]", "20", "[[1, 2], [3, 4]]"),
    "José García": ("8", "3; 5", "21", "1 2\n3 5"),
}


def graded(data: bytes | str, sheets: Sequence[Assignment]) -> tuple[Marked, list[str]]:
    said: list[str] = []
    raw = data.encode() if isinstance(data, str) else data
    return grade(sheets, read_answers(io.BytesIO(raw), "f.csv", sheets, said.append)), said


def points(marked: Marked) -> dict[str, float]:
    return {student: float(got) for student, (got, _) in marked.totals().items()}


def csv_of(header: Sequence[str], rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    import csv

    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([header, *rows])
    return out.getvalue()


ALL = {"Ada Lovelace": 4.0, "José García": 4.0}
ROWS = [(name, *answers) for name, answers in RIGHT.items()]


class TestHeaders:
    """A column is called as people and systems call a question."""

    @pytest.mark.parametrize(
        "header",
        [
            ("Name", "1a", "1b", "2", "3"),
            ("Student", "1(a)", "1 (b)", "Q2", "Question 3"),
            ("Name", "1.a", "1.b)", "2.", "3)"),
            ("Teilnehmer", "Aufgabe 1a", "Aufgabe 1 b", "Frage 2", "Nr. 3"),
            ("Full name", "1a) How many?", "1b: the vector", "2. Second: really?", "3: Matrix (1.0 pts)"),
            ("name", "first/n", "first/v", "second", "third/m"),
            ("name", "1.1: n", "1.2: v", "2: x", "3.1"),
            ("name", "What is n? [first·aaaa/a]", "What is v? [first·aaaa (b)]", "[second·aaaa] n", "third·aaaa"),
            ("Name", "Question 1 (a) What is n?", "Question 1 (b)", "Question 2 What", "Question 3 - m"),
        ],
    )  # fmt: skip
    def test_read(self, header: Sequence[str], pair: list[Assignment]) -> None:
        marked, said = graded(csv_of(header, ROWS), pair)
        assert points(marked) == ALL
        assert (said, marked.unmatched) == ([], ())

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_encodings_and_separators(
        self, separator: str, encoding: str, pair: list[Assignment]
    ) -> None:
        text = csv_of(("Name", "1a", "1b", "2", "3"), ROWS, separator)
        marked, said = graded(text.encode(encoding), pair)
        assert points(marked) == ALL
        assert bool(said) == (encoding == "cp1252")

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_answers_of_many_lines_do_not_tell_what_separates_columns(
        self, separator: str, pair: list[Assignment]
    ) -> None:
        """A matrix typed with bars, or with semicolons, over many lines: one cell of a form's export."""
        header = ["Timestamp", "Student ID", "1a", "1b", "2", "3"]
        rows = []
        for student in pair * 6:
            number, vector, other, _ = RIGHT[student.student]
            lines = "\n".join(
                f"|{' | '.join(map(str, row))}|" for row in student.questions[2].parts[0].key
            )
            wordy = f"see my working\na; b; c\n|x|y|z|\n\n{number}"
            rows.append(["10:00", student.student, wordy, vector, other, lines])
        said = graded(csv_of(["Timestamp", "Name", *header[2:]], rows, separator), pair)[0]
        assert not said.unmatched
        assert {m.student: m.points for m in said.marks if m.question == "3"} == dict.fromkeys(
            RIGHT, 1
        )

    def test_workbook(self, pair: list[Assignment]) -> None:
        from openpyxl import Workbook

        book = Workbook()
        for row in [
            ("Name", "1a", "1b", "2", "3"),
            ("Lovelace, Ada", 7, "[3, 4]", 20.0, "1 2\n3 4"),
        ]:
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        assert points(graded(out.getvalue(), pair)[0])["Ada Lovelace"] == 4

    def test_json(self, pair: list[Assignment]) -> None:
        rows = [dict(zip(("name", "1a", "1b", "2", "3"), row, strict=True)) for row in ROWS]
        by_student = {name: {"1a": a, "1b": b, "2": c, "3": d} for name, a, b, c, d in ROWS}
        lines = [{k: v for k, v in row.items() if k != "2" or i} for i, row in enumerate(rows)]
        for text in (
            json.dumps(rows),
            json.dumps([rows]),
            json.dumps(by_student),
            json.dumps({"responses": rows}),
        ):
            assert points(graded(text, pair)[0]) == ALL
        found = points(graded("\n".join(map(json.dumps, lines)), pair)[0])
        assert found == {"Ada Lovelace": 3, "José García": 4}

    def test_long_in_peoples_words(self, pair: list[Assignment]) -> None:
        for header in (
            "Name,Question,Response", "E-Mail,Frage,Antwort", "Student ID;Aufgabe;Lösung", "Student,Question,Part,Answer",
        ):  # fmt: skip
            row = "Ada Lovelace,1,a,7" if "Part" in header else "Ada Lovelace,1a,7"
            separator = ";" if ";" in header else ","
            text = f"{header}\n{row.replace(',', separator)}\n"
            assert points(graded(text, pair)[0])["Ada Lovelace"] == 1


class TestWhoIsAsked:
    """A form asks for the name in its own words; an unknown student is said once."""

    @pytest.mark.parametrize(
        "title",
        [
            "Your name", "What is your full name?", "Please enter your name", "Ihr Name", "Wie lautet dein Name?",
            "Name (Last, First)", "Full name (required)", "Bitte Namen eingeben", "Your name *", "Votre nom complet",
            "Name [as on the sheet]", "Student",
        ],
    )  # fmt: skip
    def test_in_its_own_words(self, title: str, pair: list[Assignment]) -> None:
        marked, _ = graded(csv_of((title, "1a", "1b", "2", "3"), ROWS), pair)
        assert points(marked) == ALL

    def test_a_question_is_no_person(self) -> None:
        for title in (
            "What is the value?",
            "What is the group?",
            "What is the time?",
            "The answer",
        ):
            assert role(title) in ("", "answer")

    def test_an_unknown_student_is_said_once(self, pair: list[Assignment]) -> None:
        rows = [*ROWS, ("Cid", "1", "2", "3", "4"), ("Dora", "1", "2", "3", "")]
        marked, _ = graded(csv_of(("Name", "1a", "1b", "2", "3"), rows), pair)
        assert [line.partition(";")[0] for line in marked.refused] == [
            "f.csv:5: unknown student 'Cid'",
            "f.csv:6: unknown student 'Dora'",
        ]
        assert [line[-12:] for line in marked.refused] == [" (4 answers)", " (3 answers)"]
        assert len(marked.unmatched) == 7

    def test_one_a_line_too(self, pair: list[Assignment]) -> None:
        rows = [("Cid", q, "1") for q in ("1a", "1b", "2")]
        rows.insert(2, ("Ada Lovelace", "1a", "7"))
        marked, _ = graded(csv_of(("student", "question", "answer"), rows), pair)
        [said] = marked.refused
        assert said.endswith(" (3 answers, the last in line 5)")

    def test_logins_that_are_addresses(self, pair: list[Assignment]) -> None:
        known = [replace(one, email=f"{one.student[:3].lower()}@x.org") for one in pair]
        rows = [("x", f"9{i}", f"{r[0][:3].upper()}@x.org", *r[1:]) for i, r in enumerate(ROWS)]
        header = ("nothing", "SIS User ID", "SIS Login ID", "1a", "1b", "2", "3")
        marked, _ = graded(csv_of(header, rows), known)
        assert points(marked) == {"ada@x.org": 4.0, "jos@x.org": 4.0}


class TestExports:
    """What learning systems export, by their documented columns."""

    def test_google_forms(self, pair: list[Assignment]) -> None:
        header = (
            "Timestamp",
            "Email Address",
            "Score",
            "Full name",
            "1a",
            "1b",
            "2",
            "3",
            "Any remarks?",
        )
        rows = [("2026/11/30 10:00:00 PM GMT+1", "x@b.org", "2 / 3", *row, "no") for row in ROWS]
        marked, said = graded(csv_of(header, rows), pair)
        assert points(marked) == ALL
        assert said == ["f.csv: not read: 'Any remarks?'"]

    def test_moodle_responses(self, pair: list[Assignment]) -> None:
        header = [
            "Last name",
            "First name",
            "Email address",
            "Status",
            "Started",
            "Completed",
            "Duration",
            "Grade/100.00",
        ]
        for n in (1, 2, 3):
            header += [f"Question {n}", f"Response {n}", f"Right answer {n}"]
        ada = [
            "Lovelace",
            "Ada",
            "a@b.org",
            "Finished",
            "30 November 2026 10:00 AM",
            "30 November 2026 10:15 AM",
            "15 mins",
            "1.0",
        ]
        cells = ("part 1: 7; part 2: [3, 4]", "20", "part 1: 1; part 2: 2; part 3: 3; part 4: 4")
        ada += [text for cell in cells for text in ("What? _____", cell, "99")]
        average = ["Overall average", *[""] * (len(header) - 1)]
        marked, said = graded("\ufeff" + csv_of(header, [ada, average]), pair)
        assert points(marked) == {"Ada Lovelace": 4, "José García": 0}
        assert said == ["f.csv:3: left out 'Overall average', which is no student"]
        names = [
            "lastname",
            "firstname",
            "emailaddress",
            "status",
            "started",
            "completed",
            "duration",
            "grade10000",
        ]
        for n in (1, 2, 3):
            names += [f"question{n}", f"response{n}", f"rightanswer{n}"]
        as_json = json.dumps([[dict(zip(names, ada, strict=True))]])
        assert points(graded(as_json, pair)[0])["Ada Lovelace"] == 4

    def test_moodle_parts_that_cannot_be_told(self, pair: list[Assignment]) -> None:
        text = csv_of(
            ("Last name", "First name", "Response 1"),
            [("Lovelace", "Ada", "part 1: 7; part 2: 3; part 3: 4; part 4: 9")],
        )
        marked, _ = graded(text, pair)
        assert "4 values for 2 parts" in marked.unmatched[0].reason
        assert points(marked)["Ada Lovelace"] == 0

    def test_canvas_student_analysis(self, pair: list[Assignment]) -> None:
        head = [
            "name",
            "id",
            "sis_id",
            "section",
            "section_id",
            "section_sis_id",
            "submitted",
            "attempt",
        ]
        header = [
            *head,
            "901: 1. What is n and v?",
            "1.0",
            "902: Question 2",
            "1.0",
            "903: 3 the matrix",
            "1.0",
            "3",
            "0",
            "3.0",
        ]
        who = ["Ada Lovelace", "5", "", "S", "1", "", "2026-11-30 10:00:00 UTC", "1"]
        rows = [
            [*who, "7,[3\\, 4]", "1.0", "20", "1.0", "1,2,3,4", "1.0", "3", "0", "3.0"],
            ["José García", *who[1:], "8", "0", "21", "1.0", "1,2,3", "0", "1", "2", "1.0"],
        ]
        marked, _ = graded(csv_of(header, rows), pair)
        assert points(marked) == {"Ada Lovelace": 4, "José García": 1}
        assert [(one.line, one.question, one.answer) for one in marked.unmatched] == [
            (3, "1", "8"),
            (3, "3", "1,2,3"),
        ]
        assert "which is missing cannot be told" in marked.unmatched[0].reason

    def test_canvas_without_numbers_is_taken_in_order_and_said(
        self, pair: list[Assignment]
    ) -> None:
        header = [
            "name",
            "id",
            "sis_id",
            "submitted",
            "901: Foo?",
            "1.0",
            "902: Bar?",
            "1.0",
            "903: Baz?",
            "1.0",
            "n correct",
        ]
        row = ["Ada Lovelace", "5", "", "", "7,[3\\, 4]", "1", "20", "1", "1,2,3,4", "1", "3"]
        marked, said = graded(csv_of(header, [row]), pair)
        assert points(marked)["Ada Lovelace"] == 4
        assert said == [
            "f.csv: no column says which question it is; they are taken in order: 1, 2, 3"
        ]

    def test_gradescope(self, pair: list[Assignment]) -> None:
        header = (
            "First Name",
            "Last Name",
            "SID",
            "Email",
            "Sections",
            "Submission Time",
            "1.1: n (1.0 pts)",
            "1.2: v (1.0 pts)",
            "2: x (1.0 pts)",
            "3: m (1.0 pts)",
        )
        row = (
            "Ada",
            "Lovelace",
            "9",
            "a@b.org",
            "S",
            "2026-11-30 10:15:00 -0800",
            *RIGHT["Ada Lovelace"],
        )
        assert points(graded(csv_of(header, [row]), pair)[0])["Ada Lovelace"] == 4

    @pytest.mark.parametrize(
        "header",
        [
            ("First Name", "Last Name", "SID", "Email", "Total Score", "Max Points", "Status", "1: Title (2.0 pts)"),
            ("Last name", "First name", "Email address", "Grade/100.00", "Q. 1 /9.09"),
        ],
    )  # fmt: skip
    def test_points_are_no_answers(self, header: Sequence[str], pair: list[Assignment]) -> None:
        with pytest.raises(UserError) as error:
            graded(csv_of(header, [["1"] * len(header)]), pair)
        assert "points of each question, not the answers" in str(error.value)


class TestNeverGuessed:
    """Where two meanings are possible, both are named."""

    @pytest.mark.parametrize(
        ("header", "said"),
        [
            (("Name", "1a", "Q1 (a)"), "two columns may be question 1a: '1a' and 'Q1 (a)'"),
            (("Name", "2", "second"), "two columns may be question 2: '2' and 'second'"),
            (("Name", "Question", "x"), "there is a column question and no column answer"),
            (("Name", "Question", "Answer", "Response"), "the answer may stand in the columns"),
            (("Name", "Colour"), "no column is a question's; the header is Name, Colour"),
            (("1a", "1b"), "no header says what the columns are"),
        ],
    )
    def test_refused(self, header: Sequence[str], said: str, pair: list[Assignment]) -> None:
        with pytest.raises(UserError) as error:
            graded(csv_of(header, [["x"] * len(header)]), pair)
        assert said in str(error.value)

    @pytest.mark.timed
    @pytest.mark.parametrize(
        "long",
        [
            "x" * 300_000,
            "1" * 300_000,
            "·a" * 100_000,
            "part 1:" * 40_000,
            "\n" * 300_000 + "x",
            "; " * 150_000,
            "a) " * 90_000,
        ],
    )
    def test_long_cells_take_no_time(self, long: str, pair: list[Assignment]) -> None:
        import time

        start = time.process_time()
        text = csv_of(
            ("Name", "1", "2", "Timestamp"),
            [("Ada Lovelace", long, "20", long), (long, "1", "2", "")],
        )
        marked, _ = graded(text, pair)
        with contextlib.suppress(UserError):
            graded(csv_of(("Name", long), [("Ada Lovelace", "1")]), pair)
        assert points(marked)["Ada Lovelace"] == 1 or marked.unmatched
        assert time.process_time() - start < 5

    def test_a_question_nobody_has(self, pair: list[Assignment]) -> None:
        marked, said = graded("Name,1a,9z,Question\nAda Lovelace,7,5,6\n", pair)
        assert points(marked)["Ada Lovelace"] == 1
        assert said == ["f.csv: not read: '9z', 'Question'"]

    def test_one_cell_for_several_parts(self, pair: list[Assignment]) -> None:
        marked, _ = graded('Name,1\nAda Lovelace,"a) 7; b) [3, 4]"\n', pair)
        assert points(marked)["Ada Lovelace"] == 2
        marked, _ = graded("Name,1,2\nAda Lovelace,7,20\n", pair)
        assert points(marked)["Ada Lovelace"] == 1
        assert marked.unmatched[0].reason.startswith("one cell for the parts 1a, 1b")
