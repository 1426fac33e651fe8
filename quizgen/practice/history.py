"""The review log: every outcome, in SQLite, saved as it happens."""

import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, fields
from pathlib import Path

from quizgen.errors import UserError
from quizgen.practice.outcome import RESULTS, Outcome

VERSION = 1
_TYPES = {float: "REAL", int: "INTEGER", bool: "INTEGER", str: "TEXT"}
_STORED: dict[type, tuple[type, ...]] = {
    float: (float, int),
    int: (int,),
    bool: (int,),
    str: (str,),
}
# Seconds of patience with another program that is writing.
PATIENCE = 3
# The last moment of the clock that a log may tell: the year 2200.
LATEST = 7.3e9
_AWAY = "move that file away, and a new one is begun; nothing in it is changed"
_ELSEWHERE = "set QUIZGEN_HOME to a folder you may write in"
_FAULTS = {
    sqlite3.SQLITE_BUSY: (
        "is locked by another program",
        "end that program; look for another quizgen",
    ),
    sqlite3.SQLITE_LOCKED: (
        "is locked by another program",
        "end that program; look for another quizgen",
    ),
    sqlite3.SQLITE_READONLY: ("may not be written", f"make it writable, or {_ELSEWHERE}"),
    sqlite3.SQLITE_PERM: ("may not be written", f"make it writable, or {_ELSEWHERE}"),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", f"make its folder writable, or {_ELSEWHERE}"),
    sqlite3.SQLITE_FULL: ("the disk is full", f"make room, or {_ELSEWHERE}"),
    sqlite3.SQLITE_IOERR: ("the disk cannot be read or written", f"make room, or {_ELSEWHERE}"),
    sqlite3.SQLITE_NOTADB: ("is no review log", _AWAY),
    sqlite3.SQLITE_CORRUPT: ("is damaged", _AWAY),
}
_NAMES = [field.name for field in fields(Outcome)]
_COLUMNS = ", ".join(f"{f.name} {_TYPES[f.type]} NOT NULL" for f in fields(Outcome))  # type: ignore[index]  # types, not their names


class History:
    """The log in a file, or one that is forgotten; `UserError` for a file that cannot be used.

    >>> log = History(None)
    >>> log.add(Outcome(0.0, "a", "relu", "E", "1", "", "z", 0, 1, "right", False, 1, "", 2.0))
    >>> [outcome.family for outcome in log.outcomes()]
    ['relu']
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.unreadable = 0
        with _told(path):
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                if path.exists() and not path.is_file():
                    raise UserError(f"{path}: is no file", "move it away, or set QUIZGEN_HOME")
            self.connection = sqlite3.connect(path or ":memory:", timeout=PATIENCE)
            # A log nobody has closed lets go of the file all the same, also one that is refused below.
            self._released = weakref.finalize(self, self.connection.close)
            self.connection.isolation_level = None
            self.connection.text_factory = lambda data: data.decode("utf-8", "replace")
            self._prepare()

    def _prepare(self) -> None:
        (version,) = self.connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise UserError(f"{self.path}: written by a newer quizgen", "update quizgen")
        tables = {name for (name,) in self.connection.execute("SELECT name FROM sqlite_master")}
        if tables and "outcome" not in tables:
            raise UserError(f"{self.path}: is another program's database", _AWAY)
        for (found,) in self.connection.execute("PRAGMA quick_check(1)"):
            if found != "ok":
                raise UserError(f"{self.path}: is damaged: {' '.join(found.split())}", _AWAY)
        if not tables:
            # Set once: the file keeps it. Where that cannot be, as on a network drive, nothing is lost.
            self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        with self._transaction():
            self.connection.execute(
                f"CREATE TABLE IF NOT EXISTS outcome (id INTEGER PRIMARY KEY, {_COLUMNS})"
            )
            self.connection.execute(f"PRAGMA user_version = {VERSION}")
        columns = {row[1] for row in self.connection.execute("PRAGMA table_info(outcome)")}
        if missing := [name for name in _NAMES if name not in columns]:
            raise UserError(f"{self.path}: has no column {', '.join(missing)}", _AWAY)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it or nothing; one that writes waits for another at its beginning only."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def add(self, outcome: Outcome) -> None:
        """Save an outcome; it is on the disk when this returns. `UserError` if it cannot be."""
        marks = ", ".join("?" * len(_NAMES))
        with _told(self.path), self._transaction():
            self.connection.execute(
                f"INSERT INTO outcome ({', '.join(_NAMES)}) VALUES ({marks})",  # noqa: S608 - names of our own fields
                astuple(outcome),
            )

    def outcomes(self) -> Iterator[Outcome]:
        """All outcomes, oldest first; `unreadable` counts the rows that are none."""
        self.unreadable = 0
        query = f"SELECT {', '.join(_NAMES)} FROM outcome ORDER BY id"  # noqa: S608 - names of our own fields
        with _told(self.path), closing(self.connection.execute(query)) as rows:
            for row in rows:
                if not _is_outcome(row):
                    self.unreadable += 1
                    continue
                values = dict(zip(_NAMES, row, strict=True))
                yield Outcome(**{**values, "hinted": bool(values["hinted"])})

    def close(self) -> None:
        """Let go of the file."""
        self._released()


def _is_outcome(row: Sequence[object]) -> bool:
    """Whether a row has the types of an outcome, and a time and a result there can be."""
    for field, value in zip(fields(Outcome), row, strict=True):
        if not isinstance(value, _STORED[field.type]):  # type: ignore[index]  # types, not their names
            return False
    values = dict(zip(_NAMES, row, strict=True))
    at, seconds = values["at"], values["seconds"]
    return (
        values["result"] in RESULTS
        and isinstance(at, int | float)
        and 0 <= at < LATEST
        and isinstance(seconds, int | float)
        and 0 <= seconds < LATEST
    )


@contextmanager
def _told(path: Path | None) -> Iterator[None]:
    """Errors of the file and of SQLite as what is the matter and what to do."""
    try:
        yield
    except OSError as error:
        place = error.filename if isinstance(error.filename, str) else path
        raise UserError(f"{place}: {error.strerror or error}", _ELSEWHERE) from None
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        said, fix = _FAULTS.get(code, (f"cannot be used: {error}", _ELSEWHERE))
        raise UserError(f"{path}: {said}", fix) from None
