r"""Tables as programs print them: R, MATLAB and Octave, Julia, pandas, SymPy's pictures, spreadsheets.

Each reader gives the rows as texts, None for a text that is not its own, and refuses what is its
own but not whole: an index that skips, a row that wraps, a size that does not fit.
"""

import csv
import json
import re
from collections.abc import Sequence

from quizgen.answers.text import plain
from quizgen.answers.verdict import Unreadable
from quizgen.how_many import how_many
from quizgen.pattern import pattern

# Stands for a tab while other blanks are made equal; nobody types it.
TAB = "\u241f"
_NUMBER = pattern(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_R_ROW = pattern(r"\s*\[([0-9]+)\]((?:\s+[^\s\[\],]+)+)\s*")
_R_COLUMNS = pattern(r"\s*(?:\[,[0-9]+\]\s*)+")
_R_LINE = pattern(r"\s*\[([0-9]+),\]((?:\s+[^\s\[\],]+)+)\s*")
_COLUMNS = pattern(
    r"\s*Columns?\s+([0-9]+)(?:\s+(?:through|and|to)\s+([0-9]+))?\s*:?\s*", re.IGNORECASE
)
_SCALE = pattern(r"\s*1\.0*e([+-]?[0-9]{1,3})\s*\*\s*", re.IGNORECASE)
_JULIA = pattern(r"\s*([0-9]+)(?:-element|((?:×[0-9]+)+))\s+[A-Za-z][^\n]*:\s*")
_SERIES_END = pattern(r"\s*(?:Name: [^\n,]*, )?(?:Length: ([0-9]+), )?dtype: \w+\s*")
_LEFT, _RIGHT = "⎡⎢⎣⎛⎜⎝", "⎤⎥⎦⎞⎟⎠"
_CALLS = pattern(r"\b(?:np|numpy|torch|jnp)\.(?:u?int|b?float)[0-9]*\(([^()]*)\)")
_FRACTIONS = pattern(
    r"\b(?:fractions\.|sp\.|sympy\.)?(?:Fraction|Rational)\(\s*([+-]?[0-9]+)\s*,\s*([0-9]+)\s*\)"
)
_TENSORFLOW = pattern(r"<tf\.Tensor:[^\n]*?numpy=\s*(.*)>", re.DOTALL)

Rows = list[list[str]]


# As our key in the terminal stands before a matrix, on its middle line.
_ANSWER = pattern(r"^\s*(?:Answer:|Key:)?\s*(?=[⎡⎢⎣⎛⎜⎝])", re.IGNORECASE)


def printed(text: str) -> tuple[Rows, bool] | None:
    r"""The rows of a program's print, and whether it is a table (not a vector); None for other texts.

    >>> printed(" [1] 3 4 5\n [4] 6 7")
    ([['3', '4', '5', '6', '7']], False)
    >>> printed("2×2 Matrix{Int64}:\n 1  2\n 3  4")
    ([['1', '2'], ['3', '4']], True)
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines:
        return None
    lines = [_ANSWER.sub("", line, count=1) for line in lines]
    for reader in (_r_vector, _r_matrix, _julia, _octave, _series, _frame, _picture):
        found = reader(lines)
        if found is not None:
            return found
    return None


def terminal_row(text: str) -> Rows | None:
    """The cells of a matrix of one row as our terminal prints it, its products with one blank; None for others.

    >>> terminal_row("[k₁,₂  2 k₁,₁²]"), terminal_row("[1  2]")
    ([['k_{1,2}', '2 k_{1,1}^(2)']], None)
    """
    found = _ROW.fullmatch(text)
    if found is None or not _INDEX.search(text):
        return None
    return [[plain(cell) for cell in re.split(r" {2,}", found[1])]]


_ROW = pattern(r"\s*(?:Answer:\s*)?\[(\S[^\[\]\n;]*\S)\]\s*")
_INDEX = pattern("[₀-₉]")


def json_rows(text: str) -> Rows | None:
    """The rows of a JSON list with texts in it, as keys are kept; None for other texts.

    >>> json_rows('[1, "-7/2"]'), json_rows('[["v_{1,2}", 0]]'), json_rows('[1, {"a": 2}]')
    ([['1', '-7/2']], [['v_{1,2}', '0']], None)
    """
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not found:
        return None
    rows = found if all(isinstance(row, list) for row in found) else [found]
    if not all(row and all(isinstance(entry, str) for entry in row) for row in rows):
        return None
    return rows


def scalars_written_out(text: str) -> str:
    """Numbers that a program wraps in their type, as numbers.

    >>> scalars_written_out("[np.float64(3.5), Fraction(3, 2)]")
    '[3.5, 3/2]'
    """
    tensor = _TENSORFLOW.fullmatch(text.strip())
    text = tensor[1] if tensor else text
    text = re.sub(r"^\s*Parameter containing:\s*", "", text)
    return _FRACTIONS.sub(r"\1/\2", _CALLS.sub(r"\1", text))


_ONE_NUMBER = pattern(
    r"\s*(?:\[1\]\s+|(?:torch\.|np\.)?(?:tensor|array)\(\[?)([+-]?[0-9.]+(?:e[+-]?[0-9]{1,3})?)\]?"
    r"(?:,\s*(?:dtype|device|grad_fn|requires_grad)=[^,()]*)*(\)?)\s*",
    re.IGNORECASE,
)


def one_number(text: str) -> str:
    """A single number as NumPy, torch or R print it, without what stands around it.

    >>> one_number("tensor(3.5000, grad_fn=<MeanBackward0>)"), one_number("[1] 3.5"), one_number("x")
    ('3.5000', '3.5', 'x')
    """
    found = _ONE_NUMBER.fullmatch(text)
    if found and (found[2] == ")") == ("(" in text):
        return found[1]
    return scalars_written_out(text)


def spreadsheet(text: str, *, decimal_comma: bool) -> Rows | None:
    r"""Cells as a spreadsheet copies them, or as its CSV quotes them; None for other texts.

    >>> spreadsheet('"1,000","2"', decimal_comma=False)
    [['1,000', '2']]
    """
    if text[:1] in ("[", "(", "{", "\\") or not (TAB in text or '"' in text):
        return None
    if TAB in text:
        separator = TAB
    else:
        bare = re.sub(r'"[^"\n]*"', "", text)
        separator = ";" if decimal_comma or ";" in bare else ","
    lines = [line for line in text.split("\n") if line.strip()]
    try:
        rows = list(csv.reader(lines, delimiter=separator, strict=True, skipinitialspace=True))
    except csv.Error:
        raise Unreadable("the quotes of a cell are not closed") from None
    if len({len(row) for row in rows}) == 1:
        filled = [i for row in rows for i, cell in enumerate(row) if cell.strip()]
        rows = [row[: max(filled, default=0) + 1] for row in rows]  # empty columns at the end
    return [[_cell(cell) for cell in row] for row in rows]


def markdown_rows(text: str) -> Rows | None:
    r"""The cells of a Markdown table without the line of dashes; None for other texts.

    >>> markdown_rows("| 1 | -2 |\n|---|---|\n| 3 | 4 |")
    [['1', '-2'], ['3', '4']]
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not all(line.startswith("|") and line.endswith("|") and len(line) > 1 for line in lines):
        return None
    if any(line[1:2] == "|" or "||" in line for line in lines):
        return None
    rows = [[cell.strip().strip("*`$").strip() for cell in line[1:-1].split("|")] for line in lines]
    kept = [row for row in rows if not all(re.fullmatch(r":?-{2,}:?", cell) for cell in row)]
    if len(kept) == len(rows) == 1 and (len(rows[0]) < 2 or not all(rows[0])):
        return None  # |x| is an absolute value
    if any(not cell for row in kept[1:] for cell in row):
        raise Unreadable("a cell of the table is empty")
    return kept


_GERMAN = pattern(r"[+-]?[0-9]+(?:,[0-9]+)?")


def german_cells(text: str) -> Rows | None:
    r"""Lines with semicolons between cells and commas in decimals; None for other texts.

    >>> german_cells("1,5; 2,5\n3,5; 4")
    [['1.5', '2.5'], ['3.5', '4']]
    """
    lines = [line.strip().rstrip(";") for line in text.split("\n") if line.strip()]
    rows = [[cell.strip() for cell in line.split(";")] for line in lines]
    if len(lines) < 2 or len(rows[0]) < 2 or len({len(row) for row in rows}) > 1:
        return None
    cells = [cell for row in rows for cell in row]
    if not all(_GERMAN.fullmatch(cell) for cell in cells) or not any("," in c for c in cells):
        return None
    if all(re.fullmatch(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}|[^,]*", cell) for cell in cells):
        raise Unreadable("a comma may part thousands or decimals here; write decimals with a point")
    return [[cell.replace(",", ".") for cell in row] for row in rows]


def decimal_cells(text: str) -> list[str] | None:
    """One line of decimals with commas between semicolons; None for other texts.

    >>> decimal_cells("[1,5; -2,25; 3]"), decimal_cells("1,500; 2,5")
    (['1.5', '-2.25', '3'], None)
    """
    line = text.strip().strip("[]()").replace("−", "-")
    cells = [re.sub(r"^([+-])\s+", r"\1", cell.strip()) for cell in line.rstrip("; ").split(";")]
    if len(cells) < 2 or not all(_GERMAN.fullmatch(cell) for cell in cells):
        return None
    if any(re.fullmatch(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", cell) for cell in cells):
        return None  # thousands to others
    if not any(cell.partition(",")[2].strip("0") for cell in cells):
        return None  # `3,0; -4,0` may be pairs of whole numbers
    return [cell.replace(",", ".") for cell in cells]


def _cell(text: str) -> str:
    cell = text.strip()
    if not cell:
        raise Unreadable("a cell is empty")
    if re.fullmatch(r"\([0-9.,' ]+\)", cell):
        raise Unreadable(f"{cell} may be a negative number; write it with a minus sign")
    return cell


def _r_vector(lines: Sequence[str]) -> tuple[Rows, bool] | None:
    found: list[str] = []
    for line in lines:
        match = _R_ROW.fullmatch(line)
        if match is None or (not found and match[1] != "1"):
            return None
        if int(match[1]) != len(found) + 1:
            raise Unreadable(f"[{match[1]}] stands where entry {len(found) + 1} should")
        found += match[2].split()
    return [found], False


def _r_matrix(lines: Sequence[str]) -> tuple[Rows, bool] | None:
    if not _R_COLUMNS.fullmatch(lines[0]):
        return None
    blocks: list[Rows] = []
    columns = 0
    for line in lines:
        if _R_COLUMNS.fullmatch(line):
            numbers = [int(number) for number in re.findall(r"[0-9]+", line)]
            for wanted, found in enumerate(numbers, columns + 1):
                if found != wanted:
                    raise Unreadable(f"column [,{found}] stands where [,{wanted}] should")
            columns += len(numbers)
            width = len(numbers)
            blocks.append([])
            continue
        match = _R_LINE.fullmatch(line)
        if match is None or int(match[1]) != len(blocks[-1]) + 1:
            raise Unreadable(f"{line.strip()[:20]!r} is not row [{len(blocks[-1]) + 1},]")
        if len(match[2].split()) != width:
            raise Unreadable(f"row [{match[1]},] has not {width} entries")
        blocks[-1].append(match[2].split())
    return _beside(blocks), True


def _octave(lines: Sequence[str]) -> tuple[Rows, bool] | None:
    """MATLAB and Octave: a common factor, and columns in blocks."""
    scale = _SCALE.fullmatch(lines[0])
    rest = list(lines[1:]) if scale else list(lines)
    if not scale and not _COLUMNS.fullmatch(rest[0]):
        return None
    blocks: list[Rows] = []
    columns = 0
    width = 0
    for line in rest:
        header = _COLUMNS.fullmatch(line)
        if header:
            if int(header[1]) != columns + 1:
                raise Unreadable(f"column {header[1]} stands where {columns + 1} should")
            last = int(header[2] or header[1])
            width, columns = last - columns, last
            blocks.append([])
            continue
        if not blocks:
            blocks.append([])
        row = line.split()
        if width and len(row) != width:
            raise Unreadable(
                f"{how_many(len(row), 'entry', 'entries')} in a row of {how_many(width, 'column')}"
            )
        blocks[-1].append([_scaled(entry, scale[1]) if scale else entry for entry in row])
    return _beside(blocks), True


def _scaled(entry: str, exponent: str) -> str:
    if not _NUMBER.fullmatch(entry):
        raise Unreadable(f"{entry[:20]!r} under a common factor")
    return f"{entry}e{exponent}"


def _beside(blocks: Sequence[Rows]) -> Rows:
    heights = {len(block) for block in blocks}
    if len(heights) != 1 or 0 in heights:
        raise Unreadable("the blocks of columns have different numbers of rows")
    return [[entry for part in parts for entry in part] for parts in zip(*blocks, strict=True)]


def _julia(lines: Sequence[str]) -> tuple[Rows, bool] | None:
    header = _JULIA.fullmatch(lines[0])
    if header is None:
        return None
    rows = [[entry.replace("//", "/") for entry in line.split()] for line in lines[1:]]
    sizes = [int(header[1]), *(int(size) for size in (header[2] or "×1")[1:].split("×"))]
    if [len(rows), len(rows[0]) if rows else 0] != sizes:
        raise Unreadable(f"{lines[0].strip()} is not what follows")
    return rows, True


def _series(lines: Sequence[str]) -> tuple[Rows, bool] | None:
    footer = _SERIES_END.fullmatch(lines[-1])
    if footer is None:
        return None
    cells = [line.split() for line in lines[:-1]]
    if not cells or any(len(cell) != 2 for cell in cells):
        raise Unreadable("a pandas series that is not one label and one number a line")
    if footer[1] and int(footer[1]) != len(cells):
        raise Unreadable("a pandas series that is not printed whole")
    return [[value] for _, value in cells], True


def _frame(lines: Sequence[str]) -> tuple[Rows, bool] | None:
    """A data frame: names of columns above, numbers of rows in front."""
    header, *rows = [line.split() for line in lines]
    if not rows or any(len(row) != len(header) + 1 for row in rows):
        return None
    labels = [row[0] for row in rows]
    counted = [[str(i) for i in range(first, first + len(labels))] for first in (0, 1)]
    numbered = header == [str(i) for i in range(len(header))]
    named = all(re.fullmatch(r"[A-Za-z][\w.]*", name) for name in header)
    if labels not in counted or not (numbered or named):
        return None
    return [row[1:] for row in rows], True


def _picture(lines: Sequence[str]) -> tuple[Rows, bool] | None:
    """SymPy's picture of a matrix: rows with an empty line between two of them."""
    drawn = all(line.strip()[0] in _LEFT and line.strip()[-1] in _RIGHT for line in lines)
    typed = all(re.fullmatch(r"\s*\[[^\[\]]*\]\s*", line) for line in lines)
    insides = [line.strip()[1:-1] for line in lines]
    if not drawn and not (typed and any(not inside.strip() for inside in insides)):
        return None
    if drawn and all(inside.strip() for inside in insides):  # our own keys: a row on each line
        return [re.split(r"\s{2,}", inside.strip()) for inside in insides], True
    if any(bool(inside.strip()) != (i % 2 == 0) for i, inside in enumerate(insides)):
        raise Unreadable("a picture with fractions or powers in it; write the rows with commas")
    if len(insides) % 2 == 0:
        raise Unreadable("the last row of the picture is missing")
    return [re.split(r"\s{2,}", inside.strip()) for inside in insides[::2]], True
