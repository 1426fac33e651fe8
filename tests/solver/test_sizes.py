"""Sizes that no layer has are refused by their name; one size of a shape may be left to the layer, as in PyTorch."""

from typing import Any

import pytest

from quizgen import solver as s
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Shape

# A layer, arguments that it takes, and those of them that are sizes.
CONVOLUTION = dict.fromkeys(
    ("in_channels", "out_channels", "kernel_size", "stride", "dilation", "groups"), 1
)
WINDOW = {"kernel_size": 2, "stride": 2}
UNFOLDED = {"kernel_size": 2, "dilation": 1, "stride": 1}
RECURRENT = {"input_size": 3, "hidden_size": 2, "num_layers": 1}
SIZES: list[tuple[Any, dict[str, int]]] = [
    (s.Linear, {"in_features": 3, "out_features": 2}),
    *((layer, CONVOLUTION) for layer in (s.Conv1d, s.Conv2d, s.Conv3d)),
    *((layer, CONVOLUTION) for layer in (s.ConvTranspose1d, s.ConvTranspose2d)),
    *((layer, WINDOW) for layer in (s.MaxPool1d, s.AvgPool2d)),
    (s.MaxPool2d, WINDOW | {"dilation": 1}),
    (s.Unfold, UNFOLDED),
    (s.BatchNorm1d, {"num_features": 3}),
    (s.InstanceNorm2d, {"num_features": 3}),
    (s.GroupNorm, {"num_groups": 1, "num_channels": 4}),
    (s.LayerNorm, {"normalized_shape": 3}),
    (s.Embedding, {"num_embeddings": 4, "embedding_dim": 2}),
    *((layer, RECURRENT) for layer in (s.RNN, s.LSTM, s.GRU)),
    (s.MultiheadAttention, {"embed_dim": 4, "num_heads": 2}),
    (s.TransformerEncoderLayer, {"d_model": 4, "nhead": 2, "dim_feedforward": 8}),
    (s.PReLU, {"num_parameters": 1}),
    (s.LocalResponseNorm, {"size": 3}),
    (s.PixelShuffle, {"upscale_factor": 2}),
    (s.PixelUnshuffle, {"downscale_factor": 2}),
    (s.ChannelShuffle, {"groups": 2}),
]


@pytest.mark.parametrize(("layer", "given"), SIZES, ids=[one.__name__ for one, _ in SIZES])
def test_a_size_is_a_whole_number_of_at_least_one(layer: Any, given: dict[str, int]) -> None:
    layer(**given)
    for name in given:
        for bad in (0, -1, True, 1.5, "2"):
            with pytest.raises(ShapeError) as refused:
                layer(**given | {name: bad})
            assert str(refused.value).startswith(f"{layer.__name__}: {name}=")
            assert "must be a whole number of at least 1" in str(refused.value)


@pytest.mark.parametrize(
    ("layer", "given"),
    [(s.Conv2d, CONVOLUTION), (s.ConvTranspose1d, CONVOLUTION), (s.AvgPool2d, WINDOW)],
)
def test_a_border_is_a_whole_number_of_at_least_zero(layer: Any, given: dict[str, int]) -> None:
    layer(**given, padding=0)
    for bad in (-1, True, 0.5):
        with pytest.raises(ShapeError, match="must be whole numbers of at least 0"):
            layer(**given, padding=bad)


@pytest.mark.parametrize(
    ("shape", "dim", "sizes"),
    [
        ((8,), 1, (2, -1)), ((8,), 1, (-1,)), ((6,), 1, (1, -1, 2)), ((6,), -1, (-1, 1)),
        ((5, 6), 2, (3, -1)), ((6, 5), 1, (-1, 2)), ((6, 5), -2, (-1, 6)), ((7,), 1, (7, -1)),
    ],
)  # fmt: skip
def test_the_size_left_to_unflatten(shape: Shape, dim: int, sizes: Shape) -> None:
    torch = pytest.importorskip("torch")
    there = torch.nn.Unflatten(dim, sizes)(torch.zeros(1, *shape)).shape[1:]
    assert s.Unflatten(dim, sizes).output_shape(shape) == tuple(there)


@pytest.mark.parametrize(
    ("shape", "sizes"), [((8,), (2, -1)), ((3, 4), (-1,)), ((3, 4), (1, 6, -1)), ((3, 4), (12, -1))]
)
def test_the_size_left_to_reshape(shape: Shape, sizes: Shape) -> None:
    torch = pytest.importorskip("torch")
    there = torch.zeros(1, *shape).view(1, *sizes).shape[1:]
    assert s.Reshape(sizes).output_shape(shape) == tuple(there)


@pytest.mark.parametrize("sizes", [(3, -1), (-1, -1), (-1, 0), (16, -1)])
def test_a_size_that_cannot_be_found(sizes: Shape) -> None:
    with pytest.raises(ShapeError, match="8 features are not"):
        s.Unflatten(1, sizes).output_shape(8)
