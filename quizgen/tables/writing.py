"""Tables written as CSV: no cell that a spreadsheet would compute, and an encoding that it recognises."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from quizgen.answers.escape import for_csv

# Rows that are written at a time.
ROWS = 1000


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


def csv_chunks(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    r"""The same table for spreadsheets, a piece at a time: a large one is never held.

    >>> b"".join(csv_chunks([["Zoë", "=1"]]))
    b"\xef\xbb\xbfZo\xc3\xab,'=1\n"
    """
    yield codecs.BOM_UTF8
    # Most cells stand in many rows: what is harmless is found once.
    harmless = lru_cache(maxsize=2000)(for_csv)
    own = iter(rows)
    while some := list(islice(own, ROWS)):
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([map(harmless, row) for row in some])
        yield out.getvalue().encode()


def encoded(lines: Iterable[str]) -> Iterator[bytes]:
    r"""Lines as a file of text, a piece at a time.

    >>> b"".join(encoded(["Zoë", "", "5"]))
    b'Zo\xc3\xab\n\n5\n'
    """
    own = iter(lines)
    while some := list(islice(own, ROWS)):
        yield "".join(f"{line}\n" for line in some).encode()


def for_spreadsheets(text: str) -> bytes:
    r"""A table that people open: without a mark Excel reads UTF-8 as another encoding, Zoë as ZoÃ«.

    >>> for_spreadsheets("Zoë")
    b'\xef\xbb\xbfZo\xc3\xab'
    """
    return text.encode("utf-8-sig")
