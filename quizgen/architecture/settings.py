"""Values given from outside for names of a model file: `--set vocab_size=10000`."""

import ast
from collections.abc import Iterable
from typing import Any

from quizgen.architecture.literal import parsed
from quizgen.errors import UserError


def read_settings(texts: Iterable[str]) -> dict[str, Any]:
    """Names and values of `NAME=VALUE`; what is no number, list or quoted text is a text.

    >>> read_settings(["vocab_size=10_000", "sizes=[64, 'M']", "mode=train"])
    {'vocab_size': 10000, 'sizes': [64, 'M'], 'mode': 'train'}
    """
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip().isidentifier():
            raise UserError(
                f"--set {text[:40]}", "write --set NAME=VALUE, such as --set vocab_size=10000"
            )
        found[name.strip()] = _value(value.strip())
    return found


def _value(text: str) -> Any:
    try:
        body = parsed(text).body  # type: ignore[attr-defined]  # mode="eval" gives an Expression
        return _literal(body)
    except UserError:
        return text


def _literal(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=int() | float() | str() | None as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
        case ast.List(elts=entries):
            return [_literal(entry) for entry in entries]
        case ast.Tuple(elts=entries):
            return tuple(_literal(entry) for entry in entries)
        case ast.Dict(keys=keys, values=values) if None not in keys:
            pairs = zip(keys, values, strict=True)
            return {_literal(key): _literal(value) for key, value in pairs if key is not None}
    raise UserError("this is no value", "write a number, a text or a list")
