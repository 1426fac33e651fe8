"""A bank expression as a line of a worked solution."""

from fractions import Fraction
from typing import Any

import pytest

from quizgen.bank.formula import expression_step

VALUES: dict[str, Any] = {
    "1": 1,
    "4": 4,
    "D": 10,
    "P": 3,
    "conv.output_size(D)": 8,
    "attention": 840,
    "norms": 56,
    "Linear(d, d).parameter_count": 210,
    "shared": 114,
    "unshared": 32_946,
}


def told(text: str, value: Any) -> str:
    return str(expression_step(text, value, VALUES.__getitem__))


def test_letters_stand_before_their_numbers() -> None:
    assert told("D - P + 1", 8) == "D - P + 1 = 10 - 3 + 1 = 8"


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        ("4 * Linear(d, d).parameter_count", 840, r"4 \cdot 210 = 840"),
        ("attention + norms", 896, "840 + 56 = 896"),
        ("D - conv.output_size(D)", 2, "10 - 8 = 2"),
        ("unshared / shared", Fraction(289), r"\frac{32946}{114} = 289"),
    ],
)
def test_names_of_the_bank_language_are_not_shown(text: str, value: Any, line: str) -> None:
    """A reader knows D and P from the statement; a name of a program says nothing."""
    assert told(text, value) == line
