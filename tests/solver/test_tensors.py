"""Learned tensors, parts and turns of a tensor, against torch."""

from fractions import Fraction

import pytest

from quizgen.solver import Network, Parameter, Select, ShapeError, Transpose


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
