"""A table to be filled in: each cell is judged by the kind of its column."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from quizgen.answers.blank import Blank
from quizgen.answers.credit import NOTHING, checked_partial, worth
from quizgen.answers.description import Box, Grid, Markdown, Piece, Words
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.table_cells import Column, Layout, grid, layout, rows_of, settled
from quizgen.answers.table_typed import is_unanswered, joined, typed_cells
from quizgen.answers.verdict import CORRECT, RIGHT, Comparison, Status, Unreadable, Verdict

RULES = NOTHING | {"per_entry"}
# Cells that a remark names.
NAMED = 8
FOLLOWS = "Right for your other cells"
# What stands around the entries of a cell, as the kind of its column prints them elsewhere.
_BRACKETS = {"vector": ("[", "]"), "shape": ("(", ")")}
# The hyphen that is typed before a number, which is printed as a minus sign.
_NEGATIVE = re.compile(r"(?<![\w.])-(?=\d)")
BY_CHANCE = "An answer that repeats one value in each column has as many: that earns nothing."


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell as it was filled in, and what that means."""

    text: str
    value: Any


# A table by the places of its cells that are asked; None where nothing is written.
Cells = dict[tuple[int, int], Filled | None]


class Kind(AnswerKind):
    r"""Rows and columns with heads; the key is a list of rows. Cells that are `shown` are not asked.

    >>> kind = Kind([[216, (8, 28)], [0, (8, 14)]], rows=["conv", "pool"],
    ...     columns={"parameters": "integer", "shape": "shape"}, partial="per_entry")
    >>> [kind.judge(text).status for text in ("216, (8, 28); 0, (8, 14)", "216 | 8x28\n1 | 8x14", "216")]
    ['correct', 'partial', 'unreadable']
    """

    name = "table"
    allowed = frozenset({"rows", "columns", "shown", "partial"})
    usual_partial = "per_entry"
    has_cells = follows = True

    @classmethod
    def check(cls, key: Any, mistakes: Iterable[Any], settings: Mapping[str, Any]) -> None:
        """Whether it can be judged, and every mistake is a table of the key's size."""
        table = cls(key, **settings).table
        for mistake in mistakes:
            rows_of(mistake.value, table)

    @classmethod
    def settled(cls, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """Columns in their order."""
        return settled(settings)

    @classmethod
    def how_to_type(cls, settings: Mapping[str, Any]) -> str:
        """Rows and cells, and the options of columns that have some."""
        asked = "rows on lines of their own, cells with | between, shapes in brackets: 216 | (8, 28, 28) | true"
        columns = layout(settings).columns if settings.get("columns") else ()
        listed = (f"{c.head}: {', '.join(c.options[:-1])} or {c.options[-1]}" for c in columns if c.options)  # fmt: skip
        return "; ".join((asked, *listed))

    @classmethod
    def box(cls, encoded: Any) -> Box:
        """Lines for the rows, where no grid is printed."""
        return Box(130, 18 if not isinstance(encoded, list) else min(90, 6 + 8 * len(encoded)))

    @classmethod
    def grid(cls, encoded: Any, settings: Mapping[str, Any]) -> Grid | None:
        """The table itself."""
        return grid(encoded, layout(settings))

    @classmethod
    def from_cells(cls, cells: Mapping[tuple[int, int], str], settings: Mapping[str, Any]) -> str:
        """Rows on lines, cells between bars."""
        return joined(cells, layout(settings))

    @classmethod
    def typeset(cls, encoded: Any, settings: Mapping[str, Any]) -> tuple[Piece, ...]:
        """Rows between semicolons; of a mistake a dash where it says nothing."""
        table = layout(settings)
        rows = (map(_printed, table.columns, row) for row in rows_of(encoded, table))
        return (Words(_NEGATIVE.sub("−", "; ".join(map(" | ".join, rows)))),)

    @classmethod
    def mistaken(cls, encoded: Any, key: Any, settings: Mapping[str, Any]) -> tuple[Piece, ...]:
        """Column by column the cells that are not the key's: all of a column in their order, others by their rows."""
        table = layout(settings)
        wrong, right = rows_of(encoded, table), rows_of(key, table)
        found: list[Piece] = []
        for c, column in enumerate(table.columns):
            asked = [r for r in range(len(table.rows)) if c in table.asked(r)]
            off = [r for r in asked if wrong[r][c] is not None and wrong[r][c] != right[r][c]]
            if not off:
                continue
            head = (Markdown(column.head), Words(": ")) if len(table.columns) > 1 else ()
            found += (*((Words("; "),) if found else ()), *head)
            for r in off:
                named = () if off == asked else (Markdown(table.rows[r]), Words(" → "))
                printed = _NEGATIVE.sub("−", _printed(column, wrong[r][c]))
                found += (*((Words(", "),) if r != off[0] else ()), *named, Words(printed))
        return tuple(found)

    @classmethod
    def typed(cls, encoded: Any) -> str:
        """Rows between semicolons, cells between bars."""
        return "; ".join(" | ".join(map(_typed, row)) for row in encoded)

    @classmethod
    def suits(cls, encoded: Any, key: Any) -> bool:
        """Whether each cell has something that can be computed with."""
        whole = all(cell is not None for row in encoded for cell in row)
        return whole and AnswerKind.suits(encoded, key)

    @classmethod
    def as_computed(cls, value: Any, settings: Mapping[str, Any]) -> Any:
        """Rows of cells, each as its kind has it."""
        columns = layout(settings).columns
        return [[c.as_computed(cell) for c, cell in zip(columns, row, strict=True)] for row in value]  # fmt: skip

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        self.partial = checked_partial(settings, RULES)
        self.table: Layout = layout(settings)
        self._rows = rows_of(key, self.table)
        self.judges: dict[tuple[int, int], AnswerKind] = {}
        for r, row in enumerate(self._rows):
            for c, column in enumerate(self.table.columns):
                self.judges[r, c] = _judge(self.table, r, c, row[c])
                if column.options and row[c] not in column.options:
                    raise ValueError(
                        f"table: {self.table.place(r, c)}: {row[c]!r} is none of {', '.join(column.options)}"
                    )
        self.asked = [place for place in self.judges if place not in self.table.shown]
        self._followed: Mapping[tuple[int, int], AnswerKind] = {}
        super().__init__(key, mistakes, **settings)
        self.trivial = min(sum(map(self._by_chance, range(len(self.table.columns)))), len(self.asked) - 1)  # fmt: skip

    def _by_chance(self, column: int) -> int:
        """How many cells of a column one value is right in that anybody may repeat: for numbers 0, or one that was found."""
        judges = [self.judges[place] for place in self.asked if place[1] == column]
        keys = [judge.exact(judge.key) for judge in judges]
        counts = Counter(map(repr, keys))
        most = max(counts.values(), default=0)
        if self.table.columns[column].offered:
            return most
        return max(most - 1, [key == 0 for key in keys].count(True))

    def blanks(self) -> tuple[Blank, ...]:
        """What each cell that is asked has; none where one of them has none."""
        found = [(self.table.place(*place), self.judges[place].blanks()) for place in self.asked]
        if any(len(own) != 1 for _, own in found):
            return ()
        return tuple(Blank(own[0].asks, place) for place, own in found)

    def cells(self) -> Mapping[tuple[int, int], AnswerKind]:
        """Each cell that is asked, by its column's kind."""
        return {place: self.judges[place] for place in self.asked}

    def split(self, text: str) -> Mapping[tuple[int, int], str]:
        """Cells that are filled in."""
        return {place: cell.text for place, cell in self.read(text).items() if cell}

    def following(self, judges: Mapping[tuple[int, int], AnswerKind]) -> AnswerKind:
        """This table, where these cells are also right by other judges."""
        own = copy(self)
        own._followed, own._judged = judges, {}  # noqa: SLF001 - of the same kind
        return own

    def known(self, encoded: Any) -> Cells:
        """The cells of a key or mistake that are asked; a mistake has none where it says nothing."""
        if isinstance(encoded, str):
            return self.read(encoded)
        rows = rows_of(encoded, self.table)
        return {
            (r, c): None
            if rows[r][c] is None
            else Filled(_typed(rows[r][c]), self.judges[r, c].known(rows[r][c]))
            for r, c in self.asked
        }

    def read(self, text: str) -> Cells:
        """The cells that are asked; a cell that cannot be read is told by its heads."""
        rows = typed_cells(text, self.table)
        for r, c in sorted(self.table.shown):
            self._check_shown(r, c, rows[r][c])
        found: Cells = {}
        for r, c in self.asked:
            cell = rows[r][c]
            found[r, c] = None if is_unanswered(cell) else Filled(cell, self._read(r, c, cell))
        if not any(found.values()):
            raise Unreadable("no cell is filled in")
        return found

    def _read(self, row: int, column: int, text: str) -> Any:
        try:
            return self.judges[row, column].read(text)
        except Unreadable as error:
            raise Unreadable(f"{self.table.place(row, column)}: {error.reason}") from None

    def _check_shown(self, row: int, column: int, text: str) -> None:
        """`Unreadable` where another value than the printed one stands in a cell that is not asked."""
        if text.strip() == "=" or is_unanswered(text):
            return
        judge = self.judges[row, column]
        if judge.compare(self._read(row, column, text)).status != CORRECT:
            given = _typed(self._rows[row][column])
            raise Unreadable(
                f"{self.table.place(row, column)} is given as {given}, and {text[:20]!r} stands there"
            )

    def compare(self, value: Cells) -> Comparison:
        """Cell by cell, each by its own kind."""
        found = {
            place: self._compared(place, cell) if cell else None for place, cell in value.items()
        }
        good = sum(cell is not None and cell.status == CORRECT for cell in found.values())
        if good == len(found):
            return RIGHT
        said = self._told(value, found)
        if self.partial in NOTHING or not good:
            return wrong(said)
        score = worth(good, len(found), self.trivial)
        counted = f"{good} of {len(found)} cells {'is' if good == 1 else 'are'} right. {said}"
        return Comparison(score, counted if score else f"{counted} {BY_CHANCE}")

    def _compared(self, place: tuple[int, int], cell: Filled) -> Comparison:
        """A cell by its key, or by what follows from the student's earlier cells."""
        found = self.judges[place].compare(cell.value)
        if found.status == CORRECT or place not in self._followed:
            return found
        again = self._followed[place].compare(cell.value)
        return Comparison(again.score, FOLLOWS) if again.status == CORRECT else found

    def _told(self, value: Cells, found: Mapping[tuple[int, int], Comparison | None]) -> str:
        off, empty, follow = [], [], []
        for place, cell in found.items():
            named = self.table.place(*place)
            answer = value[place]
            if cell is None or answer is None:
                empty.append(named)
            elif cell.status != CORRECT:
                said = cell.told or self.judges[place].diagnose(answer.value)
                off.append(f"{named} ({said.rstrip('.')})" if said else named)
            elif cell.feedback == FOLLOWS:
                follow.append(named)
        told = [("Not right", off), ("Not answered", empty), (FOLLOWS, follow)]
        return " ".join(f"{what}: {_listed(places)}." for what, places in told if places)

    def _explained(self, value: Any, found: Comparison, status: Status, reading: str) -> Verdict:
        verdict = super()._explained(value, found, status, reading)
        if found.feedback in verdict.feedback:
            return verdict
        return verdict._replace(feedback=f"{found.feedback} {verdict.feedback}".strip())

    def _hits(self, value: Cells, wrong: Cells) -> bool:
        """Whether a mistake was made in a whole column: in each of its cells where that is a mistake."""
        for column in range(len(self.table.columns)):
            made = [
                self._same(place, value[place], mistake)
                for place, mistake in wrong.items()
                if place[1] == column and mistake and not self._is_right(place, mistake)
            ]
            if made and all(made):
                return True
        return False

    def _is_right(self, place: tuple[int, int], cell: Filled) -> bool:
        return self.judges[place].compare(cell.value).status == CORRECT

    def _same(self, place: tuple[int, int], left: Filled | None, right: Filled | None) -> bool:
        if left is None or right is None:
            return left is right
        return self.judges[place].same(left.value, right.value)

    def same(self, left: Cells, right: Cells) -> bool:
        """Equal in every cell."""
        return all(self._same(place, left[place], right[place]) for place in self.asked)

    def exact(self, value: Cells) -> Any:
        """Rows of cells, those that are shown among them."""
        found = [list(row) for row in self._rows]
        for (r, c), cell in value.items():
            found[r][c] = self.judges[r, c].exact(cell.value) if cell else None
        return self.encoded(found)

    def echo(self, value: Cells) -> str:
        """The rows as they were read."""
        rows = (
            " | ".join(
                self.judges[r, c].echo(cell.value) if (cell := value[r, c]) else "?"
                for c in self.table.asked(r)
            )
            for r in range(len(self.table.rows))
            if self.table.asked(r)
        )
        return "; ".join(rows)

    def doubt(self, text: str) -> str:
        """The first doubt about a cell."""
        try:
            cells = self.read(text)
        except Unreadable:
            return ""
        doubts = ((p, self.judges[p].doubt(cell.text)) for p, cell in cells.items() if cell)
        return next((f"{self.table.place(*place)}: {said}" for place, said in doubts if said), "")


def _judge(table: Layout, row: int, column: int, key: object) -> AnswerKind:
    try:
        return table.columns[column].judge(key)
    except (ValueError, TypeError, Unreadable) as error:
        raise ValueError(f"table: {table.place(row, column)}: {error}") from None


def _typed(encoded: Any) -> str:
    """A cell as it may be typed."""
    if encoded is None:
        return "?"
    if isinstance(encoded, list | tuple):
        return f"({', '.join(map(str, encoded))}{',' * (len(encoded) == 1)})"
    return str(encoded).lower() if isinstance(encoded, bool) else str(encoded)


def _printed(column: Column, cell: Any) -> str:
    """A cell as a key prints it: entries in their brackets, a dash where a mistake says nothing."""
    described = column.described
    name = described.name if described is not None else ""
    if isinstance(cell, list | tuple) and name in _BRACKETS:
        opens, closes = _BRACKETS[name]
        return f"{opens}{', '.join(map(str, cell))}{closes}"
    return "–" if _typed(cell) == "?" else _typed(cell)


def _listed(places: list[str]) -> str:
    return "; ".join(places[:NAMED]) + ("; …" if len(places) > NAMED else "")
