"""Convolutions along one axis a second time: torch's own layers, autograd, and matrices filled window by window."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import count
from typing import Any

import numpy as np
import pytest

from tests.banks.again.second import Keys, Second, Values

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
    """Its edges as the sum of all outputs where every input and every weight is 1."""
    layer = torch.nn.Conv1d(v["C"], v["K"], kernel_size=v["P"])
    sizes = [parameter.numel() for parameter in layer.parameters()]
    edges = functional.conv1d(torch.ones(1, v["C"], v["L"]), torch.ones_like(layer.weight))
    return {"weights": sizes[0], "total": sum(sizes), "connections": int(edges.double().sum())}


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


def strided_counts(v: Values) -> Keys:
    """Counted in the matrix of one kernel; the others have matrices like it."""
    places = range(0, v["D"] - v["P"] + 1, v["S"])
    matrix = np.zeros((len(places), v["D"]), dtype=int)
    for row, start in zip(matrix, places, strict=True):
        row[start : start + v["P"]] = np.arange(1, v["P"] + 1)
    learned = np.unique(matrix[matrix > 0]).size
    edges = int(np.count_nonzero(matrix))
    return {
        "P": v["K"] * learned,
        "U": len(matrix),
        "connections": v["K"] * edges,
        "zeros": v["K"] * (matrix.size - edges),
    }


def kernel_counts(v: Values) -> Keys:
    matrix = filled(v)
    edges = int(np.count_nonzero(matrix))
    return {
        "parameters": np.unique(matrix[matrix > 0]).size,
        "U": len(matrix) // v["K"],
        "outputs": len(matrix),
        "connections": edges,
        "zeros": matrix.size - edges,
    }


def symbols(rows: int, columns: int, edges: Mapping[tuple[int, int], str]) -> list[list[Any]]:
    return [[edges.get((r, c), 0) for c in range(columns)] for r in range(rows)]


def sparse_matrix(v: Values) -> Keys:
    """Window by window; the output by torch."""
    places = range(0, v["D"] - v["P"] + 1, v["S"])
    edges = {(u, start + p): f"v_{p + 1}" for u, start in enumerate(places) for p in range(v["P"])}
    return {
        "W": symbols(len(places), v["D"], edges),
        "zeros": len(places) * v["D"] - len(edges),
        "h": convolved(v["x"], v["k"], stride=v["S"]),
    }


def backward_matrix(v: Values) -> Keys:
    """Input by input; the gradient by autograd."""
    places = range(0, v["D"] - v["P"] + 1, v["S"])
    edges = {(start + p, u): f"v_{p + 1}" for u, start in enumerate(places) for p in range(v["P"])}
    x = torch.zeros(1, 1, v["D"], dtype=torch.float64, requires_grad=True)
    out = functional.conv1d(x, tensor([[v["k"]]]), stride=v["S"])
    (slope,) = torch.autograd.grad(out, x, tensor([[v["g"]]]))
    return {"B": symbols(v["D"], len(places), edges), "gradient": slope[0, 0].tolist()}


def stacked_matrix(v: Values) -> Keys:
    """The rows of the first kernel, then those of the next."""
    places = v["D"] - v["P"] + 1
    edges = {
        (k * places + u, u + p): f"v_{k + 1}_{p + 1}"
        for k in range(v["K"])
        for u in range(places)
        for p in range(v["P"])
    }
    rows = v["K"] * places
    outputs_of = functional.conv1d(tensor([[v["x"]]]), tensor(v["V"]).unsqueeze(1))
    return {
        "W": symbols(rows, v["D"], edges),
        "zeros": rows * v["D"] - len(edges),
        "h": outputs_of.ravel().tolist(),
    }


def two_operations(v: Values) -> Keys:
    """NumPy has both; what the named function does is seen by calling it."""
    x, k = np.array(v["x"], dtype=float), np.array(v["k"], dtype=float)
    found = {
        "correlation": np.correlate(x, k, "valid").tolist(),
        "convolution": np.convolve(x, k, "valid").tolist(),
    }
    if v["f"].startswith("numpy."):
        called = getattr(np, v["f"].removeprefix("numpy."))(x, k, "valid").tolist()
    else:
        layer = torch.nn.Conv1d(1, 1, len(k), bias=False, dtype=torch.float64)
        layer.weight.data[:] = tensor([[v["k"]]])
        by_layer = layer(tensor([[v["x"]]]))[0, 0].tolist()
        called = by_layer if v["f"] == "torch.nn.Conv1d" else convolved(v["x"], v["k"])
    names = {
        "correlation": "cross-correlation",
        "convolution": "convolution with a reversed kernel",
    }
    # Where both give the same output, no call tells them apart: torch and `correlate` do not reverse.
    same = found["correlation"] == found["convolution"]
    reverses = v["f"] == "numpy.convolve" if same else called == found["convolution"]
    return {**found, "torch": names["convolution" if reverses else "correlation"]}


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
    "conv1d-strided-arch": strided_counts,
    "conv1d-filters-counts": kernel_counts,
    "conv1d-matrix": sparse_matrix,
    "conv1d-backward-matrix": backward_matrix,
    "conv1d-matrix-filters": stacked_matrix,
    "convolution-vs-cross-correlation": two_operations,
}
# Wrong answers that students are known to give.
MISCONCEPTIONS: dict[str, str] = {
    "conv1d-out-size-padded": "pads-once no-padding forgets-plus-1 ceiling padding-subtracted ignores-stride divides-only",
    "conv1d-out-size-dilated": "ignores-dilation size-times-dilation dilation-as-gap steps-only dilates-input",
    "conv1d-edge-weight": "window-from-zero number-of-input ignores-stride from-the-end never-none",
    "conv1d-inverse-size": "U-times-S U-times-S-plus-P no-stride adds-padding forgets-padding fits-exactly no-plus-1",
    "conv1d-find-kernel": "flipped output-over-input from-first-window-only",
    "conv1d-padded-compute": "no-padding pads-one-side repeats-the-ends flips-kernel",
    "conv1d-dilated-compute": "no-dilation dilation-as-gap stride-instead flips-kernel",
    "conv1d-channels-compute": "first-channel-only averages forgets-bias same-kernel bias-per-channel",
    "conv1d-channels-params": "forgets-channels forgets-bias bias-once bias-per-channel times-positions",
    "conv1d-backward": "first-window-only input-not-flipped whole-windows-only forgets-incoming no-kernel",
    "dense-vs-conv-ratio": "counts-connections counts-weights upside-down",
    "kernel-composition": "adds-sizes elementwise adds second-kernel-reversed",
}
