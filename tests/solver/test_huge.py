"""Sizes nobody can hold in memory: counted at once, their values refused politely."""

import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from quizgen.solver import (
    LSTM,
    AdaptiveAvgPool1d,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Embedding,
    Linear,
    MaxPool2d,
    ShapeError,
    Upsample,
    mlp,
)

N = 10**12
COUNTS: list[tuple[Callable[[], Any], Any]] = [
    (lambda: Linear(10**9, 10**9).parameter_count, 10**18 + 10**9),
    (lambda: Linear(10**9, 10**9).connections(10**9), 10**18),
    (lambda: Conv1d(1, 1, 5, bias=False).connections(N), 5 * (N - 4)),
    (lambda: Conv1d(1, 1, 5, bias=False).zeros(N), N * (N - 4) - 5 * (N - 4)),
    # Every tap but the outermost columns of each row: (3n − 2)² pairs for a 3 × 3 kernel with padding 1.
    (lambda: Conv2d(7, 9, 3, padding=1).connections((7, N, N)), 63 * (3 * N - 2) ** 2),
    # Only the two windows at each end fold: 5 taps read 3 and 4 different inputs there.
    (lambda: Conv1d(1, 1, 5, padding=2, padding_mode="reflect").connections(N), 5 * (N - 4) + 2 * (3 + 4)),
    (lambda: MaxPool2d(2).connections((3, N, N)), 3 * N * N),
    (lambda: AdaptiveAvgPool1d(10).connections((3, N)), 3 * N),
    (lambda: ConvTranspose2d(2, 3, 4, stride=4).connections((2, N, N)), 6 * (4 * N) ** 2),
    # At twice the size a place between two inputs is read from both, but for the first and the last.
    (lambda: Upsample(scale_factor=2, mode="linear").connections((3, N)), 3 * (4 * N - 2)),
    (lambda: LSTM(10**6, 10**6).macs((N, 10**6)), N * 4 * 10**6 * 2 * 10**6),
    (lambda: Embedding(N, 10**6).parameter_count, N * 10**6),
    (lambda: mlp([N, N, 1]).connections(N), N * N + N),
]  # fmt: skip
VALUES: list[Callable[[], Any]] = [
    lambda: Linear(10**9, 10**9).weight_matrix(10**9),
    lambda: Conv1d(1, 1, 5, bias=False).weight_matrix(N),
    lambda: Conv2d(10**6, 10**6, 3).weight_matrix((10**6, 9, 9)),
    lambda: ConvTranspose2d(2, 3, 4).weight_matrix((2, 10**6, 10**6)),
    lambda: mlp([10**6, 10**6], activation="Identity").weight_matrix(10**6),
    lambda: Upsample(scale_factor=2).weight_matrix((3, 10**6, 10**6)),
]


@pytest.mark.parametrize(("count", "truth"), COUNTS)
def test_counted_without_being_held(count: Callable[[], Any], truth: int) -> None:
    tracemalloc.start()
    try:
        assert count() == truth
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("values", VALUES)
def test_values_are_refused(values: Callable[[], Any]) -> None:
    with pytest.raises(ShapeError, match=r"too|at most"):
        values()
