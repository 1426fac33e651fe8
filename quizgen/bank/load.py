"""A bank's file or text, read as TOML; every problem is told with its line."""

import re
import tomllib
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from quizgen.bank.lines import key_lines
from quizgen.bank.tables import Loaded, read_tables
from quizgen.errors import Problem, UserError

FILE_BYTES = 400_000
# Headers of tables, and lines that begin like one.
TABLES = 8_000
# Parts of a dotted key; tomllib takes time with the square of them.
DOTTED = 16


def load_file(path: Path) -> Loaded:
    """The exercises or the sheet of one file; problems are values, nothing is raised for them."""
    try:
        data = bank_bytes(path)
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return _broken(path, line, "file", "not UTF-8 text", "save the file as UTF-8")
    except OSError as error:
        return _broken(path, 1, "file", f"cannot be read: {error.strerror}", "")
    except UserError as error:
        return _broken(path, 1, "file", str(error.args[0]), error.fix)
    return load_text(text, str(path))


def bank_bytes(path: Path) -> bytes:
    """What a file holds; `UserError` for what is no file, such as a pipe that never ends, or too long."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise UserError("is neither a file nor a folder", "name a TOML file")
    with path.open("rb") as file:
        data = file.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise UserError(f"more than {FILE_BYTES:,} bytes", "split the bank")
    return data


def _broken(path: Path | str, line: int, field: str, message: str, fix: str) -> Loaded:
    return Loaded(problems=(Problem(str(path), line, field, message, fix),))


@lru_cache(maxsize=64)
def load_text(text: str, file: str) -> Loaded:
    r"""The same for text that is already read.

    >>> load_text("[[exercise]]\nid = 'a'\nasks = '1'", "b.toml").problems[0].message
    "unknown key 'asks'"
    """
    tables = len(_TABLE.findall(text))
    if tables > TABLES:
        said = f"{tables:,} tables; at most {TABLES:,}"
        return _broken(file, 1, "TOML", said, "split the bank")
    dotted = _DOTTED.search(text)
    if dotted:
        line = text.count("\n", 0, dotted.start()) + 1
        return _broken(
            file, line, "TOML", f"a key of more than {DOTTED} parts", "write it with fewer dots"
        )
    try:
        data = tomllib.loads(text, parse_float=_decimal)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found.group(1)) if found else len(text.splitlines())
        return _broken(
            file, line, "TOML", str(error).partition(" (at")[0], "correct the TOML syntax"
        )
    except _FloatError as error:
        line = text.count("\n", 0, text.find(str(error))) + 1
        return _broken(
            file, line, "TOML", f"{str(error)[:40]} is no number of a bank", "write fewer digits"
        )
    except RecursionError:
        return _broken(file, _deepest(text), "TOML", "is nested too deeply", "write fewer brackets")
    except ValueError as error:
        return _broken(file, 1, "TOML", f"cannot be read: {error}", "")
    return read_tables(data, file, key_lines(text))


_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_PART = r"""(?:[\w-]+|"[^"\n]{0,99}"|'[^'\n]{0,99}')"""
_DOTTED = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{DOTTED},}}")


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
