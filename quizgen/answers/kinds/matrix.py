"""A table of numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, TypeVar

from quizgen.answers import typing_help
from quizgen.answers.arrays import read_matrix
from quizgen.answers.blank import Blank, Numeric, window
from quizgen.answers.credit import checked_partial, known_by_chance, marked
from quizgen.answers.description import Box, Form, steps
from quizgen.answers.entries import (
    LISTS,
    check_signs,
    comparer,
    entry_reader,
    explained,
    fractions,
    is_exact,
    misplaced,
)
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.names import labels_of
from quizgen.answers.plain_rows import whole_table
from quizgen.answers.rounding import least_figures, rounded_entries, shown_as
from quizgen.answers.scalar import shown
from quizgen.answers.thousands import doubt_of_points
from quizgen.answers.traits import COMMON_SETTINGS
from quizgen.answers.tree import Number
from quizgen.answers.verdict import RIGHT, Comparison

E = TypeVar("E")


class Kind(AnswerKind):
    """Shape, transposition and single entries are told apart."""

    name = "matrix"
    form = Form.ENTRIES
    beside = frozenset({"names"})
    by_entry = computed = follows = True
    allowed = COMMON_SETTINGS | {"rtol", "atol", "rounding", "partial", "trivial"}
    usual_partial = "per_entry"

    @classmethod
    def how_to_type(cls, settings: Mapping[str, object]) -> str:
        """Rows in brackets, or on lines."""
        comma = settings.get("decimal_comma")
        asked = f"rows as {'[[1; 2]; [3; 4]]' if comma else '[[1, 2], [3, 4]]'} or one on a line"
        exact = typing_help.exactness(settings)
        return typing_help.line(asked, "fractions as 1/2", typing_help.decimals(settings), exact)

    @classmethod
    def box(cls, encoded: object) -> Box:
        """Rows of numbers."""
        return box_of_rows(encoded)

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        super().__init__(key, mistakes, **settings)
        self.partial = checked_partial(settings)
        self._exact = is_exact(settings, key)
        self._close = comparer(settings, exact=self._exact)
        self.figures = least_figures(self.name, settings)

    def blanks(self) -> tuple[Blank, ...]:
        """A number for each entry, row by row."""
        exact = self._exact
        return tuple(
            Blank(Numeric(entry, window(entry, self.settings, exact=exact)), f"row {r}, column {c}")
            for r, row in enumerate(self.key, start=1)
            for c, entry in enumerate(row, start=1)
        )

    def read(self, text: str) -> list[list[Fraction]]:
        """The rows exactly."""
        plainly = None if self.settings.get("decimal_comma") else whole_table(text)
        if plainly is not None:
            return plainly
        found = read_matrix(
            text,
            entry_reader(self.settings, text),
            decimal_comma=bool(self.settings.get("decimal_comma")),
            labels=labels_of(self.settings),
        )
        check_signs(text, len(flat(found)), len(flat(getattr(self, "key", ()))))
        return found

    def doubt(self, text: str) -> str:
        """Points that may stand between thousands."""
        return doubt_of_points(text, flat(self.read(text)), flat(self.key))

    def known(self, encoded: object) -> list[list[Fraction]]:
        """The key's rows exactly."""
        if isinstance(encoded, str):
            found: list[list[Fraction]] = super().known(encoded)
            return found
        rows = encoded.tolist() if hasattr(encoded, "tolist") else encoded
        if not isinstance(rows, LISTS):
            raise ValueError(f"{encoded!r} is no matrix")
        nested = [row if isinstance(row, LISTS) else [row] for row in rows]
        if rows and not isinstance(rows[0], LISTS):
            nested = [list(rows)]
        return list(map(fractions, nested))

    def compare(self, value: list[list[Fraction]]) -> Comparison:
        """Entry by entry; another shape earns nothing."""
        if value == self.key:
            return RIGHT
        return compare_rows(
            value,
            self.key,
            self.partial,
            self._close,
            by_chance=self._by_chance,
            rounded=self._rounded,
            told=partial(misplaced, same=self._close),
        )

    def _rounded(
        self, value: list[Fraction], key: list[Fraction], right: list[bool]
    ) -> Comparison | None:
        if not self._exact:
            return None
        return rounded_entries(value, key, right, self.figures, len(self.key[0]))

    def _by_chance(self) -> int:
        given = [self.known(value) for value in self.settings.get("trivial") or ()]
        return known_by_chance(flat(self.key), Fraction(0), map(flat, given), self._close)

    def same(self, left: list[list[Fraction]], right: list[list[Fraction]]) -> bool:
        """Equal shapes and entries, within the tolerance."""
        return [len(row) for row in left] == [len(row) for row in right] and all(
            self._close(v, k)
            for row, other in zip(left, right, strict=True)
            for v, k in zip(row, other, strict=True)
        )

    def _hits(self, value: list[list[Fraction]], wrong: list[list[Fraction]]) -> bool:
        return self.same(value, wrong) or (
            [len(row) for row in value] == [len(row) for row in wrong]
            and all(
                shown_as(v, w)
                for row, other in zip(value, wrong, strict=True)
                for v, w in zip(row, other, strict=True)
            )
        )

    def is_one(self, left: list[list[Fraction]], right: list[list[Fraction]]) -> bool:
        """Equal without the tolerance."""
        return left == right

    def echo(self, value: list[list[Fraction]]) -> str:
        """Shape and rows."""
        rows = ", ".join("[" + ", ".join(map(shown, row)) + "]" for row in value)
        return f"a {len(value)} × {len(value[0])} matrix [{rows}]"


def flat(rows: Sequence[Sequence[E]]) -> list[E]:
    """Rows one behind the other."""
    return [entry for row in rows for entry in row]


def compare_rows(
    value: Any,
    key: Any,
    rule: str,
    equal: Any,
    by_chance: Callable[[], int] = lambda: 0,
    rounded: Callable[[Any, Any, list[bool]], Comparison | None] = lambda *_: None,
    told: Callable[[Any, Any, list[bool]], str] = lambda *_: "",
) -> Comparison:
    """Rows beside the key's rows: shape first, then entries, then what they have in common.

    `by_chance` says how many entries are right without knowledge. Of rows written one behind the
    other, of the key's and of which entries are right, `rounded` says whether the rest is only
    rounded, and `told` what they have in common.
    """
    shape, wanted = (len(value), len(value[0])), (len(key), len(key[0]))
    mine, right_one = flat(value), flat(key)

    def agrees(rows: Iterable[Any]) -> bool:
        return all(
            len(row) == len(key_row) and all(map(equal, row, key_row))
            for row, key_row in zip(rows, key, strict=True)
        )

    if shape != wanted:
        said = (
            f"The answer is a {wanted[0]} × {wanted[1]} matrix, yours is {shape[0]} × {shape[1]}."
        )
        if shape[::-1] == wanted and agrees(zip(*value, strict=True)):
            return wrong(f"{said} It is the transpose of the answer.")
        if len(mine) == len(right_one) and all(map(equal, mine, right_one)):
            return wrong(f"{said} The entries are right, their rows are not.")
        return wrong(said)
    right = list(map(equal, mine, right_one))
    if all(right):
        return RIGHT
    found = marked(right, rule, shape[1], trivial=by_chance, constant=mine[1:] == mine[:-1])
    rounding = rounded(mine, right_one, right)
    if rounding:
        return rounding._replace(score=found.score)
    # Rows that are turned have two wrong entries at least.
    turns = _TURNED if right.count(False) > 1 else ()
    said = next((text for text, turned in turns if agrees(turned(value))), "")
    return explained(found, said or told(mine, right_one, right), right)


def _flipped(row: Sequence[object]) -> list[Any]:
    """A row with its entries from the first to the last that is not zero in reverse order."""
    filled = [i for i, entry in enumerate(row) if not _is_zero(entry)]
    if not filled:
        return list(row)
    first, last = filled[0], filled[-1] + 1
    return [*row[:first], *row[first:last][::-1], *row[last:]]


ZERO = Number(Fraction(0))
# Rows are turned one by one: the first one mostly shows that it was not this.
_TURNED: tuple[tuple[str, Callable[[Any], Iterable[Any]]], ...] = (
    (
        "That is the transpose of the answer.",
        lambda rows: zip(*rows, strict=True),
    ),
    (
        "In every row the weights are in reverse order: the kernel is flipped.",
        lambda rows: map(_flipped, rows) if _has_zeros(rows) else [[]],
    ),
    ("Every row is in reverse order.", lambda rows: (row[::-1] for row in rows)),
    ("The rows are in reverse order.", reversed),
    (
        "Rows and columns are in reverse order: it is turned by half a turn.",
        lambda rows: (row[::-1] for row in reversed(rows)),
    ),
)


def _has_zeros(rows: Any) -> bool:
    """As the weight matrix of a convolution has."""
    return any(_is_zero(entry) for row in rows for entry in row)


def _is_zero(entry: object) -> bool:
    """For numbers and for trees of formulas."""
    return not entry if isinstance(entry, Fraction) else entry == ZERO


def box_of_rows(rows: object, each: int = 1) -> Box:
    """The room for a table whose entries take `each` as much of a line as a number."""
    rows = rows if isinstance(rows, list) else [rows]
    lengths = (len(row) if isinstance(row, list | tuple) else 1 for row in rows)
    wide = max(lengths, default=1) * each
    return Box(steps(wide, {4: 60, 8: 90}, 130), steps(len(rows), {2: 18, 4: 28}, 42))
