"""A file as records, whichever of the forms it has, and its header."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

from quizgen.errors import UserError
from quizgen.tables import objects, separated
from quizgen.tables.lines import Opened, text_lines
from quizgen.tables.record import Bad, Record

# So many lines may stand above the header.
ABOVE = 20


def records(stream: BinaryIO, name: str, say: Callable[[str], None]) -> Iterator[Record | Bad]:
    r"""The records of a CSV, TSV, JSON or .xlsx file, one after the other.

    `say` is told what had to be guessed. `UserError` for a file that is no table; a line that is no
    record is `Bad`, and the others come all the same.

    >>> import io
    >>> [record.cells for record in records(io.BytesIO(b"a;b\n1;2\n"), "t.csv", print)]
    [('a', 'b'), ('1', '2')]
    """
    opened = Opened(stream)
    if opened.start.startswith(b"PK\x03\x04"):
        from quizgen.tables import workbook  # loads what unpacks archives

        found = workbook.records(workbook.read_whole(opened, name), name, say)
    else:
        lines = text_lines(opened, name, say)
        first = next((one for one in lines if isinstance(one, Bad) or one[1].strip()), None)
        if first is None:
            raise UserError(f"{name}: the file is empty", "its first line names the columns")
        rest = chain([first], lines)
        text = "" if isinstance(first, Bad) else first[1].lstrip()
        is_json = text[:1] in ("{", "[")
        found = objects.objects(rest, name) if is_json else separated.separated(rest)
    yield from found


class Header(NamedTuple):
    """What the columns are called, in which line, and whether something stands above it; no names for none."""

    names: tuple[str, ...] = ()
    line: int = 1
    is_below: bool = False


def headed(
    found: Iterator[Record | Bad], is_header: Callable[[tuple[str, ...]], bool]
) -> tuple[Header, Iterator[Record | Bad]]:
    r"""The header, and the records below it; where none is recognised, all records are below.

    JSON objects bring their names along: the first object's are the header.

    >>> import io
    >>> found = records(io.BytesIO(b"Quiz\n\na;b\n1;2\n"), "t.csv", print)
    >>> headed(found, lambda names: "a" in names)[0]
    Header(names=('a', 'b'), line=3, is_below=True)
    """
    above: list[Record | Bad] = []
    for record in found:
        if isinstance(record, Record):
            if record.names:
                return Header(record.names, record.line, bool(above)), chain([record], found)
            names = tuple(cell_text(cell) for cell in record.cells)
            if is_header(names):
                return Header(names, record.line, bool(above)), found
        above.append(record)
        if len(above) == ABOVE:
            break
    return Header(), chain(above, found)


def cell_text(value: Any) -> str:
    """A cell as text: a JSON number or list as it is written.

    >>> cell_text(" 5 "), cell_text([3, 4]), cell_text(None)
    ('5', '[3, 4]', '')
    """
    if isinstance(value, str) and value.isascii():
        return value.strip()
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    if text.isascii():
        return text.strip()
    # Half of a surrogate pair: JSON can hold it, no file and no terminal can.
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text).strip()
