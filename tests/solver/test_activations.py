"""Activations are exact where the number allows it and agree with torch."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quizgen.solver.activation_table import ACTIVATIONS, activation_named
from quizgen.solver.activations import (
    activation_derivative,
    leaky_relu,
    log_softmax,
    relu,
    sigmoid,
    softmax,
    softmax_jacobian,
    step,
    tanh,
)
from quizgen.solver.errors import ShapeError
from quizgen.solver.formula import symbol
from quizgen.solver.logarithm import Log
from quizgen.telling import recording

POINTS = np.array([-30.0, -3.5, -1.0, -0.25, 0.5, 1.0, 2.75, 25.0])
TORCH = {
    "identity": "Identity()",
    "relu": "ReLU()",
    "sigmoid": "Sigmoid()",
    "tanh": "Tanh()",
    "leaky_relu": "LeakyReLU()",
    "elu": "ELU()",
    "selu": "SELU()",
    "gelu": "GELU()",
    "gelu_tanh": "GELU(approximate='tanh')",
    "silu": "SiLU()",
    "hardswish": "Hardswish()",
    "softplus": "Softplus()",
    "hardtanh": "Hardtanh()",
    "relu6": "ReLU6()",
    "hardsigmoid": "Hardsigmoid()",
    "mish": "Mish()",
    "log_sigmoid": "LogSigmoid()",
    "softsign": "Softsign()",
    "tanhshrink": "Tanhshrink()",
    "softshrink": "Softshrink()",
    "hardshrink": "Hardshrink()",
    "celu": "CELU()",
}


def torch_layer(torch: Any, name: str) -> Any:
    if name == "gelu_tanh":
        return torch.nn.GELU(approximate="tanh")
    return getattr(torch.nn, TORCH[name].removesuffix("()"))()


class TestAgainstTorch:
    """Every function and its slope, as arrays of floats and entry by entry."""

    @pytest.mark.parametrize("name", TORCH)
    def test_values_and_slopes(self, name: str) -> None:
        torch = pytest.importorskip("torch")
        z = torch.tensor(POINTS, requires_grad=True)
        expected = torch_layer(torch, name)(z)
        expected.sum().backward()
        activation = ACTIVATIONS[name]
        np.testing.assert_allclose(activation(POINTS), expected.detach().numpy(), atol=1e-12)
        np.testing.assert_allclose(activation.derivative(POINTS), z.grad.numpy(), atol=1e-12)

    @pytest.mark.parametrize("name", ACTIVATIONS)
    def test_one_formula_for_numbers_and_arrays(self, name: str) -> None:
        whole = ACTIVATIONS[name](POINTS)
        one_by_one = [float(ACTIVATIONS[name](float(z))) for z in POINTS]
        np.testing.assert_allclose(whole, one_by_one, atol=1e-12)

    def test_softmax_and_its_matrix(self) -> None:
        torch = pytest.importorskip("torch")
        logits = torch.tensor([[0.5, -1.0, 2.0], [700.0, 0.0, 1.0]], dtype=torch.float64)
        expected = torch.softmax(logits, dim=-1).numpy()
        np.testing.assert_allclose(softmax(logits.numpy()), expected, atol=1e-12)
        row = logits[0].clone().requires_grad_()
        jacobian = torch.autograd.functional.jacobian(lambda z: torch.softmax(z, 0), row)
        np.testing.assert_allclose(softmax_jacobian(row.detach().numpy()), jacobian, atol=1e-12)


class TestExact:
    """Integers stay integers, logarithms give fractions."""

    def test_relu_of_the_lecture(self) -> None:
        assert relu([-2, 0, 3]).tolist() == [0, 0, 3]
        assert relu([-2, 3]).dtype == np.int64
        assert relu(Fraction(1, 2)) == Fraction(1, 2)

    def test_derivative_of_relu_is_0_at_the_kink(self) -> None:
        assert activation_derivative("ReLU", [-1, 0, 1]).tolist() == [0, 0, 1]

    def test_threshold_unit_at_zero_follows_the_convention(self) -> None:
        assert step([-1, 0, 1]).tolist() == [0, 1, 1]
        assert step([-1, 0, 1], at_zero=0).tolist() == [0, 0, 1]

    @pytest.mark.parametrize("k", range(2, 10))
    def test_sigmoid_at_logarithms(self, k: int) -> None:
        assert sigmoid(Log(k)) == Fraction(k, 1 + k)
        assert sigmoid(-Log(k)) == Fraction(1, 1 + k)
        assert activation_derivative("sigmoid", Log(k)) == Fraction(k, (1 + k) ** 2)
        assert tanh(Log(k)) == Fraction(k * k - 1, k * k + 1)

    def test_softmax_ignores_a_common_shift(self) -> None:
        plain = softmax([Log(1), Log(2), Log(5)])
        assert plain.tolist() == [Fraction(1, 8), Fraction(1, 4), Fraction(5, 8)]
        shifted = softmax([Log(2) - Log(2) + 7, Log(2) + 7, Log(5) + 7])
        assert shifted.tolist() == plain.tolist()

    def test_log_softmax_is_an_exact_logarithm(self) -> None:
        assert log_softmax([Log(2), Log(4)]).tolist() == [-Log(3), Log(Fraction(2, 3))]

    def test_leaky_slope(self) -> None:
        assert leaky_relu([-5, 5], Fraction(1, 10)).tolist() == [Fraction(-1, 2), 5]

    def test_symbols_pass(self) -> None:
        z = symbol("z")
        assert sigmoid(z).subs(z, 0) == Fraction(1, 2)
        assert relu(z).subs(z, -3) == 0
        assert tanh([z, 1])[0].diff(z).subs(z, 0) == 1


class TestErrors:
    def test_unknown_name_lists_the_known(self) -> None:
        with pytest.raises(
            ShapeError, match="activation 'rellu' is not known; known are identity, relu"
        ):
            activation_named("rellu")

    def test_softmax_is_not_elementwise(self) -> None:
        with pytest.raises(ShapeError, match="softmax is not elementwise: use softmax_jacobian"):
            activation_derivative("softmax", [1, 2])


def test_every_entry_is_a_step() -> None:
    with recording() as steps:
        relu([-2, 3])
    assert [str(s) for s in steps] == [
        r"\sigma(-2) = \max(0, -2) = 0",
        r"\sigma(3) = \max(0, 3) = 3",
    ]


@pytest.mark.parametrize(
    ("name", "parameters", "z", "value", "slope"),
    [
        ("exp", {}, 0, 1, 1), ("exp", {}, 1.0, np.e, np.e), ("abs", {}, -3, 3, -1), ("abs", {}, 3, 3, 1), ("abs", {}, 0, 0, 0),
        ("scale", {}, 2, 2, 1), ("scale", {"factor": 3}, 2, 6, 3), ("shift", {}, 2, 2, 1), ("shift", {"addend": 3}, 2, 5, 1),
        ("threshold", {}, -2, 0, 0), ("threshold", {"threshold": 1, "value": 9}, 1, 9, 0), ("threshold", {"threshold": 1, "value": 9}, 2, 2, 1),
    ],
)  # fmt: skip
def test_functions_that_are_no_module_of_torch(
    name: str, parameters: dict[str, Any], z: Any, value: float, slope: float
) -> None:
    assert ACTIVATIONS[name](z, **parameters) == value
    assert ACTIVATIONS[name].derivative(z, **parameters) == slope
