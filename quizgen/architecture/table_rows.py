"""The rows of a network's table: one for each layer, or for each part of it down to some depth."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from quizgen.architecture.summary import COLUMNS, Line, count_text, describe, shape_text, shown

if TYPE_CHECKING:
    from quizgen.architecture.summary import Summary

COUNTS = COLUMNS[2:]
# By far the most counts are nothing.
_NONE = {count: count_text(count) for count in (0, None)}


class Row(NamedTuple):
    """One row as text; `shorter` are other ways to say what `label` says."""

    place: str
    label: str
    output: str
    counts: tuple[str, ...]
    shorter: Callable[[], tuple[str, ...]] = tuple

    def cells(self, label: str) -> tuple[str, ...]:
        """The row with one of its labels, or any other."""
        return (self.place, label, self.output, *self.counts)


def cells(summary: "Summary") -> Iterator[tuple[str, ...]]:
    """The table as text: a head, one row for each layer, and the totals."""
    yield ("", *COLUMNS)
    yield from (row.cells(row.label) for row in table_rows(summary))


def table_rows(summary: "Summary", depth: int | None = None) -> Iterator[Row]:
    """The rows without their head, totals last; `depth` joins layers whose names begin alike.

    >>> from quizgen.architecture import read, summarise
    >>> for row in table_rows(summarise(read("mlp 3 2 1"))):
    ...     print(row.place, row.label, row.counts[0])
    1 Linear(3, 2, bias=False) 6
    2 activation1: ReLU() 0
    3 Linear(2, 1, bias=False) 2
     total 8
    """
    if depth is None:
        yield from map(_of_line, summary.lines)
    else:
        yield from _of_blocks(_blocks(summary.lines, depth))
    for unused in summary.network.unused:
        label = f"{unused.name}: {describe(unused.layer)} (unused)"
        counts = (count_text(unused.parameters), "", "", "")
        yield Row("", label, "", counts, partial(tuple, [f"{unused.name} (unused)"]))
    if len(summary.lines) > 1 or summary.network.unused:
        totals = tuple(count_text(summary.total(name)) for name in COUNTS)
        yield Row("", "total", shape_text(summary.output_shape), totals)


def _of_line(line: Line) -> Row:
    counts = (line.parameters, line.connections, line.zeros, line.macs)
    texts = tuple([count_text(count) if count else _NONE[count] for count in counts])
    output = shape_text(line.output_shape)
    return Row(str(line.place), shown(line), output, texts, partial(_shorter, line))


def _shorter(line: Line) -> tuple[str, ...]:
    """Name and layer with fewer arguments, then by the end of its path."""
    code, kind = describe(line.layer), type(line.layer).__name__
    plain = code.split(", ", 2)
    brief = f"{', '.join(plain[:2])}, …)" if len(plain) > 2 else code
    if line.name.lower().startswith(kind.lower()):
        return (brief, kind)
    path = line.name.split(".")
    ends = [f"…{'.'.join(path[start:])}" for start in range(1, len(path))]
    titles = [f"{name}: {kind}" for name in (line.name, *ends)]
    return (f"{line.name}: {brief}", *titles)


# -- parts ----------------------------------------------------------------------------------------


def _blocks(lines: Sequence[Line], depth: int) -> list[tuple[str, list[Line]]]:
    """Neighbours whose names agree in the first `depth` parts."""

    def block(line: Line) -> str:
        return ".".join(line.name.split(".")[:depth])

    return [(name, list(found)) for name, found in groupby(lines, key=block)]


def _of_blocks(blocks: Sequence[tuple[str, list[Line]]]) -> Iterator[Row]:
    """One row for each part; parts one after the other that are alike are one row."""

    def kind(block: tuple[str, list[Line]]) -> object:
        # A layer alone that learns nothing, such as an activation, is told by itself.
        lines = block[1]
        alone = len(lines) == 1 and not lines[0].parameters
        return lines[0].place if alone else tuple((describe(x.layer), x.input_shape) for x in lines)

    for _, found in groupby(blocks, key=kind):
        same = list(found)
        lines = [line for _, part in same for line in part]
        if len(lines) == 1:
            yield _of_line(lines[0])
            continue
        first, last = same[0][0], same[-1][0]
        one = type(lines[0].layer).__name__
        each = f"{len(same[0][1])} layers" if len(same[0][1]) > 1 else one
        name = first if first == last else f"{first} … {last}"
        times = each if len(same) == 1 else f"{len(same)} × {each}"
        place = f"{lines[0].place}–{lines[-1].place}"
        counts = tuple(count_text(_sum(lines, count)) for count in COUNTS)
        shorter = partial(tuple, [f"{first} ({times})", first])
        output = shape_text(lines[-1].output_shape)
        yield Row(place, f"{name} ({times})", output, counts, shorter)


def _sum(lines: Sequence[Line], name: str) -> int | None:
    counts = [getattr(line, name) for line in lines]
    return None if None in counts else sum(counts)
