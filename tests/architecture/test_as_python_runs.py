"""Programs without layers: what the reader finds in `found` is what Python itself leaves there.

Loops whose body changes what they go over, and what Python refuses: a name, an object or a class it does not make.
"""

from typing import Any

import pytest

from quizgen.architecture.literal import parsed
from quizgen.architecture.minipython import Machine
from quizgen.architecture.minipython.values import Unknown

CHANGED_WHILE_READ = {
    "reversed list": """
for entry in reversed(many):
    found.append(entry)
    many[0] = 44
""",
    "reversed list that gets shorter": """
for entry in reversed(many):
    found.append(entry)
    if len(many) > 2:
        many.pop(0)
""",
    "deque that grows": """
from collections import deque
waiting = deque(many)
try:
    for entry in waiting:
        found.append(entry)
        if entry == 1:
            waiting.append(9)
except RuntimeError:
    found.append("mutated")
""",
    "deque that is emptied behind the loop": """
from collections import deque
waiting = deque(many)
try:
    for entry in waiting:
        found.append(entry)
        waiting.popleft()
except RuntimeError:
    found.append("mutated")
""",
    "generator over a list that grows": """
def twice(entries):
    for entry in entries:
        yield 2 * entry
for entry in twice(many):
    found.append(entry)
    if len(many) < 5:
        many.append(entry)
""",
    "generator that looks at another name": """
factor = 1
for entry in (factor * each for each in many):
    found.append(entry)
    factor += 1
""",
    "map, zip and enumerate": """
for place, (left, right) in enumerate(zip(map(lambda each: each + many[-1], many), many)):
    found.append((place, left, right))
    many[-1] += 10
""",
    "yield from": """
def all_of(entries):
    yield from entries
    yield from (-each for each in entries)
for entry in all_of(many):
    found.append(entry)
    if entry == 2:
        many.append(7)
""",
    "view of a dictionary": """
held = {"a": 1, "b": 2}
for name, value in held.items():
    found.append((name, value))
    held["b"] = 5
""",
}
REFUSED_BY_PYTHON = {
    "a frozen field is set": """
from dataclasses import dataclass
@dataclass(frozen=True)
class Size:
    width: int = 3
size = Size()
try:
    size.width = 4
except AttributeError:
    found.append("frozen")
found.append(size.width)
""",
    "a frozen field is deleted": """
import dataclasses
from dataclasses import FrozenInstanceError, dataclass
@dataclass(frozen=True)
class Size:
    width: int = 3
size = Size()
try:
    del size.width
except FrozenInstanceError:
    found.append("frozen")
found.append(dataclasses.replace(size, width=7).width)
""",
    "frozen, and set by its own constructor": """
from dataclasses import dataclass
@dataclass(frozen=True)
class Size:
    width: int
    def __post_init__(self):
        object.__setattr__(self, "twice", 2 * self.width)
found.append(Size(4).twice)
""",
    "frozen and made from what is not": """
from dataclasses import dataclass
@dataclass
class Size:
    width: int
try:
    @dataclass(frozen=True)
    class Frozen(Size):
        deep: int = 1
except TypeError:
    found.append("not frozen above")
""",
    "a list as a default": """
from dataclasses import dataclass
try:
    @dataclass
    class Size:
        widths: list = []
except ValueError:
    found.append("mutable")
""",
    "a field without a default behind one with": """
from dataclasses import dataclass
try:
    @dataclass
    class Size:
        width: int = 3
        deep: int
except TypeError:
    found.append("order")
""",
    "fields by name only may come in any order": """
from dataclasses import dataclass
@dataclass(kw_only=True)
class Size:
    width: int = 3
    deep: int
found.append(Size(deep=2).width)
""",
    "an abstract class is made": """
from abc import ABC, abstractmethod
class Shape(ABC):
    @property
    @abstractmethod
    def corners(self): ...
    @abstractmethod
    def area(self): ...
class Square(Shape):
    corners = 4
    def area(self):
        return 9
class Half(Shape):
    def area(self):
        return super().area()
for kind in (Shape, Half, Square):
    try:
        found.append(kind().area())
    except TypeError:
        found.append("abstract")
""",
    "an abstract class by its metaclass": """
import abc
class Shape(metaclass=abc.ABCMeta):
    @abc.abstractmethod
    def area(self): ...
class Below(Shape):
    pass
class Square(Below):
    def area(self):
        return 9
for kind in (Shape, Below, Square):
    try:
        found.append(kind().area())
    except TypeError:
        found.append("abstract")
""",
    "announced, in a class that is not abstract": """
from abc import abstractmethod
class Shape:
    @abstractmethod
    def area(self):
        return 2
found.append(Shape().area())
""",
    "a comprehension does not see the names of its class": """
class Size:
    width = 3
    places = [each for each in range(width)]
    try:
        widths = [width * each for each in (1, 2)]
    except NameError:
        widths = "not seen"
found += [Size.places, Size.widths]
""",
    "nor does one inside another, nor a generator": """
width = 5
class Size:
    width = 3
    inner = [[width for _ in range(2)] for _ in range(width)]
    total = sum(width for _ in range(2))
found += [Size.inner, Size.total]
""",
    "a name is deleted twice": """
width = 3
del width
try:
    del width
except NameError:
    found.append("gone")
""",
}


@pytest.mark.parametrize(
    "text", [pytest.param(t, id=n) for n, t in (CHANGED_WHILE_READ | REFUSED_BY_PYTHON).items()]
)
def test_the_reader_leaves_what_python_leaves(text: str) -> None:
    space: dict[str, Any] = {"__name__": "as_python"}
    text = f"found, many = [], [1, 2, 3]\n{text}"
    exec(compile(text, "as_python", "exec", dont_inherit=True), space)  # noqa: S102 - the text of this test
    machine = Machine()
    machine.run(parsed(text, "exec"))
    found = machine.sound(machine.globals["found"])
    assert type(found) is not Unknown, found.why
    assert found == space["found"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass Size:\n    width: int = 3\nsize = Size()\nsize.width = 4\nn = size.width",
            "width of Size is set, which is frozen",
        ),
        (
            "from abc import ABC, abstractmethod\nclass Shape(ABC):\n    @abstractmethod\n    def area(self):\n        return 3\nn = Shape().area()",
            "Shape is abstract: it has no area of its own",
        ),
        (
            "class Size:\n    width = 3\n    widths = [width for _ in range(2)]\nn = Size.widths[1]",
            "unknown name 'width'",
        ),
    ],
)  # fmt: skip
def test_what_ends_in_an_error_says_so(text: str, why: str) -> None:
    machine = Machine()
    machine.run(parsed(text, "exec"))
    assert (type(machine.globals["n"]), machine.globals["n"].why) == (Unknown, why)
