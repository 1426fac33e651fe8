"""A bank's file or text, read as TOML; every problem is told with its line."""

from functools import lru_cache
from pathlib import Path

from quizgen.bank.exercise import Loaded
from quizgen.bank.tables import read_tables
from quizgen.bank.toml import TomlError, read_file, read_toml


def load_file(path: Path) -> Loaded:
    """The exercises or the sheet of one file; problems are values, nothing is raised for them."""
    try:
        text = read_file(path)
    except TomlError as error:
        return Loaded(problems=(error.problem,))
    return load_text(text, str(path))


@lru_cache(maxsize=256)
def load_text(text: str, file: str) -> Loaded:
    r"""The same for text that is already read.

    >>> load_text("[[exercise]]\nid = 'a'\nasks = '1'", "b.toml").problems[0].message
    "unknown key 'asks'"
    """
    try:
        data, lines = read_toml(text, file)
    except TomlError as error:
        return Loaded(problems=(error.problem,))
    return read_tables(data, file, lines)
