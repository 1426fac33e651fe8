"""Room on paper for an answer, and which wrong values could be one at all."""

from fractions import Fraction
from typing import Any

import pytest

from quizgen.answers import kind_class

ONE_LINE = {
    "integer": 3, "real": "1.5", "fraction": "1/2", "shape": [3, 4], "choice": "a", "multi": ["a"],
    "vector": [1, 2], "words": ["dropout"], "order": "2 1 3", "boolean": "true", "interval": "[0, 1]",
}  # fmt: skip


@pytest.mark.parametrize("kind", ONE_LINE)
def test_a_line_to_write_on_is_wider_than_high(kind: str) -> None:
    box = kind_class(kind).box(ONE_LINE[kind])
    # A line of handwriting needs 7 mm; the page has 170 mm between its margins.
    assert 7 <= box.height <= 14
    assert 20 <= box.width <= 170
    assert box.width > box.height


@pytest.mark.parametrize(
    ("value", "key", "suits"),
    [
        (3, 5, True), (-3, 5, False), (0, 5, False), (-3, -5, True), (3, -5, True), (0, 0, True),
        (-3, 0, True), (Fraction(1, 2), 5, False), ("3", 5, False),
    ],
)  # fmt: skip
def test_a_whole_number_below_one_suits_no_count(value: Any, key: int, *, suits: bool) -> None:
    assert kind_class("integer").suits(value, key) is suits


@pytest.mark.parametrize(
    ("kind", "key", "room"),
    [
        ("boolean", True, (110, 11)), ("choice", "a", (20, 9)), ("multi", ["a"], (40, 9)), ("order", "2 1", (70, 9)),
        ("integer", 3, (34, 9)), ("fraction", "1/2", (34, 12)), ("real", 1.5, (40, 9)), ("shape", [3, 4], (50, 9)),
        ("interval", "[0, 1]", (80, 11)), ("words", ["dropout"], (80, 9)), ("terms", ["a", "b"], (130, 18)),
        ("expression", "x", (110, 11)), ("snippet", "x.sum()", (90, 9)), ("code", "nn.ReLU()", (150, 27)),
        # In steps, so that the room does not tell the size.
        ("vector", 1, (60, 10)), ("vector", [1] * 4, (60, 10)), ("vector", [1] * 5, (90, 10)), ("vector", (1,) * 8, (90, 10)),
        ("vector", [1] * 9, (130, 10)),
        ("matrix", 1, (60, 18)), ("matrix", [[1] * 4] * 2, (60, 18)), ("matrix", [[1], [1] * 5, [1]], (90, 28)),
        ("matrix", [[1] * 8] * 4, (90, 28)), ("matrix", [[1] * 9] * 5, (130, 42)), ("matrix", [1, 2, 3], (60, 28)), ("matrix", [], (60, 18)),
        ("symbolic_matrix", [["x"] * 2], (60, 18)), ("symbolic_matrix", [["x"] * 3], (90, 18)), ("symbolic_matrix", [["x"] * 5] * 3, (130, 28)),
        ("matrix_expression", "W" * 20, (80, 11)), ("matrix_expression", "W" * 21, (110, 11)),
        ("matrix_expression", "W" * 45, (110, 11)), ("matrix_expression", "W" * 46, (150, 11)),
        ("table", [[1]], (130, 14)), ("table", [[1]] * 10, (130, 86)), ("table", [[1]] * 11, (130, 90)), ("table", None, (130, 18)),
    ],
)  # fmt: skip
def test_the_room_on_paper(kind: str, key: Any, room: tuple[int, int]) -> None:
    box = kind_class(kind).room(key, {})
    assert (box.width, box.height) == room


@pytest.mark.parametrize(
    ("settings", "lines", "height"),
    [({}, 5, 45), ({"lines": 1}, 1, 18), ({"lines": 2}, 2, 18), ({"lines": 3}, 3, 27)],
)
def test_lines_for_a_text(settings: dict[str, int], lines: int, height: int) -> None:
    """Nine millimetres each, and room for two at least."""
    box = kind_class("text").room("a model answer", settings)
    assert (box.width, box.height, box.lines) == (150, height, lines)


@pytest.mark.parametrize(
    ("value", "suits"),
    [([[1, "2"], [3, 4]], True), ([[1, None]], False), ([[1], [None]], False)],
)
def test_a_table_with_an_empty_cell_is_not_computed_with(value: Any, *, suits: bool) -> None:
    assert kind_class("table").suits(value, [[1, 2], [3, 4]]) is suits
