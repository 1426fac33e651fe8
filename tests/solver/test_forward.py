"""Forward propagation: the author's exam, torch, both layouts, recorded sums."""

import numpy as np
import pytest

from quizgen.solver import Linear, Network, ReLU, ShapeError
from quizgen.solver.chains import mlp
from quizgen.solver.formula import symbol
from quizgen.solver.logarithm import Log
from quizgen.telling import recording

X = [[2, 2], [0, 1], [4, 5]]
W1 = [[-1, 3], [0, -2]]
W2 = [[-3], [1]]


def test_author_exam_batch_as_rows() -> None:
    values = mlp((2, 2, 1)).trace(X, [W1, W2], layout="rows")
    assert values.a[1].tolist() == [[-2, 2], [0, -2], [-4, 2]]
    assert values.h[1].tolist() == [[0, 2], [0, 0], [0, 2]]
    assert values.h[2].ravel().tolist() == [2, 0, 2]


def test_columns_are_rows_turned() -> None:
    net = mlp((2, 2, 1))
    rows = net.output(X, [W1, W2], layout="rows")
    turned = [np.array(w).T.tolist() for w in (W1, W2)]
    columns = net.output(np.array(X).T.tolist(), turned, layout="column")
    assert columns.T.tolist() == rows.tolist()
    one = net.output(X[2], turned)
    assert one.tolist() == rows[2].tolist()


@pytest.mark.parametrize("activation", ["ReLU", "Sigmoid", "Tanh", "LeakyReLU"])
def test_against_torch(activation: str) -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)
    kind = getattr(torch.nn, activation)
    module = torch.nn.Sequential(
        torch.nn.Linear(3, 4), kind(), torch.nn.Linear(4, 4), kind(), torch.nn.Linear(4, 2)
    ).double()
    x = torch.randn(5, 3, dtype=torch.float64)
    linears = [layer for layer in module if isinstance(layer, torch.nn.Linear)]
    weights = [layer.weight.detach().numpy().T for layer in linears]
    biases = [layer.bias.detach().numpy() for layer in linears]
    net = mlp((3, 4, 4, 2), bias=True, activation=activation)
    ours = net.output(x.numpy(), weights, biases, layout="rows")
    np.testing.assert_allclose(ours.astype(float), module(x).detach().numpy(), atol=1e-12)


def test_sigmoid_on_logarithms_is_exact() -> None:
    net = mlp((1, 1, 1), activation="Sigmoid")
    output = net.output([Log(3)], [[[1]], [[8]]])
    assert output.tolist() == [6]


def test_symbols_go_through() -> None:
    w = symbol("w")
    output = mlp((2, 1)).output([3, 4], [[[w, 1]]])
    assert output[0] == 3 * w + 4


def test_every_sum_is_recorded() -> None:
    with recording() as steps:
        mlp((2, 2, 1), bias=True).output([1, 2], [[[1, -2], [3, 1]], [[2, -1]]], [[1, -7], [2]])
    lines = [str(step) for step in steps]
    assert lines[0] == (
        r"a^{(1)}_{1} = \sum_j W^{(1)}_{1 j} h^{(0)}_j + b^{(1)}_{1}"
        r" = 1 \cdot 1 + (-2) \cdot 2 + 1 = -2"
    )
    assert len(lines) == 2 + 2 + 1 + 1


class TestErrors:
    def test_the_layout_decides_the_shape(self) -> None:
        with pytest.raises(
            ShapeError, match=r"linear1: weight of shape \(3, 2\), layout 'rows' needs \(2, 3\)"
        ):
            mlp((2, 3, 1)).output([1, 2], [[[1, 2]] * 3, [[1, 2, 3]]], layout="rows")

    def test_biases_must_be_given_where_there_are_some(self) -> None:
        with pytest.raises(ShapeError, match=r"linear1: .*has intercepts: biases"):
            mlp((2, 1), bias=True).output([1, 2], [[[1, 2]]])

    def test_number_of_arrays(self) -> None:
        with pytest.raises(ShapeError, match="weights: 1 array for 2 layers with weights"):
            mlp((2, 3, 1)).output([1, 2], [[[1, 2]] * 3])


def test_a_chain_that_does_not_say_its_inputs_is_computed() -> None:
    """The first layer takes any length; the values are those of NumPy, a wrong shape is told."""
    weights = [[1, 2, 3], [4, -5, 6]]
    x = np.array([1, -2, 3])
    for shape in (None, (3,)):
        net = Network([("r", ReLU()), ("l", Linear(3, 2, bias=False))], shape)
        expected = (np.array(weights) @ np.maximum(x, 0)).tolist()
        assert net.output(x.tolist(), [weights]).tolist() == expected
    sequence = Network([("l", Linear(3, 2, bias=False))], (2, 3))
    steps = [[1, -2, 3], [0, 1, -1]]
    assert (
        sequence.output(steps, [weights]).tolist()
        == (np.array(steps) @ np.array(weights).T).tolist()
    )
    with pytest.raises(ShapeError, match=r"\(2, 2, 3\), 3 units needed"):
        sequence.output([steps, steps], [weights])
