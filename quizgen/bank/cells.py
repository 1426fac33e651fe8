"""Tables cell by cell: what a mistake says of them, and cells that follow from others."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from quizgen.answers import encode
from quizgen.bank.exercise import PartSpec
from quizgen.errors import UserError
from quizgen.language.cells import cell_expressions
from quizgen.language.expression import Scope
from quizgen.variant import Mistake


def without_right_cells(mistakes: Iterable[Mistake], key: list[list[Any]]) -> tuple[Mistake, ...]:
    """Mistakes that say nothing of the cells in which they are right.

    >>> [found.value for found in without_right_cells([Mistake("m", [[1, 2], [3, 5]], "")], [[1, 2], [3, 4]])]
    [[[None, None], [None, 5]]]
    """
    return tuple(
        replace(
            mistake,
            value=[
                [None if cell == right else cell for cell, right in zip(row, rights, strict=True)]
                for row, rights in zip(mistake.value, key, strict=True)
            ],
        )
        for mistake in mistakes
    )


def check_cells(spec: PartSpec, scope: Scope, key: Any) -> None:
    """`UserError` for a cell that follows to something else than the key has there."""
    rows = key if isinstance(key, list) and all(isinstance(row, list) for row in key) else []
    if not rows or not rows[0]:
        raise UserError("follows from cells of a table, and the answer is none")
    for (r, c), cell in cell_expressions(spec.follow, spec.id, len(rows), len(rows[0])).items():
        again = encode(scope.value_of(cell.tree))
        if again != rows[r][c]:
            raise UserError(
                f"gives {again!r} in row {r}, column {c}, counted from 0, but the answer has {rows[r][c]!r} there",
                "follow says the same cells through earlier ones",
            )
