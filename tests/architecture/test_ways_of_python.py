"""What Python lets a file do to its classes, functions and modules: read as Python does it, or refused.

Each text is run by torch too: its parameters, and the values of the network written again as torch code, are the oracle.
"""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.writing import to_torch
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")

HEAD = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
NET = "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(4, 4)\n        self.b = nn.Linear(4, 2)\n"
RUNS = NET + "    def forward(self, x):\n        return self.b(self.a(x))\n"
READ = {
    "defaults of a named tuple that are set later": """
from collections import namedtuple
Size = namedtuple("Size", "given wide deep")
Size.__new__.__defaults__ = (7, None)
net = nn.Linear(4, Size(1).wide if Size(1).deep is None else 2)
""",
    "attributes that are a dictionary": """
class Config:
    def __init__(self, entries):
        self.__dict__ = entries
net = nn.Linear(4, Config({"wide": 7}).wide)
""",
    "a module by its name": """
import importlib
def made(target, **settings):
    module, name = target.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)(**settings)
net = made("torch.nn.Linear", in_features=4, out_features=7)
""",
    "a type of another name": """
from typing import NewType
Width = NewType("Width", int)
net = nn.Linear(4, Width(7))
""",
    "what an operator of one's own makes": "class Joined:\n    def __rshift__(self, other):\n        return other\nfirst = nn.Linear(4, 4)\nnet = Joined() >> nn.Sequential(first, nn.Linear(4, 2))",
    "__new__ gives something else": """
class Net(nn.Module):
    def __new__(cls, wide=False):
        return nn.Linear(4, 9) if wide else super().__new__(cls)
    def __init__(self, wide=False):
        super().__init__()
        self.a = nn.Linear(4, 4)
    def forward(self, x):
        return self.a(x)
net = nn.Sequential(Net(), Net(wide=True))
""",
    "__new__ of object": """
class Size:
    def __new__(cls, n):
        found = object.__new__(cls)
        found.n = n + 1
        return found
net = nn.Linear(4, Size(2).n)
""",
    "cached functions": """
from functools import cache, lru_cache
@lru_cache(maxsize=None)
def one(d):
    return nn.Linear(d, d)
@cache
def other(d, bias=True):
    return nn.Linear(d, d, bias=bias)
net = nn.Sequential(one(4), one(4), other(4), other(4, bias=False), other(4, bias=False))
""",
    "__init_subclass__": """
class Known:
    kinds = {}
    def __init_subclass__(cls, key=None, **named):
        super().__init_subclass__(**named)
        Known.kinds[key] = cls
class One(nn.Module, Known, key="one"):
    def __init__(self):
        super().__init__()
        self.f = nn.Linear(4, 3)
    def forward(self, x):
        return self.f(x)
class Two(One, key="two"):
    def __init__(self):
        super().__init__()
        self.g = nn.Linear(3, 2)
    def forward(self, x):
        return self.g(super().forward(x))
net = Known.kinds["two"]()
""",
    "a frozen dataclass that sets its own": """
from dataclasses import dataclass
@dataclass(frozen=True)
class Settings:
    width: int = 4
    def __post_init__(self):
        object.__setattr__(self, "twice", 2 * self.width)
net = nn.Linear(4, Settings().twice)
""",
    "setattr above": """
class Holder:
    def __setattr__(self, name, value):
        super().__setattr__(name + "s", value)
holder = Holder()
holder.unit = 5
net = nn.Linear(4, getattr(holder, "units", 1))
""",
    "type with three arguments": """
def forward(self, x):
    return F.relu(nn.Sequential.forward(self, x))
Net = type("Net", (nn.Sequential,), {"forward": forward, "units": 3})
net = Net(nn.Linear(4, Net.units), nn.Linear(3, 3))
""",
    "True as a place": "net = nn.Sequential([nn.Linear(4, 4), nn.Linear(4, 2)][4 > 3], (nn.Tanh(), nn.ReLU())[False])",
    "the rest of a mapping": """
def make(given):
    match given:
        case {"units": int(units), **rest}:
            return nn.Linear(4, units, **rest)
net = make({"units": 3, "bias": False})
""",
    "a class by its name in sys.modules": """
import sys
class Big(nn.Linear):
    pass
net = nn.Linear(4, 1)
net = getattr(sys.modules[__name__], "B" + "ig")(4, 8)
""",
    "operator": """
import operator
from functools import reduce
net = nn.Linear(reduce(operator.mul, [2, 2]), operator.itemgetter("n", "m")({"n": 3, "m": 4})[1])
""",
    "matches": """
import re
layers, width = [], 4
for word in "d6,r,d2".split(","):
    if found := re.match(r"d(\\d+)", word):
        layers.append(nn.Linear(width, int(found.group(1))))
        width = int(found[1])
    else:
        layers.append(nn.ReLU())
net = nn.Sequential(*layers)
""",
    "a hook that looks": RUNS
    + """
seen = {}
net = Net()
net.a.register_forward_hook(lambda module, given, output: seen.update(a=output))
""",
    "a hook that changes": RUNS
    + """
net = Net()
net.a.register_forward_hook(lambda module, given, output: F.relu(output) * 3)
net.b.register_forward_pre_hook(lambda module, given: (given[0] + 1,))
""",
    "a hook of a copy": RUNS
    + """
import copy
first = Net()
first.a.register_forward_hook(lambda module, given, output: torch.tanh(output))
net = copy.deepcopy(first)
""",
    "a hook taken off": RUNS
    + "net = Net()\nhandle = net.a.register_forward_hook(lambda *given: 0)\nhandle.remove()\n",
    "first values by their fans": NET
    + """
        fan_in, fan_out = nn.init._calculate_fan_in_and_fan_out(self.b.weight)
        self.c = nn.Linear(fan_out, fan_in + int(nn.init.calculate_gain("tanh") * 3))
    def forward(self, x):
        return self.c(self.b(self.a(x)))
net = Net()
""",
    "a cached property": """
from functools import cached_property
class Settings:
    made = 0
    @cached_property
    def width(self):
        Settings.made += 1
        return 4 + Settings.made
settings = Settings()
net = nn.Sequential(nn.Linear(4, settings.width), nn.Linear(settings.width, settings.width))
""",
    "with and what it leaves": """
class Wide:
    widths = [2]
    def __init__(self, width):
        self.width = width
    def __enter__(self):
        self.widths.append(self.width)
        return self
    def __exit__(self, *given):
        self.widths.pop()
with Wide(9) as wide:
    first = nn.Linear(4, Wide.widths[-1])
net = nn.Sequential(first, nn.Linear(9, Wide.widths[-1]))
""",
    "a generator that with enters": """
from contextlib import contextmanager, nullcontext
@contextmanager
def timed(n):
    start = n
    yield start + 1
    print(n - start)
with timed(4) as width, nullcontext(6) as more:
    net = nn.Sequential(nn.Linear(4, width), nn.Linear(width, more))
""",
    "super() in a decorated method": """
import functools
def twice(begin):
    @functools.wraps(begin)
    def inner(self, d):
        begin(self, 2 * d)
        self.tail = nn.Linear(3, d)
    return inner
class Net(nn.Module):
    @twice
    def __init__(self, d):
        super().__init__()
        self.last = nn.Linear(d, 3)
    def forward(self, x):
        return self.tail(self.last(torch.cat([x, x], 1)))
net = Net(4)
""",
    "children are given once": """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)
        self.again = self.a
        self.b = nn.Linear(4, 2)
    def forward(self, x):
        for _, child in self.named_children():
            x = child(x)
        return x
net = Net()
assert len(list(net.children())) == 2
""",
    "a generator with a list of its own": """
def widths():
    made = []
    for n in range(2, 5):
        made.append(n)
        yield len(made) + n
first = widths()
net = nn.Sequential(nn.Linear(4, next(first)), nn.Linear(3, next(first)))
""",
    "names given all at once": """
class Net(nn.Module):
    def __init__(self, width=4, out=3):
        super().__init__()
        self.__dict__.update(locals())
        self.fc = nn.Linear(self.width, self.out)
    def forward(self, x):
        return self.fc(x)
net = Net()
""",
    "stubs of quantisation": "from torch.ao.quantization import QuantStub, DeQuantStub\nnet = nn.Sequential(QuantStub(), nn.Linear(4, 2), DeQuantStub())",
}
REFUSED = {
    "defaults of a function are set": (
        "def wide(n=5):\n    return n\nwide.__defaults__ = (7,)\nnet = nn.Linear(4, wide())",
        "__defaults__ of a function is set",
    ),
    "the code of a function is set": (
        "class Size:\n    def wide(self):\n        return 5\ndef other(self):\n    return 7\nSize.wide.__code__ = other.__code__\nnet = nn.Linear(4, Size().wide())",
        "a function has no '__code__'",
    ),
    "arguments of a partial function are changed": (
        "from functools import partial\nmade = partial(nn.Linear, 4, bias=False)\nmade.keywords['bias'] = True\nnet = made(7)",
        "a function has no 'keywords'",
    ),
    "the class of an object is set": (
        RUNS
        + "class Other(Net):\n    def forward(self, x):\n        return self.a(x)\nnet = Net()\nnet.__class__ = Other",
        "__class__ of an object of class Net is set",
    ),
    "a class of classes": (
        "class Meta(type):\n    def __call__(cls):\n        found = super().__call__()\n        found.c = nn.Linear(9, 9)\n        return found\n"
        + RUNS.replace("nn.Module", "nn.Module, metaclass=Meta")
        + "net = Net()",
        "Meta may change the class Net",
    ),
    "__getattribute__": (
        RUNS
        + "    def __getattribute__(self, name):\n        return super().__getattribute__('a' if name == 'b' else name)\nnet = Net()",
        "__getattribute__ decides",
    ),
    "a layer set past its class": (
        NET
        + "        object.__setattr__(self, 'c', nn.Linear(2, 2))\n    def forward(self, x):\n        return self.c(self.b(self.a(x)))\nnet = Net()",
        "an attribute set past its class",
    ),
    "a descriptor": (
        (
            "class Twice:\n    def __set_name__(self, owner, name):\n        self.name = '_' + name\n    def __get__(self, owner, kind=None):\n        return 2 * getattr(owner, self.name)\n"
            "    def __set__(self, owner, value):\n        setattr(owner, self.name, value)\n"
            "class Settings:\n    width = Twice()\n    def __init__(self, width):\n        self.width = width\nnet = nn.Linear(4, Settings(3).width)"
        ),
        "Twice decides what Settings holds as width",
    ),
    "keys that say what they are equal to": (
        "class Key:\n    def __init__(self, n):\n        self.n = n\n    def __eq__(self, other):\n        return True\n    def __hash__(self):\n        return 1\nsizes = {Key(1): 3}\nsizes[Key(2)] = 5\nnet = nn.Linear(4, len(sizes))",
        "a key that says itself what it is equal to",
    ),
    "a hook nobody knows": (
        RUNS + "net = Net()\nnet.a.register_forward_hook(print)",
        "a hook may change what a layer gives",
    ),
    "two networks wrapped": (
        RUNS + "from somewhere import Pair\nmodel = Pair(Net(), nn.Linear(4, 4))",
        "model is not known: Pair is imported from somewhere",
    ),
    "a name given data last": (
        RUNS + "import pickle\nnet = Net()\nnet = pickle.load(open('net'))",
        "net is not known",
    ),
    "a layer in a list that torch makes": (
        "net = nn.Sequential(nn.Linear(4, 4), torch.nn.utils.skip_init(nn.Linear, 4, 2))",
        "skip_init",
    ),
    "a layer that torch makes and nobody calls": (
        NET
        + "        self.c = torch.nn.utils.fuse_linear_bn_eval(self.a, nn.BatchNorm1d(4))\n    def forward(self, x):\n        return self.b(self.a(x))\nnet = Net()",
        "fuse_linear_bn_eval",
    ),
    "weights by a module": (
        RUNS
        + "import torch.nn.utils.parametrize as P\nnet = Net()\nP.register_parametrization(net.a, 'weight', nn.Linear(4, 4))",
        "weights computed by a module of one's own",
    ),
    "a layer of einops that learns": (
        "from einops.layers.torch import EinMix\nnet = nn.Sequential(nn.Linear(4, 4), EinMix('b c -> b d', weight_shape='c d', c=4, d=2))",
        "EinMix is not read",
    ),
}


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """A text run by torch, in a module of its own; its network."""

    def of(code: str) -> Any:
        module = ModuleType("ways")
        monkeypatch.setitem(sys.modules, "ways", module)
        exec(HEAD + code, vars(module))  # noqa: S102 - the code of this test
        return module.net.eval()

    return of


def same_values(ours: Any, theirs: Any) -> bool:
    """Whether two modules compute the same, their weights taken over in their order."""
    mine, given = list(ours.parameters()), list(theirs.parameters())
    assert [p.numel() for p in mine] == [p.numel() for p in given]
    x = torch.rand(3, 4)
    with torch.no_grad():
        for one, other in zip(mine, given, strict=True):
            one.copy_(other.reshape(one.shape))
        return bool(torch.allclose(ours(x), theirs(x), atol=1e-6))


@pytest.mark.parametrize("name", READ)
def test_read_as_python_does_it(name: str, run: Callable[[str], Any]) -> None:
    net = run(READ[name])
    network = read_torch(HEAD + READ[name], input_shape=(4,))
    assert network.parameter_count == sum(p.numel() for p in net.parameters())
    assert network.left_out == ()
    if not any(node.shares for node in network.nodes):
        space: dict[str, Any] = {}
        exec(to_torch(network), space)  # noqa: S102 - what we have just written
        assert same_values(space["net"].eval(), net)


@pytest.mark.parametrize("name", REFUSED)
def test_refused_where_nobody_knows(name: str) -> None:
    code, said = REFUSED[name]
    with pytest.raises(UserError) as error:
        read_torch(HEAD + code, input_shape=(4,))
    assert said in error.value.args[0]


def test_what_may_change_a_network_is_said() -> None:
    """A function that is not read, and is given layers of the network, may put others in their place."""
    code = HEAD + RUNS + "from lora import inject\nimport wandb\nnet = Net()\n"
    assert read_torch(code + "wandb.watch(net)\n").left_out == ()
    found = read_torch(code + "inject(net.a, rank=4)\ninject(nn.Linear(3, 3))\n")
    line = len(code.splitlines()) + 1
    assert found.left_out == (
        f"line {line}: inject(…), which is not read and may change the layers it is given",
    )


def test_weights_that_are_pruned_or_kept_orthogonal_count_as_before(
    run: Callable[[str], Any],
) -> None:
    code = RUNS + (
        "from torch.nn.utils import prune\nfrom torch.nn.utils.parametrizations import orthogonal\nnet = Net()\n"
        "prune.l1_unstructured(net.a, 'weight', amount=0.5)\northogonal(net.b)\n"
    )
    network = read_torch(HEAD + code, input_shape=(4,))
    assert network.parameter_count == sum(p.numel() for p in run(code).parameters())
    assert any("l1_unstructured" in said for said in network.left_out)
    assert any("orthogonal" in said for said in network.left_out)


def test_words_of_einops_are_axes() -> None:
    code = """
from einops import einsum
class Net(nn.Module):
    def forward(self, x, y):
        return einsum(x, y, 'b row d_in, b col d_in -> b row col')
net = Net()
"""
    found = read_torch(HEAD + code, input_shape=((5, 3), (7, 3)))
    assert found.output_shape(((5, 3), (7, 3))) == (5, 7)


def test_a_text_that_runs_itself_ends_wherever_it_is_called_from() -> None:
    code = HEAD + NET + "        code = 'exec(code)'\n        exec(code)\n"

    def deeper(many: int) -> str:
        if many:
            return deeper(many - 1)
        with pytest.raises(UserError) as error:
            read_torch(code + "    def forward(self, x):\n        return self.a(x)\n")
        return str(error.value.args[0])

    assert {deeper(many) for many in range(0, 200, 20)} == {"<torch>:10: calls inside calls"}


IN_PLACE = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(4, 4), nn.Linear(4, 4)
    def forward(self, x):
        y = self.a(x)
        {lines}
net = Net()
"""
# Whether the tensor that is returned changes with the one that is changed in place.
VIEWS = {
    "z = y.view(-1, 2, 2)\n        z += 1\n        return self.b(y)": True,
    "z = y[:, :2]\n        z.mul_(0)\n        return self.b(y)": True,
    "z = y.unsqueeze(1)\n        y += 1\n        return self.b(z)": True,
    "z, w = y.view(-1, 4, 1), y.view(-1, 2, 2)\n        z.zero_()\n        return self.b(w.flatten(1))": True,
    "z = nn.Identity()(y)\n        z += 1\n        return self.b(y)": True,
    "z, w = y.chunk(2, 1)\n        z += 1\n        return torch.cat([z, w], 1)": False,
    "z = y.view(-1, 2, 2)\n        z += 1\n        return self.b(z.flatten(1))": False,
    "z = y * 2\n        z += 1\n        return self.b(y) + z": False,
}


@pytest.mark.parametrize("lines", VIEWS)
def test_a_view_that_is_changed_in_place_is_said(lines: str, run: Callable[[str], Any]) -> None:
    code = IN_PLACE.format(lines=lines)
    network = read_torch(HEAD + code, input_shape=(4,))
    assert any("a view of a tensor is changed" in said for said in network.left_out) == VIEWS[lines]
    if not VIEWS[lines]:
        space: dict[str, Any] = {}
        exec(to_torch(network), space)  # noqa: S102 - what we have just written
        assert same_values(space["net"].eval(), run(code))


def test_a_copy_of_weights_that_is_a_buffer_is_not_learned(run: Callable[[str], Any]) -> None:
    code = """
class Masked(nn.Conv1d):
    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.register_buffer("mask", self.weight.data.clone())
        self.mask.fill_(1)
        self.mask[:, :, 2:] = 0
    def forward(self, x):
        self.weight.data *= self.mask
        return super().forward(x)
net = Masked(1, 2, 3)
"""
    network = read_torch(HEAD + code, input_shape=(1, 4))
    assert network.parameter_count == sum(p.numel() for p in run(code).parameters())
    assert any("numbers of a learned tensor are changed" in said for said in network.left_out)


@pytest.mark.parametrize(
    "equation", ["bld,dn->bldn", "bld,bn->bldn", "bld,dl->bld", "bl,bln->bln", "bd,bd->bd"]
)
def test_products_without_a_sum(equation: str, run: Callable[[str], Any]) -> None:
    sizes = {"l": 3, "d": 2, "n": 5}
    terms = equation.partition("->")[0].split(",")
    shapes = [tuple(sizes[x] for x in term if x != "b") for term in terms]
    other = "self.w" if "b" not in terms[1] else "y"
    code = f"""
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.rand{shapes[1] or (1,)})
    def forward(self, x{", y" if other == "y" else ""}):
        return torch.einsum("{equation}", x, {other})
net = Net()
"""
    given = shapes if other == "y" else shapes[:1]
    network = read_torch(HEAD + code, input_shape=tuple(given) if len(given) > 1 else given[0])
    inputs = [torch.rand(4, *shape) for shape in given]
    expected = tuple(run(code)(*inputs).shape[1:])
    assert network.output_shape(tuple(given) if len(given) > 1 else given[0]) == expected
