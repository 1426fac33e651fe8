"""Random model files, run by torch and read as text: equal or refused, never different.

`QUIZGEN_PROGRAMS=2000` runs as many; `QUIZGEN_PROGRAMS=from:to` those seeds.
"""

import os
from typing import Any

import pytest

from quizgen.architecture import summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.writing import to_torch
from quizgen.errors import UserError
from tests.architecture.random_torch import write

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
    shapes = [tuple(tensor.shape[1:]) for tensor in found]
    return sum(p.numel() for p in net.parameters()), shapes


def same_values(net: Any, network: Any, width: int) -> bool | None:
    """Whether the network written as torch code computes what the program does; None if that cannot be told."""
    if network.left_out or any(node.shares for node in network.nodes):
        return None
    space: dict[str, Any] = {}
    exec(to_torch(network), space)  # noqa: S102 - what we have just written
    again = space["net"].eval()
    known = dict(again.named_parameters())
    with torch.no_grad():
        for name, value in net.named_parameters():
            path, _, last = name.rpartition(".")
            twin = known.pop(".".join(filter(None, [path.replace(".", "_"), last])), None)
            if twin is None or twin.numel() != value.numel():
                return None
            value.uniform_(-1, 1)
            twin.copy_(value.reshape(twin.shape))
        if known:
            return None
        x = torch.rand(2, width)
        found, expected = tensors(again(x)), tensors(net(x))
    return all(
        any(torch.allclose(a, b, atol=1e-4) for b in expected if a.shape == b.shape) for a in found
    )


def test_values_are_those_of_the_program() -> None:
    compared = 0
    for seed in seeds():
        code, shape = write(seed)
        space: dict[str, Any] = {"__name__": "__main__"}
        exec(code, space)  # noqa: S102 - our own program
        try:
            network = read_torch(code, input_shape=shape)
        except UserError:
            continue
        same = same_values(space["net"].eval(), network, shape[0])
        assert same is not False, f"seed {seed}\n{code}"
        compared += same is True
    assert compared > len(seeds()) // 4


def test_equal_or_refused() -> None:
    refused = 0
    for seed in seeds():
        code, shape = write(seed)
        expected = by_torch(code, shape)
        try:
            network = read_torch(code, input_shape=shape)
        except UserError:
            refused += 1
            continue
        found = summarise(network, shape)
        shapes = [found.shape_of(name) for name in network.results]
        # Two outputs may be one tensor: which shapes there are is compared, and the first one.
        assert found.total("parameters") == expected[0], f"seed {seed}\n{code}"
        assert (shapes[0], set(shapes)) == (expected[1][0], set(expected[1])), (
            f"seed {seed}\n{code}"
        )
    assert refused <= len(seeds()) // 20
