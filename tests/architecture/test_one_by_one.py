"""Entries that Python makes when they are asked for: what happens in between is read as Python does it.

Each text gives `net`; it is run by torch too, whose parameters and values are the oracle. Widths say what was counted.
"""

from typing import Any

import pytest

from quizgen.architecture.fake_torch import read_torch
from quizgen.architecture.writing import to_torch
from quizgen.errors import UserError

torch: Any = pytest.importorskip("torch")

HEAD = "import torch\nfrom torch import nn\n"
LAZY = {
    "a loop looks at what its generator counts": """
made = []
def widths():
    for n in range(2, 6):
        made.append(n)
        yield n
layers = [nn.Linear(4, 10 * len(made) + n) for n in widths()]
seen = []
for n in widths():
    seen.append(len(made))
    if n == 3:
        break
net = nn.Linear(4, sum(layer.out_features for layer in layers) + 7 * sum(seen) + len(made))
""",
    "a generator expression and what it calls": """
n = 0
def step(k):
    global n
    n += k
    return n
found = []
for value in (step(k) for k in (1, 2, 3)):
    found.append(value)
    n *= 2
late = (n * k for k in (1, 2))
n = 5
net = nn.Linear(4, sum(found) + sum(late))
""",
    "map, filter, zip and enumerate": """
log = []
def note(k):
    log.append(k)
    return k
sizes = []
for i, (a, b) in enumerate(zip(map(note, [3, 4, 5]), filter(note, [6, 7, 8]))):
    sizes.append(a * b + i + len(log))
    if i:
        break
net = nn.Linear(4, sum(sizes) + len(log))
""",
    "zip takes one too many of the first": """
a, b = iter([1, 2, 3, 4]), iter([5, 6])
pairs = list(zip(a, b))
net = nn.Linear(4, next(a) * 10 + len(pairs))
""",
    "any and all stop where they are sure": """
log = []
def note(k):
    log.append(k)
    return k
found = any(note(k) > 1 for k in (1, 2, 3)), all(note(k) < 2 for k in (1, 2, 3))
net = nn.Linear(4, len(log) + 20 * found[0])
""",
    "next, a default and the rest": """
def widths():
    yield 4
    yield 6
    yield from (7, 8)
g = widths()
net = nn.Sequential(nn.Linear(next(g), next(g)), nn.Linear(6, sum(g) + next(g, 3)))
""",
    "without end": """
from itertools import count, cycle, islice, takewhile
def powers(base):
    n = 1
    while True:
        n *= base
        yield n
first = [n for n, _ in zip(powers(3), range(3))]
for n in powers(2):
    if n > 20:
        break
net = nn.Linear(4, sum(first) + n + sum(islice(count(2, 3), 3)) + sum(takewhile(lambda k: k < 9, powers(2))) + list(islice(cycle("ab"), 5)).count("a"))
""",
    "what is cut off stays": """
from itertools import islice, chain, dropwhile
it = iter([3, 4, 5, 6, 7])
head = list(islice(it, 2))
more = list(islice(it, 1))
found = 6 in it
net = nn.Linear(4, sum(head) * 10 + sum(more) + len(list(it)) + found + sum(chain([1], iter([2]))) + sum(dropwhile(lambda k: k < 3, [1, 5, 1])))
""",
    "what is sent": """
def total():
    n = 0
    while True:
        k = yield n
        if k is None:
            return
        n += k
def outer():
    got = yield from total()
    yield 100 if got is None else 200
g = outer()
next(g)
net = nn.Linear(4, g.send(3) + g.send(5) + next(g))
""",
    "the result of a generator": """
def inner(n):
    for i in range(n):
        yield i
    return n * 10
def outer():
    a = yield from inner(2)
    b = yield from inner(1)
    yield a + b
net = nn.Linear(4, sum(outer()))
""",
    "finally and except around a yield": """
log = []
def g():
    try:
        yield 3
        yield 4
    except ValueError:
        log.append(5)
        yield 9
    finally:
        log.append(7)
it = g()
found = next(it) + next(it)
list(it)
with_error = g()
next(with_error)
closed = g()
next(closed)
closed.close()
net = nn.Linear(4, found + sum(log))
""",
    "a block of with that a generator surrounds": """
from contextlib import contextmanager
WIDTH = 2
@contextmanager
def wide(width):
    global WIDTH
    before, WIDTH = WIDTH, width
    try:
        yield width + 1
    finally:
        WIDTH = before
with wide(7) as more:
    a = nn.Linear(4, WIDTH + more)
net = nn.Sequential(a, nn.Linear(15, WIDTH))
""",
    "exceptions that a block of with swallows": """
from contextlib import contextmanager, suppress
log = []
@contextmanager
def quiet():
    try:
        yield
    except KeyError:
        log.append(3)
class Count:
    def __enter__(self):
        log.append(1)
        return self
    def __exit__(self, kind, value, place):
        log.append(2)
        return kind is not None and issubclass(kind, ZeroDivisionError)
with quiet():
    log.append({}["a"])
with suppress(LookupError):
    log.append([][3])
with Count():
    log.append(1 // 0)
    log.append(100)
net = nn.Linear(4, sum(log))
""",
    "objects that are iterators": """
class Count:
    def __init__(self, most):
        self.n, self.most = 0, most
    def __iter__(self):
        return self
    def __next__(self):
        self.n += 1
        if self.n > self.most:
            raise StopIteration
        return self.n
class Blocks:
    def __init__(self, sizes):
        self.sizes = sizes
    def __iter__(self):
        for size in self.sizes:
            yield size
class Places:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError(i)
        return i * i
it = Count(4)
odd = [n for n in it if n % 2]
other = Count(9)
for n in other:
    if n == 3:
        break
net = nn.Linear(4, sum(odd) + it.n + other.n * 10 + next(other) + sum(Blocks([1, 2])) + sum(Blocks([3])) + sum(Places()) + (4 in Places()))
""",
    "a list that grows while a loop goes over it": """
queue = [3]
for n in queue:
    if n < 20:
        queue.append(n * 2)
dims = [2]
dims.extend(dims[-1] * 3 for _ in range(3))
names = ["a", "b", "c", "d"]
for name in names:
    names.remove(name)
net = nn.Linear(4, sum(queue) + sum(dims) + len(names))
""",
    "children are taken once": """
body = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 3))
it = body.children()
first = next(it)
rest = nn.Sequential(*it)
params = body.parameters()
a = sum(p.numel() for p in params)
b = sum(p.numel() for p in params)
net = nn.Sequential(first, rest, nn.Linear(3, a + b), nn.Linear(a + b, sum(p.numel() for p in body.parameters(recurse=False)) + 2))
""",
    "layers that are replaced while they are gone through": """
net = nn.Sequential(nn.Sequential(nn.Linear(4, 4), nn.ReLU()), nn.Linear(4, 3))
seen = []
for name, module in net.named_modules():
    seen.append(name)
    if isinstance(module, nn.ReLU):
        net[0][1] = nn.Sequential(nn.Linear(4, 4), nn.Tanh())
    if name == "0":
        net[1] = nn.Sequential(nn.Linear(4, 9))
net.append(nn.Linear(9, len(seen)))
""",
    "a name bound inside a comprehension": """
if any((hit := n) > 3 for n in (1, 2, 5, 9)):
    width = hit
found = [last := n * 2 for n in range(4)]
net = nn.Linear(4, width * 10 + last)
""",
    "what an error leaves to be run": """
n = 0
def f(k):
    global n
    try:
        if k:
            raise KeyError(k)
    except KeyError as error:
        n += error.args[0]
        raise ValueError(f"{error}") from error
    finally:
        n += 100
for k in (0, 7):
    try:
        f(k)
    except ValueError as error:
        n += int(str(error)) * 3
class Wrong(LookupError):
    pass
def g():
    try:
        raise Wrong("a", 2)
    except (ArithmeticError, LookupError):
        raise
try:
    g()
except Exception as error:
    n += error.args[1] + len(str(error))
for text in ("3", "x", "5"):
    try:
        n += int(text)
    except ValueError:
        n += 1000
net = nn.Linear(4, n)
""",
}
CLASSES = {
    "numbers that have names": """
from enum import Enum, IntEnum, StrEnum, auto, unique
@unique
class Width(IntEnum):
    SMALL = 3
    NEXT = auto()
    WIDE = 7
class Kind(str, Enum):
    CONV = "conv"
    FULL = "full"
class Mode(StrEnum):
    FAST = auto()
class Planet(Enum):
    X = ("x", 5)
    Y = ("y", 6)
    Z = ("x", 5)
    def __init__(self, code, width):
        self.code, self.width = code, width
    @property
    def double(self):
        return self.width * 2
    @classmethod
    def parse(cls, code):
        return next(each for each in cls if each.code == code)
sizes = {Kind.CONV: 2, "full": 11}
n = Width.NEXT + Width.WIDE * 2 - (Width.SMALL < 4) + len(Planet) + Planet.parse("y").double + (Planet.Z is Planet.X)
if Kind.FULL == "full" and Kind("conv") in sizes:
    n += sizes["conv"] + sizes[Kind.FULL] + max(Width) + sum(Width) + len(f"{Width.WIDE}{Mode.FAST}")
net = nn.Sequential(nn.Linear(4, Width.NEXT), nn.Linear(Width(4), n))
""",
    "functions by the class of what they are given": """
from functools import singledispatch
@singledispatch
def make(x):
    return nn.Linear(4, 4)
@make.register(int)
def _(x):
    return nn.Linear(4, x)
@make.register
def _(x: list):
    return nn.Sequential(*map(make, x))
class Base: pass
class Own(Base): pass
make.register(Base, lambda x: nn.Linear(4, 9))
net = nn.Sequential(make("a"), make([4, 4]), make(2), nn.Linear(2, 4), make(Own()))
""",
    "an order that one comparison gives": """
from dataclasses import dataclass
from functools import total_ordering
@total_ordering
class Size:
    def __init__(self, n):
        self.n = n
    def __eq__(self, other):
        return self.n == other.n
    def __lt__(self, other):
        return self.n < other.n
@dataclass(order=True)
class Step:
    width: int
    name: str = "a"
a, b = Size(2), Size(3)
signs = [a > b, a >= b, a <= b, a != b, a == Size(2), not a != Size(2)]
best = max([Size(4), Size(9), Size(1)])
order = sorted([Step(5), Step(3, "b"), Step(3)], reverse=True)
n = sum(2**i for i, sign in enumerate(signs) if sign) + best.n + order[0].width * order[-1].width
n += Step(5) in order and 100
n += 7 * (Step(1) != Step(1)) + order.index(Step(3)) * 50 + ([Step(1)] == [Step(1)]) * 3
net = nn.Linear(4, n)
""",
    "counters, queues and named tuples": """
from collections import Counter, deque, namedtuple
from typing import NamedTuple
count = Counter("aabbbc")
count.update("cc", a=5)
count["d"] += 2
queue = deque([1, 2, 3, 4], maxlen=3)
queue.append(9)
first = queue.popleft()
queue.appendleft(7)
queue.rotate(1)
class Layer(NamedTuple):
    width: int
    depth: int = 2
    def make(self):
        return nn.Linear(4, self.width * self.depth)
    @property
    def total(self):
        return self.width + self.depth
layer = Layer(3)._replace(depth=5)
n = count.most_common(1)[0][1] * 100 + count["zz"] + len(count) + sum(count.values()) + first * 10 + queue[0] + layer.total
net = nn.Sequential(layer.make(), nn.Linear(15, n))
""",
}
CONTAINERS = {
    "dictionaries and lists of one's own": """
import copy
class Config(dict):
    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__
class Easy(dict):
    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.__dict__ = self
class Defaults(dict):
    def __missing__(self, key):
        return 7
class Doubled(list):
    def append(self, value):
        super().append(value * 2)
    @property
    def last(self):
        return self[-1]
cfg, easy = Config(w=6), Easy({"a": 3})
cfg.k = 2
easy.b = 4
doubled = Doubled([1])
other = copy.deepcopy(doubled)
other.name = 5
other.append(10)
doubled.append(4)
doubled += [3]
n = cfg.w + cfg["k"] + len(cfg) + easy["b"] + other.last + other.name + sum(easy.values()) + Defaults()["q"] + doubled.last + sum(doubled)
net = nn.Linear(4, n + isinstance(cfg, dict) + hasattr(easy, "zz"))
""",
    "views of a dictionary": """
d = {"a": 1}
keys, values, items = d.keys(), d.values(), d.items()
d["b"] = 4
both = keys & {"a", "c"} | {"z"}
n = len(keys) + sum(values) * 10 + dict(items)["b"] + len(both) + ("b" in keys) + (4 in values) + bool({}.keys())
net = nn.Linear(4, n + (keys == {"a", "b"}) + len(sorted(["B", "a"], key=str.lower)))
""",
    "signs of one's own": """
class V:
    def __init__(self, n):
        self.n = n
    def __neg__(self):
        return 1
    def __invert__(self):
        return self.n
    def __pos__(self):
        return 70
    def __iadd__(self, other):
        self.n += 10 * other
        return self
    def __add__(self, other):
        return NotImplemented
    def __ixor__(self, other):
        self.n *= other
        return self
    def __rshift__(self, other):
        return self.n + other
class W:
    def __radd__(self, other):
        return 4
v = V(2)
v ^= 3
v += 1
net = nn.Linear(4, ~v + -v + +v + (v >> 2) + (v + W()))
""",
    "containers that are put together": """
a = nn.Sequential(nn.Linear(4, 4), nn.ReLU())
b = a + nn.Sequential(nn.Linear(4, 3))
c = nn.Sequential(nn.Linear(3, 3)) * 2
c *= 2
more = nn.ModuleList([nn.Linear(3, 3)]) + [nn.Tanh()]
net = nn.Sequential(b, c, *more, nn.Linear(3, len(c)))
""",
    "calls until one gives the end": """
it = iter([5, 6, 7, 0, 9])
taken = list(iter(lambda: next(it), 0))
net = nn.Linear(4, sum(taken) + next(it))
""",
}
READ = LAZY | CLASSES | CONTAINERS


@pytest.mark.parametrize("name", READ)
def test_read_as_python_runs_it(name: str) -> None:
    space: dict[str, Any] = {"__name__": "one_by_one"}
    exec(HEAD + READ[name], space)  # noqa: S102 - the code of this test
    theirs = space["net"].eval()
    network = read_torch(HEAD + READ[name], input_shape=(4,))
    assert network.left_out == ()
    assert network.parameter_count == sum(p.numel() for p in theirs.parameters())
    again: dict[str, Any] = {}
    exec(to_torch(network), again)  # noqa: S102 - what we have just written
    x = torch.rand(3, 4)
    assert again["net"](x).shape == theirs(x).shape


REFUSED = {
    "entries that data decide": (
        "def widths():\n    if float(open('w').read()) > 2:\n        yield 3\n    yield 4\nnet = nn.Linear(4, sum(widths()))",
        "a condition in line 4 depends on what is not known",
    ),
    "what a generator changes that data decide": (
        "n = [1]\ndef widths():\n    while float(open('w').read()) > 2:\n        n.append(2)\n        yield 4\nfor _ in widths():\n    pass\nnet = nn.Linear(4, len(n))",
        "depends on what is not known",
    ),
    "an entry of a loop that data leave": (
        "it = iter([3, 4, 5])\nfor n in it:\n    if open('w').read():\n        break\nnet = nn.Linear(4, next(it))",
        "depends on what is not known",
    ),
    "a yield inside an expression": (
        "def widths():\n    n = 1 + (yield 3)\n    yield n\ng = widths()\nnext(g)\nnet = nn.Linear(4, g.send(4))",
        "yield inside an expression is not read",
    ),
    "all of something without end": (
        "from itertools import count\nnet = nn.Linear(4, len(list(count())))",
        "entries without end are not gone through",
    ),
    "classes that only look alike": (
        "from functools import singledispatch\nfrom collections.abc import Sequence\n@singledispatch\ndef make(x):\n    return 3\n@make.register(Sequence)\ndef _(x):\n    return 4\nnet = nn.Linear(4, make([1]))",
        "@singledispatch by what only looks like a class",
    ),
    "a dictionary that says itself what its entries are": (
        "class D(dict):\n    def __getitem__(self, key):\n        return super().__getitem__(key) * 2\nnet = nn.Linear(4, D(a=3)['a'])",
        "__getitem__ of D says what its entries are",
    ),
    "a number of one's own": (
        "class W(int):\n    def __new__(cls, n):\n        return super().__new__(cls, n * 2)\nnet = nn.Linear(4, W(3))",
        "W is made from int, which is not read",
    ),
    "what auto stands for after a smaller number": (
        "from enum import IntEnum, auto\nclass W(IntEnum):\n    A = 9\n    B = 3\n    C = auto()\nnet = nn.Linear(4, W.C)",
        "auto() after other values",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_where_nobody_knows(name: str) -> None:
    code, said = REFUSED[name]
    with pytest.raises(UserError) as error:
        read_torch(HEAD + code, input_shape=(4,))
    assert said in error.value.args[0]
