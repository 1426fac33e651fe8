"""Gradebooks beside what the importers of Moodle and Canvas were seen to take."""

import csv
import io
from dataclasses import replace
from fractions import Fraction

import pytest

from quizgen.answers.verdict import CORRECT, Verdict
from quizgen.errors import UserError
from quizgen.grading.gradebook_canvas import canvas
from quizgen.grading.gradebooks import moodle
from quizgen.grading.mark import Mark
from quizgen.grading.marked import Marked

RIGHT = Verdict(CORRECT, Fraction(1), "5")


def mark(student: str, points: str, id_: str = "", email: str = "", answer: str = "5") -> Mark:
    return Mark(
        student, "1", "e", answer, RIGHT, Fraction(points), Fraction(8), id=id_, email=email
    )


CLASS = Marked(
    (
        mark("Ada Lovelace", "5", "17", "ada@x.org"),
        mark("José García", "8", "18", "jose@x.org"),
        mark("Cid", "0", "19", "cid@x.org", answer=""),
        mark("Dan", "2", "20"),
    )
)


def rows(data: bytes | str, separator: str = ",") -> list[list[str]]:
    text = data if isinstance(data, str) else data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=separator))


def test_moodle_percent_with_a_point_and_nobody_it_does_not_know() -> None:
    book = moodle(CLASS, "Homework 4")
    assert rows(book.content)[1:] == [
        ["17", "Ada Lovelace", "62.5"],
        ["18", "José García", "100"],
        ["19", "Cid", ""],
        ["20", "Dan", "25"],
    ]
    assert (book.others, book.said) == ("", ())
    by_email = Marked(tuple(replace(m, id="") for m in CLASS.marks))
    book = moodle(by_email, "Homework 4")
    assert rows(book.content)[0] == ["Email address", "Full name", "Homework 4 (percent)"]
    assert [row[0] for row in rows(book.content)[1:]] == ["ada@x.org", "jose@x.org", "cid@x.org"]
    assert rows(book.others)[1:] == [["Dan", "", "", "25"]]
    assert book.said


HEADER = "Student,ID,SIS User ID,SIS Login ID,Section,Quiz 1 (11),Homework 4 (12),Current Score"
EXPORT = (
    f"\ufeff{HEADER}\r\n"
    "    Points Possible,,,,,10,16,(read only)\r\n"
    '"Lovelace, Ada",901,17,ada,S1,9,,90\r\n'
    '"Garcia, Jose",902,,,S1,8.5,,85\r\n'
    '"Stranger, Eve",903,99,eve,S1,7,,70\r\n'
    '"Student, Test",904,,,S1,,,\r\n'
)


class TestCanvas:
    """The instructor's own export: one column of it is filled, and nothing else is touched."""

    def test_an_assignment_of_the_title_is_filled(self) -> None:
        book = canvas(CLASS, "Homework 4", EXPORT.encode(), "export.csv")
        assert book.content.startswith(b"\xef\xbb\xbfStudent,")
        assert book.content.count(b"\r\n") == 6
        before, after = rows(EXPORT.removeprefix("\ufeff")), rows(book.content)
        assert [row[6] for row in after] == ["Homework 4 (12)", "16", "10", "16", "", ""]
        assert [r[:6] + r[7:] for r in after] == [r[:6] + r[7:] for r in before]
        assert [row[0] for row in rows(book.others)[1:]] == ["Cid", "Dan"]
        assert any("scaled from 8 to the 16" in said for said in book.said)
        assert any("Stranger, Eve" in said for said in book.said)

    def test_a_new_column_stands_after_the_assignments(self) -> None:
        found = rows(canvas(CLASS, "Homework 5", EXPORT.encode(), "export.csv").content)
        assert found[0] == [*HEADER.split(",")[:7], "Homework 5", "Current Score"]
        assert [row[7] for row in found] == ["Homework 5", "8", "5", "8", "", ""]

    def test_semicolons_and_decimal_commas(self) -> None:
        export = (
            "Student;ID;SIS Login ID;Section;Quiz (1);Homework 4 (2)\n"
            "Points Possible;;;;10;8\nAda Lovelace;1;17;S;9,5;\nDan;2;20;S;8;\n"
        )
        odd = Marked((replace(CLASS.marks[0], points=Fraction(11, 2)), CLASS.marks[3]))
        found = rows(canvas(odd, "homework  4", export.encode(), "e.csv").content, ";")
        assert [row[5] for row in found[2:]] == ["5,5", "2"]

    def test_names_in_two_columns(self) -> None:
        """An older export has LastName and FirstName; a name in one column goes before them."""
        export = (
            "LastName,FirstName,ID,SIS Login ID,Section,Homework 4 (2)\n"
            "Points Possible,,,,,8\nLovelace,Ada,1,,S,\nDan,,2,,S,\nStudent,Test,3,,S,\n"
        )
        found = canvas(CLASS, "Homework 4", export.encode(), "e.csv")
        assert [row[5] for row in rows(found.content)[1:]] == ["8", "5", "2", ""]
        assert [row[0] for row in rows(found.others)[1:]] == ["José García", "Cid"]

    def test_section_stays_before_the_first_assignment(self) -> None:
        export = "Student,ID,SIS Login ID,Section\n    Points Possible,,,\nDan,2,20,S\n"
        found = rows(canvas(CLASS, "New", export.encode(), "e.csv").content)
        assert found[0] == ["Student", "ID", "SIS Login ID", "Section", "New"]

    def test_canvas_own_number_of_somebody_else(self) -> None:
        """Canvas's id 17 is not our student 17, where the name says who it is."""
        export = f"{HEADER}\n    Points Possible,,,,,10,8,\nDan,17,,,S,,,\n"
        found = rows(canvas(CLASS, "Homework 4", export.encode(), "e.csv").content)
        assert found[2][6] == "2"

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252", "utf-8-sig", "utf-8"])
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_saved_again_by_a_spreadsheet(self, encoding: str, separator: str) -> None:
        export = f"{HEADER}\n    Points Possible,,,,,10,8,\nDan,17,,,S,,,\nZoë,18,,,S,,,\n"
        book = canvas(CLASS, "Homework 4", export.replace(",", separator).encode(encoding), "e.csv")
        found = rows(book.content, ";" if separator == ";" else ",")
        assert (found[2][6], found[3][0]) == ("2", "Zoë")
        assert any("is not UTF-8" in said for said in book.said) == (
            encoding in ("utf-16", "utf-16-le", "cp1252")
        )

    @pytest.mark.parametrize(
        ("export", "said"),
        [
            (b"Name,Email\nAda,a@x.org\n", "e.csv: is no gradebook of Canvas"),
            (b"", "e.csv: is no gradebook of Canvas"),
            (b"PK\x03\x04 a workbook", "e.csv: the file is a workbook or an archive, no table"),
            (b"Student,Section\n\x81", "e.csv:2: the line is neither UTF-8 nor Windows-1252"),
            (f"{HEADER}\nDan,1,20,,S,,,\nDan,2,20,,S,,,\n".encode(), "e.csv: two lines are 'Dan'"),
        ],
    )
    def test_what_is_no_export(self, export: bytes, said: str) -> None:
        with pytest.raises(UserError) as error:
            canvas(CLASS, "Homework 4", export, "e.csv")
        assert str(error.value.args[0]).startswith(said)


@pytest.mark.parametrize(
    ("possible", "filled"),
    [("7.5", "7.5"), (" 7.5 ", "7.5"), ("15", "15"), ("4.25", "4.25"), ("0.5", "0.5"), ("8", "8")],
)
def test_points_possible_need_not_be_whole(possible: str, filled: str) -> None:
    """All points here are all points there."""
    export = f"{HEADER}\n    Points Possible,,,,,10,{possible},\nDan,20,,,S,,,\n"
    all_of_it = Marked((replace(CLASS.marks[3], points=Fraction(8)),))
    found = rows(canvas(all_of_it, "Homework 4", export.encode(), "e.csv").content)
    assert found[2][6] == filled
