"""Learned tensors, parts and turns of a tensor, against torch."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quizgen.solver import (
    MatMul,
    Mean,
    Multiply,
    Network,
    Parameter,
    Permute,
    Reshape,
    Scale,
    Select,
    ShapeError,
    Shift,
    Squeeze,
    Subtract,
    Transpose,
    Unsqueeze,
)


class TestSelect:
    """`x[:, i]`: one entry along an axis, or several in the order given."""

    @pytest.mark.parametrize(("index", "dim"), [(0, 0), (-1, 1), ((2, 0), 0), ((1, 1), 1)])
    def test_like_torch(self, index: int | tuple[int, ...], dim: int) -> None:
        torch = pytest.importorskip("torch")
        x = torch.arange(12.0).reshape(3, 4).requires_grad_()
        chosen = index if isinstance(index, int) else torch.tensor(index)
        expected = x.select(dim, index) if isinstance(index, int) else x.index_select(dim, chosen)
        layer = Select(index, dim)
        found = layer.output(x.detach().numpy())
        assert layer.output_shape((3, 4)) == tuple(expected.shape) == found.shape
        assert (found == expected.detach().numpy()).all()
        grad = torch.arange(1.0, expected.numel() + 1).reshape(expected.shape)
        expected.backward(grad)
        assert (layer.backward(x.detach().numpy(), grad.numpy())["input"] == x.grad.numpy()).all()

    def test_exact(self) -> None:
        assert Select(1).output([Fraction(1, 3), Fraction(1, 2)]) == Fraction(1, 2)

    @pytest.mark.parametrize(
        "layer", [Select(3), Select(-4), Select((0, 3)), Select(0, 2), Select(())]
    )
    def test_refused(self, layer: Select) -> None:
        with pytest.raises(ShapeError, match="Select"):
            layer.output_shape((3, 4))


class TestTranspose:
    def test_like_torch(self) -> None:
        torch = pytest.importorskip("torch")
        x = torch.arange(24.0).reshape(2, 3, 4)
        assert (Transpose(0, 2).output(x.numpy()) == x.transpose(0, 2).numpy()).all()
        assert Transpose(0, -1).output_shape((2, 3, 4)) == (4, 3, 2)

    def test_refused(self) -> None:
        with pytest.raises(ShapeError, match="no such axes"):
            Transpose(0, 2).output_shape((3, 4))


class TestParameter:
    """A node without inputs."""

    def test_in_a_network(self) -> None:
        net = Network([("token", Parameter((2, 3)), ()), ("first", Select(0), ["token"])], (5,))
        assert net.parameter_count == 6
        assert net.output_shape() == (3,)
        assert [row.connections for row in net.rows()] == [0, 3]

    def test_refused(self) -> None:
        with pytest.raises(ShapeError):
            Parameter((0, 3))


# A layer, the shapes of its inputs, and what torch does with a batch of them.
LIKE_TORCH: list[tuple[Any, list[tuple[int, ...]], Callable[..., Any]]] = [
    (Permute((1, 2, 0)), [(3, 4, 5)], lambda x: x.permute(0, 2, 3, 1)),
    (Permute((1, -3, 2)), [(3, 4, 5)], lambda x: x.permute(0, 2, 1, 3)),
    (Mean((1, 2)), [(3, 4, 5)], lambda x: x.mean([2, 3])),
    (Mean(-1, keepdim=True), [(3, 4)], lambda x: x.mean(-1, keepdim=True)),
    (Mean(0), [(7,)], lambda x: x.mean(1)),
    (Reshape((4, -1)), [(2, 6)], lambda x: x.view(1, 4, -1)),
    (Squeeze(2), [(3, 1)], lambda x: x.squeeze(2)),
    (Squeeze(1), [(3, 1)], lambda x: x.squeeze(1)),
    (Unsqueeze(1), [(3, 4)], lambda x: x.unsqueeze(1)),
    (Unsqueeze(-1), [(3, 4)], lambda x: x.unsqueeze(-1)),
    (Scale(-3), [(3, 4)], lambda x: x * -3),
    (Scale(0.5), [(2, 3, 4)], lambda x: x / 2),
    (Shift(Fraction(1, 2)), [(3, 4)], lambda x: x + 0.5),
    (Shift(-7), [(4,)], lambda x: x - 7),
    (Multiply(), [(3, 4), (3, 4), (3, 4)], lambda x, y, z: x * y * z),
    (Subtract(), [(3, 4), (3, 4), (3, 4)], lambda x, y, z: x - y - z),
    (Subtract(), [(2, 3), (2, 1)], lambda x, y: x - y),
    (Multiply(), [(6, 2, 3), (6, 1, 1)], lambda x, y: x * y),
    (Multiply(), [(2, 3), (1, 3)], lambda x, y: x * y),
    (MatMul(), [(3, 4), (4, 5)], lambda x, y: x @ y),
    (MatMul(), [(2, 3, 4), (2, 4, 1)], lambda x, y: x @ y),
]


@pytest.mark.parametrize(
    ("layer", "shapes", "run"),
    LIKE_TORCH,
    ids=[f"{layer} {shapes}" for layer, shapes, _ in LIKE_TORCH],
)
def test_values_and_gradients_are_those_of_torch(
    layer: Any, shapes: list[tuple[int, ...]], run: Callable[..., Any]
) -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(3)
    parts = [rng.integers(-9, 10, shape) for shape in shapes]
    theirs = [torch.tensor(part[None], dtype=torch.double, requires_grad=True) for part in parts]
    expected = run(*theirs)
    joined = len(shapes) > 1
    given, sizes = (tuple(parts), tuple(shapes)) if joined else (parts[0], shapes[0])
    found = layer.output(given)
    assert layer.output_shape(sizes) == tuple(expected.shape[1:])
    np.testing.assert_allclose(found.astype(float), expected[0].detach().numpy())
    grads = rng.integers(-9, 10, expected.shape[1:])
    expected.backward(torch.tensor(grads[None], dtype=torch.double))
    back = layer.backward(given, grads)["input"]
    for own, source in zip(back if joined else [back], theirs, strict=True):
        np.testing.assert_allclose(own.astype(float), source.grad[0].numpy())
    jacobians = torch.autograd.functional.jacobian(run, tuple(torch.ones_like(t) for t in theirs))
    entries = sum(int((jacobian != 0).sum()) for jacobian in jacobians)
    assert layer.connections(sizes) == entries
    size = math.prod(expected.shape) * sum(math.prod(shape) for shape in shapes)
    assert layer.zeros(sizes) == size - entries


def test_products_outgrow_64_bits() -> None:
    big = [2**40, -(2**40)]
    assert Multiply().output((big, big)).tolist() == [2**80, 2**80]
    assert MatMul().output(([big], [[2**40], [2**40]])).tolist() == [[0]]


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (Permute((0, 0)), (3, 4)),
        (Permute((0, 1)), (3, 4, 5)),
        (Mean(2), (3, 4)),
        (Mean(()), (3, 4)),
        (Reshape((5, -1)), (3, 4)),
        (Squeeze(3), (3, 4)),
        (Unsqueeze(4), (3, 4)),
        (Multiply(), ((3, 4), (2, 4))),
        (MatMul(), ((3, 4), (3, 4))),
        (MatMul(), ((2, 3, 4), (3, 4, 5))),
        (MatMul(), ((3,), (3,))),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(layer: Any, shape: Any) -> None:
    with pytest.raises(ShapeError, match=type(layer).__name__):
        layer.output_shape(shape)
