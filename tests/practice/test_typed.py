"""Typed lines: commands, partial readings, marks."""

import pytest

from quizgen.answers import answer_kind
from quizgen.practice.typed import command, keys, marked, read_so_far
from quizgen.variant import Part

NUMBER = Part("a", "?", "integer", 3)
LETTERS = Part("a", "?", "choice", "H", settings={"choices": ["G", "H", "S"]})
FORMULA = Part("a", "?", "expression", "s+q", settings={"variables": ["s", "q"]})


@pytest.mark.parametrize(
    ("text", "part", "found"),
    [
        ("h", NUMBER, "hint"),
        (" Hint ", NUMBER, "hint"),
        ("?", NUMBER, "help"),
        ("S", NUMBER, "skip"),
        ("quit", NUMBER, "quit"),
        (":q", NUMBER, "quit"),
        ("3", NUMBER, None),
        ("half", NUMBER, None),
        (":x", NUMBER, None),
        ("h", LETTERS, None),
        ("q", LETTERS, "quit"),
        (":h", LETTERS, "hint"),
        ("skip", LETTERS, "skip"),
        ("s", FORMULA, None),
        ("h", FORMULA, "hint"),
    ],
)
def test_command(text: str, part: Part, found: str | None) -> None:
    assert command(text, part) == found


def test_keys_say_what_has_to_be_typed() -> None:
    assert keys(NUMBER) == "h hint · s skip · q quit · ? help"
    assert keys(LETTERS) == ":h hint · :s skip · q quit · ? help"


@pytest.mark.parametrize(
    ("kind", "key", "text", "said"),
    [
        ("integer", 3, "", "type your answer"),
        ("integer", 1100, "1,100", "read as 1100 — Enter to check"),
        ("vector", [1, 2], "1", "1 read of 2: [1] — Enter to check"),
        (
            "matrix",
            [[1, 2], [3, 4]],
            "[[1, 2], [3, 5]]",
            "2 × 2 read of 2 × 2: [[1, 2], [3, 5]] — Enter to check",
        ),
        ("vector", [1, 2], "[1", "not yet: a bracket is not closed"),
    ],
)
def test_reading_while_typing(kind: str, key: object, text: str, said: str) -> None:
    assert read_so_far(answer_kind(kind, key=key), text) == said


def test_marks_of_tables() -> None:
    kind = answer_kind("symbolic_matrix", key=[["v_1", "v_2", "0"], ["0", "v_1", "v_2"]])
    assert marked(kind, "v1 v2 0; 0 v2 v1") == "[[v_1 ✓, v_2 ✓, 0 ✓], [0 ✓, v_2 ✗, v_1 ✗]]"
    kind = answer_kind("matrix", key=[[1, 2], [3, 4]])
    assert marked(kind, "1 2; 3 5") == "[[1 ✓, 2 ✓], [3 ✓, 5 ✗]]"
    assert marked(kind, "1 2 3; 4 5 6").startswith("a 2 × 3 matrix")
