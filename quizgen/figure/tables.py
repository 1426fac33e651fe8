"""Tables of numbers: text as a matrix, a window over an input, an image and its kernel."""

from typing import Any

from quizgen.errors import UserError
from quizgen.figure.data import Figure, exact, listed

ROWS = 8
CHARACTERS = 24
# Sizes that can be read: of a sequence, of an image.
ENTRIES, SIDE = 12, 8


def one_hot(text: str, alphabet: str, window: tuple[int, int] | None = None) -> Figure:
    """A text as a matrix of zeros and ones, a row for each letter; at most eight rows are shown.

    The rows are the letters of the text and, if there is room, the first of the alphabet.
    `window=(start, size)` frames the columns a kernel reads, counted from 1.

    >>> one_hot("ab", "ab", window=(1, 2)).alt
    "Matrix with a column for each character of 'ab'. Row a: 1 0. Row b: 0 1. Columns 1 to 2 are framed."
    """
    text, alphabet = _printable(text), _printable(alphabet)
    if not 1 <= len(text) <= CHARACTERS or not alphabet:
        raise UserError(
            f"one_hot: {len(text)} characters and {len(alphabet)} letters",
            f"draw 1 to {CHARACTERS} characters and at least one letter",
        )
    shown = _rows(text, alphabet)
    frame = None if window is None else _window(window, len(text))
    said = [f"Matrix with a column for each character of {text!r}."]
    for letter in shown:
        ones = " ".join(str(int(character == letter)) for character in text)
        said.append("Rows left out." if letter is None else f"Row {letter}: {ones}.")
    if frame:
        said.append(f"Columns {frame[0]} to {sum(frame) - 1} are framed.")
    data = {"text": text, "rows": shown, "window": frame}
    return Figure("one_hot", data, " ".join(said))


def sliding_window(x: Any, k: Any, at: Any = None, stride: Any = 1) -> Figure:
    """An input with one window framed, the kernel, and the output cell the window gives.

    `x` is a vector or a matrix, `k` a kernel of the same dimension or, for pooling, the size of
    the window. `at` counts windows from 1: a number, or (row, column) for a matrix.

    >>> sliding_window([0, 3, 10], [-2, 1]).alt
    'Input: 0, 3, 10. Kernel: -2, 1. Window 1 holds 0, 3 and gives output 1.'
    """
    values, kernel = listed(x), k if isinstance(k, int) else listed(k)
    flat = not isinstance(values[0], list)
    matrix = _matrix("x", [values] if flat else values)
    size, weights = _kernel(kernel, flat=flat)
    place = _place(at, flat=flat)
    steps = [int(stride)] * 2 if isinstance(stride, int) else [int(s) for s in listed(stride)]
    top, left = ((place[i] - 1) * steps[i] for i in (0, 1))
    if top + size[0] > len(matrix) or left + size[1] > len(matrix[0]) or min(place) < 1:
        raise UserError(
            f"sliding_window: window {place} of size {size} is not inside the input",
            "the first window is at=1, or at=(1, 1) in a matrix",
        )
    held = [row[left : left + size[1]] for row in matrix[top : top + size[0]]]
    name = str(place[1]) if flat else f"({place[0]}, {place[1]})"
    said = [f"Input: {_said(matrix)}."]
    said += [f"Kernel: {_said(weights)}."] if weights else []
    said.append(f"Window {name} holds {_said(held)} and gives output {name}.")
    data = {
        "input": matrix,
        "kernel": weights,
        "window": [top, left, *size],
        "output": [place[1]] if flat else place,
    }
    return Figure("sliding_window", data, " ".join(said))


def grid(X: Any, kernel: Any = None) -> Figure:
    """An image as numbers over grey levels, the largest white, with a kernel beside it.

    >>> grid([[0, 1], [1, 0]]).alt
    'Image: 0, 1; 1, 0.'
    """
    image = _matrix("X", listed(X))
    weights = None if kernel is None else _matrix("kernel", listed(kernel))
    alt = f"Image: {_said(image)}." + (f" Kernel: {_said(weights)}." if weights else "")
    return Figure("grid", {"image": image, "kernel": weights}, alt)


def _printable(text: Any) -> str:
    """Text without what a terminal or a page would obey instead of showing."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(text))


def _rows(text: str, alphabet: str) -> list[str | None]:
    """The letters whose rows are shown, in the alphabet's order; None where letters are left out."""
    used = [letter for letter in alphabet if letter in text][:ROWS]
    for letter in alphabet:
        if len(used) < ROWS and letter not in used:
            used.append(letter)
    shown: list[str | None] = []
    for place, letter in enumerate(alphabet):
        if letter in used:
            shown.append(letter)
        elif place and shown[-1:] != [None]:
            shown.append(None)
    return shown


def _window(window: Any, length: int) -> list[int]:
    start, size = (int(entry) for entry in window)
    if start < 1 or size < 1 or start + size - 1 > length:
        raise UserError(
            f"one_hot: window ({start}, {size}) is not inside {length} columns",
            "window=(first column, number of columns), counted from 1",
        )
    return [start, size]


def _matrix(name: str, rows: list[Any]) -> list[list[Any]]:
    matrix = [[exact(entry) for entry in row] for row in rows]
    widths = {len(row) for row in matrix}
    bound = ENTRIES if len(matrix) == 1 else SIDE
    if len(widths) != 1 or not 1 <= max(widths) <= bound or len(matrix) > bound:
        raise UserError(
            f"{name}: rows of lengths {[len(row) for row in matrix]} cannot be drawn",
            f"give at most {SIDE} rows of equal length up to {SIDE}, or one of up to {ENTRIES}",
        )
    return matrix


def _kernel(kernel: Any, *, flat: bool) -> tuple[list[int], list[list[Any]] | None]:
    """The size of the window, and its weights unless it is pooling."""
    if isinstance(kernel, int):
        return ([1, kernel] if flat else [kernel, kernel]), None
    weights = _matrix("kernel", [kernel] if not isinstance(kernel[0], list) else kernel)
    return [len(weights), len(weights[0])], weights


def _place(at: Any, *, flat: bool) -> list[int]:
    if at is None:
        return [1, 1]
    return [1, int(at)] if flat else [int(entry) for entry in listed(at)]


def _said(rows: list[list[Any]]) -> str:
    return "; ".join(", ".join(str(entry) for entry in row) for row in rows)
