"""Momentum, Adam and weight decay step as torch's optimisers do."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from quizgen.solver.errors import ShapeError
from quizgen.solver.optimizers import (
    accumulated_path,
    adam_path,
    clip_by_norm,
    momentum_path,
    step_decay,
    weight_decay_step,
)

GRADIENTS = [[3.0, -1.0], [-2.0, 4.0], [1.0, 1.0]]
START = [1.0, -2.0]


def torch_path(optimizer_name: str, **settings: Any) -> list[list[float]]:
    torch = pytest.importorskip("torch")
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, optimizer_name)([w], **settings)
    path = []
    for gradient in GRADIENTS:
        w.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        path.append(w.detach().tolist())
    return path


def flat(path: Sequence[Sequence[Any]]) -> list[float]:
    return [float(entry) for row in path for entry in row]


def test_momentum() -> None:
    expected = torch_path("SGD", lr=0.1, momentum=0.9)
    path = momentum_path(GRADIENTS, START, Fraction(1, 10), Fraction(9, 10)).w
    assert flat(path) == pytest.approx(flat(expected))


def test_ema_form_is_dampened_momentum_after_a_zero_gradient() -> None:
    # torch's dampening leaves the very first velocity alone, hence the zero gradient before.
    torch = pytest.importorskip("torch")
    w = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.5, momentum=0.5, dampening=0.5)
    path = []
    for gradient in (0.0, 2.0, 3.0):
        w.grad = torch.tensor([gradient], dtype=torch.float64)
        optimizer.step()
        path.append(w.item())
    ours = momentum_path([0, 2, 3], 1, Fraction(1, 2), Fraction(1, 2), "ema").w
    assert [float(entry) for entry in ours] == pytest.approx(path)


def test_inside_form_is_torch_momentum_at_a_fixed_rate() -> None:
    inside = momentum_path([2, 3, -1], 1, Fraction(1, 10), Fraction(1, 2), "inside").w
    assert (
        inside.tolist() == momentum_path([2, 3, -1], 1, Fraction(1, 10), Fraction(1, 2)).w.tolist()
    )


def test_adam() -> None:
    expected = torch_path("Adam", lr=0.1, betas=(0.9, 0.99), eps=0.0)
    path = adam_path(GRADIENTS, START, Fraction(1, 10), Fraction(9, 10), Fraction(99, 100)).w
    assert flat(path) == pytest.approx(flat(expected))


def test_first_adam_step_is_the_step_size_and_exact() -> None:
    path = adam_path([-4, 1], 2, Fraction(1, 10), Fraction(1, 2), Fraction(3, 4))
    assert path.w[0] == Fraction(21, 10)
    assert path.m_hat.tolist()[0] == -4
    assert path.v_hat.tolist()[0] == 16


def test_weight_decay() -> None:
    torch = pytest.importorskip("torch")
    w = torch.tensor([2.0, -1.0], dtype=torch.float64, requires_grad=True)
    w.grad = torch.tensor([1.0, 3.0], dtype=torch.float64)
    torch.optim.SGD([w], lr=0.5, weight_decay=0.1).step()
    ours = weight_decay_step([2, -1], [1, 3], Fraction(1, 2), Fraction(1, 10))
    assert [float(entry) for entry in ours] == pytest.approx(w.tolist())


def test_clipping() -> None:
    torch = pytest.importorskip("torch")
    w = torch.tensor([0.0, 0.0], dtype=torch.float64, requires_grad=True)
    w.grad = torch.tensor([5.0, -12.0], dtype=torch.float64)
    torch.nn.utils.clip_grad_norm_([w], 2.0)
    ours = clip_by_norm([5, -12], 2)
    assert ours.tolist() == [Fraction(10, 13), Fraction(-24, 13)]
    assert [float(entry) for entry in ours] == pytest.approx(w.grad.tolist(), abs=1e-5)
    assert clip_by_norm([3, 4], 6).tolist() == [3, 4]


def test_step_decay() -> None:
    torch = pytest.importorskip("torch")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.1)
    for t in range(10):
        expected = optimizer.param_groups[0]["lr"]
        assert float(step_decay(Fraction(1, 2), Fraction(1, 10), t, 3)) == pytest.approx(expected)
        optimizer.step()
        schedule.step()


def test_forgotten_zero_grad() -> None:
    torch = pytest.importorskip("torch")
    w = torch.tensor(0.0, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.5)
    expected = []
    for slope in (1.0, 2.0, -4.0):
        (slope * w).backward()
        optimizer.step()
        expected.append(w.item())
    assert accumulated_path([1, 2, -4], 0, Fraction(1, 2)).tolist() == expected


def test_unknown_form_lists_the_known() -> None:
    with pytest.raises(
        ShapeError, match="momentum form 'nesterov' is not known; known are torch, ema, inside"
    ):
        momentum_path([1], 0, 1, 0, "nesterov")
