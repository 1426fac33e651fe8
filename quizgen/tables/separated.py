"""Lines with cells between commas, semicolons or tabs: one bad line costs no other."""

import csv
import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from quizgen.tables.lines import LINE
from quizgen.tables.record import Bad, Record

# So many lines one cell may go on for; what goes on longer is a quote that nobody closed.
LINES = 200
_SNIFFED = 20

Line = tuple[int, str] | Bad


def separated(lines: Iterable[Line]) -> Iterator[Record | Bad]:
    r"""The records; what separates their cells is told by the first lines, or by Excel's `sep=`.

    >>> list(separated([(1, "a;b\n"), (2, '"1\n'), (3, "2;3\n"), (4, "4;5\n")]))
    [Record(line=1, cells=('a', 'b'), names=()), Bad(line=2, ...), Record(line=3, ...), Record(line=4, ...)]
    """
    rest = iter(lines)
    first = list(islice(rest, _SNIFFED))
    said = next((one for one in first if not isinstance(one, Bad) and one[1].strip()), None)
    told = re.fullmatch(r'"?sep=(.)"?\s*', said[1]) if said else None
    if told and said:
        first.remove(said)
        separator = told[1]
    else:
        separator = _separator([one[1] for one in first if not isinstance(one, Bad)])
    csv.field_size_limit(LINE)
    nothing = f"{separator} \t\r\n"
    waiting: deque[Line] = deque()
    everything = chain(first, rest)

    def following() -> Line | None:
        return waiting.popleft() if waiting else next(everything, None)

    while (line := following()) is not None:
        if isinstance(line, Bad):
            yield line
        elif '"' in line[1]:
            record, given_back = _quoted(line, following, separator)
            waiting.extendleft(reversed(given_back))
            if isinstance(record, Bad) or any(cell.strip() for cell in record.cells):
                yield record
        elif line[1].strip(nothing):
            yield Record(line[0], tuple(line[1].rstrip("\r\n").split(separator)))


def _quoted(
    line: tuple[int, str], following: Callable[[], Line | None], separator: str
) -> tuple[Record | Bad, list[Line]]:
    """The record that begins in a line with quotes, and the lines that turned out not to be its own."""
    taken = [line]
    other: list[Line] = []

    def pulled() -> Iterator[str]:
        yield line[1]
        while len(taken) < LINES and (more := following()) is not None:
            if isinstance(more, Bad):
                other.append(more)
                return
            taken.append(more)
            yield more[1]

    try:
        return Record(line[0], tuple(next(_reader(pulled(), separator)))), other
    except csv.Error as error:
        said = str(error)
        if "unexpected end" in said:
            said = "a quote is opened and never closed"
        reason = f"{said}; check the quotes of this line"
        return Bad(line[0], line[1].strip(), reason), [*taken[1:], *other]


def _reader(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=separator, strict=True)


def _separator(lines: Sequence[str]) -> str:
    """What splits most of the records alike; a comma where nothing does.

    A cell in quotes may go on for many lines, and hold a table of its own: they are one record where
    the right sign splits them.
    """
    best, separator = (0.0, 0), ","
    for candidate in ",;\t|":
        counts = _widths([line for line in lines if line.strip()], candidate)
        several = [width for width in counts if width > 1]
        if not several:
            continue
        width, often = Counter(several).most_common(1)[0]
        # The header, which is the first line of most files, has no answers in it.
        score = (often / len(counts) + (0.5 if counts[0] == width else 0), width)
        if score > best:
            best, separator = score, candidate
    return separator


def _widths(lines: Sequence[str], separator: str) -> list[int]:
    try:
        return list(map(len, csv.reader(lines, delimiter=separator)))
    except csv.Error:
        return [line.count(separator) + 1 for line in lines]
