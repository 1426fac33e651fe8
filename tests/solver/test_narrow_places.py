"""At a bound, one below it and one above; ways of computing that only some numbers take."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from quizgen import solver as s
from quizgen.solver import index_table
from quizgen.solver.arithmetic import EXACT
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.each import Each
from quizgen.solver.layers.tensors import Select
from quizgen.solver.logarithm import Log, apart
from quizgen.solver.losses import loss_gradient, loss_value
from quizgen.solver.trace import ENTRIES, leaving_trace
from quizgen.solver.values import as_array, plus, total
from quizgen.solver.weight_symbol import Symbol
from quizgen.solver.window import Axis

torch = pytest.importorskip("torch")


# A layer, how many entries it counts for one place of its output, and its weights.
WINDOWS: list[tuple[Any, int, list[Any]]] = [
    (s.MaxPool1d(2), 2, []),
    (s.AvgPool1d(2), 2, []),
    (s.LPPool1d(2, 2), 2, []),
    (s.Conv1d(1, 1, 2, stride=2, bias=False), 1, [[[[1, 1]]]]),
]


@pytest.mark.parametrize(("layer", "each", "weights"), WINDOWS, ids=lambda value: str(value)[:20])
def test_windows_are_kept_up_to_a_number_of_entries(
    layer: Any, each: int, weights: list[Any]
) -> None:
    """ENTRIES in all are told, one window more is too much for anybody to read."""
    most = ENTRIES // each
    for places, told in ((most, True), (most + 1, False)):
        with leaving_trace() as calls:
            layer.output(np.ones((1, 2 * places)), *weights)
        assert any(child.arguments.get("windows") is not None for child in calls[0].children) == told  # fmt: skip


def test_adaptive_windows_are_kept_up_to_a_number_of_outputs() -> None:
    for places, told in ((ENTRIES, True), (ENTRIES + 1, False)):
        with leaving_trace() as calls:
            s.AdaptiveAvgPool1d(places).output(np.ones((1, places)))
        assert ("windows" in {key for child in calls[0].children for key in child.arguments}) == told  # fmt: skip


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (
            lambda size: index_table.index_table.__wrapped__((Axis(size, 1),)),
            "41 windows of 1 taps are too many to compute values for; sizes and counts need no values",
        ),
        (
            lambda size: index_table.gathered(np.zeros((2, size // 2)), (Axis(size // 2, 1),)),
            "2 channels with 21 taps each are too many to compute values for; sizes and counts need no values",
        ),
    ],
)
def test_a_table_is_made_up_to_a_number_of_cells(
    ask: Callable[[int], Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_table, "CELLS", 40)
    assert ask(40).size == 40
    with pytest.raises(ShapeError) as refused:
        ask(41 if said.startswith("41") else 42)
    assert str(refused.value) == said


class TestPowersOfE:
    """As large as a float can be, and 0 or infinite beyond."""

    @pytest.mark.parametrize("exponent", [-745, -1, 1, 699, 700, 705, 709])
    def test_that_a_float_can_hold(self, exponent: int) -> None:
        assert EXACT.exp(exponent) == math.exp(exponent)

    def test_beyond(self) -> None:
        assert [EXACT.exp(e) for e in (710, 10**400, -746, -(10**400))] == [math.inf, math.inf, 0, 0]  # fmt: skip

    def test_of_nothing_is_exact(self) -> None:
        assert repr(EXACT.exp(0)) == "1"


class TestLogarithms:
    """A root is looked for in numbers of up to 200 bits; what is no root stays as it is."""

    def test_the_largest_root(self) -> None:
        assert str(Log(1 << 200) * Fraction(1, 200)) == "ln(2)"
        assert str(Log(1 << 202) * Fraction(1, 202)) == f"1/202*ln({1 << 202})"

    @pytest.mark.parametrize("power", [2, 3, 5, 7])
    @pytest.mark.parametrize("root", [Fraction(3), Fraction(2, 3), Fraction(10, 7), Fraction(1, 11)])  # fmt: skip
    def test_roots_of_powers(self, root: Fraction, power: int) -> None:
        assert Log(root**power) * Fraction(1, power) == Log(root)
        near = Log(root**power + 1) * Fraction(1, power)
        assert float(near) == pytest.approx(math.log(root**power + 1) / power)
        assert near != Log(root)

    def test_of_two_only_one_is_less(self) -> None:
        """Also where both are the same float."""
        for a, b in ((Log(10**17), Log(10**17 + 1)), (Log(3), Log(3)), (Log(2), Log(3))):
            assert [a < b, b < a].count(True) < 2
            assert [a > b, b > a].count(True) < 2
            assert (a < b) == (b > a)
        assert Log(2) < Log(3)
        assert not Log(3) < Log(3)
        assert Log(3) <= Log(3)


SOFT = np.array([0.1, 0.4, 0.5, 0.8, 0.95])
LABELS = np.array([0.3, 0.0, 1.0, 0.5, 0.75])


class TestLossesBetweenTheirKinks:
    """Labels that are no classes, and errors exactly as large as the bound of Huber's loss."""

    def test_labels_between_two_classes(self) -> None:
        p = torch.tensor(SOFT, requires_grad=True)
        expected = torch.nn.functional.binary_cross_entropy(p, torch.tensor(LABELS))
        expected.backward()
        assert float(s.binary_cross_entropy(SOFT, LABELS)) == pytest.approx(expected.item())
        found = np.array(loss_gradient("binary_cross_entropy", SOFT, LABELS), dtype=float)
        np.testing.assert_allclose(found, p.grad.numpy(), atol=1e-12)

    def test_exactly(self) -> None:
        half = s.binary_cross_entropy(Fraction(1, 4), Fraction(1, 2))
        assert half == Log(Fraction(16, 3)) * Fraction(1, 2)

    @pytest.mark.parametrize("delta", [0.5, 1.0, 2.0])
    def test_of_huber(self, delta: float) -> None:
        errors = np.array([-3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0])
        f = torch.tensor(errors, requires_grad=True)
        expected = torch.nn.functional.huber_loss(f, torch.zeros(9, dtype=torch.double), delta=delta)  # fmt: skip
        expected.backward()
        assert float(s.huber_loss(errors, [0.0] * 9, delta)) == pytest.approx(expected.item())
        found = np.array(loss_gradient("huber", errors, [0.0] * 9, delta=delta), dtype=float)
        np.testing.assert_allclose(found, f.grad.numpy(), atol=1e-12)

    @pytest.mark.parametrize("name", ["mse", "absolute", "logistic", "hinge", "squared_hinge", "huber", "poisson"])  # fmt: skip
    @pytest.mark.parametrize("reduction", ["mean", "sum", "half", "half-mean"])
    def test_slopes_are_quotients_of_differences(self, name: str, reduction: str) -> None:
        f, y, h = [Fraction(-5, 4), Fraction(1, 3), Fraction(9, 4)], [1, -1, 1], 1e-6
        found = loss_gradient(name, f, y, reduction)
        for i in range(3):
            up, down = ([float(v) + d * h * (i == j) for j, v in enumerate(f)] for d in (1, -1))
            quotient = (loss_value(name, up, y, reduction) - loss_value(name, down, y, reduction)) / (2 * h)  # fmt: skip
            assert float(found[i]) == pytest.approx(float(quotient), abs=1e-6)


class TestSymbols:
    """Formulas go the same way as numbers."""

    X, Y = s.symbol("x"), s.symbol("y")

    def test_of_softmax(self) -> None:
        found = s.softmax([self.X, self.Y])
        assert list(map(str, found)) == ["exp(x)/(exp(x) + exp(y))", "exp(y)/(exp(x) + exp(y))"]

    def test_of_a_maximum(self) -> None:
        found = s.MaxPool1d(2).output([[self.X, self.Y, 3, 2]])
        assert str(found.tolist()) == "[[Max(x, y), 3]]"

    def test_of_softmax_jacobian(self) -> None:
        logits = [0.3, -1.0, 2.0]
        torchs = torch.autograd.functional.jacobian(lambda z: z.softmax(0), torch.tensor(logits, dtype=torch.double))  # fmt: skip
        np.testing.assert_allclose(s.softmax_jacobian(logits), torchs.numpy(), atol=1e-15)
        exact = s.softmax_jacobian([Log(1), Log(3)]).tolist()
        assert exact == [[Fraction(3, 16), Fraction(-3, 16)], [Fraction(-3, 16), Fraction(3, 16)]]


class TestJoints:
    """Branches that do not fit are refused as values as they are as shapes; what is written in torch."""

    @pytest.mark.parametrize("layer", [s.Add(), s.Subtract(), s.Multiply(), s.Concat(), s.MatMul()], ids=str)  # fmt: skip
    def test_misfits(self, layer: Any) -> None:
        pairs: list[list[tuple[int, ...]]] = [[(2, 3), (2, 4)], [(2, 3), (3,)], [(2, 2, 3), (2, 5, 4)]]  # fmt: skip
        for shapes in pairs:
            with pytest.raises(ShapeError) as counted:
                layer.output_shape(shapes)
            with pytest.raises(ShapeError) as computed:
                layer.output([np.ones(shape, dtype=int) for shape in shapes])
            assert str(computed.value) == str(counted.value)

    def test_in_torch(self) -> None:
        sources = ("a", "b", "c")
        assert s.Add().torch_expression(sources) == "a + b + c"
        assert s.Subtract().torch_expression(sources) == "a - b - c"
        assert s.Multiply().torch_expression(sources) == "a * b * c"


def test_each_part_has_its_block() -> None:
    layer, rng = s.Conv1d(2, 3, 2, bias=False), np.random.default_rng(3)
    weight, x = rng.integers(-5, 5, (3, 2, 2)), rng.integers(-9, 9, (4, 2, 5))
    found = Each(layer).weight_matrix((4, 2, 5), weight)
    assert found.shape == (4 * 3 * 4, 4 * 2 * 5)
    np.testing.assert_array_equal(found @ x.ravel(), Each(layer).output(x, weight).ravel())


def test_a_weight_that_is_shared_twice() -> None:
    """The third layer has the weight of the first, by way of the second, and an intercept of its own."""
    net = s.Network(
        [
            s.Node("a", s.Linear(2, 2)),
            s.Node("b", s.Linear(2, 2), ("a",), shares="a"),
            s.Node("c", s.Linear(2, 2), ("b",), shares="b"),
        ]
    )
    weight, biases = np.array([[1, 2], [0, -1]]), [[1, 0], [0, 3], [5, 5]]
    h = np.array([3, 4])
    for bias in biases:
        h = weight @ h + bias
    other = [[7, 7], [7, 7]]  # nobody reads what stands for the weights of the others
    assert net.output([3, 4], [weight, other, other], biases).tolist() == h.tolist()


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ((2, 3, 4, 5, 6), "Select(2…6, dim=0)"),
        ((0, 1, 2, 3), "Select((0, 1, 2, 3), dim=0)"),
        ((2, 3, 4, 5, 7), "Select((2, 3, 4, 5, 7), dim=0)"),
        ((0, 2, 4, 6, 8), "Select((0, 2, 4, 6, 8), dim=0)"),
        (3, "Select(3, dim=0)"),
    ],
)
def test_many_neighbours_are_written_short(index: Any, said: str) -> None:
    assert str(Select(index)) == said


@pytest.mark.parametrize("padding", [(-1, 0), (0, -1), (-2, 3), (3, -2), (-1, -1), (-3, 1)])
@pytest.mark.parametrize("name", ["ZeroPad1d", "ReplicationPad1d", "ReflectionPad1d"])
def test_padding_that_cuts_off(name: str, padding: tuple[int, int]) -> None:
    """Connections are the nonzero entries of torch's Jacobian."""
    theirs = getattr(torch.nn, name)(padding)
    ours = getattr(s, name)(padding)
    jacobian = torch.autograd.functional.jacobian(theirs, torch.ones(1, 4, dtype=torch.double))
    assert ours.output_shape((1, 4)) == tuple(jacobian.shape[:2])
    assert ours.connections((1, 4)) == jacobian.count_nonzero()
    x = np.arange(4.0)[None]
    assert ours.output(x).tolist() == theirs(torch.tensor(x)).tolist()


@pytest.mark.parametrize("padding", [(-4, 2), (2, -4), (-3, 2)])
@pytest.mark.parametrize("name", ["ReplicationPad1d", "ReflectionPad1d"])
def test_edges_are_copied_from_what_is_cut_off(name: str, padding: tuple[int, int]) -> None:
    x = np.arange(3.0)[None]
    theirs = getattr(torch.nn, name)(padding)(torch.tensor(x))
    assert getattr(s, name)(padding).output(x).tolist() == theirs.tolist()


@pytest.mark.parametrize("more", [{}, {"add_bias_kv": True}, {"add_zero_attn": True}, {"add_bias_kv": True, "add_zero_attn": True}], ids=str)  # fmt: skip
def test_keys_that_attention_adds(more: dict[str, bool]) -> None:
    """One that is learned and one of zeros: each is scored by every query, and its value averaged."""
    torch.manual_seed(3)
    theirs = torch.nn.MultiheadAttention(4, 2, **more).double()
    ours = s.MultiheadAttention(4, 2, **more)
    given = {key.replace(".", "_"): p.detach().numpy() for key, p in theirs.named_parameters()}
    x, keys = torch.randn(3, 4, dtype=torch.double), torch.randn(5, 4, dtype=torch.double)
    expected = theirs(x, keys, keys)[0].detach().numpy()
    np.testing.assert_allclose(ours.output(x.numpy(), keys.numpy(), **given), expected, atol=1e-12)
    # Projections of 3 queries, 5 keys, 5 values and 3 outputs; a score and a share for each pair.
    assert ours.connections(((3, 4), (5, 4))) == (3 + 5 + 5 + 3) * 16
    assert ours.connections(((3, 4), (5, 4)), count_bias=True) == (3 + 5 + 5 + 3) * 20
    assert ours.macs(((3, 4), (5, 4))) == 16 * 16 + 2 * 3 * (5 + len(more)) * 4


# Where two pieces of an activation meet.
KINKS = [-6.0, -3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 3.0, 6.0, 20.0]
PIECES: dict[str, dict[str, float]] = {
    "ReLU": {}, "LeakyReLU": {"negative_slope": 0.25}, "ReLU6": {}, "Hardtanh": {}, "Hardsigmoid": {}, "Hardswish": {},
    "Softshrink": {"lambd": 0.5}, "Hardshrink": {"lambd": 0.5}, "Threshold": {"threshold": 1.0, "value": 2.0},
    "ELU": {"alpha": 0.5}, "CELU": {"alpha": 0.5}, "SELU": {}, "Softsign": {}, "Softplus": {"beta": 1, "threshold": 20},
}  # fmt: skip


@pytest.mark.parametrize("name", PIECES)
def test_at_kinks_values_and_slopes_are_those_of_torch(name: str) -> None:
    z = torch.tensor(KINKS, dtype=torch.double, requires_grad=True)
    expected = getattr(torch.nn, name)(**PIECES[name])(z)
    expected.sum().backward()
    layer = getattr(s, name)(**PIECES[name])
    np.testing.assert_allclose(np.asarray(layer.output(KINKS), float), expected.detach().numpy())
    found = layer.backward(np.array(KINKS), np.ones(len(KINKS)))["input"]
    np.testing.assert_allclose(np.asarray(found, float), z.grad.numpy(), err_msg=name)
    exact = layer.backward([Fraction(k) for k in KINKS], [1] * len(KINKS))["input"]
    np.testing.assert_allclose(np.asarray(exact, float), z.grad.numpy(), err_msg=f"{name} exactly")


class TestLongLogarithms:
    """Those of 1,000 and more are told by their primes."""

    def test_from_1000_on(self) -> None:
        assert apart(999) == ()
        assert apart(1000) == ((3, 2), (3, 5))
        assert apart(Fraction(1, 999)) == ()
        assert apart(Fraction(1, 1000)) == ((-3, 2), (-3, 5))

    @given(st.integers(0, 12), st.integers(0, 8), st.integers(0, 6), st.integers(-6, 6), st.integers(1, 9))  # fmt: skip
    def test_the_primes_come_to_the_same(self, two: int, three: int, five: int, seven: int, over: int) -> None:  # fmt: skip
        argument = Fraction(2**two * 5**five, 3**three) * Fraction(7) ** seven
        coefficient = Fraction(1, over)
        terms = apart(argument, coefficient)
        if terms:
            assert sum(float(c) * math.log(p) for c, p in terms) == pytest.approx(
                math.log(argument) / over
            )
            assert [c > 0 for c, _ in terms] == sorted((c > 0 for c, _ in terms), reverse=True)


@pytest.mark.parametrize("other", [[], [[]]])
def test_nothing_can_be_added_to_nothing(other: Any) -> None:
    assert plus(as_array(np.zeros(0, int)), as_array(np.zeros(np.shape(other), int))).size == 0
    assert total(as_array(np.zeros((2, 0), int)), 1).tolist() == [0, 0]


def test_a_symbol_divided_by_a_float_is_rounded_as_sympy_does() -> None:
    symbol = Symbol("v")
    assert str(symbol / 1.0) == str(sympy.Symbol("v") / 1.0)
    assert symbol / 1 is symbol
    assert str(symbol / 2) == "v/2"
    assert str(symbol - 0.0) == str(sympy.Symbol("v") - 0.0)
