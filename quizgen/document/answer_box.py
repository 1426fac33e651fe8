"""The room that a written answer is given on paper."""

from dataclasses import dataclass
from typing import Any

from quizgen.variant import Part


@dataclass(frozen=True, slots=True)
class AnswerBox:
    """The room for an answer, in millimetres; `lines` > 1 is ruled for writing code."""

    width: int
    height: int
    lines: int = 1


# Width and height in millimetres for one written answer of each kind; those that depend on
# the key's size are rounded up in steps, so that a box does not give the size away.
_BOXES = {
    "integer": AnswerBox(34, 9),
    "real": AnswerBox(40, 9),
    "fraction": AnswerBox(34, 12),
    "shape": AnswerBox(50, 9),
    "expression": AnswerBox(110, 11),
    "order": AnswerBox(70, 9),
    "choice": AnswerBox(20, 9),
    "multi": AnswerBox(40, 9),
    "code": AnswerBox(150, 27, lines=3),
}


def box_for(part: Part) -> AnswerBox:
    """The room for a part's written answer."""
    match part.kind:
        case "vector":
            return AnswerBox(_steps(_length(part.key), {4: 60, 8: 90}, 130), 10)
        case "matrix" | "symbolic_matrix":
            rows = part.key if isinstance(part.key, list) else [part.key]
            wide = max(map(_length, rows), default=1) * (2 if part.kind == "symbolic_matrix" else 1)
            return AnswerBox(
                _steps(wide, {4: 60, 8: 90}, 130), _steps(len(rows), {2: 18, 4: 28}, 42)
            )
        case kind:
            return _BOXES.get(kind, AnswerBox(110, 11))


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list | tuple) else 1


def _steps(size: int, steps: dict[int, int], largest: int) -> int:
    return next((room for limit, room in steps.items() if size <= limit), largest)
