"""The figures that a bank's expressions describe, and the pictures beside it."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from quizgen.bank.exercise import Exercise
from quizgen.bank.field import at_field
from quizgen.errors import UserError
from quizgen.figure import Figure
from quizgen.language.expression import Scope
from quizgen.language.vocabulary import figure_names

# A file in the folder of its bank, and no other.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}\.(?:png|svg)")


def figure(text: str, scope: Scope, field: str, exercise: Exercise) -> Figure:
    """The figure of an expression; `FieldError` for what is none."""
    scope = scope.extended({}, vocabulary(exercise))
    with at_field(field, text, scope):
        found = scope.evaluate(text)
        if not isinstance(found, Figure):
            raise UserError(f"{text!r} is not a figure")
        return found


def vocabulary(exercise: Exercise) -> Mapping[str, Callable[..., Any]]:
    """The functions that build figures; `picture` reads a file beside the bank."""
    return _beside(exercise.file)


@lru_cache(maxsize=64)
def _beside(bank: str) -> Mapping[str, Callable[..., Any]]:
    """The same of every exercise and draw of one bank."""
    # Few exercises have one, and it reads XML.
    from quizgen.figure.picture import picture

    folder = Path(bank).parent

    def beside(file: Any, alt: Any = "", width: Any = 60) -> Figure:
        return picture(_content(folder, file), alt, width)

    return {**figure_names(), "picture": beside}


def _content(folder: Path, name: Any) -> bytes:
    from quizgen.figure.picture import BYTES

    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise UserError(
            f"picture: {name!r} is no name of a picture",
            'put a .png or .svg into the folder of the bank and write its name: "net.svg"',
        )
    path = folder / name
    try:
        if path.is_symlink() or not path.is_file():
            raise UserError(
                f"picture: there is no file {name} beside the bank", f"put it into {folder}"
            )
        status = path.stat()
    except OSError as error:
        raise UserError(f"picture: {name} cannot be read: {error.strerror}") from None
    if status.st_size > BYTES:
        raise UserError(
            f"picture: {name} has {status.st_size:,} bytes; at most {BYTES:,}",
            "make it smaller: every sheet carries it",
        )
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=32)
def _read(path: Path, _changed: int, _size: int) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UserError(f"picture: {path.name} cannot be read: {error.strerror}") from None
