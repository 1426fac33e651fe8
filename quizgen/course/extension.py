"""Who may hand in later: the extensions of a roster as dates."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from quizgen.course.student import Student
from quizgen.errors import UserError
from quizgen.tables.dates import read_date

_SPAN = re.compile(r"\+?\s*(\d{1,3})\s*(d|day|days|tag|tage|h|hour|hours|stunden?|w|weeks?|wochen?)", re.IGNORECASE)  # fmt: skip
_HOURS = {"d": 24, "t": 24, "h": 1, "s": 1, "w": 168}


def extended(students: Iterable[Student], due: datetime, name: str) -> dict[str, datetime]:
    """The later due date of each student who has one, by key.

    A day without a time lasts until its end, in the zone of the homework. `UserError` says whose
    extension cannot be read.

    >>> from datetime import UTC
    >>> due = datetime(2026, 11, 30, 12, tzinfo=UTC)
    >>> found = extended([Student("Ada", extension="2 days"), Student("Bob", extension="2026-12-05")], due, "")
    >>> [date.isoformat() for date in found.values()]
    ['2026-12-02T12:00:00+00:00', '2026-12-05T23:59:59+00:00']
    """
    return {one.key: _date(one, due, name) for one in students if one.extension}


def _date(student: Student, due: datetime, name: str) -> datetime:
    text = student.extension.strip()
    if span := _SPAN.fullmatch(text):
        return due + timedelta(hours=int(span[1]) * _HOURS[span[2][0].casefold()])
    date = read_date(text)
    if date is None:
        raise UserError(
            f"{name}: the extension {text!r} of {student.name!r} cannot be read",
            "write a date, 2026-12-05 or 2026-12-05 18:00, or 2 days",
        )
    if ":" not in text:
        date = date.replace(hour=23, minute=59, second=59)
    return date if date.tzinfo else date.replace(tzinfo=due.tzinfo)
