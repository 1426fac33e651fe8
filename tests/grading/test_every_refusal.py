"""What is refused of files of answers, gradebooks and records: the whole line, and the way to mend it."""

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from quizgen.errors import UserError
from quizgen.grading.explaining import part_called
from quizgen.grading.files import read_files
from quizgen.grading.gradebook_canvas import canvas
from quizgen.grading.history import told_marks
from quizgen.grading.marks import grade
from quizgen.grading.overrides import points, read_overrides
from quizgen.grading.reading import read_answers
from quizgen.grading.record import FILE, Record, read_record
from quizgen.grading.review import Review, of_mark, of_unmatched, read_decisions
from quizgen.grading.rubrics import entered, total
from quizgen.grading.submissions import Submission, Unmatched
from tests.grading.conftest import Build
from tests.grading.test_gradebooks import CLASS

LONG = "one answer a line needs the columns Student, Question, Answer"
REMOVE = "rename or remove one of them"
HEADLESS = "name the columns in the first line: Student, Question, Answer; or Student and a column for each question"
ANEW = "export it from Canvas anew"

# A file of answers; what is said behind its name, and how it is mended.
UNREAD = {
    "Ada,7,8\nBob,7,8\n": f":1: no header says what the columns are: Ada, 7, 8|{HEADLESS}",
    "Student,Answer\nAda,7\n": f":1: there is a column answer and no column question; the header is Student, Answer|{LONG}",
    "Student,Question\nAda,1a\n": f":1: there is a column question and no column answer; the header is Student, Question|{LONG}",
    "Student,Colour\nAda,red\n": ":1: no column is a question's; the header is Student, Colour|"
    "name columns 1a, 1b, 2, …; or Student, Question, Answer with one answer a line",
    "Student,1a,1 a\nAda,7,8\n": f":1: two columns may be question 1a: '1a' and '1 a'|{REMOVE}",
    "Student,Question,Question,Answer\nAda,1a,1b,3\n": f":1: the question may stand in the columns 'Question' and 'Question'|{REMOVE}",
    "Student,Question,Answer,Answer\nAda,1a,2,3\n": f":1: the answer may stand in the columns 'Answer' and 'Answer'|{REMOVE}",
    "Student,Question,Answer\n": ": there are no answers after the header|",
    "": ": the file is empty|its first line names the columns",
    "Last name,First name,Grade/3.00,Q. 1 /1.00\nLovelace,Ada,3,1\n": ":1: this export has the points of each question, not the answers|"
    "export the submissions or responses",
}  # fmt: skip

# What may be given for a gradebook of Canvas.
NO_GRADEBOOK = {
    b"a,b\n1,2\n": "c.csv: is no gradebook of Canvas: its first line has no Student and Section|in Canvas: Grades, Export, Export Entire Gradebook",
    b'Student,ID,Section\nAda,"1,x\n': f"c.csv: unexpected end of data|{ANEW}",
    b"Student,ID,Section\nA\0da,1,x\n": f"c.csv:2: the line has a NUL byte, so it is damaged; save it as CSV UTF-8 or .xlsx|{ANEW}",
    b"Student,ID,SIS User ID,Section,Quiz (1)\nAda Lovelace,1,17,,\nAda Lovelace,2,17,,\n": "c.csv: two lines are 'Ada Lovelace'|"
    "give students ids in the roster, as Canvas has them",
}  # fmt: skip


def told(action: Callable[[], object]) -> str:
    """What is said and how it is mended, of what is refused."""
    with pytest.raises(UserError) as error:
        action()
    return f"{error.value.args[0]}|{error.value.fix}"


@pytest.mark.parametrize("text", UNREAD, ids=lambda text: text[:20])
def test_answers(text: str, tmp_path: Path, part: Build, variant: Build, sheet: Build) -> None:
    first = variant(part("a", "integer", 7), part("b", "integer", 8))
    ada = sheet("Ada", first, variant(part("a", "integer", 1), name="other"))
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    assert told(lambda: list(read_files([path], [ada], print))) == f"{path}{UNREAD[text]}"


def test_a_folder_without_answers(tmp_path: Path, sheet: Build) -> None:
    said = f"{tmp_path}: there are no files of answers in it|name a CSV, XLSX, JSON or PDF"
    assert told(lambda: list(read_files([tmp_path], [sheet("Ada")], print))) == said


@pytest.mark.parametrize("export", NO_GRADEBOOK, ids=lambda export: export[-12:].decode())
def test_gradebooks(export: bytes) -> None:
    assert told(lambda: canvas(CLASS, "Homework 4", export, "c.csv")) == NO_GRADEBOOK[export]


def test_marks_by_hand() -> None:
    two = Fraction(2)
    for text in ("x", "1/0", "-1", "1e3", ""):
        with pytest.raises(ValueError, match=r"is no mark; write points from 0 to 2$"):
            points(text, two)
    for text in ("3", "2.001", "101%"):
        with pytest.raises(ValueError, match=r"is more than the 2 there are$"):
            points(text, two)
    assert [points(text, two) for text in ("2", "2.000", "100%", "0")] == [2, 2, 2, 0]


def test_records(tmp_path: Path) -> None:
    path = tmp_path / FILE
    said = f"{tmp_path}: nothing was graded here: there is no private/marks.jsonl"
    assert told(lambda: read_record(tmp_path)).startswith(said)
    path.parent.mkdir()
    again = "grade the homework again"
    for data, expected in {
        b'{"format": 0}\n': f"{path}: is of another version|{again}",
        b'{"format": \n': f"{path}:1: is damaged: Expecting value: line 2 column 1 (char 12)|{again}",
        b"\xff": f"{path}: is not UTF-8|{again}",
    }.items():
        path.write_bytes(data)
        assert told(lambda: read_record(tmp_path)) == expected
    nothing = Record((), (), (), "last")
    assert (
        told(lambda: told_marks(nothing, "sum·7k3f"))
        == "sum·7k3f was not graded|name an answer to judge it now"
    )


def test_a_part_that_is_not_there(part: Build, variant: Build) -> None:
    two = variant(part("a", "integer", 7), part("P", "integer", 8))
    assert (
        told(lambda: part_called(two, "c")) == "by-hand·aaaa has no part 'c'|name one of a, b (P)"
    )
    assert told(lambda: part_called(two)) == "by-hand·aaaa has several parts|name one of a, b (P)"
    assert (part_called(two, "b").id, part_called(two, "P").id) == ("P", "P")


def test_rubrics() -> None:
    lines = [("names it", "1"), ("says why", "1")]
    got = [Fraction(1), None]
    said = "r.csv:2: mark: 3 here, and the lines of the rubric come to 1|correct one of them, or leave the mark empty"
    assert told(lambda: total(got, lines, Fraction(3), "r.csv:2")) == said
    assert [total(got, lines, Fraction(n), "r.csv:2") for n in (1, 2)] == [1, 2]  # the ends
    assert told(lambda: entered({"rubric_1": "2"}, lines, "r.csv:2")).endswith(
        "is more than the 1 there are for “names it”|enter its points, x for all of them, or 0"
    )


def test_a_title_above_the_names_of_the_columns(part: Build, variant: Build, sheet: Build) -> None:
    ada = sheet("Ada", variant(part("a", "integer", 7)))
    said: list[str] = []
    data = io.BytesIO(b"Quiz 4\n\nStudent,1\nAda,7\n")
    (found,) = read_answers(data, "a.csv", [ada], said.append)
    assert found.line == 4
    assert said == ["a.csv: the columns are named in line 3; nothing above it is read"]


def test_an_object_that_says_not_whose_it_is(part: Build, variant: Build, sheet: Build) -> None:
    ada = sheet("Ada", variant(part("a", "integer", 7)))
    data = io.BytesIO(b'[{"Student": "Ada", "1": "7"}, {"Colour": "red", "1": "8"}]')
    _, other = read_answers(data, "a.json", [ada], print)
    assert isinstance(other, Unmatched)
    assert other.reason == "no column says who the student is; the header is Colour, 1"


def test_a_column_of_canvas_that_is_no_question(part: Build, variant: Build, sheet: Build) -> None:
    ada = sheet(
        "Ada",
        variant(part("a", "integer", 7), part("b", "integer", 8)),
        variant(part("a", "integer", 1)),
    )
    data = io.BytesIO(
        b"name,id,sis_id,submitted,901: 1a,1.0,902: Bar?,1.0,n correct\nAda,5,,,7,1,8,1,2\n"
    )
    said = "a.csv: which question the column '902: Bar?' is cannot be told|write its number and letter or its code into the question's text, as 1a or [code]"
    assert told(lambda: list(read_answers(data, "a.csv", [ada], print))) == said


def test_a_refused_file_among_others_is_named_once(
    tmp_path: Path, part: Build, variant: Build, sheet: Build
) -> None:
    """With its line, where the refusal has one."""
    ada = sheet("Ada", variant(part("a", "integer", 7)))
    (tmp_path / "a.csv").write_text("Student,1\nAda,7\n", encoding="utf-8")
    (tmp_path / "d.csv").write_text("Student,Question\nAda,1\n", encoding="utf-8")
    (tmp_path / "e.csv").write_text("", encoding="utf-8")
    _, unread, empty = read_files([tmp_path], [ada], print)
    assert str(unread).count("d.csv") == 1
    assert str(unread).startswith(f"{tmp_path / 'd.csv'}:1: ")
    assert str(empty) == f"{tmp_path / 'e.csv'}: the file is empty"


def test_files_beside_the_tables_of_a_folder(
    tmp_path: Path, part: Build, variant: Build, sheet: Build
) -> None:
    ada = sheet("Ada", variant(part("a", "integer", 7)))
    said: list[str] = []
    (tmp_path / "a.csv").write_text("Student,1\nAda,7\n", encoding="utf-8")
    assert len(list(read_files([tmp_path], [ada], said.append))) == 1
    assert said == []
    (tmp_path / "notes.png").touch()
    assert len(list(read_files([tmp_path], [ada], said.append))) == 1
    assert said == [f"{tmp_path}: not read, no table or PDF: 1 file (notes.png)"]


def test_lines_of_a_review(part: Build, variant: Build, sheet: Build) -> None:
    ada = sheet("Ada", variant(part("a", "integer", 7, points="2")))
    head = "entry,mark,note,student,question\n"

    def of(lines: str) -> Review:
        return Review(read_decisions(io.BytesIO((head + lines).encode()), "r.csv"))

    assert (
        told(lambda: of("aa,1,,,\naa,2,,,\n"))
        == "r.csv:3: r.csv:2 enters another mark for the same answer|"
    )
    assert told(lambda: of("aa,1e3,,,\n")).startswith(
        "r.csv:2: mark: '1e3' is no mark; write points from 0 to "
    )
    assert told(lambda: of("aa,1e3,,,\n")).endswith("|correct the cell, or leave it empty")
    lost = [Submission("Adda", "1", "7", 2)]
    (one,) = grade([ada], lost).unmatched
    name = of_unmatched(one).entry
    said = {
        f"{name},,,Ada,1\n": "r.csv:2: student: 'Ada' is entered, and no mark|enter the mark too: an answer that was matched to nobody is not judged again",
        f"{name},1,,Ada,9\n": "r.csv:2: this mark belongs to nobody yet: unknown question '9'|write into the line whose answer it is: student, id or e-mail, and question",
    }
    for line, expected in said.items():
        assert told(lambda line=line: grade([ada], lost, review=of(line))) == expected  # type: ignore[misc]
    by_hand = read_overrides("[[override]]\nquestion = '1'\nstudent = 'Ada'\nmark = 2\n")
    unclear = [Submission("Ada", "1", "7 or 8", 2)]
    (row,) = of_mark(grade([ada], unclear).marks[0])
    assert told(
        lambda: grade([ada], unclear, overrides=by_hand, review=of(f"{row.entry},1,,,\n"))
    ) == (
        "r.csv:2: mark: 1 here, and another mark in overrides.toml:4: a mark by hand|leave one of the two out"
    )


def test_a_damaged_line_is_told_and_the_others_are_read(
    part: Build, variant: Build, sheet: Build
) -> None:
    ada = sheet("Ada", variant(part("a", "integer", 7)))
    data = io.BytesIO(b"Student,1\nA\0da,7\nAda,7\n")
    bad, good = read_answers(data, "a.csv", [ada], print)
    assert isinstance(bad, Unmatched)
    assert (bad.line, bad.reason) == (
        2,
        "the line has a NUL byte, so it is damaged; save it as CSV UTF-8 or .xlsx",
    )
    assert (good.line, good.answer) == (3, "7")
