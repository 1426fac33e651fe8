"""Small integer expressions such as `=4*w`: parsed and walked, never evaluated as code."""

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from quizgen.architecture.literal import LARGEST, parsed, source
from quizgen.architecture.vocabulary import near
from quizgen.errors import UserError

_OPERATORS: Mapping[type[ast.operator], Callable[[int, int], int]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: lambda a, b: a % b,
}


def computed(given: Any, names: Mapping[str, int], shape: Sequence[int] = ()) -> Any:
    """The value with every `"=…"` in it computed from names and the sizes of a shape at hand.

    >>> computed({"out_channels": "=4 * w", "kernel_size": ["=channels", 1]}, {"w": 64}, (3, 8, 8))
    {'out_channels': 256, 'kernel_size': [3, 1]}
    """
    if isinstance(given, int):
        return given  # by far the most
    if isinstance(given, str) and given.startswith("="):
        sizes = {"channels": shape[0], "features": shape[-1]} if shape else {}
        return integer(given[1:], {**sizes, **names})
    if isinstance(given, list):
        return [computed(entry, names, shape) for entry in given]
    if isinstance(given, dict):
        return {key: computed(entry, names, shape) for key, entry in given.items()}
    return given


def integer(text: str, names: Mapping[str, int]) -> int:
    """The value of an expression of whole numbers, names and + - * // %.

    >>> integer("4 * w - w // 2", {"w": 64})
    224
    """
    return _value(_parsed(text), names)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> ast.AST:
    """A block's expressions are the same each time it is used."""
    found: ast.AST = parsed(text.strip()).body  # type: ignore[attr-defined]  # mode="eval" gives an Expression
    return found


def _value(node: ast.AST, names: Mapping[str, int]) -> int:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return _bounded(node.value)
    if isinstance(node, ast.Name):
        if node.id not in names:
            raise UserError(f"unknown name {node.id!r}", near(node.id, names))
        return names[node.id]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, names)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _value(node.left, names), _value(node.right, names)
        if isinstance(node.op, ast.FloorDiv | ast.Mod) and right == 0:
            raise UserError(f"{source(node)} divides by 0", "divide by another number")
        return _bounded(_OPERATORS[type(node.op)](left, right))
    raise UserError(f"{source(node)} is not understood", "write whole numbers and + - * // %")


def _bounded(value: int) -> int:
    if abs(value) > LARGEST:
        raise UserError(f"{value} is too large", f"stay below {LARGEST}")
    return value
