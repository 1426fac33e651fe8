"""Several outputs, layers that are never called, and what no layer stands for, against torch."""

from typing import Any

import numpy as np
import pytest

from quizgen.solver import Add, Linear, Network, Scale, ShapeError, Shift, Tanh, Unused

GENERATOR = np.random.default_rng(7)
W, ACTOR, CRITIC = (GENERATOR.normal(size=shape) for shape in ((3, 4), (2, 3), (1, 3)))
X, G, H = GENERATOR.normal(size=4), GENERATOR.normal(size=2), GENERATOR.normal(size=1)


def actor_critic(**more: Any) -> Network:
    """Two heads on one body, as in reinforcement learning."""
    nodes = [
        ("body", Linear(4, 3, bias=False)),
        ("act", Tanh()),
        ("actor", Linear(3, 2, bias=False), ["act"]),
        ("critic", Linear(3, 1, bias=False), ["act"]),
    ]
    return Network(nodes, 4, outputs=("actor", "critic"), **more)


def test_values_and_gradients_are_those_of_torch() -> None:
    torch = pytest.importorskip("torch")
    leaves = [torch.tensor(a, requires_grad=True) for a in (X, W, ACTOR, CRITIC)]
    x, w, actor, critic = leaves
    hidden = torch.tanh(w @ x)
    both = actor @ hidden, critic @ hidden
    torch.autograd.backward(both, (torch.tensor(G), torch.tensor(H)))
    net, weights = actor_critic(), [W, ACTOR, CRITIC]
    for own, theirs in zip(net.output(X, weights), both, strict=True):
        np.testing.assert_allclose(own, theirs.detach().numpy())
    found = net.backward(X, (G, H), weights)
    for own, leaf in zip((found.input, *found.weights), leaves, strict=True):
        np.testing.assert_allclose(own, leaf.grad.numpy())


def test_one_value_twice_gets_both_gradients() -> None:
    net = Network([("fc", Linear(2, 1, bias=False))], 2, outputs=("fc", "fc"))
    found = net.backward([1, 2], ([3], [4]), [np.array([[5, 6]])])
    assert found.input.tolist() == [35, 42]
    assert found.weights[0].tolist() == [[7, 14]]


def test_as_many_gradients_as_outputs() -> None:
    with pytest.raises(ShapeError, match="1 gradients for 2 outputs"):
        actor_critic().backward(X, (G,), [W, ACTOR, CRITIC])


def test_every_output_counts() -> None:
    net = actor_critic()
    assert net.results == ("actor", "critic")
    assert net.parameter_count == net.weight_count == net.macs() == 3 * 4 + 2 * 3 + 1 * 3
    assert net.output_shape() == (2,)
    assert not net.is_chain


def test_the_last_layer_alone_needs_no_saying() -> None:
    nodes = [("fc", Linear(3, 2)), ("act", Tanh())]
    assert Network(nodes, outputs=("act",)) == Network(nodes)
    assert Network(nodes, outputs=("act",)).is_chain
    inner = Network(nodes, outputs=("fc",))
    assert inner.results == ("fc",)
    assert not inner.is_chain


def test_an_input_may_be_an_output() -> None:
    net = Network([("fc", Linear(2, 1, bias=False))], 2, outputs=("fc", "input"))
    values = net.output([1, 2], [np.array([[3, 4]])])
    assert [value.tolist() for value in values] == [[11], [1, 2]]


def test_unused_layers_count_as_in_pytorch() -> None:
    torch = pytest.importorskip("torch")
    module = torch.nn.ModuleDict({"fc": torch.nn.Linear(3, 2), "aux": torch.nn.Linear(5, 4)})
    net = Network(
        [("fc", Linear(3, 2))], 3, unused=(Unused("aux", Linear(5, 4), Linear(5, 4).parameter_count),)
    )  # fmt: skip
    assert net.parameter_count == sum(p.numel() for p in module.parameters())
    assert (net.weight_count, net.bias_count) == (3 * 2 + 5 * 4, 2 + 4)
    assert net.macs() == 6


def test_what_is_left_out_refuses_values() -> None:
    net = Network([("fc", Linear(2, 2))], 2, left_out=("line 3: fft(x)",))
    assert (net.parameter_count, net.output_shape(), net.macs()) == (6, (2,), 4)
    weights, biases = [np.eye(2)], [np.zeros(2)]
    with pytest.raises(
        ShapeError, match=r"output: the network is not read whole: line 3: fft\(x\)"
    ):
        net.output([1, 2], weights, biases)
    with pytest.raises(ShapeError, match="backward: the network is not read whole"):
        net.backward([1, 2], [1, 1], weights, biases)


def test_every_call_counts_in_multiply_adds() -> None:
    """A siamese network runs one layer twice: its weights once, its work twice."""
    shared = Linear(6, 2)
    net = Network(
        [("a", shared, ["left"]), ("b", shared, ["right"]), ("sum", Add(), ["a", "b"])],
        (6, 6), ("left", "right"),
    )  # fmt: skip
    assert net.parameter_count == 6 * 2 + 2
    assert net.macs() == 2 * 6 * 2


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"outputs": ("none",)}, "output 'none' is not an input or a layer"),
        ({"outputs": ("fc", "input"), "labels": ("one",)}, "1 label for 2 outputs"),
    ],
)
def test_refusals(more: dict[str, Any], said: str) -> None:
    with pytest.raises(ShapeError, match=said):
        Network([("fc", Linear(2, 2))], 2, **more)


@pytest.mark.parametrize("kind", [Scale, Shift])
@pytest.mark.parametrize("value", ["2", None, True, float("inf"), float("nan"), (1, 2)])
def test_a_constant_is_a_finite_number(kind: Any, value: Any) -> None:
    with pytest.raises(ShapeError, match="must be a finite number"):
        kind(value)


def test_constants_in_a_chain_are_computed() -> None:
    """fc(100 x) / 7 + 3, which is 31 for w = 1.96 and x = 1."""
    net = Network([("hundred", Scale(100)), ("fc", Linear(1, 1, bias=False)), ("less", Scale(1 / 7)), ("more", Shift(3))], 1)  # fmt: skip
    assert net.is_chain
    np.testing.assert_allclose(net.output([1.0], [np.array([[1.96]])]), [31.0])


def test_rows_of_one_observation_are_no_batch() -> None:
    """A square matrix may be a batch of columns, or a sequence: the known shape decides."""
    torch = pytest.importorskip("torch")
    x, w = GENERATOR.normal(size=(3, 3)), GENERATOR.normal(size=(3, 3))
    layer = Linear(3, 3, bias=False)
    sequence = Network([("fc", layer), ("act", Tanh())], (3, 3))
    expected = torch.tanh(torch.nn.functional.linear(torch.tensor(x), torch.tensor(w)))
    np.testing.assert_allclose(sequence.output(x, [w]), expected.numpy())
    batch = Network([("fc", layer), ("act", Tanh())])
    np.testing.assert_allclose(batch.output(x, [w]), np.tanh(w @ x))
