"""Values do not depend on how the work is cut into pieces."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quizgen.solver import Conv1d, Conv2d, Conv3d, convolve
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
