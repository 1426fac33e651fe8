"""Losses and rule 0 against torch, and exact on fractions and logarithms."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quizgen.solver.errors import ShapeError
from quizgen.solver.logarithm import Log
from quizgen.solver.losses import (
    binary_cross_entropy,
    cross_entropy,
    hinge_loss,
    huber_loss,
    logistic_loss,
    loss_gradient,
    mae,
    mse,
    poisson_loss,
    squared_hinge_loss,
)

F = np.array([-2.5, -0.5, 0.25, 1.75, 3.0])
SIGNS = np.array([1.0, -1.0, 1.0, -1.0, 1.0])
REAL = np.array([0.5, -1.0, 2.0, 1.5, -3.0])
P = np.array([0.1, 0.4, 0.5, 0.8, 0.95])
BITS = np.array([0.0, 1.0, 1.0, 0.0, 1.0])
COUNTS = np.array([0.0, 1.0, 4.0, 2.0, 6.0])


def torch_losses(torch: Any) -> dict[str, tuple[Any, Any, Any]]:
    nn = torch.nn.functional
    return {
        "mse": (nn.mse_loss, F, REAL),
        "absolute": (nn.l1_loss, F, REAL),
        "logistic": (nn.soft_margin_loss, F, SIGNS),
        "binary_cross_entropy": (nn.binary_cross_entropy, P, BITS),
        "hinge": (lambda f, y: torch.clamp(1 - y * f, min=0).mean(), F, SIGNS),
        "squared_hinge": (lambda f, y: (torch.clamp(1 - y * f, min=0) ** 2).mean(), F, SIGNS),
        "huber": (nn.huber_loss, F, REAL),
        "poisson": (nn.poisson_nll_loss, F, COUNTS),
    }


OURS: dict[str, Callable[..., Any]] = {
    "mse": mse,
    "absolute": mae,
    "logistic": logistic_loss,
    "binary_cross_entropy": binary_cross_entropy,
    "hinge": hinge_loss,
    "squared_hinge": squared_hinge_loss,
    "huber": huber_loss,
    "poisson": poisson_loss,
}


@pytest.mark.parametrize("name", OURS)
def test_value_and_gradient_are_those_of_torch(name: str) -> None:
    torch = pytest.importorskip("torch")
    function, f, y = torch_losses(torch)[name]
    z = torch.tensor(f, requires_grad=True)
    expected = function(z, torch.tensor(y))
    expected.backward()
    assert OURS[name](f, y) == pytest.approx(expected.item(), abs=1e-12)
    ours = np.array(loss_gradient(name, f, y), dtype=float)
    np.testing.assert_allclose(ours, z.grad.numpy(), atol=1e-12)


def test_cross_entropy_is_that_of_torch() -> None:
    torch = pytest.importorskip("torch")
    z = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64, requires_grad=True)
    expected = torch.nn.functional.cross_entropy(z, torch.tensor(1))
    expected.backward()
    assert cross_entropy(z.detach().numpy(), 1) == pytest.approx(expected.item())
    ours = loss_gradient("cross_entropy", z.detach().numpy(), 1)
    np.testing.assert_allclose(ours, z.grad.numpy(), atol=1e-12)


class TestExact:
    """Values by the definition, on paper."""

    def test_reductions(self) -> None:
        f, y = [1, 2, 3], [2, 4, 7]  # squares 1, 4, 16
        assert mse(f, y) == 7
        assert mse(f, y, "sum") == 21
        assert mse(f, y, "half") == Fraction(21, 2)
        assert mse(f, y, "half-mean") == Fraction(7, 2)
        assert loss_gradient("mse", f, y, "half").tolist() == [-1, -2, -4]

    def test_logistic_loss_at_logarithms(self) -> None:
        assert logistic_loss(Log(3), 1) == Log(Fraction(4, 3))
        assert logistic_loss(Log(3), -1) == Log(4)
        assert loss_gradient("logistic", Log(3), -1) == Fraction(3, 4)

    def test_cross_entropy_at_logarithms(self) -> None:
        assert cross_entropy([Log(1), Log(2), Log(5)], 1) == Log(4)
        gradient = loss_gradient("cross_entropy", [Log(1), Log(2), Log(5)], 1)
        assert gradient.tolist() == [Fraction(1, 8), Fraction(-3, 4), Fraction(5, 8)]

    def test_square_of_one_prediction_is_not_divided(self) -> None:
        assert loss_gradient("square", [3], [1]).tolist() == [4]


class TestErrors:
    def test_lengths_are_never_broadcast(self) -> None:
        with pytest.raises(
            ShapeError, match=r"predictions of shape \(3,\) and labels of shape \(1,\)"
        ):
            mse([1, 2, 3], [1])

    def test_unknown_names(self) -> None:
        with pytest.raises(
            ShapeError, match="reduction 'average' is not known; known are mean, sum, half"
        ):
            mse([1], [1], "average")
        with pytest.raises(ShapeError, match="loss 'l2' is not known; known are square, mse"):
            loss_gradient("l2", 1, 1)
