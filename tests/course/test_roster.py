"""Rosters as they are exported: who is a student, who is not, and who cannot be told apart."""

import contextlib
import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.course.roster import read_roster, roster_csv
from quizgen.course.student import Student
from quizgen.errors import UserError

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,HW 1 (123)\n"
    "    Points Possible,,,,,10\n"
    '"Lovelace, Ada",7,u7,ada,S1,9\n"García, José",8,u8,jose,S1,\n"Student, Test",9,,abc,S1,\n'
)
MOODLE = "First name,Last name,ID number,Email address,Groups\nAda,Lovelace,17,ada@b.org,A\nZoë,Müller,,zoe@b.org,\n"
GERMAN = "Vorname;Nachname;E-Mail-Adresse\nJörg;Groß;j@b.de\n"


def people(data: bytes | str) -> list[tuple[str, str, str]]:
    found = read_roster(data.encode() if isinstance(data, str) else data, "r.csv")
    return [(one.name, one.id, one.email) for one in found.students]


def workbook(rows: Sequence[Sequence[object]], merged: str = "") -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestExports:
    """The columns of learning systems, offices and people."""

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (CANVAS, [("Ada Lovelace", "u7", ""), ("José García", "u8", "")]),
            (
                "Student;ID;Section\nLovelace, Ada;7;S1\nPoints Possible;;\n",
                [("Ada Lovelace", "7", "")],
            ),
            (
                'canvas_user_id,user_id,login_id,full_name,sortable_name,email,status\n5,u5,ada,Ada Lovelace,"Lovelace, Ada",a@b.org,active\n',
                [("Ada Lovelace", "u5", "a@b.org")],
            ),
            (
                "Name,Login ID,SIS ID,Section,Role\nAda,ada,u1,S,Student\nP,p,u2,S,Teacher\nT,t,u3,S,TA\n",
                [("Ada", "u1", "")],
            ),
            (MOODLE, [("Ada Lovelace", "17", "ada@b.org"), ("Zoë Müller", "", "zoe@b.org")]),
            (
                "Nom;Prénom;Adresse de courriel\nCurie;Marie;m@c.fr\n",
                [("Marie Curie", "", "m@c.fr")],
            ),
            (
                "Last Name,First Name,Email Address,HW\nDate,,,2020-01-01\nPoints,,,100\nLovelace,Ada,a@b.org,9\n",
                [("Ada Lovelace", "", "a@b.org")],
            ),
            (
                "First Name,Middle Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,Labels\nAda,,Lovelace,* Work,a@b.org,* myContacts\n",
                [("Ada Lovelace", "", "a@b.org")],
            ),
            (
                "Timestamp,Email Address,Name\n2026/11/01 10:00:00,a@b.org,Ada\n",
                [("Ada", "", "a@b.org")],
            ),
            (
                "Members for group cs\nEmail address,Nickname,Group status\na@b.org,,member\np@b.org,,owner\n",
                [("a@b.org", "", "a@b.org")],
            ),
            ("student\nAda\nBob\n", [("Ada", "", ""), ("Bob", "", "")]),
            ("Ada\r\nBob\r\n", [("Ada", "", ""), ("Bob", "", "")]),
            ("Ada\rBob\r", [("Ada", "", ""), ("Bob", "", "")]),
            ("Ada <a@b.org>\nBob, b@b.org\n", [("Ada", "", "a@b.org"), ("Bob", "", "b@b.org")]),
            (
                "Lovelace, Ada\nKing, Martin, 17\n",
                [("Ada Lovelace", "", ""), ("Martin King", "17", "")],
            ),
            ("sep=;\nName;Matrikelnummer\nAda;0017\n", [("Ada", "0017", "")]),
            ("1. Ada\n2) Bob\n- Cy\n# the others come later\n", [("Ada", "", ""), ("Bob", "", ""), ("Cy", "", "")]),
            ("Name\tID\nAda\t1\n", [("Ada", "1", "")]),
            (
                '[{"name": "Ada"}, {"name": "Bob", "id": "3"}]',
                [("Ada", "", ""), ("Bob", "3", "")],
            ),
            (
                workbook([["Name", "ID"], ["Ada", 17], ["Bob", 18.0]]),
                [("Ada", "17", ""), ("Bob", "18", "")],
            ),
        ],
    )  # fmt: skip
    def test_read(self, data: bytes | str, expected: list[tuple[str, str, str]]) -> None:
        assert people(data) == expected

    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])  # fmt: skip
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_encodings(self, encoding: str, end: str) -> None:
        data = GERMAN.replace("\n", end).encode(encoding)
        assert people(data) == [("Jörg Groß", "", "j@b.de")]
        notes = read_roster(data, "r.csv").notes
        assert any("Windows-1252: is 'Jörg' right?" in note for note in notes) == (
            encoding == "cp1252"
        )

    def test_columns_that_say_more(self) -> None:
        text = "Name,ID,Group,Version,Extension,Extra time,Section\nAda,1,G1,B,2026-12-01,25%,S\n"
        (ada,) = read_roster(text.encode(), "r.csv").students
        assert ada == Student("Ada", "1", "", "G1", "B", "2026-12-01", "25%", {"Section": "S"})
        assert read_roster(roster_csv([ada]).encode(), "again.csv").students == (ada,)

    def test_what_is_left_out_is_said(self) -> None:
        found = read_roster(CANVAS.encode(), "c.csv")
        assert found.left_out == (
            "c.csv:2: left out 'Points Possible', which is no student",
            "c.csv:5: left out the test student 'Test Student'",
        )
        assert found.notes == (
            "c.csv: names such as 'Lovelace, Ada' are printed as 'Ada Lovelace'",
        )

    def test_a_wrong_encoding_is_said(self) -> None:
        (note,) = read_roster("ZoÃ«\n".encode(), "r.csv").notes
        assert note == "r.csv:1: 'ZoÃ«' looks like 'Zoë' saved in a wrong encoding"


class TestTwoOfOneName:
    """They are two people where an id or e-mail says so."""

    def test_ids(self) -> None:
        assert people("Name,ID\nAda,1\nAda,2\n") == [("Ada", "1", ""), ("Ada", "2", "")]

    def test_the_same_line_twice_is_one_student(self) -> None:
        found = read_roster(b"Name,ID\nAda,1\nAda,1\n", "r.csv")
        assert len(found.students) == 1
        assert found.left_out == (
            "r.csv:3: left out 'Ada', who stands in line 2 already",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "Ada\nBob\nAda\n",
                "r.csv:3: 'Ada' is also in line 1, and nothing tells the two apart\n    fix: add a column ID",
            ),
            ("Name,ID\nAda,1\nBob,1\n", "r.csv:3: 'Bob' has the id '1' of 'Ada' in line 2"),
            (
                "Name,E-mail\nAda,a@b.org\nBob,A@b.org\n",
                "r.csv:3: 'Bob' has the e-mail 'A@b.org' of 'Ada' in line 2",
            ),
        ],
    )
    def test_refused(self, text: str, said: str) -> None:
        with pytest.raises(UserError) as error:
            read_roster(text.encode(), "r.csv")
        assert said in str(error.value)


class TestRefused:
    """Where, what, and what would be right; never a traceback."""

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "r.csv: the file is empty"),
            (b"\n \n", "r.csv: the file is empty"),
            (b"Name,ID\n", "r.csv: there are no students in it"),
            (b"Student,ID\nPoints Possible,\n", "left out: 1 line, r.csv:2: left out"),
            (b'Name,ID\n"Ada,1\nBob,2\n', "r.csv:2: a quote is opened and never closed"),
            (b"Name,ID\nAda,1,2\n", "r.csv:2: 3 cells, the header has 2"),
            (b"Ada,Lovelace\n", "r.csv:1: no header, and which of 'Ada' and 'Lovelace' is"),
            (b"Ada,Lovelace,S1,x\n", "r.csv:1: no header, and Ada | Lovelace | S1 | x may mean"),
            (
                b"Name\n" + b"x" * 300_000,
                "r.csv:2: the name that begins 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' has 300000",
            ),
            (b"Name\n" + b"x" * 1_000_001, "r.csv:2: the line has more than 1000000 characters"),
            ("Name\nAda\u202eX\n".encode(), "r.csv:2: the name 'Ada\\u202eX' has the character U+202E"),
            (b"Name\nAda\x07\n", "r.csv:2: the name 'Ada\\x07' has the character U+0007"),
            (b"PK\x03\x04xx", "r.csv: the workbook cannot be read"),
            (b"\x89PNG\r\n\x1a\n", "r.csv: the file is a picture, no table"),
            (b"%PDF-1.7", "r.csv: the file is a PDF"),
            (b"\xd0\xcf\x11\xe0", "an old Excel (.xls)"),
            (b"Name\x00\x01\nAda\n", "r.csv: the file is neither text nor a workbook"),
            (b"Name\nAda\n\x00\x01\x02", "r.csv:3: the line has a NUL byte"),
        ],
    )  # fmt: skip
    def test_said(self, data: bytes, said: str) -> None:
        with pytest.raises(UserError) as error:
            read_roster(data, "r.csv")
        assert said in str(error.value)

    def test_a_formula_is_not_computed(self) -> None:
        with pytest.raises(UserError) as error:
            read_roster(workbook([["Name"], ['=HYPERLINK("http://x", "Ada")']]), "r.xlsx")
        assert "r.xlsx:2: the formula in A2 has no stored value" in str(error.value)

    @pytest.mark.parametrize(("merged", "line"), [("A2:A3", 3), ("A3:B3", 3), ("B2:B4", 3)])
    def test_merged_cells_are_not_guessed(self, merged: str, line: int) -> None:
        rows: list[list[object]] = [["Name", "ID"], ["Ada", 7], ["Bo", 8], ["Cy", 9]]
        with pytest.raises(UserError, match=f"r.xlsx:{line}: the cells {merged} are merged"):
            read_roster(workbook(rows, merged), "r.xlsx")

    @pytest.mark.parametrize("merged", ["A1:B1", "A1:B2", "A1:A2"])
    def test_a_merged_title_above_hides_nobody(self, merged: str) -> None:
        rows: list[list[object]] = [["Class of 2026"], [""], ["Name", "ID"], ["Ada", 7]]
        found = read_roster(workbook(rows, merged), "r.xlsx").students
        assert [(one.name, one.id) for one in found] == [("Ada", "7")]

    @pytest.mark.parametrize(
        "entry",
        [
            '{"name": {"first": "Ada", "last": "Lovelace"}}',
            '{"name": "Ada", "id": [7]}',
            '{"name": true}',
            '{"name": "Ada", "email": {"work": "a@b.org"}}',
        ],
    )
    def test_json_that_names_no_one_thing(self, entry: str) -> None:
        with pytest.raises(UserError, match=r"r.json:1: (name|id|email) is .*, no text"):
            read_roster(f"[{entry}]".encode(), "r.json")

    @settings(max_examples=150, deadline=None)
    @given(st.one_of(st.binary(), st.binary().map(lambda b: CANVAS.encode() + b)))
    def test_any_bytes_end_in_a_roster_or_a_message(self, data: bytes) -> None:
        with contextlib.suppress(UserError):
            read_roster(data, "r.csv")


def test_a_login_that_is_an_address_is_the_email() -> None:
    data = b'Student,ID,SIS User ID,SIS Login ID,Section\n"Kim, Min",9,104,min@x.org,S\n'
    [one] = read_roster(data, "canvas.csv").students
    assert (one.id, one.email) == ("104", "min@x.org")
