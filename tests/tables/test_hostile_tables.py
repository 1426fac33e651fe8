"""Tables that no person made on purpose: told, bounded, and what can be read of them is read."""

import io
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest

from quizgen.course.roster import read_roster
from quizgen.errors import UserError
from quizgen.tables import workbook
from quizgen.tables.reading import records
from quizgen.tables.record import Bad, Record

SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def read(data: bytes) -> list[Record | Bad]:
    return list(records(io.BytesIO(data), "f", lambda _: None))


def xlsx(rows: str, size: str = "") -> bytes:
    """A workbook whose one sheet has this XML."""
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    other = io.BytesIO()
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(other, "w") as after:
        for name in before.namelist():
            own = f'<worksheet xmlns="{SPACE}">{size}<sheetData>{rows}</sheetData></worksheet>'
            after.writestr(name, own.encode() if name == SHEET else before.read(name))
    return other.getvalue()


def cells(number: int, *texts: str) -> Iterator[str]:
    yield f'<row r="{number}">'
    yield from (f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    yield "</row>"


ADA = "".join([*cells(1, "name", "id"), *cells(2, "Ada", "7")])


@pytest.mark.parametrize(
    "data",
    [
        xlsx(ADA, '<dimension ref="A1:XFD1048576"/>'),
        xlsx(ADA + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        xlsx(ADA + "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(3, 2000))),
    ],
    ids=["said to be full", "one cell at the end", "cells far to the right"],
)
def test_a_sheet_is_as_large_as_what_stands_in_it(data: bytes) -> None:
    assert [one.cells for one in read(data) if isinstance(one, Record)] == [
        ("name", "id"),
        ("Ada", "7"),
    ]


def test_a_row_beyond_the_last_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS", 1000)
    with pytest.raises(UserError, match="more than 1000 rows"):
        read(xlsx(ADA + '<row r="99999999999"><c><v>1</v></c></row>'))


@pytest.mark.parametrize(
    "start", ["<html><table>", "\n <!DOCTYPE html>", "\ufeff<?xml version='1.0'?>", "<TABLE>"]
)
def test_a_page_called_xls_makes_nobody_a_student(start: str) -> None:
    with pytest.raises(UserError, match="a web page"):
        read_roster(f"{start}<tr><td>Ada</td></tr>".encode(), "class.xls")


def test_a_nul_byte_costs_its_line_alone() -> None:
    found = read(b"name,id\nAda,7\nB\0ob,8\nCy,9\n")
    assert [one.line for one in found if isinstance(one, Bad)] == [3]
    assert [one.cells[0] for one in found if isinstance(one, Record)] == ["name", "Ada", "Cy"]


@pytest.mark.parametrize(
    ("data", "good"),
    [
        (b'[{"name": "Ada", "1": "5", "1": "6"}, {"name": "Bob", "1": "7"}]', 1),
        (b'{"name": "Ada", "1": "5", "1": "6"}\n{"name": "Bob", "1": "7"}\n', 1),
        (b'{"Ada": {"1": "5", "1": "6"}, "Bob": {"1": "7"}}', 1),
        (b'[{"name": "Ada", "1": "5", "1": "5"}, {"name": "Bob", "1": "7"}]', 2),
    ],
)
def test_a_name_with_two_values_in_one_object(data: bytes, good: int) -> None:
    found = read(data)
    assert sum(isinstance(one, Record) for one in found) == good
    assert all("'1' stands twice" in one.reason for one in found if isinstance(one, Bad))


def test_a_student_who_stands_twice() -> None:
    with pytest.raises(UserError, match="'Ada' stands twice"):
        read(b'{"Ada": {"1": "5"}, "Ada": {"1": "6"}}')
