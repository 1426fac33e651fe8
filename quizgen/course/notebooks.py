"""Answers in notebooks that students handed in to nbgrader or Otter: read as they are typed, never run."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from quizgen.errors import UserError

# A question's code as every export shows it, with the part's letter where the part is a question of its own.
CODE = re.compile(r"\[qg ([a-z0-9-]+-[2-9a-hj-np-z]{8})(?:/([a-z]{1,2}))?\]")
_VARIABLE = re.compile(r"q\d+(?:_([a-z]))?")
_LETTER = re.compile(r"^\(([a-z])\) ", re.MULTILINE)
# Calls that leave what stands in them as it is.
_AROUND = frozenset("array asarray tensor list tuple float int str".split())
_ARITHMETIC = (ast.Constant, ast.UnaryOp, ast.BinOp, ast.unaryop, ast.operator)
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
        inside = file.relative_to(path).parts
        if not any(name.startswith(".") for name in inside):
            who = inside[0] if len(inside) > 1 else file.stem
            yield who, inside[1] if len(inside) > 2 else "", file


def answers_in(text: str | bytes, name: str) -> Iterator[tuple[str, str, list[str]]]:
    r"""Code, letter and values of each answer; none where nothing was written. `UserError` where it is no notebook.

    >>> cells = [("markdown", "## 1. A layer\n\n`[qg a-22222222]`\n\n(a) How many?"), ("code", "n = 3\nq1_a = [-0.5, 1/2]\nq1_b = n + 1")]
    >>> text = json.dumps({"cells": [{"cell_type": kind, "source": source} for kind, source in cells]})
    >>> list(answers_in(text, "ada.ipynb"))
    [('a-22222222', 'a', ['-0.5', '1/2']), ('a-22222222', 'b', ['? (n = 3 q1_a = [-0.5, 1/2] q1_b = n + 1)'])]
    """
    code, letter = "", ""
    for kind, source, metadata in _cells(text, name):
        if kind == "code" and code:
            yield from ((code, *answer) for answer in _assigned(source))
        if kind != "markdown":
            continue
        cell = metadata.get("nbgrader")
        cell = cell if isinstance(cell, dict) else {}
        if cell.get("solution") or "otter_answer_cell" in (metadata.get("tags") or ()):
            own = _VARIABLE.fullmatch(str(cell.get("grade_id")))
            if source.strip() not in _UNTOUCHED:
                yield code, (own[1] or "") if own else letter, [source.strip()]
        elif found := CODE.search(source):
            code, letter = found[1], ""
        if said := _LETTER.search(source):
            letter = said[1]


def _cells(text: str | bytes, name: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    try:
        for cell in json.loads(text)["cells"]:
            source, metadata = cell["source"], cell.get("metadata", {})
            source = source if isinstance(source, str) else "".join(source)
            yield cell["cell_type"], source, metadata if isinstance(metadata, dict) else {}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UserError(f"{name}: this is no notebook: {error}", "save it again") from None


def _assigned(source: str) -> Iterator[tuple[str, list[str]]]:
    """The letters of the variables for answers that a cell sets, with what they are set to.

    What only running would tell is a question mark with the cell: a person looks at it.
    """
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        named = [
            line[1] or ""
            for line in re.finditer(rf"^{_VARIABLE.pattern}\s*=", source, re.MULTILINE)
        ]
        yield from ((letter, [_unknown(source)]) for letter in dict.fromkeys(named))
        return
    plain = {
        statement.targets[0].id: statement.value
        for statement in body
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name)
    }
    stored = [
        node.id
        for statement in body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    for name in dict.fromkeys(stored):
        if not (own := _VARIABLE.fullmatch(name)):
            continue
        values = _values(plain[name], source) if name in plain and stored.count(name) == 1 else None
        if values is None:
            yield own[1] or "", [_unknown(source)]
        elif any(values):
            yield own[1] or "", values


def _unknown(source: str) -> str:
    return f"? ({' '.join(source.split())})"


def _values(node: ast.expr, source: str) -> list[str] | None:
    """The entries of a list, of rows one behind the other; of a number its text. None for what must be run."""
    match node:
        case ast.List(elts) | ast.Tuple(elts):
            own = [_values(entry, source) for entry in elts]
            return None if None in own else [value for entry in own for value in entry or ()]
        case ast.Constant(str(text)):
            return [text]
        case ast.Constant(value) if value is None or value is ...:
            return [""]
        case ast.Call(func, [inner], _) if _name(func) in _AROUND | {"Fraction"}:
            return _values(inner, source)
        case ast.Call(func, [ast.Constant(int(top)), ast.Constant(int(bottom))], []) if (
            _name(func) == "Fraction"
        ):
            return [f"{top}/{bottom}"]
    is_written = all(isinstance(one, _ARITHMETIC) for one in ast.walk(node))
    return [" ".join((ast.get_source_segment(source, node) or "").split())] if is_written else None


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(name) | ast.Attribute(_, name):
            return name
    return ""
