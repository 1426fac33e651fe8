"""Measures of confusion matrices, counted again from the observations one by one."""

import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from quizgen.solver import (
    ShapeError,
    accuracy,
    balanced_accuracy,
    confusion_matrix,
    f1_score,
    precision,
    recall,
    specificity,
)


def counted(actual: list[int], predicted: list[int], c: int) -> dict[str, Fraction]:
    """The measures of a class from their definitions, over lists of observations."""
    pairs = list(zip(actual, predicted, strict=True))
    said = [a == c for a, b in pairs if b == c]
    own = [b == c for a, b in pairs if a == c]
    others = [b != c for a, b in pairs if a != c]
    p, r = Fraction(sum(said), len(said)), Fraction(sum(own), len(own))
    return {
        "precision": p,
        "recall": r,
        "specificity": Fraction(sum(others), len(others)),
        "f1_score": 2 * p * r / (p + r),
    }


def test_measures_are_those_of_the_observations() -> None:
    draw, tried = random.Random(3), 0  # noqa: S311 - numbers for a test
    functions: dict[str, Callable[..., Any]] = {"precision": precision, "recall": recall, "specificity": specificity, "f1_score": f1_score}  # fmt: skip
    for classes in (2, 3, 4) * 20:
        actual = [draw.randrange(classes) for _ in range(25)]
        predicted = [a if draw.random() < 0.6 else draw.randrange(classes) for a in actual]
        table = confusion_matrix(actual, predicted, classes)
        right = sum(a == b for a, b in zip(actual, predicted, strict=True))
        assert accuracy(table) == Fraction(right, 25)
        recalls = []
        for c in range(classes):
            if not any(a == b == c for a, b in zip(actual, predicted, strict=True)):
                break
            expected = counted(actual, predicted, c)
            assert {name: function(table, c) for name, function in functions.items()} == expected
            recalls.append(expected["recall"])
            tried += 1
        else:
            assert balanced_accuracy(table) == sum(recalls) / classes
    assert tried > 100


def test_by_hand() -> None:
    table = [[50, 10], [5, 35]]
    found = [f(table) for f in (accuracy, precision, recall, specificity, f1_score, balanced_accuracy)]  # fmt: skip
    assert found == [
        Fraction(17, 20),
        Fraction(7, 9),
        Fraction(7, 8),
        Fraction(5, 6),
        Fraction(14, 17),
        Fraction(41, 48),
    ]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: precision([[3, 0], [2, 0]]), "0 / 0"),
        (lambda: recall([[1, 2], [0, 0]]), "0 / 0"),
        (lambda: accuracy([[1, 2, 3], [4, 5, 6]]), "square"),
        (lambda: accuracy([[1, -2], [4, 5]]), "none below 0"),
        (lambda: recall([[1, 2], [4, 5]], 2), "class 2"),
        (lambda: confusion_matrix([0, 2], [0, 1]), "from 0 to 1"),
        (lambda: confusion_matrix([0], [0, 1]), "1 labels"),
    ],
)
def test_refuses(ask: Callable[[], Any], said: str) -> None:
    with pytest.raises(ShapeError, match=said):
        ask()
