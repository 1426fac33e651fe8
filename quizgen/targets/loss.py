"""What a learning system cannot express of a question, and what was done instead."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quizgen.variant import Variant

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


def losses_of(target: str, variant: "Variant") -> list[Loss]:
    """What a target loses of one variant; nothing where the target is not known.

    >>> from quizgen import draw
    >>> {loss.what for loss in losses_of("moodle", draw("conv1d-matrix", 1))} > set(), losses_of("", draw("conv1d-matrix", 1))
    (True, [])
    """
    from quizgen.targets.question import Pack, Pool, question_of
    from quizgen.targets.table import TARGETS, writer

    found: list[Loss] = []
    if target in TARGETS:
        pools = [Pool(variant.title, variant.id, [question_of(variant)])]
        writer(target)(Pack(variant.id, variant.title, pools), io.BytesIO(), found.append)
    return found
