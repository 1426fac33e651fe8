"""Listings with their keys in the blanks that PyTorch would not run: the key and the text part."""

from collections.abc import Iterator, Sequence

from quizgen.answers import kind_class
from quizgen.bank.exercise import Exercise
from quizgen.bank.lints.finding import Drawn, Finding
from quizgen.bank.listing import NAME, blanks
from quizgen.language.listings import BLANK, fault
from quizgen.variant import Part, Variant

# Draws looked at: what is wrong with a listing is wrong in most of them.
DRAWS = 10


def listings(exercise: Exercise, drawn: Sequence[Drawn]) -> Iterator[Finding]:
    """The first fault of a listing whose blanks hold the keys."""
    if not exercise.listing:
        return
    for level in drawn:
        for variant in level.variants[:DRAWS]:
            if said := fault(filled(variant)):
                yield Finding(
                    "listing",
                    f"with the keys in its blanks it does not run: {said}{level.named}",
                    "mend the listing, or the key of the blank",
                )
                return


def filled(variant: Variant) -> str:
    """The listing with the keys of its blanks."""
    text = str(variant.values[NAME])
    asked = {part.id: part for part in variant.parts}
    code = {name: _code(asked[name]) for name in blanks(text)}
    return BLANK.sub(lambda blank: code[blank[1]], text)


def _code(part: Part) -> str:
    """The key as code: of options the text of the right one."""
    right = [
        option.text
        for option in kind_class(part.kind).offered(part.key, part.settings)
        if option.right
    ]
    return (right[0] if right else kind_class(part.kind).typed(part.key)).strip("`$ ")
