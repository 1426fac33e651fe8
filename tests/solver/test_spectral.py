"""Spectral norms against NumPy's singular values, and exact where they are."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quizgen.solver import ShapeError, spectral_norm


@pytest.mark.parametrize("shape", [(1, 4), (4, 1), (2, 2), (2, 5), (5, 2), (3, 3), (4, 6)])
def test_numpy_says_the_same(shape: tuple[int, int]) -> None:
    rng = np.random.default_rng(1)
    for _ in range(20):
        w = rng.integers(-6, 7, shape)
        largest = np.linalg.svd(w.astype(float), compute_uv=False)[0]
        assert float(spectral_norm(w)) == pytest.approx(largest)


@pytest.mark.parametrize(
    ("w", "expected"),
    [
        ([[1, 2], [2, 1]], 3),
        ([[3, -8], [4, 6]], 10),
        ([[3, 4]], 5),
        ([[Fraction(3, 2), 2]], Fraction(5, 2)),
        ([[0, 0], [0, 0]], 0),
        ([[2, 0], [0, -7], [0, 0]], 7),
    ],
)
def test_exact(w: Any, expected: Any) -> None:
    found = spectral_norm(w)
    assert found == expected
    assert type(found) is type(expected)


def test_refuses() -> None:
    with pytest.raises(ShapeError, match="a matrix is needed"):
        spectral_norm([1, 2])
