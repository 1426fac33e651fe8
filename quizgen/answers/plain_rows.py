"""Rows of numbers as most of a class types them, read by one pattern at a tenth of the time.

Every other text goes the long way through `quizgen.answers.arrays`; both ways give one reading.
"""

import json
import re
from dataclasses import dataclass
from fractions import Fraction

from quizgen.answers.constants import whole
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

ENTRIES = 2_000
_END_OF_GROUP = pattern(r"0[0-9]{2}")
_BLANK = pattern(r"\s+", re.ASCII)
# Whole numbers and decimals without superfluous zeros, which may be the end of a group of thousands.
_NUMBERS = r"[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:\s*,\s*[+-]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)*"
_PLAIN_ROW = pattern(rf"\s*(?:\[\s*({_NUMBERS})\s*\]|\(\s*({_NUMBERS})\s*\))\s*", re.ASCII)
# Without commas three digits may be the end of a group of thousands.
_FEW_DIGITS = r"[+-]?(?:0|[1-9][0-9]?|[1-9][0-9]{3,14})"
_BLANK_ROW = pattern(rf"[\[(]({_FEW_DIGITS}(?: {_FEW_DIGITS})+)[\])]", re.ASCII)
_PLAIN_ROWS = pattern(
    rf"\s*\[\s*\[\s*{_NUMBERS}\s*\](?:\s*,\s*\[\s*{_NUMBERS}\s*\])*\s*\]\s*", re.ASCII
)
# Whole numbers only, so few that no limit is met.
_WHOLE = r"-?(?:0|[1-9][0-9]{0,14})"
_WHOLES = rf"{_WHOLE}(?:, ?{_WHOLE}){{0,99}}"
_APART = rf"{_FEW_DIGITS}(?: {_FEW_DIGITS}){{1,99}}"
_WHOLE_ROW = pattern(rf"\[(?:{_WHOLES}|{_APART})\]|\((?:{_WHOLES}|{_APART})\)", re.ASCII)
_READ = json.JSONDecoder().raw_decode
_WHOLE_TABLE = pattern(rf"\[\[{_WHOLES}\](?:, ?\[{_WHOLES}\]){{0,9}}\]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Table:
    """Entries as rows of texts; `nested` where they were a table, `wraps` where lines only wrapped.

    `working` are the rows of arrays that were said to equal it.
    """

    rows: list[list[str]]
    nested: bool
    wraps: bool = False
    working: tuple[list[list[list[str]]], ...] = ()


def whole_row(text: str) -> list[Fraction] | None:
    """The whole numbers of `[3, -4]`, `(3, -4)` or `[3 -4]`; None for every other text.

    >>> whole_row("[3 -4]"), whole_row("3, -4"), whole_row("[3, 0.5]")
    ([Fraction(3, 1), Fraction(-4, 1)], None, None)
    """
    if not _WHOLE_ROW.fullmatch(text):
        return None
    return [whole(int(entry)) for entry in text[1:-1].replace(",", " ").split()]


def whole_table(text: str) -> list[list[Fraction]] | None:
    """The rows of `[[1, 2], [3, 4]]` where they are whole numbers and of one length; None for every other text.

    >>> whole_table("[[1, 2], [3, 4]]")
    [[Fraction(1, 1), Fraction(2, 1)], [Fraction(3, 1), Fraction(4, 1)]]
    >>> whole_table("[[1, 2], [3]]"), whole_table("[[1, 1/2]]")
    (None, None)
    """
    if not _WHOLE_TABLE.fullmatch(text):
        return None
    rows, _ = _READ(text)
    if len(set(map(len, rows))) > 1:
        return None
    return [list(map(whole, row)) for row in rows]


def plain_rows(text: str) -> Table | None:
    """What most of a class writes, `[1, 2]` and `[[1, 2], [3, 4]]`, at a tenth of the time; None for the rest."""
    row = _PLAIN_ROW.fullmatch(text)
    if row:
        return checked(Table([_BLANK.sub("", row[1] or row[2]).split(",")], nested=False))
    apart = _BLANK_ROW.fullmatch(text)
    if apart and (text[0] == "[") == (text[-1] == "]"):
        return checked(Table([apart[1].split(" ")], nested=False))
    if _PLAIN_ROWS.fullmatch(text):
        inside = _BLANK.sub("", text)[2:-2]
        return checked(Table([line.split(",") for line in inside.split("],[")], nested=True))
    return None


def checked(table: Table) -> Table:
    """The table; `Unreadable` for none or too many entries, and for what may be the end of a thousand."""
    if not any(table.rows):
        raise Unreadable("there are no entries")
    if sum(len(row) for row in table.rows) > ENTRIES:
        raise Unreadable(f"more than {ENTRIES} entries")
    for row in table.rows:
        for entry in row:
            if entry[:1] == "0" and _END_OF_GROUP.fullmatch(entry):
                raise Unreadable(f"{entry!r} looks like the end of a thousand; write 1000")
    return table
