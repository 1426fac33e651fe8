"""The columns of an answer's table: what stands in their cells, which are asked, how one is judged."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quizgen.answers.blank import Blank, Pick
from quizgen.answers.description import Cell, Grid, Option, Piece, Words
from quizgen.answers.kind import AnswerKind, wrong
from quizgen.answers.scalar import as_fraction
from quizgen.answers.verdict import RIGHT, Comparison, Unreadable

# Rows and columns of a table that fits on a page.
ROWS, COLUMNS = 30, 10
# Options of a column.
OPTIONS = 20
# Millimetres of a cell: for a number or a word, and for what has brackets.
NARROW, WIDE = 24, 36


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, and the kind of its cells with its settings, or the options of each cell."""

    head: str
    kind: str
    settings: Mapping[str, Any]
    options: tuple[str, ...] = ()

    @property
    def described(self) -> type[AnswerKind] | None:
        """The class of its kind; None for options."""
        from quizgen.answers.table import kind_class

        return None if self.options else kind_class(self.kind)

    def judge(self, key: object) -> AnswerKind:
        """The judge of one cell."""
        described = self.described
        return OneOf(key, options=list(self.options)) if described is None else described(key, **self.settings)  # fmt: skip

    def as_computed(self, encoded: Any) -> Any:
        """A cell from its JSON form, as the bank's expressions take it: entries are an array."""
        described = self.described
        if described is None or not described.computed or encoded is None:
            return encoded
        if not isinstance(encoded, list):
            found: Any = as_fraction(encoded) if isinstance(encoded, str) else encoded
        else:
            from quizgen.solver.values import as_array

            found = as_array([as_fraction(e) if isinstance(e, str) else e for e in encoded])
        return described.as_computed(found, self.settings)

    @property
    def how_to_type(self) -> str:
        """What a cell takes: its options, or as an answer of its kind is typed."""
        described = self.described
        if described is None:
            return " / ".join(self.options)
        return described.how_to_type(self.settings)

    @property
    def offered(self) -> tuple[str, ...]:
        """The answers there are to choose from; none where any number may be right."""
        described = self.described
        if described is None:
            return self.options
        return tuple(option.text for option in described.offered(None, self.settings))


@dataclass(frozen=True, slots=True)
class Layout:
    """A table that is asked: heads of rows, columns, and which cells are `shown` (row and column, from 0)."""

    rows: tuple[str, ...]
    columns: tuple[Column, ...]
    shown: frozenset[tuple[int, int]] = frozenset()

    def asked(self, row: int) -> list[int]:
        """The places of the cells of a row that are asked."""
        return [c for c in range(len(self.columns)) if (row, c) not in self.shown]

    def place(self, row: int, column: int) -> str:
        """What a cell is called: by its row alone in a table of one column."""
        if len(self.columns) == 1:
            return self.rows[row]
        return f"{self.rows[row]}, {self.columns[column].head}"


class OneOf(AnswerKind):
    """A cell with one of the options that its column lists, written out.

    >>> OneOf("ReLU", options=["ReLU", "sigmoid"]).judge("relu").status
    'correct'
    """

    name = "one_of"
    allowed = frozenset({"options"})
    few_answers = True

    def blanks(self) -> tuple[Blank, ...]:
        """One of the options."""
        options = self.settings["options"]
        offered = tuple(Option("", one, right=folded(one) == folded(self.key)) for one in options)
        return (Blank(Pick(offered)),)

    def read(self, text: str) -> str:
        """The option; `Unreadable` names all of them."""
        options: list[str] = self.settings["options"]
        for option in options:
            if folded(option) == folded(text):
                return option
        raise Unreadable(f"{text.strip()[:20]!r} is none of {', '.join(options)}")

    def compare(self, value: str) -> Comparison:
        """Equal or not."""
        return RIGHT if value == self.key else wrong()


def folded(text: str) -> str:
    """A word or head without what differs between two ways of writing it.

    >>> folded(" $Conv-1$ "), folded("conv 1")
    ('conv-1', 'conv 1')
    """
    kept = unicodedata.normalize("NFC", text).casefold().replace("\N{MINUS SIGN}", "-")
    return " ".join(
        kept.replace("$", " ").replace("*", " ").replace("`", " ").strip(" '\".").split()
    )


def plainly(head: str) -> str:
    """A head where nothing is typeset.

    >>> plainly("`nn.ReLU()` of $z$")
    'nn.ReLU() of z'
    """
    return head.replace("$", "").replace("`", "")


def settled(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with columns as a list of pairs: their order is kept in a file whose names are sorted."""
    columns = settings.get("columns")
    if not isinstance(columns, Mapping):
        return dict(settings)
    return {**settings, "columns": [[head, held] for head, held in columns.items()]}


def layout(settings: Mapping[str, Any]) -> Layout:
    """The table of a part's settings; `ValueError` says which of them is not as it must be."""
    rows, columns = settings.get("rows"), settled(settings).get("columns")
    if not _are_heads(rows) or not isinstance(rows, list | tuple):
        raise ValueError(f'table: rows = {rows!r} are no heads; write rows = ["conv1", "pool"]')
    if not isinstance(columns, list | tuple) or not columns:
        raise ValueError(
            f'table: columns = {columns!r}; write columns = {{ parameters = "integer", shape = "shape" }}'
        )
    if len(rows) > ROWS or len(columns) > COLUMNS:
        raise ValueError(
            f"table: {len(rows)} rows and {len(columns)} columns; at most {ROWS} and {COLUMNS} fit on a page"
        )
    found = tuple(map(_column, columns))
    heads = [column.head for column in found]
    if not _are_heads(heads):
        raise ValueError(f"table: columns {heads!r} are no heads, or two are called the same")
    return Layout(tuple(rows), found, _shown(settings.get("shown") or (), rows, heads))


def _are_heads(heads: object) -> bool:
    return (
        isinstance(heads, list | tuple)
        and bool(heads)
        and all(isinstance(head, str) and head.strip() for head in heads)
        and len(set(map(folded, heads))) == len(heads)
    )


def _column(pair: object) -> Column:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        raise ValueError(f"table: the column {pair!r} is no head with a kind")
    head, held = pair
    if isinstance(held, str):
        return _of_kind(str(head), held, {})
    if isinstance(held, Mapping):
        return _of_kind(str(head), str(held.get("kind")), {n: v for n, v in held.items() if n != "kind"})  # fmt: skip
    if not isinstance(held, list | tuple) or not 2 <= len(held) <= OPTIONS or not _are_heads(held):
        raise ValueError(
            f"table: column {head!r} = {held!r}; write a kind, or a list of 2 to {OPTIONS} different options"
        )
    for option in held:
        if any(sign in option for sign in "|;\n\t") or option.strip() in UNANSWERED | {"="}:
            raise ValueError(f"table: column {head!r}: the option {option!r} cannot be typed")
    return Column(str(head), "", {}, tuple(held))


def _of_kind(head: str, kind: str, settings: Mapping[str, Any]) -> Column:
    from quizgen.answers.table import kind_class, kind_names

    try:
        fits = kind_class(kind).stands_in_cells
    except ValueError:
        fits = False
    if not fits:
        known = ", ".join(name for name in kind_names() if kind_class(name).stands_in_cells)
        raise ValueError(
            f"table: column {head!r}: {kind!r} does not stand in a cell; write {known}, or a list of options"
        )
    if "penalty" in settings:
        raise ValueError(
            f"table: column {head!r}: cells take no penalty; ask the statements one by one"
        )
    if "arithmetic" in kind_class(kind).beside:  # as in a part of its own
        settings = {"arithmetic": True, **settings}
    return Column(head, kind, settings)


def _shown(places: Any, rows: Sequence[str], heads: Sequence[str]) -> frozenset[tuple[int, int]]:
    found = set()
    for place in places if isinstance(places, list | tuple) else [places]:
        if (
            not isinstance(place, list | tuple)
            or len(place) != 2
            or place[0] not in rows
            or place[1] not in heads
        ):
            raise ValueError(
                f"table: shown: {place!r} is no cell; write [row, column] with heads of this table"
            )
        found.add((rows.index(place[0]), heads.index(place[1])))
    if len(found) == len(rows) * len(heads):
        raise ValueError("table: every cell is shown; leave one to be asked")
    return frozenset(found)


UNANSWERED = frozenset({"", "?", "-", "–", "—", "…", "_"})


def rows_of(encoded: object, table: Layout) -> Sequence[Sequence[Any]]:
    """A key or mistake as rows of cells; `ValueError` where it is no table of this size."""
    wide = len(table.columns)
    if hasattr(encoded, "tolist"):
        encoded = encoded.tolist()
    if not isinstance(encoded, list | tuple) or len(encoded) != len(table.rows):
        raise ValueError(f"table: the key is no list of {len(table.rows)} rows: {encoded!r}")
    for row, head in zip(encoded, table.rows, strict=True):
        if not isinstance(row, list | tuple) or len(row) != wide:
            raise ValueError(f"table: row {head!r} is no list of {wide} cells: {row!r}")
    return encoded


def pieces(column: Column, encoded: object) -> tuple[Piece, ...]:
    """A cell as it reads."""
    if encoded is None:
        return (Words("–"),)
    described = column.described
    return (Words(str(encoded)),) if described is None else described.on_one_line(encoded, column.settings)  # fmt: skip


def grid(encoded: object, table: Layout) -> Grid:
    """The table as it is printed, every cell with what the key has in it."""
    rows = rows_of(encoded, table)
    wide = [WIDE if _has_brackets(rows, c) else NARROW for c in range(len(table.columns))]
    return Grid(
        tuple(column.head for column in table.columns),
        tuple(
            (
                head,
                tuple(
                    Cell(
                        pieces(column, rows[r][c]),
                        (r, c) not in table.shown,
                        wide[c],
                        column.how_to_type,
                        column.offered,
                    )
                    for c, column in enumerate(table.columns)
                ),
            )
            for r, head in enumerate(table.rows)
        ),
    )


def _has_brackets(rows: Sequence[Sequence[Any]], column: int) -> bool:
    return any(isinstance(row[column], list | tuple) for row in rows)
