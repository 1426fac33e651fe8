"""Text of a call such as `Conv1d(1, 1, 5, stride=5)`, parsed and bounded; nothing is executed."""

import ast
import warnings
from typing import Any

from quizgen.errors import UserError

LENGTH = 200_000
NESTING = 40
LARGEST = 10**9
Literal = int | float | str | bool | None | tuple[Any, ...]


def parsed(text: str, mode: str = "eval") -> ast.AST:
    """The syntax tree of `text`; `UserError` when it is too long, too deep or not Python.

    >>> type(parsed("Linear(2, 1)").body).__name__
    'Call'
    """
    if len(text) > LENGTH:
        raise UserError(f"{len(text)} characters of code", f"write at most {LENGTH}")
    if _depth(text) > NESTING:
        raise UserError("brackets inside brackets", f"nest at most {NESTING} deep")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a number beside a name, say
            return ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        column = getattr(error, "offset", None) or 1
        found = (text.splitlines() or [""])[min(line, text.count("\n") + 1) - 1]
        raise UserError(
            f"line {line}, column {column}: this is not Python: {shortened(found)}",
            "complete or correct the line"
            if mode == "exec"
            else "write layers as in PyTorch, such as Conv1d(1, 1, 5, stride=5)",
        ) from None


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


def literal(node: ast.AST, what: str = "an argument") -> Literal:
    """The number, text or tuple a node spells out; `UserError` for anything to be computed.

    >>> literal(parsed("(3, -1.5, 'same', None)").body)
    (3, -1.5, 'same', None)
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str | None):
        return _bounded(node.value, what)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = literal(node.operand, what)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(literal(entry, what) for entry in node.elts)
    raise UserError(
        f"{what}: {source(node)} is not a number", "write plain numbers, (2, 3) or 'same'"
    )


def _bounded(value: Literal, what: str) -> Literal:
    if isinstance(value, int | float) and not abs(value) <= LARGEST:
        raise UserError(f"{what}: {value} is too large", f"write at most {LARGEST}")
    return value


def source(node: ast.AST) -> str:
    """The code of a node, shortened."""
    return shortened(ast.unparse(node))


def shortened(text: str, width: int = 60) -> str:
    """At most `width` printable characters of `text`.

    >>> shortened("a" * 70, 10)
    'aaaaaaaaa…'
    """
    clean = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text.strip())
    return clean if len(clean) <= width else clean[: width - 1] + "…"
