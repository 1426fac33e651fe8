"""Tables written as CSV: no cell that a spreadsheet would compute, and an encoding that it recognises."""

import csv
import io
from collections.abc import Iterable, Sequence

from quizgen.answers.escape import for_csv


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV; a cell that would be a formula has an apostrophe in front.

    >>> print(csv_text([["Ada", "5"], ["=1+1", ""]]), end="")
    Ada,5
    '=1+1,
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([for_csv(cell) for cell in row])
    return out.getvalue()


def for_spreadsheets(text: str) -> bytes:
    r"""A table that people open: without a mark Excel reads UTF-8 as another encoding, Zoë as ZoÃ«.

    >>> for_spreadsheets("Zoë")
    b'\xef\xbb\xbfZo\xc3\xab'
    """
    return text.encode("utf-8-sig")
