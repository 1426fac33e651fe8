"""Keys that no draw changes: a neighbour's answer is everybody's."""

from collections.abc import Iterator, Sequence
from typing import Any

from quizgen.answers import kind_class
from quizgen.answers.description import Choose, Form
from quizgen.answers.verdict import CORRECT
from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.bank.statement import options, texts
from quizgen.how_many import how_many
from quizgen.language.judges import kind_of
from quizgen.variant import Part, Variant

# So many equal keys are no accident.
DRAWS = 50


def meant(part: Part) -> Any:
    """The key without its letters: the texts or pictures of the right options, what comes before what."""
    if part.pictures:
        shown = zip(part.settings["choices"], part.pictures, strict=True)
        return sorted(repr(picture) for letter, picture in shown if letter in part.key)
    return kind_class(part.kind).meant(part.key, part.settings)


def _shown(part: Part) -> str:
    ordered = kind_class(part.kind).choose is Choose.ORDER
    return "one order" if ordered else repr(meant(part))


def constant(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Parts whose key is the same in every draw of a level, and a `fact` whose key is not.

    Where `few` says why there are few statements, a question that is always the same may have
    the one answer it has; so may a part whose `fact` says why numbers do not matter.
    """
    for level in drawn:
        if level.instance or len(level.variants) < DRAWS:
            continue
        for number in range(len(exercise.parts)):
            parts = [variant.parts[number] for variant in level.variants]
            if kind_class(parts[0].kind).by_person:
                continue  # one model answer may hold for all numbers
            sampled = bool(parts[0].holds) and kind_class(parts[0].kind).form is not Form.OPTIONS
            if exercise.parts[number].fact:
                if _changes(parts, sampled=sampled):
                    yield _no_fact(exercise, number, level, parts)
                continue
            if marked_with_others(level.variants[0], number) or _changes(parts, sampled=sampled):
                continue
            asked = {
                (texts(variant, number), options(variant.parts[number]), repr(variant.figures))
                for variant in level.variants
            }
            if exercise.few and len(asked) == 1:
                continue
            yield _finding(exercise, number, level, parts[0], "answer" if sampled else "key")


def marked_with_others(variant: Variant, number: int) -> bool:
    """Whether a property is about several parts: this one's names earlier parts, or a later one's this."""
    part = variant.parts[number]
    later = (other.holds.earlier for other in variant.parts[number + 1 :] if other.holds)
    return bool(part.holds and part.holds.earlier) or (
        part.points == "0" and any(part.id in names for names in later)
    )


def _changes(parts: Sequence[Part], *, sampled: bool) -> bool:
    """Whether what is right differs from draw to draw."""
    return not _always_right(parts) if sampled else len({repr(meant(part)) for part in parts}) > 1


def _always_right(parts: Sequence[Part]) -> bool:
    """Whether the sample of the first draw has the property of every draw."""
    kind = kind_of(parts[0])
    typed = kind.typed(kind.exact(kind.key))
    return all(kind_of(part).judge(typed).status == CORRECT for part in parts)


def _finding(exercise: Exercise, number: int, level: Drawn, part: Part, what: str) -> Finding:
    said = f"the {what} {_shown(part)} is right" if part.holds else f"the {what} is {_shown(part)}"
    return Finding(
        part_field(exercise, number, "answer" if exercise.parts[number].answer else "ask"),
        f"{said} in each of {how_many(len(level.variants), 'draw')}{level.named}",
        'draw what the answer depends on, or ask something that changes; where numbers are not to matter, say why: fact = "…"',
    )


def _no_fact(exercise: Exercise, number: int, level: Drawn, parts: Sequence[Part]) -> Finding:
    first = parts[0]
    other = next((part for part in parts if meant(part) != meant(first)), first)
    return Finding(
        part_field(exercise, number, "fact"),
        f"the key is no fact: it is {_shown(first)} in one draw and {_shown(other)} in another{level.named}",
        "leave fact out",
    )
