"""Wrong ways for any layer of any network: names, values worked out by hand, hints."""

import dataclasses
import subprocess
import sys
from typing import Any

import pytest

import quizgen.solver
from quizgen.architecture import read
from quizgen.architecture.zoo import zoo
from quizgen.slips import all_rules
from quizgen.slips.mutants import mutants
from quizgen.solver import (
    GRU,
    LSTM,
    RNN,
    AdaptiveAvgPool2d,
    AvgPool2d,
    BatchNorm2d,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Embedding,
    Flatten,
    LayerNorm,
    Linear,
    LPPool1d,
    MaxPool1d,
    MultiheadAttention,
    PixelShuffle,
    RMSNorm,
    TransformerDecoderLayer,
    TransformerEncoderLayer,
    Unflatten,
    Unfold,
    Upsample,
    ZeroPad2d,
    mlp,
)
from quizgen.solver.layers.table import OURS

# A layer, its input, a quantity, and what some slips give: each number worked out by hand.
CASES: list[tuple[Any, Any, str, dict[str, Any]]] = [
    (Linear(4, 3), (4,), "parameter_count", {"forgets-bias": 12, "bias-once": 13}),
    (Linear(4, 3), (4,), "connections", {"counts-units": 7}),
    (Linear(4, 3), (4,), "output_shape", {"keeps-input-shape": (4,)}),
    (Linear(4, 3), (4,), "macs", {"flops-for-macs": 24, "parameters-for-macs": 15}),
    # ⌊(20 − 5)/5⌋ = 3, 20 − 5 + 1 = 16; 4 windows of 5 of 20 inputs.
    (Conv1d(1, 1, 5, stride=5, bias=False), 20, "output_shape", {"forgets-plus-1": (1, 3), "ignores-stride": (1, 16)}),
    (Conv1d(1, 1, 5, stride=5, bias=False), 20, "connections", {"connections-are-params": 5, "ignores-stride": 80}),
    (Conv1d(1, 1, 5, stride=5, bias=False), 20, "zeros", {"zeros-minus-params": 75, "zeros-per-row": 15}),
    (Conv2d(3, 8, 5), (3, 10, 10), "parameter_count", {"forgets-channels": 208, "forgets-bias": 600, "bias-once": 601, "forgets-filters": 76, "kernel-one-dim": 128}),
    (Conv2d(3, 8, 5), (3, 10, 10), "output_shape", {"keeps-channels": (3, 6, 6), "keeps-size": (8, 10, 10), "forgets-plus-1": (8, 5, 5)}),
    (Conv2d(8, 8, 3, groups=4), (8, 5, 5), "parameter_count", {"ignores-groups": 584}),
    (MaxPool1d(3), (2, 9), "parameter_count", {"pool-has-params": 3}),
    (AvgPool2d(2), (2, 9, 9), "output_shape", {"channels-merge": (1, 4, 4), "ceiling": (2, 5, 5)}),
    (LPPool1d(2, 3), (2, 9), "output_shape", {"ignores-stride": (2, 7), "channels-merge": (1, 3)}),
    # (5 − 1)·2 − 2 + 3 + 1 = 11 with P = 4 − 1 + … : (n − 1)S − 2p + P + op.
    (ConvTranspose2d(2, 3, 4, stride=2, padding=1, output_padding=1), (2, 5, 5), "output_shape", {"forward-formula": (3, 2, 2), "n-times-S": (3, 10, 10), "forgets-output-padding": (3, 10, 10), "adds-padding": (3, 15, 15)}),
    (ConvTranspose2d(2, 3, 4), (2, 5, 5), "parameter_count", {"forgets-bias": 96, "forgets-channels": 51, "kernel-one-dim": 27}),
    (AdaptiveAvgPool2d(4), (3, 12, 12), "output_shape", {"size-is-window": (3, 3, 3), "channels-merge": (1, 4, 4)}),
    (BatchNorm2d(16), (16, 4, 4), "parameter_count", {"four-learned": 64, "one-pair": 2, "gamma-only": 16}),
    (LayerNorm((4, 6)), (4, 6), "parameter_count", {"one-pair": 2, "gamma-only": 24}),
    (RMSNorm(6), (4, 6), "parameter_count", {"adds-shift": 12}),
    (RNN(3, 5), (7, 3), "parameter_count", {"no-recurrent": 25, "no-bias": 40, "other-bias-form": 45}),
    (LSTM(3, 5), (7, 3), "parameter_count", {"one-gate": 50, "three-gates": 150, "no-recurrent": 100, "no-bias": 160, "other-bias-form": 180}),
    (LSTM(3, 5, bidirectional=True), (7, 3), "output_shape", {"forgets-direction": (7, 5), "last-step-only": (10,), "keeps-input-size": (7, 3)}),
    (GRU(3, 5), (7, 3), "parameter_count", {"one-gate": 50, "two-gates": 100, "four-gates": 200}),
    (GRU(3, 5, 2), (7, 3), "parameter_count", {"one-layer": 150, "same-input-size": 300}),
    (LSTM(3, 5), (7, 3), "connections", {"once-for-all-steps": 160}),
    (MultiheadAttention(8, 2), (5, 8), "parameter_count", {"times-heads": 576, "forgets-output-projection": 216, "no-bias": 256, "per-head-size": 160}),
    (MultiheadAttention(8, 2), (5, 8), "output_shape", {"weights-for-output": (5, 5)}),
    # Attention 4(64 + 8) = 288, feed-forward 2·8·16 + 16 + 8 = 280, norms 2·16 = 32.
    (TransformerEncoderLayer(8, 2, 16), (5, 8), "parameter_count", {"forgets-norms": 568, "one-norm": 584, "one-ff-matrix": 464, "times-heads": 888}),
    (TransformerDecoderLayer(8, 2, 16), ((5, 8), (6, 8)), "parameter_count", {"forgets-cross-attention": 616, "forgets-norms": 856}),
    (Embedding(50, 8), (7,), "parameter_count", {"adds-sizes": 58, "embedding-bias": 408}),
    (Embedding(50, 8), (7,), "output_shape", {"one-hot-shape": (7, 50)}),
    (Flatten(), (3, 4, 5), "output_shape", {"keeps-axes": (3, 20)}),
    (Flatten(), (3, 4, 5), "connections", {"all-joined": 3600}),
    (Unflatten(1, (2, 3)), (6,), "output_shape", {"sizes-reversed": (3, 2)}),
    (Unfold(2), (3, 5, 5), "output_shape", {"positions-first": (16, 12), "input-positions": (12, 25), "window-without-channels": (4, 16)}),
    (Upsample(scale_factor=2), (3, 4, 6), "output_shape", {"one-axis-only": (3, 8, 6), "divides-size": (3, 2, 3)}),
    (PixelShuffle(2), (8, 3, 3), "output_shape", {"keeps-shuffled-channels": (8, 6, 6), "divides-by-r": (4, 6, 6)}),
    (ZeroPad2d(2), (1, 3, 3), "output_shape", {"pads-once": (1, 5, 5)}),
    (mlp([10, 100, 1]), (10,), "parameter_count", {"adds-bias": 1201, "multiplies-all": 1000, "forgets-output-layer": 1000}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("layer", "shape", "quantity", "wanted"), CASES, ids=lambda value: str(value)[:40]
)
def test_values_by_hand(layer: Any, shape: Any, quantity: str, wanted: dict[str, Any]) -> None:
    found = {m.slips[0]: m.value for m in mutants(layer, shape) if m.quantity == quantity}
    assert {name: found.get(name) for name in wanted} == wanted


def test_every_rule_has_a_hint_and_belongs_to_quantities() -> None:
    assert [rule.name for rule in all_rules() if not rule.hint or not rule.quantities] == []


@pytest.mark.parametrize("layer", dict.fromkeys((case[0], case[1]) for case in CASES), ids=str)
def test_mutants_are_wrong_and_say_something(layer: tuple[Any, Any]) -> None:
    subject, shape = layer
    for mutant in mutants(subject, shape, pairs=True):
        right = getattr(subject, mutant.quantity)
        truth = right if mutant.quantity == "parameter_count" else right(shape)
        assert mutant.value != truth
        assert mutant.hint


def test_pairs_are_two_slips_at_once() -> None:
    # Stride and the last + 1 forgotten: 20 − 5 = 15 windows.
    found = mutants(Conv1d(1, 1, 5, stride=5, bias=False), 20, pairs=True)
    pair = next(
        m for m in found
        if m.quantity == "output_shape" and set(m.slips) == {"forgets-plus-1", "ignores-stride"}
    )  # fmt: skip
    assert pair.value == (1, 15)
    single = {m.value for m in found if m.quantity == "output_shape" and len(m.slips) == 1}
    assert pair.value not in single


def test_values_of_outputs() -> None:
    found = mutants(Conv1d(1, 1, 2, bias=False), x=[0, 3, 10], weight=[-2, 1])
    assert {m.slips[0]: m.value for m in found}["flips-kernel"] == [-6, -17]


# No shape, no counting: what these layers do leaves no room for a slip about counts but "all joined".
@pytest.mark.parametrize("name", sorted(set(OURS) - {"Add", "Concat", "MatMul", "Mean", "Multiply", "Parameter", "Permute", "Positions", "Reshape", "Select", "Squeeze", "Step", "Subtract", "Transpose", "Unsqueeze"}))  # fmt: skip
def test_every_layer_has_mutants(name: str) -> None:
    kind = getattr(quizgen.solver, name)
    numbers = {
        "in_channels": 2, "out_channels": 3, "kernel_size": 2, "in_features": 4, "out_features": 3, "num_features": 2,
        "normalized_shape": 5, "num_groups": 1, "num_channels": 2, "size": 2, "input_size": 4, "hidden_size": 3, "embed_dim": 4,
        "num_heads": 2, "d_model": 4, "nhead": 2, "num_embeddings": 9, "embedding_dim": 3, "upscale_factor": 2, "downscale_factor": 5, "groups": 3, "padding": 1,
        "output_size": 2, "norm_type": 2, "dim": 1, "unflattened_size": (2, 2), "threshold": 1, "value": 0, "factor": 3, "addend": 2,
    }  # fmt: skip
    given = {
        f.name: numbers[f.name]
        for f in dataclasses.fields(kind)
        if f.default is dataclasses.MISSING and f.default_factory is dataclasses.MISSING
    }
    if name == "Upsample":
        given = {"scale_factor": 2}
    layer = kind(**given)
    shapes: list[Any] = [(2, 5), (2, 5, 5), (2, 5, 5, 5), (4,), (3, 4), (4, 5, 5), ((3, 4), (3, 4))]
    for shape in shapes:
        try:
            layer.output_shape(shape)
        except (quizgen.solver.ShapeError, TypeError, IndexError):
            continue
        assert mutants(layer, shape)
        return
    pytest.fail(f"no shape fits {layer}")


@pytest.mark.parametrize("name", sorted(zoo()))
def test_networks_of_the_zoo(name: str) -> None:
    network = read(name)
    if network.input_shape is not None:
        for node in network.nodes[:6]:
            if hasattr(node.layer, "parameter_count"):
                assert all(m.hint for m in mutants(node.layer))


@pytest.mark.parametrize("first", ["optimizers", "any_layer", "image_layers"])
def test_the_order_of_rules_is_not_that_of_imports(first: str) -> None:
    code = (
        f"import quizgen.slips.{first}\n"
        "from quizgen.slips import all_rules\n"
        "print([rule.name for rule in all_rules()])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str([rule.name for rule in all_rules()])
