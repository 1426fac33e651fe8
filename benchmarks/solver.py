"""The solver beside torch, torchinfo and Fraction objects: A against B, alternating, on one thread.

Run: python benchmarks/solver.py        (torch==2.13.0; torchinfo where installed)
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from quizgen.architecture import read, summarise
from quizgen.architecture.table_rows import cells
from quizgen.architecture.toml_form import read_toml
from quizgen.architecture.writing import to_torch
from quizgen.resources import shipped
from quizgen.solver import Conv1d, Conv2d, Linear

ROUNDS = 7


def seconds(*works: Callable[[], Any], repeat: int = 1) -> list[float]:
    """The best time of each, the works taking turns."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for i, work in enumerate(works):
            start = time.perf_counter()
            for _ in range(repeat):
                work()
            best[i] = min(best[i], (time.perf_counter() - start) / repeat)
    return best


def table(name: str, bar: str) -> Iterator[str]:
    """A network from its text to the full table, beside torchinfo's of the same network in torch."""
    text = (shipped("banks") / "architectures" / f"{name}.toml").read_text(encoding="utf-8")

    def ours() -> Any:
        return list(cells(summarise(read_toml(text), None)))

    ours()
    said = f"{name + ' text to table':<27}"
    try:
        import torchinfo
    except ImportError:
        yield f"{said} {seconds(ours)[0] * 1e3:8.2f} ms; bar {bar} (torchinfo is not installed)"
        return
    scope: dict[str, Any] = {}
    exec(to_torch(read_toml(text)), scope)  # noqa: S102 - the network we have just written ourselves
    model = scope["Net"]()
    mine, theirs = seconds(ours, lambda: torchinfo.summary(model, (1, 3, 224, 224), verbose=0))
    yield f"{said} {mine * 1e3:8.2f} ms, torchinfo {theirs * 1e3:.0f} ms: × {theirs / mine:.0f}; bar {bar}"


def tiny() -> Iterator[str]:
    """The convolution of a quiz: six numbers, a kernel of two."""
    layer, x, kernel = Conv1d(1, 1, 2, bias=False), np.arange(6), np.array([-2, 1])
    (mine,) = seconds(lambda: layer.output(x, weight=kernel), repeat=2000)
    yield f"tiny convolution            {mine * 1e6:8.2f} µs; bar 10 µs"


def convolutions(name: str, bar: float) -> Iterator[str]:
    """All convolutions of a network, ours in NumPy beside torch on the CPU."""
    import torch

    torch.set_num_threads(1)
    rng = np.random.default_rng(0)
    mine = theirs = 0.0
    for row in read(name).rows():
        layer: Any = row.layer
        if not isinstance(layer, Conv2d):
            continue
        x = rng.standard_normal(row.input_shape).astype(np.float32)
        weight = rng.standard_normal(layer.weight_shape).astype(np.float32)
        bias = np.zeros(layer.out_channels, np.float32) if layer.bias else None
        module = torch.nn.Conv2d(
            layer.in_channels, layer.out_channels, layer.kernel_size, layer.stride, layer.padding,
            layer.dilation, layer.groups, bias=layer.bias,
        )  # fmt: skip
        batch = torch.from_numpy(x)[None]
        with torch.no_grad():
            a, b = seconds(
                lambda layer=layer, x=x, weight=weight, bias=bias: layer.output(x, weight, bias),  # type: ignore[misc]
                lambda module=module, batch=batch: module(batch),  # type: ignore[misc]
            )
        mine, theirs = mine + a, theirs + b
    yield f"{name + ' convolutions':<27} {mine * 1e3:8.1f} ms, torch {theirs * 1e3:.1f} ms: × {mine / theirs:.2f}; bar × {bar}"


def lenet() -> Iterator[str]:
    """A forward pass of LeNet-5."""
    import torch

    torch.set_num_threads(1)
    network = read("lenet5")
    modules: list[Any] = []
    weights, biases = [], []
    rng = np.random.default_rng(0)
    for node in network.nodes:
        layer: Any = node.layer
        match layer:
            case Conv2d():
                modules.append(
                    torch.nn.Conv2d(layer.in_channels, layer.out_channels, layer.kernel_size)
                )
            case Linear():
                modules.append(torch.nn.Linear(layer.in_features, layer.out_features))
            case _:
                modules.append(eval(f"torch.nn.{layer}", {"torch": torch}))  # noqa: S307 - our own layer's text
        if isinstance(layer, Conv2d | Linear):
            shapes = layer.parameter_shapes
            weights.append(rng.standard_normal(shapes["weight"]).astype(np.float32))
            biases.append(rng.standard_normal(shapes["bias"]).astype(np.float32))
    model = torch.nn.Sequential(*modules)
    x = rng.standard_normal((1, 32, 32)).astype(np.float32)
    batch = torch.from_numpy(x)[None]
    with torch.no_grad():
        mine, theirs = seconds(
            lambda: network.output(x, weights, biases), lambda: model(batch), repeat=20
        )
    yield f"LeNet-5 forward             {mine * 1e6:8.0f} µs, torch {theirs * 1e6:.0f} µs: × {mine / theirs:.2f}; bar × 0.5"


def rationals() -> Iterator[str]:
    """Exact rationals by a common denominator beside the same sums of Fraction objects."""
    layer = Conv2d(8, 8, 3, bias=False)
    rng = np.random.default_rng(0)

    def exact(shape: tuple[int, ...]) -> Any:
        numbers = rng.integers(-9, 10, shape)
        bottoms = rng.integers(1, 7, shape)
        made = [
            Fraction(int(a), int(b)) for a, b in zip(numbers.ravel(), bottoms.ravel(), strict=True)
        ]
        return np.array(made, dtype=object).reshape(shape)

    x, weight = exact((8, 16, 16)), exact((8, 8, 3, 3))
    windows = (
        np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))
        .transpose(1, 2, 0, 3, 4)
        .reshape(196, 72)
    )
    kernels = weight.reshape(8, 72)

    def objects() -> Any:
        return windows @ kernels.T

    assert (objects() == layer.output(x, weight).reshape(8, -1).T).all()
    mine, theirs = seconds(lambda: layer.output(x, weight), objects)
    yield f"exact rationals             {mine * 1e3:8.2f} ms, Fraction objects {theirs * 1e3:.1f} ms: × {theirs / mine:.0f}; bar × 80"


def process() -> Iterator[str]:
    """`quizgen solve resnet50` as a process."""
    command = [sys.executable, "-m", "quizgen", "solve", "resnet50"]
    (mine,) = seconds(lambda: subprocess.run(command, check=True, capture_output=True))
    yield f"quizgen solve resnet50      {mine * 1e3:8.0f} ms; bar 250 ms"


def main() -> None:
    """Every comparison of the design, one line each."""
    tables = table("resnet50", "3.5 ms"), table("vit_b_16", "× 150")
    for lines in (*tables, tiny(), lenet(), rationals(), process()):
        print(*lines, sep="\n", flush=True)
    for name, bar in (("lenet5", 0.5), ("resnet50", 1.1), ("vgg16", 1.4)):
        print(*convolutions(name, bar), sep="\n", flush=True)


if __name__ == "__main__":
    main()
