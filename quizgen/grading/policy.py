"""What a class agreed on: which of several attempts counts, and what handing in late costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

Counting = Literal["last", "best", "first"]


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one homework.

    `due` has a zone; dates without one in a file are read in it. `per_day` is the share of the
    points that each day begun after it costs, `extended` a later date for a student by key.

    >>> from datetime import timezone
    >>> rules = Policy(due=datetime(2026, 11, 30, 12, tzinfo=timezone.utc), per_day=Fraction(1, 10))
    >>> rules.late("Ada", datetime(2026, 12, 1, 12, 1))
    Fraction(1, 5)
    """

    attempts: Counting = "last"
    due: datetime | None = None
    per_day: Fraction = Fraction(0)
    extended: Mapping[str, datetime] = field(default_factory=dict)

    def zoned(self, date: datetime) -> datetime:
        """The date in a zone: its own, else that of the due date."""
        if date.tzinfo is None and self.due is not None:
            return date.replace(tzinfo=self.due.tzinfo)
        return date

    def late(self, student: str, date: datetime | None) -> Fraction:
        """The share of the points that an answer of this date has lost; 0 where no date is known."""
        due = self.extended.get(student, self.due)
        if due is None or date is None:
            return Fraction(0)
        over = self.zoned(date) - self.zoned(due)
        if over <= timedelta(0):
            return Fraction(0)
        days = -(-over // timedelta(days=1))
        return min(Fraction(1), days * self.per_day)


# The last answer counts, and nothing is late.
DEFAULT = Policy()
