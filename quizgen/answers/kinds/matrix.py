"""A table of numbers."""

from fractions import Fraction
from typing import Any

from quizgen.answers.arrays import read_matrix
from quizgen.answers.entries import checked_partial, close, entry_reader, marked
from quizgen.answers.kind import COMMON_SETTINGS, AnswerKind, wrong
from quizgen.answers.scalar import as_fraction, shown
from quizgen.answers.verdict import Comparison


class Kind(AnswerKind):
    """Shape, transposition and single entries are told apart."""

    name = "matrix"
    allowed = COMMON_SETTINGS | {"rtol", "atol", "partial"}

    def __init__(self, key: Any, mistakes: Any = (), **settings: Any) -> None:
        self.partial = checked_partial(settings)
        super().__init__(key, mistakes, **settings)

    def read(self, text: str) -> list[list[Fraction]]:
        """The rows exactly."""
        return read_matrix(
            text,
            entry_reader(self.settings),
            decimal_comma=bool(self.settings.get("decimal_comma")),
        )

    def known(self, encoded: Any) -> list[list[Fraction]]:
        """The key's rows exactly."""
        if isinstance(encoded, str):
            found: list[list[Fraction]] = super().known(encoded)
            return found
        rows = encoded.tolist() if hasattr(encoded, "tolist") else encoded
        if not isinstance(rows, list | tuple):
            raise ValueError(f"{encoded!r} is no matrix")
        nested = [row if isinstance(row, list | tuple) else [row] for row in rows]
        if rows and not isinstance(rows[0], list | tuple):
            nested = [list(rows)]
        return [[as_fraction(entry) for entry in row] for row in nested]

    def compare(self, value: list[list[Fraction]]) -> Comparison:
        """Entry by entry; another shape earns nothing."""
        return compare_rows(value, self.key, self.partial, lambda v, k: close(v, k, self.settings))

    def echo(self, value: list[list[Fraction]]) -> str:
        """Shape and rows."""
        rows = ", ".join("[" + ", ".join(shown(entry) for entry in row) + "]" for row in value)
        return f"a {len(value)} × {len(value[0])} matrix [{rows}]"


def compare_rows(value: Any, key: Any, partial: str, equal: Any) -> Comparison:
    """Rows beside the key's rows: shape first, then transposition and flips, then entries."""
    shape, wanted = (len(value), len(value[0])), (len(key), len(key[0]))

    def agrees(rows: Any) -> bool:
        return (len(rows), len(rows[0])) == wanted and all(
            equal(v, k)
            for row, key_row in zip(rows, key, strict=True)
            for v, k in zip(row, key_row, strict=True)
        )

    def turned() -> list[list[Any]]:
        return [list(column) for column in zip(*value, strict=True)]

    if shape != wanted:
        said = " It is the transpose of the answer." if agrees(turned()) else ""
        return wrong(
            f"The answer is a {wanted[0]} × {wanted[1]} matrix, yours is {shape[0]} × {shape[1]}.{said}"
        )
    right = [
        equal(v, k)
        for row, key_row in zip(value, key, strict=True)
        for v, k in zip(row, key_row, strict=True)
    ]
    found = marked(right, partial, shape[1])
    if all(right):
        return found
    if shape[0] == shape[1] and agrees(turned()):
        return Comparison(found.score, "That is the transpose of the answer.")
    if agrees([row[::-1] for row in value]):
        return Comparison(found.score, "Every row is in reverse order.")
    if agrees(value[::-1]):
        return Comparison(found.score, "The rows are in reverse order.")
    return found
