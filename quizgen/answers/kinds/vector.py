"""A list of numbers in an order."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quizgen.answers import typing_help
from quizgen.answers.arrays import read_vector
from quizgen.answers.blank import Blank, Numeric, window
from quizgen.answers.credit import checked_partial, known_by_chance, marked
from quizgen.answers.description import Box, Form, steps
from quizgen.answers.entries import (
    ZERO,
    check_signs,
    comparer,
    entry_reader,
    explained,
    is_exact,
    misplaced,
    numbers,
)
from quizgen.answers.entry_names import by_names
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.names import labels_of
from quizgen.answers.plain_rows import whole_row
from quizgen.answers.printed import decimal_cells
from quizgen.answers.rounding import least_figures, rounded_entries, shown_as
from quizgen.answers.scalar import shown
from quizgen.answers.thousands import doubt_of_points
from quizgen.answers.traits import COMMON_SETTINGS
from quizgen.answers.verdict import RIGHT, Comparison

# What gives a plain row another meaning, or none.
_READ_OTHERWISE = frozenset({"decimal_comma", "orientation"})


class Kind(AnswerKind):
    """Row or column, unless the orientation is strict; length, order and signs count."""

    name = "vector"
    form = Form.ENTRIES
    beside = frozenset({"names", "entries"})
    by_entry = computed = follows = stands_in_cells = True
    allowed = COMMON_SETTINGS | {"rtol", "atol", "rounding", "partial", "trivial", "orientation"}
    usual_partial = "per_entry"

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """Numbers in brackets."""
        comma = settings.get("decimal_comma")
        asked = f"numbers as {'[3; -4; 5]' if comma else '[3, -4, 5]'}"
        exact = typing_help.exactness(settings)
        return typing_help.line(asked, "fractions as 1/2", typing_help.decimals(settings), exact)

    @classmethod
    def box(cls, encoded: object) -> Box:
        """One row."""
        length = len(encoded) if isinstance(encoded, list | tuple) else 1
        return Box(steps(length, {4: 60, 8: 90}, 130), 10)

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        super().__init__(key, mistakes, **settings)
        self.partial = checked_partial(settings)
        self._exact = is_exact(settings, key)
        self._close = comparer(settings, exact=self._exact)
        self.figures = least_figures(self.name, settings)
        rows = key.tolist() if hasattr(key, "tolist") else key
        column = isinstance(rows, list) and len(rows) > 1 and isinstance(rows[0], list)
        self.orientation = "column" if column else "row"

    def blanks(self) -> tuple[Blank, ...]:
        """A number for each entry."""
        exact = self._exact
        return tuple(
            Blank(Numeric(entry, window(entry, self.settings, exact=exact)), f"entry {place}")
            for place, entry in enumerate(self.key, start=1)
        )

    def read(self, text: str) -> list[Fraction]:
        """The entries exactly."""
        plainly = None if self.settings.keys() & _READ_OTHERWISE else whole_row(text)
        if plainly is not None:
            return plainly
        text = by_names(text, self.settings.get("axes") or ())
        text = self._points_for_commas(text)
        strict = self.orientation if self.settings.get("orientation") == "strict" else ""
        found = read_vector(
            text,
            entry_reader(self.settings, text),
            decimal_comma=bool(self.settings.get("decimal_comma")),
            labels=labels_of(self.settings),
            strict=strict,
        )
        check_signs(text, len(found), len(getattr(self, "key", ())))
        return found

    def _points_for_commas(self, text: str) -> str:
        """`3,5; -4,0; 5,25` with points, where it has as many entries as are asked; else it may be a table."""
        if ";" not in text or "," not in text or self.settings.get("decimal_comma"):
            return text
        cells = decimal_cells(text)
        return (
            text
            if cells is None or len(cells) != len(getattr(self, "key", ()))
            else "; ".join(cells)
        )

    orientation = "row"

    def doubt(self, text: str) -> str:
        """Points that may stand between thousands."""
        return doubt_of_points(text, self.read(text), self.key)

    def known(self, encoded: object) -> list[Fraction]:
        """The key's entries exactly."""
        if isinstance(encoded, str):
            found: list[Fraction] = super().known(encoded)
            return found
        return numbers(encoded)

    def compare(self, value: list[Fraction]) -> Comparison:
        """Entry by entry; a vector of another length earns nothing."""
        if len(value) != len(self.key):
            given = "one number" if len(value) == 1 else f"{len(value)} entries"
            read = f"was read as {given}: {self.echo(value)}"
            asked = f"{len(self.key)} {'entries' if len(self.key) > 1 else 'entry'}"
            return wrong(f"The answer has {asked}, yours {read}.")
        if value == self.key:
            return RIGHT
        right = list(map(self._close, value, self.key))
        if all(right):
            return RIGHT
        constant = value[1:] == value[:-1]
        found = marked(right, self.partial, trivial=self._by_chance, constant=constant)
        if self._exact:
            rounded = rounded_entries(value, self.key, right, self.figures)
            if rounded:
                return rounded._replace(score=found.score)
        return explained(found, misplaced(value, self.key, right, self._close), right)

    def _by_chance(self) -> int:
        given = [numbers(value) for value in self.settings.get("trivial") or ()]
        return known_by_chance(self.key, ZERO, given, self._close)

    def same(self, left: list[Fraction], right: list[Fraction]) -> bool:
        """Equal lengths and entries, within the tolerance."""
        return len(left) == len(right) and all(map(self._close, left, right))

    def _hits(self, value: list[Fraction], wrong: list[Fraction]) -> bool:
        return self.same(value, wrong) or (
            len(value) == len(wrong) and all(map(shown_as, value, wrong))
        )

    def is_one(self, left: list[Fraction], right: list[Fraction]) -> bool:
        """Equal without the tolerance."""
        return left == right

    def echo(self, value: list[Fraction]) -> str:
        """The vector in brackets."""
        return "[" + ", ".join(map(shown, value)) + "]"
