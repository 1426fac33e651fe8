"""Arguments of PyTorch's layers, held against its own signatures, counts and refusals."""

import inspect
from typing import Any

import pytest

from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.fake_torch.libraries import nn as stand_ins
from quizgen.architecture.fake_torch.modules import MODULE
from quizgen.architecture.minipython.values import Class
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")
# What each kind of layer needs, by the start of its name.
NEEDED: dict[str, str] = {
    "Conv": "4, 6, 3", "LazyConv": "6, 3", "Linear": "4, 6", "LazyLinear": "6", "BatchNorm": "4", "SyncBatchNorm": "4", "InstanceNorm": "4",
    "LayerNorm": "4", "RMSNorm": "4", "GroupNorm": "2, 4", "LocalResponseNorm": "2", "Embedding": "10, 4", "EmbeddingBag": "10, 4",
    "Bilinear": "3, 4, 5", "RNN": "3, 4", "LSTM": "3, 4", "GRU": "3, 4", "MultiheadAttention": "8, 2", "TransformerEncoderLayer": "8, 2",
    "TransformerDecoderLayer": "8, 2", "MaxPool": "2", "AvgPool": "2", "LPPool": "2, 2", "AdaptiveAvgPool": "1", "AdaptiveMaxPool": "1",
    "Upsample": "scale_factor=2", "Upsampling": "scale_factor=2", "PixelShuffle": "2", "PixelUnshuffle": "2", "ChannelShuffle": "2", "Threshold": "1, 2",
    "Unflatten": "1, (2, 2)", "Unfold": "2", "Fold": "4, 2", "ZeroPad": "1", "ReflectionPad": "1", "ReplicationPad": "1", "CircularPad": "1",
    "ConstantPad": "1, 2",
}  # fmt: skip
ELSEWHERE = {"Module", "Parameter", "Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict", "Transformer", "TransformerEncoder", "TransformerDecoder"}  # fmt: skip


def layers() -> list[str]:
    found = []
    for name, value in stand_ins().names.items():
        layer = (
            isinstance(value, Class)
            and value.is_a(MODULE)
            and not name.endswith(("Loss", "Loss2d"))
        )
        if layer and name not in ELSEWHERE and hasattr(torch.nn, name):
            found.append(name)
    return found


def needed(name: str) -> str:
    fits = [start for start in NEEDED if name.startswith(start)]
    return NEEDED[max(fits, key=len)] if fits else ""


def arguments(name: str) -> list[tuple[str, Any]]:
    """The arguments that have a default."""
    kind = getattr(torch.nn, name)
    parameters = list(inspect.signature(kind.__init__).parameters.values())[1:]
    if any(p.kind is p.VAR_KEYWORD for p in parameters) and name in {"RNN", "LSTM", "GRU"}:
        parameters += list(inspect.signature(torch.nn.RNNBase.__init__).parameters.values())[4:]
        parameters = [p for p in parameters if p.name != "proj_size" or name == "LSTM"]
    return [(p.name, p.default) for p in parameters if p.default is not p.empty]


def test_there_are_layers() -> None:
    assert len(layers()) > 90


@pytest.mark.parametrize("name", layers())
def test_every_argument_is_taken_or_refused_by_name(name: str) -> None:
    given = needed(name)
    for argument, default in arguments(name):
        if f"{argument}=" in given or callable(default):
            continue
        code = f"net = nn.{name}({', '.join(part for part in (given, f'{argument}={default!r}') if part)})"
        try:
            count = read_torch(code).parameter_count
        except UserError as error:
            assert argument in str(error) or "shape is not known" in str(error), code  # noqa: PT017 - or it is taken
            continue
        space: dict[str, Any] = {"nn": torch.nn}
        exec(code, space)  # noqa: S102 - our own code
        assert count == sum(p.numel() for p in space["net"].parameters()), code
    wrong = f"net = nn.{name}({', '.join(part for part in (given, 'no_such_argument=1') if part)})"
    if name != "Identity" and not name.startswith("Lazy"):
        with pytest.raises(UserError, match="no_such_argument"):
            read_torch(wrong)


# What PyTorch takes or refuses; what it refuses is never read as a layer.
CALLS = [
    "Conv2d(4, 6, 3, stride=2, padding='same')", "Conv2d(4, 6, 3, padding='same')", "Conv2d(4, 6, 3, padding='valid', stride=2)",
    "Conv2d(4, 6, 3, padding='full')", "Conv2d(4, 6, 3, groups=3)", "Conv2d(4, 6, 3, groups=2)", "Conv2d(4, 6, 3, groups=0)",
    "Conv2d(4, 6, 3, padding_mode='mirror')", "Conv2d(4, 6, 3, padding_mode='reflect', padding=1)", "Conv1d(4, 6, 3, dilation=2, bias=False)",
    "Conv2d(4, 6, (3, 5), stride=(1, 2), padding=(1, 2))", "Conv2d(4, 6, kernel_size=[3, 3])", "ConvTranspose2d(4, 6, 3, stride=2, output_padding=1)",
    "ConvTranspose2d(4, 6, 3, padding_mode='reflect')", "ConvTranspose2d(4, 6, 3, groups=2)", "ConvTranspose2d(4, 6, 3, groups=4)",
    "GELU(approximate='tanh')", "GELU('none')", "ReLU(True)", "LeakyReLU(0.2, True)", "Hardtanh(-2, 2, True)", "Dropout(0.3, True)", "Dropout(1.5)",
    "GroupNorm(3, 4)", "GroupNorm(2, 4, affine=False)", "BatchNorm2d(4, 1e-3, 0.05)", "BatchNorm2d(4, affine=False)", "BatchNorm1d(4, track_running_stats=False)",
    "LayerNorm((4, 5))", "LayerNorm(4, elementwise_affine=False)", "LayerNorm(4, bias=False)", "Linear(4, 6, False)", "Linear(4, 6, bias=0)",
    "Embedding(10, 4, padding_idx=0)", "Embedding(10, 4, padding_idx=10)", "Embedding(10, 4, max_norm=1.0)", "EmbeddingBag(10, 4, mode='sum')",
    "LSTM(3, 4, 2, bidirectional=True)", "LSTM(3, 4, proj_size=2)", "LSTM(3, 4, proj_size=4)", "GRU(3, 4, bias=False)", "RNN(3, 4, nonlinearity='relu')", "RNN(3, 4, nonlinearity='elu')",
    "LSTM(3, 4, 2, True, True, 0.5)", "LSTM(3, 4, dropout=2)", "LSTMCell(3, 4)", "GRUCell(3, 4, bias=False)", "RNNCell(3, 4)", "Bilinear(3, 4, 5, bias=False)",
    "MultiheadAttention(8, 3)", "MultiheadAttention(8, 2, bias=False)", "MultiheadAttention(8, 2, kdim=3, vdim=5)", "MultiheadAttention(8, 2, add_bias_kv=True)",
    "TransformerEncoderLayer(8, 2, 16, 0.1, 'gelu')", "TransformerEncoderLayer(8, 3)", "TransformerEncoderLayer(8, 2, norm_first=True, bias=False)",
    "MaxPool2d(2, 2, 0, 1, False, True)", "AvgPool2d(2, divisor_override=3)", "PReLU(4)", "PReLU(init=0.1)", "Softmax(dim=1)", "Softmax(1)", "Flatten(1, -1)",
    "Upsample(scale_factor=2, mode='bilinear', align_corners=True)", "PixelShuffle(2)", "RMSNorm(4)", "Conv2d(4, 6)", "Linear(4)", "Linear(4.0, 6)", "Conv2d(4, 6, 3, 1, 1, 1, 1, True, 'zeros')",
    "InstanceNorm2d(4, affine=True)", "ZeroPad2d((1, 2, 3, 4))", "AdaptiveAvgPool2d((None, 1))", "AdaptiveAvgPool2d(1)", "ParameterList([nn.Parameter(torch.zeros(2))])",
]  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_refused_where_pytorch_refuses_and_counted_alike(call: str) -> None:
    code = f"net = nn.{call}"
    space: dict[str, Any] = {"nn": torch.nn, "torch": torch}
    count = None
    try:
        exec(code, space)  # noqa: S102 - our own code
        count = sum(p.numel() for p in space["net"].parameters())
    except (ValueError, TypeError, AssertionError, RuntimeError, AttributeError, KeyError):
        with pytest.raises(UserError):
            read_torch(code)
        return
    try:
        found = read_torch(code).parameter_count
    except UserError as error:
        assert error.fix, code  # noqa: PT017 - refused, which is never wrong
        return
    assert found == count
