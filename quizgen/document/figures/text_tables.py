"""Figures that are tables, as lines of text."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quizgen.document.grid import pad
from quizgen.document.printers.math_text import formula

_BLANK = "_" * 12


def _weight_matrix(data: Mapping[str, Any]) -> list[str]:
    shown = [str(entry) for entry in data["weights"]]
    rows = [[("0" if w is None else shown[w]) for w in row] for row in data["cells"]]
    latex = (
        f"{_bracketed([[name] for name in data['rows']])} = "
        f"{_bracketed(rows)} {_bracketed([[name] for name in data['columns']])}"
    )
    return list(formula(latex, display=True).lines)


def _bracketed(rows: Sequence[Sequence[str]]) -> str:
    body = r" \\ ".join(" & ".join(row) for row in rows)
    return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def _one_hot(data: Mapping[str, Any]) -> list[str]:
    text, window = data["text"], data["window"]
    frame = range(window[0] - 1, sum(window) - 1) if window else range(0)
    lines = ["    " + "".join(f" {character} " for character in text)]
    for letter in data["rows"]:
        cells = ["⋮" if letter is None else str(int(c == letter)) for c in text]
        lines.append(f"  {letter or '⋮'} " + _framed(cells, frame, 1))
    return lines


def _framed(cells: Sequence[str], frame: range, width: int) -> str:
    """Cells in a row, brackets around those in the frame."""
    found = ""
    for j, cell in enumerate(cells):
        left = "[" if frame and j == frame[0] else " "
        right = "]" if frame and j == frame[-1] else " "
        found += left + pad(cell, width, "right") + right
    return found


def _window(data: Mapping[str, Any]) -> list[str]:
    top, left, high, wide = data["window"]
    name = f"h_{{{','.join(str(place) for place in data['output'])}}}"
    output = f"{formula(name)} = ?"
    image = [[str(entry) for entry in row] for row in data["input"]]
    kernel = [[str(entry) for entry in row] for row in data["kernel"] or []]
    width = max(len(entry) for row in (*image, *kernel) for entry in row)
    lines = []
    for i, row in enumerate(image):
        frame = range(left, left + wide) if top <= i < top + high else range(0)
        lines.append(f"{'x' if i == 0 else ' '}    {_framed(row, frame, width)}")
    indent = " " * (left * (width + 2) if len(image) == 1 else 0)
    for i, row in enumerate(kernel):
        lines.append(f"{'v' if i == 0 else ' '}    {indent}{_framed(row, range(wide), width)}")
    return [*lines, output]


def _grid(data: Mapping[str, Any]) -> list[str]:
    latex = _bracketed([[str(entry) for entry in row] for row in data["image"]])
    lines = list(formula(latex, display=True).lines)
    if data["kernel"]:
        kernel = _bracketed([[str(entry) for entry in row] for row in data["kernel"]])
        lines += ["", "kernel", *formula(kernel, display=True).lines]
    return ["image", *lines]


def _learning_curves(data: Mapping[str, Any]) -> list[str]:
    epochs = range(1, len(data["subtrain"]) + 1)
    rows = [["epoch", *map(str, epochs)]]
    rows += [[name, *(f"{v:g}" for v in data[name])] for name in ("subtrain", "validation")]
    # Upright, a row for each epoch: fifteen epochs side by side are too wide.
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, row)) for row in rows]
    return [
        "  ".join(pad(cell, width, "right") for cell, width in zip(column, widths, strict=True))
        for column in columns
    ]


def _layer_stack(data: Mapping[str, Any]) -> list[str]:
    lines = [f"input {' × '.join(map(str, data['input']))}"]
    asked = {place: letter for place, letter, _ in data.get("boxes", ())}
    answers = data.get("answers", {})
    for number, box in enumerate(data["layers"], start=1):
        letter = asked.get(f"shape {number}")
        room = answers.get(letter, _BLANK)
        blank = f"({letter}) {room}" if letter else room
        lines += ["  ↓", f"[ {box} ]", f"  ↓  shape {blank}"]
    # Between two boxes one arrow is enough.
    return [
        line
        for i, line in enumerate(lines)
        if not (line == "  ↓" and lines[i - 1].startswith("  ↓"))
    ]


TABLES: Mapping[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "grid": _grid,
    "layer_stack": _layer_stack,
    "learning_curves": _learning_curves,
    "one_hot": _one_hot,
    "sliding_window": _window,
    "weight_matrix": _weight_matrix,
}
