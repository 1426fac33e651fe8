"""Live modules of torch: the same tables as their code, torch's own parameters and shapes."""

from typing import Any

import pytest

from quizgen.architecture import from_module, read, summarise
from quizgen.architecture.writing import to_torch
from quizgen.architecture.zoo import zoo
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")
nn: Any = pytest.importorskip("torch.nn")
functional: Any = pytest.importorskip("torch.nn.functional")


def live(name: str) -> Any:
    """The zoo's network, made by torch from the code we write."""
    space: dict[str, Any] = {}
    exec(to_torch(read(name)), space)  # noqa: S102 - our own code
    made = space.get("Net")
    return (
        made() if made else next(value for value in space.values() if isinstance(value, nn.Module))
    )


@pytest.mark.again
@pytest.mark.parametrize("name", sorted(zoo()))
def test_the_zoo(name: str) -> None:
    module, net = live(name), read(name)
    found, known = summarise(from_module(module), net.input_shape), summarise(net, None)
    assert found.total("parameters") == known.total("parameters")
    assert found.output_shape == known.output_shape
    assert found.total("macs") == known.total("macs")
    if name != "bert_base":  # torch.fx sees its sum of three as two sums of two
        assert found.total("connections") == known.total("connections")


class Block(nn.Module):  # type: ignore[misc]
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(channels)

    def forward(self, x: Any) -> Any:
        return functional.relu(self.norm(self.conv(x)) + x)


class Branching(nn.Module):  # type: ignore[misc]
    """Functions, methods, nested modules, a loop, one module used twice."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 5, stride=2)
        self.blocks = nn.ModuleList([Block(8) for _ in range(3)])
        self.left, self.right = nn.Conv2d(8, 4, 1), nn.Conv2d(8, 6, 3, padding="same")
        self.shared = nn.Linear(10, 10)
        self.head = nn.Sequential(nn.Linear(10, 7), nn.Tanh(), nn.Dropout(0.2), nn.Linear(7, 2))

    def forward(self, x: Any) -> Any:
        x = self.stem(x).relu()
        for block in self.blocks:
            x = block(x)
        x = torch.cat([self.left(x), self.right(x)], dim=1)
        x = functional.max_pool2d(x, 2)
        x = functional.adaptive_avg_pool2d(x, 1)
        x = x.view(x.size(0), -1)
        x = self.shared(torch.sigmoid(self.shared(x)))
        return functional.log_softmax(self.head(x), dim=1)


def test_a_module_written_by_hand() -> None:
    module = Branching()
    found = summarise(from_module(module, (3, 32, 32)), None)
    assert found.output_shape == (2,)
    assert found.total("parameters") == sum(p.numel() for p in module.parameters())
    assert tuple(module(torch.zeros(1, 3, 32, 32)).shape) == (1, 2)


@pytest.mark.parametrize(
    "layer",
    [
        nn.Linear(3, 2, bias=False),
        nn.LSTM(4, 5, 2, bidirectional=True),
        nn.MultiheadAttention(8, 2, bias=False),
        nn.TransformerEncoderLayer(8, 2, 16, bias=False),
        nn.TransformerDecoderLayer(8, 2, 16),
        nn.LayerNorm((3, 4), elementwise_affine=False),
        nn.GroupNorm(2, 4),
        nn.BatchNorm1d(4, affine=False),
        nn.Embedding(10, 3),
        nn.ConvTranspose2d(4, 6, 3, stride=2, output_padding=1, groups=2),
    ],
    ids=str,
)
def test_single_layers(layer: Any) -> None:
    assert from_module(layer).parameter_count == sum(p.numel() for p in layer.parameters())


class Deciding(nn.Module):  # type: ignore[misc]
    def forward(self, x: Any) -> Any:
        return x if x.sum() > 0 else -x


class Tied(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(4, 4), nn.Linear(4, 4)
        self.second.weight = self.first.weight

    def forward(self, x: Any) -> Any:
        return self.second(self.first(x))


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (Deciding(), "forward cannot be followed"),
        (Tied(), "'first' and 'second' share a tensor"),
        (nn.Sequential(nn.Linear(2, 2), nn.RReLU()), "RReLU"),
        (nn.Linear, "no torch.nn.Module"),
        ("nn.Linear(2, 2)", "no torch.nn.Module"),
        (None, "no torch.nn.Module"),
    ],
)
def test_refusals(module: Any, said: str) -> None:
    with pytest.raises(UserError) as error:
        from_module(module)
    assert said in error.value.args[0]
    assert error.value.fix


@pytest.mark.parametrize("shape", [None, (3, 8, 8)])
@pytest.mark.parametrize("lazy", ["LazyConv2d(4, 3)", "LazyBatchNorm2d(affine=False)"])
def test_a_layer_without_sizes_is_told(lazy: str, shape: tuple[int, ...] | None) -> None:
    module = nn.Sequential(eval(f"nn.{lazy}", {"nn": nn}))  # noqa: S307 - our own
    with pytest.raises(UserError, match=r"'0\.\w+' has no size yet"):
        from_module(module, shape)
    module(torch.zeros(2, 3, 8, 8))
    assert from_module(module, shape).parameter_count == sum(p.numel() for p in module.parameters())
