"""A TOML file of a person's own, read within bounds: its tables, the line of each key, or the problem."""

import re
import tomllib
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from quizgen.bank.file_bytes import FILE_BYTES, file_bytes
from quizgen.bank.lines import Lines, lines_of
from quizgen.bank.toml_repairs import BACKSLASHES, repair
from quizgen.errors import Problem, UserError

# Headers of tables, and lines that begin like one.
TABLES = 8_000
# Parts of a dotted key; tomllib takes time with the square of them.
DOTTED = 16


class TomlError(UserError):
    """What keeps a file from being read as TOML; `problem` says file and line."""

    def __init__(self, problem: Problem) -> None:
        where = f"{problem.file}:{problem.line}: {problem.field}: {problem.message}"
        super().__init__(where, problem.fix)
        self.problem = problem


def read_file(path: Path) -> str:
    """The text of a file; `TomlError` where it cannot be read or is not UTF-8."""
    try:
        data = file_bytes(path)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _broken(path, line, "not UTF-8 text", "save the file as UTF-8", "file") from None
    except OSError as error:
        raise _broken(path, 1, f"cannot be read: {error.strerror}", "", "file") from None
    except UserError as error:
        raise _broken(path, 1, str(error.args[0]), error.fix, "file") from None


def _broken(
    path: Path | str, line: int, message: str, fix: str = "", field: str = "TOML"
) -> TomlError:
    return TomlError(Problem(str(path), line, field, message, fix))


def read_toml(text: str, file: str) -> tuple[dict[str, Any], Lines]:
    r"""The tables of a text and the line of each key; decimals are exact.

    >>> tables, lines = read_toml("size = 10.5\n[late]\ndays = 3", "a.toml")
    >>> tables, lines["late.days"]
    ({'size': Fraction(21, 2), 'late': {'days': 3}}, 3)
    """
    if len(text) > FILE_BYTES:
        raise _broken(file, 1, f"more than {FILE_BYTES:,} bytes", "split the bank", "file")
    tables = len(_TABLE.findall(text))
    if tables > TABLES:
        raise _broken(file, 1, f"{tables:,} tables; at most {TABLES:,}", "split the bank")
    # A key stands on one line: few texts have a line with so many dots.
    many = any(line.count(".") >= DOTTED for line in text.split("\n"))
    dotted = _DOTTED.search(text) if many else None
    if dotted:
        line = text.count("\n", 0, dotted.start()) + 1
        said = f"a key of more than {DOTTED} parts"
        raise _broken(file, line, said, "write it with fewer dots")
    try:
        found_tables = tomllib.loads(text, parse_float=_decimal)
        _check_escapes(found_tables, text, file)
        return found_tables, lines_of(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found.group(1)) if found else len(text.splitlines())
        said = str(error).partition(" (at")[0]
        raise _broken(file, line, said, repair(text, line)) from None
    except _FloatError as error:
        place = re.search(rf"(?<![\w.]){re.escape(str(error))}(?![\w.])", text)
        line = text.count("\n", 0, place.start()) + 1 if place else 1
        said = f"{str(error)[:40]} is no number of a bank"
        raise _broken(
            file, line, said, "write a number such as 2.5, of at most 60 digits"
        ) from None
    except RecursionError:
        raise _broken(
            file, _deepest(text), "is nested too deeply", "write fewer brackets"
        ) from None
    except ValueError as error:
        raise _broken(file, 1, f"cannot be read: {error}") from None


_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_PART = r"""(?:[\w-]+|"[^"\n]{0,99}"|'[^'\n]{0,99}')"""
_DOTTED = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{DOTTED},}}")


# What double quotes make of a command: "\frac" is a form feed and "rac". Tabs and ends of lines stand in
# many texts, so the command must be in the file too.
_SWALLOWED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f]|\t(?:heta|au|imes|o\b|ext|anh|ilde|op\b|frac)|\n(?:abla|u\b|eq?\b|ot\b)"
)
_ESCAPES = {"\b": "b", "\f": "f", "\r": "r", "\t": "t", "\n": "n"}
_LETTERS = re.compile(r"[A-Za-z]*")


def _check_escapes(tables: object, text: str, file: str) -> None:
    r"""`TomlError` for characters that nobody types, most of them what is left of a command of LaTeX.

    >>> written = 'ask = "Give $\\frac{1}{2}$."'
    >>> try: _check_escapes(tomllib.loads(written), written, "a.toml")
    ... except TomlError as error: print(error.problem.message)
    \frac in double quotes is a control character and "rac"
    """
    for value in _texts(tables):
        for found in _SWALLOWED.finditer(value):
            sign = found[0][0]
            rest = _LETTERS.match(value, found.start() + 1)
            command = f"\\{_ESCAPES.get(sign, '')}{rest[0] if rest else ''}"
            place = text.find(command) if sign in _ESCAPES else -1
            if place >= 0:
                line = text.count("\n", 0, place) + 1
                said = f'{command} in double quotes is a control character and "{command[2:]}"'
                raise _broken(file, line, said, BACKSLASHES)
            if sign not in "\t\n":
                said = f"a text has the control character U+{ord(sign):04X}"
                raise _broken(file, _line_of_escape(text), said, BACKSLASHES)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _line_of_escape(text: str) -> int:
    """The first line with an escape of a control character."""
    found = re.search(r"\\(?:[bfr]|(?:u00|U000000)(?:[01][0-9a-fA-F]|7[fF]))", text)
    return text.count("\n", 0, found.start()) + 1 if found else 1


class _FloatError(Exception):
    """A number with a point or exponent that is none, or too long."""


def _decimal(text: str) -> Fraction:
    """The exact number; `Fraction` itself would write out all digits of 1e999999999."""
    found = re.fullmatch(r"[+-]?[0-9_]{1,60}(?:\.[0-9_]{1,60})?(?:[eE][+-]?[0-9]{1,2})?", text)
    if not found:
        raise _FloatError(text)
    return Fraction(text)


def _deepest(text: str) -> int:
    """The line where the most brackets are open."""
    depth = most = line = 0
    for number, content in enumerate(text.splitlines(), start=1):
        depth += sum(content.count(c) for c in "[{")
        if depth > most:
            most, line = depth, number
        depth -= sum(content.count(c) for c in "]}")
    return line
