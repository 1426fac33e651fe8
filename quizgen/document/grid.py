"""Character grids: blocks of text that stand side by side or on top of each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines of equal width; `baseline` is the index of the line a reader's eye follows."""

    lines: tuple[str, ...]
    baseline: int = 0

    @property
    def width(self) -> int:
        """Columns on the screen."""
        return columns(self.lines[0])

    @property
    def height(self) -> int:
        """Number of lines."""
        return len(self.lines)

    @property
    def depth(self) -> int:
        """Lines below the baseline."""
        return len(self.lines) - self.baseline - 1

    def __str__(self) -> str:
        return "\n".join(line.rstrip() for line in self.lines)


def line(text: str) -> Grid:
    """One line of text."""
    return Grid((text,))


def columns(text: str) -> int:
    """Columns a text takes on a terminal: combining marks and colours none, wide characters two.

    >>> columns("x̂"), columns("h⁽¹⁾"), columns("层")
    (1, 4, 2)
    """
    if "\x1b" in text:
        text = _STYLE.sub("", text)
    return len(text) if text.isascii() else sum(map(_columns, text))


@cache
def _columns(sign: str) -> int:
    import unicodedata

    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Cf", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def pad(text: str, width: int, align: str = "left") -> str:
    """A text filled with blanks to a width.

    >>> pad("ab", 5, "center"), pad("ab", 4, "right")
    (' ab  ', '  ab')
    """
    missing = width - columns(text)
    before = {"left": 0, "right": missing, "center": missing // 2}[align]
    return " " * before + text + " " * (missing - before)


def beside(grids: Sequence[Grid]) -> Grid:
    """Grids next to each other, their baselines on one line.

    >>> print(beside([line("y = "), Grid((" 1 ", "───", " 2 "), 1)]))
         1
    y = ───
         2
    """
    if all(len(grid.lines) == 1 for grid in grids):
        return line("".join(grid.lines[0] for grid in grids))
    above = max(grid.baseline for grid in grids)
    below = max(grid.depth for grid in grids)
    rows = [""] * (above + below + 1)
    for grid in grids:
        blank = " " * grid.width
        for row in range(len(rows)):
            own = row - above + grid.baseline
            rows[row] += grid.lines[own] if 0 <= own < grid.height else blank
    return Grid(tuple(rows), above)


def stack(grids: Sequence[Grid], baseline: int, align: str = "center") -> Grid:
    """Grids above each other; `baseline` counts lines of the result.

    >>> print(stack([line("P"), line("∑"), line("p=1")], 1))
     P
     ∑
    p=1
    """
    width = max(grid.width for grid in grids)
    return Grid(tuple(pad(text, width, align) for grid in grids for text in grid.lines), baseline)


def table(cells: Sequence[Sequence[Grid]], align: Sequence[str], gap: int = 2) -> Grid:
    """Rows of grids in columns; rows of several lines are set apart by an empty one.

    >>> print(table([[line("1"), line("-2")], [line("10"), line("3")]], ["right", "right"]))
     1  -2
    10   3
    """
    widths = [max(row[j].width for row in cells if j < len(row)) for j in range(len(align))]
    rows: list[Grid] = []
    for row in cells:
        padded: list[Grid] = []
        for j, width in enumerate(widths):
            cell = row[j] if j < len(row) else line("")
            spread = Grid(tuple(pad(text, width, align[j]) for text in cell.lines), cell.baseline)
            padded += [line(" " * gap), spread] if j else [spread]
        rows.append(beside(padded))
    tall = any(row.height > 1 for row in rows)
    lines: list[str] = []
    for printed in rows:
        if tall and lines:
            lines.append(" " * printed.width)
        lines.extend(printed.lines)
    # The middle line; a single row keeps its own baseline, so that fractions meet their bars.
    return Grid(tuple(lines), rows[0].baseline if len(rows) == 1 else (len(lines) - 1) // 2)
