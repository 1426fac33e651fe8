"""Random model files, run by torch and read as text: equal or refused, never different.

`QUIZGEN_PROGRAMS=2000` runs as many; `QUIZGEN_PROGRAMS=from:to` those seeds.
"""

import os
from typing import Any

import pytest

from quizgen.architecture import summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.errors import UserError
from random_torch import write

torch: Any = pytest.importorskip("torch")


def seeds() -> range:
    asked = os.environ.get("QUIZGEN_PROGRAMS", "100")
    start, _, end = asked.rpartition(":")
    return range(int(start or 0), int(end))


def tensors(value: Any) -> list[Any]:
    if isinstance(value, torch.Tensor):
        return [value]
    values = value.values() if isinstance(value, dict) else value
    return [tensor for entry in values for tensor in tensors(entry)]


def by_torch(code: str, shape: tuple[int, ...]) -> tuple[int, list[tuple[int, ...]]]:
    """Parameters and the shapes of all outputs."""
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(code, space)  # noqa: S102 - our own program
    net = space["net"].eval()
    with torch.no_grad():
        found = tensors(net(torch.zeros(2, *shape)))
    shapes = {id(tensor): tuple(tensor.shape[1:]) for tensor in found}
    return sum(p.numel() for p in net.parameters()), list(shapes.values())


def test_equal_or_refused() -> None:
    refused = 0
    for seed in seeds():
        code, shape = write(seed)
        expected = by_torch(code, shape)
        try:
            network = read_torch(code, input_shape=shape)
        except UserError as error:
            refused += 1
            print(seed, error)
            continue
        found = summarise(network, shape)
        shapes = [found.shape_of(name) for name in network.results]
        assert (found.total("parameters"), shapes) == expected, f"seed {seed}\n{code}"
    assert refused <= len(seeds()) // 20
    print(f"{len(seeds())} programs, {refused} refused")
