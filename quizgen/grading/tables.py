"""Tables as a class hands them in: CSV or JSON, read line by line, with what is wrong about each line."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, BinaryIO

from quizgen.errors import UserError

# One line, and a JSON list, which has to be read whole.
LINE = 1_000_000
LIST = 50_000_000
EXAMPLE = '{"student": "Ada", "question": "1a", "answer": "5"}'


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: cells by column; in JSON they keep their types."""

    line: int
    cells: Mapping[str, Any]


def decoded(data: bytes, name: str, line: int = 0) -> str:
    """The text of a file or line; `UserError` names the encoding it probably has."""
    if data.startswith(b"PK\x03\x04"):
        raise UserError(f"{name}: the file is a workbook or an archive", "save it as CSV UTF-8")
    # Every other byte of UTF-16 is zero; one among many is a student's.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data.count(0) * 4 > len(data):
        raise UserError(f"{name}: the file is UTF-16", "save it as CSV UTF-8")
    try:
        return data.decode("utf-8-sig" if line <= 1 else "utf-8")
    except UnicodeDecodeError as error:
        at = line or data[: error.start].count(b"\n") + 1
        raise UserError(
            f"{name}:{at}: the file is not UTF-8 (probably Latin-1 or Windows-1252)",
            "save it as CSV UTF-8",
        ) from None


def read_table(stream: BinaryIO, name: str, required: Sequence[str]) -> Iterator[Row]:
    r"""The lines of a CSV file with a header, of a JSON list, or of JSON lines, one after the other.

    >>> import io
    >>> list(read_table(io.BytesIO(b"a,b\n1,2\n"), "t.csv", ["b"]))
    [Row(line=2, cells={'a': '1', 'b': '2'})]
    """
    lines = _lines(stream, name)
    first = next((pair for pair in lines if pair[1].strip()), None)
    if first is None:
        raise UserError(f"{name}: the file is empty", f"its first line is {','.join(required)}")
    opening = first[1].lstrip()[0]
    if opening == "[":
        rows = _list(first, lines, name)
    elif opening == "{":
        rows = _objects(first, lines, name)
    else:
        yield from _csv(first, lines, name, required)
        return
    for row in rows:
        missing = [c for c in required if not isinstance(row.cells, dict) or c not in row.cells]
        if missing:
            raise UserError(f"{name}: entry {row.line}: no {', '.join(missing)}", EXAMPLE)
        yield row


def cell_text(value: Any) -> str:
    """A cell as text: a JSON number or list as it is written.

    >>> cell_text(" 5 "), cell_text([3, 4]), cell_text(None)
    ('5', '[3, 4]', '')
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    if text.isascii():
        return text.strip()
    # Half of a surrogate pair: JSON can hold it, no file and no terminal can.
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text).strip()


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, str]]:
    number = 0
    while data := stream.readline(LINE + 1):
        number += 1
        if len(data) > LINE:
            raise UserError(f"{name}:{number}: a line of more than {LINE} bytes")
        text = decoded(data, name, number)
        if "\r" not in text or text.find("\r") == len(text) - 2:
            yield number, text
            continue
        for piece in re.findall(r"[^\r]*(?:\r\n?|\Z)", text):  # as old Macs end their lines
            if piece:
                yield number, piece


def _csv(
    first: tuple[int, str], lines: Iterator[tuple[int, str]], name: str, required: Sequence[str]
) -> Iterator[Row]:
    number = first[0]

    def texts() -> Iterator[str]:
        nonlocal number
        for number, text in lines:  # noqa: B007 - read by the loop below, to say where a row ends
            yield text

    if re.fullmatch(r"sep=[,;\t]\s*", first[1]):  # Excel's word to itself
        first = next(lines, first)
        number = first[0]
    separator = next((s for s in ",;\t" if s in first[1]), ",")
    header = _header(first[1], separator, name, number, required)
    csv.field_size_limit(LINE)
    reader = csv.reader(texts(), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise UserError(
                    f"{name}:{number}: {len(cells)} cells, the header has {len(header)}",
                    'quote answers that hold a comma: "[3, 4]"',
                )
            yield Row(number, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise UserError(f"{name}:{number}: {error}", "check the quotes of this line") from None


def _header(
    line: str, separator: str, name: str, number: int, required: Sequence[str]
) -> list[str]:
    try:
        header = [cell.strip().lower() for cell in next(csv.reader([line], delimiter=separator))]
    except csv.Error as error:
        raise UserError(f"{name}:{number}: {error}", "check the quotes of this line") from None
    wanted = f"the first line must name the columns {', '.join(required)}"
    missing = [column for column in required if column not in header]
    if missing:
        close = get_close_matches(missing[0], header, n=1)
        guess = f"; is {close[0]!r} meant?" if close else ""
        raise UserError(
            f"{name}:{number}: no column {', '.join(missing)}; the header is {', '.join(header)}{guess}",
            wanted,
        )
    twice = next((column for column in required if header.count(column) > 1), None)
    if twice:
        raise UserError(f"{name}:{number}: two columns are called {twice}", wanted)
    return header


def _list(first: tuple[int, str], lines: Iterator[tuple[int, str]], name: str) -> Iterator[Row]:
    pieces, size = [first[1]], 0
    for _, text in lines:
        size += len(text)
        if size > LIST:
            raise UserError(f"{name}: a JSON list of more than {LIST} characters", "use JSON lines")
        pieces.append(text)
    for number, entry in enumerate(_parsed("".join(pieces), name, 1), start=1):
        yield Row(number, entry)


def _objects(first: tuple[int, str], lines: Iterator[tuple[int, str]], name: str) -> Iterator[Row]:
    yield Row(first[0], _parsed(first[1], name, first[0]))
    for number, text in lines:
        if text.strip():
            yield Row(number, _parsed(text, name, number))


def _parsed(text: str, name: str, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(
            f"{name}:{line + error.lineno - 1}: {error.msg}",
            "write a JSON list, or one object a line",
        ) from None
    except (RecursionError, ValueError):  # also a number of more digits than Python converts
        raise UserError(
            f"{name}:{line}: JSON nested too deeply, or a number that is too long"
        ) from None
