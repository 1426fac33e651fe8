"""A bank expression as a line of a worked solution."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quizgen.language.expression import Scope
from quizgen.language.formula import expression_step

SCOPE = Scope(
    {"D": 10, "P": 3, "d": 14, "attention": 840, "norms": 56, "shared": 114, "unshared": 32_946},
    {"conv": "Conv1d(1, 1, P, bias=false)"},
)


def told(text: str, value: Any) -> str:
    return str(expression_step(text, value, SCOPE.value_of))


def test_letters_stand_before_their_numbers() -> None:
    assert told("D - P + 1", 8) == "D - P + 1 = 10 - 3 + 1 = 8"


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        ("4 * Linear(d, d).parameter_count", 840, r"4 \cdot 210 = 840"),
        ("attention + norms", 896, "840 + 56 = 896"),
        ("D - conv.output_shape(D)[1]", 2, "10 - 8 = 2"),
        ("unshared / shared", Fraction(289), r"\frac{32946}{114} = 289"),
    ],
)
def test_names_of_the_bank_language_are_not_shown(text: str, value: Any, line: str) -> None:
    """A reader knows D and P from the statement; a name of a program says nothing."""
    assert told(text, value) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("D % P", r"D \bmod P = 10 \bmod 3 = 1"),
        ("(P - D)|abs + 1", "7 + 1 = 8"),
        ("(D if D > P else P) * 2", r"10 \cdot 2 = 20"),
        ("+D - -P", "D - (-P) = 10 - (-3) = 13"),
    ],
)
def test_what_only_the_language_of_banks_has_is_its_value(text: str, line: str) -> None:
    assert told(text, SCOPE.evaluate(text)) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("w - 2 * g", r"\begin{bmatrix} 3 & 2 \end{bmatrix} - 2 \cdot \begin{bmatrix} 1 & -1 \end{bmatrix}"),
        ("-w / 4", r"\frac{-\begin{bmatrix} 3 & 2 \end{bmatrix}}{4}"),
        # Read as a product of vectors, or as nothing at all: the value stands alone.
        ("w * g", ""),
        ("w + 1", ""),
        ("w ** 2", ""),
        ("4 / w", ""),
        # Added to each row, joined, said twice: no sum or multiple of vectors.
        ("m + w", ""),
        ("a + a", ""),
        ("2 * a", ""),
        ("[1] + [2, 3]", ""),
    ],
)  # fmt: skip
def test_sums_and_multiples_of_vectors_are_worked_out(text: str, line: str) -> None:
    w, g = np.array([3, 2], object), np.array([1, -1], object)
    scope = Scope({"w": w, "g": g, "m": np.array([[1, 2], [3, 4]], object), "a": [3, 2]})
    assert expression_step(text, scope.evaluate(text), scope.value_of).substitution == line
