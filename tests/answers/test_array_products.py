"""Sums and products of arrays in a student's working are those of NumPy; what cannot be multiplied is told."""

from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest

from quizgen.answers import answer_kind
from quizgen.answers.array_working import added, multiplied
from quizgen.answers.verdict import Unreadable


def written(array: Any) -> list[list[str]]:
    return [[str(entry) for entry in row] for row in np.atleast_2d(array).tolist()]


@pytest.mark.parametrize("inner", [1, 2, 3])
@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("columns", [1, 2, 3])
def test_products_are_those_of_numpy(rows: int, inner: int, columns: int) -> None:
    draw = Random(100 * rows + 10 * inner + columns)  # noqa: S311 - numbers of a test
    a, b = (
        np.array([[draw.randint(-4, 4) for _ in range(n)] for _ in range(m)])
        for m, n in ((rows, inner), (inner, columns))
    )
    assert multiplied([("", written(a)), ("*", written(b))]) == written(a @ b)
    assert multiplied([("", written(a)), ("⊙", written(a))]) == written(a * a)
    assert multiplied([("", written(a)), ("*", written(a))], by_entry=True) == written(a * a)
    assert added([(Fraction(1), written(a)), (Fraction(-2), written(a))]) == written(-a)
    # A list on the right is a column, and so is the product, written as a list.
    if inner > 1:
        column = b[:, 0]
        assert multiplied([("", written(a)), ("*", written(column))]) == written(a @ column)


@pytest.mark.parametrize(
    ("left", "sign", "right", "said"),
    [
        ([[1, 2]], "*", [[1, 2, 3]], "arrays are multiplied whose shapes do not fit"),
        ([[1, 2]], "*", [[1, 2], [3, 4], [5, 6]], "arrays are multiplied whose shapes do not fit"),
        ([[1, 2]], "⊙", [[1, 2, 3]], "arrays of different shapes are multiplied entry by entry"),
        ([[1, 2]], "⊙", [[1], [2]], "arrays of different shapes are multiplied entry by entry"),
        ([[1] * 65] * 8, "*", [[1] * 8] * 65, "arrays that are too large to be multiplied"),
    ],
)
def test_what_cannot_be_multiplied_is_told(left: Any, sign: str, right: Any, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        multiplied([("", written(left)), (sign, written(right))])


def test_as_many_products_as_are_computed() -> None:
    left, right = [["1"] * 64] * 8, [["1"] * 8] * 64
    assert multiplied([("", left), ("*", right)]) == [["64"] * 8] * 8


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("[[1],[2]]*[[3]] = [[3],[6]]", "correct"), ("[[1,0],[0,3]]*[[3],[2]] = [[3],[6]]", "correct"),
        ("[[1],[2]]*[[3]] = [[3],[7]]", "unreadable"), ("[[1],[2]]+[[2],[4]] = [[3],[6]]", "correct"),
    ],
)  # fmt: skip
def test_a_column_with_its_working(text: str, status: str) -> None:
    assert answer_kind("matrix", [[3], [6]]).judge(text).status == status
