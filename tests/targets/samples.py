"""What the tests of targets share: a hostile question, what is typed for a value, one written pack."""

from __future__ import annotations

import io
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import quizgen
from quizgen.answers import answer_kind
from quizgen.answers.blank import Numeric, Pick, Spelled, decimal
from quizgen.targets.question import Pack, Pool, Question, Slot, question_of
from quizgen.targets.table import writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from quizgen.answers.kind import AnswerKind
    from quizgen.targets.loss import Loss
    from quizgen.targets.question import Asked
    from quizgen.variant import Part

HOSTILE = "a ]]> b } ~ # = %50% {1:NUMERICAL:=7} {#1} <b>&lt;</b> \\(x\\) $\\{1, \\#\\}$ * \u202eabc \U0001f600"


def hostile(kind: str = "vector") -> Question:
    """An exercise whose every text is full of signs that importers take for their own."""
    variant = quizgen.draw("conv1d-compute", 1)
    part = variant.parts[0]
    mistakes = tuple(replace(m, hint=HOSTILE) for m in part.mistakes)
    parts: tuple[Part, ...] = (replace(part, prompt=HOSTILE, mistakes=mistakes),)
    if kind == "choice":
        settings = {"choices": ["A", "B"], "choice_texts": [HOSTILE, "other } ~ # text"]}
        parts = (*parts, replace(part, id="c", kind="choice", key="A", mistakes=(), settings=settings, follow=None))  # fmt: skip
    if kind == "words":
        parts = (*parts, replace(part, id="w", kind="words", key="drop out", mistakes=(), settings={}, follow=None))  # fmt: skip
    return question_of(replace(variant, title=HOSTILE, text=HOSTILE * 50, parts=parts))


def typed(value: Fraction | str, within: Fraction = Fraction(0)) -> str:
    """What is typed for a value: a decimal, or the text."""
    return decimal(value, within) if isinstance(value, Fraction) else value


def right(slot: Slot) -> str:
    """The key as it is typed; options by their letters."""
    match slot.blank.asks:
        case Numeric(value, within):
            return decimal(value, within)
        case Spelled(accepted):
            return accepted[0]
        case Pick(options):
            return ", ".join(o.letter or o.text for o in options if o.right) or "none"


def single_numbers(questions: Iterable[Question]) -> Iterator[tuple[Question, Asked, AnswerKind]]:
    """The parts with one number, each with our own judge of it."""
    for question in questions:
        for asked in question.asked:
            if len(asked.slots) == 1 and isinstance(asked.slots[0].blank.asks, Numeric):
                part = asked.drawn
                yield question, asked, answer_kind(part.kind, part.key, part.mistakes, **part.settings)  # fmt: skip


def exported(target: str, *pools: list[Question], title: str = "T") -> tuple[bytes, list[Loss]]:
    """The file of a target with one pool for each list of questions, and what is lost."""
    named = [Pool(f"{n} {own[0].title}", own[0].variant.id, own) for n, own in enumerate(pools, 1)]
    file = io.BytesIO()
    losses: list[Loss] = []
    writer(target)(Pack("sheet", title, named), file, losses.append)
    return file.getvalue(), losses
