"""A drawn exercise as learning systems ask it: blanks with a weight, wrong answers that are known, a stable code."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import blake2b
from typing import Generic, TypeVar

from quizgen.answers import answer_kind
from quizgen.answers.blank import (
    FIGURES,
    Blank,
    Numeric,
    Pick,
    Spelled,
    half_a_unit,
    in_rows,
    is_short,
    together,
)
from quizgen.answers.credit import NOTHING
from quizgen.answers.kind import one_of
from quizgen.document import sheet as document
from quizgen.document import tree
from quizgen.document.markdown import inline
from quizgen.document.part import Part as TypesetPart
from quizgen.document.printers.text import text
from quizgen.targets.loss import Loss
from quizgen.variant import Mistake, Part, Variant

T = TypeVar("T")

# Without letters that look alike.
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 8
# Columns that no hint has.
_ONE_LINE = 100_000


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong answer to one blank: a number, or the letter (or text) of an option, or a spelling.

    `credit` is the share of the blank's points, `hint` Markdown; numbers at most `within` away are the same slip.
    """

    value: Fraction | str
    credit: Fraction
    name: str
    hint: str
    within: Fraction = Fraction(0)

    @property
    def remark(self) -> str:
        """The hint as plain text on one line, for those who show it as it is."""
        return text(inline(self.hint), width=_ONE_LINE)


@dataclass(frozen=True, slots=True)
class Slot:
    """A blank with what it is worth and the slips it may meet. `id` tells it from the others of the question."""

    id: str
    blank: Blank
    points: Fraction
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A part. Without `slots` the target cannot judge it: a person does, or our own grading."""

    id: str
    letter: str
    drawn: Part
    typeset: TypesetPart
    slots: tuple[Slot, ...]

    @property
    def points(self) -> Fraction:
        """What the part is worth."""
        return self.typeset.points


@dataclass(frozen=True, slots=True)
class Question:
    """One variant of an exercise. `code` stands in its text, and whatever the target wants to be unique follows from it."""

    code: str
    title: str
    variant: Variant
    typeset: document.Question
    asked: tuple[Asked, ...]

    def where(self, asked: Asked) -> str:
        """What a part is called in a report."""
        letter = f" ({asked.letter})" if len(self.asked) > 1 else ""
        return f"{self.code}{letter}"


@dataclass(frozen=True, slots=True)
class Pool:
    """The variants of one question of a sheet: a student gets one of them."""

    title: str
    exercise: str
    questions: Iterable[Question]


@dataclass(frozen=True, slots=True)
class Pack:
    """All that is exported: a sheet with its pools in order."""

    id: str
    title: str
    pools: Iterable[Pool]


def question_of(variant: Variant) -> Question:
    """A variant as it is asked."""
    typeset = document.question(_without_penalties(variant), 1, repeats=False)
    asked = tuple(
        Asked(part.id, drawn_part.label or "a", part, drawn_part, _slots(part))
        for part, drawn_part in zip(variant.parts, typeset.parts, strict=True)
    )
    return Question(code_of(variant), variant.title, variant, typeset, asked)


def _without_penalties(variant: Variant) -> Variant:
    """The variant as it counts where nothing is taken off: its statement says nothing of it either."""
    parts = (
        replace(part, settings={k: v for k, v in part.settings.items() if k != "penalty"})
        for part in variant.parts
    )
    return replace(variant, parts=tuple(parts))


def code_of(variant: Variant) -> str:
    """The exercise and eight letters that no other variant of a bank has: 39 bits of its content.

    >>> from quizgen import draw
    >>> code_of(draw("conv1d-arch", 1)) == code_of(draw("conv1d-arch", 1)), code_of(draw("conv1d-arch", 1))[:12]
    (True, 'conv1d-arch-')
    """
    number = int.from_bytes(blake2b(variant.to_line().encode(), digest_size=8).digest(), "big")
    letters = "".join(
        _ALPHABET[number // len(_ALPHABET) ** i % len(_ALPHABET)] for i in range(_LENGTH)
    )
    return f"{variant.id}-{letters}"


def split(question: Question) -> tuple[list[Asked], list[Asked]]:
    """The parts of the question with blanks, and those that are questions of their own."""
    places = set(together([[slot.blank for slot in asked.slots] for asked in question.asked]))
    own = list(enumerate(question.asked))
    return [a for i, a in own if i in places], [a for i, a in own if i not in places]


@dataclass(frozen=True, slots=True)
class Laid(Generic[T]):
    """Where the fields of a part stand: below heads and beside names, in rows, or in one row."""

    head: tuple[T, ...]
    rows: tuple[tuple[tuple[T, ...], tuple[T, ...]], ...]

    @property
    def is_line(self) -> bool:
        """Whether it is no table."""
        return not self.head and len(self.rows) == 1


def laid(
    asked: Asked, fields: Sequence[T], words: Callable[[tuple[tree.Inline, ...]], T]
) -> Laid[T]:
    """The fields of a part where they stand, among what is given in its table as `words` sets it."""
    if not asked.typeset.table:
        return Laid((), tuple(((), tuple(row)) for row in in_rows(asked.drawn.key, fields)))
    own = iter(fields)
    rows = (
        ((words(name),), tuple(next(own) if cell.field else words(cell.content) for cell in cells))
        for name, cells in asked.typeset.table
    )
    return Laid(tuple(map(words, asked.typeset.table_head)), tuple(rows))


# How most targets mark several options to tick.
SHARES = "each right one its share, each wrong one as much less"


def several_options(question: Question, instead: str = SHARES) -> Iterator[Loss]:
    """The parts in which several options are ticked: each target marks them in a way of its own."""
    for asked in question.asked:
        if asked.slots and isinstance(asks := asked.slots[0].blank.asks, Pick) and asks.several:
            yield Loss(question.where(asked), "the marks of several options", instead)


def shared_losses(question: Question) -> Iterator[Loss]:
    """What no target has that only compares numbers, options and spellings."""
    for asked in question.asked:
        yield from (Loss(question.where(asked), *said) for said in _lost(asked))


def _lost(asked: Asked) -> Iterator[tuple[str, str]]:
    part = asked.drawn
    if not asked.slots:
        yield (
            f"answers of the kind {part.kind} are read by quizgen alone",
            "a text to be marked by a person or by quizgen grade",
        )
        return
    if part.follow:
        yield "follow-through of an earlier wrong answer", "only the key is right"
    if part.settings.get("penalty"):
        yield (
            "points taken off for a wrong answer",
            "a wrong answer earns nothing",
        )
    partial = part.settings.get("partial", "all")
    if len(asked.slots) > 1 and partial in NOTHING:
        yield "all or nothing over several blanks", "each blank earns its share"
    elif len(asked.slots) > 1:
        yield "entries that are right without knowledge earn nothing", "each blank earns its share"
    asks = asked.slots[0].blank.asks
    if isinstance(asks, Spelled):
        yield "other ways of writing the answer", "only the spellings listed are right"
    if isinstance(asks, Numeric):
        yield "working, units and fractions as answers", "one decimal number a blank"


def _slots(part: Part) -> tuple[Slot, ...]:
    if part.holds is not None:
        return ()
    judge = answer_kind(part.kind, part.key, (), **part.settings)
    blanks = judge.blanks()
    mistakes = [(mistake, _blanks_of(part, mistake)) for mistake in part.mistakes]
    share = Fraction(part.points) / len(blanks) if blanks else Fraction(0)
    return tuple(
        Slot(
            f"{part.id}.{place}" if len(blanks) > 1 else part.id,
            blank,
            share,
            tuple(_wrong(blank, [(m, own[place - 1]) for m, own in mistakes if len(own) == len(blanks)])),
        )
        for place, blank in enumerate(blanks, start=1)
    )  # fmt: skip


def _blanks_of(part: Part, mistake: Mistake) -> tuple[Blank, ...]:
    """The blanks as the mistake fills them; none where it is no answer of the kind."""
    try:
        return answer_kind(part.kind, mistake.value, (), **part.settings).blanks()
    except (ValueError, TypeError):
        return ()


def _wrong(blank: Blank, mistakes: Sequence[tuple[Mistake, Blank]]) -> Iterator[Wrong]:
    """The values that are not right, each once. Where several slips come to one, nobody knows which was made: all are named."""
    alike: list[tuple[Fraction | str, Blank, list[Mistake]]] = []
    for mistake, own in mistakes:
        value = _value(own)
        if value is None or _clash(own, blank):
            continue
        made = next((made for _, other, made in alike if _clash(own, other)), None)
        if made is None:
            alike.append((value, own, [mistake]))
        else:
            made.append(mistake)
    for value, own, made in alike:
        within = _reach(own.asks) if isinstance(own.asks, Numeric) else Fraction(0)
        credit = min(max(Fraction(mistake.credit or 0) for mistake in made), Fraction(1, 2))
        names = " or ".join(dict.fromkeys(mistake.name for mistake in made))
        hints = one_of(dict.fromkeys(mistake.hint for mistake in made if mistake.hint))
        yield Wrong(value, credit, names, hints, within)


def _reach(asks: Numeric) -> Fraction:
    """How far a typed decimal may be from a slip's number: where that has no end, as far as it is rounded."""
    return asks.within if asks.within or is_short(asks.value) else half_a_unit(asks.value, FIGURES)


def _value(blank: Blank) -> Fraction | str | None:
    match blank.asks:
        case Numeric(value):
            return value
        case Spelled(accepted):
            return accepted[0]
        case Pick(options, several):
            right = [option.letter or option.text for option in options if option.right]
            return right[0] if len(right) == 1 and not several else None


def _clash(own: Blank, other: Blank) -> bool:
    """Whether one answer fits both: then the order of alternatives would decide."""
    match own.asks, other.asks:
        case Numeric(value, within), Numeric(key, allowed):
            # A slip that computes in floats may be the key but for its last digits.
            return abs(value - key) <= within + allowed + (1 + abs(key)) / 10**9
        case Spelled(spellings), Spelled(accepted):
            known = {text.casefold() for text in accepted}
            return any(text.casefold() in known for text in spellings)
        case _:
            return _value(own) == _value(other)
