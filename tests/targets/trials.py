"""Answers to a question that every target is tried with, and what our own grading gives for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from quizgen.answers.blank import Pick
from quizgen.answers.verdict import ROUNDED
from quizgen.course.responses import one_text
from quizgen.grading.judging import judged
from tests.targets.samples import right, typed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from quizgen.targets.loss import Loss
    from quizgen.targets.question import Asked, Question, Slot

# What is typed into a blank, or the names of the options that are ticked.
Given = dict[str, "str | tuple[str, ...]"]
# The points that a target gives for parts that it marks together.
Marks = dict[tuple[str, ...], float]
MALFORMED = "twelve !?"


class Ours(NamedTuple):
    """Points, the verdict's status, and whether they are more since an earlier answer is wrong."""

    points: float
    status: str
    follows: bool


@dataclass(frozen=True)
class Trial:
    """One way of answering a whole question."""

    name: str
    given: Given
    ours: Mapping[str, Ours]


def trials(question: Question) -> Iterator[Trial]:
    """All right, two slips (in each part one blank), nothing, what nobody can read; and right but for one blank."""
    for name, given in _given(question):
        yield Trial(name, given, ours(question, given))


def _given(question: Question) -> Iterator[tuple[str, Given]]:
    slots = [slot for asked in question.asked for slot in asked.slots]
    key = {slot.id: _right(slot) for slot in slots}
    yield "right", key
    found = [_slips(asked) for asked in question.asked]
    for place, name in enumerate(("slip", "other slip")):
        slips = dict(own[place] for own in found if own[place:])
        if slips:
            yield name, key | slips
    yield "blank", {s.id: () if isinstance(s.blank.asks, Pick) else "" for s in slots}
    yield "malformed", {s.id: () if isinstance(s.blank.asks, Pick) else MALFORMED for s in slots}
    if slots[1:]:
        last = slots[-1]
        yield "one blank", key | {last.id: () if isinstance(last.blank.asks, Pick) else ""}
        typed_ = [slot.id for slot in slots if not isinstance(slot.blank.asks, Pick)]
        if typed_:
            yield "one malformed", key | {typed_[0]: MALFORMED}


def _right(slot: Slot) -> str | tuple[str, ...]:
    if isinstance(asks := slot.blank.asks, Pick):
        return tuple(o.letter or o.text for o in asks.options if o.right)
    return right(slot)


def _slips(asked: Asked) -> list[tuple[str, str | tuple[str, ...]]]:
    found: list[tuple[str, str | tuple[str, ...]]] = []
    for slot in asked.slots:
        if isinstance(asks := slot.blank.asks, Pick) and asks.several:
            names = [o.letter or o.text for o in asks.options]
            chosen = set(_right(slot))
            found += [(slot.id, tuple(n for n in names if (n in chosen) != (n == turned))) for turned in names]  # fmt: skip
        elif isinstance(slot.blank.asks, Pick):
            found += [(slot.id, (str(wrong.value),)) for wrong in slot.wrong]
        else:
            found += [(slot.id, typed(wrong.value, wrong.within)) for wrong in slot.wrong]
    return found


def texts(asked: Asked, given: Mapping[str, str | tuple[str, ...]]) -> list[str]:
    """What stands in each blank of a part, options by their names."""
    own = [given[slot.id] for slot in asked.slots]
    return [one if isinstance(one, str) else ", ".join(one) for one in own]


def ours(question: Question, given: Given) -> dict[str, Ours]:
    """What `quizgen grade` gives for each part with blanks."""
    found: dict[str, Ours] = {}
    earlier: dict[str, str] = {}
    for asked in question.asked:
        if not asked.slots:
            continue
        own = texts(asked, given)
        text = one_text(asked.drawn, own) if any(own) else ""
        verdict, _ = judged(question.variant, asked.drawn, text, earlier)
        alone = judged(question.variant, asked.drawn, text, {})[0] if asked.drawn.follow else verdict  # fmt: skip
        earlier[asked.id] = text
        share = Fraction(1) if verdict.status == ROUNDED else verdict.score
        found[asked.id] = Ours(float(share * asked.points), verdict.status, verdict != alone)
    return found


# What each loss does to the marks of decimals, options and listed spellings: a loss that is not here leaves them alone.
_MORE, _LESS, _EITHER = "more", "less", "more or less"
_DOES = {
    "entries that are right without knowledge": _MORE,
    "all or nothing over several blanks": _MORE,
    "points taken off for a wrong answer": _MORE,
    "follow-through of an earlier wrong answer": _LESS,
    "points for each entry": _LESS,
    "points for typical slips": _LESS,
    "decimals in a field for a whole number": _LESS,
    "words in a field for a number": _LESS,
    "blanks of different weight": _EITHER,
    "the marks of several options": _EITHER,
}


def excused(
    question: Question, trial: Trial, parts: Sequence[str], points: float, losses: Iterable[Loss]
) -> list[str]:
    """The declared losses that make the marks of these parts differ in this way.

    Follow-through does so where a part's own verdict is another for what was answered before.
    """
    own = {question.where(a): a for a in question.asked if a.id in parts}
    mine = sum(trial.ours[part].points for part in parts)
    way = _MORE if points > mine else _LESS
    return [
        loss.what
        for loss in losses
        if (loss.where in own or loss.where == question.code)
        and way in next((does for what, does in _DOES.items() if loss.what.startswith(what)), "")
        and (not loss.what.startswith("follow-through") or trial.ours[own[loss.where].id].follows)
    ]


@dataclass
class Table:
    """The row of a target: how often its marks are ours."""

    target: str
    questions: int = 0
    answers: int = 0
    agree: int = 0
    declared: int = 0
    disagreements: list[str] = field(default_factory=list)

    def count(self, question: Question, trial: Trial, marks: Marks, losses: Sequence[Loss]) -> None:
        """One answer to one question beside ours, unit by unit."""
        own = trial.ours
        for parts, points in marks.items():
            self.answers += 1
            mine = sum(own[part].points for part in parts)
            if abs(mine - points) < 0.005 + 1e-4 * mine:
                self.agree += 1
            elif any(own[part].status == ROUNDED for part in parts):
                self.declared += 1  # right but rounded: a person decides, with us
            elif excused(question, trial, parts, points, losses):
                self.declared += 1
            else:
                self.disagreements.append(f"{self.target} {question.code} {'+'.join(parts)} {trial.name}: theirs {points:g}, ours {mine:g} {[own[p] for p in parts]} {[trial.given[s.id] for a in question.asked if a.id in parts for s in a.slots]}")  # fmt: skip
