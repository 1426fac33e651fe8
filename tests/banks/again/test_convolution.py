"""Convolutions along one axis a second time: torch's own layers, autograd, and matrices filled window by window."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import count
from typing import Any

import numpy as np
import pytest

from tests.banks.again.second import Keys, Second, Values, check

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
functional = torch.nn.functional


def tensor(values: Any) -> Any:
    return torch.tensor(values, dtype=torch.float64)


def convolved(x: Sequence[float], k: Sequence[float], **settings: int) -> list[float]:
    """What torch makes of one channel and one kernel."""
    found: list[float] = functional.conv1d(tensor([[x]]), tensor([[k]]), **settings)[0, 0].tolist()
    return found


def outputs(in_size: int, kernel_size: int, **settings: int) -> int:
    """How many outputs torch gives."""
    return len(convolved([0] * in_size, [0] * kernel_size, **settings))


def padded_size(v: Values) -> Keys:
    return {"U": outputs(v["D"], v["P"], stride=v["S"], padding=v["p"])}


def dilated_size(v: Values) -> Keys:
    settings = {"stride": v["S"], "padding": v["p"], "dilation": v["d"]}
    reached = next(n for n in count(1) if n > v["d"] * (v["P"] - 1))
    fits = next(n for n in count(1) if len(range(0, n, v["d"])) == v["P"])
    assert reached == fits
    return {"reach": fits, "U": outputs(v["D"], v["P"], **settings)}


def edge_weights(v: Values) -> Keys:
    """Every window laid down, its inputs numbered."""
    edges = {
        (u, start + p): p + 1
        for u, start in enumerate(range(1, v["D"] - v["P"] + 2, v["S"]), start=1)
        for p in range(v["P"])
    }
    inputs = [(u - 1) * v["S"] + q for u, q in zip(v["u"], v["q"], strict=True)]
    return {"a": [edges.get((u, i), 0) for u, i in zip(v["u"], inputs, strict=True)]}


def inverse_sizes(v: Values) -> Keys:
    """All lengths tried, and all kernels, by the places where a window begins."""
    extra, wanted = 2 * v["p"], v["U"]
    fits = [n for n in range(1, 200) if len(range(0, n + extra - v["P"] + 1, v["S"])) == wanted]
    padded = v["E"] + extra
    kernels = [size for size in range(1, padded + 1) if len(range(padded - size + 1)) == wanted]
    (kernel,) = kernels
    return {"smallest": min(fits), "largest": max(fits), "kernel": kernel}


def found_kernel(v: Values) -> Keys:
    """The one small kernel that gives the printed output, of all there are."""
    x, small = np.array(v["x"]), range(-4, 5)
    shown = convolved(v["x"], v["k"])
    fits = [[a, b] for a in small for b in small if (a * x[:-1] + b * x[1:]).tolist() == shown]
    (kernel,) = fits
    return {"a": kernel}


def padded_output(v: Values) -> Keys:
    return {"a": convolved(v["x"], v["k"], padding=v["p"])}


def dilated_output(v: Values) -> Keys:
    return {"a": convolved(v["x"], v["k"], dilation=v["d"])}


def channels_output(v: Values) -> Keys:
    found = functional.conv1d(tensor([v["x"]]), tensor([v["V"]]), tensor([v["b"]]))
    return {"a": found[0, 0].tolist()}


def channels_parameters(v: Values) -> Keys:
    layer = torch.nn.Conv1d(v["C"], v["K"], kernel_size=v["P"])
    sizes = [parameter.numel() for parameter in layer.parameters()]
    return {"weights": sizes[0], "total": sum(sizes)}


def gradients(v: Values) -> Keys:
    """By automatic differentiation."""
    x, k = tensor([[v["x"]]]).requires_grad_(), tensor([[v["k"]]]).requires_grad_()
    functional.conv1d(x, k).backward(tensor([[v["g"]]]))
    return {"kernel": k.grad.ravel().tolist(), "input": x.grad.ravel().tolist()}


def filled(v: Values) -> "np.ndarray":
    """The matrix of all kernels, window by window; each entry is the number of its weight, or 0."""
    places = v["D"] - v["P"] + 1
    matrix = np.zeros((v["K"] * places, v["D"]), dtype=int)
    for k in range(v["K"]):
        for u in range(places):
            for p in range(v["P"]):
                matrix[k * places + u, u + p] = k * v["P"] + p + 1
    return matrix


def savings(v: Values) -> Keys:
    matrix = filled(v)
    learned = np.unique(matrix[matrix > 0]).size
    return {
        "dense": matrix.size,
        "ratio": Fraction(matrix.size, learned),
        "density": Fraction(int(np.count_nonzero(matrix)), matrix.size),
    }


def composed(v: Values) -> Keys:
    """Both layers applied to each unit vector of an input that gives one output."""
    size = next(n for n in count(2) if n >= len(v["a"]) and outputs(n, len(v["a"])) >= len(v["b"]))
    units = np.eye(size, dtype=int).tolist()
    return {"size": size, "kernel": [convolved(convolved(x, v["a"]), v["b"])[0] for x in units]}


KEYS: dict[str, Second] = {
    "conv1d-out-size-padded": padded_size,
    "conv1d-out-size-dilated": dilated_size,
    "conv1d-edge-weight": edge_weights,
    "conv1d-inverse-size": inverse_sizes,
    "conv1d-find-kernel": found_kernel,
    "conv1d-padded-compute": padded_output,
    "conv1d-dilated-compute": dilated_output,
    "conv1d-channels-compute": channels_output,
    "conv1d-channels-params": channels_parameters,
    "conv1d-backward": gradients,
    "dense-vs-conv-ratio": savings,
    "kernel-composition": composed,
}


@pytest.mark.parametrize("family", KEYS)
def test_keys(family: str) -> None:
    check(family, KEYS[family])
