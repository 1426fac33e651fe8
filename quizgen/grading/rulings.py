"""Overrides applied to a class: which part of which sheet they are about, and what follows for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from quizgen.answers import answer_kind, kind_class
from quizgen.answers.kind import AnswerKind
from quizgen.answers.verdict import CORRECT, Unreadable, Verdict
from quizgen.assignment import Assignment
from quizgen.errors import UserError
from quizgen.grading.overrides import Override, points
from quizgen.grading.roster import Place, Roster, bare, places
from quizgen.grading.solving import names_of, solved
from quizgen.variant import Part


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided about one part of one sheet.

    `texts` are further right answers as typed, `values` in the JSON form of a key. `share` is a mark
    by hand, or full marks, where only those who are `present` get them: who handed something in. `why`
    says who decided it, `note` what the student is told.
    """

    texts: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    share: Fraction | None = None
    by_hand: bool = False
    void: bool = False
    present: bool = False
    why: str = ""
    note: str = ""

    def accepts(self, kind: AnswerKind, answer: str) -> bool:
        """Whether an answer is one of the further right ones: the same value, or letter for letter."""
        if any(_folded(answer) == _folded(text) for text in self.texts):
            return True
        try:
            value = kind.read(answer)
        except (Unreadable, RecursionError):
            return False
        return any(_same(kind, value, text, typed=True) for text in self.texts) or any(
            _same(kind, value, other, typed=False) for other in self.values
        )

    def verdict(self, kind: AnswerKind, answer: str, verdict: Verdict) -> Verdict:
        """The judge's verdict, or that the answer is accepted."""
        if verdict.status == CORRECT or not answer.strip() or not self.accepts(kind, answer):
            return verdict
        said = "Your instructor accepts this answer as right."
        return Verdict(CORRECT, Fraction(1), verdict.reading, said)


NONE = Ruling()


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _same(kind: AnswerKind, value: Any, other: Any, *, typed: bool) -> bool:
    try:
        return kind.same(value, kind.read(other) if typed else kind.known(other))
    except (Unreadable, ValueError, TypeError, RecursionError):
        return False


@dataclass(frozen=True, slots=True)
class Rulings:
    """The overrides of a class by student (`key`; empty for everybody) and by question as written."""

    by_student: Mapping[str, Sequence[Override]] = field(default_factory=dict)

    @property
    def asks_who_is_present(self) -> bool:
        """Whether some full marks are only for those who handed something in."""
        return any(o.full and not o.absent for own in self.by_student.values() for o in own)

    def ruled(self, sheet: Assignment) -> tuple[Assignment, dict[str, Ruling]]:
        """The sheet with corrected keys, and what is decided about its parts by label.

        `UserError` names the line of an override that cannot be followed for this sheet.
        """
        own = [*self.by_student.get("", ()), *self.by_student.get(sheet.key, ())]
        if not own:
            return sheet, {}
        found: dict[str, Ruling] = {}
        keys: dict[tuple[str, str], Any] = {}
        for override in own:
            about = _about(override.question, places(sheet))
            if override.mark and len(about) > 1:
                raise UserError(
                    f"{override.at('mark')}: {override.question!r} has several parts",
                    f"name one: {', '.join(place.label for place in about)}",
                )
            for place in about:
                found[place.label] = _joined(found.get(place.label, NONE), override, place)
                if override.key:
                    key = _computed(override, "key", override.key, place)
                    keys[place.number, place.part.id] = key
        return (_with_keys(sheet, keys, own) if keys else sheet), found


def rulings(overrides: Sequence[Override], roster: Roster) -> Rulings:
    """The overrides with their students found; `UserError` for a student or question nobody has."""
    by_student: dict[str, list[Override]] = {}
    for override in overrides:
        key = ""
        if override.student:
            index = roster.people.find(override.student)
            if isinstance(index, str):
                raise UserError(f"{override.at('student')}: {index}")
            key = roster.sheets[index].key
        by_student.setdefault(key, []).append(override)
    for key, own in by_student.items():
        sheets = [sheet for sheet in roster.sheets if key in ("", sheet.key)]
        for override in own:
            if sheets and not any(_about(override.question, places(sheet)) for sheet in sheets):
                i = roster.sheets.index(sheets[0])
                raise UserError(
                    f"{override.at('question')}: no sheet has a question {override.question!r}"
                    f"{roster.nearest_question(i, override.question)}"
                )
    return Rulings(by_student)


def _about(question: str, own: Sequence[Place]) -> list[Place]:
    """The parts a question is called by: one, or all parts of a number or an exercise."""
    wanted = bare(question)
    one = [place for place in own if wanted in map(bare, place.names)]
    if one:
        return one[:1]
    return [
        place for place in own if wanted in (bare(place.number), bare(place.variant.id), bare(place.variant.code))
    ]  # fmt: skip


def _joined(before: Ruling, override: Override, place: Place) -> Ruling:
    """One more decision about a part; the later one counts where both name a mark."""
    maximum = Fraction(place.part.points)
    share, why, present = before.share, before.why, before.present
    if override.full:
        whom = "all" if override.absent else "all who handed something in"
        share, why = maximum, f"{override.at('full')}: full marks for {whom}"
        present = not override.absent
    if override.mark:
        try:
            share = points(override.mark, maximum)
        except ValueError as error:
            raise UserError(f"{override.at('mark')}: {error}") from None
        why, present = f"{override.at('mark')}: a mark by hand", False
    void = before.void or override.void
    if override.void:
        why = f"{override.at('void')}: the question is void"
    return Ruling(
        (*before.texts, *override.accept),
        (
            *before.values,
            *(
                _computed(override, "accept_computed", text, place)
                for text in override.accept_computed
            ),
        ),
        share,
        bool(override.mark) or before.by_hand,
        void,
        present,
        why,
        override.note or before.note,
    )


def _computed(override: Override, name: str, expression: str, place: Place) -> Any:
    """An answer computed from the numbers of a sheet, in the JSON form of a key."""
    variant, part = place.variant, place.part
    # A drawn number of the name of a part is the number.
    others = [p.id for p in variant.parts if p.id != part.id and p.id not in variant.values]
    names = names_of(variant, others)
    let = dict(part.recipe.let) if part.recipe else dict(part.follow.let) if part.follow else {}
    key = kind_class(part.kind).as_key(solved(expression, names, let), part.settings)
    if key is None:
        known = ", ".join(f"{n} = {v}" for n, v in list(variant.values.items())[:6])
        raise UserError(
            f"{override.at(name)}: {expression!r} cannot be computed for {place.label}",
            f"use the drawn names ({known}) and what the bank language has",
        )
    try:
        answer_kind(part.kind, key, **part.settings)
    except (ValueError, TypeError) as error:
        raise UserError(f"{override.at(name)}: {expression!r}: {error}") from None
    return key


def _with_keys(
    sheet: Assignment, keys: Mapping[tuple[str, str], object], own: Sequence[Override]
) -> Assignment:
    corrected = [override for override in own if override.key]
    said = " ".join(dict.fromkeys(o.note for o in corrected if o.note))

    def mended(number: int, part: Part) -> Part:
        if (str(number), part.id) not in keys:
            return part
        key = keys[str(number), part.id]
        # What is worked out of the old key is wrong with it; so is a property that another key takes the place of.
        return replace(
            part, key=key, solution=(), explanation=said, recipe=None, follow=None, holds=None
        )

    questions = tuple(
        replace(variant, parts=tuple(mended(number, part) for part in variant.parts))
        for number, variant in enumerate(sheet.questions, start=1)
    )
    return replace(sheet, questions=questions)
