"""What names of a text stand for, beside plain numbers, texts and containers."""

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

# Where an unknown value comes from: the text itself, another library, or data that hold no layers.
Origin = Literal["own", "foreign", "data"]


_CERTAIN = frozenset(
    {"KeyError", "IndexError", "ZeroDivisionError", "ValueError", "RuntimeError", "EinopsError"}
)


class Stop(Exception):  # noqa: N818 - it ends a statement of the text, and is a value after that
    """A statement that cannot be followed, or that Python itself would refuse.

    `exception` is the name of the exception Python would raise, where that is certain.
    """

    def __init__(self, why: str, fix: str = "", exception: str = "", line: int = 0) -> None:
        super().__init__(why)
        self.why = why
        self.fix = fix
        self.exception = exception
        self.line = line
        self.origin: Origin = "own"
        # Whether Python would end the function here, whatever comes after.
        self.certain = exception in _CERTAIN


class Raised(Stop):
    """An exception that the text itself raises."""

    def __init__(self, why: str, value: Any, exception: str, line: int) -> None:
        super().__init__(why, "this is raised by the file itself", exception, line)
        self.value = value


DECIDES = "depends on what is not known"


@dataclass(slots=True, eq=False)
class Unknown:
    """A value nobody knows before the text is really run, and why.

    `name` is the first name it was given: who knows the value can give it by that name.
    """

    why: str
    line: int
    fix: str = ""
    origin: Origin = "data"
    name: str = ""

    def deciding(self, what: str, line: int) -> "Unknown":
        """What something leaves that this value decides about; of one inside another the inner one is told."""
        if DECIDES in self.why:
            return self
        why = f"{what} in line {line} {DECIDES}: {self.why}"
        return Unknown(why, line, self.fix, self.origin, self.name)

    def refusal(self) -> "Stop":
        """What is said where the network needs it."""
        named = f"{self.name} is not known: " if self.name else ""
        given = f"give it: --set {self.name}=VALUE" if self.name else "write the value out"
        fix = self.fix or given
        if (
            self.fix
            and self.name
            and self.origin == "foreign"
            and not self.why.startswith(self.name)
        ):
            fix = f"{given}; or {self.fix}"
        stop = Stop(f"{named}{self.why}", fix, line=self.line)
        stop.origin = "own"
        return stop


class View(dict[Any, Any]):
    """A dictionary that shows what an object holds: what is set or taken away here is so there."""

    def __init__(self, owner: Any, entries: Mapping[Any, Any]) -> None:
        super().__init__(entries)
        self.owner = owner

    def set_entry(self, machine: "Machine", key: Any, value: Any) -> None:
        """`view[key] = value`."""
        raise NotImplementedError

    def delete_entry(self, machine: "Machine", key: Any) -> None:
        """`del view[key]`."""
        raise NotImplementedError


def unknown_from(stop: Stop, line: int) -> Unknown:
    """The value of what could not be followed."""
    return Unknown(stop.why, stop.line or line, stop.fix, stop.origin)


class Scope:
    """Names and what they stand for; what is not here is looked for outside."""

    __slots__ = ("elsewhere", "is_class", "made", "method", "names", "outer", "yielded")

    def __init__(
        self, names: dict[str, Any], outer: "Scope | None", *, is_class: bool = False
    ) -> None:
        self.names = names
        self.outer = outer
        self.is_class = is_class
        # The class whose method is running and the object it runs for: what super() needs.
        self.method: tuple[Class, Any] | None = None
        # Names declared global or nonlocal, by the scope they belong to.
        self.elsewhere: dict[str, Scope] | None = None
        self.yielded: list[Any] | None = None
        # The functions written in the body of a class, which know it even if a decorator keeps them.
        self.made: list[Function] = []

    def top(self) -> "Scope":
        """The scope of the whole file: what is outside of it is built in."""
        found = self
        while found.outer is not None and found.outer.outer is not None:
            found = found.outer
        return found


@dataclass(slots=True, eq=False)
class Function:
    """A function or lambda of the text with the names around it."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    name: str
    defaults: list[Any]
    keyword_defaults: dict[str, Any]
    owner: "Class | None" = None
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Native:
    """A function of ours that a text may call: it takes the machine and the arguments.

    Unless it `takes_unknown` values, an unknown argument makes its result unknown.
    """

    name: str
    function: Callable[..., Any]
    takes_unknown: bool = False


@dataclass(slots=True, eq=False)
class Bound:
    """A function or method together with its first argument."""

    function: Any
    owner: Any


@dataclass(slots=True, eq=False)
class Partial:
    """`functools.partial`."""

    function: Any
    given: tuple[Any, ...]
    named: Mapping[str, Any]


@dataclass(slots=True, eq=False)
class Wrapped:
    """`@staticmethod`, `@classmethod` and `@property`, by kind."""

    kind: str
    function: Any
    setter: Any = None


@dataclass(slots=True, eq=False)
class Class:
    """A class of the text or of a stand-in; `mro` is the order in which attributes are looked for."""

    name: str
    bases: tuple["Class", ...]
    names: dict[str, Any]
    mro: tuple["Class", ...] = ()
    line: int = 0
    # Why the class is not wholly known: a base class from elsewhere.
    unknown: Unknown | None = None
    native: bool = False

    def find(self, name: str) -> Any:
        """The attribute of the nearest class; `MISSING` where none has it."""
        for kind in self.mro:
            if name in kind.names:
                return kind.names[name]
        return MISSING

    def is_a(self, other: "Class") -> bool:
        """Whether this is that class or made from it."""
        return other in self.mro


class _Missing:
    """Nothing of that name."""


MISSING: Any = _Missing()


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class; `host` is what a stand-in keeps with it."""

    kind: Class
    attributes: dict[str, Any] = field(default_factory=dict)
    host: Any = None


@dataclass(slots=True, eq=False)
class Super:
    """`super()`: an object seen from the classes above one of its own."""

    rest: tuple[Class, ...]
    owner: Any


class Record(tuple[Any, ...]):  # noqa: SLOT001
    """A named tuple of the text."""

    # No __slots__: a tuple of any length has its class and names beside its entries.
    kind: Class
    fields: tuple[str, ...]


def record(kind: Class, fields: tuple[str, ...], values: Iterable[Any]) -> Record:
    """A named tuple with these entries."""
    found = Record(values)
    found.kind, found.fields = kind, fields
    return found


class Host:
    """Base of a stand-in's own values; the machine asks them what an operation gives.

    What a class does not say is refused with the name that `noun` gives it.
    """

    __slots__ = ()
    noun = "this value"

    def attribute(self, machine: Any, name: str) -> Any:
        """`value.name`; `MISSING` for one there is none of."""
        return MISSING

    def set_attribute(self, machine: Any, name: str, value: Any) -> None:
        """`value.name = …`."""
        raise Stop(f"{self.noun} takes no attribute {name!r}")

    def item(self, machine: Any, key: Any) -> Any:
        """`value[key]`."""
        raise Stop(f"{self.noun} has no entries", exception="TypeError")

    def set_item(self, machine: Any, key: Any, value: Any) -> None:
        """`value[key] = …`."""
        raise Stop(f"entries of {self.noun} cannot be set")

    def binary(self, machine: Any, symbol: str, other: Any, *, reflected: bool) -> Any:
        """`value symbol other`, or `other symbol value` where it is reflected."""
        raise Stop(f"{symbol} with {self.noun} is not understood")

    def takes_other_values(self, machine: Any) -> bool:
        """Whether `value *= …` leaves it the same object, of whose numbers nothing is known anyhow."""
        return False

    def changed_in_place(self, machine: Any, found: Any) -> Any:
        """What a name stands for after `name += …` gave `found`."""
        return found

    def part_changed(self, machine: Any, found: Any) -> Any:
        """What is put back after `owner[key] += …` gave `found` for this entry."""
        return self.changed_in_place(machine, found)

    def is_like(self, machine: Any, other: Any, mark: Any) -> bool:
        """Whether it makes no difference to the rest which of two values made since a mark it is: data decide."""
        return False

    def or_else(self, machine: Any, other: Any) -> Any:
        """This value or another, as data decide; asked only where `is_like` was true, so of kinds that say both."""
        raise NotImplementedError

    def unary(self, machine: Any, symbol: str) -> Any:
        """`-value`, `~value`."""
        raise Stop(f"{symbol} of {self.noun} is not understood")

    def compare(self, machine: Any, symbol: str, other: Any) -> Any:
        """`value < other` and the like."""
        if symbol in {"==", "!="}:
            return (self is other) == (symbol == "==")
        raise Stop(f"{symbol} with {self.noun} is not understood")

    def entries(self, machine: Any) -> list[Any]:
        """What a loop goes over."""
        raise Stop(f"{self.noun} is not a list", "loop over range(…) or a list", "TypeError")

    def length(self, machine: Any) -> Any:
        """`len(value)`."""
        raise Stop(f"{self.noun} has no len()", exception="TypeError")

    def truth(self, machine: Any) -> Any:
        """Whether it counts as true; an `Unknown` where data decide."""
        return True

    def call(self, machine: Any, given: list[Any], named: dict[str, Any]) -> Any:
        """`value(…)`."""
        raise Stop(f"{self.noun} cannot be called", exception="TypeError")


@dataclass(slots=True, eq=False)
class Namespace(Host):
    """A module, or anything else that is only a holder of names.

    A name that an `open` one does not have is unknown; of any other it is an error.
    """

    title: str
    names: dict[str, Any]
    open: bool = True
    origin: Origin = "foreign"
    # What is said of a name there is none of, and what was perhaps meant.
    missing: Callable[[str], tuple[str, str]] | None = None

    def attribute(self, machine: "Machine", name: str) -> Any:
        if name in self.names:
            return self.names[name]
        if self.open:
            return Unknown(
                f"{self.title}.{name} is not in this file", machine.line, "", self.origin
            )
        return MISSING

    def set_attribute(self, machine: "Machine", name: str, value: Any) -> None:
        machine.note(self.names, name)
        self.names[name] = value


def noun_of(value: Any) -> str:
    """What a message calls a value.

    >>> noun_of(3), noun_of([]), noun_of(None)
    ('a number', 'a list', 'None')
    """
    if isinstance(value, Host):
        return value.noun
    if isinstance(value, Instance):
        return "an object of class " + value.kind.name
    return _NOUNS.get(type(value), f"a {type(value).__name__}".lower())


_NOUNS: Mapping[type, str] = {
    int: "a number",
    float: "a number",
    bool: "True or False",
    str: "a text",
    list: "a list",
    tuple: "a tuple",
    dict: "a dictionary",
    set: "a set",
    type(None): "None",
    Function: "a function",
    Native: "a function",
    Bound: "a function",
    Partial: "a function",
    Class: "a class",
}
