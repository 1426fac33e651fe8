"""A roster line by line: each thing that is said, whole, and each bound from both sides."""

import pytest

from quizgen.course import roster
from quizgen.course.roster import read_roster
from quizgen.course.student import Student
from quizgen.errors import UserError

NO_STUDENTS = "fix: write one name a line, or a table with a column Name"


def refused(text: str, name: str = "r.csv") -> str:
    with pytest.raises(UserError) as error:
        read_roster(text.encode(), name)
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Name,ID\n", f"r.csv: there are no students in it\n    {NO_STUDENTS}"),
        (
            "Name,ID\nTest Student,\nPoints,\n",
            (
                "r.csv: there are no students in it; left out: 2 lines, r.csv:2: left out the test student 'Test Student'"
                f"\n    {NO_STUDENTS}"
            ),
        ),
        (
            "ID,x\n,2\n",
            (
                "r.csv: there are no students in it; left out: 1 line, r.csv:2: left out a line without name, id and e-mail"
                f"\n    {NO_STUDENTS}"
            ),
        ),
        (
            'Name,ID\n"Ada,1\nBob,2\n',
            (
                "r.csv:2: a quote is opened and never closed; check the quotes of this line"
                "\n    fix: mend this line: a student would be lost"
            ),
        ),
        (
            "Name,ID\nAda,1,2\n",
            'r.csv:2: 3 cells, the header has 2\n    fix: quote names that hold a comma: "Lovelace, Ada"',
        ),
        (
            "Name,ID\nAda,1, ,2\n",
            'r.csv:2: 4 cells, the header has 2\n    fix: quote names that hold a comma: "Lovelace, Ada"',
        ),
        (
            "Name,ID\nAda,1\nBob,1\n",
            "r.csv:3: 'Bob' has the id '1' of 'Ada' in line 2\n    fix: each student has an own id",
        ),
        (
            "Name,E-mail\nAda,a@b.org\nBob,A@b.org\n",
            "r.csv:3: 'Bob' has the e-mail 'A@b.org' of 'Ada' in line 2\n    fix: each student has an own e-mail",
        ),
        (
            "Ada\nBob\nAda\n",
            (
                "r.csv:3: 'Ada' is also in line 1, and nothing tells the two apart"
                "\n    fix: add a column ID or E-mail, or remove the second line"
            ),
        ),
        (
            "Name,E-mail\nAda,a\u202eb\n",
            "r.csv:2: the e-mail 'a\\u202eb' has the character U+202E\n    fix: remove it: it cannot be printed",
        ),
        (
            f"Name,ID\nAda,{'1' * 501}\n",
            (
                f"r.csv:2: the id that begins '{'1' * 40}' has 501 characters"
                "\n    fix: check the quotes and the columns of this line"
            ),
        ),
    ],
)
def test_refused(text: str, said: str) -> None:
    assert refused(text) == said


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('{"name": "Ada", "": true}', ("the name is true", "name")),
        ('{"name": ["Ada"]}', ('name is ["Ada"]', "name")),
        ('{"Name": "Ada", "E-Mail": {"work": 1}}', ('E-Mail is {"work": 1}', "E-Mail")),
        (f'{{"name": "Ada", "id": [{"1" * 80}]}}', (f"id is [{'1' * 59}", "id")),
    ],
)
def test_json_that_names_several_things(entry: str, said: tuple[str, str]) -> None:
    """Under a name that says nothing of the kind anything may stand."""
    what, column = said
    assert refused(f"[{entry}]", "r.json") == (
        f"r.json:1: {what}, no text"
        f'\n    fix: write "{column}": "…", and what else there is under names of its own'
    )


def test_what_says_nothing_of_a_student_may_be_anything() -> None:
    found = read_roster(b'[{"name": "Ada", "paid": true, "marks": [1, 2]}]', "r.json")
    assert found.students == (Student("Ada", other={"paid": "true", "marks": "[1, 2]"}),)


def test_json_objects_have_names_of_their_own() -> None:
    text = '[{"name": "Ada", "id": "1"}, {"group": "G", "id": "2", "name": "Bob"}, {"name": "Cy"}]'
    assert read_roster(text.encode(), "r.json").students == (
        Student("Ada", "1"),
        Student("Bob", "2", group="G"),
        Student("Cy"),
    )


@pytest.mark.parametrize(("lines", "is_read"), [(3, True), (4, False)])
def test_a_roster_has_so_many_lines(
    lines: int,
    is_read: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(roster, "STUDENTS", 3)
    for header, first in (("", 1), ("Name,ID\n", 2)):
        text = header + "".join(f"Ada {i},{i}\n" if header else f"Ada {i}\n" for i in range(lines))
        if is_read:
            assert len(read_roster(text.encode(), "r.csv").students) == lines
        else:
            assert refused(text) == (
                f"r.csv:{first + 3}: more than 3 lines\n    fix: split the file"
            )


def test_names_may_have_five_hundred_characters() -> None:
    (ada,) = read_roster(f"Name,ID\n{'x' * 500},1\n".encode(), "r.csv").students
    assert ada == Student("x" * 500, "1")
    assert "has 501 characters" in refused(f"Name,ID\n{'x' * 501},1\n")


@pytest.mark.parametrize(
    ("text", "students", "left_out", "notes"),
    [
        ("Name,ID\nAda,1,\nBob,2, ,\n", [("Ada", "1"), ("Bob", "2")], (), ()),
        ("Name,ID\nAda,1\n,\nBob,2\n", [("Ada", "1"), ("Bob", "2")], (), ()),
        (
            "Name,ID,Note\n,,x\nAda,1,\n",
            [("Ada", "1")],
            ("r.csv:2: left out a line without name, id and e-mail",),
            (),
        ),
        (
            "Class of 2026\n\nName,ID\nAda,7\n",
            [("Ada", "7")],
            (),
            ("r.csv: the columns are named in line 3; nothing above it is read",),
        ),
        (
            "Name,ID\nAda,1\nPoints Possible,\nPoints,9\nTest Student,\n",
            [("Ada", "1"), ("Points", "9")],
            (
                "r.csv:3: left out 'Points Possible', which is no student",
                "r.csv:5: left out the test student 'Test Student'",
            ),
            (),
        ),
        (
            "Name,Role\nAda,Student\nP,Teacher\nT,Teaching assistant\nS,student teacher\nV,StudentViewEnrollment\nX,\nY,Guest\n",
            [("Ada", ""), ("S", ""), ("X", ""), ("Y", "")],
            (
                "r.csv:3: left out 'P', whose role is Teacher",
                "r.csv:4: left out 'T', whose role is Teaching assistant",
                "r.csv:6: left out the test student 'V'",
            ),
            (),
        ),
        (
            "Name,ID\nAda,1\nADA,1\n",
            [("Ada", "1")],
            ("r.csv:3: left out 'ADA', who stands in line 2 already",),
            (),
        ),
        (
            'Name,ID\n"Lovelace, Ada",1\nBob,2\n',
            [("Ada Lovelace", "1"), ("Bob", "2")],
            (),
            ("r.csv: names such as 'Lovelace, Ada' are printed as 'Ada Lovelace'",),
        ),
        ("First,Last,ID\nAda,,1\n,Bob,2\n", [("Ada", "1"), ("Bob", "2")], (), ()),
        ("Ann\nSid\nBob\n", [("Ann", ""), ("Sid", ""), ("Bob", "")], (), ()),
        ("Sid\nBob\n", [("Sid", ""), ("Bob", "")], (), ()),
        ("SID\n7\n8\n", [("7", "7"), ("8", "8")], (), ()),
        (
            "ID\n7\nTotal\nTest Student\n8\n",
            [("7", "7"), ("8", "8")],
            (
                "r.csv:3: left out 'Total', which is no student",
                "r.csv:4: left out the test student 'Test Student'",
            ),
            (),
        ),
        (  # which column has an id for everybody
            "Name,User ID,ID\n,u,7\n,Total,\n,,8\n",
            [("7", "7"), ("8", "8")],
            ("r.csv:3: left out a line without name, id and e-mail",),
            (),
        ),
        ("Nickname,E-mail\ny,a@b.org\n", [("a@b.org", "")], (), ()),
    ],
)
def test_who_is_read_and_what_is_said(
    text: str, students: list[tuple[str, str]], left_out: tuple[str, ...], notes: tuple[str, ...]
) -> None:
    found = read_roster(text.encode(), "r.csv")
    assert [(one.name, one.id) for one in found.students] == students
    assert (found.left_out, found.notes) == (left_out, notes)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Name,Display name", "a"),
        ("Display name,Name", "b"),
        ("Short name,Sortable name", "a"),
        ("Student,Name", "a"),
    ],
)
def test_which_name_is_taken(header: str, name: str) -> None:
    """The first; a short or sortable one only where there is no other."""
    (one,) = read_roster(f"{header},ID\na,b,7\n".encode(), "r.csv").students
    assert one.name == name


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("Email,Email address", ("a", "", "", "")),
        ("Group,Team", ("", "a", "", "")),
        ("Version,Form", ("", "", "a", "")),
        ("Extension,Deadline", ("", "", "", "2026-01-01")),
    ],
)
def test_of_two_columns_the_first_is_taken(header: str, taken: tuple[str, ...]) -> None:
    first = "2026-01-01" if taken[3] else "a"
    found = read_roster(f"Name,ID,{header}\nAda,7,{first},b\n".encode(), "r.csv")
    (ada,) = found.students
    assert (ada.email, ada.group, ada.version, ada.extension) == taken
    assert ada.other == {header.partition(",")[2]: "b"}
    assert found.notes == (f"r.csv: of the columns {header.replace(',', ', ')} the first is taken",)


@pytest.mark.parametrize(
    ("rows", "ids"),
    [
        # The institution's number, where everybody has one of their own.
        (("Ada,1,7", "Bob,2,8"), ["7", "8"]),
        # Who is no student need not have one.
        (("Ada,1,7", "Test Student,2,", "Points Possible,,", "Bob,3,8"), ["7", "8"]),
        (("Ada,1,7", "Bob,2,", "Cy,3,9"), ["1", "2", "3"]),
        (("Ada,1,7", "Bob,2,7"), ["1", "2"]),
        # The fullest, else the first of the best.
        (("Ada,1,7", "Bob,,8", "Cy,,"), ["7", "8", ""]),
        (("Ada,1,7", "Bob,2,", "Cy,,"), ["1", "2", ""]),
        (("Ada,1,7", "Bob,,"), ["7", ""]),
        (("Ada,1,", "Bob,2,"), ["1", "2"]),
        (("Ada,,", "Bob,,"), ["", ""]),
    ],
)
def test_which_ids_are_taken(rows: tuple[str, ...], ids: list[str]) -> None:
    text = "\n".join(("Name,ID,SIS User ID", *rows, ""))
    assert [one.id for one in read_roster(text.encode(), "r.csv").students] == ids


@pytest.mark.parametrize(
    ("text", "students", "notes"),
    [
        (
            "Lovelace, Ada\nKing, Martin, 17\n",
            [("Ada Lovelace", "", ""), ("Martin King", "17", "")],
            ("r.csv:1: no header; Lovelace, Ada is read as family name, given name",),
        ),
        (
            "1. Ada\n2) Bob\n- Cy\n",
            [("Ada", "", ""), ("Bob", "", ""), ("Cy", "", "")],
            ("r.csv:1: the number or mark before 'Ada' is no part of the name",),
        ),
        (
            "Ada\n# later: Bob\nCy\n",
            [("Ada", "", ""), ("Cy", "", "")],
            ("r.csv:2: left out a remark, '# later: Bob'",),
        ),
        ("a@b.org\n17\n", [("a@b.org", "", "a@b.org"), ("17", "17", "")], ()),
        ("Ada <a@b.org>, 17\n18,Bob\n", [("Ada", "17", "a@b.org"), ("Bob", "18", "")], ()),
    ],
)
def test_without_a_header(
    text: str, students: list[tuple[str, str, str]], notes: tuple[str, ...]
) -> None:
    """What was guessed is said once."""
    found = read_roster(text.encode(), "r.csv")
    assert [(one.name, one.id, one.email) for one in found.students] == students
    assert found.notes == notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ada,Lovelace\n", "which of 'Ada' and 'Lovelace' is the family name is not said"),
        ("a@b.org, c@d.org\n", "a@b.org | c@d.org may mean several things"),
        ("Ada, 1, 2\n", "Ada | 1 | 2 may mean several things"),
        ("Ada, B, C\n", "Ada | B | C may mean several things"),
    ],
)
def test_without_a_header_nothing_is_guessed_that_may_be_otherwise(text: str, said: str) -> None:
    assert refused(text) == (
        f"r.csv:1: no header, and {said}"
        "\n    fix: name the columns in the first line: Name,ID,E-mail or First name,Last name"
    )


@pytest.mark.parametrize(
    "text", ["ID\n17\n18\n", "Matrikelnummer;Gruppe\n17;A\n18;B\n", "Name,ID\n,17\n,18\n"]
)
def test_ids_without_names_are_students(text: str) -> None:
    found = read_roster(text.encode(), "r.csv")
    assert [(one.name, one.id) for one in found.students] == [("17", "17"), ("18", "18")]
    assert not found.left_out


def test_a_line_with_an_id_alone_stands_beside_names() -> None:
    found = read_roster(b"Name,ID\nAda,1\n,2\n", "r.csv")
    assert [(one.name, one.id) for one in found.students] == [("Ada", "1"), ("2", "2")]


@pytest.mark.parametrize("title", ["Total", "Summe", "Points Possible"])
def test_a_line_below_the_class_is_left_out_and_said(title: str) -> None:
    found = read_roster(f"Name,ID\nAda,1\n{title},\n".encode(), "r.csv")
    assert [one.name for one in found.students] == ["Ada"]
    assert found.left_out == (f"r.csv:3: left out {title!r}, which is no student",)
