"""A table as aligned plain text, as HTML and as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from quizgen.architecture.table_rows import cells

if TYPE_CHECKING:
    from quizgen.architecture.summary import Summary


def text(summary: "Summary") -> str:
    """The table of a network as plain text."""
    return aligned(cells(summary))


def html(summary: "Summary") -> str:
    """The table of a network as HTML, for a cell of a notebook."""
    head, *rows = cells(summary)
    lines = [_row("th", head), *(_row("td", row) for row in rows)]
    return f"<table>{''.join(lines)}</table>"


def _row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def aligned(rows: Iterable[Sequence[str]], left: frozenset[int] = frozenset({1})) -> str:
    """Columns side by side, numbers to the right, those in `left` to the left.

    >>> print(aligned([("", "layer", "n"), ("1", "ReLU()", "10")]))
       layer    n
    1  ReLU()  10
    """
    table = [tuple(row) for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*table, strict=True)]
    lines = []
    for row in table:
        cells = [
            cell.ljust(width) if place in left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def comma_separated(rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV; a cell that a spreadsheet would compute gets a quote in front.

    >>> print(comma_separated([["a", 1], ["=b", None]]), end="")
    a,1
    '=b,
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return text.getvalue()


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + cell
    return "" if cell is None else cell
