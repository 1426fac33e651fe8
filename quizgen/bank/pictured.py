"""Options that are pictures: a figure for each choice, in the order in which they are printed."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quizgen.bank.chosen import option_texts
from quizgen.bank.exercise import Exercise, PartSpec
from quizgen.bank.field import at_field
from quizgen.bank.figures import figure, vocabulary
from quizgen.errors import UserError
from quizgen.figure import Figure
from quizgen.language.expression import Scope
from quizgen.variant import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

# So many fit on a page beside each other and below.
MOST = 8


def pictured(part: Part, spec: PartSpec, scope: Scope, exercise: Exercise) -> Part:
    """The part with the pictures of its options; what they show is `called`, which nobody reads or types."""
    if not spec.pictures:
        return part
    texts = option_texts(spec.field("choices"), spec.choices, scope)
    found = _figures(spec, scope, exercise)
    with at_field(spec.field("pictures")):
        if len(found) != len(texts):
            raise UserError(
                f"{len(found)} pictures for {len(texts)} choices", "give a picture for each choice"
            )
        if len(found) > MOST:
            raise UserError(f"{len(found)} pictures", f"draw at most {MOST}")
        if len({repr((f.kind, f.data)) for f in found}) < len(found):
            raise UserError("two pictures are the same", "require that no two choices look alike")
    by_text = dict(zip(texts, found, strict=True))
    settings: Mapping[str, Any] = part.settings
    called = list(settings["choice_texts"])
    letters = settings["choices"]
    shown = {"choice_texts": [f"figure {letter}" for letter in letters], "called": called}
    return replace(part, settings={**settings, **shown}, pictures=tuple(by_text[c] for c in called))


def _figures(spec: PartSpec, scope: Scope, exercise: Exercise) -> list[Figure]:
    """One expression for each picture, or one that gives a list of them."""
    field = spec.field("pictures")
    if not isinstance(spec.pictures, str):
        return [figure(text, scope, field, exercise) for text in spec.pictures]
    scope = scope.extended({}, vocabulary(exercise))
    with at_field(field, spec.pictures, scope):
        found = scope.evaluate(spec.pictures)
        if not isinstance(found, (list, tuple)) or not all(isinstance(f, Figure) for f in found):
            raise UserError(
                f"{spec.pictures!r} gives no list of figures", "[activations(['relu']), …]"
            )
    return list(found)
