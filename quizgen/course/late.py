"""What late answers lose, by the policy of a homework."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Late:
    """The policy for answers after the due time: nothing is lost unless it says so.

    `grace` minutes cost nothing. Each day that has begun after them takes the share `per_day` of the
    points; after `days` days nothing counts any more (None: there is no last day).
    """

    grace: int = 0
    per_day: Fraction = Fraction(0)
    days: int | None = None

    def kept(self, due: datetime | None, handed_in: datetime) -> Fraction:
        """The share of the points that answers of a time keep, from 0 to 1.

        >>> from datetime import UTC
        >>> due, policy = datetime(2026, 12, 4, 12, tzinfo=UTC), Late(10, Fraction(1, 10), 3)
        >>> [str(policy.kept(due, due + timedelta(hours=h))) for h in (0, 1, 24, 25, 80)]
        ['1', '9/10', '9/10', '4/5', '0']
        """
        if due is None or handed_in <= due + timedelta(minutes=self.grace):
            return Fraction(1)
        begun = -((due - handed_in) // timedelta(days=1))
        if self.days is not None and begun > self.days:
            return Fraction(0)
        return max(Fraction(0), 1 - begun * self.per_day)
