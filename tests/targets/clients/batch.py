"""The questions that clients are tried with: few that together have every construct of an export."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from quizgen import draw, exercises
from quizgen.answers.blank import Numeric, Pick, in_rows
from quizgen.targets.question import question_of

if TYPE_CHECKING:
    from quizgen.targets.question import Question, Slot


Constructs = Iterator[tuple[str, ...]]


def batch(seed: int, *constructs: Callable[[Question], Constructs]) -> list[Question]:
    """Of all exercises and levels those that have a construct which none before them had."""
    found, seen = [], set[tuple[str, ...]]()
    for exercise in exercises():
        for level in exercise.levels:
            question = question_of(draw(exercise, seed, level=level or None))
            own = {one for each in constructs for one in each(question)}
            if not seen.issuperset(own):
                seen |= own
                found.append(question)
    return found


def judged(question: Question) -> Constructs:
    """What is compared in a way of its own: kinds of answer, what is asked in their blanks, slips."""
    for asked in question.asked:
        kind = asked.drawn.kind
        yield (kind, "several" if len(asked.slots) > 1 else "one" if asked.slots else "by a person")
        for slot in asked.slots:
            yield from ((type(slot.blank.asks).__name__, said) for said in _asked(slot))
            for wrong in slot.wrong:
                yield (kind, f"a slip, remark {bool(wrong.hint)}, points {bool(wrong.credit)}")


def shown(question: Question) -> Constructs:
    """What a page shows in a way of its own: figures, options, where blanks stand, what follows from what."""
    if question.variant.figures:
        yield ("a figure of the question",)
    if len(question.asked) > 1:
        yield ("parts",)
    for asked in question.asked:
        drawn = asked.drawn
        if asked.typeset.table:
            yield (drawn.kind, "in a table")
        if in_rows(drawn.key, asked.slots)[1:]:
            yield (drawn.kind, "in rows")
        if drawn.figures or drawn.pictures:
            yield (drawn.kind, "figures")
        if drawn.follow:
            yield (drawn.kind, "follows")
        yield ("partial", str(drawn.settings.get("partial")))


def _asked(slot: Slot) -> Iterator[str]:
    asks = slot.blank.asks
    if isinstance(asks, Numeric):
        yield "whole" if asks.value.denominator == 1 else "broken"
        yield "with a tolerance" if asks.within else "exact"
        yield ("zero", "positive", "negative")[(asks.value > 0) - (asks.value < 0)]
    if isinstance(asks, Pick):
        yield "several" if asks.several else "one"
        yield "letters" if asks.options[0].letter else "texts"
