"""Networks that are changed after they are made, by ways around their attributes: as PyTorch has them.

The counts are PyTorch's.
"""

import pytest

from quizgen.architecture import summarise
from quizgen.architecture.fake_torch import read_torch
from quizgen.errors import UserError

NET = "net = nn.Sequential(nn.Linear(6, 6), nn.Sequential(nn.ReLU(), nn.Linear(6, 2)))\n"
CLASS = """class M(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(6, 5)
        {more}
    def forward(self, x):
        return self.a(x)
"""


def counted(code: str) -> tuple[int | None, tuple[int, ...]]:
    found = summarise(read_torch(code, input_shape=(6,)), (6,))
    assert found.output_shape is not None
    return found.total("parameters"), found.output_shape


REPLACED = """
def swap(model):
    for name, child in model.named_children():
        swap(child)
        if isinstance(child, nn.Linear):
            model._modules[name] = nn.Linear(child.in_features, child.out_features, bias=False)
swap(net)
"""
CALLED = """
    def __call__(self, x):
        return super().__call__(x)[:, :2]
net = M()
"""
CHANGED = {
    "replaced in _modules": (NET + REPLACED, (48, (2,))),
    "taken from _modules": (NET + "del net[1]._modules['1']", (42, (6,))),
    "set in _modules": (
        CLASS.format(more="self._modules['a'] = nn.Linear(6, 4)") + "net = M()",
        (28, (4,)),
    ),
    "forward of the object": (
        NET + "old = net.forward\nnet.forward = lambda x: old(x)[:, :1]",
        (56, (1,)),
    ),
    "call of the class": (
        CLASS.format(more="") + CALLED,
        (35, (2,)),
    ),
    "globals": ("n = 3\nglobals()['n'] = 4\nnet = nn.Linear(6, n)", (28, (4,))),
    "vars": (
        "class C: n = 0\nc = C()\nvars(c)['n'] = 4\nc.__dict__.update(m=1)\nnet = nn.Linear(6, c.n + c.m)",
        (35, (5,)),
    ),
    "exec": ("n = 3\nexec('n = ' + str(n + 1))\nnet = nn.Linear(6, n)", (28, (4,))),
    "eval": ("net = eval('nn.' + 'Linear' + '(6, 4)')", (28, (4,))),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_is_seen(name: str) -> None:
    code, expected = CHANGED[name]
    assert counted(code) == expected


REFUSED = {
    "a method of _modules": (NET + "net._modules.pop('1')", "a method changes what a module holds"),
    "a layer in __dict__": (
        CLASS.format(more="self.__dict__['b'] = nn.Linear(5, 5)") + "net = M()",
        "not registered",
    ),
    "exec of a file": ("n = 3\nexec(open('c').read())\nnet = nn.Linear(6, n)", r"exec\(…\)"),
    "a call that fails": (
        "sizes = [6, 5, 4]\nsizes.__delitem__(1)\nnet = nn.Linear(*sizes)",
        "has no '__delitem__'",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_followed_is_refused(name: str) -> None:
    code, said = REFUSED[name]
    with pytest.raises(UserError, match=said):
        counted(code)


TRAINING = """
net = nn.Linear(6, 2)
for epoch in range(4000):
    for x in DataLoader(open("d")):
        loss = sum(net(x) for _ in range(10))
        if loss < 1:
            print(epoch)
"""


def test_a_loop_that_trains_is_left() -> None:
    assert counted("from torch.utils.data import DataLoader\n" + TRAINING) == (14, (2,))


def test_what_a_loop_that_trains_changes_is_unknown() -> None:
    with pytest.raises(UserError, match="n is not known: a loop in line 6"):
        counted(
            "from torch.utils.data import DataLoader\nn = 0\n"
            + TRAINING.replace("loss = ", "n += 1; loss = ")
            + "net = nn.Linear(6, n)"
        )
