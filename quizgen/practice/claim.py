"""A session belongs to the terminal it runs in: another one does not take it up meanwhile."""

import sqlite3
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from quizgen.practice.faults import is_locked


class Claim:
    """A session held by this process, through a lock that the system lets go of when the process ends.

    SQLite's own lock is used: it is the same on all systems.
    """

    def __init__(self, path: Path | None, connection: sqlite3.Connection | None = None) -> None:
        self._path, self._connection = path, connection

    def release(self) -> None:
        """Let others take the session up."""
        if self._connection is not None:
            self._connection.close()
        if self._path is not None:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)


def claimed(log: Path | None, key: str) -> Claim | None:
    """The session `key` of a log for this process; None while another one has it.

    A log that is forgotten is nobody else's, and where no lock can be kept there is nothing to lose
    but a session gone through twice.
    """
    if log is None:
        return Claim(None)
    # A key comes out of a file: it names no other file than ours.
    path = log.with_name(f"session-{blake2b(key.encode(), digest_size=8).hexdigest()}.lock")
    try:
        connection = sqlite3.connect(path, timeout=0, isolation_level=None)
    except sqlite3.Error:
        return Claim(None)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as error:
        connection.close()
        return None if is_locked(error) else Claim(None)
    return Claim(path, connection)
