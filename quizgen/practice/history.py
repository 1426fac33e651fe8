"""The review log: every outcome, in SQLite, saved as it happens."""

import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import closing
from dataclasses import astuple, fields
from pathlib import Path

from quizgen.errors import UserError
from quizgen.practice.outcome import Outcome

VERSION = 1
_TYPES = {float: "REAL", int: "INTEGER", bool: "INTEGER", str: "TEXT"}
_NAMES = [field.name for field in fields(Outcome)]
_COLUMNS = ", ".join(f"{f.name} {_TYPES[f.type]} NOT NULL" for f in fields(Outcome))  # type: ignore[index]  # types, not their names


class History:
    """The log in a file; a folder that cannot be written gives a log that is forgotten.

    >>> log = History(None)
    >>> log.add(Outcome(0.0, "a", "relu", "E", "1", "", "z", 0, 1, "right", False, 1, "", 2.0))
    >>> [outcome.family for outcome in log.outcomes()]
    ['relu']
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        try:
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path or ":memory:", timeout=5)
            # A log nobody has closed lets go of the file all the same, also one that is refused below.
            self._released = weakref.finalize(self, self.connection.close)
            self._prepare()
        except sqlite3.DatabaseError as error:
            raise UserError(
                f"{path}: {error}", "move that file away; it is no review log"
            ) from None

    def _prepare(self) -> None:
        (version,) = self.connection.execute("PRAGMA user_version").fetchone()
        if version > VERSION:
            raise UserError(f"{self.path}: written by a newer quizgen", "update quizgen")
        with self.connection:
            self.connection.execute(
                f"CREATE TABLE IF NOT EXISTS outcome (id INTEGER PRIMARY KEY, {_COLUMNS})"
            )
            self.connection.execute(f"PRAGMA user_version = {VERSION}")

    def add(self, outcome: Outcome) -> None:
        """Save an outcome; it is on the disk when this returns."""
        marks = ", ".join("?" * len(_NAMES))
        with self.connection:
            self.connection.execute(
                f"INSERT INTO outcome ({', '.join(_NAMES)}) VALUES ({marks})",  # noqa: S608 - names of our own fields
                astuple(outcome),
            )

    def outcomes(self) -> Iterator[Outcome]:
        """All outcomes, oldest first."""
        query = f"SELECT {', '.join(_NAMES)} FROM outcome ORDER BY id"  # noqa: S608 - names of our own fields
        with closing(self.connection.execute(query)) as rows:
            for row in rows:
                values = dict(zip(_NAMES, row, strict=True))
                yield Outcome(**{**values, "hinted": bool(values["hinted"])})

    def close(self) -> None:
        """Let go of the file."""
        self._released()
