"""The exercises on receptive fields: found again from PyTorch's gradients."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
functional = torch.nn.functional
torch.set_num_threads(1)  # the signals are short; threads only wait for each other


def windows(signal: Any, size: int, stride: int = 1, dilation: int = 1, padding: int = 0) -> Any:
    """The sums over all windows."""
    ones = torch.ones(1, 1, size, dtype=torch.float64)
    return functional.conv1d(
        signal, ones, stride=stride, dilation=dilation, padding=padding * dilation
    )


def read(signal: Any, found: Any) -> int:
    """Places from the first to the last of the signal on which the unit in the middle depends."""
    middle = found[0, 0, found.shape[-1] // 2]
    (slope,) = torch.autograd.grad(middle, signal, retain_graph=True)
    places = slope.nonzero()[:, -1]
    return int(places[-1] - places[0] + 1)


def signal_of(length: int) -> Any:
    return torch.ones(1, 1, length, dtype=torch.float64, requires_grad=True)


def chain(v: Values) -> Keys:
    signal = signal_of(2000)
    pooled = windows(windows(signal, v["k1"], v["s1"]), v["p"], v["p"])
    last = windows(pooled, v["k2"], dilation=v["d"])
    return {"pooled": read(signal, pooled), "field": read(signal, last)}


def branches(v: Values) -> Keys:
    signal = signal_of(400)
    stem = windows(signal, v["k0"], v["s0"])
    half = v["ka"] // 2
    one = windows(windows(stem, v["ka"], padding=half), v["ka"], dilation=v["d"], padding=half)
    joined = one + windows(stem, v["kb"], padding=v["kb"] // 2)
    return {"joined": read(signal, joined), "last": read(signal, windows(joined, v["k1"]))}


KEYS: Mapping[str, Second] = {
    "receptive-field-chain": chain,
    "receptive-field-branches": branches,
}
