"""The bounded interpreter against Python itself: the same text, the same values."""

import re
import warnings
from typing import Any

import pytest

from quizgen.architecture.literal import parsed
from quizgen.architecture.minipython import BoundError, Machine, Unknown
from quizgen.architecture.minipython.iterators import Iterator
from quizgen.architecture.minipython.values import Class, Function, Instance, Namespace, Native

# Each ends in names that are compared.
TEXTS = {
    "assignments": """
a = b = 1
a += 2; b **= 3
first, *rest = [1, 2, 3]
(p, q), r = (1, 2), 3
d = {}
d['x'], d['y'] = 1, [2]
d['y'] += [3]
n: int = 4
if (w := n * 2) > 5: n -= 1
l = [0] * 4
l[1:3] = [7, 8, 9]
del l[0]
""",
    "loops": """
found = []
for i in range(10):
    if i == 2: continue
    if i == 7: break
    found.append(i)
else:
    found.append('none')
for i in []:
    pass
else:
    found.append('else')
k = 5
while k:
    k -= 2
    if k < 0: break
else:
    found.append('end')
pairs = [(a, b) for a in range(3) for b in 'xy' if a != 1]
table = {k: v for k, v in zip('abc', range(3))}
kinds = {n % 3 for n in range(10)}
nested = [[j for j in range(i)] for i in range(3)]
""",
    "functions": """
def f(a, b=2, *args, c, d=4, **more):
    return a, b, args, c, d, sorted(more.items())
one = f(1, c=3)
two = f(1, 5, 6, 7, c=3, x=1, **{'y': 2})
three = f(*[1, 2], **dict(c=9))
def outer(n):
    def inner(m):
        nonlocal n
        n += m
        return n
    return inner
add = outer(10)
four = [add(1), add(2)]
five = (lambda x, y=3: x * y)(2)
counter = 0
def bump():
    global counter
    counter += 1
bump(); bump()
def numbers(n):
    for i in range(n):
        yield i
    yield from [10, 20]
six = list(numbers(3))
seven = sum(numbers(2))
eight = next(iter([4, 5]))
from functools import partial, reduce
nine = partial(f, 1, c=2)(3)
ten = reduce(lambda x, y: x * y, [1, 2, 3, 4])
def shadow(len): return len + 1
eleven = shadow(1)
defaults = [g(1) for g in [lambda x, k=k: x + k for k in range(3)]]
""",
    "classes": """
class A:
    n = 1
    made = []
    def __init__(self, x=0): self.x = x
    def who(self): return 'A'
    @property
    def twice(self): return self.x * 2
    @twice.setter
    def twice(self, v): self.x = v // 2
    @staticmethod
    def stat(y): return y + 1
    @classmethod
    def build(cls, x): return cls(x)
    def __len__(self): return self.x
    def __getitem__(self, i): return i * self.x
    def __call__(self, z): return self.x + z
    def __add__(self, o): return self.x + o
class B(A):
    def who(self): return 'B' + super().who()
class C(A):
    def who(self): return 'C' + super().who()
class D(B, C):
    def __init__(self): super().__init__(7)
    def who(self): return 'D' + super().who()
d = D()
r = [d.who(), d.twice, D.stat(1), len(B.build(4)), d[3], d(1), d + 2, isinstance(d, C), issubclass(B, A), d.n]
d.twice = 20
s = [d.x, getattr(d, 'no', 'default'), hasattr(d, 'x'), bool(A(0)), type(d).__name__, type(d) is D]
setattr(d, 'new', 5)
t = d.new
A.n = 9
u = d.n
class Outer:
    class Inner:
        size = 3
    value = [i for i in range(3)]
v = Outer.Inner.size + len(Outer.value)
del d, A, B, C, D, Outer
""",
    "data": """
from dataclasses import dataclass, field
from collections import namedtuple, OrderedDict, defaultdict
from enum import Enum
from typing import NamedTuple, Optional
@dataclass
class P:
    a: int
    b: int = 2
    c: list = field(default_factory=list)
    def __post_init__(self): self.d = self.a + self.b
p = P(1); p.c.append(3)
one = [p.a, p.b, p.c, p.d, P(5, b=6).d, P(1) == P(1), P(2).c]
Q = namedtuple('Q', 'x y'); q = Q(1, y=2)
two = [q.x, q[1], sum(q), q._replace(x=5).x, len(q)]
class S(NamedTuple):
    h: int
    w: int = 3
three = [S(1).w, S(4, 5).h]
class Color(Enum):
    RED = 'r'
    BLUE = 'b'
four = [Color('b').name, Color.RED.value, [c.value for c in Color], Color['RED'] is Color.RED]
o = OrderedDict([('a', 1)]); o['b'] = 2
five = [list(o), o.get('z', 0), o.pop('a'), dict(o)]
e = defaultdict(list); e['k'].append(1)
six = dict(e)
del P, p, Q, q, S, Color, o, e
""",
    "texts": """
n = 7
x = 3.14159
a = f"{n:03d} {x:.2f} {'s'!r} {n + 1} {[1, 'a']} {n:>5}|{x:8.3f}"
b = "%d|%5.1f|%s|%%" % (n, x, 'q')
c = "{} {1} {k:02d}".format(1, 2, k=5) if False else "{0} {1} {k:02d}".format(1, 2, k=5)
d = "a-b-c".split('-'), ' x '.strip(), 'ab'.upper(), '-'.join(['1', '2']), 'abc'[::-1], 'x' * 3, 'a' in 'bag'
e = 'conv1.weight'.rpartition('.'), 'abc'.replace('b', 'zz'), 'abc'.startswith(('x', 'a')), 'a1'.isalnum()
f = str(1.0), repr('a'), str([1, None, True]), str({'a': (1,)}), int('12'), float('1.5'), bool('')
""",
    "arithmetic": """
import math
a = [7 // 2, -7 // 2, 7 % 3, -7 % 3, 2 ** 10, 2 ** -1, 7 / 2, 1 << 4, 10 >> 1, 6 & 3, 6 | 1, 6 ^ 2, ~5, -(-3), not 0]
b = [math.ceil(2.1), math.floor(-2.1), math.sqrt(16), math.log2(8), math.prod([2, 3]), math.gcd(12, 18), round(2.5), round(2.567, 2), abs(-3), divmod(7, 2)]
c = [1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, None is None, [1] == [1], (1, 2) < (1, 3), 'a' != 'b', 3 in [1, 2], 'k' not in {}]
d = [max(1, 5, 3), min([4, 2], key=lambda v: -v), sum([[1], [2]], []), sorted('bca', reverse=True), any([0, 1]), all([]), list(reversed([1, 2])), max([], default=9)]
e = [0 or 'x', 1 and 2, None or [], 'a' and '', 3 if [] else 4]
f = list(map(lambda p, q: p + q, [1, 2], [3, 4])), list(filter(None, [0, 1, 2])), list(enumerate('ab', 1)), list(zip([1, 2], 'xy'))
g = [*range(3), *(4, 5)], {**{'a': 1}, 'b': 2}, (*[1], 2), {1, 1, 2}
""",
    "errors": """
found = []
try:
    {}['missing']
except KeyError:
    found.append('key')
try:
    [1][5]
except (ValueError, IndexError) as problem:
    found.append('index')
finally:
    found.append('finally')
try:
    raise ValueError('no')
except Exception:
    found.append('raised')
else:
    found.append('never')
try:
    1 / 0
except ArithmeticError:
    found.append('zero')
def risky(x):
    if x > 1:
        raise RuntimeError('big')
    return x
try:
    found.append(risky(1))
    found.append(risky(2))
    found.append('never')
except RuntimeError:
    found.append('caught')
assert True, 'fine'
""",
    "matching": """
def kind(v):
    match v:
        case 0 | 1: return 'small'
        case [x, y]: return x + y
        case [first, *rest]: return rest
        case {'k': value, **others}: return value
        case str() as text: return text + '!'
        case None: return 'none'
        case n if n > 100: return 'large'
        case _: return 'other'
found = [kind(0), kind([1, 2]), kind([1, 2, 3]), kind({'k': 5, 'z': 1}), kind('hi'), kind(None), kind(500), kind(7)]
""",
    "copies": """
import copy, itertools
a = [[1], {'k': [2]}]
b = copy.deepcopy(a); b[0].append(9); b[1]['k'].append(8)
c = copy.copy(a); c[0].append(7)
d = [list(itertools.chain([1], [2, 3])), list(itertools.product('ab', [1, 2])), list(itertools.combinations([1, 2, 3], 2)), list(itertools.accumulate([1, 2, 3])), list(itertools.repeat(1, 2))]
e = list(itertools.chain.from_iterable([[1], [2]]))
l = [3, 1, 2]; l.sort(); m = l.copy(); m.insert(0, 5); m.remove(2); m.extend(range(2)); popped = m.pop(0); where = l.index(2); times = [1, 1].count(1)
s = {1, 2} | {3}; t = {1, 2} & {2}; u = s - t
k = dict(a=1); k.update(b=2); k.setdefault('c', 3); items = list(k.items()); gone = k.pop('a'); got = k.get('zz')
""",
    "what is changed in place": """
log = []
def f(x): log.append(x); return x
a = [1, 2]; b = a; b *= 2; b += (3,)
s = {1, 2, 3}; t = s; t -= {1}; t ^= {5}; t &= {2, 5}
m = {'x': 1}; n = m; n |= {'y': 2}
made = {f('k'): f(1), f('l'): f(2)}
row = [0, 0, 0]; row[f(1)] += f(5)
""",
    "names and texts": """
import json
from collections import namedtuple
from dataclasses import dataclass
from enum import Enum
from functools import wraps
def twice(f):
    @wraps(f)
    def inner(x): return 2 * f(x)
    return inner
@twice
def three(x):
    'docs'
    return 3 * x
names = [three.__name__, three.__wrapped__.__name__, three.__wrapped__.__doc__, three(1)]
three.__name__ = 'other'
names.append(three.__name__)
Point = namedtuple('Point', 'x y')
@dataclass
class Size:
    width: int
    names: tuple = ('a',)
class Kind(Enum):
    A = 'a'
class Own:
    def __repr__(self): return 'mine'
    def __add__(self, other): return 'added'
from collections import Counter, OrderedDict, defaultdict, deque
kinds = [isinstance(slice(1), slice), isinstance(range(3), range), isinstance(3, range), isinstance('a', int | str), isinstance(None, int | None), isinstance(2.5, int | str | None), isinstance([1][0:1], list | slice)]
from typing import Optional, Union
unions = [isinstance('a', Union[int, str]), isinstance(2.5, Union[int, str]), isinstance(None, Optional[int]), isinstance(3, Optional[int]), isinstance('a', Optional[int])]
more = [isinstance(Point(1, 2), tuple), isinstance(Point(1, 2), list), isinstance(defaultdict(int), dict), isinstance(Counter(), dict), isinstance(OrderedDict(), dict), isinstance(deque(), list), isinstance({}.keys(), list)]
texts = [str(Point(1, 'b')), f'{Size(3)}', repr(Kind.A), str(Kind.A), str(Own()), f'{Own()!r:>6}', str(set()), str([Kind.A, Point(2, 3)])]
joined = (*Point(1, 2), *(Point(1, 2) + (3,)), Own() + 1)
read = json.loads('{"a": [1, 2.5, null, true], "b": {"c": "d"}}')
written = json.dumps({'a': [1, None]})
""",
    "words of a command line in the file": """
import argparse
p = argparse.ArgumentParser()
p.add_argument('--epochs', '-e', type=int, default=1)
p.add_argument('--sizes', type=int, nargs='*', default=[3])
p.add_argument('--act', default='relu')
p.add_argument('--use-bn', action='store_true')
a = p.parse_args('-e 4 --sizes 1 2 3 --act=tanh --use-bn'.split())
b = p.parse_args([])
found = [a.epochs, a.sizes, a.act, a.use_bn, b.epochs, b.sizes, b.act, b.use_bn]
""",
}  # fmt: skip


def run(text: str) -> Machine:
    machine = Machine()
    machine.run(parsed(text, "exec"))
    return machine


def plain(value: Any) -> Any:
    """Values that both have; functions, classes and objects are left out."""
    own = Function | Class | Instance | Namespace | Native | Iterator
    return None if isinstance(value, own) else value


@pytest.mark.parametrize("name", TEXTS)
def test_as_python(name: str) -> None:
    expected: dict[str, Any] = {"__name__": "__main__"}
    exec(TEXTS[name], expected)  # noqa: S102 - our own text, run by Python to have something to compare with
    found = run(TEXTS[name]).globals
    compared = 0
    for key, value in expected.items():
        if key.startswith("__") or not isinstance(
            value, int | float | str | list | tuple | dict | set | None
        ):
            continue
        assert not isinstance(found[key], Unknown), f"{key}: {found[key].why}"
        assert plain(found[key]) == value, key
        compared += 1
    assert compared


class TestUnknown:
    """What cannot be followed is unknown, says why, and takes with it what depends on it."""

    def test_data(self) -> None:
        names = run("a = open('x').read()\nn = len(a) + 1\nm = 3\n").globals
        assert (names["n"].why, names["n"].line, names["n"].name, names["m"]) == (
            "open(…) is not run",
            1,
            "n",
            3,
        )

    def test_a_branch_that_data_decide(self) -> None:
        names = run(
            "a = open('x')\nk, l, m = 1, [1], 5\nif a:\n    k = 2\n    l.append(2)\nelse:\n    j = 1\n"
        ).globals
        assert isinstance(names["k"], Unknown)
        assert isinstance(names["j"], Unknown)
        assert names["m"] == 5

    @pytest.mark.parametrize(
        "change",
        ["l.append(1)", "l += [1]", "l[0] = 2", "del l[0]", "l.extend(a)", "f(l)", "l.sort(key=a)"],
    )
    def test_a_list_changed_in_doubt(self, change: str) -> None:
        text = f"def f(x): x.append(2)\na = open('x')\nl = [1, 2]\nfor i in a:\n    {change}\nn = len(l)\n"
        assert isinstance(run(text).globals["n"], Unknown)

    def test_no_old_value_after_a_loop_over_data(self) -> None:
        text = "a = open('x')\nn = 1\nwhile a:\n    n = n + 1\nm = n\n"
        assert isinstance(run(text).globals["m"], Unknown)

    def test_a_return_in_doubt(self) -> None:
        text = "a = open('x')\ndef f():\n    if a:\n        return 1\n    return 2\nn = f()\n"
        assert isinstance(run(text).globals["n"], Unknown)

    def test_a_branch_that_only_raises_is_not_taken(self) -> None:
        text = "a = open('x')\nn = 1\nif a:\n    raise ValueError('x')\nelse:\n    n = 2\n"
        assert run(text).globals["n"] == 2

    def test_an_argument_of_a_list_of_data(self) -> None:
        names = run(
            "a = open('x')\nl = []\nl.append(len(a))\nn = len(l)\nd = {}\nd[a] = 1\nm = len(d)\n"
        ).globals
        assert names["n"] == 1
        assert isinstance(names["m"], Unknown)

    def test_long_loops_are_not_gone_through(self) -> None:
        text = "n, total = 3, 0\nfor step in range(10**7):\n    total += step\nm = n\n"
        names = run(text).globals
        assert (names["m"], isinstance(names["total"], Unknown)) == (3, True)

    def test_loops_in_loops_are_not_gone_through(self) -> None:
        text = "n, k = 3, 0\nfor epoch in range(1000):\n    for batch in range(1000):\n        k += 1\nm = n\n"
        names = run(text).globals
        assert (names["m"], isinstance(names["k"], Unknown)) == (3, True)

    def test_epochs_over_data(self) -> None:
        text = "d = open('x')\nn, k = 3, 0\nfor epoch in range(200):\n    for batch in d:\n        k += 1\nm = n\n"
        machine = run(text)
        assert (machine.globals["m"], isinstance(machine.globals["k"], Unknown)) == (3, True)
        assert machine.steps < 1_000

    def test_other_libraries_in_try(self) -> None:
        assert (
            run("try:\n    import apex\nexcept ImportError:\n    apex = None\n").globals["apex"]
            is None
        )

    def test_settings_replace_values(self) -> None:
        machine = Machine(settings={"n": 5})
        machine.run(parsed("n = len(open('x').read())\nm = n + 1\n", "exec"))
        assert machine.globals["m"] == 6


@pytest.mark.parametrize(
    "text",
    [
        "l = [1]\nwhile True:\n    l = l + l",
        "l = [0] * 10**9",
        "s = 'a'\nfor i in range(99):\n    s += s",
        "n = 10\nfor i in range(60):\n    n = n ** 2",
        "n = 1 << 10**9",
        "l = [i for i in range(10**9)]",
        "l = list(range(10**9))",
        "def f(): return f()\nf()",
        "while True: pass",
        "t = (1,)\nfor i in range(60):\n    t = (t, t)\nu = t == (t, 1)\nv = t < (t, t)\ns = str(t)",
        "t = (1,)\nfor i in range(60):\n    t = (t, t)\nd = {t: 1}",
        "l = sum([[1] * 1000] * 1000, [])",
        "import itertools\nl = list(itertools.product(range(1000), repeat=9))",
        "s = ''.join(['a' * 10000] * 10000)",
        "s = ('a' * 10000).replace('a', 'a' * 10000)",
        "import math\nn = math.factorial(10**6)",
        "l = []\nfor i in range(4000):\n    l.append([0] * 15000)",
        "l = [1]\nl.extend(l[-1] for _ in iter(int, 1))",
        "from collections import Counter\nl = list(Counter(a=10**9).elements())",
        "def f():\n    while True:\n        if False:\n            yield 1\nl = list(f())",
        "def f():\n    yield from f()\nl = list(f())",
    ],
)
def test_bounds(text: str) -> None:
    with pytest.raises(BoundError):
        run(text)


@pytest.mark.parametrize(
    "text",
    [
        "import itertools\nfound = any(n < 0 for n in itertools.count())",
        "import itertools\nfound = 5 in itertools.repeat(1)",
        "found = list(n for n in iter(int, 1))",
        "from itertools import cycle, dropwhile\nfound = next(dropwhile(lambda n: n < 3, cycle([1, 2])))",
        "def f():\n    while True:\n        yield 1\nfound = sum(f())",
    ],
)
def test_entries_without_end_are_unknown(text: str) -> None:
    machine = run(text)
    assert type(machine.sound(machine.globals["found"])) is Unknown


def test_nothing_of_the_host_is_reached() -> None:
    text = "a = (1).__class__\nb = [].__class__.__mro__\nc = 'x'.__init__.__globals__\ne = '{0.__class__}'.format(1)\n"
    for name, value in run(text).globals.items():
        if re.fullmatch("[abce]", name):
            assert isinstance(value, Unknown), name


def test_texts_written_out_are_one_object_and_computed_ones_are_not() -> None:
    """As in CPython, which says so of `is` with a text (and warns)."""
    text = """
kind = 'normal'
def pick(kind, other='normal'):
    return [kind is 'normal', kind is other, kind is not 'proj', kind.upper().lower() is 'normal', 'a-b' is 'a-b', 3 is 3, -5 is 256 - 261]
found = pick(kind)
"""
    expected: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(text, expected)  # noqa: S102 - a text of this file
    machine = Machine()
    machine.run(parsed(text, "exec"))
    assert machine.globals["found"] == expected["found"] == [True, True, True, False, True, True, True]  # fmt: skip
    machine.run(parsed("letter = 'normal'[0:1] is 'n'", "exec"))
    assert type(machine.globals["letter"]) is Unknown
    machine.run(parsed("large = 1000 is 10**3", "exec"))
    assert type(machine.globals["large"]) is Unknown


def test_texts_are_taken_apart_by_plain_patterns() -> None:
    text = r"""
import re
def decode(block):
    options = {}
    for op in block.split('_'):
        splits = re.split(r'(\d.*)', op)
        if len(splits) >= 2:
            options[splits[0]] = splits[1]
    return options
found = [decode('r1_k3_s11_e6_i32_o16_se0.25'), re.findall('[a-z]+', 'ab1cd'), re.sub('-', '_', 'a-b'), re.split(', *', 'a, b,c', maxsplit=1)]
"""
    expected: dict[str, Any] = {}
    exec(text, expected)  # noqa: S102 - a text of this file
    machine = Machine()
    machine.run(parsed(text, "exec"))
    assert machine.globals["found"] == expected["found"]


@pytest.mark.parametrize(
    "call",
    [
        "re.split('(a+)+$', 'a' * 40)", "re.findall('a*a*a*b', 'a' * 100)", "re.sub('a', 'b', 'a' * 300)", "re.split('(', 'a')",
        "re.sub('(a)', r'\\1', 'a')", "re.findall(3, 'a')", "re.findall(r'(a)\\1', 'aa')", "re.match('(a+)+$', 'a' * 40 + 'b')", "re.search('a' * 61, 'a')",
        "re.findall('a?' * 25 + 'b', 'a' * 200)", "re.findall('(a|a)' * 11 + 'b', 'a' * 200)", "re.findall('a{99999999999}', 'a')",
    ],
)  # fmt: skip
def test_patterns_that_are_not_plain_are_not_followed(call: str) -> None:
    """Not even searched for: what is optional, or said in two ways, may be tried for ever too."""
    machine = Machine()
    machine.run(parsed(f"import re\nfound = {call}", "exec"))
    assert type(machine.globals["found"]) is Unknown


def test_searching_counts_as_steps() -> None:
    machine = Machine()
    text = "import re\nfor n in range(4000):\n    found = re.findall('.*.*b', 'a' * 200)"
    machine.run(parsed(text, "exec"))
    assert machine.steps < 500_000
