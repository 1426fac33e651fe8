"""Tables whose cells follow from others: each must give the key again from the key's own cells."""

from typing import Any

from quizgen.answers import encode
from quizgen.bank.exercise import PartSpec
from quizgen.errors import UserError
from quizgen.language.cells import cell_expressions
from quizgen.language.expression import Scope


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
