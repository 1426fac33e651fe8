"""What a question declares of its formulas in matrices: names with shapes, and functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizgen.answers.matrix_numbers import KNOWN
from quizgen.answers.matrix_tokens import Words
from quizgen.answers.matrix_tree import Shape, Size
from quizgen.answers.syntax import canonical

NAMES, LETTERS = 40, 8
_NAME = re.compile(r"[A-Za-z]+(?:_?[0-9]{1,2}|_[A-Za-z]+|_\{[0-9A-Za-z,]{1,6}\})?")
_SIZE = re.compile(r"[A-Za-z](?:_?[0-9])?|[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class Declared:
    """Names and their shapes, functions and what is known of them, the words of a formula."""

    shapes: Mapping[str, Shape]
    meant: Mapping[str, str]
    words: Words

    @property
    def seed(self) -> str:
        """What the drawn values depend on besides the key."""
        return "|".join(f"{name}:{shape}" for name, shape in sorted(self.shapes.items()))


def declared(settings: Mapping[str, Any]) -> Declared:
    """The declarations of a part's settings; `ValueError` says which field is wrong and what would be right.

    >>> declared({"shapes": {"W": "m, n", "x": "n", "a": ""}, "functions": ["sigma"]}).shapes
    {'W': ('m', 'n'), 'x': ('n', 1), 'a': (1, 1)}
    """
    shapes = settings.get("shapes")
    if not isinstance(shapes, Mapping) or not shapes:
        raise ValueError(
            'matrix_expression: shapes are missing; write settings = { shapes = { W = "m, n", x = "n", a = "" } }'
        )
    if len(shapes) > NAMES:
        raise ValueError(f"matrix_expression: {len(shapes)} names in shapes; at most {NAMES}")
    found: dict[str, Shape] = {}
    for name, text in shapes.items():
        if not _NAME.fullmatch(str(name)):
            raise ValueError(
                f"matrix_expression: shapes: {name!r} is no name such as W, W_1 or delta"
            )
        found[str(name)] = _shape(str(name), text)
    letters = {size for shape in found.values() for size in shape if isinstance(size, str)}
    if len(letters) > LETTERS:
        raise ValueError(f"matrix_expression: {len(letters)} letters of sizes; at most {LETTERS}")
    names = {canonical(name): name for name in found}
    if len(names) < len(found):
        raise ValueError("matrix_expression: shapes: two names are one, such as W_1 and W1")
    if both := sorted(letters & set(names)):
        raise ValueError(
            f"matrix_expression: shapes: {both[0]} is a name and a size; call one otherwise"
        )
    meant = _functions(settings.get("functions"))
    functions = {canonical(name): name for name in meant}
    if both := sorted(functions.keys() & names.keys()):
        raise ValueError(f"matrix_expression: {both[0]} is a function and a name in shapes")
    known = {name: word for name, word in meant.items() if word}
    return Declared(found, known, Words(names, functions, frozenset(letters)))


def _shape(name: str, text: Any) -> Shape:
    if not isinstance(text, str):
        raise ValueError(
            f'matrix_expression: shapes.{name} = {text!r} is no text such as "m, n", "n" or ""'
        )
    inner = text.strip()
    inner = inner[1:-1].strip() if inner[:1] == "(" and inner[-1:] == ")" else inner
    sizes = [size.strip() for size in inner.split(",")] if inner else []
    if len(sizes) > 2 or not all(_SIZE.fullmatch(size) for size in sizes):
        raise ValueError(
            f'matrix_expression: shapes.{name} = {text!r} is no shape; write "m, n", "n" for a column, '
            '"1, n" for a row or "" for a number'
        )
    found: list[Size] = [int(size) if size.isdigit() else size for size in sizes]
    return (*found, 1, 1)[:2] if len(found) < 2 else (found[0], found[1])  # type: ignore[return-value]


def _functions(functions: Any) -> dict[str, str]:
    """The functions, each with the known one that it is; nothing is known of those in a list."""
    if functions is None:
        return {}
    if isinstance(functions, Mapping):
        given = {str(name): str(word) for name, word in functions.items()}
    elif isinstance(functions, list | tuple):
        given = {str(name): "" for name in functions}
    else:
        raise ValueError(
            f'matrix_expression: functions = {functions!r} is no list such as ["sigma"]'
        )
    for name, word in given.items():
        if not _NAME.fullmatch(name):
            raise ValueError(f"matrix_expression: functions: {name!r} is no name such as sigma")
        if word and word not in KNOWN:
            raise ValueError(
                f"matrix_expression: functions.{name} = {word!r}; known are {', '.join(sorted(KNOWN))}"
            )
    return given
