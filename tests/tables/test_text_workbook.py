"""A workbook of texts, read back by a library that knows all of the format."""

import io

from openpyxl import load_workbook

from quizgen.tables.text_workbook import text_workbook

ROWS = [
    ["student", "id", "", *(f"{n}a" for n in range(60))],
    ["=1+1", "007", "<a&b> \"c\" 'd'", *("" for _ in range(60))],
    ["Zoë 李 🙂", " spaces  kept ", "two\nlines", *("1/2" for _ in range(60))],
]


def test_every_cell_is_the_text_it_was() -> None:
    book = load_workbook(io.BytesIO(text_workbook(ROWS, "R & D")))
    (page,) = book
    assert page.title == "R & D"
    assert [[cell.value or "" for cell in row] for row in page.iter_rows()] == ROWS
    assert {cell.number_format for row in page.iter_rows() for cell in row} == {"@"}
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value} == {"s"}
    assert page.freeze_panes == "B2"


def test_what_xml_cannot_hold_is_seen() -> None:
    (page,) = load_workbook(io.BytesIO(text_workbook([["a\x00b\x1f"]], "answers")))
    assert page["A1"].value == "a\ufffdb\ufffd"


def test_the_same_rows_are_the_same_bytes() -> None:
    assert text_workbook(ROWS, "answers") == text_workbook(ROWS, "answers")
