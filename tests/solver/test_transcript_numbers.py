"""The numbers of `golden/transcript.txt` beside PyTorch: the file is held to it, not to the code it was written by.

Shapes, parameters, outputs and gradients of each layer, of the small inputs and weights that
`test_transcript` asks about. What PyTorch has no module for is written in its functions.
"""

import math
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from tests.solver.test_transcript import CASES, GOLDEN, counted

torch = pytest.importorskip("torch")

# Without a module of PyTorch's; axes are counted without the batch.
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "Step()": lambda x: (x >= 0).double() + 0 * x,
    "Scale(3)": lambda x: 3 * x,
    "Shift(3)": lambda x: x + 3,
    "Reshape((3, -1))": lambda x: x.reshape(3, -1),
    "Squeeze(0)": lambda x: x.squeeze(0),
    "Squeeze(-1)": lambda x: x.squeeze(-1),
    "Unsqueeze(-1)": lambda x: x.unsqueeze(-1),
    "Concat(0)": lambda *x: torch.cat(x, 0),
    "Concat(-1)": lambda *x: torch.cat(x, -1),
    "Add()": lambda *x: sum(x),
    "Subtract()": lambda a, b: a - b,
    "Multiply()": lambda a, b: a * b,
    "MatMul()": torch.matmul,
    "Select(0)": lambda x: x[0],
    "Select((1, 0), dim=1)": lambda x: x[:, [1, 0]],
    "Select((0, 0))": lambda x: x[[0, 0]],
    "Select((0, 1, 2))": lambda x: x[[0, 1, 2]],
    "Transpose()": lambda x: x.transpose(-2, -1),
    "Transpose(0, -1)": lambda x: x.transpose(0, -1),
    "Permute((1, 2, 0))": lambda x: x.permute(1, 2, 0),
    "Permute((1, 0))": lambda x: x.permute(1, 0),
    "Mean(0)": lambda x: x.mean(0),
    "Mean((0, 1), keepdim=True)": lambda x: x.mean((0, 1), keepdim=True),
    "Mean(-1)": lambda x: x.mean(-1),
}
# PyTorch adds the values with their signs there; ours are absolute, as its documentation says and ONNX has it.
SIGNED = {"LPPool1d(1, 2)"}
# Learned tensors that stand for themselves, and arguments that PyTorch does not know.
OURS = {"Parameter((2, 1))", "Positions(3)", "GRU(1, 2, biases=1)"}
ALONE = ("RNN", "LSTM", "GRU", "MultiheadAttention", "Transformer", "Embedding")


def said(text: str) -> dict[str, str]:
    """The members of a layer with what they say, without what they leave in the trace."""
    return dict(re.findall(r"^  (\w+): (.*)$", text, re.MULTILINE))


KEPT = {
    text.partition("\n")[0]: said(text) for text in GOLDEN.read_text(encoding="utf-8").split("\n\n")
}


def number(text: str) -> Any:
    """A kept value: numbers, fractions, roots and logarithms in lists."""
    return eval(text, {"sqrt": math.sqrt, "ln": math.log, "exp": math.exp})  # noqa: S307 - our own file


def module(source: str) -> Any:
    if source in FUNCTIONS:
        return FUNCTIONS[source]
    made = eval(source, {**vars(torch.nn), "Fraction": lambda a, b: float(Fraction(a, b))})  # noqa: S307 - our own text
    made = made.double().eval()
    for parameter in made.parameters():
        parameter.data = torch.tensor(counted(tuple(parameter.shape), 3), dtype=torch.float64)
    return made


def run(layer: Any, source: str, xs: list[Any]) -> Any:
    if source in FUNCTIONS:
        return layer(*xs)
    if not source.startswith(ALONE):
        return layer(*[x[None] for x in xs])[0]
    several = {"MultiheadAttention": 3, "TransformerDecoderLayer": 2}.get(
        source.partition("(")[0], 1
    )
    found = layer(*(xs if len(xs) == several else xs * several))
    return found[0] if isinstance(found, tuple) else found


def asked() -> list[Any]:
    found = []
    for source, shape in CASES:
        kept = KEPT[f"{source} on {shape}"]
        uneven = "padding=((" in source  # PyTorch pads both ends alike
        refused = "Error" in kept.get("output_shape", "") + kept.get("output", "")
        if not (uneven or refused or source in OURS):
            found.append(pytest.param(source, shape, kept, id=f"{source} on {shape}"))
    return found


def close(found: Any, theirs: Any) -> bool:
    return np.allclose(np.array(found, dtype=float), theirs.detach().numpy(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(("source", "shape", "kept"), asked())
def test_as_pytorch(source: str, shape: Any, kept: Mapping[str, str]) -> None:
    layer = module(source)
    xs = [
        torch.tensor(counted(each, i), dtype=torch.float64).requires_grad_()
        for i, each in enumerate(shape if isinstance(shape, list) else [shape], 1)
    ]
    out = run(layer, source, xs)
    # One size is said in brackets, without a comma.
    sizes = number(kept["output_shape"])
    assert np.atleast_1d(np.array(sizes, dtype=int)).tolist() == list(out.shape)
    if source in SIGNED:
        return
    assert close(number(kept["output"]), out)
    learned = {} if source in FUNCTIONS else dict(layer.named_parameters())
    shapes = re.findall(r"([\w.]+): \(([\d, ]*)\)", kept.get("parameter_shapes", ""))
    assert {name: tuple(p.shape) for name, p in learned.items()} == {
        name: tuple(map(int, said.split(", "))) for name, said in shapes
    }
    assert sum(p.numel() for p in learned.values()) == int(kept["parameter_count"])
    if "backward" not in kept or "Error" in kept["backward"]:
        return
    out.backward(torch.tensor(counted(tuple(out.shape), 2), dtype=torch.float64))
    gradients = {name: p.grad for name, p in learned.items()} | {"input": xs[0].grad}
    for name, text in re.findall(r"([\w.]+): (\[.*?\])(?=, [a-z]|}$)", kept["backward"]):
        assert close(number(text), gradients[name]), name


def test_most_are_compared() -> None:
    """Not asked are five that PyTorch cannot be asked, and what is refused."""
    assert len(asked()) >= 102
