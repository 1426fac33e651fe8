"""Receptive fields against the positions that torch's gradients reach."""

from collections.abc import Callable
from typing import Any

import pytest

from quizgen.solver import (
    Add,
    AvgPool1d,
    BatchNorm1d,
    Concat,
    Conv1d,
    Conv2d,
    Flatten,
    Linear,
    MaxPool1d,
    Network,
    ReLU,
    ShapeError,
    receptive_field,
)

CHAINS: list[list[Any]] = [
    [Conv1d(1, 1, 3)],
    [Conv1d(1, 1, 3, stride=2), Conv1d(1, 1, 3, dilation=2)],
    [Conv1d(1, 1, 5, padding=2), AvgPool1d(2), Conv1d(1, 1, 4, stride=3), Conv1d(1, 1, 2)],
    [AvgPool1d(3, 1), Conv1d(1, 1, 2, dilation=3, stride=2), AvgPool1d(2), Conv1d(1, 1, 3)],
    [Conv1d(1, 1, 1), Conv1d(1, 1, 2, stride=4), Conv1d(1, 1, 2, stride=2), Conv1d(1, 1, 2)],
]


def reached(torch: Any, run: Callable[[Any], Any]) -> int:
    """From the first to the last input that has a gradient from a unit in the middle."""
    x = torch.ones(1, 1, 400, dtype=torch.float64, requires_grad=True)
    out = run(x)
    out[0, 0, out.shape[-1] // 2].backward()
    places = x.grad[0, 0].nonzero().ravel().tolist()
    return int(places[-1] - places[0] + 1)


def module(torch: Any, layer: Any) -> Any:
    if isinstance(layer, AvgPool1d):
        return torch.nn.AvgPool1d(layer.kernel_size, layer.stride)
    made = torch.nn.Conv1d(
        1, 1, layer.kernel_size, layer.stride, layer.padding, layer.dilation, bias=False
    ).double()
    torch.nn.init.ones_(made.weight)
    return made


@pytest.mark.parametrize("chain", CHAINS, ids=str)
def test_of_chains(chain: list[Any]) -> None:
    torch = pytest.importorskip("torch")
    net = torch.nn.Sequential(*[module(torch, layer) for layer in chain])
    assert receptive_field(chain) == reached(torch, net)


@pytest.mark.parametrize(("back", "ahead", "stride"), [(3, 4, 1), (3, 4, 2), (2, 5, 3), (5, 2, 2)])
def test_of_branches_that_look_to_either_side(back: int, ahead: int, stride: int) -> None:
    torch = pytest.importorskip("torch")
    stem = Conv1d(1, 1, 3, stride=stride)
    before = Conv1d(1, 1, back, padding="causal")
    behind = Conv1d(1, 1, ahead, padding=((0, ahead - 1),))
    kernels = [torch.ones(1, 1, size, dtype=torch.float64) for size in (back, ahead)]

    def run(x: Any) -> Any:
        found = module(torch, stem)(x)
        sides = [(back - 1, 0), (0, ahead - 1)]
        padded = [torch.nn.functional.pad(found, side) for side in sides]
        return sum(torch.nn.functional.conv1d(x, k) for x, k in zip(padded, kernels, strict=True))

    nodes = [("stem", stem), ("a", before, ["stem"]), ("b", behind, ["stem"])]
    net = Network([*nodes, ("joined", Add(), ["a", "b"])])
    assert receptive_field(net) == reached(torch, run)


@pytest.mark.parametrize(("wide", "narrow"), [(5, 3), (3, 9), (7, 7), (4, 3)])
def test_of_branches(wide: int, narrow: int) -> None:
    """Paddings that keep the length, and branches that are added or put side by side."""
    torch = pytest.importorskip("torch")
    layers = {
        "stem": Conv1d(1, 1, 3, stride=2),
        "a": Conv1d(1, 1, wide, padding="same", dilation=2),
        "b": Conv1d(1, 1, narrow, padding="same"),
    }
    made = {name: module(torch, layer) for name, layer in layers.items()}

    def run(x: Any) -> Any:
        stem = made["stem"](x)
        return made["a"](stem) + made["b"](stem)

    nodes = [("stem", layers["stem"]), ("a", layers["a"], ["stem"]), ("b", layers["b"], ["stem"])]
    for joint in (Add(), Concat()):
        net = Network([*nodes, ("joined", joint, ["a", "b"])])
        assert receptive_field(net) == reached(torch, run)
    assert receptive_field(net, "b") == 3 + 2 * (narrow - 1)


def test_by_hand() -> None:
    assert receptive_field([Conv2d(3, 64, 3), ReLU(), Conv2d(64, 64, 3), Conv2d(64, 64, 3)]) == 7
    assert receptive_field([Conv2d(1, 1, (3, 5)), Conv2d(1, 1, (3, 1))]) == (5, 5)[0]
    assert receptive_field(Conv2d(1, 1, (3, 4))) == (3, 4)
    assert receptive_field([Conv1d(1, 1, 3), BatchNorm1d(1), MaxPool1d(2)]) == 4


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: receptive_field([Linear(3, 2)]), "layers with windows"),
        (lambda: receptive_field([Conv1d(1, 1, 3), Flatten(), Linear(3, 2)]), "Flatten"),
        (lambda: receptive_field([Conv1d(1, 1, 3)], "x"), "'x' is no layer"),
        (
            lambda: receptive_field(
                Network(
                    [
                        ("a", Conv1d(1, 1, 3, stride=2)),
                        ("b", Conv1d(1, 1, 3), ["input"]),
                        ("c", Add(), ["a", "b"]),
                    ]
                )
            ),
            "different strides",
        ),
    ],
)
def test_refuses(ask: Callable[[], Any], said: str) -> None:
    with pytest.raises(ShapeError, match=said):
        ask()
