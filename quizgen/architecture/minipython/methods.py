"""Methods of texts, lists, dictionaries, sets and numbers."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.counters import COUNTER, QUEUE, Counts, Queue
from quizgen.architecture.minipython.formatting import braces
from quizgen.architecture.minipython.items import delete_item, hashable, item, set_item
from quizgen.architecture.minipython.iterators import Rest, steps_of
from quizgen.architecture.minipython.operations import unknown_inside
from quizgen.architecture.minipython.ordering import equal, says_itself
from quizgen.architecture.minipython.seen import listed
from quizgen.architecture.minipython.values import (
    MISSING,
    Bound,
    Native,
    Stop,
    Unknown,
    View,
    noun_of,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

Method = Callable[..., Any]


def _plain(name: str, kinds: type = str) -> Method:
    """A method of the host that makes nothing large."""

    def run(machine: "Machine", owner: Any, *given: Any) -> Any:
        if not all(isinstance(value, str | int | tuple | None) for value in given):
            raise Stop(f"{name} of {noun_of(given[0])}", exception="TypeError")
        found = getattr(owner, name)(*given)
        return bounds.text(found) if isinstance(found, str) else found

    return run


def _wide(name: str) -> Method:
    def run(machine: "Machine", owner: str, width: int, *fill: str) -> Any:
        bounds.entries(width)
        return bounds.text(getattr(owner, name)(width, *fill))

    return run


def _replace(machine: "Machine", owner: str, old: str, new: str, *count: int) -> str:
    many = owner.count(old) if old else len(owner) + 1
    if many * len(new) + len(owner) > bounds.LENGTH:
        raise bounds.too_much("a text is too long")
    return owner.replace(old, new, *count)


def _join(machine: "Machine", owner: str, entries: Any) -> Any:
    parts = machine.iterate(entries)
    if type(parts) is Unknown:
        return parts
    for part in parts:
        if type(part) is Unknown:
            return part
    total = sum(len(part) for part in parts) + len(owner) * len(parts)
    if total > bounds.LENGTH:
        raise bounds.too_much("a text is too long")
    return owner.join(parts)


def _format(machine: "Machine", owner: str, *given: Any, **named: Any) -> Any:
    return braces(owner, given, named)


_TEXT: Mapping[str, Method] = {
    **{
        name: _plain(name)
        for name in (
            "lower upper strip lstrip rstrip split rsplit startswith endswith find rfind index count"
            " title capitalize swapcase isdigit isalpha isalnum isidentifier isnumeric islower isupper isspace"
            " partition rpartition splitlines casefold removeprefix removesuffix"
        ).split()
    },
    **{name: _wide(name) for name in ("zfill", "ljust", "rjust", "center")},
    "replace": _replace,
    "join": _join,
    "format": _format,
}


def _extend(machine: "Machine", owner: list[Any], entries: Any) -> None:
    machine.note(owner)
    # Each entry is put in before the next one is asked for: a generator may look at the list.
    steps = steps_of(machine, list(entries) if entries is owner else entries)
    for entry in [Rest(steps)] if type(steps) is Unknown else steps:
        if type(entry) is Rest:
            machine.poison(owner, entry.unknown)
            return
        bounds.entries(len(owner) + 1)
        owner.append(entry)


def _append(machine: "Machine", owner: list[Any], value: Any) -> None:
    machine.note(owner)
    bounds.entries(len(owner) + 1)
    machine.grow(1)
    owner.append(value)


def _insert(machine: "Machine", owner: list[Any], place: Any, value: Any) -> None:
    machine.note(owner)
    if type(place) is Unknown:
        machine.poison(owner, place)
        return
    bounds.entries(len(owner) + 1)
    machine.grow(1)
    owner.insert(place, value)


def _pop(machine: "Machine", owner: Any, *given: Any) -> Any:
    machine.note(owner)
    if given and type(given[0]) is Unknown:
        machine.poison(owner, given[0])
        return given[0]
    if isinstance(owner, set):
        raise Stop("pop of a set is not sure", "write a list")
    return owner.pop(*given)


def _remove(machine: "Machine", owner: Any, value: Any) -> None:
    machine.note(owner)
    unknown = value if type(value) is Unknown else unknown_inside(owner)
    if unknown is not None:
        machine.poison(owner, unknown)
        return
    bounds.weighed(owner, value)
    if isinstance(owner, list):
        del owner[_place(machine, owner, value)]
    else:
        owner.remove(value)


def _reverse(machine: "Machine", owner: list[Any]) -> None:
    machine.note(owner)
    owner.reverse()


def _clear(machine: "Machine", owner: Any) -> None:
    machine.note(owner)
    owner.clear()


def _sort(machine: "Machine", owner: list[Any], *, key: Any = None, reverse: Any = False) -> None:
    from quizgen.architecture.minipython.gathering import sort

    machine.note(owner)
    found = sort(machine, owner, key=key, reverse=reverse)
    if type(found) is Unknown:
        machine.poison(owner, found)
    else:
        owner[:] = found


def _index(machine: "Machine", owner: Any, value: Any) -> Any:
    unknown = unknown_inside(owner)
    if unknown is not None:
        return unknown
    bounds.weighed(owner, value)
    return _place(machine, owner, value)


def _place(machine: "Machine", owner: Any, value: Any) -> int:
    """Where the first entry is that equals a value."""
    if not says_itself([value, *owner]):
        return owner.index(value)  # type: ignore[no-any-return]
    for place, entry in enumerate(owner):
        if equal(machine, entry, value) is True:
            return place
    raise Stop("there is no such entry", "", "ValueError")


def _count(machine: "Machine", owner: Any, value: Any) -> Any:
    bounds.weighed(owner, value)
    if says_itself([value, *owner]):
        return sum(equal(machine, entry, value) is True for entry in owner)
    return unknown_inside(owner) or owner.count(value)


def _copy(machine: "Machine", owner: Any) -> Any:
    machine.grow(len(owner))
    return owner.copy()


_LIST: Mapping[str, Method] = {
    "append": _append,
    "extend": _extend,
    "insert": _insert,
    "pop": _pop,
    "remove": _remove,
    "reverse": _reverse,
    "clear": _clear,
    "sort": _sort,
    "index": _index,
    "count": _count,
    "copy": _copy,
    "__init__": lambda machine, owner, entries=(): _extend(machine, owner, entries),
    "__getitem__": item,
    "__setitem__": set_item,
    "__len__": lambda machine, owner: len(owner),
}


def _get(machine: "Machine", owner: dict[Any, Any], key: Any, default: Any = None) -> Any:
    if type(key) is Unknown:
        return key
    return owner.get(hashable(key), default)


def _setdefault(machine: "Machine", owner: dict[Any, Any], key: Any, default: Any = None) -> Any:
    if hashable(key) not in owner:
        machine.note(owner)
        machine.grow(1)
        owner[key] = default
    return owner[key]


def _update(machine: "Machine", owner: Any, *given: Any, **named: Any) -> None:
    if isinstance(owner, View):
        for more in (*given, named):
            if not isinstance(more, dict):
                raise Stop("__dict__ of what is not known", "set the attributes one by one")
            for key, value in more.items():
                owner.set_entry(machine, key, value)
        return
    machine.note(owner)
    for more in (*given, named):
        if type(more) is Unknown:
            machine.poison(owner, more)
            return
        if isinstance(more, dict) and isinstance(owner, dict):
            bounds.entries(len(owner) + len(more))
            machine.grow(len(more))
            owner.update(more)
            continue
        entries = machine.iterate(more)
        if type(entries) is Unknown:
            machine.poison(owner, entries)
            return
        bounds.entries(len(owner) + len(entries))
        if isinstance(owner, set):
            owner.update(hashable(entry) for entry in entries)
        else:
            owner.update({hashable(key): value for key, value in entries})


def _fromkeys(machine: "Machine", owner: Any, keys: Any, value: Any = None) -> Any:
    found = machine.iterate(keys)
    return found if type(found) is Unknown else dict.fromkeys(map(hashable, found), value)


def _popitem(machine: "Machine", owner: dict[Any, Any], last: bool = True) -> Any:
    machine.note(owner)
    key = list(owner)[-1 if last else 0]
    return key, owner.pop(key)


_DICTIONARY: Mapping[str, Method] = {
    "get": _get,
    "setdefault": _setdefault,
    "update": _update,
    "pop": _pop,
    "popitem": _popitem,
    "clear": _clear,
    "copy": _copy,
    "fromkeys": _fromkeys,
    "__init__": _update,
    "__getitem__": item,
    "__setitem__": set_item,
    "__delitem__": delete_item,
    **{name: listed(name) for name in ("items", "keys", "values")},
}


def _add(machine: "Machine", owner: set[Any], value: Any) -> None:
    machine.note(owner)
    if type(value) is Unknown:
        machine.poison(owner, value)
        return
    machine.grow(1)
    owner.add(hashable(value))


def _discard(machine: "Machine", owner: set[Any], value: Any) -> None:
    machine.note(owner)
    owner.discard(hashable(value))


def _joined(name: str) -> Method:
    def run(machine: "Machine", owner: Any, other: Any) -> Any:
        found = machine.iterate(other)
        return found if type(found) is Unknown else getattr(owner, name)(found)

    return run


_SET: Mapping[str, Method] = {
    "add": _add,
    "discard": _discard,
    "remove": _remove,
    "update": _update,
    "pop": _pop,
    "copy": _copy,
    **{
        name: _joined(name)
        for name in ("union", "intersection", "difference", "issubset", "issuperset")
    },
}
_NUMBER: Mapping[str, Method] = {
    "bit_length": lambda machine, owner: owner.bit_length(),
    "is_integer": lambda machine, owner: float(owner).is_integer(),
    "item": lambda machine, owner: owner,
}
_TUPLE: Mapping[str, Method] = {
    "index": _index,
    "count": _count,
    "_asdict": lambda machine, owner: dict(zip(owner.fields, owner, strict=True)),
    "_replace": lambda machine, owner, **named: machine.call(
        owner.kind, [], {**dict(zip(owner.fields, owner, strict=True)), **named}
    ),
    "numel": lambda machine, owner: machine.call(machine.imported("math").names["prod"], [owner]),
}
_OF: list[tuple[Any, Mapping[str, Method]]] = [
    (str, _TEXT),
    (Queue, {**_LIST, **QUEUE}),
    (list, _LIST),
    (Counts, {**_DICTIONARY, **COUNTER}),
    (dict, _DICTIONARY),
    ((set, frozenset), _SET),
    ((int, float), _NUMBER),
    (tuple, _TUPLE),
]


def methods_of(kind: type) -> dict[str, Native]:
    """The methods that a class of Python gives to classes made from it, and that are named by it: `str.lower`."""
    known = next((methods for kinds, methods in _OF if kinds is kind), {})
    return {name: Native(name, run, takes_unknown=kind is not str) for name, run in known.items()}


# Methods that take unknown values as they are: those of containers keep them.
_NATIVES: dict[tuple[int, str], Native] = {}


def method_of(machine: "Machine", owner: Any, name: str) -> Any:
    """The method of a plain value; `MISSING` where there is none."""
    for kinds, known in _OF:
        if isinstance(owner, kinds):
            method = known.get(name)
            if method is None:
                return _other(machine, owner, name)
            key = (id(known), name)
            if key not in _NATIVES:
                _NATIVES[key] = Native(name, method, takes_unknown=known is not _TEXT)
            return Bound(_NATIVES[key], owner)
    return MISSING


def _other(machine: "Machine", owner: Any, name: str) -> Any:
    """A method that is not read: it may change a container."""
    if isinstance(owner, int | float) and name in {"real", "imag", "numerator", "denominator"}:
        return getattr(owner, name)
    if isinstance(owner, list | dict | set) and hasattr(type(owner), name) and name[0] != "_":
        unknown = Unknown(f"{name} of {noun_of(owner)} is not read", machine.line, "", "own")
        machine.note(owner)
        machine.poison(owner, unknown)
        return unknown
    return MISSING
