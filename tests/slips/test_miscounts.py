"""What counting tools are known to get wrong (torchinfo, thop, ptflops, fvcore, calflops), and the truth.

Multiplications are counted one by one in plain loops here; parameters are torch's own.
"""

from collections.abc import Iterator
from itertools import product

import pytest

from quizgen.architecture.toml_form import read_toml
from quizgen.solver import (
    LSTM,
    Conv2d,
    ConvTranspose2d,
    Linear,
    MultiheadAttention,
    TransformerEncoderLayer,
)


def linear(rows: int, into: int, out: int) -> Iterator[None]:
    for _ in product(range(rows), range(out), range(into)):
        yield None


def conv2d(into: int, out: int, size: int, stride: int, n: int, padding: int) -> Iterator[None]:
    """Every tap of every window, also those on padding; the intercept is added, not multiplied."""
    starts = range(-padding, n + padding - size + 1, stride)
    for _ in product(range(out), starts, starts, range(into), range(size), range(size)):
        yield None


def transposed(into: int, out: int, size: int, n: int) -> Iterator[None]:
    """Every input is multiplied with the whole kernel of every output channel."""
    for _ in product(range(into), range(n), range(n), range(out), range(size), range(size)):
        yield None


def lstm(length: int, into: int, hidden: int) -> Iterator[None]:
    """Four gates of each unit, for inputs and for the state before, at every step."""
    for _ in product(range(length), range(4 * hidden), range(into + hidden)):
        yield None


def attention(length: int, width: int, heads: int) -> Iterator[None]:
    """Four projections; in every head a score for each pair, and a weighted sum of values."""
    for _ in range(4):
        yield from linear(length, width, width)
    for _ in product(range(heads), range(length), range(length), range(width // heads), range(2)):
        yield None


def count(steps: Iterator[None]) -> int:
    return sum(1 for _ in steps)


@pytest.mark.parametrize(
    ("what", "found", "truth"),
    [
        # Counted as if there were one row.
        ("batched Linear", Linear(4, 3).macs((5, 4)), count(linear(5, 4, 3))),
        # Counted with the intercepts as multiplications.
        ("intercepts of Conv2d", Conv2d(3, 8, 3, padding=1, stride=2).macs((3, 10, 10)), count(conv2d(3, 8, 3, 2, 10, 1))),
        # Counted by the output's positions as if it were a convolution.
        ("transposed convolution", ConvTranspose2d(3, 5, 4, stride=2).macs((3, 6, 6)), count(transposed(3, 5, 4, 6))),
        # Counted for one step, or not at all.
        ("LSTM", LSTM(3, 5).macs((7, 3)), count(lstm(7, 3, 5))),
        # Counted without the products of queries and keys, or without projections.
        ("multi-head attention", MultiheadAttention(8, 2).macs((5, 8)), count(attention(5, 8, 2))),
        (
            "transformer layer",
            TransformerEncoderLayer(8, 2, 16).macs((5, 8)),
            count(attention(5, 8, 2)) + count(linear(5, 8, 16)) + count(linear(5, 16, 8)),
        ),
    ],
)  # fmt: skip
def test_multiplications(what: str, found: int, truth: int) -> None:
    assert found == truth, what


TIED = """
input = [6]
layers = [
  { embedding = { num_embeddings = 50, embedding_dim = 8 }, save = "words" },
  { linear = { out_features = 8 }, name = "a" }, "tanh",
  { linear = { out_features = 50, bias = false }, share = "words" },
]
"""


def test_tied_weights_count_once() -> None:
    torch = pytest.importorskip("torch")
    words, inner, out = (
        torch.nn.Embedding(50, 8),
        torch.nn.Linear(8, 8),
        torch.nn.Linear(8, 50, bias=False),
    )
    out.weight = words.weight
    model = torch.nn.Sequential(words, inner, torch.nn.Tanh(), out)
    assert read_toml(TIED).parameter_count == sum(p.numel() for p in model.parameters()) == 472


RAW = """
input = [4, 8]
layers = [
  { concat = [[{ parameter = [1, 8], name = "token" }], []] },
  { add = [[], [{ parameter = [5, 8], name = "positions" }]] },
  { linear = 3 },
]
"""


def test_raw_parameters_count() -> None:
    torch = pytest.importorskip("torch")

    class Model(torch.nn.Module):  # type: ignore[misc,name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.token = torch.nn.Parameter(torch.zeros(1, 8))
            self.positions = torch.nn.Parameter(torch.zeros(5, 8))
            self.head = torch.nn.Linear(8, 3)

    network = read_toml(RAW)
    assert network.parameter_count == sum(p.numel() for p in Model().parameters()) == 8 + 40 + 27
    assert network.output_shape() == (5, 3)
