"""How an output's shape comes about is said for every layer: by arithmetic, or in a sentence."""

import pytest

from quizgen.architecture import read, summarise
from quizgen.architecture.derivation import derivation
from quizgen.architecture.toml_form import read_toml
from quizgen.solver import Add, Mean, Multiply, Upsample
from quizgen.solver.layers import layer_names

# (arguments, input): layers.
LAYERS = {
    ("4, 4", (4,)): "Linear Threshold LPPool1d GroupNorm Embedding ConstantPad1d",
    ("1, 2, 3", (4,)): "Conv1d ConvTranspose1d",
    ("4, 4, 2", (4, 6, 6)): "Conv2d ConvTranspose2d",
    ("4, 4, 2", (4, 6, 6, 6)): "Conv3d ConvTranspose3d",
    (
        "2",
        (4,),
    ): """MaxPool1d AvgPool1d Scale Shift AdaptiveAvgPool1d AdaptiveMaxPool1d InstanceNorm1d Select
        LocalResponseNorm Unsqueeze ZeroPad1d ReflectionPad1d ReplicationPad1d CircularPad1d Parameter Positions""",
    (
        "2",
        (4, 6, 6),
    ): """MaxPool2d AvgPool2d AdaptiveAvgPool2d AdaptiveMaxPool2d InstanceNorm2d PixelShuffle
        PixelUnshuffle Unfold ZeroPad2d ReflectionPad2d ReplicationPad2d CircularPad2d""",
    (
        "2",
        (4, 6, 6, 6),
    ): """MaxPool3d AvgPool3d AdaptiveAvgPool3d AdaptiveMaxPool3d InstanceNorm3d ZeroPad3d
        ReflectionPad3d ReplicationPad3d CircularPad3d""",
    (
        "",
        (4,),
    ): """ReLU Sigmoid Tanh LeakyReLU ELU SELU GELU SiLU Hardswish Softplus Step Identity Hardsigmoid
        Hardtanh ReLU6 Mish LogSigmoid Softsign Tanhshrink Softshrink Hardshrink CELU Exp Abs Softmax LogSoftmax
        Softmin GLU PReLU Flatten Dropout Concat Add Subtract Multiply""",
    ("4, 4", (4, 6, 6)): "LPPool2d ConstantPad2d",
    ("4, 4", (4, 6, 6, 6)): "LPPool3d ConstantPad3d",
    ("1", (4,)): "BatchNorm1d Squeeze",
    ("4", (4, 6, 6)): "BatchNorm2d",
    ("4", (4, 6, 6, 6)): "BatchNorm3d",
    ("4", (4,)): "LayerNorm RMSNorm Reshape",
    (
        "4, 4",
        (8, 4),
    ): "RNN LSTM GRU MultiheadAttention TransformerEncoderLayer TransformerDecoderLayer",
    ("2, 4", (8, 4)): "Unflatten",
    ("2", (4, 6)): "ChannelShuffle Upsample",
    ("", (4, 6)): "Transpose",
    ("0", (4,)): "Permute Mean",
}
# It reads two tensors; below.
TWO = {"MatMul"}
CASES = [(name, *asked) for asked, names in LAYERS.items() for name in names.split()]


def test_every_layer_is_asked() -> None:
    assert {name for name, *_ in CASES} | TWO >= set(layer_names())


@pytest.mark.parametrize(("name", "arguments", "shape"), CASES, ids=[name for name, *_ in CASES])
def test_a_shape_has_a_reason(name: str, arguments: str, shape: tuple[int, ...]) -> None:
    line = summarise(read(f"{name}({arguments})"), shape).line("1")
    first = next(step for step in derivation(line) if step.symbol != r"\text{parameters}")
    assert first.substitution or first.note, first


def test_branches_of_one_size_keep_it_and_others_are_spread() -> None:
    assert "stays that of the branches" in Add().shape_words(((2, 3), (2, 3)))
    assert "size 1 is spread" in Multiply().shape_words(((1, 3), (2, 3)))


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ("{ transformer_decoder_layer = { nhead = 2 }", "The shape of the target stays."),
        ('{ Computed = { title = "sort", shape = [5, 4] }', ""),
        ("{ Add = true", "Entry by entry: an axis of size 1 is spread to the size that it has in the others."),
    ],
)  # fmt: skip
def test_the_shape_after_two_inputs_is_told(layer: str, said: str) -> None:
    net = read_toml(
        f'input = {{ a = [5, 4], b = [1, 4] }}\nlayers = [{layer}, from = ["a", "b"] }}]'
    )
    line = summarise(net).line("1")
    notes = [step.note for step in derivation(line) if step.symbol == r"\text{shape}"]
    assert notes == [said]


def test_what_is_averaged_goes_unless_it_is_kept() -> None:
    assert (
        Mean((1, 2)).shape_words((3, 4, 5))
        == "The axes that are averaged over go; any other stays."
    )
    assert "axis that is averaged over has the size 1" in Mean(0, keepdim=True).shape_words((3, 4))


def test_an_image_is_resized_by_a_factor_or_to_a_size() -> None:
    assert "times its factor" in Upsample(scale_factor=2).shape_words((3, 4, 4))
    assert "asked for" in Upsample(size=7).shape_words((3, 4, 4))


@pytest.mark.parametrize(
    ("line", "shape", "said"),
    [
        # An axis of five, a kernel of three, one tap lost at either end: 15 - 2.
        ("Conv1d(1, 1, 3, padding=1)", (5,), r"5 \cdot 3 - 2"),
        ("Conv2d(2, 4, 3, padding=1)", (2, 5, 5), r"4 \cdot 2 \cdot 13 \cdot 13"),
        # Three windows along the height lie inside.
        ("Conv2d(1, 1, 3, padding=(0, 1))", (1, 5, 5), r"9 \cdot 13"),
        ("MaxPool1d(3, stride=2, ceil_mode=True)", (6,), r"3 \cdot 3 - 1"),
        ("MaxPool2d(2)", (3, 4, 4), r"3 \cdot 2 \cdot 2 \cdot 2 \cdot 2"),
        ("Conv1d(1, 1, 3, padding=2, padding_mode='reflect')", (4,), r"6 \cdot 3 - 2"),
    ],
)  # fmt: skip
def test_taps_that_join_nothing_are_told(line: str, shape: tuple[int, ...], said: str) -> None:
    steps = derivation(summarise(read(line), shape).line("1"))
    assert [step.substitution for step in steps if step.symbol == r"\text{connections}"] == [said]
