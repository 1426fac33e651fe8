"""Values, gradients, code and refusals of layers that few questions ask for, by hand and by torch."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy

from quizgen import solver as s
from quizgen.solver.layers.each import Each
from quizgen.solver.node import in_order
from quizgen.solver.values import as_array, plus, product
from quizgen.solver.weight_symbol import Symbol

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def filled(layer: Any, *, seed: int = 3) -> dict[str, Any]:
    """Small numbers for every parameter of a layer, by its name without dots."""
    rng = np.random.default_rng(seed)
    return {
        name.replace(".", "_"): rng.normal(size=shape)
        for name, shape in layer.parameter_shapes.items()
    }


REFUSED: list[tuple[Callable[[], Any], str]] = [
    (lambda: s.Conv1d(1, 1, 2, padding_mode="mirror"), "Conv1d(1, 1, kernel_size=2, padding_mode='mirror'): padding_mode 'mirror' is not one of zeros, reflect, replicate, circular"),
    (lambda: s.mlp((2, 2), bias=True).trace([1, 2], [[[1, 0], [0, 1]]], [[1]]), "linear1: bias [1] for 2 units"),
    (lambda: s.mlp((2, 2), bias=True).trace([1, 2], [[[1, 0], [0, 1]]], [[1, 2, 3]]), "linear1: bias [1, 2, 3] for 2 units"),
    (lambda: s.mlp((2, 2, 1), activation="gelu_tanh"), "activation 'gelu_tanh' has no layer"),
    (lambda: s.mlp((2, 2, 1), activation="Threshold"), "activation 'Threshold' has no default of threshold, value"),
    (lambda: s.mlp((2, 1), last="scale"), "activation 'scale' has no default of factor"),
    (lambda: s.Softshrink(-1), "Softshrink: lambd -1 is below 0"),
    (lambda: s.Hardshrink(Fraction(-1, 9)), "Hardshrink: lambd -1/9 is below 0"),
    (lambda: s.Linear(2, 1).output_shape(((2,), (3,))), "((2,), (3,)): 2 inputs where one is taken"),
    (lambda: s.ReLU().output_shape((2, 0)), "shape (2, 0): every size must be at least 1"),
    (lambda: s.PReLU(3).output_shape((4, 2)), "PReLU(num_parameters=3, init=0.25): shape (4, 2) does not have 3 channels"),
    (lambda: s.PReLU(2).output([1, 2], [1, 2, 3]), "PReLU(num_parameters=2, init=0.25): weight of shape (3,) is not (2,)"),
    (lambda: s.RNN(2, 1).output([[1, 2]], weight_ih_l0=[[1]]), "RNN: weight_ih_l0 of shape (1, 1) is not (1, 2)"),
    (lambda: s.MultiheadAttention(2, 1).output([[1, 2]], in_proj_weight=[[1]]), "MultiheadAttention: in_proj_weight of shape (1, 1) is not (6, 2)"),
    (lambda: s.TransformerEncoderLayer(4, 2, 3).output_shape((5, 6)), "TransformerEncoderLayer(4, 2): input shape (5, 6) is not (length, 4)"),
    (lambda: s.TransformerEncoderLayer(4, 2, 3).connections((4,)), "TransformerEncoderLayer(4, 2): input shape (4,) is not (length, 4)"),
    (lambda: s.TransformerEncoderLayer(4, 2, 3).zeros((2, 5)), "TransformerEncoderLayer(4, 2): input shape (2, 5) is not (length, 4)"),
    (lambda: s.Select("first"), "Select: index='first', dim=0 must be whole numbers"),
    (lambda: s.Select((0, HALF), 1), "Select: index=(0, Fraction(1, 2)), dim=1 must be whole numbers"),
    (lambda: s.Dropout(Fraction(3, 2)), "Dropout(p=3/2): a probability lies between 0 and 1"),
    (lambda: s.Dropout(-1), "Dropout(p=-1): a probability lies between 0 and 1"),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "said"), REFUSED, ids=[said[:50] for _, said in REFUSED])
def test_refused(ask: Callable[[], Any], said: str) -> None:
    with pytest.raises(s.ShapeError) as refused:
        ask()
    assert str(refused.value) == said


class TestBesideTheRefused:
    """What is just inside a bound is taken."""

    def test_bounds(self) -> None:
        assert s.Softshrink(0).output([1, -2]).tolist() == [1, -2]
        assert s.Dropout(0).p == 0
        assert s.Dropout(1).output([3]).tolist() == [3]
        assert s.PReLU(1).output_shape((4, 2)) == (4, 2)
        assert s.PReLU(4).output_shape((4, 2)) == (4, 2)
        assert s.Conv1d(1, 1, 2, padding_mode="circular").padding_mode == "circular"

    def test_names_of_parameters(self) -> None:
        with pytest.raises(ValueError, match="RNN: parameter 'weight' is not known; known are"):
            s.RNN(1, 1).output([[1]], weight=[[1]])
        with pytest.raises(ValueError, match="MultiheadAttention: parameter 'q' is not known"):
            s.MultiheadAttention(2, 1).output([[1, 2]], q=[[1]])


CODE: list[tuple[Any, list[str], str]] = [
    (s.Exp(), ["x"], "torch.exp(x)"),
    (s.Abs(), ["x"], "torch.abs(x)"),
    (s.Scale(3), ["x"], "x * 3"),
    (s.Shift(-1), ["x"], "x + -1"),
    # The batch is in front: axis 0 of one observation is axis 1 there; from the end nothing changes.
    (s.Concat(), ["x", "y"], "torch.cat([x, y], 1)"),
    (s.Concat(-1), ["x", "y", "z"], "torch.cat([x, y, z], -1)"),
    (s.MatMul(), ["x", "y"], "x @ y"),
    (s.Transpose(0, -1), ["x"], "x.transpose(1, -1)"),
    (s.Mean(0), ["x"], "x.mean([1])"),
    (s.Mean((-2, 1)), ["x"], "x.mean([-2, 2])"),
    (s.Mean((1, 2), keepdim=True), ["x"], "x.mean([2, 3], keepdim=True)"),
    (s.Squeeze(1), ["x"], "x.squeeze(1)"),
    (s.Positions(3), [], "torch.arange(3)[None]"),
]


@pytest.mark.parametrize(("layer", "sources", "code"), CODE, ids=[code for *_, code in CODE])
def test_code(layer: Any, sources: list[str], code: str) -> None:
    assert layer.torch_expression(sources) == code


def test_code_of_calls() -> None:
    """A learned tensor is spread over the batch; parts go into the batch and out of it again."""
    assert s.Parameter((2, 3)).torch_call("self.p", [], "x") == "self.p.expand(x.size(0), 2, 3)"
    parts = Each(s.Linear(2, 1)).torch_call("self.f", ["h"], "x")
    assert parts == "self.f(h.flatten(0, 1)).unflatten(0, (x.size(0), -1))"
    alone = s.MultiheadAttention(2, 1)
    assert alone.torch_call("self.a", ["x"], "x") == "self.a(x, x, x)[0]"
    assert alone.torch_call("self.a", ["q", "k", "v"], "x") == "self.a(q, k, v)[0]"
    assert str(s.ConstantPad1d(1, 7)) == "ConstantPad1d(1, 7)"


class TestEach:
    """One layer for every part: counts by the part, shared weights, their gradients added up."""

    def test_is_what_its_layer_is(self) -> None:
        torch = pytest.importorskip("torch")
        assert Each(s.ReLU()).elementwise
        assert not Each(s.Linear(2, 1)).elementwise
        assert Each(s.Linear(2, 1)).draws_edges
        assert not Each(s.Flatten()).draws_edges
        kept = sum(buffer.numel() for buffer in torch.nn.BatchNorm1d(3).buffers())
        assert Each(s.BatchNorm1d(3)).buffer_count == s.BatchNorm1d(3).buffer_count == kept

    def test_products(self) -> None:
        # 2 outputs of 3 products each, 4 times.
        assert Each(s.Linear(3, 2)).macs((4, 3)) == 24

    def test_gradients(self) -> None:
        parts = Each(s.Linear(2, 1))
        weight, bias = [[3, 4]], [7]
        assert parts.output([[1, 2], [5, 6]], weight, bias).tolist() == [[18], [46]]
        found = parts.backward([[1, 2], [5, 6]], [[1], [10]], weight, bias)
        assert found["input"].tolist() == [[3, 4], [30, 40]]
        assert found["weight"].tolist() == [[1 + 50, 2 + 60]]
        assert found["bias"].tolist() == [11]


class TestPartsOfTheGradient:
    def test_of_a_joint(self) -> None:
        found = s.Concat().backward([[[0, 0]], [[0, 0], [0, 0]]], [[1, 2], [3, 4], [5, 6]])
        assert [part.tolist() for part in found["input"]] == [[[1, 2]], [[3, 4], [5, 6]]]
        aside = s.Concat(1).backward([[[0], [0]], [[0, 0], [0, 0]]], [[1, 2, 3], [4, 5, 6]])
        assert [part.tolist() for part in aside["input"]] == [[[1], [4]], [[2, 3], [5, 6]]]

    def test_of_dropout_in_use(self) -> None:
        assert s.Dropout().backward([1, 2], [3, 4])["input"].tolist() == [3, 4]


class TestSizes:
    def test_a_gate_for_each_value(self) -> None:
        assert s.GLU().output_shape((3, 4)) == (3, 2)
        assert s.GLU().connections((3, 4)) == 12

    def test_what_reads_nothing(self) -> None:
        for layer in (s.Positions(3), s.Parameter((3,))):
            assert layer.output_shape() == (3,)
            assert (layer.connections(), layer.zeros()) == (0, 0)
        assert (s.Positions(3).parameter_count, s.Parameter((3, 2)).parameter_count) == (0, 6)
        assert s.Parameter((2,)).output((), [5, 6]).tolist() == [5, 6]

    def test_without_scales(self) -> None:
        assert s.LayerNorm(4, elementwise_affine=False).parameter_shapes == {}
        assert s.LayerNorm(4, bias=False).parameter_shapes == {"weight": (4,)}
        assert s.RMSNorm(4, elementwise_affine=False).parameter_shapes == {}

    def test_one_size_needs_no_brackets(self) -> None:
        assert s.Unflatten(1, 4) == s.Unflatten(1, (4,))
        assert s.Unflatten(2, (4,)).output_shape((3, 4)) == (3, 4)

    def test_uses_of_the_weights_of_a_transformer(self) -> None:
        """4 places, 2 features, 3 inside: (3 · 2 · 2 + 2 · 2) · 4 in the attention, 2 · 3 · 4 twice behind it."""
        layer = s.TransformerEncoderLayer(2, 1, 3)
        assert layer.connections((4, 2)) == 64 + 24 + 24
        # And the intercepts of 6 + 2 + 3 + 2 outputs, 4 times.
        assert layer.connections((4, 2), count_bias=True) == 112 + 52
        assert layer.zeros((4, 2)) == 0

    @pytest.mark.parametrize(("layer", "words"), [
        (s.Mean(0), "The axis that is averaged over goes; any other stays."),
        (s.Mean((0, -3)), "The axis that is averaged over goes; any other stays."),
        (s.Mean((0, 2)), "The axes that are averaged over go; any other stays."),
        (s.Mean(0, keepdim=True), "The axis that is averaged over has the size 1; any other stays."),
        (s.Mean((1, 2), keepdim=True), "The axes that are averaged over have the size 1; any other stays."),
    ])  # fmt: skip
    def test_one_axis_and_several(self, layer: s.Mean, words: str) -> None:
        assert layer.shape_words((2, 3, 4)) == words


class TestExact:
    def test_a_root_mean_square_without_eps(self) -> None:
        """√((1 + 49) / 2) is 5; of floats torch adds the epsilon of their type."""
        assert s.RMSNorm(2).output([1, 7]).tolist() == [Fraction(1, 5), Fraction(7, 5)]
        torch = pytest.importorskip("torch")
        small = np.array([1e-9, -2e-9])
        there = torch.nn.RMSNorm(2, elementwise_affine=False)(torch.tensor(small)).numpy()
        np.testing.assert_allclose(s.RMSNorm(2).output(small), there, rtol=1e-12)

    def test_the_margin_is_no_maximum(self) -> None:
        layer = s.MaxPool1d(3, stride=1, padding=1)
        fractions = [-HALF, -THIRD, Fraction(-3, 4), Fraction(-7, 8)]
        assert layer.output(fractions).tolist() == [-THIRD, -THIRD, -THIRD, Fraction(-3, 4)]
        assert layer.output([-5, -4, -9, -8]).tolist() == [-4, -4, -4, -8]
        assert layer.output([-0.5, -0.25, -2.0]).tolist() == [-0.25, -0.25, -0.25]

    def test_products_and_sums(self) -> None:
        assert product(as_array([[1.5, 2.0]]), as_array([[2], [4]])).tolist() == [[11.0]]
        assert product(as_array([HALF, THIRD]), as_array([3, 6])) == Fraction(7, 2)
        assert product(as_array([HALF, HALF]), as_array([3, 1])) == 2
        assert plus(as_array([2**62]), as_array([2**62])).tolist() == [2**63]
        assert plus(as_array([-(2**62)]), as_array([-(2**62) - 1])).tolist() == [-(2**63) - 1]


class TestForward:
    """`forward` is PyTorch's name of `output`."""

    @pytest.mark.parametrize(
        ("layer", "inputs"),
        [
            (s.Flatten(), ([[1, 2], [3, 4]],)),
            (s.RNN(2, 2), ([[1, 2], [3, 4]],)),
            (s.MultiheadAttention(2, 1), ([[1, 2], [3, 4]],)),
            (s.TransformerEncoderLayer(2, 1, 3), ([[1.0, 2], [3, 5]],)),
            (s.TransformerDecoderLayer(2, 1, 3), ([[1.0, 2], [3, 5]], [[2.0, 2], [1, 0]])),
        ],
        ids=lambda value: type(value).__name__,
    )
    def test_is_output(self, layer: Any, inputs: tuple[Any, ...]) -> None:
        parameters = filled(layer)
        found = np.asarray(layer.output(*inputs, **parameters))
        assert found.size
        assert (np.asarray(layer.forward(*inputs, **parameters)) == found).all()

    def test_projected_state(self) -> None:
        torch = pytest.importorskip("torch")
        module = torch.nn.LSTM(2, 3, proj_size=1, num_layers=2, bidirectional=True).double()
        layer = s.LSTM(2, 3, proj_size=1, num_layers=2, bidirectional=True)
        shapes = {name: tuple(p.shape) for name, p in module.named_parameters()}
        assert layer.parameter_shapes == shapes
        weights = {name: p.detach().numpy() for name, p in module.named_parameters()}
        x = np.random.default_rng(4).normal(size=(4, 2))
        there = module(torch.tensor(x))[0].detach().numpy()
        np.testing.assert_allclose(layer.output(x, **weights).astype(float), there)

    def test_in_a_network_the_weights_are_named(self) -> None:
        """One mapping for a layer with several; its gradients are not computed."""
        layer = s.RNN(1, 1, bias=False, nonlinearity="relu")
        net = s.sequential([layer], (2, 1))
        weights = [{"weight_ih_l0": [[2]], "weight_hh_l0": [[3]]}]
        # 2 · 1, then 2 · 5 + 3 · 2
        assert net.output([[1], [5]], weights).tolist() == [[2], [16]]
        with pytest.raises(s.ShapeError) as refused:
            net.backward([[1], [5]], [[1], [1]], weights)
        assert str(refused.value) == "0: gradients of RNN are not computed"


class TestActivationsByName:
    def test_any_spelling(self) -> None:
        for name in ("leaky_relu", "LeakyReLU", "LEAKYRELU"):
            net = s.mlp((2, 2, 1), activation=name, last="sigmoid")
            layers = [type(node.layer) for node in net.nodes]
            assert layers == [s.Linear, s.LeakyReLU, s.Linear, s.Sigmoid]

    @pytest.mark.parametrize("name", ["fraction", "any", "shape_error", "elementwise", "linear"])
    def test_nothing_else_that_has_a_name(self, name: str) -> None:
        """What the layers are made with is no layer, and a layer that is no function of each entry no activation."""
        with pytest.raises(ValueError, match=f"activation '{name}' is not known; known are"):
            s.mlp((2, 2, 1), activation=name)


class TestNodes:
    """Inputs by name, alone or several, in whatever form they come."""

    def test_inputs(self) -> None:
        add: Any = s.Add()
        nodes = in_order([s.Node("a", add, ["x", "y"]), ("b", add, "a"), ("c", add)], ("x", "y"))
        assert [node.inputs for node in nodes] == [("x", "y"), ("a",), ("b",)]


class TestSymbol:
    """A weight's name computes as SymPy's symbol does; with 0 and 1 it stays what it is."""

    def test_as_sympy(self) -> None:
        v, x = Symbol("v"), sympy.Symbol("v")
        y = sympy.Symbol("y")
        assert (3 - v, v - 3, 3 + v, v + 3) == (3 - x, x - 3, 3 + x, x + 3)
        assert (v * 2, 2 * v, 3 / v, v / 3) == (2 * x, 2 * x, 3 / x, x / 3)
        assert (v**2, 2**v, -v) == (x**2, 2**x, -x)
        assert (v - Symbol("y"), v / Symbol("y"), v ** Symbol("y")) == (x - y, x / y, x**y)
        assert v == x
        assert v != y

    def test_stays(self) -> None:
        v = Symbol("v")
        for same in (v + 0, 0 + v, v - 0, v * 1, 1 * v, v / 1, v**1, +v):
            assert same is v
        assert (v * 0, 0 * v) == (0, 0)
        assert v != 0
        assert v != 1
        assert 0 - v == -sympy.Symbol("v")
        assert v.free_symbols == {v}
