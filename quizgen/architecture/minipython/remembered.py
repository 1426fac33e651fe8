"""What functions have given, and the files that are read: `functools.cache`, `sys.modules`, `operator`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.items import hashable, item
from quizgen.architecture.minipython.values import Host, Namespace, Native, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def cached(machine: "Machine", *given: Any, **named: Any) -> Native:
    """`@cache`, `@lru_cache` and `@lru_cache(maxsize=None)`: the same arguments give the same object again."""
    if len(given) != 1 or named or isinstance(given[0], int | None):
        return Native("lru_cache", cached, takes_unknown=True)
    held: dict[Any, Any] = {}

    def run(machine: "Machine", *given_now: Any, **named_now: Any) -> Any:
        values = (*given_now, *named_now.values())
        unknown = next((value for value in values if type(value) is Unknown), None)
        if unknown is not None:
            return unknown
        # 1, 1.0 and True are one key, as in Python.
        key = hashable((given_now, tuple(named_now.items())))
        if key not in held:
            machine.note(held, key)
            machine.grow(1)
            held[key] = machine.call(given[0], list(given_now), named_now)
        return held[key]

    return Native(getattr(given[0], "name", "cache"), run, takes_unknown=True)


def once_each(function: Any) -> Native:
    """`@cached_property`: what is computed once for each object."""
    held: dict[int, tuple[Any, Any]] = {}

    def run(machine: "Machine", owner: Any) -> Any:
        if id(owner) not in held:
            machine.note(held, id(owner))
            held[id(owner)] = owner, machine.call(function, [owner])
        return held[id(owner)][1]

    return Native("cached_property", run, takes_unknown=True)


class _Modules(Host):
    """`sys.modules`, of which the files of the network are known."""

    noun = "sys.modules"

    def item(self, machine: Any, key: Any) -> Any:
        files = [machine.globals, *(file.names for file in machine.files.values())]
        for names in files:
            if names.get("__name__") == key:
                return Namespace("sys.modules", names, open=False)
        return Unknown("sys.modules has more than this file", machine.line, "name the class")


def _symbol(symbol: str) -> Any:
    return lambda machine, left, right: machine.binary(symbol, left, right)


def _attrgetter(machine: "Machine", name: str) -> Native:
    def run(machine: "Machine", value: Any) -> Any:
        for word in name.split("."):
            value = machine.attribute(value, word)
        return value

    return Native("attrgetter", run)


def _itemgetter(machine: "Machine", *keys: Any) -> Native:
    def run(machine: "Machine", value: Any) -> Any:
        found = tuple(item(machine, value, key) for key in keys)
        return found if len(found) > 1 else found[0]

    return Native("itemgetter", run)


SYSTEM: Mapping[str, Any] = {"modules": _Modules()}
OPERATOR: Mapping[str, Native] = {
    **{
        name: Native(name, _symbol(symbol))
        for name, symbol in (
            ("add", "+"),
            ("concat", "+"),
            ("sub", "-"),
            ("mul", "*"),
            ("truediv", "/"),
            ("floordiv", "//"),
            ("mod", "%"),
            ("pow", "**"),
            ("matmul", "@"),
        )
    },
    "getitem": Native("getitem", item),
    "attrgetter": Native("attrgetter", _attrgetter),
    "itemgetter": Native("itemgetter", _itemgetter),
}
