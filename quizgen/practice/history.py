"""The log in SQLite: outcomes, sessions, exercises posed and lines typed, saved as they happen."""

import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import astuple, fields
from pathlib import Path
from typing import TypeVar

from quizgen.errors import UserError
from quizgen.practice.faults import AWAY, is_locked, told
from quizgen.practice.outcome import RESULTS, Outcome
from quizgen.practice.rows import TABLES, End, Exercise, Line, Row, Session
from quizgen.practice.schema import STEPS, VERSION

_STORED: dict[type, tuple[type, ...]] = {
    float: (float, int),
    int: (int,),
    bool: (int,),
    str: (str,),
}
# Seconds of patience with another program that is writing.
PATIENCE = 3.0
# The last moment of the clock that a log may tell: the year 2200.
LATEST = 7.3e9
_Kept = TypeVar("_Kept", Outcome, Session, Exercise, Line, End)


class History:
    """The log in a file, or one that is forgotten; `UserError` for a file that cannot be used.

    >>> log = History(None)
    >>> log.add(Outcome(0.0, "a", "relu", "E", "1", "", "z", 0, 1, "right", False, 1, "", 2.0))
    >>> [outcome.family for outcome in log.outcomes()]
    ['relu']
    """

    def __init__(self, path: Path | None, *, patience: float = PATIENCE) -> None:
        self.path = path
        self.patience = patience
        self.unreadable = 0
        with told(path):
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                if path.exists() and not path.is_file():
                    raise UserError(f"{path}: is no file", "move it away, or set QUIZGEN_HOME")
            self.connection = sqlite3.connect(path or ":memory:", timeout=patience)
            # A log nobody has closed lets go of the file all the same, also one that is refused below.
            self._released = weakref.finalize(self, self.connection.close)
            self.connection.isolation_level = None
            self.connection.text_factory = lambda data: data.decode("utf-8", "replace")
            self._patiently_prepared()

    def _patiently_prepared(self) -> None:
        """Some locks are refused at once, whatever patience SQLite was asked for."""
        limit = time.monotonic() + self.patience
        while True:
            try:
                return self._prepare()
            except sqlite3.OperationalError as error:
                if not is_locked(error) or time.monotonic() > limit:
                    raise
                time.sleep(0.1)

    def _prepare(self) -> None:
        self._version()
        names = {name for (name,) in self.connection.execute("SELECT name FROM sqlite_master")}
        if names and "outcome" not in names:
            raise UserError(f"{self.path}: is another program's database", AWAY)
        for (found,) in self.connection.execute("PRAGMA quick_check(1)"):
            if found != "ok":
                raise UserError(f"{self.path}: is damaged: {' '.join(found.split())}", AWAY)
        if not names:
            # Set once: the file keeps it. Where that cannot be, as on a network drive, nothing is lost.
            self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = FULL")
        with self._transaction():
            # Read again: another program may have made the steps meanwhile.
            for statements in STEPS[self._version() :]:
                for statement in statements:
                    self.connection.execute(statement)
            self._check_columns()
            # Also where nothing changes: a file that may not be written is found now.
            self.connection.execute(f"PRAGMA user_version = {VERSION}")

    def _version(self) -> int:
        (version,) = self.connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise UserError(f"{self.path}: written by a newer quizgen", "update quizgen")
        return int(version)

    def _check_columns(self) -> None:
        for row, table in TABLES.items():
            columns = {found[1] for found in self.connection.execute(f"PRAGMA table_info({table})")}
            if missing := [name for name in _names(row) if name not in columns]:
                place = f"{table} has no column {', '.join(missing)}"
                raise UserError(f"{self.path}: is damaged: {place}", AWAY)

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

    def add(self, *rows: Row) -> None:
        """Save rows, all or none; they are on the disk when this returns. `UserError` if they cannot be."""
        with told(self.path), self._transaction():
            for row in rows:
                names = _names(type(row))
                marks = ", ".join("?" * len(names))
                self.connection.execute(
                    f"INSERT INTO {TABLES[type(row)]} ({', '.join(names)}) VALUES ({marks})",  # noqa: S608 - names of our own fields
                    astuple(row),
                )

    def outcomes(self) -> Iterator[Outcome]:
        """All outcomes, oldest first; `unreadable` counts the rows that are none."""
        self.unreadable = 0
        yield from self._rows(Outcome)

    def session(self, request: str) -> Session | None:
        """The last session of a request in which anything was typed, if it has not been finished."""
        typed = (
            "SELECT 1 FROM exercise e JOIN line l ON l.attempt = e.attempt WHERE e.session = t.key"
        )
        where = f"t.request = ? AND EXISTS ({typed})"
        session = self._last(Session, where, request)
        ended = session and self._last(End, "t.session = ?", session.key)
        return None if ended else session

    def replay(self, request: str, seed: str) -> list[Exercise]:
        """What an adaptive session of this request and seed posed, in its order."""
        session = self._last(Session, "t.request = ? AND t.seed = ? AND t.adaptive", request, seed)
        return self.exercises(session) if session else []

    def seeded(self, seed: str) -> Session | None:
        """The last adaptive session of a seed, whatever was asked for."""
        return self._last(Session, "t.seed = ? AND t.adaptive", seed)

    def exercises(self, session: Session) -> list[Exercise]:
        """What was posed in a session, in its order."""
        return list(self._rows(Exercise, "t.session = ?", session.key))

    def lines(self, attempt: str) -> list[Line]:
        """What was typed at an exercise, in its order."""
        return list(self._rows(Line, "t.attempt = ?", attempt))

    def coded(self, code: str) -> Exercise | None:
        """The exercise last posed under a code."""
        return self._last(Exercise, "t.code = ?", code)

    def codes(self) -> list[str]:
        """All codes there are."""
        with told(self.path):
            found = self.connection.execute("SELECT DISTINCT code FROM exercise").fetchall()
        return [str(code) for (code,) in found]

    def _last(self, row: type[_Kept], where: str, *values: str) -> _Kept | None:
        return next(self._rows(row, where, *values, order="DESC"), None)

    def _rows(
        self, row: type[_Kept], where: str = "1", *values: str, order: str = "ASC"
    ) -> Iterator[_Kept]:
        """The rows of a table that can be read; the others are counted."""
        names = ", ".join(f"t.{name}" for name in _names(row))
        made: Callable[..., _Kept] = row
        query = f"SELECT {names} FROM {TABLES[row]} t WHERE {where} ORDER BY t.id {order}"  # noqa: S608 - nothing from outside
        with told(self.path), closing(self.connection.execute(query, values)) as found:
            for values_found in found:
                if not _is_row(row, values_found):
                    self.unreadable += 1
                    continue
                # A truth value is stored as a number.
                typed = zip(fields(row), values_found, strict=True)
                yield made(*(bool(v) if field.type is bool else v for field, v in typed))

    def close(self) -> None:
        """Let go of the file."""
        self._released()


def _names(row: type) -> list[str]:
    return [field.name for field in fields(row)]


def _is_row(row: type, values: Sequence[object]) -> bool:
    """Whether values have the types of a row, and times and a result there can be."""
    for field, value in zip(fields(row), values, strict=True):
        if not isinstance(value, _STORED[field.type]):  # type: ignore[index]  # types, not their names
            return False
        if field.type is float and not (isinstance(value, int | float) and 0 <= value < LATEST):
            return False
        if field.name == "result" and value not in RESULTS:
            return False
    return True
