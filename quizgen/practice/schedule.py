"""Which family is asked next: spaced repetition over the review log, by `fsrs`.

A card is a family, each of its reviews a new variant. Nothing is stored but the log: the cards
are computed from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quizgen.practice.reviews import Review


@lru_cache(maxsize=1)
def _scheduler() -> Any:
    from fsrs import Scheduler

    # Fuzzing draws from a global generator: the same log would give other days.
    return Scheduler(enable_fuzzing=False)


def cards(found: Iterable["Review"]) -> dict[str, Any]:
    """The card of each family practised so far.

    >>> from quizgen.practice.reviews import Review
    >>> card = cards([Review(0.0, "relu", "E", "right", 5.0, 3)])["relu"]
    >>> card.due.isoformat()
    '1970-01-01T00:10:00+00:00'
    """
    from fsrs import Card, Rating

    known: dict[str, Any] = {}
    for review in found:
        at = datetime.fromtimestamp(review.at, tz=UTC)
        card = known.get(review.family) or Card(card_id=len(known) + 1, due=at)
        known[review.family], _ = _scheduler().review_card(card, Rating(review.rating), at)
    return known


@dataclass(frozen=True, slots=True)
class Choice:
    """A family and why it is asked."""

    family: str
    reason: str


def choose(
    families: Sequence[str], known: Mapping[str, Any], at: float, recent: Sequence[str] = ()
) -> Choice:
    """The family to ask now: the one most in need of review, then new ones in their order.

    Nothing due and nothing new: the one due soonest. The last family is not asked twice in a row
    while there is another.
    """
    now = datetime.fromtimestamp(at, tz=UTC)
    others = [family for family in families if not recent or family != recent[-1]] or list(families)
    due = [family for family in others if family in known and known[family].due <= now]
    if due:
        return Choice(min(due, key=lambda family: _remembered(known[family], now)), "due")
    new = [family for family in others if family not in known]
    if new:
        return Choice(new[0], "new")
    return Choice(
        min(others, key=lambda family: (known[family].due, others.index(family))), "ahead"
    )


def _remembered(card: object, now: datetime) -> float:
    return float(_scheduler().get_card_retrievability(card, now))
