"""Windows along a signal, a text or an image a second time: laid one after the other, with NumPy alone."""

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from tests.banks.again.second import Keys, Second, Values


def windows(x: Any, size: int, stride: int = 1) -> Any:
    return sliding_window_view(np.array(x), size)[::stride]


def correlated(v: Values) -> Keys:
    return {"a": (windows(v["x"], v["P"], v.get("S", 1)) @ v["k"]).tolist()}


def conv1d_arch(v: Values) -> Keys:
    """Inputs and outputs as matrices: an entry for each edge there is."""
    inputs, stride = range(v["D"]), v["S"]
    laid = {p: windows(inputs, p, stride) for p in range(1, v["D"] + 1)}
    fits = [p for p, all_p in laid.items() if len(all_p) == v["U"] and all_p[-1, -1] == inputs[-1]]
    (size,) = fits
    dense, sparse = np.ones((v["U"], v["D"]), int), np.zeros((v["U"], v["D"]), int)
    for row, window in zip(sparse, laid[size], strict=True):
        row[window] = 1
    return {
        "dense": int(dense.sum()),
        "P": size,
        "connections": int(sparse.sum()),
        "zeros": int((sparse == 0).sum()),
    }


def conv1d_out_size(v: Values) -> Keys:
    read = windows(range(1, v["D"] + 1), v["P"], v["S"])
    return {"U": len(read), "unused": v["D"] - int(read.max())}


def output_matrix(v: Values) -> Keys:
    """Kernel by kernel, place by place, channel by channel."""
    places = v["D"] - v["P"] + 1
    found = []
    for k in range(v["K"]):
        rows = v["V"][k * v["C"] : (k + 1) * v["C"]]
        start = v["b"][k] if v["with_bias"] else 0
        found.append(
            [
                start
                + sum(
                    weight * channel[u + t]
                    for row, channel in zip(rows, v["x"], strict=True)
                    for t, weight in enumerate(row)
                )
                for u in range(places)
            ]
        )
    return {"shape": [v["K"], places], "h": found}


def diagram(v: Values) -> Keys:
    """The windows of every kernel, edge by edge."""
    starts = [s for s in range(1, v["D"] + 1, v["S"]) if s + v["P"] - 1 <= v["D"]]
    edges = [
        (k, u, start + p, p + 1)
        for k in range(1, v["K"] + 1)
        for u, start in enumerate(starts, start=1)
        for p in range(v["P"])
    ]
    more = [s for s in range(1, v["wide"] + 1, v["S"]) if s + v["P"] - 1 <= v["wide"]]
    place = starts[v["u"] - 1] + v["p"] - 1
    (weight,) = {w for k, u, i, w in edges if (k, u, i) == (v["k"], v["u"], place)}
    return {
        "P": v["P"],
        "K": v["K"],
        "S": v["S"],
        "weight": weight,
        "parameters": len({(k, w) for k, _, _, w in edges}),
        "edges": v["K"] * sum(len(range(v["P"])) for _ in more),
    }


def pooled_image(v: Values) -> Keys:
    """The numbers of every window, collected pixel by pixel."""
    image, size, stride = v["X"], v["P"], v["S"]
    found = [
        [
            [image[i + a][j + b] for a in range(size) for b in range(size)]
            for j in range(0, len(image[0]) - size + 1, stride)
        ]
        for i in range(0, len(image) - size + 1, stride)
    ]
    means = [[Fraction(sum(window), size * size) for window in row] for row in found]
    return {"max": [[max(window) for window in row] for row in found], "mean": means}


def stride_diagram(v: Values) -> Keys:
    """The windows as sets of inputs, laid one after the other."""
    inputs = range(1, v["D"] + 1)

    def laid(stride: int) -> list[list[int]]:
        windows_of = [[s + p for p in range(v["P"])] for s in inputs[::stride]]
        return [window for window in windows_of if window[-1] <= v["D"]]

    here = laid(v["S"])
    read = {i for window in here for i in window}
    return {
        "P": v["P"],
        "inputs": here[v["u"] - 1],
        "unused": len(set(inputs) - read),
        "outputs": len(laid(v["T"])),
    }


def text_of(v: Values) -> str:
    return " ".join(v["words"]) + (" !" if v["excl"] else "")


def coded(text: str, alphabet: str) -> Any:
    """Row by row and column by column, a 1 where the two characters are one."""
    return np.array([[int(here == letter) for here in text] for letter in alphabet])


def text_matrix(v: Values) -> Keys:
    text = text_of(v)
    matrix = coded(text + " " * v["Z"], v["alphabet"])
    row = matrix[v["alphabet"].index(v["letter"])]
    empty = np.flatnonzero(matrix[:, : len(text)].sum(axis=0) == 0) + 1
    return {
        "shape": list(matrix.shape),
        "ones": int(matrix.sum()),
        "columns": (np.flatnonzero(row) + 1).tolist(),
        "blank": empty.tolist(),
    }


def word_filter(v: Values) -> Keys:
    """The filter laid on every window of the matrix, entry by entry."""
    matrix = coded(text_of(v) + " " * v["Z"], v["alphabet"])
    weights = coded(v["words"][v["w"]], v["alphabet"])
    width = weights.shape[1]
    starts = range(matrix.shape[1] - width + 1)
    outputs = [int((matrix[:, u : u + width] * weights).sum()) for u in starts]
    (best,) = [u + 1 for u, h in enumerate(outputs) if h == max(outputs)]
    return {
        "outputs": len(outputs),
        "h": outputs[v["u"] - 1 : v["u"] + 2],
        "where": best,
        "largest": max(outputs),
    }


def text_filters(v: Values) -> Keys:
    weights, places = np.zeros((v["A"], v["P"])), len(windows([0] * v["N"], v["P"], v["S"]))
    return {
        "filter": weights.size,
        "parameters": sum(weights.size + 1 for _ in range(v["K"])),
        "U": places,
        "outputs": sum(places for _ in range(v["K"])),
    }


def means(v: Values) -> Keys:
    found = windows(v["x"], v["P"], v["S"])
    return {"a": [Fraction(int(window.sum()), v["P"]) for window in found]}


KEYS: dict[str, Second] = {
    "conv1d-arch": conv1d_arch,
    "conv1d-out-size": conv1d_out_size,
    "conv1d-compute": correlated,
    "conv1d-strided-compute": correlated,
    "conv1d-filters-compute": output_matrix,
    "conv1d-diagram-read": diagram,
    "pool1d-size": lambda v: {"U": len(windows([0] * v["D"], v["P"], v["S"]))},
    "pool1d-max": lambda v: {"a": windows(v["x"], v["P"], v["S"]).max(axis=1).tolist()},
    "pool1d-mean": means,
    "pool2d-compute": pooled_image,
    "stride-diagram": stride_diagram,
    "text-onehot": text_matrix,
    "text-conv-arch": text_filters,
    "text-conv-detector": word_filter,
}
# Of these exercises, and of others of their banks that are computed elsewhere.
MISCONCEPTIONS = {
    "conv1d-arch": "stride-1 off-by-one ratio kernel-is-U connections-all connections-are-params zeros-minus-params zeros-per-row parameters-times-outputs",
    "conv1d-out-size": "forgets-plus-1 ceiling ignores-stride divides-only touches from-last-start remainder",
    "conv1d-compute": "flips-kernel full-padding non-overlapping no-sum reversed-output",
    "conv1d-strided-arch": "params-times-outputs ignores-stride forgets-plus-1 connections-are-inputs connections-dense zeros-minus-params zeros-stride-1",
    "conv1d-strided-compute": "stride-1 flips-kernel phase-shift skips-inputs",
    "conv1d-matrix": "transposed kernel-reversed rows-not-shifted wrap-around shift-1-with-stride",
    "conv1d-matrix-filters": "interleaved side-by-side shared-across-filters one-filter",
    "conv1d-filters-counts": "forgets-filters params-times-positions outputs-one-filter zeros-one-filter zeros-minus-params",
    "conv1d-diagram-read": "of-the-diagram window-at-each-input edges-as-params dense colours-per-filter kernel-from-outdegree counts-outputs stride-is-kernel number-of-input from-the-end from-zero",
    "convolution-vs-cross-correlation": "the-other flips-both reverses-output negates",
    "text-onehot": "counts-spaces distinct-letters zero-based skips-spaces transposed forgets-zero-columns",
    "text-conv-arch": "ignores-stride ceiling alphabet-forgotten over-the-alphabet length-in-filter forgets-bias times-positions bias-per-row one-filter",
    "text-conv-detector": "exact-match-only one-window-on disagreeing zero-based ends-not-starts skips-spaces one-for-a-match all-entries",
    "conv2d-counts": "off-by-one one-dimension kernel-one-dim params-times-positions forgets-filters keeps-size",
    "conv1d-filters-compute": "sums-filters flips-kernel transposed averages first-kernel-only first-channel-only forgets-bias channels-apart",
    "conv2d-compute": "rotates-kernel transposes-kernel non-overlapping no-sum row-by-row transposed stride-1 input-size",
    "conv2d-out-shape": "keeps-channels channels-added one-window-less ceiling pads-once ignores-stride swapped-HW",
    "conv2d-params": "forgets-channels forgets-bias bias-once both-forgotten-and-once bias-per-channel kernel-one-dim times-positions times-input-pixels",
    "conv2d-unshared": "bias-shared dense ratio-U",
    "dense-image-vs-conv": "forgets-channels-dense bias-once no-bias conv-forgets-channels image-size-in-conv",
    "cnn-shape-trace": "pool-stride-1 pool-changes-channels forgets-plus-1 keeps-size rounds-up-pool",
    "cnn-total-params": "no-bias forgets-input-channels pool-has-params flatten-without-channels",
    "pool1d-size": "D-over-S ceiling forgets-plus-1 stride-1-default",
    "pool1d-max": "max-absolute stride-1 mean window-is-stride-ignored stride-is-window clips-at-zero min",
    "pool1d-mean": "sum divides-by-stride max stride-1 rounds mean-of-absolute",
    "pool2d-size": "one-dimension channels-merge divides-area ceiling forgets-plus-1",
    "default-stride": "both-stride-1 both-stride-k",
    "pool2d-compute": "row-blocks stride-1 max-absolute sum max mean transposed divides-by-side",
    "stride-diagram": "counts-strides counts-outputs stride-1 from-zero one-window-on one-window-less remainder forgets-plus-1 D-over-S",
    "conv-relu-pool": "pool-before-relu no-relu flips-kernel max-for-mean",
}
