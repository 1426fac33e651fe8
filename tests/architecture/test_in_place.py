"""Tensors that are changed in place: every name of one sees it, as in PyTorch; and libraries around them."""

from typing import Any

import pytest

from quizgen.architecture import summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")
HEAD = """
import copy
import types
from dataclasses import asdict, dataclass, replace
import numpy as np
import torch
import torch.nn as nn
"""
MODULE = """
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.Linear(4, 4)
        self.g = nn.Linear(4, 4)

    def forward(self, x):
        y = self.f(x)
        {body}
net = M()
"""
# What forward does with y, and the layers that the first output depends on.
BODIES = {
    "y.add_(self.g(x))\n        return y": "f g add",
    "torch.add(y, self.g(x), out=y)\n        return y": "f g add",
    "z = y\n        z += self.g(x)\n        return y": "f g add",
    "z = y\n        z = z + self.g(x)\n        return y": "f",
    "z = y.clone()\n        z.mul_(self.g(x))\n        return y": "f",
    "z = copy.deepcopy(y)\n        z += 1\n        return y": "f",
    "z = y * 1\n        z += 1\n        return y": "f",
    "z = y.detach()\n        z.mul_(2)\n        return y": "f scale",
    "y.unsqueeze_(1)\n        return y": "f unsqueeze",
    "nn.functional.relu(y, inplace=True)\n        return y": "f relu",
    "nn.functional.leaky_relu(y, 0.2, True)\n        return y": "f leaky_relu",
    "nn.functional.relu(y)\n        return y": "f",
    "nn.ReLU(inplace=True)(y)\n        return y": "f relu",
    "nn.ReLU(inplace=False)(y)\n        return y": "f",
    "z = nn.ELU(0.5, True)(y)\n        return y + z": "f elu add",
    "z = nn.Sequential(nn.ReLU(True))(y)\n        return self.g(y)": "f relu g",
    "y.unsqueeze_(-1).squeeze_(-1)\n        return y": "f unsqueeze squeeze",
}


@pytest.mark.parametrize("body", BODIES)
def test_a_change_in_place_is_seen_by_all_names(body: str) -> None:
    code = HEAD + MODULE.format(body=body)
    network = read_torch(code, input_shape=(4,))
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(code, space)  # noqa: S102 - our own program
    with torch.no_grad():
        expected = space["net"](torch.zeros(2, 4))
    assert summarise(network, (4,)).shape_of(network.results[0]) == tuple(expected.shape[1:])
    waiting, needed = [network.results[0]], set()
    while waiting:
        name = waiting.pop()
        found = [node for node in network.nodes if node.name == name and name not in needed]
        needed |= {node.name for node in found}
        waiting += [source for node in found for source in node.inputs]
    assert needed == set(BODIES[body].split())


@pytest.mark.parametrize(
    "change", ["d[1] = 3", "d.mul_(2)", "d += 1", "e = d\ne[1] = 3", "d.fill_(2)"]
)
def test_numbers_that_are_changed_are_not_known(change: str) -> None:
    code = f"{HEAD}d = torch.tensor([8, 16])\n{change}\nnet = nn.Linear(4, int(d[1]))\n"
    with pytest.raises(UserError, match="depends on the data"):
        read_torch(code)


def test_data_of_another_shape_are_refused() -> None:
    code = HEAD + "net = nn.Linear(4, 3)\nnet.weight.data = torch.zeros(2, 4)\n"
    with pytest.raises(UserError, match=r"data of shape \(2, 4\)"):
        read_torch(code)


ONCE = """
g = (n for n in (5, 6))
m = map(lambda n: n + 1, [6, 7])
f = filter(None, [0, 3])
d = [4, *g, *m, *g, *m, next(f)]
net = nn.Sequential(*[nn.Linear(a, b) for a, b in zip(d, d[1:])])
"""


def test_entries_are_taken_once() -> None:
    # 4 5 6 7 8 3
    assert read_torch(HEAD + ONCE).parameter_count == 25 + 36 + 49 + 64 + 27


CONFIGURED = """
@dataclass
class Inner:
    n: int = 3
@dataclass
class Config:
    width: int = 4
    inner: Inner = None
    def __post_init__(self):
        self.twice = 2 * self.width
c = replace(Config(inner=Inner()), width=5)
d = asdict(c)
s = types.SimpleNamespace(out=d["inner"]["n"], mean=np.array([0.5, 0.5]).tolist())
s.more = 1
def widen(self, n):
    return self.out * n
s.wide = types.MethodType(widen, s)
net = nn.Sequential(nn.Linear(4, c.twice), nn.Linear(c.twice, s.wide(2) + s.more))
"""


def test_configurations_of_the_library() -> None:
    space: dict[str, Any] = {"__name__": "__main__"}
    exec(HEAD + CONFIGURED, space)  # noqa: S102 - our own program
    expected = sum(p.numel() for p in space["net"].parameters())
    assert read_torch(HEAD + CONFIGURED).parameter_count == expected == 127


PACKED = """
from einops import pack, unpack
class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.token = nn.Parameter(torch.zeros(2, 4))
        self.f = nn.Linear(4, 4)
    def forward(self, x):
        tokens = self.token.expand(x.shape[0], -1, -1)
        y, shapes = pack([x, tokens], 'b * d')
        y = self.f(y).masked_fill(torch.eye(9, 4).bool(), -torch.finfo(y.dtype).max)
        image, tokens = unpack(y, shapes, 'b * d')
        noise = torch.from_numpy(np.random.normal(0, 1, (x.shape[0], 4)))
        return image, tokens, noise + tokens[:, 0]
net = M()
"""


def test_pack_and_unpack() -> None:
    network = read_torch(HEAD + PACKED, input_shape=(7, 4))
    found = summarise(network, (7, 4))
    assert [found.shape_of(name) for name in network.results] == [(7, 4), (2, 4), (4,)]
    assert found.total("parameters") == 28
