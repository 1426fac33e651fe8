"""A bank expression as one line of a derivation: formula, numbers put in, result."""

import ast
from collections.abc import Callable
from numbers import Number
from typing import Any

from quizgen.errors import UserError
from quizgen.solver.derivation import Step
from quizgen.solver.logarithm import Log
from quizgen.solver.notation import number, signed

GREEK = frozenset("alpha beta gamma delta epsilon lambda mu sigma theta eta rho tau phi".split())
# How tightly an operator binds; a remainder is set apart by parentheses in any company.
_LEVELS: dict[type, int] = {
    ast.Mod: 0,
    ast.Add: 1,
    ast.Sub: 1,
    ast.Mult: 2,
    ast.FloorDiv: 3,
    ast.Div: 3,
    ast.Pow: 4,
}


def is_arithmetic(text: str) -> bool:
    """Whether the expression is a sum, product, … rather than one name or call."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return False
    return isinstance(tree, ast.BinOp | ast.UnaryOp)


def is_number(value: Any) -> bool:
    """A number, a formula, or a list, vector or matrix of them; not a list of layers or of texts."""
    entries = value.ravel().tolist() if hasattr(value, "ravel") else value
    if isinstance(entries, list | tuple):
        return all(is_number(entry) for entry in entries)
    return isinstance(entries, Number | Log) or hasattr(entries, "free_symbols")


def expression_step(text: str, value: Any, evaluate: Callable[[str], Any]) -> Step:
    r"""The expression with names, with the numbers they stand for, and its value.

    Only letters stand in a formula: names of the bank language say nothing to a reader.

    >>> names = {"D": 10, "U": 5, "2": 2}
    >>> print(expression_step("D * U + U", 55, names.__getitem__))
    D \cdot U + U = 10 \cdot 5 + 5 = 55
    >>> print(expression_step("(D % U) ** 2 + (D / U) ** 2", 4, names.__getitem__))
    (D \bmod U)^{2} + (\frac{D}{U})^{2} = (10 \bmod 5)^{2} + (\frac{10}{5})^{2} = 4
    """
    tree = ast.parse(text.strip(), mode="eval").body
    shown = _shown(value)
    formula = _written(tree, _symbol)
    try:
        substitution = _written(tree, lambda leaf: _number(evaluate(ast.unparse(leaf))))
    except (UserError, KeyError, ValueError):
        return Step("", "", "", shown)
    if r"\text{" in formula:
        formula = ""
    if substitution == shown:
        return Step("", formula, "", shown)
    return Step("", formula, substitution, shown)


def reduction_step(text: str, value: Any, evaluate: Callable[[str], Any]) -> Step | None:
    r"""`prod(…)` or `sum(…)` of several numbers as the product or sum of those numbers.

    >>> print(reduction_step("prod(shape)", 64, {"shape": [1, 8, 8]}.__getitem__))
    1 \cdot 8 \cdot 8 = 64
    """
    try:
        call = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and len(call.args) == 1):
        return None
    sign = {"prod": r" \cdot ", "sum": " + "}.get(call.func.id)
    if sign is None:
        return None
    entries = evaluate(ast.unparse(call.args[0]))
    try:
        numbers = [_number(entry) for entry in entries]
    except ValueError:
        return None
    return Step("", "", sign.join(numbers), _shown(value)) if len(numbers) > 1 else None


def _shown(value: Any) -> str:
    from quizgen.solver.notation import latex

    return latex(value)


def _number(value: Any) -> str:
    if hasattr(value, "shape") and value.shape:
        raise ValueError("a matrix")
    if isinstance(value, str | list | tuple):
        raise ValueError("not a number")
    return signed(value)


def _symbol(leaf: ast.expr) -> str:
    if isinstance(leaf, ast.Constant):
        return number(leaf.value)
    if isinstance(leaf, ast.Name):
        return _letter(leaf.id)
    if isinstance(leaf, ast.Attribute):
        return rf"\text{{{leaf.attr.replace('_', ' ')}}}"
    if isinstance(leaf, ast.Call) and isinstance(leaf.func, ast.Attribute):
        return rf"\text{{{leaf.func.attr.replace('_', ' ')}}}"
    if isinstance(leaf, ast.Call) and isinstance(leaf.func, ast.Name):
        return rf"\text{{{leaf.func.id.replace('_', ' ')}}}"
    return (
        rf"\text{{{ast.unparse(leaf).replace('_', ' ')}}}"
        if not isinstance(leaf, ast.Subscript)
        else _indexed(leaf)
    )


def _indexed(leaf: ast.Subscript) -> str:
    if (
        isinstance(leaf.value, ast.Name)
        and isinstance(leaf.slice, ast.Constant)
        and isinstance(leaf.slice.value, int)
    ):
        return f"{_letter(leaf.value.id)}_{{{leaf.slice.value + 1}}}"
    return r"\text{entry}"


def _letter(name: str) -> str:
    if len(name) == 1:
        return name
    if name in GREEK:
        return f"\\{name}"
    head, digits = name[:1], name[1:]
    return f"{head}_{{{digits}}}" if digits.isdigit() else rf"\text{{{name.replace('_', ' ')}}}"


def _written(tree: ast.expr, leaf: Callable[[ast.expr], str], level: int = 0) -> str:
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub):
        text = f"-{_written(tree.operand, leaf, 2)}"
        return f"({text})" if level > 0 else text
    if not isinstance(tree, ast.BinOp) or type(tree.op) not in _LEVELS:
        return leaf(tree)
    own = _LEVELS[type(tree.op)]
    if isinstance(tree.op, ast.Div):
        text = rf"\frac{{{_written(tree.left, leaf)}}}{{{_written(tree.right, leaf)}}}"
        return f"({text})" if level > own + 1 else text
    if isinstance(tree.op, ast.FloorDiv):
        text = rf"\frac{{{_written(tree.left, leaf)}}}{{{_written(tree.right, leaf)}}}"
        return rf"\lfloor {text} \rfloor"
    if isinstance(tree.op, ast.Pow):
        base = _written(tree.left, leaf, 5)
        base = f"({base})" if base.startswith(r"\frac") else base
        text = f"{base}^{{{_written(tree.right, leaf)}}}"
        return f"({text})" if level > own else text
    if isinstance(tree.op, ast.Mod):
        text = rf"{_written(tree.left, leaf, 3)} \bmod {_written(tree.right, leaf, 3)}"
        return f"({text})" if level > own else text
    sign = {ast.Add: " + ", ast.Sub: " - ", ast.Mult: r" \cdot "}[type(tree.op)]
    right = _written(tree.right, leaf, own + (isinstance(tree.op, ast.Sub) or own == 2))
    text = f"{_written(tree.left, leaf, own)}{sign}{right}"
    return f"({text})" if own < level else text
