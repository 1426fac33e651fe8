"""Torch code as text: classes as in the lecture and as people write them; nothing runs."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from quizgen.architecture import read, summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.errors import UserError

if TYPE_CHECKING:
    from quizgen.solver.network import Network

LECTURE = """
import torch
class Net(torch.nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        n_hidden = 5
        self.act = torch.nn.Sigmoid()
        self.hidden = torch.nn.Linear(12, n_hidden)
        self.out = torch.nn.Linear(n_hidden, 1)
    def forward(self, x):
        x = self.act(self.hidden(x))
        x = self.out(x)
        return x
net = Net()
criterion = torch.nn.MSELoss()
optimizer = torch.optim.LBFGS([net.parameters()], lr=0.03)
optimizer.zero_grad()
pred = net(input_X_features)
loss = criterion(pred, output_y_labels)
loss.backward()
"""

CLASSES = '''
"""A network in the style of tutorials."""
import torch
import torch.nn as nn
import torch.nn.functional as F

WIDTH = 6

class Block(nn.Module):
    """Two convolutions of one size."""

    def __init__(self, channels: int, kernel=3, *, activation=True):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, kernel, padding=kernel // 2)
        self.second = nn.Conv2d(channels, channels, 1) if kernel == 3 else nn.Identity()
        self.activation = activation

    def forward(self, x):
        y = F.relu(self.conv(x))
        if self.activation:
            y = torch.tanh(y)
        return self.second(y)


class Net(nn.Module):
    def __init__(self, classes=10, depth=2):
        super(Net, self).__init__()
        self.stem = nn.Sequential(nn.Conv2d(1, WIDTH, 5), nn.ReLU(inplace=True), nn.MaxPool2d(2))
        self.blocks = nn.ModuleList([Block(WIDTH, 3 + 2 * i) for i in range(depth)])
        layers = []
        for size in (32, 16):
            layers += [nn.Linear(size * 2 if size == 16 else WIDTH * 14 * 14, size), nn.ReLU()]
            layers.append(nn.Dropout(0.5))
        self.head = nn.Sequential(*layers)
        self.fc = nn.Linear(16, classes)

    def forward(self, x):
        x = self.stem(x)
        for i, block in enumerate(self.blocks):
            x = block(x)
        x = x.view(x.size(0), -1)
        x = self.head(x)
        return F.log_softmax(self.fc(x), dim=1)
'''


def run(code: str) -> Any:
    """The module that torch makes of the code: the truth to compare with."""
    scope: dict[str, Any] = {"__name__": "code"}
    exec(code, scope)  # noqa: S102 - our own code above, run by torch to have something to compare with
    return scope["Net"]()


class TestLecture:
    def test_units_12_5_1(self) -> None:
        net = read_torch(LECTURE)
        assert net.parameter_count == 71  # S11
        assert net.units == (12, 5, 1)
        assert net.names == ("hidden", "act", "out")

    def test_a_layer_over_several_lines(self) -> None:
        """As on the slide "Matrix interpretation of convolution"."""
        net = read("torch.nn.Conv1d(\n    in_channels=1,\n    out_channels=1,\n    kernel_size=2)")
        assert summarise(net, (3,)).total("connections") == 4

    def test_sequential(self) -> None:
        text = "from torch import nn\nmodel = nn.Sequential(\n  nn.Linear(10, 100),\n  nn.ReLU(),\n  nn.Linear(100, 1),\n)\n"
        assert read(text).parameter_count == 1201


class TestClasses:
    """Blocks, lists of layers, loops, views, functions: as many parameters and the shapes torch has."""

    def test_like_torch(self) -> None:
        torch = pytest.importorskip("torch")
        module = run(CLASSES)
        found = summarise(read_torch(CLASSES), (1, 32, 32))
        assert found.total("parameters") == sum(p.numel() for p in module.parameters())
        assert found.output_shape == tuple(module(torch.zeros(1, 1, 32, 32)).shape[1:])

    def test_names_are_those_of_torch(self) -> None:
        pytest.importorskip("torch")
        learned = [n.name for n in read_torch(CLASSES).nodes if n.layer.parameter_count]
        known = {name.rpartition(".")[0] for name, _ in run(CLASSES).named_parameters()}
        assert set(learned) == known

    def test_arguments_are_asked_for(self) -> None:
        text = CLASSES.replace("classes=10, depth=2", "classes, depth=2")
        with pytest.raises(UserError) as error:
            read_torch(text, "net.py")
        assert str(error.value) == (
            "net.py:25: Net: classes missing\n    fix: end with a line such as net = Net(classes=…), or give --set classes=VALUE"
        )
        assert read_torch(text + "\nmodel = Net(3)\n").output_shape((1, 32, 32)) == (3,)

    def test_arguments_may_be_settings(self) -> None:
        """Of a class that the file itself makes no object of; others are as the file makes them."""
        text = "class Net(nn.Module):\n    def __init__(self, wide, *, out=3):\n        super().__init__()\n        self.fc = nn.Linear(wide, out)\n    def forward(self, x):\n        return self.fc(x)\n"
        assert read_torch(text, settings={"wide": 7}).parameter_count == 7 * 3 + 3
        assert read_torch(text, settings={"wide": 7, "out": 2}).parameter_count == 7 * 2 + 2
        with pytest.raises(UserError, match="--set wide: nothing in the file is called so"):
            read_torch(text + "net = Net(5)\n", settings={"wide": 7})

    def test_a_module_used_twice_shares_its_weights(self) -> None:
        text = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
    def forward(self, x):
        return self.fc(self.fc(x))
"""
        assert read_torch(text).parameter_count == 20


class TestErrors:
    """File, line and the nearest name."""

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("nn.MaxPool2d(2)", "nn.MaxPol2d(2)", "net.py:28: unknown layer or function 'nn.MaxPol2d'\n    fix: did you mean 'MaxPool2d'?"),
            ("F.relu(", "F.rellu(", "net.py:19: unknown function 'rellu'\n    fix: did you mean 'relu'?"),
            ("self.head(x)", "self.haed(x)", "net.py:42: class Net has no 'haed'\n    fix: did you mean 'head'?"),
            ("padding=kernel", "pading=kernel", "net.py:14: Conv2d: unknown argument 'pading'\n    fix: did you mean 'padding'?"),
            ("y = torch.tanh(y)", "y = y / 'y'", "net.py:21: / of a tensor and a text\n    fix: write the value out"),
            ("y = torch.tanh(y)", "while x: y = x", "net.py:21: a loop in line 21 depends on what is not known: a condition on a tensor depends on the data\n    fix: write the value out"),
            ("range(depth)", "range(dept)", "net.py:29: unknown name 'dept'\n    fix: did you mean 'depth'?"),
        ],
    )  # fmt: skip
    def test_message(self, old: str, new: str, message: str) -> None:
        assert old in CLASSES
        with pytest.raises(UserError) as error:
            read_torch(CLASSES.replace(old, new), "net.py")
        assert str(error.value) == message

    @pytest.mark.parametrize(
        "body",
        [
            "open('HERE', 'w')",
            "__import__('os').system('touch HERE')",
            "self.__class__.__mro__",
            "[0] * 10**12",
            "[0 for _ in range(10**12)]",
            "getattr(x, '__class__')",
            "(lambda: 0)()",
            "self.forward(x)",
            "nn.Linear(2, 10**400)",
            "torch.load('HERE')",
            "int('9' * 10000)",
            "max()",
            "x[0]",
            "x.view()",
            "x.cuda",
            "torch.cat([x, x], 0)",
            "F.relu()",
            "self.missing",
            "f'{x!r:{9**9}}'",
            "not x",
            "len(3)",
        ],
    )
    def test_hostile(self, body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        text = f"""
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
    def forward(self, x):
        for i in range(3):
            x = self.fc({body})
        return x
"""
        with pytest.raises(UserError):
            read_torch(text)
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize(
        "text", ["x = 1\n", "class A:\n  pass\n", "print('hi')\n", "import os\n\n"]
    )
    def test_no_network(self, text: str) -> None:
        with pytest.raises(UserError, match="no layers here"):
            read_torch(text)


def test_a_network_of_files(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(LECTURE)
    found: Network = read(str(path))
    assert found == read(path)
    assert found.parameter_count == 71
    path.write_text(f"from wide import *\n{LECTURE}", encoding="utf-8-sig")
    (tmp_path / "wide.py").write_text("WIDE = 3\n", encoding="utf-8-sig")
    assert read(path) == found
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UserError, match="this is not text"):
        read(path)


class TestChangedAfterwards:
    """What is done to a network after it is made counts; where it cannot be followed nothing old is told."""

    BODY = "from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.c = nn.Conv1d(1, 2, 3)\n        self.g = nn.Conv1d(1, 4, 3)\n    def forward(self, x):\n        return self.c(x)\nnet = Net()\n"

    @pytest.mark.parametrize(
        ("change", "shape"),
        [
            ("net.c.stride = (2,)", (2, 4)),
            ("net.c = nn.Conv1d(1, 5, 3)", (5, 7)),
            ("net.forward = lambda x: net.g(x)", (4, 7)),
            ("Net.forward = lambda self, x: self.g(x)", (4, 7)),
            ("setattr(net, 'c', nn.Sequential(net.c, nn.ReLU(), nn.Conv1d(2, 3, 1)))", (3, 7)),
            (
                "for m in net.modules():\n    if isinstance(m, nn.Conv1d):\n        m.padding = (1,)",
                (2, 9),
            ),
        ],
    )
    def test_is_read(self, change: str, shape: tuple[int, ...]) -> None:
        net = read_torch(self.BODY + change + "\n", input_shape=(1, 9))
        assert net.shapes()[net.results[0]] == shape

    @pytest.mark.parametrize(
        "change",
        [
            "net.c.stride = open('x').read()",
            "for m in open('x'):\n    net.c.padding = (1,)",
            "net.c = nn.Conv1d(1, int(input()), 3)",
            "setattr(net, input(), nn.ReLU())",
            "net.c.dilation = 'much'",
            "net.register_forward_hook(open('x').read())",
        ],
    )
    def test_is_refused(self, change: str) -> None:
        with pytest.raises(UserError):
            read_torch(self.BODY + change + "\n", input_shape=(1, 9))


def test_a_leading_one_of_a_constant_is_spread() -> None:
    """Relative positions: (n, 1) minus (1, n); a leading 1 is not taken for a batch there."""
    code = """
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        places = torch.arange(5)
        apart = places[:, None] - places[None, :]
        self.n = apart.shape[0] * 10 + apart.shape[1]
        self.f = nn.Linear(3, self.n)
    def forward(self, x):
        return self.f(x)
net = Net()
"""
    assert read_torch(code, input_shape=(3,)).output_shape() == (55,)
