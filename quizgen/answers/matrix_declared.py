"""What a question declares of its formulas in matrices: names with shapes, and functions."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from quizgen.answers.matrix_misfit import Misfit, shown
from quizgen.answers.matrix_numbers import KNOWN
from quizgen.answers.matrix_shapes import Notation, readings
from quizgen.answers.matrix_syntax import parsed
from quizgen.answers.matrix_tokens import Tokenizer, Words, is_numpy
from quizgen.answers.matrix_tree import Node, Shape, Size
from quizgen.answers.syntax import canonical
from quizgen.answers.verdict import Unreadable

NAMES, LETTERS = 40, 8
_NAME = re.compile(r"[A-Za-z]+(?:_?[0-9]{1,2}|_[A-Za-z]+|_\{[0-9A-Za-z,]{1,6}\})?")
_SIZE = re.compile(r"[A-Za-z](?:_?[0-9])?|[1-9][0-9]?")


@dataclass(frozen=True, slots=True)
class Declared:
    """Names and their shapes, functions and what is known of them, the words of a formula."""

    shapes: Mapping[str, Shape]
    meant: Mapping[str, str]
    words: Words
    defined: Mapping[str, Node]

    @property
    def seed(self) -> str:
        """What the drawn values depend on besides the key."""
        return "|".join(f"{name}:{shape}" for name, shape in sorted(self.shapes.items()))


def table_of(given: Any, sign: str) -> Mapping[str, Any]:
    """A table, or a text such as `W: m, n; x: n` whose words may be drawn, as a table.

    >>> table_of("W: m, n; x: n", ":")
    {'W': 'm, n', 'x': 'n'}
    """
    if not isinstance(given, str):
        return given if isinstance(given, Mapping) else {}
    lines = [line.partition(sign) for line in given.split(";") if line.strip()]
    found = {name.strip(): text.strip() for name, _, text in lines}
    if len(found) < len(lines):
        raise ValueError(f"matrix_expression: {given!r} has a name twice; write each once")
    return found


def declared(settings: Mapping[str, Any]) -> Declared:
    """The declarations of a part's settings; `ValueError` says which field is wrong and what would be right.

    >>> declared({"shapes": {"W": "m, n", "x": "n", "a": ""}, "functions": ["sigma"]}).shapes
    {'W': ('m', 'n'), 'x': ('n', 1), 'a': (1, 1)}
    """
    given = {name: settings.get(name) for name in ("shapes", "functions", "defined")}
    return _declared(json.dumps(given, default=repr))


@lru_cache(maxsize=1024)
def _declared(text: str) -> Declared:
    """The declarations of one text of settings: the questions of a class have few of them."""
    settings = json.loads(text)
    shapes = table_of(settings.get("shapes"), ":")
    if not shapes:
        raise ValueError(
            'matrix_expression: shapes are missing; write settings = { shapes = { W = "m, n", x = "n", a = "" } }'
        )
    if len(shapes) > NAMES:
        raise ValueError(f"matrix_expression: {len(shapes)} names in shapes; at most {NAMES}")
    found = {_name("shapes", str(name)): _shape(str(name), text) for name, text in shapes.items()}
    letters = {size for shape in found.values() for size in shape if isinstance(size, str)}
    if len(letters) > LETTERS:
        raise ValueError(f"matrix_expression: {len(letters)} letters of sizes; at most {LETTERS}")
    meant = _functions(settings.get("functions"))
    known = {name: word for name, word in meant.items() if word}
    plain = Declared(found, known, _words(found, meant, letters), {})
    return _with_definitions(plain, meant, settings.get("defined"))


def _name(setting: str, name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"matrix_expression: {setting}: {name[:80]!r} is no name such as W, W_1 or delta"
        )
    return name


def _words(shapes: Iterable[str], functions: Iterable[str], letters: set[str]) -> Words:
    """The words of a formula; `ValueError` where one stands for two things."""
    shapes, functions = tuple(shapes), tuple(functions)
    names = {canonical(name): name for name in shapes}
    if len(names) < len(shapes):
        raise ValueError("matrix_expression: shapes: two names are one, such as W_1 and W1")
    if both := sorted(letters & set(names)):
        raise ValueError(
            f"matrix_expression: {both[0]} is a name and a size; call one of them otherwise"
        )
    called = {canonical(name): name for name in functions}
    if both := sorted(called.keys() & names.keys()):
        raise ValueError(f"matrix_expression: {both[0]} is a function and a name in shapes")
    return Words(names, called, frozenset(letters))


def _with_definitions(plain: Declared, functions: Iterable[str], given: Any) -> Declared:
    """The declarations with names that stand for formulas in the others, one after the other."""
    if given is not None and not isinstance(given, str | Mapping):
        raise ValueError(
            f'matrix_expression: defined = {given!r} is no table such as {{ z = "W x + b" }}'
        )
    found = plain
    for name, text in table_of(given, "=").items():
        where = f"matrix_expression: defined.{_name('defined', str(name))} = {text!r}"
        try:
            typed = parsed(Tokenizer(found.words).tokens(str(text)))
            ways = readings(typed, found.shapes, Notation(is_numpy(str(text))))
        except (Unreadable, Misfit) as error:
            raise ValueError(f"{where}: {error}") from None
        (tree, shape), *others = ways
        if others:
            raise ValueError(f"{where}: it may be read in two ways; write @ and ⊙")
        if found.shapes.get(name, shape) != shape:
            raise ValueError(f"{where}: its shape is {shown(shape)}, not that in shapes")
        shapes = {**found.shapes, name: shape}
        words = _words(shapes, functions, set(found.words.sizes))
        found = Declared(shapes, found.meant, words, {**found.defined, name: tree})
    return found


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
