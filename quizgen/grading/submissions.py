"""Answers as a class hands them in: CSV or JSON, with what is wrong about each line."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quizgen.errors import UserError

COLUMNS = ("student", "question", "answer")
BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Submission:
    """One answer of one student to one question; `line` is where it stands."""

    student: str
    question: str
    answer: str
    line: int


def decoded(data: bytes, name: str) -> str:
    """The text of a file; `UserError` names the encoding it probably has."""
    if len(data) > BYTES:
        raise UserError(f"{name}: {len(data)} bytes; at most {BYTES} are read")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError(f"{name}: the file is UTF-16", "save it as CSV UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UserError(
            f"{name}:{line}: the file is not UTF-8 (probably Latin-1 or Windows-1252)",
            "save it as CSV UTF-8",
        ) from None


def read_submissions(data: bytes, name: str) -> list[Submission]:
    r"""The answers of a CSV file with a header, a JSON list, or JSON lines.

    >>> read_submissions(b"student,question,answer\nAda,1,5\n", "a.csv")
    [Submission(student='Ada', question='1', answer='5', line=2)]
    """
    text = decoded(data, name)
    if not text.strip():
        raise UserError(f"{name}: the file is empty", f"its first line is {','.join(COLUMNS)}")
    found = list(_json(text, name) if text.lstrip()[0] in "[{" else _csv(text, name))
    if not found:
        raise UserError(f"{name}: there are no answers after the header")
    return found


def _csv(text: str, name: str) -> Iterator[Submission]:
    first = text.partition("\n")[0]
    separator = next((s for s in ",;\t" if s in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader)]
        missing = [column for column in COLUMNS if column not in header]
        if missing:
            raise UserError(
                f"{name}:1: no column {', '.join(missing)}; the header is {', '.join(header)}",
                f"the first line must name the columns {', '.join(COLUMNS)}",
            )
        places = {column: header.index(column) for column in COLUMNS}
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) < len(header):
                raise UserError(
                    f"{name}:{reader.line_num}: {len(row)} cells, the header has {len(header)}",
                    'quote answers that hold a comma: "[3, 4]"',
                )
            if len(row) > len(header):
                raise UserError(
                    f"{name}:{reader.line_num}: {len(row)} cells, the header has {len(header)}",
                    'quote answers that hold a comma: "[3, 4]"',
                )
            cells = {column: row[place].strip() for column, place in places.items()}
            yield Submission(**cells, line=reader.line_num)
    except csv.Error as error:
        raise UserError(
            f"{name}:{reader.line_num}: {error}", "check the quotes of this line"
        ) from None


def _json(text: str, name: str) -> Iterator[Submission]:
    entries: list[tuple[int, Any]] = []
    try:
        if text.lstrip().startswith("["):
            entries = list(enumerate(json.loads(text), start=1))
        else:
            for number, line in enumerate(text.splitlines(), start=1):
                if line.strip():
                    entries.append((number, json.loads(line)))
    except json.JSONDecodeError as error:
        raise UserError(
            f"{name}:{max(error.lineno, len(entries) + 1)}: {error.msg}",
            "write a JSON list, or one object a line",
        ) from None
    except RecursionError:
        raise UserError(f"{name}: the JSON is nested too deeply") from None
    for number, entry in entries:
        missing = [c for c in COLUMNS if not isinstance(entry, Mapping) or c not in entry]
        if missing:
            raise UserError(
                f"{name}: entry {number}: no {', '.join(missing)}",
                '{"student": "Ada", "question": "1a", "answer": "5"}',
            )
        student, question, answer = (_cell(entry[c]) for c in COLUMNS)
        yield Submission(student, question, answer, number)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.strip() if isinstance(value, str) else json.dumps(value)
