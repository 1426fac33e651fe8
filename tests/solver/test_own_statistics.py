"""Whose mean and variance a normalisation takes: those it keeps, or those of what it reads, as PyTorch does."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from quizgen import solver
from quizgen.solver import BatchNorm1d, ShapeError

torch = pytest.importorskip("torch")

SHAPES = {1: (2, 3), 2: (2, 2, 3), 3: (2, 1, 2, 2)}
CASES = list(product(("BatchNorm", "InstanceNorm"), SHAPES, (False, True), (False, True)))


@pytest.mark.parametrize(("kind", "dims", "keeps", "affine"), CASES)
def test_as_pytorch_in_use(kind: str, dims: int, keeps: bool, affine: bool) -> None:  # noqa: FBT001 - of a table
    shape = SHAPES[dims]
    settings: dict[str, Any] = {"track_running_stats": keeps, "affine": affine}
    theirs = getattr(torch.nn, f"{kind}{dims}d")(2, **settings).double().eval()
    ours = getattr(solver, f"{kind}{dims}d")(2, **settings)
    values = np.arange(np.prod(shape)).reshape(shape) ** 2 - 5
    x = torch.tensor(values[None], dtype=torch.float64, requires_grad=True)
    given = {"weight": [3, -2], "bias": [1, 4]} if affine else {}
    for name, value in given.items():
        getattr(theirs, name).data = torch.tensor(value, dtype=torch.float64)
    out = theirs(x)
    incoming = np.arange(out.numel()).reshape(shape) % 4 - 1
    out.backward(torch.tensor(incoming[None], dtype=torch.float64))
    assert np.allclose(ours.output(values, **given).astype(float), out[0].detach().numpy())
    found = ours.backward(values, incoming, **given)
    assert np.allclose(found["input"].astype(float), x.grad[0].numpy())
    for name in given:
        assert np.allclose(found[name].astype(float), getattr(theirs, name).grad.numpy())


def test_one_value_has_no_spread() -> None:
    layer = BatchNorm1d(2, track_running_stats=False)
    with pytest.raises(ShapeError, match="one value a channel has no spread: give running_mean"):
        layer.output([1, 2])
    assert layer.output([1, 2], running_mean=[0, 1], running_var=[1, 1]).round(4).tolist() == [1, 1]
