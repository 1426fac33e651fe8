"""A file that calls its network says which input it is for: the shapes are those that PyTorch gives."""

import json

import pytest
from click.testing import CliRunner

from quizgen.architecture import read, summarise
from quizgen.cli.group import group

HEAD = "import torch\nimport torch.nn as nn\n"
CLASS = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Linear(8, 5)
    def forward(self, x):
        {}
net = Net()
"""
RECURRENT = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.r = nn.GRU(8, 16)
        self.f = nn.Linear(16, 5)
    def forward(self, x):
        y, h = self.r(x)
        return self.f(y[-1])
net = Net()
"""
POOLED = """class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c = nn.Conv2d(3, 6, 5)
    def forward(self, x):
        x = self.c(x)
        return x.view(-1, x.size(1) * x.size(2) * x.size(3))
"""
BUILT = """def build(width):
    return nn.Sequential(nn.Conv2d(3, width, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 4))
def main():
    net = build(8)
    print(net(torch.zeros((4, 3, 16, 16))).shape)
main()
"""


# The outputs are PyTorch's, without the axis of the batch.
@pytest.mark.parametrize(
    ("text", "shape", "output"),
    [
        (POOLED + "net = Net()\nnet(torch.randn(2, 3, 20, 24))", (3, 20, 24), (1920,)),
        (BUILT, (3, 16, 16), (4,)),
        (CLASS.format("return self.f(x)") + "net(torch.randn(2, 7, 8))", (7, 8), (7, 5)),
        (CLASS.format("return self.f(x.mean(1))") + "net(torch.randn(9, 4, 8))", (4, 8), (5,)),
        ("net = nn.LSTM(10, 20)\nnet(torch.randn(5, 3, 10))", (5, 10), (5, 20)),
        ("net = nn.LSTM(10, 20, batch_first=True)\nnet(torch.randn(3, 5, 10))", (5, 10), (5, 20)),
        (RECURRENT + "net(torch.randn(9, 4, 8))", (9, 8), (5,)),
        (
            "net = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 4, 32), 2)\nnet(torch.randn(7, 2, 16))",
            (7, 16),
            (7, 16),
        ),
        (
            "net = nn.Sequential(nn.Embedding(100, 16), nn.Linear(16, 8))\nnet(torch.randint(0, 100, (2, 12)))",
            (12,),
            (12, 8),
        ),
        # Libraries that report on a network call it. torchsummary puts a batch in front, torchinfo where it is told.
        (POOLED + "from torchsummary import summary\nsummary(Net().cuda(), (3, 20, 24))", (3, 20, 24), (1920,)),
        (POOLED + "import torchinfo\ntorchinfo.summary(Net(), (2, 3, 20, 24))", (3, 20, 24), (1920,)),
        (POOLED + "from torchinfo import summary\nprint(summary(Net(), input_size=[3, 20, 24], batch_dim=0, verbose=0))", (3, 20, 24), (1920,)),
        (POOLED + "from torchinfo import summary\nsummary(Net(), input_data=torch.zeros(2, 3, 20, 24))", (3, 20, 24), (1920,)),
        (POOLED + "from thop import profile\nmacs, count = profile(Net(), inputs=(torch.zeros(2, 3, 20, 24),))", (3, 20, 24), (1920,)),
        (POOLED + "torch.onnx.export(Net(), torch.zeros(2, 3, 20, 24), 'net.onnx')", (3, 20, 24), (1920,)),
        (POOLED + "net = torch.jit.trace(Net().eval(), torch.zeros(2, 3, 20, 24))", (3, 20, 24), (1920,)),
        (
            CLASS.format("return self.f(x)").replace("(self, x)", "(self, x, y)").replace("self.f(x)", "self.f(x) + y")
            + "from torchinfo import summary\nsummary(net, [(4, 8), (4, 5)])",
            ((8,), (5,)),
            (5,),
        ),
    ],
)  # fmt: skip
def test_the_shape_is_that_of_the_file(
    text: str, shape: tuple[int, ...], output: tuple[int, ...]
) -> None:
    """Where layers take the sequence first, the batch is behind it."""
    found = summarise(read(HEAD + text))
    assert (found.input_shape, found.output_shape) == (shape, output)
    assert found.network.shape_from
    assert not found.network.left_out


@pytest.mark.parametrize(
    "call",
    [
        "net(torch.randn(3, 32, 32))",  # one image without a batch
        "net(torch.randn(torch.randint(1, 9, (1,)).item(), 3, 32, 32))",
        "net(images)",
        "from torchinfo import summary; summary(net)",
        "from torchinfo import summary; summary(net, input_size=(3, 32, 32))",  # no batch
        "from torchsummary import summary; summary(net, input_size=(3, images.size, 32))",
        "",
    ],
)
def test_no_other_call_says_anything(call: str) -> None:
    """The counts are there all the same."""
    text = f"{HEAD}net = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU())\ntry:\n    {call or 'pass'}\nexcept NameError:\n    pass\n"
    found = summarise(read(text))
    assert (found.input_shape, found.output_shape, found.total("parameters")) == (None, None, 112)
    assert not found.network.shape_from


def test_one_sequence_without_a_batch_says_nothing() -> None:
    """(5, 10) is a sequence of five to PyTorch, and no batch of five vectors."""
    for layer in ("nn.LSTM(10, 20)", "nn.LSTM(10, 20, batch_first=True)"):
        found = summarise(read(f"{HEAD}net = {layer}\nnet(torch.randn(5, 10))"))
        assert (found.input_shape, found.total("parameters")) == (None, 2560)


def test_inputs_of_other_batches_say_nothing() -> None:
    """The second tensor is given to all observations: which axis is the batch is open."""
    text = CLASS.format("return self.f(x)").replace("(self, x)", "(self, x, y)")
    text = text.replace("self.f(x)", "self.f(x) + y") + "net(torch.randn(2, 8), torch.randn(1, 5))"
    found = summarise(read(HEAD + text))
    assert (found.input_shape, found.total("parameters")) == (None, 45)


def test_who_gives_a_shape_is_followed() -> None:
    """`--input` goes before what the file does."""
    text = HEAD + POOLED + "net = Net()\nnet(torch.randn(2, 3, 20, 24))"
    found = summarise(read(text, input_shape=(3, 9, 9)), (3, 9, 9))
    assert (found.output_shape, found.network.shape_from) == ((150,), "")


def test_it_is_said_where_the_shape_comes_from() -> None:
    """In the table and for machines."""
    text = HEAD + POOLED + "net = Net()\nnet(torch.randn(2, 3, 20, 24))\n"
    told = CliRunner().invoke(group, ["solve", "-"], input=text)
    line = "note: input 3 × 20 × 24: line 11 calls the network with it; --input gives another one"
    assert line in " ".join(told.output.split())
    found = json.loads(CliRunner().invoke(group, ["solve", "-", "--json"], input=text).stdout)
    assert found["input_from"] == "line 11 calls the network with it"
    given = CliRunner().invoke(group, ["solve", "-", "--json", "--input", "3x9x9"], input=text)
    assert json.loads(given.stdout)["input_from"] == ""
