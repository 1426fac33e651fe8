"""Properties that an answer without knowledge has: zeros, ones, what the question gives."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from quizgen.answers import kind_class
from quizgen.answers.description import Form
from quizgen.answers.verdict import CORRECT
from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.constant import marked_with_others
from quizgen.bank.lints.finding import Drawn, Finding, part_field
from quizgen.bank.trivial import trivial_answers
from quizgen.how_many import how_many
from quizgen.language.judges import kind_of
from quizgen.variant import Part

# Of the draws of a level, so many are tried.
DRAWS = 30
# One number is right by chance in this share of the draws; what has entries never is.
SHARE = Fraction(1, 2)


def trivial(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """Parts that ask for a property which such an answer has, one finding a part."""
    for number, spec in enumerate(exercise.parts):
        if not spec.holds:
            continue
        for level in drawn:
            variants = level.variants[:DRAWS]
            uncounted = (v for v in variants[:1] if v.parts[number].points == "0")
            if any(marked_with_others(variant, number) for variant in uncounted):
                continue
            found = [
                typed
                for variant in variants
                if (typed := _right(variant.parts[number], tuple(variant.values.values())))
            ]
            if not found or (level.instance and _is_number(variants[0].parts[number])):
                continue
            if _is_number(variants[0].parts[number]) and len(found) <= SHARE * len(variants):
                continue
            yield Finding(
                part_field(exercise, number, "holds"),
                f"such an answer as {found[0]} has the property in {len(found)} of {how_many(len(variants), 'draw')}{level.named}",
                "ask for more, or draw so that it has not: nothing need be known for it",
            )
            break


def _right(part: Part, given: Sequence[object]) -> str:
    """The first answer without knowledge that is right; nothing where none is."""
    kind = kind_of(part)
    tried = map(kind.typed, trivial_answers(kind, given))
    return next((typed for typed in tried if kind.judge(typed).status == CORRECT), "")


def _is_number(part: Part) -> bool:
    return kind_class(part.kind).form is Form.NUMBER
