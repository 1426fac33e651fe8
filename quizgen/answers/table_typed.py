"""A table as it is typed: rows on lines or between semicolons, cells between bars or commas."""

import re
from collections.abc import Mapping, Sequence

from quizgen.answers.table_cells import UNANSWERED, Layout, folded, plainly
from quizgen.answers.text import CHARACTERS
from quizgen.answers.verdict import Unreadable

_OPEN, _CLOSED = "([{", ")]}"
_SIGNS = str.maketrans(
    {"，": ",", "；": ";", "｜": "|", "（": "(", "）": ")", "│": "|", "\r": "\n"}
)
# The line below the heads of a table in Markdown.
# A table as a source in LaTeX, HTML or Typst has it on one line.
_BAR = re.compile(r"\\textbar(?:\{\})?")
# So LaTeX keeps a bracket from being an option of what stands before it.
_GUARDED = re.compile(r"\{([\[\]])\}")
_TAG = re.compile(r"</?t[dr]\b[^<>]{0,80}>")
_TYPST = re.compile(r'#"([^"]*)";?')
_LABEL = re.compile(r"(?:answer|key|antwort|lösung)\s*:\s*", re.IGNORECASE)
# Of a row without bars and commas.
_NUMBER = re.compile(r"[-+−]?[0-9]+(?:[./][0-9]+)?")
_RULE = re.compile(r"[\s|:+=-]*-{2,}[\s|:+=-]*")


def typed_cells(text: str, table: Layout) -> list[list[str]]:
    """The text of each cell, in rows as long as the table's: `=` where a cell is shown, empty where nothing is said.

    `Unreadable` where a row or a cell is missing or too many.
    """
    if len(text) > CHARACTERS:
        raise Unreadable(f"the answer has {len(text)} characters; at most {CHARACTERS} are read")
    lines = [_cells_of(line, table) for line in _lines(_without_markup(text), table)]
    lines = [line for line in lines if not _is_head(line, table)]
    asked = [r for r in range(len(table.rows)) if table.asked(r)]
    wanted = list(range(len(table.rows))) if len(lines) == len(table.rows) else asked
    if len(lines) != len(wanted):
        heads = ", ".join(plainly(table.rows[r]) for r in asked)
        raise Unreadable(
            f"{_count(len(lines), 'row')}, and {len(asked)} {'is' if len(asked) == 1 else 'are'} asked: {heads}"
        )
    named = [_named(line, table) for line in lines]
    if all(head is not None for head, _ in named):
        wanted = [head for head, _ in named if head is not None]
        if len(set(wanted)) < len(wanted) or not set(asked) <= set(wanted):
            raise Unreadable("a row is written twice, and another one not at all")
    found = [["=" if (r, c) in table.shown else "" for c in range(len(table.columns))] for r in range(len(table.rows))]  # fmt: skip
    for at, (head, cells) in zip(wanted, named, strict=True):
        if head not in (None, at):
            raise Unreadable(
                f"{plainly(table.rows[head or 0])!r} begins another row than its own, which is {plainly(table.rows[at])!r} here"
            )
        found[at] = _row(cells, at, table)
    return found


def joined(cells: Mapping[tuple[int, int], str], table: Layout) -> str:
    """What stands in the fields of a form, by row and column from 0, as one text; empty for nothing."""
    if not any(text.strip() for text in cells.values()):
        return ""
    return "\n".join(
        " | ".join(
            "=" if (r, c) in table.shown else " ".join(cells.get((r, c), "").split()) or "?"
            for c in range(len(table.columns))
        )
        for r in range(len(table.rows))
    )


def parts_of(text: str, signs: str) -> list[str]:
    """A text cut at signs that stand in no brackets; `Unreadable` for brackets that do not match."""
    found, start, open_ = [], 0, []
    for i, sign in enumerate(text):
        if sign in _OPEN:
            open_.append(sign)
        elif sign in _CLOSED:
            if not open_ or _OPEN.index(open_.pop()) != _CLOSED.index(sign):
                raise Unreadable(f"the bracket {sign!r} closes none", i)
        elif sign in signs and not open_:
            found.append(text[start:i])
            start = i + 1
    if open_:
        raise Unreadable(f"the bracket {open_[-1]!r} is not closed")
    return [*found, text[start:]]


def _without_markup(text: str) -> str:
    text = _GUARDED.sub(r"\1", _BAR.sub("|", text.translate(_SIGNS).replace("$-$", "-")))
    text = _TAG.sub(" ", text).strip()
    typst = _TYPST.fullmatch(text)
    text = typst[1] if typst else text
    return _LABEL.sub("", text, count=1) if _LABEL.match(text) else text


def _lines(text: str, table: Layout) -> list[str]:
    if not text:
        raise Unreadable("nothing was written")
    if _is_bracketed(text, "["):
        inner = [part.strip() for part in parts_of(text[1:-1], ",;\n") if part.strip()]
        if inner and all(_is_bracketed(part, "[") for part in inner):
            return [part[1:-1] for part in inner]
        if len(table.rows) == 1:
            return [text[1:-1]]
    counts = (len(table.rows), sum(bool(table.asked(r)) for r in range(len(table.rows))))
    rows = [part.strip() for part in parts_of(text, ";") if part.strip()]
    if len(rows) > 1 and len(rows) in counts:
        return [" ".join(row.split("\n")) for row in rows]  # lines that were only wrapped
    lines = [line for part in text.split("\n") if (line := part.strip(" ;"))]
    if len(lines) in counts and all(";" in line and "|" not in line for line in lines):
        # As a spreadsheet of most of Europe has it: a row a line, its cells between semicolons.
        return ["|".join(parts_of(line, ";")) for line in lines]
    # A row on a line may end with a semicolon.
    found = [part.strip(" ") for part in parts_of(text, ";\n")]
    return [part for part in found if part.strip() and not _RULE.fullmatch(part)]


def _is_bracketed(text: str, sign: str) -> bool:
    """Whether one pair of brackets stands around the whole text."""
    if text[:1] != sign or len(text) < 2:
        return False
    depth = 0
    for i, char in enumerate(text):
        depth += (char in _OPEN) - (char in _CLOSED)
        if depth == 0:
            return i == len(text) - 1
    return False


def _cells_of(line: str, table: Layout) -> list[str]:
    """The cells of a row; the commas of one that has a single cell are its own: 3,612,672."""
    cells = _cells(line)
    if len(table.columns) > 1 or len(cells) < 2 or "|" in line or "\t" in line:
        return cells
    named = folded(cells[0]) in map(folded, table.rows)
    return [cells[0], line.partition(",")[2].strip()] if named else [line.strip()]


def _cells(line: str) -> list[str]:
    """The cells of a line; a bar or a tab parts them where there is one, else commas."""
    if "|" in line:
        found = parts_of(line, "|")
        if len(found) > 1:
            stripped = line.strip()
            if stripped[0] == stripped[-1] == "|" and len(found) > 2:
                found = found[1:-1]
            return [cell.strip() for cell in found]
    for sign in "\t,":
        found = parts_of(line, sign)
        if len(found) > 1:
            return [cell.strip() for cell in found]
    return [line.strip()]


def _is_head(line: Sequence[str], table: Layout) -> bool:
    """Whether a line says the heads of the columns again, with or without one over the rows."""
    heads = [folded(column.head) for column in table.columns]
    said = list(map(folded, line))
    return said == heads or (len(said) == len(heads) + 1 and said[1:] == heads)


def _named(line: list[str], table: Layout) -> tuple[int | None, list[str]]:
    """Which row a line says it is, and its cells without that."""
    before, colon, after = line[0].partition(":")
    heads = list(map(folded, table.rows))
    if colon and folded(before) in heads:
        return heads.index(folded(before)), [after.strip(), *line[1:]]
    if len(line) == len(table.columns) + 1 and folded(line[0]) in heads:
        return heads.index(folded(line[0])), line[1:]
    at = heads.index(folded(line[0])) if folded(line[0]) in heads else None
    if at is not None and table.shown and len(line) == len(table.asked(at)) + 1 != len(table.columns):  # fmt: skip
        return at, line[1:]
    return None, line


def _row(cells: list[str], row: int, table: Layout) -> list[str]:
    wide, asked = len(table.columns), table.asked(row)
    if len(cells) == 1 != len(asked) and (_is_bracketed(cells[0], "[") or _is_bracketed(cells[0], "(")):  # fmt: skip
        cells = _cells(cells[0][1:-1])
    if len(cells) == 1 != len(asked):
        cells = _between_blanks(cells[0], (wide, len(asked)))
    if len(cells) == wide:
        return cells
    if len(cells) != len(asked):
        more = "; what has commas inside stands in brackets"
        brackets = more if len(cells) > len(asked) else "; put a bar between cells: … | …"
        raise Unreadable(
            f"row {plainly(table.rows[row])} has {_count(len(cells), 'cell')}, and {len(asked)} {'is' if len(asked) == 1 else 'are'} asked{brackets}"
        )
    found = ["="] * wide
    for c, cell in zip(asked, cells, strict=True):
        found[c] = cell
    return found


def _between_blanks(line: str, counts: tuple[int, int]) -> list[str]:
    """Numbers and words of one row as a spreadsheet shows them, where there are as many as cells."""
    words = line.split()
    alike = all(_NUMBER.fullmatch(word) for word in words) or all(map(str.isalpha, words))
    return words if alike and len(words) in counts else [line]


def is_unanswered(text: str) -> bool:
    """Whether nothing is written into a cell."""
    return text.strip() in UNANSWERED


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
