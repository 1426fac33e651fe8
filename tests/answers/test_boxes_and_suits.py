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
