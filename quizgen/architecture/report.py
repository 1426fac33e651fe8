"""What `quizgen solve` prints: the table, a derivation, a matrix, as plain text."""

import re
from textwrap import wrap
from typing import TYPE_CHECKING

from quizgen.architecture.derivation import derivation, matrix_rows
from quizgen.architecture.summary import shown
from quizgen.architecture.table import aligned
from quizgen.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizgen.architecture.summary import Line, Summary

# A weight's symbol in a matrix, such as v1 or v1,2,3.
WEIGHT = re.compile(r"\bv[0-9]+(?:,[0-9]+)*")
COLOURS = (
    "red", "green", "yellow", "blue", "magenta", "cyan",
    "bright_red", "bright_green", "bright_yellow", "bright_blue", "bright_magenta", "bright_cyan",
)  # fmt: skip


def derivation_text(line: "Line", math: "Callable[[str, int], str]", width: int) -> str:
    """The steps of a layer's numbers; `math` turns LaTeX into text of so many columns."""
    lines = wrap(f"{line.place}  {shown(line)}", width, subsequent_indent="   ")
    for step in derivation(line):
        if step.note:
            lines += wrap(step.note, width, initial_indent="   ", subsequent_indent="   ")
        lines += [f"   {row}".rstrip() for row in math(str(step), width - 3).split("\n")]
    return "\n".join(lines)


def matrix_text(summary: "Summary") -> str:
    """The weight matrices of the layers small enough; `UserError` when there is none."""
    found, refused = [], []
    for line in summary.lines:
        try:
            rows = matrix_rows(line)
        except UserError as error:
            refused.append(error)
            continue
        text = aligned([_dotted(row) for row in rows], left=frozenset())
        found.append(f"{line.place}  {line.name}: {len(rows)} × {len(rows[0])}\n{text}")
    if not found:
        raise refused[0]
    return "\n\n".join(found)


def coloured(text: str, paint: "Callable[[str, str], str]") -> str:
    r"""A matrix's text with a colour for each shared weight, in the order they are met.

    >>> print(coloured("v1  v2   ·\n ·  v1  v2", lambda weight, colour: f"<{colour} {weight}>"))
    <red v1>  <green v2>   ·
     ·  <red v1>  <green v2>
    """
    seen: dict[str, str] = {}

    def painted(found: "re.Match[str]") -> str:
        weight = found.group()
        colour = seen.setdefault(weight, COLOURS[len(seen) % len(COLOURS)])
        return paint(weight, colour)

    return WEIGHT.sub(painted, text)


def _dotted(row: list[str]) -> list[str]:
    """Structural zeros as dots: the pattern is what the matrix shows."""
    return ["·" if entry == "0" else entry for entry in row]
