"""Layers and programs that a student writes, a second time: torch builds them, and plain loops say what is right."""

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from tests.banks.again.second import Keys, Second, Values

torch = pytest.importorskip("torch")
nn = torch.nn
Right = Callable[[Any], bool]


def built(test: Callable[[Any], bool], device: str = "cpu") -> Right:
    """Whether a layer of torch passes, built from the code of the key or of a mistake; none that fails does.

    On the device "meta" it has shapes only, and is quick.
    """

    def right(code: Any) -> bool:
        try:
            with torch.device(device):
                return bool(test(eval(str(code), {"nn": nn})))  # noqa: S307 - the bank's own code
        except (RuntimeError, IndexError, AttributeError, TypeError):
            return False

    return right


def same(found: Any, wanted: Any) -> bool:
    return bool(found.shape == wanted.shape and torch.allclose(found, wanted, atol=1e-5))


def write_layer(v: Values) -> Keys:
    rank, size, padding, step = v["rank"], v["P"], v["Q"], v["S"]

    def conv(layer: Any) -> bool:
        """By the places of the filter along an axis, and by the numbers that are learned."""
        shapes = []
        for side in (23, 24, 25):
            places = len(range(-padding, side + padding - size + 1, step))
            maps = layer(torch.zeros(1, v["C"], *[side] * rank))
            shapes.append(list(maps.shape[1:]) == [v["K"]] + [places] * rank)
        numbers = v["K"] * v["C"] * size**rank + v["K"] * v["bias"]
        return all(shapes) and sum(p.numel() for p in layer.parameters()) == numbers

    def pool(layer: Any) -> bool:
        """The largest of every window, one after the other."""
        picture = torch.arange(13.0**rank).mul(7.3).sin().reshape(1, 1, *[13] * rank)
        starts = range(0, 13 - v["M"] + 1, v["T"])
        found = [
            picture[(0, 0, *(slice(s, s + v["M"]) for s in corner))].max()
            for corner in itertools.product(starts, repeat=rank)
        ]
        return same(layer(picture), torch.stack(found).reshape(1, 1, *[len(starts)] * rank))

    return {"conv": built(conv, "meta"), "pool": built(pool)}


BENDS = {"ReLU": torch.relu, "Sigmoid": torch.sigmoid, "Tanh": torch.tanh}


def write_module(v: Values) -> Keys:
    def right(net: Any) -> bool:
        """The same numbers come out as by hand with the weights of its Linear layers."""
        torch.manual_seed(0)
        layers = [layer for layer in net if isinstance(layer, nn.Linear)]
        h = x = torch.randn(20, v["units"][0]) * 3
        for place, layer in enumerate(layers, start=1):
            h = h @ layer.weight.T + layer.bias
            h = BENDS[v["act"]](h) if place < len(layers) else h
        # Outputs of both signs: a bend behind them would show.
        with torch.no_grad():
            layers[-1].bias -= h.mean(0)
            h = h - h.mean(0)
        sizes = [layers[0].in_features, *(layer.out_features for layer in layers)]
        return sizes == v["units"] and same(net(x), h)

    return {"net": built(right)}


def write_cnn(v: Values) -> Keys:
    """By the kinds of layers, and by the shapes that pass through them, with no numbers in them."""
    side = len(range(0, v["D"] - v["P"] + 1 - v["M"] + 1, v["M"]))
    with torch.device("meta"):
        pictures = torch.zeros(2, v["C"], v["D"], v["D"])
        maps = torch.zeros(2, v["K"], side, side)
    end = ["Flatten", "Linear"]

    def kinds(net: Any) -> list[str]:
        return [type(layer).__name__ for layer in net]

    def head(net: Any) -> bool:
        return kinds(net) == end and net(maps).shape == (2, v["R"])

    def whole(net: Any) -> bool:
        filters, bias = net[0].weight.shape, net[0].bias is not None
        return (
            kinds(net) == ["Conv2d", "ReLU", "MaxPool2d", *end]
            and (*filters, bias) == (v["K"], v["C"], v["P"], v["P"], v["bias"])
            and net[:3](pictures).shape == maps.shape
            and net(pictures).shape == (2, v["R"])
        )

    return {"head": built(head, "meta"), "net": built(whole, "meta")}


def cloze_conv_net(v: Values) -> Keys:
    maps = torch.arange(2 * 3 * 4 * 4).reshape(2, 3, 4, 4)

    def flat(code: Any) -> bool:
        found = eval(str(code), {v["x"]: maps})  # noqa: S307 - the bank's own code
        rows = [
            [number for plane in picture for row in plane for number in row]
            for picture in maps.tolist()
        ]
        return bool(found.tolist() == rows)

    side = len(range(0, v["D"] - v["P"] + 1 - 1, 2))
    return {"channels": v["C"], "inputs": v["K"] * side * side, "flat": flat}


def cloze_training_step(v: Values) -> Keys:
    """Two steps with the code of one blank and the right code of the others, beside the steps by hand."""
    net, opt, x, y, cost = (v[name] for name in ("net", "opt", "x", "y", "cost"))
    blanks = {
        "clear": f"{opt}.zero_grad()",
        "gradient": f"{cost}.backward()",
        "move": f"{opt}.step()",
    }

    def moved(code: dict[str, str]) -> list[float]:
        layer = nn.Linear(1, 1, bias=False)
        nn.init.constant_(layer.weight, 3.0)
        names = {
            net: layer,
            x: torch.tensor([[2.0]]),
            y: torch.tensor([[1.0]]),
            "loss_function": nn.MSELoss(),
            opt: torch.optim.SGD(layer.parameters(), lr=0.25),
        }
        found = []
        for _ in range(2):
            for line in (
                f"scores = {net}({x})",
                f"{cost} = loss_function(scores, {y})",
                *code.values(),
            ):
                exec(line, names)  # noqa: S102 - the bank's own code
            found.append(layer.weight.item())
        return found

    weights, w = [], 3.0
    for _ in range(2):
        w -= 0.25 * 4 * (2 * w - 1)
        weights.append(w)

    def right(blank: str) -> Right:
        def does(code: Any) -> bool:
            try:
                return moved({**blanks, blank: str(code)}) == weights
            except (RuntimeError, AttributeError):
                return False

        return does

    losses = {True: "`nn.CrossEntropyLoss()`", False: "`nn.MSELoss()`"}
    return {"loss": losses[v["classes"]], **{blank: right(blank) for blank in blanks}}


def cloze_same_shape(v: Values) -> Keys:
    keeps = [p for p in range(10) if len(range(-p, v["D"] + p - v["P"] + 1)) == v["D"]]
    (padding,) = keeps
    with torch.device("meta"):
        pooled = nn.AvgPool2d(v["D"])(torch.zeros(v["n"], v["K"], v["D"], v["D"])).flatten(1)

    def last(layer: Any) -> bool:
        return list(layer(pooled).shape) == [v["n"], v["out"]]

    return {"padding": padding, "last": built(last, "meta")}


KEYS: dict[str, Second] = {
    "torch-write-layer": write_layer,
    "torch-write-module": write_module,
    "torch-write-cnn": write_cnn,
    "cloze-conv-net": cloze_conv_net,
    "cloze-training-step": cloze_training_step,
    "cloze-same-shape": cloze_same_shape,
}
MISCONCEPTIONS = {
    "torch-write-layer": "swapped-channels forgets-stride forgets-padding forgets-bias other-dimension default-stride mean-for-max window-and-stride-exchanged",
    "torch-write-module": "activation-on-output no-hidden-activation swapped-sizes one-layer",
    "torch-write-cnn": "forgets-flatten forgets-channels forgets-pooling swapped-sizes swapped-channels forgets-bias softmax-in-net",
}
