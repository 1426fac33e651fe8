"""Branches joined along every axis, products of symbols, kernels over logarithms, multiply-adds of a decoder."""

import math
from fractions import Fraction

import numpy as np
import pytest

from quizgen import solver as s
from quizgen.solver.logarithm import Log


@pytest.mark.parametrize("dim", [0, 1, 2, -1, -2, -3])
def test_joined_along_an_axis_as_numpy_joins(dim: int) -> None:
    sizes = [[2, 3, 4], [2, 3, 4], [2, 3, 4]]
    for extra, shape in enumerate(sizes):
        shape[dim] += extra
    parts = [np.arange(math.prod(shape)).reshape(shape) for shape in sizes]
    expected = np.concatenate(parts, axis=dim)
    assert s.Concat(dim).output_shape([part.shape for part in parts]) == expected.shape
    np.testing.assert_array_equal(s.Concat(dim).output(parts), expected)


def test_products_of_symbols() -> None:
    x, y = s.symbol("x"), s.symbol("y")
    assert list(map(str, s.Multiply().output(([x, y], [y, 2])))) == ["x*y", "2*y"]


def test_rational_weights_over_logarithms() -> None:
    weight = [[[Fraction(1, 2), Fraction(3, 2)]]]
    found = s.Conv1d(1, 1, 2, bias=False).output([[Log(4), Log(9), Log(25)]], weight)
    expected = [[math.log(2) + 3 * math.log(3), math.log(3) + 3 * math.log(5)]]
    np.testing.assert_allclose(np.asarray(found, dtype=float), expected)


def test_multiply_adds_of_transformer_layers() -> None:
    """4 projections of 3 rows, scores and means of 3 · 3 pairs, and two layers of 4 · 8 weights."""
    attention = 4 * 3 * 16 + 2 * 3 * 3 * 4
    assert s.TransformerEncoderLayer(4, 2, 8).macs((3, 4)) == attention + 2 * 3 * 4 * 8
    assert s.TransformerDecoderLayer(4, 2, 8).macs((3, 4)) == 2 * attention + 2 * 3 * 4 * 8
