"""A point before three digits may stand between thousands: a person decides, where whole numbers are asked."""

from typing import Any

import pytest

from quizgen.answers import answer_kind


@pytest.mark.parametrize(
    ("kind", "key", "text"),
    [
        ("integer", 1500, "1.500"), ("integer", 7, "12.345"), ("vector", [1500, 2], "[1.500, 2]"), ("vector", [3, 4], "[3, 1.500]"),
        ("matrix", [[1500, 2], [3, 4]], "[[1.500, 2], [3, 4]]"), ("shape", [1500, 2], "(1.500, 2)"),
    ],
)  # fmt: skip
def test_thousands_are_doubted(kind: str, key: Any, text: str) -> None:
    doubt = answer_kind(kind, key).doubt(text)
    assert "between thousands" in doubt
    number = next(word for word in text.strip("[]()").replace("[", "").split(", ") if "." in word)
    assert doubt.endswith(f"write {number.replace('.', '').strip('[]()')}")


@pytest.mark.parametrize(
    ("kind", "key", "text"),
    [
        ("integer", 1500, "1500"), ("integer", 1500, "1,500"), ("integer", 1500, "1.5"), ("integer", 1500, "1.50"),
        ("integer", 2, "2.000"), ("vector", [1500, 2], "[1500, 2]"), ("vector", ["3/2", 2], "[1.500, 2]"),
        ("matrix", [["3/2", 2]], "[[1.500, 2]]"), ("shape", [15, 2], "(15, 2)"),
    ],
)  # fmt: skip
def test_other_numbers_are_not(kind: str, key: Any, text: str) -> None:
    assert answer_kind(kind, key).doubt(text) == ""
