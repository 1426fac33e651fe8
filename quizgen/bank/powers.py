"""Powers that two readers read in two ways: refused, with both ways to write what is meant."""

import ast
from collections.abc import Iterator

from quizgen.errors import UserError

# Nothing longer is looked at twice; the expression language has a bound of its own.
LENGTH = 20_000


def refuse_ambiguous(text: str) -> None:
    """`UserError` for `-a ** 2` and `a ** b ** c` without parentheses.

    Mathematics takes -a² for -(a²), the language of banks for (-a)²; what was meant, only the
    author knows.

    >>> refuse_ambiguous("-(a ** 2) + (-a) ** 2")
    >>> refuse_ambiguous("1 - a ** 2")
    >>> refuse_ambiguous("-a ** 2")
    Traceback (most recent call last):
    ...
    quizgen.errors.UserError: '-a ** 2' can be read in two ways
        fix: write (-a) ** 2 or -(a ** 2)
    """
    if "**" not in text or len(text) > LENGTH:
        return
    # On one line, so that a place in the text is a number; in bytes, as Python counts places.
    line = " ".join(text.split())
    try:
        tree = ast.parse(line, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # Jinja's own words, such as `is odd`, or no expression at all: said elsewhere
    for found, ways in _ambiguous(tree, line.encode()):
        raise UserError(f"{found!r} can be read in two ways", f"write {ways[0]} or {ways[1]}")


def _ambiguous(tree: ast.AST, line: bytes) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.UnaryOp) and (power := _power(node.operand)):
            base, exponent = _text(power.left, line), _text(power.right, line)
            sign = {ast.USub: "-", ast.UAdd: "+"}.get(type(node.op))
            if sign and not line[node.col_offset + 1 : power.col_offset].strip():
                ways = (f"({sign}{base}) ** {exponent}", f"{sign}({base} ** {exponent})")
                yield _text(node, line), ways
        elif (outer := _power(node)) and (inner := _power(outer.right)):
            between = line[outer.left.end_col_offset : inner.col_offset]
            if b"(" not in between:
                one, two, three = (
                    _text(each, line) for each in (outer.left, inner.left, inner.right)
                )
                ways = (f"({one} ** {two}) ** {three}", f"{one} ** ({two} ** {three})")
                yield _text(outer, line), ways


def _power(node: ast.AST) -> ast.BinOp | None:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return node
    return None


def _text(node: ast.expr, line: bytes) -> str:
    text = line[node.col_offset : node.end_col_offset].decode()
    return f"({text})" if isinstance(node, ast.BinOp) and not _power(node) else text
