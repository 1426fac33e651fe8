"""What can be the matter with the log's file, and what to do about it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quizgen.errors import UserError

AWAY = "move that file away, and a new one is begun; nothing in it is changed"
ELSEWHERE = "set QUIZGEN_HOME to a folder you may write in"
_LOCKED = ("is locked by another program", "end that program; look for another quizgen")
_UNWRITABLE = ("may not be written", f"make it writable, or {ELSEWHERE}")
_FAULTS = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _UNWRITABLE,
    sqlite3.SQLITE_PERM: _UNWRITABLE,
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", f"make its folder writable, or {ELSEWHERE}"),
    sqlite3.SQLITE_FULL: ("the disk is full", f"make room, or {ELSEWHERE}"),
    sqlite3.SQLITE_IOERR: ("the disk cannot be read or written", f"make room, or {ELSEWHERE}"),
    sqlite3.SQLITE_NOTADB: ("is no review log", AWAY),
    sqlite3.SQLITE_CORRUPT: ("is damaged", AWAY),
}


class LockedError(UserError):
    """The log is there and sound, but another program is writing in it just now."""


def is_locked(error: sqlite3.Error) -> bool:
    """Whether another program is writing just now."""
    return _code(error) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _code(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Errors of the file and of SQLite as what is the matter and what to do."""
    try:
        yield
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else path
        raise UserError(f"{place}: {error.strerror or error}", ELSEWHERE) from None
    except sqlite3.Error as error:
        said, fix = _FAULTS.get(_code(error), (f"cannot be used: {error}", ELSEWHERE))
        kind = LockedError if is_locked(error) else UserError
        raise kind(f"{path}: {said}", fix) from None
