"""Graphs of layers: branches, several inputs, tied weights, against torch's autograd."""

from typing import Any

import numpy as np
import pytest

import quizgen.solver
from quizgen.solver import (
    Add,
    Conv1d,
    Conv2d,
    Flatten,
    Linear,
    Network,
    Node,
    ReLU,
    ShapeError,
    Tanh,
    mlp,
    sequential,
)
from quizgen.solver.layers.layer import Countable


class Sum(Countable):
    """A layer from outside that adds its inputs."""

    def output_shape(self, shapes: Any) -> Any:
        assert len(set(shapes)) == 1
        return shapes[0]

    def connections(self, shapes: Any, *, count_bias: bool = False) -> int:
        del count_bias
        return len(shapes) * int(np.prod(shapes[0]))

    def zeros(self, shapes: Any) -> int:
        del shapes
        return 0

    def output(self, values: Any) -> Any:
        return sum(values[1:], start=values[0])

    def backward(self, values: Any, grad_output: Any) -> Any:
        return {"input": tuple(grad_output for _ in values)}


GENERATOR = np.random.default_rng(11)
W1, W2, W3 = (GENERATOR.normal(size=shape) for shape in ((3, 3), (3, 3), (2, 3)))
X, G = GENERATOR.normal(size=3), GENERATOR.normal(size=2)


def residual() -> Network:
    """The block x + W2 tanh(W1 x), then W3: x is used twice."""
    return Network(
        (
            Node("first", Linear(3, 3, bias=False)),
            Node("bend", Tanh(), ("first",)),
            Node("second", Linear(3, 3, bias=False), ("bend",)),
            Node("join", Sum(), ("second", "input")),
            Node("out", Linear(3, 2, bias=False), ("join",)),
        ),
        (3,),
    )


class TestBranches:
    def test_residual_block(self) -> None:
        torch = pytest.importorskip("torch")
        x, a, b, c = (torch.tensor(v, requires_grad=True) for v in (X, W1, W2, W3))
        expected = c @ (x + b @ torch.tanh(a @ x))
        expected.backward(torch.tensor(G))
        net = residual()
        np.testing.assert_allclose(net.output(X, [W1, W2, W3]), expected.detach().numpy())
        found = net.backward(X, G, [W1, W2, W3])
        np.testing.assert_allclose(found.input, x.grad.numpy())
        for ours, theirs in zip(found.weights, (a, b, c), strict=True):
            np.testing.assert_allclose(ours, theirs.grad.numpy())

    def test_counts(self) -> None:
        net = residual()
        assert net.parameter_count == 9 + 9 + 6
        assert net.output_shape() == (2,)
        assert [row.parameters for row in net.rows()] == [9, 0, 9, 0, 6]
        assert not net.is_fully_connected
        with pytest.raises(ShapeError, match="units: only a chain of Linear layers"):
            _ = net.units

    def test_two_inputs(self) -> None:
        net = Network(
            (Node("left", Linear(2, 2, bias=False), ("x",)), Node("both", Sum(), ("left", "y"))),
            ((2,), (2,)),
            ("x", "y"),
        )
        W = [[1, 2], [3, 4]]
        assert net.output({"x": [1, 1], "y": [10, 20]}, [W]).tolist() == [13, 27]
        assert net.output(([1, 1], [10, 20]), [W]).tolist() == [13, 27]
        found = net.backward(([1, 1], [10, 20]), [1, -1], [W])
        assert [g.tolist() for g in found.input] == [[-2, -2], [1, -1]]

    def test_integers_stay_integers(self) -> None:
        net = Network((Node("twice", Sum(), ("input", "input")),), (2,))
        assert net.backward([3, 4], [1, 2]).input.tolist() == [2, 4]


class TestMatrix:
    """A chain without activations is one matrix, the product of its layers' matrices."""

    def test_collapse_of_two_layers(self) -> None:
        net = mlp((2, 3, 1), activation="Identity")
        first, second = [[1, 2], [3, 4], [5, 6]], [[1, -1, 2]]
        assert net.weight_matrix(weights=[first, second]).tolist() == [[8, 10]]

    def test_convolution_then_dense(self) -> None:
        net = sequential([Conv1d(1, 1, 2, bias=False), Flatten(), Linear(3, 2, bias=False)], (1, 4))
        weights = [[[[-2, 1]]], [[1, 2, 3], [0, -1, 1]]]
        matrix = net.weight_matrix(weights=weights)
        assert (matrix @ [5, 1, -1, 2]).tolist() == net.output([[5, 1, -1, 2]], weights).tolist()

    def test_an_activation_is_no_matrix(self) -> None:
        with pytest.raises(ShapeError, match="activation1: ReLU is not linear"):
            mlp((2, 3, 1)).weight_matrix(weights=[[[1, 1]] * 3, [[1, 1, 1]]])


class TestTies:
    def test_one_layer_used_twice_sums_its_gradients(self) -> None:
        torch = pytest.importorskip("torch")
        shared = Linear(3, 3, bias=False)
        net = sequential([shared, ReLU(), shared])
        w, x = torch.tensor(W1, requires_grad=True), torch.tensor(X)
        expected = w @ torch.relu(w @ x)
        expected.sum().backward()
        np.testing.assert_allclose(net.output(X, [W1]), expected.detach().numpy())
        found = net.backward(X, np.ones(3), [W1])
        np.testing.assert_allclose(found.weights[0], w.grad.numpy())

    def test_shared_weight_with_a_bias_of_its_own(self) -> None:
        encoder = Node("encoder", Linear(2, 2, bias=False))
        decoder = Node("decoder", Linear(2, 2), ("encoder",), shares="encoder")
        net = Network((encoder, decoder))
        assert net.parameter_count == 4 + 2
        weights, biases = [[[1, 2], [0, 1]], None], [None, [10, 20]]
        assert net.output([1, 1], weights, biases).tolist() == [15, 21]

    def test_gradient_of_a_bias_of_its_own(self) -> None:
        """With h = W x, f = W h + b: W has ∇h xᵀ + ∇f hᵀ with ∇h = Wᵀ ∇f, and b has ∇f."""
        encoder = Node("encoder", Linear(2, 2, bias=False))
        decoder = Node("decoder", Linear(2, 2), ("encoder",), shares="encoder")
        weights, biases = [[[1, 2], [0, 1]], None], [None, [10, 20]]
        found = Network((encoder, decoder)).backward([1, 1], [1, 2], weights, biases)
        # h = (3, 1), ∇h = (1, 4): ((1, 1), (4, 4)) and ((3, 1), (6, 2)).
        assert found.weights[0].tolist() == [[4, 2], [10, 6]]
        assert found.weights[1] is None
        assert found.biases[0] is None
        assert found.biases[1].tolist() == [1, 2]
        # ∇x = Wᵀ ∇h
        assert found.input.tolist() == [1, 6]

    def test_gradient_without_any_bias(self) -> None:
        """The second use of W has no intercepts, its own or others'."""
        encoder = Node("encoder", Linear(2, 2, bias=False))
        decoder = Node("decoder", Linear(2, 2, bias=False), ("encoder",), shares="encoder")
        found = Network((encoder, decoder)).backward([1, 1], [1, 2], [[[1, 2], [0, 1]]])
        assert [w.tolist() for w in found.weights] == [[[4, 2], [10, 6]]]
        assert found.biases == (None,)
        assert found.input.tolist() == [1, 6]
        assert found.nodes["encoder"].tolist() == [1, 4]


def random_graph(seed: int) -> tuple[Network, Any]:
    """A residual block of convolutions, pooling and dense layers, and the same in torch."""
    torch = pytest.importorskip("torch")
    nn = torch.nn
    rng = np.random.default_rng(seed)
    channels, size, wide = (int(n) for n in rng.integers((1, 6, 2), (4, 9, 5)))
    kind = str(rng.choice(["ReLU", "Tanh", "Sigmoid", "SiLU", "ELU"]))
    pool = str(rng.choice(["MaxPool2d", "AvgPool2d"]))
    stride, padding = int(rng.integers(1, 3)), int(rng.integers(0, 2))
    first = (channels, wide, 3, stride, padding)
    second = (wide, wide, 3, 1, 1)
    after = (size + 2 * padding - 3) // stride + 1
    features = wide * (after // 2) ** 2
    bend: Any = getattr(quizgen.solver, kind)()
    net = Network(
        (
            Node("first", Conv2d(*first), ("input",)),
            Node("bend", bend, ("first",)),
            Node("second", Conv2d(*second), ("bend",)),
            Node("join", Add(), ("second", "first")),
            Node("pool", getattr(quizgen.solver, pool)(2), ("join",)),
            Node("flat", Flatten(), ("pool",)),
            Node("out", Linear(features, 2), ("flat",)),
        ),
        (channels, size, size),
    )
    one, two, last = nn.Conv2d(*first), nn.Conv2d(*second), nn.Linear(features, 2)
    modules = nn.ModuleList([one, two, last]).double()
    activation, pooling = getattr(nn, kind)(), getattr(nn, pool)(2)

    def forward(x: Any) -> Any:
        shortcut = one(x)
        return last(pooling(two(activation(shortcut)) + shortcut).flatten(1))

    return net, (modules, forward, rng)


@pytest.mark.parametrize("seed", range(200))
def test_random_residual_networks_against_autograd(seed: int) -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(seed)
    net, (modules, forward, rng) = random_graph(seed)
    x, gradient = rng.normal(size=net.input_shape), rng.normal(size=2)
    start = torch.tensor(x[None], requires_grad=True)
    forward(start).backward(torch.tensor(gradient[None]))
    weights = [m.weight.detach().numpy() for m in modules]
    biases = [m.bias.detach().numpy() for m in modules]
    np.testing.assert_allclose(
        net.output(x, weights, biases), forward(start).detach().numpy()[0], atol=1e-12
    )
    found = net.backward(x, gradient, weights, biases)
    np.testing.assert_allclose(found.input, start.grad.numpy()[0], atol=1e-12)
    for ours, shift, module in zip(found.weights, found.biases, modules, strict=True):
        np.testing.assert_allclose(ours, module.weight.grad.numpy(), atol=1e-12)
        np.testing.assert_allclose(shift, module.bias.grad.numpy(), atol=1e-12)
