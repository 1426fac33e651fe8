"""From the review log to reviews: one for each variant that was gone through."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from quizgen.practice.outcome import HELPED, OWN, RIGHT, SKIPPED, WRONG, Outcome

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4
# A median of fewer answers than this says nothing about one's own pace.
PACE = 5
FRESH = 3


@dataclass(frozen=True, slots=True)
class Review:
    """One variant of a family: the worst result of its parts, the time of all of them."""

    at: float
    family: str
    level: str
    result: str
    seconds: float
    rating: int


def reviews(log: Iterable[Outcome]) -> list[Review]:
    """The reviews of a log, oldest first; a variant left half done counts only if it went wrong.

    Rated by behaviour: wrong or skipped is Again, help is Hard, right is Good, and Easy when it
    was faster than one's own median for that family and level. Texts that their writer has marked
    say nothing about skill: they count as gone through.
    """
    attempts: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in log:
        attempts.setdefault((outcome.attempt, outcome.family), []).append(outcome)
    found: list[Review] = []
    times: dict[tuple[str, str], list[float]] = {}
    for parts in attempts.values():
        last, judged = parts[-1], [part for part in parts if part.result != OWN]
        if not judged:
            continue
        result = _worst(judged)
        if len(parts) < last.parts and result in {RIGHT, HELPED}:
            continue
        seconds = sum(part.seconds for part in judged)
        own = times.setdefault((last.family, last.level), [])
        found.append(
            Review(last.at, last.family, last.level, result, seconds, rating(result, seconds, own))
        )
        if result == RIGHT:
            own.append(seconds)
    return sorted(found, key=lambda review: review.at)


def _worst(parts: Sequence[Outcome]) -> str:
    order = (SKIPPED, WRONG, HELPED, RIGHT)
    return min((part.result for part in parts), key=order.index)


def rating(result: str, seconds: float, earlier: Sequence[float]) -> int:
    """The rating of the scheduler, 1 to 4, from what was done.

    >>> rating("right", 10, [20, 30, 40, 20, 30]), rating("right", 35, [20, 30, 40, 20, 30])
    (4, 3)
    >>> rating("helped", 1, []), rating("skipped", 1, [])
    (2, 1)
    """
    if result in {WRONG, SKIPPED}:
        return AGAIN
    if result == HELPED:
        return HARD
    fast = len(earlier) >= PACE and seconds < median(earlier)
    return EASY if fast else GOOD


def is_mastered(results: Sequence[str]) -> bool:
    """Whether the last three variants were right without a hint.

    >>> is_mastered(["wrong", "right", "right", "right"]), is_mastered(["right", "right"])
    (True, False)
    """
    last = results[-FRESH:]
    return len(last) == FRESH and set(last) == {RIGHT}


def mastered(found: Iterable[Review]) -> set[str]:
    """The families mastered by these reviews."""
    by_family: dict[str, list[str]] = {}
    for review in found:
        by_family.setdefault(review.family, []).append(review.result)
    return {family for family, results in by_family.items() if is_mastered(results)}
