"""What a class agreed on: which of several attempts counts, and what handing in late costs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from quizgen.tables.dates import read_date

Counting = Literal["last", "best", "first"]


def _everything(due: datetime | None, handed_in: datetime) -> Fraction:
    del due, handed_in
    return Fraction(1)


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of one homework.

    `due` has a zone; dates without one in a file are read in it. `kept` is the share of the points
    that an answer keeps, by due date and date; `extended` a later due date for a student by key;
    `day_first` how dates such as 3/4/2026 are read, where a file does not show it.

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
    day_first: bool | None = None

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

    @property
    def can_cost(self) -> bool:
        """Whether an answer can lose anything by being late."""
        return self.due is not None and self.kept(self.due, self.due + _LONG_AFTER) < 1

    def unsure(self, student: str, text: str) -> tuple[Fraction, str]:
        """What an answer has lost whose date is no date, or may be two; and why a person has to say.

        Where all readings come to the same, nobody has to.

        >>> from datetime import timezone
        >>> due = datetime(2026, 3, 10, 12, tzinfo=timezone.utc)
        >>> rules = Policy(due=due, kept=lambda due, date: Fraction(date <= due))
        >>> rules.unsure("Ada", "3/4/2026")[1].partition(";")[0]
        "'3/4/2026' may be 4 March or 3 April, and is late by one of them"
        >>> rules.unsure("Ada", "1/2/2026")
        (Fraction(0, 1), '')
        """
        if not self.can_cost:
            return Fraction(0), ""
        readings = (self.day_first,) if self.day_first is not None else (False, True)
        dates = [read_date(text, is_day_first=by_day) for by_day in readings]
        found = [date for date in dates if date is not None]
        lost = {self.late(student, date) for date in found}
        if len(lost) == 1:
            return lost.pop(), ""
        if not found:
            said = f"{text[:80]!r} is no date that can be told, nor then whether it is late"
            return Fraction(0), f"{said}; write 2026-11-30 23:59, or enter the mark"
        may = " or ".join(f"{date.day} {date:%B}" for date in found)
        said = f"{text!r} may be {may}, and is late by one of them"
        return Fraction(0), f'{said}; declare dates = "day/month" or "month/day", or enter the mark'


# Whoever hands in so long after the due date has lost what can be lost.
_LONG_AFTER = timedelta(days=2000)
# The last answer counts, and nothing is late.
DEFAULT = Policy()
