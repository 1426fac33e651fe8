"""The exercises on convolution of images, computed a second time with PyTorch."""

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

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


def memory(v: Values) -> Keys:
    layer = conv(v["C"], v["K"], kernel_size=v["k"])
    side = v["U"] + v["k"] - 1
    outputs = torch.zeros(v["B"], *shape(layer, v["C"], side, side), device="meta")
    return {
        "values": outputs.numel(),
        "memory": Fraction(outputs.nbytes, 2**10),
        "parameters": sum(parameter.nbytes for parameter in layer.parameters()),
    }


def one_by_one(v: Values) -> Keys:
    inputs, outputs = v["C"], v["K"]
    layer, dense = nn.Conv2d(inputs, outputs, kernel_size=1), nn.Linear(inputs, outputs)
    dense.weight.data, dense.bias.data = layer.weight.data.squeeze(), layer.bias.data
    image = torch.rand(1, inputs, 2, 3)
    assert torch.allclose(layer(image), dense(image.movedim(1, -1)).movedim(-1, 1), atol=1e-5)
    return {
        "parameters": count(layer),
        "shape": shape(conv(inputs, outputs, kernel_size=1), inputs, v["n"], v["n"]),
        "dense": f"`Linear({inputs}, {outputs})`, for each pixel alone, always with the same weights",
    }


def grouped(v: Values) -> Keys:
    layer = conv(v["C"], v["K"], kernel_size=v["k"], groups=v["g"])
    return {"weights": layer.weight.numel(), "total": count(layer)}


def separable(v: Values) -> Keys:
    inputs, outputs, n, k = v["C"], v["K"], v["n"], v["k"]
    settings = {"kernel_size": k, "padding": k // 2, "bias": False}
    one = conv(inputs, outputs, **settings)
    two = [conv(inputs, inputs, **settings, groups=inputs), conv(inputs, outputs, 1, bias=False)]
    few = sum(map(count, two))
    return {
        "standard": count(one),
        "separable": few,
        "ratio": Fraction(few, count(one)),
        "macs": sum(macs(layer, inputs, n, n) for layer in two),
    }


def transposed(v: Values) -> Keys:
    settings = {"kernel_size": v["k"], "stride": v["S"], "padding": v["p"]}
    layer = nn.ConvTranspose2d(v["C"], v["K"], **settings, output_padding=v["o"], device="meta")
    return {"a": shape(layer, v["C"], v["H"], v["W"])}


def reads(windows: list[tuple[int, int, int]]) -> tuple[int, int]:
    """Pixels from the first to the last on which a unit depends, and how far the next unit's lie.

    Found from the gradient of a unit in the middle, through sums over windows of (size, stride, dilation).
    """
    image = found = torch.ones(1, 1, 400, dtype=torch.float64, requires_grad=True)
    for size, stride, dilation in windows:
        ones = torch.ones(1, 1, size, dtype=torch.float64)
        found = functional.conv1d(found, ones, stride=stride, dilation=dilation)
    middle = found.shape[-1] // 2
    here, there = (
        torch.autograd.grad(found[0, 0, unit], image, retain_graph=True)[0].nonzero()[:, -1]
        for unit in (middle, middle + 1)
    )
    return int(here[-1] - here[0] + 1), int(there[0] - here[0])


def stacked(v: Values) -> Keys:
    field, _ = reads([(v["k"], 1, 1)] * v["m"])
    layers = [conv(v["C"], v["C"], kernel_size=v["k"], bias=False) for _ in range(v["m"])]
    single = conv(v["C"], v["C"], kernel_size=field, bias=False)
    return {"field": field, "stack": sum(map(count, layers)), "single": count(single)}


def fields(v: Values) -> Keys:
    windows = list(zip(v["k"], v["s"], v["d"], strict=True))
    return {"table": [list(reads(windows[: i + 1])) for i in range(len(windows))]}


def flattened(v: Values) -> Keys:
    """What the layers before flattening give, and the numbers of PyTorch's own error."""
    before = nn.Sequential(
        conv(v["C"], v["F1"], kernel_size=v["k1"]),
        nn.MaxPool2d(2),
        conv(v["F1"], v["F2"], kernel_size=v["k2"]),
        nn.MaxPool2d(2),
        nn.Flatten(),
    )
    (features,) = shape(before, v["C"], v["n"], v["n"])
    with pytest.raises(RuntimeError) as refused:
        nn.Linear(v["guess"], v["classes"])(torch.zeros(v["B"], features))
    said = re.search(r"\((\d+)x(\d+) and (\d+)x(\d+)\)", str(refused.value))
    assert said
    return {"features": features, "error": [int(number) for number in said.groups()]}


def edges(v: Values) -> Keys:
    """The kernel is tried on an image with an edge of each direction; then on the one drawn."""
    upright = v["s"] * torch.tensor([[-1, 0, 1], [-v["w"], 0, v["w"]], [-1, 0, 1]])
    weight = (upright if v["upright"] else upright.T).double()
    image = torch.full((5, 5), v["a"]).double()
    image[v["r"] :, v["c"] :] = v["b"]

    def response(pixels: Any) -> Any:
        return functional.conv2d(pixels[None, None], weight[None, None])[0, 0]

    step = torch.tensor([0, 0, 1, 1]).double()
    from_side_to_side, from_top_to_bottom = step.repeat(4, 1), step.repeat(4, 1).T
    found = {
        "vertical edges: where pixels differ from those to the left or right": from_side_to_side,
        "horizontal edges: where pixels differ from those above or below": from_top_to_bottom,
    }
    (kind,) = [name for name, pixels in found.items() if response(pixels).any()]
    return {"edges": kind, "response": response(image).tolist()}


def matrices(v: Values) -> Keys:
    image = torch.zeros(1, v["C"], v["n"], v["n"])
    windows = functional.unfold(image, v["k"], stride=v["S"])[0]
    layer = conv(v["C"], v["K"], kernel_size=v["k"], stride=v["S"], bias=False)
    weights = torch.zeros(layer.weight.shape).reshape(v["K"], -1)
    product = weights @ windows
    assert product.numel() == torch.zeros(shape(layer, v["C"], v["n"], v["n"])).numel()
    return {"X": list(windows.shape), "W": list(weights.shape), "H": list(product.shape)}


def dense_as_conv(v: Values) -> Keys:
    inputs, n, units = v["C"], v["n"], v["u"]
    kernels = [conv(inputs, units, kernel_size=k) for k in range(1, n + 1)]
    (layer,) = [kernel for kernel in kernels if shape(kernel, inputs, n, n) == [units, 1, 1]]
    larger = n + v["more"]
    return {
        "layer": f"nn.Conv2d({inputs}, {units}, {layer.kernel_size[0]})",
        "parameters": count(nn.Linear(inputs * n * n, units, device="meta")),
        "larger": shape(layer, inputs, larger, larger),
    }


# The exercises of the lecture and its neighbours


def filters(v: Values) -> Keys:
    layer = conv(1, v["K"], kernel_size=v["M"], bias=False)
    maps, height, width = shape(layer, 1, v["N"], v["N"])
    return {
        "filter": layer.weight[0].numel(),
        "parameters": count(layer),
        "outputs": height * width,
        "units": maps * height * width,
    }


def values(v: Values) -> Keys:
    image, weight = torch.tensor(v["X"]).double(), torch.tensor(v["V"]).double()
    found = functional.conv2d(image[None, None], weight[None, None], stride=v["S"])[0, 0]
    return {"shape": list(found.shape), "H": found.tolist()}


def output_shape(v: Values) -> Keys:
    settings = {"kernel_size": v["k"], "stride": v["S"], "padding": v["p"]}
    return {"a": shape(conv(v["C"], v["K"], **settings), v["C"], v["H"], v["W"])}


def parameters(v: Values) -> Keys:
    layer = conv(v["C"], v["K"], kernel_size=v["k"])
    return {"weights": layer.weight.numel(), "total": count(layer)}


def unshared(v: Values) -> Keys:
    """A filter of its own for each output unit."""
    layer = conv(v["C"], v["K"], kernel_size=v["k"], stride=v["S"])
    maps, height, width = shape(layer, v["C"], v["n"], v["n"])
    own = count(conv(v["C"], 1, kernel_size=v["k"]))
    every = maps * height * width * own
    return {"unshared": every, "shared": count(layer), "ratio": Fraction(every, count(layer))}


def first_layers(v: Values) -> Keys:
    pixels = v["C"] * v["n"] ** 2
    return {
        "dense": count(nn.Linear(pixels, v["u"], device="meta")),
        "conv": count(conv(v["C"], v["K"], kernel_size=v["k"])),
    }


def trace(v: Values) -> Keys:
    first = conv(v["C"], v["F1"], kernel_size=v["k1"], stride=v["s1"], padding=v["p1"])
    layers = [first, nn.MaxPool2d(2), conv(v["F1"], v["F2"], v["k2"]), nn.MaxPool2d(2)]
    found = [[v["C"], v["n"], v["n"]]]
    for layer in layers:
        found.append(shape(layer, *found[-1]))
    return dict(zip(("conv1", "pool1", "conv2", "pool2"), found[1:], strict=True))


def whole_network(v: Values) -> Keys:
    pool = nn.MaxPool2d(v["q"])
    convs = [conv(v["C"], v["F1"], v["k1"]), conv(v["F1"], v["F2"], v["k2"])]
    before = nn.Sequential(convs[0], pool, convs[1], pool, nn.Flatten())
    (features,) = shape(before, v["C"], v["n"], v["n"])
    sizes = [features, *v["h"]]
    dense = [nn.Linear(a, b, device="meta") for a, b in pairwise(sizes)]
    each = [count(layer) for layer in (*convs, *dense)]
    return {"features": features, "layers": each, "total": count(nn.Sequential(*convs, *dense))}


KEYS: Mapping[str, Second] = {
    "padded-volume": padded_volume,
    "conv2d-out-shape-asymmetric": oblong,
    "conv2d-channels-compute": over_channels,
    "conv-same-padding": same_padding,
    "conv2d-as-matrix": as_matrix,
    "conv2d-macs": operations,
    "activation-memory": memory,
    "conv1x1": one_by_one,
    "conv-grouped": grouped,
    "conv-depthwise-separable": separable,
    "conv-transpose-size": transposed,
    "stacked-small-kernels": stacked,
    "receptive-field": fields,
    "cnn-flatten-features": flattened,
    "conv-edge-kernel": edges,
    "im2col-shapes": matrices,
    "fc-as-conv": dense_as_conv,
    "conv2d-counts": filters,
    "conv2d-compute": values,
    "conv2d-out-shape": output_shape,
    "conv2d-params": parameters,
    "conv2d-unshared": unshared,
    "dense-image-vs-conv": first_layers,
    "cnn-shape-trace": trace,
    "cnn-total-params": whole_network,
}


MISCONCEPTIONS: Mapping[str, str] = {
    "padded-volume": "pads-once pads-channels both-slips counts-border-once",
    "conv2d-out-shape-asymmetric": "swapped-axes first-for-both pads-once ignores-dilation",
    "conv2d-channels-compute": "first-channel-only keeps-channels averages forgets-bias",
    "conv-same-padding": "all-on-both half-kernel one-each ignores-dilation floor-same",
    "conv2d-as-matrix": "forgets-channels-here zeros-minus-params one-dimension connections-are-params",
    "conv2d-macs": "uses-input-size forgets-channels params-only flops-equal-macs half-for-double",
    "activation-memory": "forgets-batch bits-for-bytes one-byte parameters-scale-with-batch",
    "conv1x1": "one-weight-per-filter flattens keeps-channels forgets-bias",
    "conv-grouped": "ignores-groups one-group times-groups bias-once",
    "conv-depthwise-separable": "depthwise-layer-only depthwise-per-filter pointwise-keeps-channels pointwise-layer-only",
    "conv-transpose-size": "forward-formula n-times-S forgets-output-padding adds-padding",
    "stacked-small-kernels": "windows-added windows-multiplied one-channel equal-params",
    "receptive-field": "strides-forgotten own-stride-too windows-multiplied windows-added last-window-only dilation-forgotten",
    "cnn-flatten-features": "forgets-channels one-dimension flattened-image before-last-pool filters-only not-transposed",
    "conv-edge-kernel": "orientation-swapped sign-turned the-same-everywhere",
    "im2col-shapes": "transposed input-positions no-channels",
    "fc-as-conv": "kernel-1 filters-C fewer-params",
}
