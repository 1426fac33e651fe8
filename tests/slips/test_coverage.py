"""Every layer and every quantity it has: there is a wrong way, it is wrong, and it says something."""

import dataclasses
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import quizgen.solver
from quizgen.slips.mutants import mutants
from quizgen.solver import (
    RNN,
    AdaptiveAvgPool1d,
    AdaptiveMaxPool1d,
    Add,
    AvgPool1d,
    BatchNorm1d,
    Concat,
    Conv1d,
    ConvTranspose1d,
    Dropout,
    Embedding,
    Flatten,
    GroupNorm,
    LayerNorm,
    Linear,
    LPPool1d,
    MaxPool1d,
    ReflectionPad1d,
    ReLU,
    RMSNorm,
    Select,
    TransformerEncoderLayer,
    Transpose,
    Unfold,
    Upsample,
    ZeroPad1d,
)
from quizgen.solver.layers.table import OURS

NUMBERS = {
    "in_channels": 2, "out_channels": 3, "kernel_size": 2, "in_features": 4, "out_features": 3, "num_features": 2,
    "normalized_shape": 5, "num_groups": 1, "num_channels": 2, "size": 2, "input_size": 4, "hidden_size": 3, "embed_dim": 4,
    "num_heads": 2, "d_model": 4, "nhead": 2, "num_embeddings": 9, "embedding_dim": 3, "upscale_factor": 2, "downscale_factor": 5, "groups": 3, "dims": (1, 0), "length": 4, "shape": (2, 5), "padding": 1,
    "output_size": 2, "norm_type": 2, "dim": 1, "unflattened_size": (2, 3), "threshold": 1, "value": 0, "index": 1, "factor": 3, "addend": 2,
}  # fmt: skip
SHAPES: list[Any] = [((3, 4), (3, 4)), (2, 5), (2, 5, 5), (2, 5, 5, 5), (4,), (6,), (3, 4), (4, 5, 5)]  # fmt: skip
GIVEN = {
    "Upsample": {"scale_factor": 2}, "TransformerEncoderLayer": {"d_model": 4, "nhead": 2, "dim_feedforward": 6},
    "TransformerDecoderLayer": {"d_model": 4, "nhead": 2, "dim_feedforward": 6},
}  # fmt: skip
# A raw tensor reads nothing, so that only its sizes can go wrong; a layer that changes nothing has no values to get wrong.
NAMES = sorted(set(OURS) - {"Parameter", "Positions"})
UNCHANGED = {"Identity", "Squeeze", "Unsqueeze"}
JOINING = {"Add", "Subtract", "Concat", "Multiply", "MatMul"}


def made(name: str) -> tuple[Any, Any]:
    """A layer of the class and a shape it takes."""
    kind = getattr(quizgen.solver, name)
    required = [
        f.name for f in dataclasses.fields(kind)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    ]  # fmt: skip
    layer = kind(**GIVEN.get(name, {f: NUMBERS[f] for f in required}))
    joins = name in JOINING
    given = {"ChannelShuffle": (6, 2), "MatMul": ((3, 4), (4, 4)), "Squeeze": (1, 5)}
    if name in given:
        return layer, given[name]
    for shape in SHAPES if joins or name == "TransformerDecoderLayer" else SHAPES[1:]:
        try:
            layer.output_shape(shape)
        except (quizgen.solver.ShapeError, TypeError, IndexError):
            continue
        return layer, shape
    pytest.fail(f"no shape fits {layer}")


def values(name: str, layer: Any, shape: Any) -> dict[str, Any]:
    """Integers for the input and everything learned."""
    rng = np.random.default_rng(5)

    def some(size: Any) -> Any:
        return rng.permutation(np.arange(int(np.prod(size))) % 17 - 5).reshape(size)

    shapes = getattr(layer, "parameter_shapes", {})
    learned = {key.replace(".", "_"): some(size).astype(float) for key, size in shapes.items()}
    if name in JOINING:
        return {"x": tuple(some(size) for size in shape)}
    if name == "TransformerDecoderLayer":
        return {
            "x": some(shape[0]).astype(float),
            "memory": some(shape[1]).astype(float),
            **learned,
        }
    if name == "Embedding":
        return {"x": np.arange(10).reshape(shape) % 9, **learned}
    return {"x": some(shape).astype(float), **learned}


class TestEveryLayerAndQuantity:
    """At least one wrong way each, with a value of its own and a hint."""

    @pytest.mark.parametrize("name", NAMES)
    def test_counts(self, name: str) -> None:
        layer, shape = made(name)
        found = mutants(layer, shape)
        asked = {"parameter_count", "output_shape", "connections", "zeros", "macs"}
        assert {m.quantity for m in found} == asked
        for m in found:
            right = getattr(layer, m.quantity)
            assert m.value != (right if m.quantity == "parameter_count" else right(shape))
            assert m.hint

    @pytest.mark.parametrize("name", sorted(set(NAMES) - UNCHANGED))
    def test_output(self, name: str) -> None:
        layer, shape = made(name)
        given = values(name, layer, shape)
        right = np.asarray(layer.output(**given)).tolist()
        found = [m for m in mutants(layer, **given) if m.quantity == "output"]
        assert found, layer
        assert all(m.value != right and m.hint for m in found)

    @pytest.mark.parametrize(
        "name", [n for n in NAMES if hasattr(getattr(quizgen.solver, n), "backward")]
    )
    def test_backward(self, name: str) -> None:
        layer, shape = made(name)
        given = values(name, layer, shape)
        output = np.asarray(layer.output(**given))
        gradient = np.random.default_rng(6).permutation(np.arange(output.size) + 2.0)
        found = mutants(layer, **given, grad_output=gradient.reshape(output.shape))
        names = {m.slips[0] for m in found if m.quantity == "backward"}
        # A step is flat: its gradient is zero whatever its sign.
        expected = {"passes-gradient"} if name == "Step" else {"wrong-sign", "forgets-incoming"}
        assert expected <= names


# A layer, what it is given, and what slips give: by hand.
OUTPUTS: list[tuple[Any, dict[str, Any], dict[str, Any]]] = [
    (ReLU(), {"x": [-2, 3]}, {"passes-through": [-2, 3]}),
    (Dropout(), {"x": [2, 4]}, {"scales-in-use": [1, 2]}),
    # [1, 2] spread by the kernel [3, 5]: 3, 5 + 6, 10; turned over 5, 3 + 10, 6.
    (ConvTranspose1d(1, 1, 2, bias=False), {"x": [[1, 2]], "weight": [[[3, 5]]]}, {"flips-kernel": [[5, 13, 6]]}),
    (ConvTranspose1d(1, 1, 2, stride=2, bias=False), {"x": [[1, 2]], "weight": [[[3, 5]]]}, {"stride-1": [[3, 11, 10]]}),
    (ConvTranspose1d(1, 1, 2), {"x": [[1, 2]], "weight": [[[3, 5]]], "bias": [7]}, {"forgets-bias": [[3, 11, 10]]}),
    (AdaptiveAvgPool1d(2), {"x": [1, 2, 3, 9]}, {"max": [2, 9]}),
    (AdaptiveMaxPool1d(2), {"x": [1, 3, 3, 9]}, {"mean": [2, 6]}),
    # 3² + 4² = 25, root 5; 6² + 8² = 100, root 10.
    (LPPool1d(2, 2), {"x": [3, 4, 6, 8]}, {"forgets-root": [25, 100], "sum": [7, 14]}),
    (ReflectionPad1d(1), {"x": [1, 2, 3]}, {"zeros-instead": [0, 1, 2, 3, 0], "edge-repeated": [1, 1, 2, 3, 3]}),
    (ZeroPad1d(1), {"x": [1, 2]}, {"repeats-instead": [1, 1, 2, 2]}),
    (Upsample(scale_factor=2), {"x": [[1, 2]]}, {"zeros-between": [[1, 0, 2, 0]]}),
    (Flatten(), {"x": [[1, 2], [3, 4]]}, {"columns-first": [1, 3, 2, 4]}),
    (Transpose(), {"x": [[1, 2, 3], [4, 5, 6]]}, {"rows-regrouped": [[1, 2], [3, 4], [5, 6]]}),
    (Select(1), {"x": [[1, 2], [3, 4]]}, {"counts-from-one": [1, 2]}),
    (Embedding(3, 2), {"x": [1, 2], "weight": [[1, 2], [3, 4], [5, 6]]}, {"counts-from-one": [[1, 2], [3, 4]]}),
    (Concat(), {"x": ([1, 2], [3])}, {"reverses-branches": [3, 1, 2], "forgets-branch": [1, 2]}),
    (Add(), {"x": ([1, 2], [3, 4])}, {"forgets-branch": [1, 2], "multiplies-branches": [3, 8]}),
    # Mean 3, deviation 2: −1, 1; times 2, plus 1.
    (LayerNorm(2, eps=0), {"x": [1, 5], "weight": [2, 2], "bias": [1, 1]}, {"forgets-shift": [-2, 2], "forgets-scale": [0, 2], "not-normalised": [1, 5]}),
    # Root of the mean square of (1, 7) is 5; centred by 4 it is 3.
    (RMSNorm(2, eps=0), {"x": [1, 7]}, {"centred": [-1, 1], "not-normalised": [1, 7]}),
    (BatchNorm1d(1, eps=0), {"x": [[3, 5]], "running_mean": [1], "running_var": [4]}, {"divides-by-variance": [[Fraction(1, 2), 1]], "batch-statistics": [[-1, 1]]}),
    (GroupNorm(2, 2, eps=0), {"x": [[1, 3], [5, 7]]}, {"not-normalised": [[1, 3], [5, 7]]}),
    # h1 = 2, h2 = 4 − 2 = 2, h3 = 6 − 2 = 4.
    (RNN(1, 1, nonlinearity="relu", bias=False), {"x": [[1], [2], [3]], "weight_ih_l0": [[2]], "weight_hh_l0": [[-1]]}, {"forgets-state": [[2], [4], [6]], "reads-backwards": [[2], [0], [6]]}),
    (Unfold(1), {"x": [[[1, 2]], [[3, 4]]]}, {"positions-first": [[1, 3], [2, 4]]}),
]  # fmt: skip
GRADIENTS: list[tuple[Any, dict[str, Any], dict[str, Any]]] = [
    (ReLU(), {"x": [-2, 3], "grad_output": [5, 7]}, {"passes-gradient": {"input": [5, 7]}, "wrong-sign": {"input": [0, -7]}, "forgets-incoming": {"input": [0, 1]}}),
    # Weights [2, 3], gradients [5, 7]: inputs 10, 15 + 14, 21; turned over 15, 10 + 21, 14.
    (Conv1d(1, 1, 2, bias=False), {"x": [1, 0, 4], "weight": [2, 3], "grad_output": [5, 7]}, {"flipped-in-gradient": {"input": [15, 31, 14], "weight": [[[5, 28]]]}}),
    (MaxPool1d(2), {"x": [1, 4, 9, 2], "grad_output": [6, 8]}, {"spreads-evenly": {"input": [3, 3, 4, 4]}}),
    (AvgPool1d(2), {"x": [1, 4, 9, 2], "grad_output": [6, 8]}, {"not-shared-out": {"input": [6, 6, 8, 8]}}),
    (Transpose(), {"x": [[1, 2], [3, 4]], "grad_output": [[1, 2], [3, 4]]}, {"wrong-order": {"input": [[1, 2], [3, 4]]}}),
    (Linear(2, 1, bias=False), {"x": [3, 4], "weight": [[5, 6]], "grad_output": [2]}, {"forgets-incoming": {"input": [5, 6], "weight": [[3, 4]]}}),
]  # fmt: skip
COUNTS: list[tuple[Any, Any, str, dict[str, Any]]] = [
    (ReLU(), (2, 3), "parameter_count", {"one-learned": 1}),
    (ReLU(), (2, 3), "output_shape", {"flattens": (6,), "one-output": (1,)}),
    (ReLU(), (2, 3), "zeros", {"no-zeros": 0, "entries-for-zeros": 36}),
    (ReLU(), (2, 3), "macs", {"edges-are-macs": 6}),
    (LPPool1d(2, 3), (2, 9), "parameter_count", {"pool-has-params": 3}),
    (AdaptiveAvgPool1d(2), (2, 4), "output_shape", {"keeps-input-shape": (2, 4), "flattens": (4,)}),
    (Transpose(), (2, 3), "output_shape", {"keeps-input-shape": (2, 3), "flattens": (6,)}),
    (Add(), ((2, 3), (2, 3)), "output_shape", {"as-if-joined": (4, 3)}),
    (Add(), ((2, 3), (2, 3)), "connections", {"counts-one-branch": 6, "all-joined": 72}),
    (Concat(), ((2, 3), (1, 3)), "output_shape", {"as-if-added": (2, 3)}),
    (Concat(), ((2, 3), (1, 3)), "zeros", {"entries-for-zeros": 81}),
    (TransformerEncoderLayer(8, 2, 16), (5, 8), "output_shape", {"feed-forward-width": (5, 16)}),
]  # fmt: skip


@pytest.mark.parametrize(("layer", "given", "wanted"), OUTPUTS, ids=lambda value: str(value)[:40])
def test_outputs_by_hand(layer: Any, given: dict[str, Any], wanted: dict[str, Any]) -> None:
    found = {m.slips[0]: m.value for m in mutants(layer, **given) if m.quantity == "output"}
    assert {name: found.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(("layer", "given", "wanted"), GRADIENTS, ids=lambda value: str(value)[:40])
def test_gradients_by_hand(layer: Any, given: dict[str, Any], wanted: dict[str, Any]) -> None:
    found = {m.slips[0]: m.value for m in mutants(layer, **given) if m.quantity == "backward"}
    assert {name: found.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("layer", "shape", "quantity", "wanted"), COUNTS, ids=lambda value: str(value)[:40]
)
def test_counts_by_hand(layer: Any, shape: Any, quantity: str, wanted: dict[str, Any]) -> None:
    found = {m.slips[0]: m.value for m in mutants(layer, shape) if m.quantity == quantity}
    assert {name: found.get(name) for name in wanted} == wanted
