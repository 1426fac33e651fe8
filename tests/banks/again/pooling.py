"""Pooling a second time: torch's own layers and automatic differentiation, and sums written out as fractions."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
functional = torch.nn.functional


def tensor(values: Any) -> Any:
    return torch.tensor(values, dtype=torch.float64)


def learned_and_changed(v: Values) -> Keys:
    """The layers of the statement as torch builds them."""
    pool = torch.nn.MaxPool1d(v["q"]) if v["largest"] else torch.nn.AvgPool1d(v["q"])
    network = torch.nn.Sequential(torch.nn.Conv1d(v["C"], v["K"], kernel_size=v["P"]), pool)
    shape = network(torch.zeros(1, v["C"], v["D"])).shape
    return {
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "shape": list(shape[1:]),
        "facts": sorted(v["yes"]),
    }


def gradient(pool: Callable[..., Any], v: Values) -> list[float]:
    x = tensor([v["x"]]).requires_grad_()
    pool(x, v["P"]).backward(tensor([v["g"]]))
    found: list[float] = x.grad[0].tolist()
    return found


def gradients(v: Values) -> Keys:
    return {
        "max": gradient(functional.max_pool1d, v),
        "mean": gradient(functional.avg_pool1d, v),
    }


def global_means(v: Values) -> Keys:
    """Means by torch; the weights of both layers that may follow."""
    maps = tensor(v["X"]).reshape(v["C"], v["n"], v["n"])
    reads = [maps.numel(), maps.mean(dim=(1, 2)).numel()]
    before, after = (torch.nn.Linear(size, v["K"], bias=False).weight.numel() for size in reads)
    return {"pooled": maps.mean(dim=(1, 2)).tolist(), "saved": before - after}


def as_convolution(v: Values) -> Keys:
    """Columns of the matrix: the pooling of each unit vector; its first row holds the kernel."""
    units = torch.eye(v["D"], dtype=torch.float64)
    matrix = functional.avg_pool1d(units, v["P"], stride=v["S"]).T.tolist()
    windows = range(0, v["D"] - v["P"] + 1, v["S"])
    means = [Fraction(sum(v["x"][start : start + v["P"]]), v["P"]) for start in windows]
    return {"kernel": matrix[0][: v["P"]], "matrix": matrix, "h": means}


def padded(v: Values) -> Keys:
    x, settings = tensor([v["x"]]), {"stride": v["S"], "padding": 1}
    mean = functional.avg_pool1d(x, 3, count_include_pad=True, **settings)
    return {"max": functional.max_pool1d(x, 3, **settings)[0].tolist(), "mean": mean[0].tolist()}


def pooled_image(v: Values) -> Keys:
    shape = functional.max_pool2d(torch.zeros(v["C"], v["N"], v["N"]), v["P"], v["S"]).shape
    return {"shape": list(shape), "units": shape.numel()}


def default_strides(v: Values) -> Keys:
    """The layers as torch builds them without a stride."""
    x = torch.zeros(1, 1, v["D"])
    layers = {"conv": torch.nn.Conv1d(1, 1, v["k"]), "pool": torch.nn.MaxPool1d(v["k"])}
    return {name: layer(x).shape[-1] for name, layer in layers.items()}


def three_layers(v: Values) -> Keys:
    a = functional.conv1d(tensor([[v["x"]]]), tensor([[v["k"]]]))
    h = functional.relu(a)
    pooled = functional.avg_pool1d(h, v["P"])
    return {name: found[0, 0].tolist() for name, found in (("a", a), ("h", h), ("pooled", pooled))}


KEYS: dict[str, Second] = {
    "pool-no-params": learned_and_changed,
    "pool-backward": gradients,
    "global-average-pool": global_means,
    "mean-pool-as-conv": as_convolution,
    "pool-padding": padded,
    "pool2d-size": pooled_image,
    "default-stride": default_strides,
    "conv-relu-pool": three_layers,
}
# Wrong answers that students are known to give.
MISCONCEPTIONS: dict[str, str] = {
    "pool-no-params": "window-has-weights window-for-each-channel one-channel divides-channels",
    "pool-backward": "copies-to-all first-of-window spreads-evenly not-shared-out",
    "global-average-pool": "largest-numbers sums-for-means all-weights weights-left",
    "mean-pool-as-conv": "without-division divides-by-stride takes-the-first",
    "pool-padding": "zeros-win avg-pool-pad-not-counted no-padding",
}
