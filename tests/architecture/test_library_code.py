"""Code as libraries write it: classes handed on, classes of PyTorch extended, sizes tried out, weights by hand."""

import sys
from types import ModuleType
from typing import Any

import pytest

from quizgen.architecture import from_module, summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.toml_form import read_toml
from quizgen.architecture.writing import to_toml, to_torch
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")
HEAD = (
    "import math\nimport torch\nfrom functools import partial\nfrom torch import nn\n"
    "import torch.nn.functional as F\n"
)
CODE: dict[str, tuple[Any, str]] = {
    "classes handed on": ((3, 32, 32), """
def layer_of(a, b, norm=nn.BatchNorm2d, act=partial(nn.LeakyReLU, 0.1), **more):
    return [nn.Conv2d(a, b, 3, padding=1, bias=norm is None, **more), norm(b), act()]

class Shortcut(nn.Module):
    widening: int = 2

    def __init__(self, width, norm=None, outside=None):
        super().__init__()
        norm = norm or nn.BatchNorm2d
        inner = width // self.widening
        self.way = nn.Sequential(*layer_of(width, inner, norm), *layer_of(inner, width, norm, act=nn.Identity))
        self.outside = outside
        self.act = nn.ReLU(inplace=True)

    def forward(self, x):
        kept = x if self.outside is None else self.outside(x)
        return self.act(self.way(x) + kept)

class Tower(nn.Module):
    def __init__(self, block, plan, norm=None, classes=5):
        super().__init__()
        if norm is None:
            norm = nn.BatchNorm2d
        self.norm = norm
        self.width = 8
        self.stem = nn.Sequential(*layer_of(3, self.width, stride=2))
        self.stages = nn.Sequential(*[self._stage(block, many) for many in plan if many > 0])
        self.top = nn.Linear(self.width, classes)
        for m in self.modules():
            if isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
                nn.init.ones_(m.weight)
        self.top.bias.data.fill_(-1.0)

    def _stage(self, block, many):
        outside = nn.Conv2d(self.width, self.width, 1) if many > 1 else None
        blocks = [block(self.width, self.norm, outside)]
        for _ in range(1, many):
            blocks.append(block(self.width, norm=self.norm))
        return nn.Sequential(*blocks)

    def features(self, x):
        return self.stages(self.stem(x))

    def forward(self, x):
        return self.top(torch.flatten(F.adaptive_avg_pool2d(self.features(x), (1, 1)), 1))

def tower(*plan, **settings):
    return Tower(Shortcut, plan, **settings)

model = tower(2, 0, 1, classes=7)
"""),
    "containers extended": ((4, 20), """
class Unit(nn.Sequential):
    def __init__(self, a, b, k=3):
        side = (k - 1) // 2
        super(Unit, self).__init__(nn.Conv1d(a, b, k, padding=side), nn.BatchNorm1d(b), nn.ReLU6())

class Grown(nn.ModuleDict):
    def __init__(self, start, by, many):
        super().__init__()
        for i in range(many):
            self.add_module('unit%d' % (i + 1), Unit(start + i * by, by))

    def forward(self, x):
        found = [x]
        for name, unit in self.items():
            found.append(unit(torch.cat(found, 1)))
        return torch.cat(found, 1)

class Down(nn.Sequential):
    def __init__(self, a, b):
        super().__init__()
        self.add_module('{}_{}'.format('conv', 1), nn.Conv1d(a, b, 1))
        self.pool = nn.AvgPool1d(2, stride=2)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential()
        width = 4
        for i, many in enumerate((2, 3)):
            self.body.add_module('grown%d' % i, Grown(width, 6, many))
            width = width + many * 6
            if i == 0:
                self.body.add_module('down', Down(width, width // 2))
                width = width // 2
        for i in range(2):
            setattr(self, 'side%d' % i, nn.Linear(width, 3))

    def forward(self, x):
        x = self.body(x).mean(dim=-1)
        return getattr(self, 'side0')(x) + self.side1(x)
"""),
    "layers extended": ((6, 9, 9), """
class ChannelNorm(nn.LayerNorm):
    def forward(self, x):
        x = F.layer_norm(x.permute(0, 2, 3, 1), self.normalized_shape, self.weight, self.bias, self.eps)
        return x.permute(0, 3, 1, 2)

class Kept(nn.Conv2d):
    def __init__(self, width):
        super().__init__(width, width, 3, padding=1, groups=width)

    def forward(self, x):
        return x + super().forward(x)

model = nn.Sequential(Kept(6), ChannelNorm(6), nn.Conv2d(6, 2, 1))
"""),
    "sines of places": ((12,), """
class Places(nn.Module):
    def __init__(self, width, longest=40):
        super().__init__()
        table = torch.zeros(longest, width)
        place = torch.arange(0, longest).float().unsqueeze(1)
        rate = torch.exp(torch.arange(0, width, 2).float() * (-math.log(10000.0) / width))
        table[:, 0::2] = torch.sin(place * rate)
        table[:, 1::2] = torch.cos(place * rate)
        self.register_buffer('table', table.unsqueeze(0))

    def forward(self, x):
        return x + self.table[:, :x.size(1)]

class Reader(nn.Module):
    def __init__(self, words=30, width=8):
        super().__init__()
        self.width = width
        self.words = nn.Embedding(words, width)
        self.places = Places(width)
        self.register_buffer('numbers', torch.arange(50))
        self.learned = nn.Embedding(50, width)
        self.stack = nn.TransformerEncoder(nn.TransformerEncoderLayer(width, 2, 16, batch_first=True), 2)
        self.out = nn.Linear(width, words)
        self.out.weight.data.uniform_(-0.1, 0.1)

    def forward(self, x):
        found = self.words(x) * math.sqrt(self.width) + self.learned(self.numbers[:x.size(1)])
        return self.out(self.stack(self.places(found)))
"""),
    "sizes tried out": ((2, 40, 40), """
class Player(nn.Module):
    def __init__(self, seen=(2, 40, 40), moves=4):
        super().__init__()
        self.seen = seen
        self.eyes = nn.Sequential(nn.Conv2d(seen[0], 8, 8, stride=4), nn.ReLU(), nn.Conv2d(8, 16, 4, stride=2), nn.ReLU())
        with torch.no_grad():
            size = self.eyes(torch.zeros(1, *seen)).view(1, -1).size(1)
        self.better = nn.Sequential(nn.Linear(size, 32), nn.ReLU(), nn.Linear(32, moves))
        self.worth = nn.Linear(self.counted(), 1)

    def counted(self):
        tried = self.eyes(torch.rand(1, *self.seen))
        return math.prod(tried.shape[1:])

    def forward(self, x):
        seen = self.eyes(x / 255.0).flatten(1)
        better, worth = self.better(seen), self.worth(seen)
        return worth + better - better.mean(dim=1, keepdim=True)
"""),
    "weights by hand": ((5,), """
class Dense(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.W = nn.Parameter(torch.randn(b, a) / math.sqrt(a))
        self.b = nn.Parameter(torch.zeros(b))

    def forward(self, x):
        return F.linear(x, self.W, self.b)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Dense(5, 7)
        self.V = nn.Parameter(0.01 * torch.ones(7, 3))
        self.U = nn.Parameter(torch.eye(3), requires_grad=True)
        self.scale = nn.Parameter(torch.full((3,), 1e-6))
        self.kernel = nn.Parameter(torch.randn(1, 1, 3))
        self.shift, self.gain = nn.Parameter(torch.zeros(3)), nn.Parameter(torch.ones(3))

    def forward(self, x):
        x = F.conv1d(x.unsqueeze(1), self.kernel, padding=1).squeeze(1)
        x = F.layer_norm(torch.tanh(self.first(x)) @ self.V, (3,), self.gain, self.shift)
        return self.scale * torch.mm(x, self.U.t())
"""),
    "scaled channels": ((3, 16, 16), """
class Block(nn.Module):
    def __init__(self, width, start=1e-6):
        super().__init__()
        self.deep = nn.Conv2d(width, width, 7, padding=3, groups=width)
        self.grow = nn.Linear(width, 4 * width)
        self.back = nn.Linear(4 * width, width)
        self.gamma = nn.Parameter(start * torch.ones(width))

    def forward(self, x):
        found = self.deep(x).permute(0, 2, 3, 1)
        found = self.gamma * self.back(F.gelu(self.grow(found)))
        return x + found.permute(0, 3, 1, 2)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 6, 4, 4)
        self.blocks = nn.ModuleList(Block(6) for _ in range(2))

    def forward(self, x):
        x = self.patches(x)
        for block in self.blocks:
            x = block(x)
        return x
"""),
    "heads side by side": ((10, 12), """
class Heads(nn.Module):
    def __init__(self, width=12, heads=3, out=None):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, out or width)

    def forward(self, x):
        b, n, c = x.shape
        qkv = self.qkv(x).reshape(b, n, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        shares = (q @ k.transpose(-2, -1) * self.scale).softmax(dim=-1)
        first = (shares @ v).transpose(1, 2).reshape(b, n, c)
        second = F.scaled_dot_product_attention(qkv[0], qkv[1], qkv[2]).transpose(1, 2).reshape(b, n, c)
        return self.out(first - second)
"""),
    "largest points": ((3, 30), """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv1d(3, 8, 1)
        self.turn = nn.Linear(8, 9)
        self.b = nn.Conv1d(3, 6, 1)

    def forward(self, x):
        seen = F.relu(self.a(x))
        whole = nn.MaxPool1d(seen.size(-1))(seen)
        turn = self.turn(nn.Flatten(1)(whole)).view(-1, 3, 3)
        x = torch.bmm(x.transpose(1, 2), turn).transpose(1, 2)
        largest, _ = torch.max(self.b(x), 2)
        return largest + self.b(x).amax(dim=-1)
"""),
    "where to look": ((4, 8, 8), """
class Spatial(nn.Module):
    def __init__(self, k=7):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, k, padding=k // 2, bias=False)

    def forward(self, x):
        seen = torch.cat([x.mean(dim=1, keepdim=True), torch.max(x, dim=1, keepdim=True)[0]], dim=1)
        return x * torch.sigmoid(self.conv(seen))
"""),
    "one after the other": ((8, 6, 6), """
class Net(nn.Module):
    def __init__(self, stride=1):
        super().__init__()
        half = 8 >> 1
        assert (stride != 1) or (half << 1 == 8)
        self.expand = nn.Sequential(self.deep(half, half), nn.BatchNorm2d(half))
        self.skip = (stride == 1) & (half == 4)

    @staticmethod
    def deep(a, b, k=3, stride=1, bias=False):
        return nn.Conv2d(a, b, k, stride, k // 2, groups=a, bias=bias)

    @property
    def is_open(self):
        return not self.skip

    def forward(self, x):
        a, b = x.chunk(2, dim=1)
        if self.is_open:
            return b
        out = torch.cat((a, self.expand(b)), 1)
        n, c, h, w = out.size()
        return out.view(n, 2, c // 2, h, w).transpose(1, 2).contiguous().view(n, c, h, w)
"""),
    "parts of axes": ((4, 30), """
class Cut(nn.Module):
    def __init__(self, by):
        super().__init__()
        self.by = by

    def forward(self, x):
        return x[:, :, :-self.by].contiguous()

class Causal(nn.Module):
    def __init__(self, widths=(8, 8, 16), k=3):
        super().__init__()
        layers, a = [], 4
        for i, b in enumerate(widths):
            side = (k - 1) * 2 ** i
            layers += [nn.Conv1d(a, b, k, padding=side, dilation=2 ** i), Cut(side), nn.ReLU()]
            a = b
        self.layers = nn.Sequential(*layers)
        self.out = nn.Linear(a, 3)

    def forward(self, x):
        x = self.layers(x)
        return self.out(x[..., -1] - x[:, :, 1] + x[..., 2:, 0].mean(1, keepdim=True))
"""),
    "functions handed on": ((12,), """
class Highway(nn.Module):
    def __init__(self, size, many, f=torch.relu, end=F.log_softmax):
        super().__init__()
        self.ways = nn.ModuleList([nn.Linear(size, size) for _ in range(many)])
        self.gates = nn.ModuleList([nn.Linear(size, size) for _ in range(many) if many > 1])
        self.f, self.end = f, end
        self.bend = {"leaky": partial(F.leaky_relu, negative_slope=0.2), "tanh": torch.tanh}["leaky"]

    def forward(self, x):
        for way, gate in zip(self.ways, self.gates):
            open_ = torch.sigmoid(gate(x))
            x = open_ * self.f(way(x)) + (1 - open_) * self.bend(x)
        return self.end(x, dim=-1)

net = Highway(12, 2)
"""),
    "a gate spread over the channels": ((4, 5, 6), """
class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.squeeze = nn.Conv2d(4, 1, 1)
        self.mix = nn.Conv2d(8, 3, 1)

    def forward(self, x):
        y = torch.sigmoid(self.squeeze(x))
        return self.mix(torch.cat([x * y.expand_as(x), y.expand_as(x)], 1))
"""),
    "two gates spread and added": ((4, 5, 6), """
class Gates(nn.Module):
    def __init__(self):
        super().__init__()
        self.pixels = nn.Conv2d(4, 1, 1)
        self.channels = nn.Linear(4, 4)

    def forward(self, x):
        channels = self.channels(x.mean((2, 3))).view(x.size(0), -1, 1, 1)
        return x * torch.sigmoid(self.pixels(x).expand_as(x) + channels.expand_as(x))
"""),
    "noise beside a mean": ((6,), """
class Sampled(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean = nn.Linear(6, 3)
        self.log_variance = nn.Linear(6, 3)

    def forward(self, x):
        std = self.log_variance(x).mul(0.5).exp()
        return std.data.new(std.size()).normal_() * std + self.mean(x)
"""),
}  # fmt: skip


def in_torch(code: str) -> Any:
    """The last model of the code, or an object of its last class."""
    space: dict[str, Any] = {"__name__": "library"}
    sys.modules["library"] = ModuleType("library")
    exec(HEAD + code, space)  # noqa: S102 - the code of this test
    made = [value for value in space.values() if isinstance(value, torch.nn.Module)]
    classes = [v for v in space.values() if isinstance(v, type) and issubclass(v, torch.nn.Module)]
    return (made[-1] if made else classes[-1]()).eval()


def shape_after(model: Any, shape: tuple[int, ...]) -> tuple[int, ...]:
    words = any(isinstance(part, torch.nn.Embedding) for part in model.modules())
    with torch.no_grad():
        found = model(torch.zeros(1, *shape, dtype=torch.long if words else torch.float))
    return tuple(found.shape[1:])


@pytest.mark.parametrize("name", CODE)
def test_the_table_is_what_torch_makes_of_it(name: str) -> None:
    shape, code = CODE[name]
    found = summarise(read_torch(HEAD + code, input_shape=shape), shape)
    model = in_torch(code)
    assert found.output_shape == shape_after(model, shape)
    assert found.total("parameters") == sum(p.numel() for p in model.parameters())


@pytest.mark.parametrize("name", CODE)
def test_a_live_module_is_the_same(name: str) -> None:
    shape, code = CODE[name]
    model = in_torch(code)
    found = summarise(from_module(model, shape))
    assert found.output_shape == shape_after(model, shape)
    assert found.total("parameters") == sum(p.numel() for p in model.parameters())


@pytest.mark.parametrize("name", CODE)
def test_written_as_toml_and_as_torch_code_it_is_the_same_network(name: str) -> None:
    shape, code = CODE[name]
    network = read_torch(HEAD + code, input_shape=shape)
    if network.left_out:
        for write in (to_toml, to_torch):
            with pytest.raises(UserError, match="not read whole"):
                write(network)
        return
    assert read_toml(to_toml(network)).rows(shape) == network.rows(shape)
    space: dict[str, Any] = {}
    exec(to_torch(network), space)  # noqa: S102 - what we have just written
    model = space["net"].eval()
    assert network.parameter_count == sum(p.numel() for p in model.parameters())
    assert network.output_shape() == shape_after(model, shape)


GRADIENTS = """
import torch
from torch import nn

class Swish(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.alpha = 3
        return x * torch.sigmoid(x)

    @staticmethod
    def backward(ctx, grad):
        (x,) = ctx.saved_tensors
        return grad * torch.sigmoid(x)

class Reverse(torch.autograd.Function):
    @staticmethod
    def forward(x, alpha):
        return x.view_as(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.alpha = inputs[1]

reverse = Reverse.apply

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        matrix, _ = torch.linalg.qr(torch.randn(6, 6))
        self.matrix = nn.Parameter(matrix)
        self.fc = nn.Linear(6, 4)
        self.fc.weight.require_grad = True
        if torch.accelerator.is_available():
            self.to(torch.accelerator.current_accelerator())

    def forward(self, x):
        return reverse(Swish.apply(self.fc(x @ self.matrix)), 0.5)
"""


def test_functions_with_gradients_of_their_own() -> None:
    network = read_torch(GRADIENTS, input_shape=(6,))
    assert (network.parameter_count, network.output_shape()) == (36 + 28, (4,))
    assert [type(node.layer).__name__ for node in network.nodes][-2:] == ["Sigmoid", "Multiply"]
    assert not network.left_out


def test_windows_of_many_places() -> None:
    """A table of relative places of 14 × 14 entries with each other."""
    text = """
import torch
from torch import nn
class Bias(nn.Module):
    def __init__(self, n=14):
        super().__init__()
        self.n = n
        self.table = nn.Parameter(torch.zeros((2 * n - 1) ** 2, 3))
        places = torch.stack(torch.meshgrid(torch.arange(n), torch.arange(n))).flatten(1)
        places = (places[:, :, None] - places[:, None, :]).permute(1, 2, 0)
        places[:, :, 0] *= 2 * n - 1
        self.register_buffer("places", places.sum(-1))
    def forward(self, x):
        bias = self.table[self.places.view(-1)].view(self.n**2, self.n**2, -1)
        return x + bias.permute(2, 0, 1).unsqueeze(0)
"""
    network = read_torch(text, input_shape=(3, 196, 196))
    assert (network.parameter_count, network.output_shape()) == (729 * 3, (3, 196, 196))


@pytest.mark.again
def test_a_table_of_sines_written_out_in_python() -> None:
    text = """
import numpy as np
import torch
from torch import nn
class Places(nn.Module):
    def __init__(self, width=512, many=200):
        super().__init__()
        self.register_buffer("table", self.sines(many, width))
    def sines(self, many, width):
        def angles(place):
            return [place / np.power(10000, 2 * (at // 2) / width) for at in range(width)]
        table = np.array([angles(place) for place in range(many)])
        table[:, 0::2] = np.sin(table[:, 0::2])
        return torch.FloatTensor(table).unsqueeze(0)
    def forward(self, x):
        return x + self.table[:, : x.size(1)].clone().detach()
net = nn.Sequential(nn.Linear(2, 512), Places())
"""
    assert read_torch(text, input_shape=(5, 2)).output_shape() == (5, 512)


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ("torch.randint(0, 3, (4,)).dtype == torch.long", 3),
        ("torch.randint(0, 3, (4,)).dtype in (torch.float, torch.half)", 4),
        ("x.dtype == torch.float", 3),
        ("x.dtype is torch.float32 or x.dtype == torch.double", 3),
    ],
)
def test_types_of_numbers_by_both_their_names(condition: str, wanted: int) -> None:
    text = f"""
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(2, 3), nn.Linear(2, 4)
    def forward(self, x):
        return self.a(x) if {condition} else self.b(x)
"""
    space: dict[str, Any] = {}
    exec(text, space)  # noqa: S102 - a text of this file
    assert space["Net"]()(torch.zeros(1, 2)).shape == (1, wanted)
    assert read_torch(text, input_shape=(2,)).output_shape() == (wanted,)


def test_a_script_module_is_a_module() -> None:
    text = """
import torch
from torch import nn
class Block(torch.jit.ScriptModule):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 2)
    @torch.jit.script_method
    def forward(self, x):
        return self.fc(x).relu()
net = nn.Sequential(Block(), nn.Linear(2, 1))
"""
    network = read_torch(text, input_shape=(3,))
    assert (network.parameter_count, network.output_shape()) == (11, (1,))
