"""Graphs of layers: branches, several inputs, tied weights, against torch's autograd."""

from typing import Any

import numpy as np
import pytest

from quizgen.solver import (
    Conv1d,
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


class Sum:
    """A layer from outside that adds its inputs: any object with the members of a layer will do."""

    parameter_count = 0
    buffer_count = 0

    def output_shape(self, shapes: Any) -> Any:
        assert len(set(shapes)) == 1
        return shapes[0]

    def connections(self, shapes: Any, *, count_bias: bool = False) -> int:
        del count_bias
        return len(shapes) * int(np.prod(shapes[0]))

    def zeros(self, shapes: Any) -> int:
        del shapes
        return 0

    macs = zeros

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
