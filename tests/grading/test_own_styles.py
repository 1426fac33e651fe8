"""Right answers as people write them, through whole tables: right, or listed for a person to decide."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizgen.grading.marks import grade
from quizgen.grading.reading import read_answers
from tests.grading.conftest import Build

ENTRIES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "own_styles.jsonl").read_text("utf-8").splitlines()
]
# Questions on a sheet; each student gets the next entries of the file.
EACH = 20
Rows = list[list[str]]


def long_table() -> Rows:
    rows = [["Name", "Question", "Response"]]
    for i, entry in enumerate(ENTRIES):
        rows.append([f"Student {i // EACH}", f"Q{i % EACH + 1}", entry["answer"]])
    return rows


def wide_table() -> Rows:
    rows = [["Timestamp", "Name", *(f"Question {n + 1}" for n in range(EACH))]]
    for start in range(0, len(ENTRIES), EACH):
        given = [entry["answer"] for entry in ENTRIES[start : start + EACH]]
        blanks = [""] * (EACH - len(given))
        rows.append(["2026/11/30 10:00:00", f"Student {start // EACH}", *given, *blanks])
    return rows


def as_csv(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def as_semicolons(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("utf-16")


def as_workbook(rows: Rows) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    page = book.create_sheet()
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(page, value=text)
            cell.data_type = "s"  # typed as text: "=50" is no formula then
            cells.append(cell)
        page.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(rows: Rows) -> bytes:
    return json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]).encode()


@pytest.mark.parametrize("table", [long_table, wide_table])
@pytest.mark.parametrize("written", [as_csv, as_semicolons, as_workbook, as_json])
def test_none_is_a_silent_zero(
    table: Callable[[], Rows],
    written: Callable[[Rows], bytes],
    part: Build,
    variant: Build,
    sheet: Build,
) -> None:
    assert len(ENTRIES) >= 150
    sheets = []
    for start in range(0, len(ENTRIES), EACH):
        own = [
            variant(part("p", e["kind"], e["key"], settings=e["settings"]), name=f"e{start + i}")
            for i, e in enumerate(ENTRIES[start : start + EACH])
        ]
        sheets.append(sheet(f"Student {start // EACH}", *own))
    said: list[str] = []
    data = io.BytesIO(written(table()))
    marked = grade(sheets, read_answers(data, "answers", sheets, said.append))
    assert (marked.unmatched, said) == ((), [])
    assert len(marked.marks) == len(ENTRIES)
    listed = {(m.student, m.question) for m, _, _ in marked.unread()}
    lost = [
        (entry["answer"], mark.verdict.status)
        for entry, mark in zip(ENTRIES, marked.marks, strict=True)
        if mark.points != mark.maximum
        and mark.verdict.status != "rounded"
        and (mark.student, mark.question) not in listed
    ]
    assert lost == []
    right = sum(mark.points == mark.maximum for mark in marked.marks)
    assert right >= 0.85 * len(ENTRIES)
