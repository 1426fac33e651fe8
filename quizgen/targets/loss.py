"""What a learning system cannot express of a question, and what was done instead."""

from collections.abc import Iterable
from dataclasses import dataclass

# Places that a line of the report names.
NAMED = 6


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that one field loses: `where` is a question's code with the part's letter."""

    where: str
    what: str
    instead: str


def report(losses: Iterable[Loss]) -> list[str]:
    """A line for each thing that is lost, with how often and where.

    >>> report([Loss("a·1 (b)", "a tolerance", "none"), Loss("a·2", "a tolerance", "none")])
    ['2 × a tolerance: none (a·1 (b), a·2)']
    """
    found: dict[tuple[str, str], list[str]] = {}
    for loss in losses:
        found.setdefault((loss.what, loss.instead), []).append(loss.where)
    return [
        f"{len(places)} × {what}: {instead} ({', '.join(places[:NAMED])}{', …' if len(places) > NAMED else ''})"
        for (what, instead), places in found.items()
    ]
