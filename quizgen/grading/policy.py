"""What a class agreed on: which of several attempts counts, and what handing in late costs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Literal

Counting = Literal["last", "best", "first"]


def _everything(due: datetime | None, handed_in: datetime) -> Fraction:
    del due, handed_in
    return Fraction(1)


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one homework.

    `due` has a zone; dates without one in a file are read in it. `kept` is the share of the points
    that an answer keeps, by due date and date; `extended` a later due date for a student by key.

    >>> from datetime import timezone
    >>> due = datetime(2026, 11, 30, 12, tzinfo=timezone.utc)
    >>> rules = Policy(due=due, kept=lambda due, date: Fraction(date <= due))
    >>> rules.late("Ada", datetime(2026, 11, 30, 11)), rules.late("Ada", datetime(2026, 11, 30, 13))
    (Fraction(0, 1), Fraction(1, 1))
    """

    attempts: Counting = "last"
    due: datetime | None = None
    kept: Callable[[datetime | None, datetime], Fraction] = _everything
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
        return 1 - self.kept(self.zoned(due), self.zoned(date))


# The last answer counts, and nothing is late.
DEFAULT = Policy()
