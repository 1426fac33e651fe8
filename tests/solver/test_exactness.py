"""Exact where floats and 64 bits end: both edges, one below, at and above, against Python's own integers."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from quizgen.solver import AvgPool1d, Conv1d, Conv2d, ConvTranspose1d, Linear, MaxPool1d

# Around 2^53 float64 loses ones, around 2^63 int64 overflows.
EDGES = [2**53 - 1, 2**53, 2**53 + 1, 2**62, 2**63 - 1, 2**63, 2**64 + 1, 10**40]


def convolved(x: list[Any], kernel: list[Any]) -> list[Any]:
    windows = range(len(x) - len(kernel) + 1)
    return [sum(k * x[u + p] for p, k in enumerate(kernel)) for u in windows]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("edge", EDGES)
class TestEdges:
    def test_convolution(self, edge: int, sign: int) -> None:
        x, kernel = [sign * edge, 1, -3, 2, sign * edge, 5], [1, 1, -1]
        found = Conv1d(1, 1, 3, bias=False).output(x, weight=kernel)
        assert found.tolist() == convolved(x, kernel)

    def test_products_meet_the_edge(self, edge: int, sign: int) -> None:
        # The inputs are small, their products are not.
        a, b = divmod(edge, 3)[0], 3
        x, kernel = [sign * a, 1, a, -a], [b, b]
        found = Conv1d(1, 1, 2, bias=False).output(x, weight=kernel)
        assert found.tolist() == convolved(x, kernel)

    def test_fully_connected(self, edge: int, sign: int) -> None:
        x, rows = [sign * edge, 7, 1], [[1, 1, 1], [2, -1, 3]]
        found = Linear(3, 2).output(x, weight=rows, bias=[sign * edge, -1])
        wanted = [sum(w * v for w, v in zip(row, x, strict=True)) for row in rows]
        assert found.tolist() == [wanted[0] + sign * edge, wanted[1] - 1]

    def test_pooling(self, edge: int, sign: int) -> None:
        x = [sign * edge, 1, sign * edge, sign * edge, 4, 5]
        assert MaxPool1d(2).output(x).tolist() == [max(x[0:2]), max(x[2:4]), max(x[4:6])]
        assert AvgPool1d(2).output(x).tolist() == [Fraction(x[i] + x[i + 1], 2) for i in (0, 2, 4)]

    def test_transposed(self, edge: int, sign: int) -> None:
        x, kernel = [sign * edge, sign * edge, 1], [1, 3]
        wanted = [0] * 4
        for (i, v), (p, k) in product(enumerate(x), enumerate(kernel)):
            wanted[i + p] += v * k
        found = ConvTranspose1d(1, 1, 2, bias=False).output(x, weight=kernel)
        assert found.tolist() == wanted

    def test_gradients(self, edge: int, sign: int) -> None:
        x, grads, kernel = [sign * edge, 2, 3], [sign * edge, 1], [5, sign * edge]
        found = Conv1d(1, 1, 2, bias=False).backward(x, grads, kernel)
        assert found["weight"].ravel().tolist() == convolved(x, grads)
        wanted = [0] * 3
        for (u, g), (p, k) in product(enumerate(grads), enumerate(kernel)):
            wanted[u + p] += g * k
        assert found["input"].ravel().tolist() == wanted

    def test_rationals(self, edge: int, sign: int) -> None:
        x, kernel = (
            [Fraction(sign * edge, 3), 1, Fraction(1, 7)],
            [Fraction(1, edge), Fraction(2, 5)],
        )
        found = Conv1d(1, 1, 2, bias=False).output(x, weight=kernel)
        assert found.tolist() == convolved(x, kernel)


def test_a_large_layer_of_exact_integers() -> None:
    """Through float64 while every sum is exact there: the last sum is 2^53 − 2^20."""
    layer = Conv2d(64, 2, 1, bias=False)
    value, weight = 2**23, 2**24
    x = [[[value] * 40] * 40 for _ in range(63)] + [[[value - 2**13] * 40] * 40]
    found = layer.output(x, weight=[[[[weight]]] * 64] * 2)
    assert set(found.ravel().tolist()) == {63 * value * weight + (value - 2**13) * weight}
