"""Values do not depend on how the work is cut into pieces."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quizgen.solver import (
    AvgPool1d,
    AvgPool2d,
    Conv1d,
    Conv2d,
    Conv3d,
    MaxPool2d,
    MaxPool3d,
    convolve,
)
from quizgen.solver.layers import pooling
from quizgen.solver.values import as_array, integers_over, product, quotients

LAYERS: list[tuple[Any, tuple[int, ...]]] = [
    (Conv1d(2, 4, 3, stride=2, padding=1), (2, 11)),
    (Conv2d(3, 4, (3, 2), stride=(1, 2), padding=(1, 0)), (3, 7, 8)),
    (Conv2d(4, 6, 3, dilation=2, groups=2), (4, 9, 8)),
    (Conv2d(4, 2, 1, stride=2), (4, 5, 5)),
    (Conv3d(2, 2, 2, padding=1, groups=2), (2, 3, 4, 3)),
]


@pytest.mark.parametrize(("layer", "shape"), LAYERS, ids=str)
@pytest.mark.parametrize(("block", "for_a_weight"), [(1, 0), (200, 0), (1, 2), (1 << 17, 2)])
def test_blocks_of_windows(
    layer: Any,
    shape: tuple[int, ...],
    block: int,
    for_a_weight: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(0)
    x = rng.integers(-9, 10, shape)
    weight, bias = (
        rng.integers(-9, 10, layer.weight_shape),
        rng.integers(-9, 10, layer.out_channels),
    )
    # Whole numbers go by the index table, floats by blocks.
    exact = layer.output(x, weight, bias)
    monkeypatch.setattr(convolve, "WORTHWHILE", 0)
    monkeypatch.setattr(convolve, "BLOCK", block)
    monkeypatch.setattr(convolve, "FOR_A_WEIGHT", for_a_weight)
    found = layer.output(x.astype(float), weight.astype(float), bias.astype(float))
    assert found.dtype == np.float64
    assert found.tolist() == exact.tolist()


POOLS: list[tuple[Any, tuple[int, ...]]] = [
    (AvgPool1d(2), (3, 9)),
    (AvgPool2d((2, 1), stride=(1, 3)), (2, 5, 7)),
    (AvgPool2d(1), (2, 3, 3)),
    (AvgPool2d(2, padding=1), (2, 5, 5)),
    (AvgPool2d(2, divisor_override=3), (5, 5)),
    (MaxPool2d(3, stride=2, dilation=(2, 1)), (2, 8, 9)),
    (MaxPool2d(2, ceil_mode=True), (2, 5, 5)),
    (MaxPool2d(1), (2, 3, 3)),
    (MaxPool3d(2), (2, 4, 5, 6)),
]


@pytest.mark.parametrize(("layer", "shape"), POOLS, ids=str)
@pytest.mark.parametrize("most_taps", [0, 16])
def test_windows_read_tap_by_tap(
    layer: Any, shape: tuple[int, ...], most_taps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Floats go through the taps, whole numbers by the index table; what is given is not changed."""
    x = np.random.default_rng(0).integers(-9, 10, shape)
    exact = layer.output(x)
    monkeypatch.setattr(pooling, "MOST_TAPS", most_taps)
    pooling._places_of_taps.cache_clear()
    given = x.astype(float)
    found = layer.output(given)
    assert found.shape == exact.shape
    assert found.ravel().tolist() == pytest.approx([float(one) for one in exact.flat])
    found += 1
    assert (given == x).all()
    pooling._places_of_taps.cache_clear()


@pytest.mark.parametrize("narrow", [("x",), ("weight",), ("bias",), ("x", "weight")])
def test_intercepts_added_in_place(narrow: tuple[str, ...]) -> None:
    """Double precision of any of the three is kept, and nothing that was given changes."""
    given = {"x": np.ones((1, 4)), "weight": np.full((1, 1, 1), 2.0), "bias": np.array([1e-12])}
    given |= {name: given[name].astype(np.float32) for name in narrow}
    before = {name: values.copy() for name, values in given.items()}
    found = Conv1d(1, 1, 1).output(**given)
    assert found.dtype == np.float64
    assert (found.ravel() - 2).tolist() == pytest.approx([1e-12] * 4, rel=1e-3)
    assert all((given[name] == values).all() for name, values in before.items())


def test_rationals_by_a_common_denominator() -> None:
    """Beside sums of fractions one by one: values and types, past 64 bits too."""
    rng = np.random.default_rng(0)
    for size in (3, 2**40):
        tops, bottoms = rng.integers(-size, size, (2, 4, 4)), rng.integers(1, 7, (2, 4, 4))
        left, right = (
            [[Fraction(int(a), int(b)) for a, b in zip(*row, strict=True)] for row in zip(*side, strict=True)]
            for side in zip(tops, bottoms, strict=True)
        )  # fmt: skip
        sums = [
            [sum((a * b for a, b in zip(row, column, strict=True)), Fraction(0)) for column in zip(*right, strict=True)]
            for row in left
        ]  # fmt: skip
        found = product(as_array(left), as_array(right)).tolist()
        assert found == sums
        types = [[int if one.denominator == 1 else Fraction for one in row] for row in sums]
        assert [[type(one) for one in row] for row in found] == types


def test_common_denominators() -> None:
    whole, half = as_array([Fraction(4, 2), Fraction(1, 2)]).tolist()
    assert (type(whole), whole, type(half)) == (int, 2, Fraction)
    over = integers_over(as_array([Fraction(1, 2), 3, Fraction(-5, 6)]))
    assert over is not None
    assert (over[0].tolist(), over[1]) == ([3, 18, -5], 6)
    assert quotients(*over).tolist() == [Fraction(1, 2), 3, Fraction(-5, 6)]
    assert integers_over(as_array([0.5])) is None
    wide = integers_over(as_array([Fraction(2**62, 3)]))
    assert wide is not None
    assert (wide[0].dtype, wide[0].tolist()) == (np.dtype(object), [2**62])


@pytest.mark.parametrize("scale", [1, 6, 2**40, 3**50])
@pytest.mark.parametrize("shape", [(3,), (9, 11)])
def test_many_quotients_are_fractions(scale: int, shape: tuple[int, ...]) -> None:
    """However many are divided at once: the values, types and hashes that `Fraction` gives one by one."""
    tops = np.random.default_rng(0).integers(-(2**62), 2**62, shape)
    tops[..., :2] = [0, -scale % 2**61]
    wanted = [Fraction(top, scale) for top in tops.ravel().tolist()]
    found = quotients(tops, scale).ravel().tolist()
    assert found == wanted
    assert [type(one) for one in found] == [int if w.denominator == 1 else Fraction for w in wanted]
    assert [(hash(one), one + Fraction(1, 7), str(one)) for one in found] == [
        (hash(w), w + Fraction(1, 7), str(w)) for w in wanted
    ]
    whole = quotients(tops // 8 * 8, 8)
    assert whole.dtype == np.int64
    assert whole.tolist() == (tops // 8).tolist()
