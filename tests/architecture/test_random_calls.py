"""Calls with random arguments and random subscripts: where PyTorch takes them, the shape read is PyTorch's, or refused.

The same calls exported, by `torch.export` and to ONNX, are read with PyTorch's shapes and values. `QUIZGEN_PROGRAMS=3000` tries as many of each.
"""

import os
import random
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from quizgen.architecture.aten.program import exported
from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.onnx_file import read_onnx
from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.network import Network

torch: Any = pytest.importorskip("torch")

HEAD = "import torch\nimport torch.nn.functional as F\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return "
SUBSCRIPTS = """: : : 0 1 -1 None ... 1: ::2 :2 -2: [0,1] [1] [[0,1],[1,2]] [True,False,True] torch.tensor([0,1]) torch.tensor(1)
torch.arange(2) x.size(1)-1 :x.size(2)//2 slice(0,2) :x.size(0)""".split()
# Where arguments are easily taken for each other: which norm and which axis, a flag and another one.
METHODS = """norm std var prod logsumexp argmax median mode kthvalue amax amin mean sum max min all any topk sort cumsum
quantile squeeze flatten chunk split tensor_split narrow unfold roll flip diff repeat tile expand permute transpose
clamp softmax unflatten repeat_interleave std_mean var_mean""".split()
FUNCTIONS = """torch.norm torch.std torch.std_mean torch.topk torch.diagonal torch.cumsum torch.diff torch.linalg.norm torch.fft.rfft
torch.fft.irfft2 torch.fft.fft2 F.avg_pool2d F.max_pool2d F.lp_pool2d F.pad F.normalize F.softmax F.glu F.unfold F.interpolate
F.adaptive_avg_pool2d F.pixel_shuffle F.cosine_similarity F.pairwise_distance""".split()
VALUES = "1 2 3 -1 -2 True False None (1,2) (2,3) [1,2] (-1,-2) 0.5 (2,2) x (x.size(0),-1) x.size(0) 4".split()
NAMES = """dim keepdim unbiased correction p largest descending start_dim end_dim size scale_factor kernel_size stride padding
ceil_mode n k chunks repeats shifts diagonal offset dim1 dim2 s norm min max count_include_pad dilation return_indices""".split()


def subscript(rng: random.Random) -> str:
    keys = [":"] * (rng.random() < 0.9) + rng.choices(SUBSCRIPTS, k=rng.choice([1, 2, 2, 3, 3, 4]))
    return f"x[{', '.join(keys)}]"


def call(rng: random.Random) -> str:
    given = rng.choices(VALUES, k=rng.choice([0, 1, 1, 1, 2, 2, 3]))
    named = {rng.choice(NAMES): rng.choice(VALUES) for _ in range(rng.choice([0, 0, 1, 1, 2]))}
    words = [*given, *(f"{name}={value}" for name, value in named.items())]
    if rng.random() < 0.5:
        return f"x.{rng.choice(METHODS)}({', '.join(words)})"
    return f"{rng.choice(FUNCTIONS)}({', '.join(['x', *words])})"


def number(rng: random.Random) -> str:
    """The number of observations, or something of it, where it is no size of the batch."""
    few = rng.choice(["x.size(0)", "len(x)", "x.numel()", "x.shape[0] // 2", "x.size(0) ** 0.5"])
    return rng.choice([
        f"x * ({few})", f"x / ({few})", f"x + torch.full((1,), {few})", f"x.clamp(max={few})", f"x - torch.eye(len(x)).sum() / ({few})",
        f"x.relu() if {few} > 2 else x.tanh()", f"x.flatten({few} - {few} + 1)", "x.new_zeros(x.size(0), 2)", "torch.cat([x] * len(x), 1)",
    ])  # fmt: skip


def by_torch(code: str, batch: int) -> Any:
    """The shapes of what PyTorch gives, None where it refuses."""
    names: dict[str, Any] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(code, names)  # noqa: S102 - a text of this file
            found = names["Net"]().eval()(torch.zeros(batch, 3, 4, 6))
    except Exception:  # noqa: BLE001 - whatever PyTorch does not take
        return None
    found = found if isinstance(found, tuple | list) else [found]
    shapes = [tuple(one.shape) for one in found if isinstance(one, torch.Tensor)]
    return shapes if len(shapes) == len(found) and shapes else None


@pytest.mark.parametrize("expression", [subscript, call])
def test_the_shape_is_that_of_torch_or_refused(expression: Callable[[random.Random], str]) -> None:
    rng = random.Random(20261128)  # noqa: S311 - a test
    asked = int(os.environ.get("QUIZGEN_PROGRAMS", "60").rpartition(":")[2])
    compared, different = 0, []
    while compared < asked:
        code = HEAD + expression(rng)
        two, three = by_torch(code, 2), by_torch(code, 3)
        if two is None or three is None or len(two) != len(three):
            continue
        if any(a[:1] != (2,) or b != (3, *a[1:]) for a, b in zip(two, three, strict=True)):
            continue  # the batch is gone, or stands elsewhere
        compared += 1
        try:
            found = read_torch(code, input_shape=(3, 4, 6)).output_shape((3, 4, 6))
        except UserError:
            continue
        if found not in (two[0][1:], two[-1][1:]):
            different.append((code.rpartition("return ")[2], found, two))
    assert different == []


def programs(asked: int) -> Iterator[tuple[str, Any]]:
    """Expressions that keep the batch in front, each with the module that computes it."""
    rng = random.Random(20261129)  # noqa: S311 - a test
    while asked:
        expression = rng.choice([call, call, call, subscript, subscript, number])(rng)
        shapes = [by_torch(HEAD + expression, batch) for batch in (1, 2, 3)]
        if any(found is None for found in shapes):
            continue
        if all(s[:1] == (n,) for n, found in enumerate(shapes, 1) for s in found):
            names: dict[str, Any] = {}
            exec(HEAD + expression, names)  # noqa: S102 - a text of this file
            asked -= 1
            yield expression, names["Net"]().eval()


def by_export(module: Any, path: Path) -> Network:
    del path
    return exported(module, [(3, 4, 6)])


def by_onnx(module: Any, path: Path) -> Network:
    """A file of one observation."""
    return _written(module, path)


def by_open_onnx(module: Any, path: Path) -> Network:
    """A file of any number of observations; what Python decided about one is decided in it."""
    return _written(module, path, input_names=["x"], dynamic_axes={"x": {0: "n"}})


def _written(module: Any, path: Path, **named: Any) -> Network:
    try:
        torch.onnx.export(module, (torch.rand(1, 3, 4, 6),), str(path), opset_version=17, dynamo=False, **named)  # fmt: skip
    except Exception as error:  # noqa: BLE001 - the exporter does not know everything
        raise UserError("not exported", str(error)) from None
    return read_onnx(path, (3, 4, 6))


def is_of_torch(network: Network, module: Any, x: Any) -> bool:
    """Whether shapes, and values where they are computed, are those of the first of some observations."""
    with torch.no_grad():
        wanted = module(x)
    wanted = list(wanted) if isinstance(wanted, tuple | list) else [wanted]
    shapes = network.shapes()
    if [shapes[name] for name in network.results] != [tuple(w.shape[1:]) for w in wanted]:
        return False
    if network.left_out:
        return True
    try:
        values = network.output(x[0].numpy())
    except ShapeError:
        return True  # values of this layer are not computed
    results = values if len(network.results) > 1 else (values,)
    return all(
        np.allclose(np.asarray(a, dtype=float), w[0].numpy(), atol=1e-4, equal_nan=True)
        for a, w in zip(results, wanted, strict=True)
    )


def is_as_written(path: Path, module: Any, x: Any) -> bool:
    """Whether the exporter wrote what the module computes: it takes `x.max(x.size(0))` for another function."""
    import onnx
    from onnx.reference import ReferenceEvaluator

    file = onnx.load(path)
    found = ReferenceEvaluator(file).run(None, {file.graph.input[0].name: x.numpy()})
    wanted = module(x)
    wanted = list(wanted) if isinstance(wanted, tuple | list) else [wanted]
    return [one.shape for one in found] == [tuple(one.shape) for one in wanted]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("read", "numbers"), [(by_export, (1, 2, 5)), (by_onnx, (1,)), (by_open_onnx, (1, 2, 5))]
)
def test_a_program_read_is_that_of_torch_or_refused(
    tmp_path: Path, read: Callable[[Any, Path], Network], numbers: tuple[int, ...]
) -> None:
    """For every number of observations: a program that takes it for something else has no other way."""
    asked = int(os.environ.get("QUIZGEN_PROGRAMS", "25").rpartition(":")[2])
    different, equal = [], 0
    for expression, module in programs(asked):
        x = torch.rand(1, 3, 4, 6) - 0.4
        try:
            found = read(module, tmp_path / "net.onnx")
        except (UserError, ShapeError):
            continue
        if read is by_open_onnx:
            module = torch.jit.trace(module, x, check_trace=False)  # noqa: PLW2901 - the same program
        same = all(is_of_torch(found, module, x.expand(n, -1, -1, -1)) for n in numbers)
        if (
            not same
            and read is not by_export
            and not is_as_written(tmp_path / "net.onnx", module, x)
        ):
            continue
        equal += same
        different += [] if same else [expression]
    assert different == []
    assert equal > asked // 3
