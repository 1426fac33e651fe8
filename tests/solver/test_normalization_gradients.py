"""Gradients of normalisations, against torch's autograd."""

from typing import Any

import numpy as np
import pytest

import quizgen.solver

CASES: list[tuple[str, tuple[Any, ...], tuple[int, ...], tuple[int, ...]]] = [
    ("LayerNorm", ((5,),), (3, 5), (5,)), ("LayerNorm", ((3, 5),), (2, 3, 5), (3, 5)),
    ("RMSNorm", ((5,),), (3, 5), (5,)), ("GroupNorm", (2, 4), (4, 3, 3), (4,)),
    ("GroupNorm", (1, 3), (3, 6), (3,)), ("BatchNorm1d", (3,), (3, 6), (3,)), ("BatchNorm2d", (3,), (3, 2, 4), (3,)),
    ("InstanceNorm1d", (3, 1e-5, 0.1, True), (3, 6), (3,)), ("InstanceNorm2d", (3, 1e-5, 0.1, True), (3, 4, 2), (3,)),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("name", "given", "shape", "learned"), CASES, ids=str)
def test_gradients_are_autograds(
    name: str, given: tuple[Any, ...], shape: tuple[int, ...], learned: tuple[int, ...], seed: int
) -> None:
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(seed)
    module = getattr(torch.nn, name)(*given).double().eval()
    parameters = {key: rng.normal(size=learned) for key, _ in module.named_parameters()}
    with torch.no_grad():
        for key, value in parameters.items():
            getattr(module, key).copy_(torch.tensor(value))
    x, gradient = rng.normal(size=shape), rng.normal(size=shape)
    statistics = {}
    if name.startswith("BatchNorm"):
        statistics = {"running_mean": rng.normal(size=learned), "running_var": rng.uniform(1, 3, learned)}  # fmt: skip
        for key, value in statistics.items():
            getattr(module, key).copy_(torch.tensor(value))
    start = torch.tensor(x[None], requires_grad=True)
    module(start).backward(torch.tensor(gradient[None]))
    layer = getattr(quizgen.solver, name)(*given)
    found = layer.backward(x, gradient, **parameters, **statistics)
    assert set(found) == {"input", *parameters}
    np.testing.assert_allclose(found["input"], start.grad.numpy()[0], atol=1e-10)
    for key in parameters:
        np.testing.assert_allclose(found[key], getattr(module, key).grad.numpy(), atol=1e-10)
