"""The tables to fill in, computed again with PyTorch's layers."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
nn = torch.nn
torch.set_num_threads(1)  # the images are small; threads only wait for each other


def passed(layer: Any, *sizes: int) -> list[int]:
    """The shape a layer gives for one observation."""
    return list(layer(torch.zeros(1, *sizes)).shape[1:])


def learned(layer: Any) -> int:
    return sum(parameter.numel() for parameter in layer.parameters())


def layers(v: Values) -> Keys:
    convolution = nn.Conv2d(v["C"], v["K"], kernel_size=v["k"], padding=v["p"])
    image = [v["C"], v["n"], v["n"]]
    rows = []
    for layer in (convolution, nn.MaxPool2d(2), nn.Flatten()):
        image = passed(layer, *image)
        rows.append([image, learned(layer)])
    dense = nn.Linear(image[0], v["U"])
    return {"table": [*rows, [passed(dense, *image), learned(dense)]]}


def activations(v: Values) -> Keys:
    """The slopes are those of the gradients; the slope below zero is a power of two, so all is exact."""
    rows = []
    for number in v["x"]:
        row: list[Fraction] = []
        for function in (nn.ReLU(), nn.LeakyReLU(1 / v["q"])):
            x = torch.tensor(float(number), requires_grad=True)
            found = function(x)
            found.backward()
            row += [Fraction(found.item()), Fraction(x.grad.item())]
        rows.append(row)
    return {"table": rows}


def kept(v: Values) -> Keys:
    channels, size, k = v["C"], v["n"], v["k"]
    stack = [
        nn.Conv2d(channels, channels, k, padding=(k - 1) // 2 if v["same"] else 0),
        nn.BatchNorm2d(channels) if v["bn"] else nn.Dropout2d(0.5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.ConvTranspose2d(channels, channels, v["stride"], stride=v["stride"]),
    ]
    rows: list[list[Any]] = []
    for layer in stack:
        side = passed(layer, channels, size, size)[1]
        says = "keeps" if side == size else "shrinks" if side < size else "grows"
        rows.append([learned(layer) > 0, says])
    return {"table": rows}


KEYS: Mapping[str, Second] = {
    "layer-table": layers,
    "activation-table": activations,
    "layers-learn-and-keep": kept,
}
