"""Rows of a table with something around each line: bars, the parts of tall brackets, the row's number."""

import re

from quizgen.answers.brackets import PAIRS, SEPARATED
from quizgen.answers.names import ABOUT, split_outside
from quizgen.answers.plain_rows import Table
from quizgen.answers.verdict import Unreadable
from quizgen.pattern import pattern

_LEFT, _RIGHT = "|│┃⎡⎢⎣⎛⎜⎝", "|│┃⎤⎥⎦⎞⎟⎠"
_BARRED = pattern(
    rf"\s*[{_LEFT}]\s*([^|│┃{_LEFT}{_RIGHT}\n]*[^|│┃{_LEFT}{_RIGHT}\s])\s*[{_RIGHT}]\s*"
)
_OWN_NAME = pattern(r"([^|│┃⎡⎢⎣⎛⎜⎝\n]{1,40}=)(?=[ ]*\n?[ ]*[|│┃⎡⎢⎣⎛⎜⎝])")
# Our own matrices in a terminal have two blanks between columns: entries may hold one.
_OWN_PRINT = pattern(r"[⎡⎢⎣].*\S  +\S.*[⎤⎥⎦]")
_NUMBERED = pattern(
    r"\s*(?:row|zeile|reihe|ligne|fila|riga|linha|r)\s*([0-9]{1,2})\s*[:=]\s*(.*?)\s*",
    re.IGNORECASE,
)


# Between rows with their numbers on one line: row 1: 1 2; row 2: 3 4.
_ROWS_IN_LINE = pattern(
    r"\s*[;,]\s*(?=(?:row|zeile|reihe|ligne|fila|riga|linha|r)\s*[0-9]{1,2}\s*[:=])", re.IGNORECASE
)


def lines_of_rows(text: str) -> str:
    r"""A table of several lines without what stands around each of them; any other text as it is.

    >>> lines_of_rows("| 1 2 |\n| 3 4 |"), lines_of_rows("row 1: 1 2\nrow 2: 3 4")
    ('1 2\n3 4', '1 2\n3 4')
    """
    if "\n" not in text and _NUMBERED.match(text):
        text = _ROWS_IN_LINE.sub("\n", text)
    name = _OWN_NAME.match(text)
    lines = [line for line in text[name.end() if name else 0 :].split("\n") if line.strip()]
    if len(lines) < 2:
        return text
    if _OWN_PRINT.search(text):
        return text
    barred = [_BARRED.fullmatch(line) for line in lines]
    if all(barred):
        # Bars that a cell stands between are those of a Markdown table.
        rows = "\n".join(found[1] for found in barred if found)
        return f"{name[1]}\n{rows}" if name else rows
    numbered = [_NUMBERED.fullmatch(line) for line in lines]
    if all(numbered):
        if [int(found[1]) for found in numbered if found] != list(range(1, len(lines) + 1)):
            return text
        return "\n".join(found[2] for found in numbered if found)
    cells = [line.split("|") for line in lines]
    if len({len(row) for row in cells}) == 1 < len(cells[0]) and all(
        cell.strip() for row in cells for cell in row
    ):
        return "\n".join(", ".join(cell.strip() for cell in row) for row in cells)
    return text


_LIST_MARK = pattern(r"\s*([-*·+])\s+(?=[-+.0-9(\[])(.*)")


def without_list_marks(text: str) -> str:
    r"""A list with a mark before each line without them; `Unreadable` where they may be minus signs.

    >>> without_list_marks("* 3\n* -4"), without_list_marks("- 3\n- -4"), without_list_marks("-3\n-4")
    ('3\n-4', '3\n-4', '-3\n-4')
    """
    lines = [line for line in text.split("\n") if line.strip()]
    found = [match for line in lines if (match := _LIST_MARK.fullmatch(line))]
    if len(lines) < 2 or len(found) < len(lines) or len({match[1] for match in found}) > 1:
        return text
    entries = [match[2] for match in found]
    # A minus before a sign is none; without one nobody can tell.
    if found[0][1] == "-" and not any(entry[:1] in ("-", "+") for entry in entries):
        raise Unreadable(
            "each line begins with - and a blank, which may be a minus or the mark of a list;"
            " which is meant? Write [3, 4] or [-3, -4]"
        )
    return "\n".join(entries)


def lines_of_slashes(text: str) -> str:
    r"""`1 -2 / 3 4` as rows: a slash with blanks around it between rows of several numbers.

    >>> lines_of_slashes("1 -2 / 3 4"), lines_of_slashes("1 / 2")
    ('1 -2\n3 4', '1 / 2')
    """
    if " / " not in text or "\n" in text or ";" in text or "[[" in text:
        return text
    parts = text.strip().strip("[]()").split(" / ")
    counts = {len(part.replace(",", " ").split()) for part in parts}
    if len(counts) == 1 and counts.pop() > 1 and all(_ROW_OF_NUMBERS.fullmatch(p) for p in parts):
        return "\n".join(parts)
    return text


_ROW_OF_NUMBERS = pattern(r"\s*[-+−]?[0-9.]+(?:(?:\s*,\s*|\s+)[-+−]?[0-9.]+)+\s*")


def semicolon_rows(text: str) -> Table | None:
    """Lines with semicolons between cells, as spreadsheets save them where decimals have commas."""
    lines = [line.strip().rstrip(";") for line in text.split("\n") if line.strip()]
    cells = [[cell.strip() for cell in line.split(";")] for line in lines]
    if len(lines) < 2 or len(cells[0]) < 2 or len({len(row) for row in cells}) > 1:
        return None
    if any(not cell or SEPARATED.search(cell) for row in cells for cell in row):
        return None
    return Table(cells, nested=True)


def with_commas(text: str, separator: str = ",") -> str:
    """`(3 | -4 | 5)` as German schools write coordinates, with what separates entries here."""
    if text.count("|") > 1 or text[:1] == "(":
        bare_text = text.replace("|", "")
        other = r"[,;\n&]" if separator == "," else r"[;\n&]"
        if not re.search(other, bare_text) and "||" not in text.replace(" ", ""):
            return text.replace("|", separator)
    return text


def without_end(text: str) -> str:
    """Without the full stop, comma or semicolon behind an array."""
    text = text.rstrip()
    while len(text) > 1 and text[-1] in ".;," and text[-2] in ")]}>$ \n.;|":
        text = text[:-1].rstrip()
    if text[-1:] == "." and text[:1] not in PAIRS and re.search(r"[,;\n]", text):
        text = text[:-1]
    return text


_TILDE = pattern(r"\A\s*~\s*(?=[\[({])")
_DECIMAL = pattern(r"\.[0-9]|[0-9],[0-9]+\s*[;\n]")


def without_about(text: str) -> str:
    """`h ≈ [0.33, 0.67]` with an equals sign; `Unreadable` where what is about some values is no decimal.

    >>> without_about("1/3*[1, 2] ≈ [0.33, 0.67]"), without_about("[0.33, 0.67]")
    ('1/3*[1, 2] = [0.33, 0.67]', '[0.33, 0.67]')
    """
    parts = split_outside(_TILDE.sub("≈", text), ABOUT)
    if len(parts) == 1:
        return text
    if not _DECIMAL.search(parts[-1]):
        raise Unreadable("about some values; write the values themselves")
    return " = ".join(part.strip() for part in parts)
