"""Backpropagation against torch's autograd, in both layouts, and each rule alone."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizgen.solver import (
    AvgPool1d,
    Conv1d,
    Conv2d,
    Flatten,
    Linear,
    MaxPool1d,
    MaxPool2d,
    ReLU,
    ShapeError,
    Sigmoid,
    Tanh,
)
from quizgen.solver.backpropagation import (
    backprop,
    gradient_shape,
    gradient_shapes,
    input_gradient,
    pre_activation_gradient,
    weight_gradient,
)
from quizgen.solver.chains import mlp, sequential
from quizgen.telling import recording

ACTIVATIONS = ["ReLU", "Sigmoid", "Tanh", "LeakyReLU", "ELU", "SiLU"]


def torch_gradients(
    torch: Any, x: Any, y: Any, weights: list[Any], biases: list[Any] | None, kind: str
) -> tuple[float, list[Any], list[Any], Any]:
    """J = Σ (f - y)² of the torch network with rows as observations."""
    leaves = [torch.tensor(w, requires_grad=True) for w in weights]
    shifts = [torch.tensor(b, requires_grad=True) for b in biases or []]
    start = torch.tensor(x, requires_grad=True)
    h = start
    for place, w in enumerate(leaves):
        h = h @ w
        if biases:
            h = h + shifts[place]
        if place < len(leaves) - 1:
            h = getattr(torch.nn, kind)()(h)
    loss = ((h - torch.tensor(y)) ** 2).sum()
    loss.backward()
    return (
        loss.item(),
        [w.grad.numpy() for w in leaves],
        [b.grad.numpy() for b in shifts],
        start.grad,
    )


class TestWholeNetwork:
    @pytest.mark.parametrize("kind", ACTIVATIONS)
    @pytest.mark.parametrize("layout", ["rows", "column"])
    def test_floats_against_autograd(self, kind: str, layout: str) -> None:
        torch = pytest.importorskip("torch")
        generator = np.random.default_rng(7)
        units = (3, 4, 5, 2)
        weights = [generator.normal(size=(a, b)) for a, b in pairwise(units)]
        biases = [generator.normal(size=size) for size in units[1:]]
        x, y = generator.normal(size=(6, 3)), generator.normal(size=(6, 2))
        loss, grads, shifts, start = torch_gradients(torch, x, y, weights, biases, kind)
        turn = (lambda a: a) if layout == "rows" else np.transpose
        net = mlp(units, bias=True, activation=kind)
        found = backprop(net, turn(x), turn(y), [turn(w) for w in weights], biases, layout=layout)
        assert found.loss == pytest.approx(loss)
        for layer in (1, 2, 3):
            np.testing.assert_allclose(turn(found.grad_W[layer]).astype(float), grads[layer - 1])
            np.testing.assert_allclose(found.grad_b[layer].astype(float), shifts[layer - 1])
        np.testing.assert_allclose(turn(found.grad_h[0]).astype(float), start.numpy())

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def test_integers_against_autograd(self, data: st.DataObject) -> None:
        torch = pytest.importorskip("torch")
        units = data.draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
        entry = st.integers(-4, 4)
        weights = [
            data.draw(st.lists(st.lists(entry, min_size=b, max_size=b), min_size=a, max_size=a))
            for a, b in pairwise(units)
        ]
        x = data.draw(st.lists(entry, min_size=units[0], max_size=units[0]))
        y = data.draw(st.lists(entry, min_size=units[-1], max_size=units[-1]))
        floats = [np.array(w, dtype=float) for w in weights]
        loss, grads, _, _ = torch_gradients(
            torch, np.array([x], dtype=float), np.array([y], dtype=float), floats, None, "ReLU"
        )
        found = backprop(mlp(units), x, y, [np.array(w).T for w in weights])
        assert found.loss == loss
        for layer, expected in enumerate(grads, start=1):
            assert found.grad_W[layer].tolist() == expected.T.tolist()

    @pytest.mark.parametrize("loss", ["mse", "logistic", "huber", "poisson", "cross_entropy"])
    def test_gradient_is_the_finite_difference(self, loss: str) -> None:
        net = mlp((2, 3, 2), activation="Tanh")
        generator = np.random.default_rng(3)
        weights = [generator.normal(size=(3, 2)), generator.normal(size=(2, 3))]
        y: Any = 1 if loss == "cross_entropy" else [1.0, -1.0]
        found = backprop(net, [0.5, -0.3], y, weights, loss=loss)
        moved = [w.copy() for w in weights]
        moved[0][2, 1] += 1e-6
        ahead = backprop(net, [0.5, -0.3], y, moved, loss=loss).loss
        slope = (float(ahead) - float(found.loss)) / 1e-6
        assert float(found.grad_W[1][2, 1]) == pytest.approx(slope, abs=1e-4)


class TestRules:
    """Each rule alone, in both layouts, for one observation and for a batch."""

    def test_rule_1_is_an_outer_product(self) -> None:
        assert weight_gradient([1, -2], [3, 4, 5]).tolist() == [[3, 4, 5], [-6, -8, -10]]
        rows = weight_gradient([1, -2], [3, 4, 5], layout="rows")
        assert rows.tolist() == [[3, -6], [4, -8], [5, -10]]

    def test_rule_1_sums_a_batch(self) -> None:
        a, h = [[1, 2], [3, 4], [5, 6]], [[1], [0], [2]]
        assert weight_gradient(a, h, layout="rows").tolist() == [[11, 14]]
        turned = weight_gradient(np.transpose(a), np.transpose(h))
        assert turned.tolist() == [[11], [14]]

    def test_rule_2_masks_and_multiplies(self) -> None:
        assert pre_activation_gradient([3, -4, 5], [-1, 2, 0]).tolist() == [0, -4, 0]
        from quizgen.solver import Log

        found = pre_activation_gradient([8, 16], [Log(3), Log(1)], "sigmoid")
        assert found.tolist() == [Fraction(3, 2), 4]

    def test_rule_3_takes_the_product_that_fits(self) -> None:
        W = [[1, 2, 3], [4, 5, 6]]
        assert input_gradient(W, [1, -1]).tolist() == [-3, -3, -3]
        assert input_gradient(np.transpose(W), [1, -1], layout="rows").tolist() == [-3, -3, -3]
        with pytest.raises(ShapeError, match=r"rule 3: W of shape \(2, 3\) and ∇a of shape \(3,\)"):
            input_gradient(W, [1, 1, 1])

    def test_shapes_are_those_of_the_values(self) -> None:
        assert gradient_shapes((4, 3, 2), 1) == ((3, 4), (3,), (3,))
        assert gradient_shapes((4, 3, 2), 2, batch=5) == ((2, 3), (2, 5), (2, 5))
        assert gradient_shape("a", (4, 3, 2), 2, batch=5) == (2, 5)
        with pytest.raises(ShapeError, match="gradient of 'J': it is one of W, a, h"):
            gradient_shape("J", (4, 3, 2), 1)
        assert gradient_shapes((4, 3, 2), 2, batch=5, layout="rows") == ((3, 2), (5, 2), (5, 2))


def test_steps_go_from_the_loss_backwards() -> None:
    with recording() as steps:
        backprop(mlp((2, 2, 1)), [1, 2], [1], [[[1, -2], [3, 1]], [[2, -1]]])
    lines = [str(step) for step in steps]
    rule_0 = lines.index(r"\nabla_{f} J = 2 (f - y) = 2 \cdot (-5 - 1) = -12")
    rule_2 = lines.index(
        r"\nabla_{a^{(1)}_{2}} J = \nabla_{h^{(1)}_{2}} J \cdot \sigma'(a^{(1)}_{2}) = 12 \cdot 1 = 12"
    )
    rule_1 = lines.index(
        r"\nabla_{W^{(1)}_{2 2}} J = \nabla_{a^{(1)}_{2}} J \cdot h^{(0)}_{2} = 12 \cdot 2 = 24"
    )
    assert rule_0 < rule_2 < rule_1


def torch_stack(
    torch: Any, kinds: list[Any], x: Any, y: Any
) -> tuple[Any, list[Any], list[Any], Any]:
    """J = Σ (f - y)² of a torch chain on one observation: weights, gradients, input gradient."""
    torch.manual_seed(5)
    module = torch.nn.Sequential(*kinds).double()
    start = torch.tensor(x[None], requires_grad=True)
    loss = ((module(start) - torch.tensor(y)) ** 2).sum()
    loss.backward()
    learned = [layer for layer in module if hasattr(layer, "weight")]
    gradients = [(layer.weight.grad.numpy(), layer.bias.grad.numpy()) for layer in learned]
    weights = [(layer.weight.detach().numpy(), layer.bias.detach().numpy()) for layer in learned]
    return loss.item(), weights, gradients, start.grad[0].numpy()


class TestAnyChain:
    """Convolution, pooling and flattening go through the same rules."""

    def check(self, net: Any, kinds: list[Any], x: Any, y: Any) -> None:
        torch = pytest.importorskip("torch")
        loss, weights, gradients, start = torch_stack(torch, kinds, x, y)
        found = backprop(net, x, y, [w for w, _ in weights], [b for _, b in weights])
        assert found.loss == pytest.approx(loss)
        for layer, (weight, bias) in enumerate(gradients, start=1):
            np.testing.assert_allclose(found.grad_W[layer].astype(float), weight, atol=1e-10)
            np.testing.assert_allclose(found.grad_b[layer].astype(float), bias, atol=1e-10)
        np.testing.assert_allclose(found.grad_h[0].astype(float), start, atol=1e-10)

    def test_one_dimension(self) -> None:
        nn = pytest.importorskip("torch").nn
        x = np.random.default_rng(1).normal(size=(2, 9))
        net = sequential(
            [Conv1d(2, 3, 3, stride=2, padding=1), Tanh(), AvgPool1d(2), Flatten(), Linear(6, 2)]
        )
        kinds = [nn.Conv1d(2, 3, 3, stride=2, padding=1), nn.Tanh(), nn.AvgPool1d(2), nn.Flatten()]
        self.check(net, [*kinds, nn.Linear(6, 2)], x, np.array([0.5, -1.0]))

    def test_two_dimensions(self) -> None:
        nn = pytest.importorskip("torch").nn
        x = np.random.default_rng(2).normal(size=(1, 8, 8))
        net = sequential(
            [
                Conv2d(1, 2, 3),
                ReLU(),
                MaxPool2d(2),
                Conv2d(2, 3, 2),
                Sigmoid(),
                Flatten(),
                Linear(12, 1),
            ]
        )
        kinds = [nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(2, 3, 2), nn.Sigmoid()]
        self.check(net, [*kinds, nn.Flatten(), nn.Linear(12, 1)], x, np.array([0.25]))

    def test_integers_stay_integers(self) -> None:
        net = sequential(
            [Conv1d(1, 1, 2, bias=False), ReLU(), MaxPool1d(2), Flatten(), Linear(1, 1, bias=False)]
        )
        found = backprop(net, [[0, 3, 10]], [2], [[[[-2, 1]]], [[3]]])
        # a = [3, 4], pooled 4, f = 12, ∇f = 20, ∇W2 = 80, ∇a = [0, 60], ∇v = 60 · (3, 10)
        assert found.f.tolist() == [12]
        assert found.grad_W[2].tolist() == [[80]]
        assert found.grad_a[1].tolist() == [[0, 60]]
        assert found.grad_W[1].tolist() == [[[180, 600]]]
