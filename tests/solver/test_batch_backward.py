"""Going back through batch normalisation while training, against torch's autograd."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from quizgen.solver import BatchNorm1d, BatchNorm2d, ShapeError

CASES = [(BatchNorm1d, (6, 3)), (BatchNorm1d, (4, 2, 5)), (BatchNorm2d, (3, 2, 2, 3))]


@pytest.mark.parametrize("eps", [0, 1e-05, 0.5])
@pytest.mark.parametrize(("kind", "shape"), CASES)
def test_torch_says_the_same(kind: Any, shape: tuple[int, ...], eps: float) -> None:
    torch = pytest.importorskip("torch")  # which refuses an eps of 0
    rng = np.random.default_rng(7)
    x, g = rng.integers(-9, 10, shape), rng.integers(-5, 6, shape)
    weight, bias = rng.integers(1, 4, shape[1]), rng.integers(-3, 4, shape[1])
    found = kind(shape[1], eps=eps).normalize_batch_backward(x, g, weight, bias)
    given = [torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in (x, weight, bias)]
    out = torch.nn.functional.batch_norm(given[0], None, None, given[1], given[2], training=True, eps=eps or 1e-13)  # fmt: skip
    out.backward(torch.tensor(g, dtype=torch.float64))
    for name, tensor in zip(("input", "weight", "bias"), given, strict=True):
        assert np.allclose(found[name].astype(float), tensor.grad.numpy())


def test_exact_where_the_variance_is_a_square() -> None:
    found = BatchNorm1d(1, eps=0).normalize_batch_backward(
        [[7], [3], [7], [3]], [[4], [8], [-2], [2]], [2], [0]
    )
    assert found["weight"].tolist() == [-8]
    assert found["bias"].tolist() == [12]
    assert found["input"].ravel().tolist() == [3, 3, -3, -3]
    one = BatchNorm1d(1, eps=0).normalize_batch_backward([[4], [1], [4], [1]], [[1], [0], [0], [0]])
    assert one["input"].ravel().tolist() == [Fraction(1, 3), 0, Fraction(-1, 3), 0]
    assert set(one) == {"input"}


def test_refuses() -> None:
    layer = BatchNorm1d(1, eps=0)
    with pytest.raises(ShapeError, match="all equal"):
        layer.normalize_batch_backward([[2], [2]], [[1], [0]])
    with pytest.raises(ShapeError, match="gradients of shape"):
        layer.normalize_batch_backward([[2], [1]], [[1]])
