"""A table whose cells are expressions of its own earlier cells: `[[none, none], [2 * t[0][1], none]]`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from jinja2 import nodes

from quizgen.errors import UserError
from quizgen.language.expression import compiled

# Row and column, from 0.
Place: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class CellExpression:
    """What a cell is computed from: its tree, and the cells of its own table that it names."""

    tree: nodes.Expr
    uses: frozenset[Place]


def cell_expressions(text: str, name: str, rows: int, columns: int) -> dict[Place, CellExpression]:
    """The cells that follow from others of a table called `name`; cells with `none` are left out.

    `UserError` for what is no table of this size, for cells that are not named as `name[0][1]`, and
    where a cell needs itself.

    >>> found = cell_expressions("[[none, none], [2 * t[0][1], t[1][0] + 1]]", "t", 2, 2)
    >>> {place: sorted(cell.uses) for place, cell in found.items()}
    {(1, 0): [(0, 1)], (1, 1): [(1, 0)]}
    """
    tree = compiled(text).tree
    lines = tree.items if isinstance(tree, nodes.List) else []
    if len(lines) != rows or any(
        not isinstance(line, nodes.List) or len(line.items) != columns for line in lines
    ):
        raise UserError(
            f"is no table of {rows} rows and {columns} columns",
            f"write the rows out: [[none, {name}[0][0] + 1], …], none for a cell that follows from no other",
        )
    found: dict[Place, CellExpression] = {}
    for r, line in enumerate(lines):
        for c, cell in enumerate(line.items):  # type: ignore[attr-defined]
            if not (isinstance(cell, nodes.Const) and cell.value is None):
                found[r, c] = CellExpression(cell, frozenset(_named(cell, name, rows, columns)))
    _check_order(found, name)
    return found


def _named(tree: nodes.Expr, name: str, rows: int, columns: int) -> Iterator[Place]:
    """The cells that an expression names."""
    if isinstance(tree, nodes.Name) and tree.name == name:
        raise UserError(
            f"{name} stands for the whole table",
            f"name its cells by row and column, from 0: {name}[0][1]",
        )
    place = _place(tree, name)
    if place is None:
        for inner in tree.iter_child_nodes():
            yield from _named(inner, name, rows, columns)  # type: ignore[arg-type]
        return
    if not (0 <= place[0] < rows and 0 <= place[1] < columns):
        raise UserError(
            f"{name}[{place[0]}][{place[1]}] is no cell",
            f"rows go from 0 to {rows - 1}, columns from 0 to {columns - 1}",
        )
    yield place


def _place(tree: nodes.Node, name: str) -> Place | None:
    """The cell that `name[0][1]` is; None for anything else."""
    match tree:
        case nodes.Getitem(
            node=nodes.Getitem(node=nodes.Name(name=owner), arg=nodes.Const(value=int(row))),
            arg=nodes.Const(value=int(column)),
        ) if owner == name:
            return row, column
    return None


def _check_order(cells: Mapping[Place, CellExpression], name: str) -> None:
    """`UserError` where a cell needs itself, also by way of others."""
    for place, cell in cells.items():
        pending, seen = list(cell.uses), set[Place]()
        while pending:
            used = pending.pop()
            if used == place:
                raise UserError(
                    f"{name}[{place[0]}][{place[1]}] follows from itself",
                    "a cell follows from others that are found before it",
                )
            if used not in seen:
                seen.add(used)
                pending += cells[used].uses if used in cells else ()
