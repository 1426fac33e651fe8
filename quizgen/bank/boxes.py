"""Parts that are answered in a figure: the boxes of the statement's figures."""

from collections.abc import Sequence

from quizgen.answers import kind_class, kind_names
from quizgen.bank.exercise import PartSpec
from quizgen.bank.field import at_field
from quizgen.errors import UserError
from quizgen.figure import Figure
from quizgen.figure.boxes import NARROW, WIDE, Asked, add_box, boxes_drawn, place_in
from quizgen.variant import Part, part_letters


def boxed(
    figures: Sequence[Figure], parts: Sequence[Part], specs: Sequence[PartSpec]
) -> tuple[Figure, ...]:
    """The figures of a statement with a box for each part that says where; `FieldError` where none can be."""
    found: dict[int, dict[str, Asked]] = {}
    for index, (part, spec) in enumerate(zip(parts, specs, strict=True)):
        if part.box is None:
            continue
        with at_field(spec.field("box")):
            _check(part)
            number, place = _figure_with(figures, part.box)
            letter = part_letters(index) if len(parts) > 1 else ""
            wide = WIDE if isinstance(part.key, list) else NARROW
            add_box(found.setdefault(number, {}), Asked(place, letter, wide))
    return tuple(boxes_drawn(figure, found.get(i, {})) for i, figure in enumerate(figures))


def _check(part: Part) -> None:
    kind = kind_class(part.kind)
    if not kind.stands_in_cells or kind.offered(part.key, part.settings):
        short = [
            name
            for name in kind_names()
            if kind_class(name).stands_in_cells and not kind_class(name).few_answers
        ]
        raise UserError(f"{part.kind} does not stand in a box", f"what does is {', '.join(short)}")


def _figure_with(figures: Sequence[Figure], name: str) -> tuple[int, str]:
    """The one figure that has a place of this name, and what it calls the place."""
    if not figures:
        raise UserError("there is no figure in the statement", "give the exercise a figure")
    fitting, refused = [], []
    for i, figure in enumerate(figures):
        try:
            fitting.append((i, place_in(figure, name)))
        except UserError as error:
            refused.append(error)
    if not fitting:
        raise refused[0]
    if len(fitting) > 1:
        raise UserError(
            f"{name!r} is a place of {len(fitting)} figures", "name a place that one of them has"
        )
    return fitting[0]
