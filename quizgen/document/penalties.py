"""What wrong options cost, as it is said below the statement of a question."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from quizgen.answers import kind_class
from quizgen.document import tree
from quizgen.document.messages import Messages, said
from quizgen.document.worth import points

if TYPE_CHECKING:
    from quizgen.variant import Part


def penalties(
    parts: "Sequence[Part]", labels: Sequence[str], words: Messages
) -> tuple[tree.Block, ...]:
    """A sentence for each cost, naming its parts where not all have it; none where nothing costs."""
    found: dict[Fraction, list[str]] = {}
    for part, label in zip(parts, labels, strict=True):
        if cost := kind_class(part.kind).cost(part.settings):
            found.setdefault(cost * Fraction(part.points), []).append(f"({label})")
    return tuple(
        tree.Paragraph((tree.Text(_sentence(cost, named, len(parts), words)),))
        for cost, named in found.items()
    )


def _sentence(cost: Fraction, named: Sequence[str], parts: int, words: Messages) -> str:
    worth = points(cost, words)
    if len(named) == parts:
        return said(words.penalty, points=worth)
    return said(words.penalty_in, parts=", ".join(named), points=worth)
