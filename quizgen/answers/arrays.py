r"""Vectors and matrices as people write and paste them.

Brackets of any kind, NumPy, torch, LaTeX, one row on a line; what other programs print is read by
`quizgen.answers.printed`. Entries are texts; their kind reads them.
"""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from quizgen.answers.array_working import begins_working, is_working, settled_with, worked
from quizgen.answers.between import check_one, is_of_itself
from quizgen.answers.brackets import PAIRS, balanced, closing, side_by_side, split, split_rows
from quizgen.answers.named import entries, in_order, named_pairs, rows_by_name
from quizgen.answers.names import COLON, Labels, not_a_name, split_outside
from quizgen.answers.nouns import COLUMNS, SUMS, TABLES
from quizgen.answers.number import MARKER, without_texts
from quizgen.answers.plain_rows import Table, checked, plain_rows
from quizgen.answers.printed import (
    TAB,
    german_cells,
    json_rows,
    markdown_rows,
    printed,
    scalars_written_out,
    spreadsheet,
    terminal_row,
)
from quizgen.answers.r_code import r_rows
from quizgen.answers.rows import (
    lines_of_rows,
    lines_of_slashes,
    semicolon_rows,
    with_commas,
    without_about,
    without_end,
    without_list_marks,
)
from quizgen.answers.scaled import scaled_array, times
from quizgen.answers.text import bare, inside, without_tags
from quizgen.answers.verdict import Unreadable
from quizgen.how_many import how_many
from quizgen.pattern import pattern

T = TypeVar("T")
_WRAPPER = pattern(
    r"^(?:(?:np|numpy|torch|jnp|jax|sp|sympy|tf|onp)\.)?(?:array|tensor|matrix|(?:im)?mutable(?:dense)?matrix|ndarray|mat|vec|vector|c|list|tuple|size|torch\.size)\s*\(",
    re.IGNORECASE,
)
_TRAILER = pattern(
    r",\s*(?:dtype|device|grad_fn|requires_grad|size|shape|weak_type|layout|names)\s*=\s*[^,()]*(?:\([^()]*\)[^,()]*)?(?=,|\)|$)"
)
_TYPED = pattern(r"^(?:Any|Real|Number|U?Int[0-9]*|Float[0-9]+|Rational\{U?Int[0-9]*\})(?=\[)")
_LATEX_ARRAY = pattern(
    r"\\begin\s*\{([bpB]?matrix\*?|[bp]?smallmatrix|array)\}\s*(?:\{[lcr| ]*\}|\[[lcr]\])?(.*?)\\end\s*\{\1\}",
    re.DOTALL,
)
_TEX_MATRIX = pattern(r"\\[bp]?matrix\s*\{(.*)\}", re.DOTALL)
_LATEX_ROW = pattern(r"\\\\\s*(?:\[[^\[\]]{0,12}\])?|\\cr\b")
_TRANSPOSE = pattern(
    r"(?:\^\s*\{?\s*(?:T|\\top|\\intercal|\\mathsf\s*\{?T\}?)\s*\}?|\.T|'|ᵀ|⊤)\s*$"
)
_CLOSING = tuple(")]}>⟩")
_BESIDE = pattern(r"[\])}>]\s*[,;]?\s*[\[({<]")
_ANY = Labels()
_TABS = pattern(f"{TAB}+")
_SPACES = pattern(r"(?<!\\)(?:\\(?:[ ,;:!]|q?quad(?![A-Za-z])))+")
_SIZES = pattern(r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])")
# As the reading of a matrix is told: `a 2 × 3 matrix [[…]]`.
_ECHO = pattern(r"^\s*an? [0-9]{1,4} × [0-9]{1,4} matrix (?=\[)")
_ARRAY_EQUALS = pattern(
    r"(?<![<>!~=:/≠])(?::=|≔|==|=|<-(?![0-9.])|←|\\(?:coloneqq|gets|leftarrow)(?![A-Za-z])|:)(?![=<>!])"
)
_OWN_NAME = pattern(r"\s*([A-Za-z]\w{0,2})\s*=\s*\n")
_ROWS_IN_QUOTES = pattern(r"['\"]([-+0-9.,; ]+)['\"]")
_QUOTED = pattern(r"\"([^\"\n\[\](){}]{0,60})\"|'([^'\n\[\](){},;]{1,60})'")


def rows_of(
    text: str,
    *,
    decimal_comma: bool = False,
    blanks: bool = True,
    labels: Labels = _ANY,
    table: bool = False,
) -> Table:
    """The entries a text has, row by row. `blanks` says that blanks separate entries.

    `labels` may stand left of an equals sign; where a `table` is asked, `^T` changes it.

    >>> rows_of("[3, 4]").rows, rows_of("[[1, 2], [3, 4]]").rows
    ([['3', '4']], [['1', '2'], ['3', '4']])
    """
    found = None if decimal_comma else plain_rows(text)
    if found is not None:
        return found
    exact = json_rows(text) if text[:1] == "[" and '"' in text else None
    if exact is None and "  " in text and not text.isascii():
        exact = terminal_row(text)
    if exact is not None:
        return checked(Table(exact, nested=len(exact) > 1))
    text = without_about(_ECHO.sub("", without_tags(text), count=1))
    cleaned = inside(bare(text.replace("\t", TAB) if "\t" in text else text))
    if "\n" in cleaned:
        cleaned = without_list_marks(cleaned)
    if cleaned.startswith(("<tf.", "Parameter")):
        cleaned = scalars_written_out(cleaned)
    if "\n" in cleaned or ":" in cleaned:
        cleaned = lines_of_rows(cleaned)
    # What a program prints comes first: `Column 4:` and `dtype: int64` are no names of values.
    named = _OWN_NAME.match(cleaned)
    own = cleaned[named.end() :] if named and labels.is_name(named[1]) else cleaned
    shown = printed(own) if "\n" in own or "[1]" in own else None
    if shown is not None:
        return checked(Table(*shown))
    cells = (
        None
        if "|" in cleaned and "\n" in cleaned
        else spreadsheet(cleaned, decimal_comma=decimal_comma)
    )
    if cells is not None:
        return checked(Table(cells, nested=len(cells) > 1))
    marked = markdown_rows(cleaned) if "|" in cleaned else None
    if marked is not None:
        return checked(_named_header(marked, labels))
    cleaned = _SPACES.sub(" ", _SIZES.sub("", without_texts(_TABS.sub(" ", cleaned))))
    other = SUMS | COLUMNS if table else SUMS
    cleaned = labels.value(MARKER.sub("", cleaned, count=1), nouns=(labels.nouns | TABLES) - other)
    if _ARRAY_EQUALS.search(cleaned):
        by_name = _by_name(cleaned, labels)
        if by_name is not None:
            return checked(by_name)
        return _right_side(cleaned, labels, table=table, decimal_comma=decimal_comma, blanks=blanks)
    return _unnamed(
        inside(labels.without_unit(cleaned)), decimal_comma=decimal_comma, blanks=blanks
    )


def _right_side(
    text: str, labels: Labels, *, table: bool, decimal_comma: bool, blanks: bool
) -> Table:
    """The array behind its names and its working."""
    last, names, working = _sides(text, labels, "matrix" if table else "vector")
    found = _unnamed(inside(labels.without_unit(last)), decimal_comma=decimal_comma, blanks=blanks)
    if working:
        rows = partial(_rows, decimal_comma=decimal_comma, blanks=blanks)
        return replace(found, working=tuple(worked(w, rows) for w in working))
    return _sorted_by(names, found, labels) if names else found


def _rows(text: str, *, decimal_comma: bool, blanks: bool) -> list[list[str]]:
    return _unnamed(text, decimal_comma=decimal_comma, blanks=blanks).rows


def _unnamed(cleaned: str, *, decimal_comma: bool, blanks: bool) -> Table:
    scaled = None if decimal_comma else scaled_array(cleaned)
    if scaled is not None:
        factor, array = scaled
        found = _unnamed(array, decimal_comma=False, blanks=blanks)
        return replace(found, rows=[[times(factor, entry) for entry in row] for row in found.rows])
    made = r_rows(cleaned)
    if made is not None:
        return checked(Table(made, nested=True))
    if "\n" in cleaned and cleaned[:1] == "(":
        lines = [line.strip() for line in cleaned.split("\n") if line.strip()]
        if all(re.fullmatch(r"\([^()]*\),?", line) for line in lines):
            cleaned = "\n".join(line.rstrip(",")[1:-1] for line in lines)
    shown = printed(cleaned) if "\n" in cleaned or "[1]" in cleaned else None
    if shown is not None:
        return checked(Table(*shown))
    cleaned = without_end(cleaned)
    transposed = _TRANSPOSE.search(cleaned)
    if transposed and cleaned[: transposed.start()].rstrip()[-1:] in _CLOSING:
        cleaned = cleaned[: transposed.start()]  # of 3, 4^T the 4 would be turned
    if "(" in cleaned:
        cleaned = scalars_written_out(cleaned)
    if cleaned[:1] in PAIRS and ('"' in cleaned or "'" in cleaned):
        cleaned = _QUOTED.sub(lambda quoted: quoted[1] or quoted[2] or "", cleaned)
    found = checked(_table(cleaned.strip(), decimal_comma=decimal_comma, blanks=blanks))
    if transposed:
        _same_length(found.rows)
        turned = [list(column) for column in zip(*found.rows, strict=True)]
        return Table(turned, nested=True)
    return found


def _by_name(text: str, labels: Labels) -> Table | None:
    """Entries that each have a name, `h1 = 3; h2 = 4`, sorted by it; None for other texts."""
    inner = text
    for _ in range(2):
        if inner[:1] in PAIRS and closing(inner) == len(inner) - 1:
            inner = inner[1:-1].strip()
    if inner != text and not _ARRAY_EQUALS.search(inner):
        return None
    for part in (inner, text):
        pairs = named_pairs(part, labels)
        if pairs is not None:
            rows = rows_by_name(pairs, labels)
            return Table(rows, nested=len(rows) > 1)
    return None


def _sides(text: str, labels: Labels, of: str) -> tuple[str, list[str], list[str]]:
    """The array behind its names, the names of its entries where they are listed, and its working.

    `(h1, h2) = …` lists names, `h = 1/2*[6, 8] = …` shows working.
    """
    members = split_outside(text, _ARRAY_EQUALS)
    check_one(members, labels.is_name, labels.owns)
    for before in split_outside(text, COLON)[1:-1]:
        raise not_a_name(before)  # w: 1040/b: 0
    if len(members) == 2 and members[0].strip()[:1] in PAIRS and labels.is_name(members[1], of):
        members.reverse()  # [3, 4] = h
    names: list[str] = []
    known: list[str] = []
    working: list[str] = []
    is_named = len(members) == 1
    for i, member in enumerate(inside(part.strip()) for part in members[:-1]):
        if not member or labels.is_name(member, of):
            is_named = True
            known.extend([member] if member else [])
            continue
        listed = _listed(member)
        if listed and all(labels.is_entry(name) for name in listed):
            names, is_named = listed, True
        elif is_working(member):
            working.append(member)
        elif i == 0 and labels.is_formula(member) and begins_working(member, members[1]):
            continue
        elif not is_named or not labels.is_formula(member) or is_of_itself(member, members[:1]):
            raise not_a_name(member)
    if other := labels.foreign(known):
        raise not_a_name(other)
    last = inside(members[-1].strip())
    if not last:
        raise Unreadable("something is missing beside the equals sign")
    if names and working:
        raise not_a_name(working[0])
    return labels.value(last, nouns=labels.nouns | TABLES), names, working


def _listed(member: str) -> list[str]:
    member = re.sub(r"(?:\^\s*\{?\s*(?:T|\\top)\s*\}?|')\s*$", "", member)
    if member[:1] not in "([" or closing(member) != len(member) - 1:
        return []
    return entries(member[1:-1].replace(" ", ",") if "," not in member else member[1:-1])


def _sorted_by(names: Sequence[str], found: Table, labels: Labels) -> Table:
    """Entries in the order that the names listed before them say."""
    flat = [entry for row in found.rows for entry in row]
    places = in_order(names, labels)
    if len(places) != len(flat) or len(places[0]) != 1:
        raise Unreadable(f"{how_many(len(places), 'name')} and {how_many(len(flat), 'value')}")
    ordered = dict(zip(places, flat, strict=True))
    return Table([[ordered[(i,)] for i in range(len(flat))]], nested=False)


def _named_header(rows: list[list[str]], labels: Labels) -> Table:
    """A Markdown table: a first row of names is no row of values."""
    head = rows[0]
    if len(rows) > 1 and all(
        not cell or not re.search(r"[0-9]", cell) or re.match(r"[A-Za-z\\$]", cell) for cell in head
    ):
        rows = rows[1:]
        if any(cell for cell in head):
            places = [labels.is_entry(cell) and re.search(r"[0-9]", cell) for cell in head]
            if all(places) and in_order(head, labels) != [(i,) for i in range(len(head))]:
                raise Unreadable("the columns of the table are not in their order")
    return Table(rows, nested=len(rows) > 1)


def _table(text: str, *, decimal_comma: bool, blanks: bool) -> Table:
    latex = _LATEX_ARRAY.search(text) or _TEX_MATRIX.search(text)
    if latex:
        return Table(_latex_rows(text, latex), nested=True)
    text = text.replace(r"\{", "{").replace(r"\}", "}")
    text = text.replace(r"\langle", "<").replace(r"\rangle", ">")
    typed = _TYPED.match(text)
    text = text[typed.end() :].replace("//", "/") if typed else _unwrapped(text)
    if "|" in text:
        text = with_commas(text, ";" if decimal_comma else ",")
    if text[:1] in PAIRS and closing(text) == len(text) - 1:
        return _bracketed(text, decimal_comma=decimal_comma, blanks=blanks)
    if "&" in text and r"\\" in text:
        lines = [line for line in _LATEX_ROW.split(text) if line.strip()]
        return Table([[cell.strip() for cell in line.split("&")] for line in lines], nested=True)
    if text[:1] in PAIRS and _BESIDE.search(text):
        groups = side_by_side(text)
        if groups is not None:
            return Table(split_rows(groups, decimal_comma, blanks), nested=True)
    balanced(text)
    german = None if decimal_comma else german_cells(text)
    if german is not None:
        return Table(german, nested=True)
    by_semicolons = None if decimal_comma else semicolon_rows(text)
    if by_semicolons is not None:
        return by_semicolons
    lines = [line for line in re.split(r"\n" if decimal_comma else r"[\n;]", text) if line.strip()]
    rows = split_rows(lines, decimal_comma, blanks)
    return Table(rows, nested=len(rows) > 1)


def _latex_rows(text: str, latex: re.Match[str]) -> list[list[str]]:
    before = text[: latex.start()].strip(" \n([.")
    after = text[latex.end() :].strip(" \n)].,;")
    if before or after:
        raise Unreadable("one matrix is asked; there is text beside it", latex.end())
    inside = latex[latex.lastindex or 1].replace(r"\hline", "")
    lines = [line for line in _LATEX_ROW.split(inside) if line.strip()]
    if not lines:
        raise Unreadable("there are no entries")
    return [[entry.strip() for entry in line.split("&")] for line in lines]


def _bracketed(text: str, *, decimal_comma: bool, blanks: bool) -> Table:
    inside = text[1:-1].strip()
    groups = side_by_side(inside)
    if groups is not None:
        return Table(split_rows(groups, decimal_comma, blanks), nested=True)
    # A list that goes on has a comma at the end of its line; MATLAB's rows have none.
    by_lines = "\n" in inside and blanks and not re.search(r",\s*\n", inside)
    if not decimal_comma and (";" in inside or by_lines):
        lines = [line for line in re.split(r"[;\n]", inside) if line.strip()]
        # NumPy aligns the lines of a long vector behind the bracket.
        wraps = ";" not in inside and all(line[:1] == " " for line in lines[1:])
        rows = split_rows(lines, decimal_comma, blanks)
        return Table(rows, nested=len(lines) > 1, wraps=wraps)
    return Table([split(inside.replace("\n", " "), decimal_comma, blanks)], nested=False)


def _unwrapped(text: str) -> str:
    for _ in range(3):
        match = _WRAPPER.match(text)
        if not match or not text.endswith(")"):
            return text
        text = _TRAILER.sub("", text[match.end() : -1]).strip()
        if quoted := _ROWS_IN_QUOTES.fullmatch(text):
            return f"[{quoted[1]}]"  # np.matrix('1 2; 3 4')
    return text


def _same_length(rows: Sequence[Sequence[T]]) -> None:
    lengths = [len(row) for row in rows]
    if len(set(lengths)) > 1:
        counts = ", ".join(str(n) for n in lengths)
        raise Unreadable(f"the rows have different lengths: {counts}")


def read_vector(
    text: str,
    entry: Callable[[str], T],
    *,
    decimal_comma: bool = False,
    strict: str = "",
    labels: Labels = _ANY,
) -> list[T]:
    """One row or one column of entries; `Unreadable` for more, or an orientation that is not `strict`."""
    found = rows_of(text, decimal_comma=decimal_comma, labels=labels)
    rows = [[e for row in found.rows for e in row]] if found.wraps else found.rows
    _same_length(rows)
    if found.nested and len(rows) > 1 and len(rows[0]) > 1:
        raise Unreadable(f"a {len(rows)} × {len(rows[0])} matrix; one vector is asked")
    flat = [entry(text) for row in rows for text in row]
    for meanings in found.working:
        flat = settled_with(meanings, flat, entry)
    is_column = len(rows) > 1
    if strict and strict != ("column" if is_column else "row"):
        raise Unreadable(f"a {'column' if is_column else 'row'} is written; a {strict} is asked")
    return flat


def read_matrix(
    text: str,
    entry: Callable[[str], T],
    *,
    decimal_comma: bool = False,
    labels: Labels = _ANY,
    same: Callable[[T, T], bool] = operator.eq,
) -> list[list[T]]:
    """Rows of entries, all of one length; `same` compares them with those of their working."""
    found = rows_of(lines_of_slashes(text), decimal_comma=decimal_comma, labels=labels, table=True)
    _same_length(found.rows)
    rows = [[entry(cell) for cell in row] for row in found.rows]
    width = len(rows[0])
    for meanings in found.working:
        alike = [other for other in meanings if all(len(row) == width for row in other)]
        if not alike:
            raise Unreadable("the equals signs stand between arrays of different shapes")
        flat = settled_with(alike, [cell for row in rows for cell in row], entry, same)
        rows = [flat[at : at + width] for at in range(0, len(flat), width)]
    return rows
