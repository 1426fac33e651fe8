"""The fields of a fillable sheet: their names, and what a filled one says.

Sheets are printed with these names, filled sheets are read by them. A name is `q<question>.<part>`,
the question's number and the part's letter, and an option to tick adds its own: `q3.b.A`, `q4.a.true`.
A field `code` says whose sheet it is. Matrices are typed on the lines of one field: a cell for each entry
would give the size of the answer away. A table with heads has a field for each cell: `q2.a.1.3` for the
third column of its first row; of a cell with a few options one is chosen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quizgen.answers import kind_class
from quizgen.answers.description import Choose
from quizgen.variant import Part, Variant, part_letters

# The field with the sheet's code, which nobody writes into.
CODE = "code"
# What a filled form says of an option that is not ticked, as names of the PDF's or as plain text.
_OFF = frozenset({"", "Off", "/Off"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field: an `option` to tick, or empty where text is typed, on one line or several."""

    name: str
    option: str = ""
    is_multiline: bool = False
    # The heads of a cell, and how it is filled in.
    place: str = ""
    how_to_type: str = ""
    # The texts of which a cell takes one.
    options: tuple[str, ...] = ()


def fields(number: int, index: int, part: Part) -> tuple[Field, ...]:
    """The fields of a part, the `index`-th from 0 of question `number`: one, or one for each option.

    >>> [field.name for field in fields(2, 1, Part("p", "", "boolean", True))]
    ['q2.b.true', 'q2.b.false']
    >>> fields(2, 0, Part("p", "", "matrix", [[3]]))
    (Field(name='q2.a', option='', is_multiline=True, place='', how_to_type='', options=()),)
    """
    kind = kind_class(part.kind)
    name = f"q{number}.{part_letters(index)}"
    options = kind.offered(part.key, part.settings)
    if options and kind.choose is not Choose.ORDER:
        called = [option.letter or option.text for option in options]
        return tuple(Field(f"{name}.{own}", own) for own in called)
    if grid := kind.grid(part.key, part.settings):
        return tuple(
            Field(
                f"{name}.{r}.{c}",
                place=f"{head}, {column}",
                how_to_type=cell.how_to_type,
                options=cell.options,
            )
            for r, (head, row) in enumerate(grid.rows, start=1)
            for c, (column, cell) in enumerate(zip(grid.columns, row, strict=True), start=1)
            if cell.is_asked
        )
    return (Field(name, is_multiline=kind.room(part.key, part.settings).is_tall),)


def fields_of(variants: Iterable[Variant]) -> tuple[Field, ...]:
    """All fields of a sheet with these questions, in the order they stand in."""
    return tuple(
        field
        for number, variant in enumerate(variants, start=1)
        for index, part in enumerate(variant.parts)
        for field in fields(number, index, part)
    )


def answer(number: int, index: int, part: Part, values: Mapping[str, str]) -> str:
    """What a filled form, `values` by name, says to a part: as text to be judged, empty for nothing.

    Several options are told apart by commas, however many may be ticked: judging says what is wrong.

    >>> part = Part("p", "", "multi", ["A"], settings={"choices": ["A", "B"], "choice_texts": ["", ""]})
    >>> answer(1, 0, part, {"q1.a.A": "/Yes", "q1.a.B": "/Off"})
    'A'
    """
    found = [(field, values.get(field.name, "").strip()) for field in fields(number, index, part)]
    if found and found[0][0].option:
        return ", ".join(field.option for field, value in found if value not in _OFF)
    if found and found[0][0].place:
        cells = {_place(field.name): value for field, value in found}
        return kind_class(part.kind).from_cells(cells, part.settings)
    return found[0][1] if found else ""


def _place(name: str) -> tuple[int, int]:
    """Row and column of a cell, from 0."""
    _, row, column = name.rsplit(".", 2)
    return int(row) - 1, int(column) - 1
