"""Tables of numbers: one-hot text, a window over an input, an image with its kernel."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizgen.document.figures.scene import (
    GREY,
    LIGHT,
    SMALL,
    TEXT,
    THIN,
    Element,
    Label,
    Path,
    Rectangle,
    Stroke,
    arrow,
    line,
    tint,
    words,
)
from quizgen.document.figures.size import extent

CELL = 5.6
# The height of rows that are left out.
_LEFT_OUT = 2.4
_FRAME = Stroke("#0072b2", 0.7)
_BLUE = "#0072b2"
_RULE = Stroke(LIGHT, 0.2)


def draw_one_hot(data: Mapping[str, Any]) -> Iterator[Element]:
    """Characters above, letters at the left, ones on dark ground; dots where letters are left out."""
    text, rows, window = data["text"], data["rows"], data["window"]
    cell, y = 4.6, 0.0
    width = len(text) * cell
    for letter in rows:
        if letter is None:
            yield Label((-cell / 2, y + _LEFT_OUT / 2), r"\cdots", size=SMALL, colour=GREY)
            y += _LEFT_OUT
        else:
            yield words((-cell / 2, y + cell / 2), letter)
            yield from _one_hot_row(text, letter, y + cell / 2, cell)
            y += cell
    for j, character in enumerate(text):
        if character.strip():
            yield words(((j + 0.5) * cell, -cell / 2), character)
    yield line((0.0, 0.0), (width, 0.0), stroke=THIN)
    yield line((0.0, 0.0), (0.0, y), stroke=THIN)
    if window:
        start, size = window
        yield Rectangle(((start - 1) * cell, 0.0), size * cell, y, _FRAME)


def _one_hot_row(text: str, letter: str, y: float, cell: float) -> Iterator[Element]:
    for j, character in enumerate(text):
        x = (j + 0.5) * cell
        if character == letter:
            yield Rectangle(
                (x - 0.42 * cell, y - 0.42 * cell), 0.84 * cell, 0.84 * cell, None, _BLUE
            )
            yield Label((x, y), "1", size=SMALL, colour="#ffffff")
        else:
            yield Label((x, y), "0", size=SMALL, colour=GREY)


def draw_window(data: Mapping[str, Any]) -> Iterator[Element]:
    """The window in its input, the kernel below (a vector) or beside it (a matrix)."""
    if len(data["output"]) == 1:
        yield from _vector_window(data)
    else:
        yield from _matrix_window(data)


def _vector_window(data: Mapping[str, Any]) -> Iterator[Element]:
    (values,), kernel = data["input"], data["kernel"]
    _, left, _, size = data["window"]
    cell = max([CELL, *(_wide(entry) for entry in values)])
    yield Label((-2.0, CELL / 2), "x", "east")
    yield from _cells([values], 0.0, 0.0, cell)
    first, last = left * cell, (left + size) * cell
    yield Rectangle((first, 0.0), size * cell, CELL, _FRAME)
    bottom = CELL
    if kernel:
        top = CELL + 4.0
        yield Label((first - 2.0, top + CELL / 2), "v", "east")
        yield from _cells(kernel, first, top, cell, fill=tint(_BLUE, 0.15))
        for x in range(size):
            middle = first + (x + 0.5) * cell
            yield Label((middle, CELL + 2.0), r"\times", size=SMALL)
        bottom = top + CELL
    middle, down = (first + last) / 2, bottom + 7.5
    yield Path((((first, bottom + 0.5), (middle, down - 1.5), (last, bottom + 0.5)),), THIN)
    yield from arrow((middle, down - 1.6), (middle, down))
    yield Rectangle((middle - cell / 2, down), cell, CELL, _FRAME)
    yield Label((middle - cell / 2 - 2.0, down + CELL / 2), f"h_{{{data['output'][0]}}}", "east")


def _matrix_window(data: Mapping[str, Any]) -> Iterator[Element]:
    image, kernel = data["input"], data["kernel"]
    top, left, high, wide = data["window"]
    cell = max([CELL, *(_wide(entry) for row in image for entry in row)])
    height = len(image) * CELL
    yield from _cells(image, 0.0, 0.0, cell)
    yield Rectangle((left * cell, top * CELL), wide * cell, high * CELL, _FRAME)
    yield words((len(image[0]) * cell / 2, height + 1.4), "input", "north", SMALL)
    x = len(image[0]) * cell + 6.0
    if kernel:
        y = (height - high * CELL) / 2
        inside = max([CELL, *(_wide(entry) for row in kernel for entry in row)])
        yield from _cells(kernel, x, y, inside, fill=tint(_BLUE, 0.15))
        yield words((x + wide * inside / 2, height + 1.4), "kernel", "north", SMALL)
        x += wide * inside + 4.0
    yield from arrow((x, height / 2), (x + 8.0, height / 2))
    x += 10.0
    yield Rectangle((x, (height - CELL) / 2), CELL + 2.0, CELL, _FRAME)
    index = ",".join(str(place) for place in data["output"])
    yield Label((x + CELL / 2 + 1.0, (height + CELL) / 2 + 1.4), f"h_{{{index}}}", "north")


def draw_grid(data: Mapping[str, Any]) -> Iterator[Element]:
    """Numbers over grey levels from dark (smallest) to white, the kernel beside them."""
    image, kernel = data["image"], data["kernel"]
    entries = [entry for row in image for entry in row]
    cell = max([CELL, *(_wide(entry) for entry in entries)])
    low, high = min(map(_value, entries)), max(map(_value, entries))
    for i, row in enumerate(image):
        for j, entry in enumerate(row):
            level = (_value(entry) - low) / (high - low) if high > low else 1.0
            # Never darker than black print on it can be read.
            fill = tint("#000000", round(0.45 * (1 - level), 3))
            yield Rectangle((j * cell, i * CELL), cell, CELL, _RULE, fill)
            yield _entry((j + 0.5) * cell, (i + 0.5) * CELL, entry, "#000000")
    width, height = len(image[0]) * cell, len(image) * CELL
    yield Rectangle((0.0, 0.0), width, height, THIN)
    if kernel:
        inside = max([CELL, *(_wide(entry) for row in kernel for entry in row)])
        x, y = width + 10.0, (height - len(kernel) * CELL) / 2
        yield from _cells(kernel, x, y, inside)
        yield words((width / 2, height + 1.4), "image", "north", SMALL)
        yield words((x + len(kernel[0]) * inside / 2, height + 1.4), "kernel", "north", SMALL)


def _cells(
    rows: Sequence[Sequence[Any]], left: float, top: float, cell: float, fill: str = ""
) -> Iterator[Element]:
    """Numbers in a ruled table."""
    height, width = len(rows) * CELL, len(rows[0]) * cell
    yield Rectangle((left, top), width, height, THIN, fill)
    inner = [
        ((left + j * cell, top), (left + j * cell, top + height)) for j in range(1, len(rows[0]))
    ]
    inner += [((left, top + i * CELL), (left + width, top + i * CELL)) for i in range(1, len(rows))]
    if inner:
        yield Path(tuple(inner), _RULE)
    for i, row in enumerate(rows):
        for j, entry in enumerate(row):
            yield _entry(
                left + (j + 0.5) * cell,
                top + (i + 0.5) * CELL,
                entry,
                "#000000" if fill else "ink",
            )


def _entry(x: float, y: float, entry: Any, colour: str) -> Label:
    return Label((x, y), str(entry), colour=colour)


def _wide(entry: Any) -> float:
    return extent(str(entry), TEXT)[0] + 2.2


def _value(entry: Any) -> float:
    """A number, exact text such as 3/2 among them; a symbol counts as 0."""
    if isinstance(entry, str):
        top, _, bottom = entry.partition("/")
        digits = top.removeprefix("-")
        return int(top) / int(bottom or 1) if digits.isdigit() else 0.0
    return float(entry)
