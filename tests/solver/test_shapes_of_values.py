"""What a layer refuses as a shape it refuses as values, and what it gives has the shape it says; of every layer."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from quizgen import solver
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.table import OURS

# What a layer needs to be made, by the name of the argument.
NEEDED = {
    "in_channels": 2, "out_channels": 4, "kernel_size": 2, "in_features": 4, "out_features": 3, "num_features": 2,
    "normalized_shape": 4, "num_groups": 2, "num_channels": 4, "size": 3, "input_size": 4, "hidden_size": 3,
    "embed_dim": 4, "num_heads": 2, "d_model": 4, "nhead": 2, "num_embeddings": 9, "embedding_dim": 3,
    "upscale_factor": 2, "downscale_factor": 2, "groups": 2, "dims": (1, 0), "shape": (2, -1), "padding": 1,
    "output_size": 2, "norm_type": 2, "dim": 1, "unflattened_size": (2, -1), "threshold": 1, "value": 0, "index": 1,
    "factor": 3, "addend": 2, "length": 4,
}  # fmt: skip
GIVEN: dict[str, dict[str, Any]] = {
    "Upsample": {"scale_factor": 2},
    "LocalResponseNorm": {"size": 2},
}
# They take several inputs, or none, or words.
APART = {"Add", "Subtract", "Concat", "Multiply", "MatMul", "Parameter", "Positions", "Embedding", "TransformerDecoderLayer"}  # fmt: skip
NAMES = sorted(set(OURS) - APART)
SHAPES: list[tuple[int, ...]] = [
    (1,), (3,), (4,), (8,), (1, 4), (2, 1), (2, 4), (2, 5), (3, 4), (4, 4), (4, 2, 2), (2, 4, 4), (2, 5, 3), (3, 6, 6),
    (4, 3, 3), (8, 3, 3), (2, 2, 2, 2), (2, 3, 4, 5), (4, 2, 3, 3),
]  # fmt: skip


def made(name: str) -> Any:
    kind = getattr(solver, name)
    wanted = [f.name for f in dataclasses.fields(kind) if f.default is dataclasses.MISSING]
    return kind(**GIVEN.get(name, {key: NEEDED[key] for key in wanted}))


def learned(layer: Any) -> dict[str, Any]:
    """Whole numbers for what is learned, variances and scales above 0."""
    return {
        name.replace(".", "_"): np.ones(size) if "var" in name else np.arange(1.0, 1 + np.prod(size)).reshape(size) / 8
        for name, size in layer.parameter_shapes.items()
    }  # fmt: skip


def shape_said(layer: Any, shape: tuple[int, ...]) -> tuple[int, ...] | None:
    """The shape of the output, None where it is refused; values may be given without their one channel."""
    bare = len(shape) == getattr(layer, "dims", None) and "Norm" not in type(layer).__name__
    try:
        found = tuple(layer.output_shape((1, *shape) if bare else shape))
    except ShapeError:
        return None
    return found[1:] if bare and found[0] == 1 else found


@pytest.mark.parametrize("name", NAMES)
def test_values_go_the_way_of_their_shape(name: str) -> None:
    layer = made(name)
    weights = learned(layer)
    fitting = 0
    for shape in SHAPES:
        x = np.arange(np.prod(shape), dtype=float).reshape(shape) % 7 - 2
        said = shape_said(layer, shape)
        if said is None:
            with pytest.raises(ShapeError):
                layer.output(x, **weights)
            continue
        fitting += 1
        assert np.shape(layer.output(x, **weights)) == said, shape
        if hasattr(layer, "backward"):
            found = layer.backward(x, np.ones(said), **weights)["input"]
            assert np.shape(found) == shape
    assert fitting, "no shape fits"


@pytest.mark.parametrize(
    ("layer", "printed"),
    [
        (solver.MaxPool1d(2), "MaxPool1d(2)"),
        (solver.MaxPool2d((4, 5), 3, 1, 2), "MaxPool2d((4, 5), stride=3, padding=1, dilation=2)"),
        (solver.MaxPool1d(2, ceil_mode=True), "MaxPool1d(2, ceil_mode=True)"),
        (
            solver.AvgPool2d(4, (2, 1), (1, 2)),
            "AvgPool2d(4, stride=(2, 1), padding=(1, 2), count_include_pad=True)",
        ),
        (solver.LPPool1d(2, 3), "LPPool1d(2, 3)"),
        (solver.LPPool2d(3, (2, 4), stride=1), "LPPool2d(3, (2, 4), stride=1)"),
        (solver.AdaptiveAvgPool2d((2, 3)), "AdaptiveAvgPool2d((2, 3))"),
        (solver.Conv1d(2, 4, 3), "Conv1d(2, 4, kernel_size=3)"),
        (solver.ConvTranspose1d(2, 4, 3), "ConvTranspose1d(2, 4, kernel_size=3)"),
        (solver.Linear(3, 2, bias=False), "Linear(3, 2, bias=False)"),
        (solver.ZeroPad2d((1, 0, 2, 1)), "ZeroPad2d((1, 0, 2, 1))"),
    ],
)
def test_what_is_not_as_usual_is_printed(layer: Any, printed: str) -> None:
    assert str(layer) == printed


@pytest.mark.parametrize("name", NAMES)
def test_no_argument_is_left_out(name: str) -> None:
    """Two layers that compute differently are printed differently: statements, tables and errors name them so."""
    for layer in (made(name), changed(made(name), "padding", 1), changed(made(name), "stride", 4)):
        for field in dataclasses.fields(layer):
            if field.name == "return_indices" or (
                field.name == "count_include_pad" and layer.padding == 0
            ):
                continue  # gives the same values
            value = getattr(layer, field.name)
            tried = (not value,) if isinstance(value, bool) else (1, 2, 3, 4, "reflect", (1, 2))
            others = [changed(layer, field.name, other) for other in tried]
            assert all(other == layer or str(other) != str(layer) for other in others), field.name


def changed(layer: Any, name: str, value: object) -> Any:
    """The layer with another argument; itself where it has none of this name, or refuses the value."""
    try:
        return dataclasses.replace(layer, **{name: value})
    except (ShapeError, TypeError, ValueError):
        return layer
