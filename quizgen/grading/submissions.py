"""Answers as a class hands them in: who answered what to which question, and what could not be told."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Submission(NamedTuple):
    """One answer of one student to one question; `file` and `line` are where it stands.

    `student` is what the file calls the student: a name, an id or an e-mail. `id` and `email` are
    what further columns say. `date` is when it was handed in, None where nothing says so or
    `date_text` can be no date, or may be two.
    """

    student: str
    question: str
    answer: str
    line: int
    file: str = ""
    id: str = ""
    email: str = ""
    date: datetime | None = None
    date_text: str = ""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A line, cell or file that is nobody's answer to any part as it stands: a person decides.

    Fields are empty where nothing is known; `line` is 0 for a whole file. `reason` says what was
    found and what would be right.
    """

    file: str
    line: int
    student: str
    question: str
    answer: str
    reason: str

    def __str__(self) -> str:
        return f"{place(self.file, self.line)}: {self.reason}"


def without_place(said: str, file: str) -> tuple[int, str]:
    """The line that a refusal of a file begins with, 0 for none, and what it says behind its place.

    >>> without_place("a.csv:1: two columns", "a.csv"), without_place("a.csv: no table", "a.csv")
    ((1, 'two columns'), (0, 'no table'))
    """
    found = re.match(rf"{re.escape(file)}(?::([0-9]+))?: ", said)
    return (int(found[1] or 0), said[found.end() :]) if found else (0, said)


def grouped(unmatched: Iterable[Unmatched]) -> list[list[Unmatched]]:
    """Those of one file with one reason together, in the order of the first of them.

    >>> rows = [Unmatched("a.csv", 2, "X", q, "5", "unknown student 'X'") for q in ("1a", "1b")]
    >>> [len(same) for same in grouped([*rows, Unmatched("b.csv", 2, "X", "1a", "5", "unknown student 'X'")])]
    [2, 1]
    """
    found: dict[tuple[str, str], list[Unmatched]] = {}
    for one in unmatched:
        found.setdefault((one.file, one.reason), []).append(one)
    return list(found.values())


def place(file: str, line: int) -> str:
    """Where something stands, for messages.

    >>> place("a.csv", 3), place("", 3), place("a.pdf", 0)
    ('a.csv:3', 'line 3', 'a.pdf')
    """
    if not line:
        return file or "the answers"
    return f"{file}:{line}" if file else f"line {line}"
