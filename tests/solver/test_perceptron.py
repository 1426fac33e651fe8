"""The perceptron rule against the few lines of NumPy that it is."""

import numpy as np
import pytest

from quizgen.solver import (
    ShapeError,
    perceptron_mistakes,
    perceptron_pass,
    perceptron_passes,
    perceptron_update,
    perceptron_weights,
)


def settled(x: np.ndarray, y: np.ndarray) -> tuple[list[int], int, int]:
    """Weights, passes and mistakes; a plain loop."""
    w, passes, mistakes = np.zeros(x.shape[1], dtype=int), 0, 0
    while True:
        passes += 1
        before = mistakes
        for row, label in zip(x, y, strict=True):
            if label * (row @ w) <= 0:
                w, mistakes = w + label * row, mistakes + 1
        if mistakes == before:
            return w.tolist(), passes, mistakes


def test_until_all_are_right() -> None:
    rng, tried = np.random.default_rng(5), 0
    while tried < 40:
        x = np.c_[np.ones(5, dtype=int), rng.integers(-4, 5, (5, 2))]
        score = x @ rng.integers(-4, 5, 3)
        if (score == 0).any():
            continue
        y = np.sign(score)
        found = perceptron_weights(x, y), perceptron_passes(x, y), perceptron_mistakes(x, y)
        assert (found[0].tolist(), *found[1:]) == settled(x, y)
        assert (y * (x @ found[0]) > 0).all()
        assert perceptron_pass(x, y, passes=found[1]).tolist() == found[0].tolist()
        tried += 1


def test_one_step() -> None:
    assert perceptron_update([1, 2], [1, -1], 1).tolist() == [2, 1]
    assert perceptron_update([1, 2], [1, -1], -1).tolist() == [1, 2]
    assert perceptron_update([0, 0], [3, 1], -1, rate=2).tolist() == [-6, -2]


def test_refuses_what_no_line_separates() -> None:
    with pytest.raises(ShapeError, match="separate"):
        perceptron_weights([[1, 0, 0], [1, 1, 1], [1, 0, 1], [1, 1, 0]], [1, 1, -1, -1])
    with pytest.raises(ShapeError, match="neither -1 nor 1"):
        perceptron_update([1], [1], 0)
    with pytest.raises(ShapeError, match="2 labels"):
        perceptron_passes([[1, 2]], [1, -1])
    with pytest.raises(ShapeError, match=r"shape \(2,\)"):
        perceptron_update([1, 2], [1, 2, 3], 1)
