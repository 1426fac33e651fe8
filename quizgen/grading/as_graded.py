"""What else counts when an answer to a question of a graded homework is judged: decisions, earlier answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quizgen.assignment import Assignment
from quizgen.grading.overrides import Override
from quizgen.grading.record import Record
from quizgen.grading.roster import Roster, places
from quizgen.grading.rulings import NONE, Ruling, Rulings, rulings
from quizgen.grading.stored import asked
from quizgen.variant import Part, Variant


@dataclass(frozen=True, slots=True)
class AsGraded:
    """A question with its corrected keys, what is decided about a part, and earlier answers by part.

    `said` is what there is to say of it, such as decisions that are for some students only.
    """

    variant: Variant
    ruling: Ruling = NONE
    earlier: Mapping[str, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()


def as_graded(
    variant: Variant,
    part: Part,
    sheets: Sequence[Assignment],
    overrides: Sequence[Override],
    record: Record | None,
) -> AsGraded:
    """The circumstances of a part of the question with a code, as far as the class has them in common."""
    own = [sheet for sheet, _ in asked(sheets, variant.code)]
    is_named = bool(own and own[0].student)
    decided = rulings(overrides, Roster(sheets)) if is_named else _for_everybody(overrides)
    index = variant.parts.index(part)
    found = [_ruled(sheet, decided, variant, index) for sheet in own]
    said: tuple[str, ...] = ()
    if any(one != found[0] for one in found[1:]):
        found = [_ruled(own[0], _for_everybody(overrides), variant, index)]
        said = ("Decisions about single students are left out: several have this question.",)
    new, ruling = found[0] if found else (variant, NONE)
    earlier, whose = _earlier(variant, index, record)
    if earlier:
        letters = {p.id: chr(ord("a") + i) for i, p in enumerate(variant.parts)}
        told = ", ".join(f"({letters[name]}) {text}" for name, text in earlier.items())
        said = (*said, f"Earlier answers of {whose}: {told}")
    return AsGraded(new, ruling, earlier, said)


def _for_everybody(overrides: Sequence[Override]) -> Rulings:
    return Rulings({"": [one for one in overrides if not one.student]})


def _ruled(
    sheet: Assignment, decided: Rulings, variant: Variant, index: int
) -> tuple[Variant, Ruling]:
    """The question of a sheet with corrected keys, and what is decided about one of its parts."""
    corrected, ruled = decided.ruled(sheet)
    at = next(i for i, one in enumerate(sheet.questions) if one.code == variant.code)
    before = sum(len(one.parts) for one in sheet.questions[:at])
    label = places(sheet)[before + index].label
    return corrected.questions[at], ruled.get(label, NONE)


def _earlier(variant: Variant, index: int, record: Record | None) -> tuple[dict[str, str], str]:
    """The answers to the parts before, and whose they are, where one student alone has the question."""
    graded = record.graded if record else ()
    own = [
        (one, number)
        for one in graded
        for number, question in enumerate(one.questions, start=1)
        if question.code == variant.code
    ]
    if len(own) != 1:
        return {}, ""
    [(one, number)] = own
    marks = [mark for mark in one.marks if mark.number == str(number)]
    parts = zip(variant.parts[:index], marks, strict=False)
    return {p.id: m.answer for p, m in parts if m.answer.strip()}, one.student or one.key
