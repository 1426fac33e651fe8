"""The exercises on convolution of images, computed a second time with PyTorch."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values, check

torch = pytest.importorskip("torch")
nn, functional = torch.nn, torch.nn.functional
torch.set_num_threads(1)  # the images are small; threads only wait for each other


def conv(*sizes: int, **settings: Any) -> Any:
    """A convolution whose numbers are never made: only its shapes are asked for."""
    return nn.Conv2d(*sizes, **settings, device="meta")


def shape(layer: Any, *sizes: int) -> list[int]:
    """The shape a layer gives for one observation."""
    return list(layer(torch.zeros(1, *sizes, device="meta")).shape[1:])


def count(layer: Any) -> int:
    """How many numbers a layer learns."""
    return sum(parameter.numel() for parameter in layer.parameters())


def macs(layer: Any, *sizes: int) -> int:
    """One product for each output and each weight of its filter."""
    outputs = torch.zeros(shape(layer, *sizes), device="meta").numel()
    return int(outputs * layer.weight[0].numel())


def padded_volume(v: Values) -> Keys:
    padded = functional.pad(torch.ones(v["C"], v["H"], v["W"]), [v["p"]] * 4)
    return {"shape": list(padded.shape), "zeros": int((padded == 0).sum())}


def oblong(v: Values) -> Keys:
    pairs = {"kernel_size": "k", "stride": "s", "padding": "p", "dilation": "d"}
    settings = {name: tuple(v[letter]) for name, letter in pairs.items()}
    return {"a": shape(conv(v["C"], v["K"], **settings), v["C"], v["H"], v["W"])}


def over_channels(v: Values) -> Keys:
    image = torch.tensor(v["X"]).double().reshape(1, v["C"], -1, v["n"])
    weight = torch.tensor(v["V"]).double().reshape(1, v["C"], 2, 2)
    found = functional.conv2d(image, weight, torch.tensor([v["b"]]).double())[0]
    return {"shape": list(found.shape), "H": found[0].tolist()}


def same_padding(v: Values) -> Keys:
    n, k, d = v["n"], v["k"], v["d"]
    layer = conv(1, 1, kernel_size=k, dilation=d)
    total = next(t for t in range(k * d) if shape(layer, 1, n + t, n + t) == [1, n, n])
    # A kernel that copies its first entry begins with the zeros at the top.
    first = torch.tensor([[[1.0] + [0.0] * (k - 1)]])
    copied = functional.conv1d(torch.ones(1, 1, n), first, padding="same", dilation=d)
    top = int((copied == 0).sum())
    strided = conv(1, 1, kernel_size=k, dilation=d, stride=v["S"])
    rows = shape(strided, 1, n + total, n + total)[1]
    return {"total": total, "sides": [top, total - top], "strided": rows}


def as_matrix(v: Values) -> Keys:
    """What a filter makes of every unit image stands in a column; filters and channels are blocks."""
    pixels = v["n"] * v["m"]
    units = torch.eye(pixels).reshape(pixels, 1, v["n"], v["m"])
    block = functional.conv2d(units, torch.ones(1, 1, v["k"], v["k"])).reshape(pixels, -1).T
    matrix = block.repeat(v["K"], v["C"])
    edges = int((matrix != 0).sum())
    return {
        "shape": list(matrix.shape),
        "connections": edges,
        "zeros": matrix.numel() - edges,
    }


def operations(v: Values) -> Keys:
    settings = {"kernel_size": v["k"], "stride": v["S"], "padding": v["p"]}
    found = macs(conv(v["C"], v["K"], **settings, bias=False), v["C"], v["n"], v["n"])
    return {"macs": found, "flops": found + found}


KEYS: Mapping[str, Second] = {
    "padded-volume": padded_volume,
    "conv2d-out-shape-asymmetric": oblong,
    "conv2d-channels-compute": over_channels,
    "conv-same-padding": same_padding,
    "conv2d-as-matrix": as_matrix,
    "conv2d-macs": operations,
}


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths:UserWarning")
@pytest.mark.parametrize("family", KEYS)
def test_keys(family: str) -> None:
    check(family, KEYS[family])
