"""Tables whose columns have fixed names: the first mistake is the last line read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, BinaryIO

from quizgen.errors import UserError
from quizgen.tables.reading import cell_text, records
from quizgen.tables.record import Bad, Record


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: cells by column; in JSON they keep their types."""

    line: int
    cells: Mapping[str, Any]


def read_table(
    stream: BinaryIO, name: str, required: Sequence[str], say: Callable[[str], None]
) -> Iterator[Row]:
    r"""The lines of a table that has the `required` columns, one after the other.

    `UserError` for the first line that cannot be read; `say` is told what had to be guessed.

    >>> import io
    >>> list(read_table(io.BytesIO(b"a,b\n1,2\n"), "t.csv", ["b"], print))
    [Row(line=2, cells={'a': '1', 'b': '2'})]
    """
    found = records(stream, name, say)
    first = next(found, None)
    if first is None:
        raise UserError(f"{name}: the file is empty", f"its first line is {','.join(required)}")
    first = _readable(first, name)
    if not first.names:
        header = tuple(cell_text(cell).lower() for cell in first.cells)
        _check(header, required, name, first.line)
    else:
        header, found = (), _with(first, found)
    for one in found:
        record = _readable(one, name)
        names = record.names or header
        if len(record.cells) != len(names):
            raise UserError(
                f"{name}:{record.line}: {len(record.cells)} cells, the header has {len(names)}",
                'quote answers that hold a comma: "[3, 4]"',
            )
        if record.names:
            _check(names, required, name, record.line)
        yield Row(record.line, dict(zip(names, record.cells, strict=True)))


def _with(first: Record, rest: Iterator[Record | Bad]) -> Iterator[Record | Bad]:
    yield first
    yield from rest


def _readable(record: Record | Bad, name: str) -> Record:
    if isinstance(record, Bad):
        raise UserError(f"{name}:{record.line}: {record.reason}")
    return record


def _check(header: Sequence[str], required: Sequence[str], name: str, line: int) -> None:
    wanted = f"the first line must name the columns {', '.join(required)}"
    missing = [column for column in required if column not in header]
    if missing:
        close = get_close_matches(missing[0], header, n=1)
        guess = f"; is {close[0]!r} meant?" if close else ""
        raise UserError(
            f"{name}:{line}: no column {', '.join(missing)}; the header is {', '.join(header)}{guess}",
            wanted,
        )
    twice = next((column for column in required if header.count(column) > 1), None)
    if twice:
        raise UserError(f"{name}:{line}: two columns are called {twice}", wanted)
