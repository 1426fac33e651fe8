"""What layers record is true: every substitution of every quantity is computed again."""

import dataclasses
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import quizgen.solver
from quizgen.architecture import summarise
from quizgen.architecture.derivation import derivation
from quizgen.solver.layer_counts import draws_edges
from quizgen.solver.layers.table import OURS
from quizgen.solver.quantity import tracing
from quizgen.telling import recording

NUMBERS = {
    "in_channels": 2, "out_channels": 3, "kernel_size": 2, "in_features": 4, "out_features": 3, "num_features": 2,
    "normalized_shape": 5, "num_groups": 1, "num_channels": 2, "size": 2, "input_size": 4, "hidden_size": 3, "embed_dim": 4,
    "num_heads": 2, "d_model": 4, "nhead": 2, "num_embeddings": 9, "embedding_dim": 3, "upscale_factor": 2, "padding": 1,
    "output_size": 2, "norm_type": 2, "dim": 1, "unflattened_size": (2, 3), "threshold": 1, "value": 0, "index": 1, "factor": 3, "addend": 2,
    "shape": (2, 3), "groups": 3, "dims": (1, 0), "length": 4, "downscale_factor": 5,
}  # fmt: skip
SHAPES: list[Any] = [((3, 4), (3, 4)), ((3, 4), (4, 4)), (2, 5), (2, 5, 5), (2, 5, 5, 5), (4,), (6,), (3, 4), (4, 5, 5)]  # fmt: skip
GIVEN = {"Upsample": {"scale_factor": 2}}
# Further settings that make other steps.
VARIED: dict[str, list[dict[str, Any]]] = {
    "Conv1d": [{"stride": 2, "padding": 1}, {"padding": (2, 0), "dilation": 2}, {"bias": False, "groups": 2, "out_channels": 4}],
    "Conv2d": [{"stride": 2, "padding": 1}, {"kernel_size": (3, 2), "dilation": 2, "bias": False}],
    "Conv3d": [{"padding": 1}],
    "ConvTranspose1d": [{"stride": 2, "padding": 1, "output_padding": 1}, {"dilation": 2}],
    "ConvTranspose2d": [{"stride": 2, "padding": 1, "output_padding": 1}],
    "MaxPool2d": [{"stride": 1, "padding": 1}, {"ceil_mode": True}],
    "AvgPool1d": [{"ceil_mode": True}, {"padding": 1}],
    "LSTM": [{"bidirectional": True}, {"num_layers": 2, "biases": 1}],
    "MultiheadAttention": [{"bias": False}],
    "Linear": [{"bias": False}],
}  # fmt: skip


def cases() -> list[Any]:
    found = []
    for name in sorted(OURS):
        kind = getattr(quizgen.solver, name)
        required = [
            f.name for f in dataclasses.fields(kind)
            if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
        ]  # fmt: skip
        given = GIVEN.get(name, {key: NUMBERS[key] for key in required})
        found += [kind(**{**given, **more}) for more in ({}, *VARIED.get(name, []))]
    return found


def shape_for(layer: Any) -> Any:
    joins = type(layer).__name__ in {
        "Add",
        "Concat",
        "Multiply",
        "Subtract",
        "MatMul",
        "TransformerDecoderLayer",
    }
    for shape in SHAPES if joins else SHAPES[2:]:
        try:
            layer.output_shape(shape)
        except (quizgen.solver.ShapeError, TypeError, IndexError):
            continue
        return shape
    return pytest.fail(f"no shape fits {layer}")


def check(arithmetic: ModuleType, steps: list[Any]) -> int:
    """Every substitution gives its value; how many there were."""
    count = 0
    for step in steps:
        # A product with the middle left out, a shape and a function by its name are no arithmetic.
        named = any(word in step.substitution for word in ("dots", r"\Phi", r"\mathrm"))
        if not step.substitution or named or step.value.startswith("("):
            continue
        found, value = arithmetic.evaluate(step.substitution), arithmetic.evaluate(step.value)
        rounded = "." in f"{step.substitution}{step.value}"
        assert arithmetic.same(found, value, rounded=rounded), str(step)
        count += 1
    return count


class TestCounts:
    """Output shape, parameters, connections, zeros and multiply-adds of every layer."""

    @pytest.mark.parametrize("layer", cases(), ids=str)
    def test_steps_are_true(self, arithmetic: ModuleType, layer: Any) -> None:
        shape = shape_for(layer)
        for quantity in ("parameter_count", "output_shape", "connections", "zeros", "macs"):
            with recording() as steps:
                found = getattr(layer, quantity)
                _ = found if quantity == "parameter_count" else found(shape)
            check(arithmetic, steps)

    @pytest.mark.parametrize("layer", cases(), ids=str)
    def test_derivation_says_every_value(self, arithmetic: ModuleType, layer: Any) -> None:
        """What `solve --explain` prints: each number of the table is the value of a step."""
        shape = shape_for(layer)
        row = quizgen.solver.Network(
            (quizgen.solver.Node("layer", layer, ("a", "b")),), shape, ("a", "b")
        ) if isinstance(shape[0], tuple) else quizgen.solver.Network(
            (quizgen.solver.Node("layer", layer),), shape
        )  # fmt: skip
        line = summarise(row, shape).line("1")
        steps = derivation(line)
        values = {step.value for step in steps}
        assert {str(line.output_shape), str(line.parameters), str(line.macs)} <= values
        if draws_edges(layer):
            assert {str(line.connections), str(line.zeros)} <= values
        check(arithmetic, steps)


@pytest.mark.parametrize("layer", cases(), ids=str)
def test_letters_of_counts_have_a_legend(unexplained: Any, layer: Any) -> None:
    shape = shape_for(layer)
    for quantity in ("parameter_count", "output_shape", "connections", "zeros", "macs"):
        with recording() as steps, tracing() as calls:
            found = getattr(layer, quantity)
            _ = found if quantity == "parameter_count" else found(shape)
        assert unexplained(steps, calls) == set(), quantity


# Integers in, so that the steps are exact where the layer is.
VALUED = [
    layer for layer in cases()
    if type(layer).__name__ not in {"Parameter", "TransformerDecoderLayer", "TransformerEncoderLayer", "MultiheadAttention"}
]  # fmt: skip


@pytest.mark.parametrize("layer", VALUED, ids=str)
def test_steps_of_outputs_are_true(arithmetic: ModuleType, unexplained: Any, layer: Any) -> None:
    shape = shape_for(layer)
    rng = np.random.default_rng(3)

    def some(size: Any) -> Any:
        return rng.permutation(np.arange(int(np.prod(size))) % 9 - 4).reshape(size)

    learned = {key: some(size) for key, size in getattr(layer, "parameter_shapes", {}).items()}
    joins = type(layer).__name__ in {"Add", "Subtract", "Concat", "Multiply", "MatMul"}
    x = tuple(some(size) for size in shape) if joins else some(shape)
    if type(layer).__name__ == "Embedding":
        x = np.abs(x)
    with recording() as steps, tracing() as calls:
        layer.output(x, **learned)
    check(arithmetic, steps)
    assert unexplained(steps, calls) == set()
