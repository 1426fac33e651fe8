"""A network's table within some width: columns go by their importance, labels get shorter."""

from collections.abc import Sequence

from quizgen.architecture.summary import COLUMNS
from quizgen.architecture.table_rows import Row

# The columns of a table by their place, the least important first; layers and parameters stay.
DROPPED = ("zeros", "connections", "macs", "", "output")
# A label is not cut below this many characters while there is a column to drop instead.
LEAST = 26
GAP = 2


def fitted(rows: Sequence[Row], width: int) -> tuple[list[tuple[str, ...]], tuple[str, ...]]:
    """Head and rows no wider than `width`, and the names of the columns there was no room for.

    >>> row = Row("1", "features.conv: Conv2d(3, 64)", "64 × 8 × 8", ("1,792", "9", "9", "9"), lambda: ("…conv: Conv2d",))
    >>> fitted([row], 30)[0]
    [('layer', 'parameters'), ('…conv: Conv2d', '1,792')]
    """
    head = ("", *COLUMNS)
    kept = list(range(len(head)))
    longest = max((len(row.label) for row in rows), default=0)
    dropped: list[str] = []
    for name in ("enough", *DROPPED):
        if name != "enough":
            kept.remove(head.index(name))
            dropped.append(name)
        room = width - _others(head, rows, kept)
        if room >= min(longest, LEAST):
            break
    room = max(room, 1)
    table = [tuple(head[place] for place in kept)]
    for row in rows:
        cells = row.cells(_label(row, room))
        table.append(tuple(cells[place] for place in kept))
    order = [name for name in head if name in dropped and name]
    return table, tuple(order)


def _others(head: Sequence[str], rows: Sequence[Row], kept: Sequence[int]) -> int:
    """The width of all columns but that of the layers, with the gaps between all."""
    widths = [
        max(len(head[place]), *(len(row.cells("")[place]) for row in rows))
        for place in kept
        if place != 1
    ]
    return sum(widths) + GAP * len(widths)


def _label(row: Row, room: int) -> str:
    """The first label that fits, else the end of the shortest one."""
    if len(row.label) <= room:
        return row.label
    labels = (row.label, *row.shorter())
    for label in labels:
        if len(label) <= room:
            return label
    shortest = min(labels, key=len)
    return "…" + shortest[len(shortest) - room + 1 :] if room > 1 else shortest[:room]
