"""Workbooks (.xlsx): the values as they stand, formulas never computed, bounded in size."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from quizgen.errors import UserError
from quizgen.tables.lines import Opened
from quizgen.tables.merged import Hidden, merged_cells
from quizgen.tables.record import Bad, Record

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell

# Bytes of the file, and of what is packed in it.
PACKED = 50_000_000
UNPACKED = 300_000_000
COLUMNS = 2_000
# As many as Excel has.
ROWS = 1_048_576
_FIX = "save it again as .xlsx or CSV UTF-8"


def records(data: bytes, name: str, say: Callable[[str], None]) -> Iterator[Record | Bad]:
    """The rows of the first sheet that has any; `say` is told of other sheets with content."""
    from openpyxl import load_workbook

    _check(data, name)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheets = [s for s in book.worksheets if s.sheet_state == "visible"] or book.worksheets
        filled = [s for s in sheets if next(s.iter_rows(max_row=50, values_only=True), None)]
    except Exception as error:  # noqa: BLE001 - the library raises whatever a damaged file leads to
        raise _damaged(name, error) from None
    if not filled:
        return
    if len(filled) > 1:
        others = ", ".join(repr(s.title) for s in filled[1:4])
        say(f"{name}: the sheet {filled[0].title!r} is read; there is also {others}")
    try:
        yield from _rows(filled[0], data, name)
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        raise _damaged(name, error) from None


def _check(data: bytes, name: str) -> None:
    if len(data) > PACKED:
        raise UserError(f"{name}: a workbook of more than {PACKED} bytes", "save it as CSV UTF-8")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            size = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise _damaged(name, error) from None
    if "xl/workbook.xml" not in names:
        raise UserError(f"{name}: the file is an archive, but no .xlsx workbook", _FIX)
    if size > UNPACKED:
        raise UserError(f"{name}: the workbook unpacks to {size} bytes", "save it as CSV UTF-8")


def _damaged(name: str, error: Exception) -> UserError:
    said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return UserError(f"{name}: the workbook cannot be read: {said}", _FIX)


def _rows(sheet: Any, data: bytes, name: str) -> Iterator[Record | Bad]:
    values: Iterator[tuple[Any, ...]] | None = None
    width = 0
    # What a sheet says of its size may be all rows and columns that there can be: each row has its own.
    sheet.reset_dimensions()
    with sheet._get_source() as source:  # noqa: SLF001 - read row by row, a sheet does not tell
        hidden = Hidden(merged_cells(source))
    for number, whole in enumerate(sheet.iter_rows(), start=1):
        row = whole[:COLUMNS]
        if number > ROWS:
            raise UserError(f"{name}: the workbook has more than {ROWS} rows", _FIX)
        if values is None and any(cell.data_type == "f" for cell in row):
            # Formulas are not computed: a second look at the file has what the program stored.
            values = _stored(sheet.title, data, number)
        stored = next(values) if values is not None else None
        cells: list[Any] = []
        missing = ""
        for i, cell in enumerate(row):
            value = cell.value
            if cell.data_type == "f":
                value = stored[i] if stored is not None and i < len(stored) else None
                missing = missing or (_place(cell) if value is None else "")
            cells.append(_text(value))
        while cells and cells[-1] == "":
            cells.pop()
        if missing:
            text = " | ".join(map(str, cells))
            yield Bad(number, text, f"the formula in {missing} has no stored value: open and save the file once, or type the value")  # fmt: skip
        elif ref := hidden.by(number, cells):
            text = " | ".join(map(str, cells))
            yield Bad(number, text, f"the cells {ref} are merged, so it is unclear what stands in each: split them and fill every one")  # fmt: skip
        elif cells:
            # A row ends with its last filled cell: the others are blank.
            width = width or len(cells)
            yield Record(number, (*cells, *[""] * (width - len(cells))))


def _stored(title: str, data: bytes, first: int) -> Iterator[tuple[Any, ...]]:
    from openpyxl import load_workbook

    sheet: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True)[title]
    sheet.reset_dimensions()
    found: Iterator[tuple[Any, ...]] = sheet.iter_rows(min_row=first, values_only=True)
    return found


def _place(cell: "ReadOnlyCell") -> str:
    return str(cell.coordinate)


def _text(value: Any) -> str:
    """A cell as a person sees it: 3 for 3.0, a date as year, month, day."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    if isinstance(value, datetime | date | time):
        return value.isoformat(*([" "] if isinstance(value, datetime) else []))
    return str(value)


def read_whole(opened: Opened, name: str) -> bytes:
    """The bytes of a workbook, bounded."""
    data = io.BufferedReader(opened).read(PACKED + 1)
    if len(data) > PACKED:
        raise UserError(f"{name}: a workbook of more than {PACKED} bytes", "save it as CSV UTF-8")
    return data
