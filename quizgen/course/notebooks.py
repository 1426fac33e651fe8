"""Answers in notebooks that students handed in to nbgrader or Otter: read as they are typed, never run."""

import ast
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from quizgen.course.notebook_names import LONGEST, changed, handed_on, statements
from quizgen.errors import UserError

# A question's code as every export shows it, with the part's letter where the part is a question of its own.
CODE = re.compile(r"\[qg ([a-z0-9-]+-[2-9a-hj-np-z]{8})(?:/([a-z]{1,2}))?\]")
_VARIABLE = re.compile(r"q(\d+)(?:_([a-z]))?")
_NUMBER = re.compile(r"^## (\d+)\. ", re.MULTILINE)
_LETTER = re.compile(r"^\(([a-z])\) ", re.MULTILINE)
# Calls that leave what stands in them as it is.
_AROUND = frozenset("array asarray tensor list tuple float str Fraction".split())
# Types of arrays that do so, too; those of whole numbers cut off what is behind the point.
_EXACT, _WHOLE = frozenset("float float32 float64 double object".split()), frozenset("int int32 int64 long".split())  # fmt: skip
# Signs that mean the same where numbers are typed elsewhere, unlike `//` or `^`.
_ARITHMETIC = (
    ast.Constant, ast.UnaryOp, ast.BinOp, ast.UAdd, ast.USub, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow,
)  # fmt: skip
# What nobody can change, whatever other names it has: a number, a text.
_FIXED = (ast.Constant, ast.UnaryOp, ast.BinOp)
# The cell of an answer in words as students get it from each program.
_UNTOUCHED = frozenset({"", "YOUR ANSWER HERE", "_Type your answer here, replacing this text._"})


def notebooks_in(path: Path) -> Iterator[tuple[str, str, Path]]:
    """The notebooks of a file or folder, each with whose it is and the assignment.

    These are the folders below the one that is named, as nbgrader lays them: `submitted/ada/week-4/w.ipynb` is
    Ada's of `week-4`. A notebook in no folder of its own is named for its student: `ada.ipynb`.
    """
    if not path.is_dir():
        yield path.stem, "", path
        return
    for file in sorted(path.rglob("*.ipynb")):
        if file.is_dir():
            continue
        inside = file.relative_to(path).parts
        if not any(name.startswith(".") for name in inside):
            who = inside[0] if len(inside) > 1 else file.stem
            yield who, inside[1] if len(inside) > 2 else "", file


class _Cell(NamedTuple):
    """A cell, its type as notebooks call it."""

    cell_type: str
    source: str
    metadata: Mapping[str, Any]


def answers_in(text: str | bytes, name: str) -> Iterator[tuple[str, str, list[str]]]:
    r"""Code, letter and values of each answer, and each question's code without values. `UserError` where it is no notebook.

    Whose answer a variable is says its number, wherever it is set.

    >>> cells = [("markdown", "## 1. A layer\n\n`[qg a-22222222]`\n\n(a) How many?"), ("code", "n = 3\nq1_a = [-0.5, 1/2]\nq1_b = n + 1")]
    >>> text = json.dumps({"cells": [{"cell_type": kind, "source": source} for kind, source in cells]})
    >>> for answer in answers_in(text, "ada.ipynb"):
    ...     print(*answer)
    a-22222222  []
    a-22222222 a ['-0.5', '1/2']
    a-22222222 b ['? (n = 3 q1_a = [-0.5, 1/2] q1_b = n + 1)']
    """
    code, letter = "", ""
    cells = list(_cells(text, name))
    codes = _codes(cells)
    known: dict[tuple[str, str], list[str]] = {}
    theirs = [cell.source for cell in cells if _is_theirs(cell)]
    handed_on = [
        {name for source in theirs for name in _handed_on_in(source, entries=entries)}
        for entries in (False, True)
    ]
    for cell in cells:
        if cell.cell_type == "code":
            for number, own, values in _assigned(cell.source, handed_on):
                if which := codes.get(number) if codes else code:
                    before = known.setdefault((which, own), values)
                    yield which, own, values if values == before else [_unknown(cell.source)]
        if cell.cell_type != "markdown":
            continue
        if (grade_id := _in_words(cell.metadata)) is not None:
            variable = _VARIABLE.fullmatch(grade_id)
            if cell.source.strip() not in _UNTOUCHED:
                yield code, (variable[2] or "") if variable else letter, [cell.source.strip()]
        elif found := CODE.search(cell.source):
            code, letter = found[1], ""
            yield code, "", []
        if said := _LETTER.search(cell.source):
            letter = said[1]


def _codes(cells: Sequence[_Cell]) -> dict[str, str]:
    """The questions' codes by their numbers."""
    found: dict[str, str] = {}
    for cell in cells:
        number, code = _NUMBER.search(cell.source), CODE.search(cell.source)
        if cell.cell_type == "markdown" and number and code:
            found.setdefault(number[1], code[1])
    return found


def _in_words(metadata: Mapping[str, Any]) -> str | None:
    """The variable that nbgrader names a cell of words for, of Otter an empty text; None where none is to be written."""
    own, tags = metadata.get("nbgrader"), metadata.get("tags")
    if isinstance(own, dict) and own.get("solution"):
        return str(own.get("grade_id"))
    return "" if isinstance(tags, list) and "otter_answer_cell" in tags else None


def _is_theirs(cell: _Cell) -> bool:
    """Whether a student wrote a cell of code: nbgrader's tests are ours, and change nothing."""
    own = cell.metadata.get("nbgrader")
    is_test = isinstance(own, dict) and own.get("grade") and not own.get("solution")
    return cell.cell_type == "code" and not is_test


def _handed_on_in(source: str, *, entries: bool) -> Iterator[str]:
    """The variables for answers that a cell hands on, or their entries; all in it where it is not plain Python."""
    body = statements(source)
    if body is None:
        yield from (found[0] for found in re.finditer(rf"\b{_VARIABLE.pattern}\b", source))
        return
    for statement in body:
        names = handed_on(statement, entries=entries)
        yield from (name for name in names if _VARIABLE.fullmatch(name))


def _cells(text: str | bytes, name: str) -> Iterator[_Cell]:
    try:
        for cell in json.loads(text)["cells"]:
            source, metadata = cell["source"], cell.get("metadata", {})
            source = source if isinstance(source, str) else "".join(source)
            # Half a sign is nothing that could be written down.
            source = source.encode("utf-8", "replace").decode()
            yield _Cell(cell["cell_type"], source, metadata if isinstance(metadata, dict) else {})
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(f"{name}: this is no notebook: {error}", "save it again") from None


def _assigned(
    source: str, handed_on: Sequence[Collection[str]]
) -> Iterator[tuple[str, str, list[str]]]:
    """The numbers and letters of the variables for answers that a cell sets, with what they are set to.

    What only running would tell is a question mark with the cell: a person looks at it. So is a list that
    is `handed_on` somewhere, to another name or to a function that may change it; the second of these
    are the names of which entries are handed on, which matters for lists of lists.
    """
    body = statements(source)
    if body is None:
        set_here = re.finditer(rf"^[ \t]*({_VARIABLE.pattern})\s*=", source, re.MULTILINE)
        names = [found[1] for found in set_here]
        plain: dict[str, ast.expr] = {}
    else:
        names = [name for statement in body for name in changed(statement)]
        plain = {
            statement.targets[0].id: statement.value
            for statement in body
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
        }
    lines = re.split(rb"\r\n?|\n", source.encode())
    for name in dict.fromkeys(names):
        if not (own := _VARIABLE.fullmatch(name)):
            continue
        is_plain = name in plain and names.count(name) == 1
        if is_plain and not isinstance(plain[name], _FIXED):
            is_plain = name not in handed_on[_is_nested(plain[name])]
        values = _values(plain[name], lines) if is_plain else None
        if values is None:
            yield own[1], own[2] or "", [_unknown(source)]
        elif any(values):
            yield own[1], own[2] or "", values


def _is_nested(value: ast.expr) -> bool:
    """Whether a list has lists in it; the entries of an array are its own."""
    return isinstance(value, ast.List | ast.Tuple) and any(
        isinstance(entry, ast.List | ast.Tuple) for entry in value.elts
    )


def _unknown(source: str) -> str:
    short = " ".join(source.split())
    return f"? ({short[:LONGEST]}{'…' if len(short) > LONGEST else ''})"


def _values(node: ast.expr, lines: Sequence[bytes]) -> list[str] | None:
    """The entries of a list, of rows one behind the other; of a number its text. None for what must be run."""
    match node:
        case ast.List(elts) | ast.Tuple(elts):
            own = [_values(entry, lines) for entry in elts]
            return None if None in own else [value for entry in own for value in entry or ()]
        case ast.Constant(str(text)):
            return [text]
        case ast.Constant(value) if value is None or value is ...:
            return [""]
        case ast.Constant(bool(value)):
            return [str(value)]
        case ast.Call(func, [inner], keywords) if _name(func) in _AROUND:
            return _of_type(_values(inner, lines), keywords)
        case ast.Call(func, [top, bottom], []) if _name(func) == "Fraction":
            pair = [*(_values(top, lines) or ()), *(_values(bottom, lines) or ())]
            return ["/".join(pair)] if len(pair) == 2 and _are_whole(pair) else None
    return _number(node, lines)


def _number(node: ast.expr, lines: Sequence[bytes]) -> list[str] | None:
    """A number, or arithmetic with numbers, as it is typed in the lines of a cell."""
    for one in ast.walk(node):
        if not isinstance(one, _ARITHMETIC):
            return None
        if isinstance(one, ast.Constant) and type(one.value) not in (int, float):
            return None
    last = node.end_lineno or node.lineno
    own = list(lines[node.lineno - 1 : last])
    own[-1] = own[-1][: node.end_col_offset]
    own[0] = own[0][node.col_offset :]
    typed = " ".join(b" ".join(own).decode().replace("_", "").split())
    return None if re.search("0[xob]|#", typed, re.IGNORECASE) else [typed]


def _of_type(values: list[str] | None, keywords: Sequence[ast.keyword]) -> list[str] | None:
    """The values as an array of the type that is asked for has them; None where it may change them."""
    for keyword in keywords:
        if keyword.arg != "dtype":
            continue
        asked = keyword.value
        kind = asked.value if isinstance(asked, ast.Constant) else _name(asked)
        if kind not in _EXACT and not (kind in _WHOLE and values and _are_whole(values)):
            return None
    return values


def _are_whole(values: Sequence[str]) -> bool:
    return all(re.fullmatch(r"-?\d+", value) for value in values)


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(name) | ast.Attribute(_, name):
            return name
    return ""
