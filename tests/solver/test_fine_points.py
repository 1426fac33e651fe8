"""Bounds of the solver: integers near 2⁶³, layers that a network has not, tables too large to write, slopes at kinks."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quizgen.solver import ShapeError
from quizgen.solver.activation_table import ACTIVATIONS
from quizgen.solver.backpropagation import backprop
from quizgen.solver.chains import mlp
from quizgen.solver.index_table import CELLS
from quizgen.solver.layers.average_pooling import AvgPool1d, AvgPool2d
from quizgen.solver.layers.convolution import Conv1d, Conv2d
from quizgen.solver.layers.linear import Linear
from quizgen.solver.layers.max_pooling import MaxPool1d, MaxPool2d
from quizgen.solver.layers.resizing import Upsample
from quizgen.solver.layers.transposed_convolution import ConvTranspose1d
from quizgen.solver.values import as_array, plus, total
from quizgen.solver.window import Axis
from quizgen.telling import recording

NEAR = [2**62 - 1, 2**62, 2**62 + 1, 2**63 - 1, -(2**62), -(2**62) - 1, -(2**63) + 1, 1, -1, 0]


class TestIntegersNearTheEndOf64Bits:
    """As Python's own integers add up."""

    @pytest.mark.parametrize("one", NEAR)
    @pytest.mark.parametrize("other", NEAR)
    def test_sums_of_two(self, one: int, other: int) -> None:
        assert plus(as_array([one, 3]), as_array([other, 4])).tolist() == [one + other, 7]
        assert plus(as_array([[one]]), as_array([other, 0])).tolist() == [[one + other, one]]

    @pytest.mark.parametrize("entry", NEAR)
    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_totals(self, entry: int, count: int) -> None:
        assert total(as_array([[entry] * count]), 1).tolist() == [entry * count]


class TestLayersOfANetwork:
    """Layer 0 is the input; what is asked of a layer that is not there is refused, with those that are."""

    NET = mlp((3, 4, 2), bias=True)
    ASKED: tuple[tuple[Callable[[int], Any], int], ...] = (
        (NET.unit_shape, 0),
        (NET.weight_shape, 1),
        (NET.in_edges, 1),
        (NET.out_edges, 0),
    )

    @pytest.mark.parametrize(("asked", "first"), ASKED)
    def test_the_first_and_the_last(self, asked: Callable[[int], Any], first: int) -> None:
        last = 2 if asked != self.NET.out_edges else 1
        for layer in range(first, last + 1):
            assert asked(layer)
        for layer in (first - 1, -1, last + 1, 3):
            said = f"layer {layer}: this network has layers {first} to {last}"
            with pytest.raises(ShapeError, match=said):
                asked(layer)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (AvgPool1d(1), (1, 12_000)),
        (AvgPool2d(1), (4, 55, 55)),
        (Conv1d(1, 1, 1), (1, 12_000)),
        (Conv2d(2, 3, 1), (2, 70, 70)),
        (ConvTranspose1d(1, 1, 1), (1, 12_000)),
        (Upsample(scale_factor=2), (1, 9_000)),
    ],
    ids=str,
)
def test_a_matrix_nobody_could_store_is_refused(layer: Any, shape: tuple[int, ...]) -> None:
    """Before anything of its size is made."""
    inputs, outputs = math.prod(shape), math.prod(layer.output_shape(shape))
    assert inputs * outputs > CELLS
    with pytest.raises(
        ShapeError, match=rf"of {outputs} × {inputs} entries is too large to write out; counts need"
    ):
        layer.weight_matrix(shape)


class TestSlopes:
    """A slope is the limit of quotients of differences, computed here from values alone."""

    # Between all kinks: at 0, ±1/2, ±1, ±3, 6.
    AWAY = (-7.3, -3.4, -2.1, -1.2, -0.7, -0.3, -0.01, 0.01, 0.3, 0.7, 1.2, 2.1, 3.4, 5.5, 7.3)

    @pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "step"])
    def test_away_from_kinks(self, name: str) -> None:
        activation, h = ACTIVATIONS[name], 1e-6
        for z in self.AWAY:
            quotient = (float(activation(z + h)) - float(activation(z - h))) / (2 * h)
            assert float(activation.derivative(z)) == pytest.approx(quotient, abs=1e-5), z

    def test_of_the_absolute_value_at_0_is_0(self) -> None:
        """As PyTorch has it."""
        assert ACTIVATIONS["abs"].derivative([-2, 0, 2]).tolist() == [-1, 0, 1]


class TestSaid:
    """What the lecture's solutions say is left behind by every way of asking."""

    @pytest.mark.parametrize("layer", [MaxPool1d(2), MaxPool2d(2), AvgPool1d(2), AvgPool2d(2)], ids=str)  # fmt: skip
    def test_a_line_for_every_window(self, layer: Any) -> None:
        x = np.arange(2 * 4**layer.dims).reshape(2, *[4] * layer.dims)
        with recording() as steps:
            found = layer.output(x)
        assert [step.value for step in steps] == [_written(value) for value in found.ravel()]

    @pytest.mark.parametrize(
        ("bias", "sums"),
        [(True, r"(3 + 1) \cdot 4 + (4 + 1) \cdot 2"), (False, r"3 \cdot 4 + 4 \cdot 2")],
    )
    def test_parameters_of_a_network(self, *, bias: bool, sums: str) -> None:
        with recording() as steps:
            count = mlp((3, 4, 2), bias=bias).parameter_count
        assert (steps[-1].substitution or steps[-1].formula, steps[-1].value) == (sums, str(count))

    def test_gradients_of_intercepts(self) -> None:
        """J = (f − y)² with f = −10 and y = 1: ∇_f J = −22 is the gradient of the last intercept."""
        net = mlp((2, 2, 1), bias=True)
        weights, biases = [[[1, -2], [3, 1]], [[2, -3]]], [[5, 1], [4]]
        with recording() as steps:
            found = backprop(net, [1, 2], [1], weights, biases)
        said = {step.symbol: step.value for step in steps}
        assert [grads.tolist() for grads in found.grad_b[1:]] == [[-44, 66], [-22]]
        assert said[r"\nabla_{b^{(2)}} J"] == r"\begin{bmatrix} -22 \end{bmatrix}"
        assert said[r"\nabla_{b^{(1)}} J"] == r"\begin{bmatrix} -44 & 66 \end{bmatrix}"

    def test_parameters_of_a_layer(self) -> None:
        with recording() as steps:
            assert Linear(3, 4).parameter_count == 16
        assert steps[-1].value == "16"


def _written(value: Any) -> str:
    n, d = value.as_integer_ratio() if hasattr(value, "as_integer_ratio") else (int(value), 1)
    return str(n) if d == 1 else rf"\frac{{{n}}}{{{d}}}"


def test_what_is_not_said_is_none() -> None:
    """Defaults: no padding, a step of one, a layer's own size."""
    assert Axis(5, 2).windows == 4
    assert Axis(5, 2, left=1).windows == Axis(5, 2, right=1).windows == 5
    assert (Linear(3, 2).connections(), Linear(3, 2).connections(count_bias=True)) == (6, 8)
    assert Linear(3, 2).connections((7, 3)) == 42
