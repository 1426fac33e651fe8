"""What no transcript shows: the type of a value, what is hashed, and what another package adds."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from quizgen import solver as s
from quizgen.solver.arithmetic import EXACT
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable
from quizgen.solver.layers.table import is_in_torch, register, unregister
from quizgen.solver.node import Unused
from quizgen.solver.roots import root, square_root
from quizgen.solver.values import as_array, tidy

# Whole numbers stay whole numbers of NumPy, so that large ones are computed at once.
WHOLE: list[tuple[Any, Any]] = [
    (s.LPPool1d(2, 2), [[3, 4]]),
    (s.LPPool1d(1, 2), [[3, 4]]),
    (s.AvgPool1d(2), [[3, 5]]),
    (s.AdaptiveAvgPool1d(1), [[3, 5]]),
    (s.MaxPool1d(2), [[3, 5]]),
    (s.LayerNorm(2, eps=0), [3, 5]),
    (s.Upsample(scale_factor=2), [[3, 5]]),
    (s.Upsample(size=3, mode="linear", align_corners=True), [[3, 5]]),
    (s.ReLU(), [-3, 5]),
    (s.Mean(0), [[3, 5], [5, 3]]),
    (s.ZeroPad1d(1), [[3, 5]]),
]


@pytest.mark.parametrize(("layer", "x"), WHOLE, ids=str)
def test_whole_numbers_stay_whole(layer: Any, x: Any) -> None:
    assert layer.output(x).dtype.kind == "i"


def test_halves_do_not() -> None:
    assert s.AvgPool1d(2).output([[3, 4]]).tolist() == [[Fraction(7, 2)]]


def test_roots_of_symbols() -> None:
    x = sympy.Symbol("x", positive=True)
    assert square_root(x**2) == x
    assert square_root(sympy.Integer(2)) == sympy.sqrt(2)
    assert root(x, 1) == x
    assert root(16, 4) == 2
    assert isinstance(root(16, 4), int)
    assert root(17, 4) == pytest.approx(2.03054318)
    assert root(Fraction(1, 8), 3) == pytest.approx(0.5)
    assert root(8, Fraction(3)) == pytest.approx(2)


def test_networks_given_as_lists_are_values() -> None:
    lists: dict[str, list[Any]] = {"outputs": ["a"], "labels": ["y"], "unused": [Unused("b", s.Linear(1, 1), 2)], "left_out": ["c"]}  # fmt: skip
    tuples: Any = {key: tuple(value) for key, value in lists.items()}
    given: Any = lists
    one = s.Network([s.Node("a", s.Linear(2, 1))], None, **given)
    other = s.Network((s.Node("a", s.Linear(2, 1)),), None, **tuples)
    assert one == other
    assert hash(one) == hash(other)


def test_another_package_says_whether_torch_has_its_layer() -> None:
    @dataclass(frozen=True, slots=True)
    class Mine(Countable):
        """A layer."""

    try:
        register(Mine)
        assert not is_in_torch("Mine")
        register(Mine, in_torch=True)
        assert is_in_torch("Mine")
    finally:
        unregister("Mine")
    assert not is_in_torch("Mine")


def test_a_chosen_entry_gets_its_gradient() -> None:
    chosen = s.Select((2, 0, 2), dim=1)
    assert chosen.output([[1, 2, 3], [4, 5, 6]]).tolist() == [[3, 1, 3], [6, 4, 6]]
    found = chosen.backward([[1, 2, 3], [4, 5, 6]], [[1, 2, 4], [8, 16, 32]])
    assert found["input"].tolist() == [[2, 0, 5], [16, 0, 40]]
    assert s.Select(-1).backward([[1, 2], [3, 4]], [5, 6])["input"].tolist() == [[0, 0], [5, 6]]


@pytest.mark.parametrize("shape", [(1, 1), (1, 1, 1), (1,)])
def test_symbols_of_one_weight(shape: tuple[int, ...]) -> None:
    layer: Any = {1: s.Linear(1, 1), 2: s.Linear(1, 1), 3: s.Conv1d(1, 1, 1)}[len(shape)]
    assert [str(entry) for entry in layer.weight_matrix((1,) if len(shape) < 3 else (1, 1)).ravel()] in (["w_1"], ["W_1"], ["v_1"])  # fmt: skip


def test_what_is_no_axis() -> None:
    with pytest.raises(ShapeError, match="no such axis"):
        s.Select(0, dim=2).output_shape((2, 2))


@pytest.mark.parametrize(
    ("entries", "kind"),
    [
        ([1, 2], "i"),
        ([1, 2.5], "f"),
        ([0.5, Fraction(1, 2), 1], "f"),
        ([0.5, s.Log(2)], "f"),
        ([1, Fraction(1, 2)], "O"),
        ([1, s.Log(2)], "O"),
        ([0.5, sympy.Symbol("x")], "O"),
    ],
)
def test_one_float_makes_floats_of_real_numbers(entries: list[Any], kind: str) -> None:
    assert tidy(np.array(entries, dtype=object)).dtype.kind == kind


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (np.array([1, 2], dtype=np.int8), np.int64),
        (np.array([1, 2], dtype=np.uint8), np.int64),
        (np.array([True, False]), np.int64),
        (np.array([1.5], dtype=np.float16), np.float64),
        (np.array([1.5], dtype=np.float32), np.float32),
        (np.array([1.5], dtype=np.float64), np.float64),
        (np.array([1 << 63], dtype=np.uint64), object),
        ([True, 2], np.int64),
        ([], np.int64),
    ],
    ids=str,
)
def test_arrays_have_four_kinds_of_entries(given: Any, kind: Any) -> None:
    found = as_array(given)
    assert found.dtype == kind
    assert found.tolist() == [entry.item() if hasattr(entry, "item") else entry for entry in given]


def test_an_array_of_whole_numbers_is_taken_as_it_is() -> None:
    given = np.array([1, 2])
    assert as_array(given) is given


@pytest.mark.parametrize("z", [-1, 0, 1, 2])
def test_what_is_rational_at_zero_alone(z: int) -> None:
    assert EXACT.erf(z) == math.erf(z)
    assert EXACT.tanh(z) == math.tanh(z)
    assert (type(EXACT.erf(z)), type(EXACT.tanh(z))) == ((float, float) if z else (int, int))
