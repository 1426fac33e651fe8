"""Counts and facts of networks: the lecture's numbers, torch modules, brute force over edges."""

from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.solver import ShapeError
from quizgen.solver.chains import mlp, sequential
from quizgen.solver.layers.activation import ReLU
from quizgen.solver.layers.linear import Linear
from quizgen.solver.network import Network, Node

UNITS = st.lists(st.integers(1, 6), min_size=2, max_size=5)


def torch_mlp(units: tuple[int, ...], *, bias: bool) -> Any:
    torch = pytest.importorskip("torch")
    layers = [torch.nn.Linear(a, b, bias=bias) for a, b in pairwise(units)]
    return torch.nn.Sequential(*layers)


class TestLecture:
    """The sizes drawn on the slides, without and with intercepts."""

    @pytest.mark.parametrize(
        ("units", "weights", "with_bias"),
        [
            pytest.param((1, 2, 1), 4, 7, id="S7"),
            pytest.param((1, 20, 1), 40, 61, id="S9"),
            pytest.param((12, 5, 1), 65, 71, id="S10"),
            pytest.param((12, 5, 10), 110, 125, id="S12"),
            pytest.param((4, 10, 5, 3, 1), 108, 127, id="S13"),
            pytest.param((10, 100, 1), 1100, 1201, id="S14, one output"),
            pytest.param((10, 100, 10), 2000, 2110, id="S14, ten outputs"),
            pytest.param((500, 100, 10, 2, 10, 100, 500), 102040, 102762, id="2021 exam 3"),
        ],
    )
    def test_parameters(self, units: tuple[int, ...], weights: int, with_bias: int) -> None:
        assert mlp(units).parameter_count == weights
        assert mlp(units).connections() == weights
        assert mlp(units, bias=True).parameter_count == with_bias
        module = torch_mlp(units, bias=True)
        assert sum(p.numel() for p in module.parameters()) == with_bias
        assert len(list(module.parameters())) == mlp(units, bias=True).tensor_count

    def test_exam_table(self) -> None:
        units = (256, 200, 20, 10, 1)
        assert mlp(units).parameters_per_layer().tolist() == [51200, 4000, 200, 10]
        assert mlp(units, bias=True).parameters_per_layer().tolist() == [51400, 4020, 210, 11]

    def test_facts_of_the_deep_net(self) -> None:
        net = mlp((4, 10, 5, 3, 1))
        assert (net.layer_count, net.hidden_layer_count, net.hidden_unit_count) == (4, 3, 18)
        assert net.is_deep
        assert not mlp((4, 10, 1)).is_deep


class TestDiagram:
    """Edges by drawing every one."""

    @given(UNITS)
    def test_edges(self, units: list[int]) -> None:
        net = mlp(units)
        edges = [
            (layer, i, j)
            for layer in range(1, len(units))
            for i, j in product(range(units[layer - 1]), range(units[layer]))
        ]
        assert net.connections() == len(edges)
        assert net.connections(count_bias=True) == len(edges)  # no intercepts, no such edges
        assert mlp(units, bias=True).connections(count_bias=True) == len(edges) + sum(units[1:])
        for layer in range(1, len(units)):
            assert net.in_edges(layer) == sum(edge[0] == layer and edge[2] == 0 for edge in edges)
            assert net.weight_shape(layer) == (units[layer], units[layer - 1])
            assert net.weight_shape(layer, "rows") == (units[layer - 1], units[layer])
        for layer in range(len(units) - 1):
            assert net.out_edges(layer) == sum(e[0] == layer + 1 and e[1] == 0 for e in edges)


class TestGraph:
    """Branches, shared weights, several inputs."""

    def test_tied_weights_count_once(self) -> None:
        shared = Linear(3, 3)
        assert sequential([shared, ReLU(), shared]).parameter_count == 12
        assert sequential([Linear(3, 3), ReLU(), Linear(3, 3)]).parameter_count == 24
        encoder = Node("encoder", Linear(5, 3))
        decoder = Node("decoder", Linear(3, 5), ("encoder",), shares="encoder")
        assert Network((encoder, decoder)).parameter_count == 5 * 3 + 3 + 5

    def test_one_bias_missing(self) -> None:
        net = mlp((4, 3, 2), bias=[True, False])
        assert (net.weight_count, net.bias_count, net.parameter_count) == (18, 3, 21)
        assert net.tensor_count == 3

    def test_rows_add_up_to_the_totals(self) -> None:
        net = mlp((4, 3, 2), bias=True)
        rows = net.rows()
        assert [row.name for row in rows] == ["linear1", "activation1", "linear2"]
        assert sum(row.parameters for row in rows) == net.parameter_count
        assert sum(row.macs for row in rows) == net.macs()
        assert rows[-1].output_shape == net.output_shape() == (2,)


class TestErrors:
    def test_a_layer_that_does_not_fit_is_named(self) -> None:
        net = Network([("a", Linear(3, 2)), ("b", Linear(3, 1))])  # type: ignore[arg-type]  # pairs are nodes
        with pytest.raises(ShapeError, match=r"^b: .*ends in 2, not in_features 3"):
            net.output_shape((3,))

    def test_unknown_input(self) -> None:
        with pytest.raises(ShapeError, match="b: 'c' is not an input or an earlier layer"):
            Network((Node("a", Linear(3, 2)), Node("b", Linear(2, 1), ("c",))))

    def test_a_name_twice(self) -> None:
        with pytest.raises(ShapeError, match="a: two layers or inputs have this name"):
            Network((Node("a", Linear(3, 2)), Node("a", Linear(2, 1), ("a",))))

    def test_layer_numbers(self) -> None:
        with pytest.raises(ShapeError, match="layer 3: this network has layers 1 to 2"):
            mlp((4, 3, 2)).weight_shape(3)


def test_shapes_of_several_inputs_for_one_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"one input, found the shapes \(\(3,\), \(\)\)"):
        sequential([Linear(3, 2)]).output_shape(((3,), ()))
