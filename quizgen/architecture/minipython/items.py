"""Entries: `a[0]`, `a[1:]`, `a["key"]`, read, set and taken away."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.own_containers import OwnDictionary
from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Host,
    Instance,
    Stop,
    Unknown,
    View,
    noun_of,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def item(machine: "Machine", owner: Any, key: Any) -> Any:
    """`owner[key]`."""
    if type(owner) is Unknown:
        return owner
    if isinstance(owner, Host):
        return owner.item(machine, key)
    if isinstance(owner, Instance):
        found = owner.kind.find("__getitem__")
        if found is MISSING:
            raise Stop(f"{noun_of(owner)} has no entries", exception="TypeError")
        return machine.call(found, [owner, key])
    if isinstance(owner, Class):
        if "__members__" in owner.names and key in owner.names["__members__"]:
            return owner.names["__members__"][key]
        if owner.native and owner.name in {"Union", "Optional"}:
            several = key if isinstance(key, tuple) else (key,)
            return several if owner.name == "Union" else (*several, None)
        return owner  # list[int]: a type
    if type(key) is Unknown:
        return key
    if isinstance(owner, dict):
        return _of_dictionary(machine, owner, key)
    if isinstance(owner, list | tuple | str | range):
        return _of_sequence(machine, owner, key)
    raise Stop(f"{noun_of(owner)} has no entries", exception="TypeError")


def _of_dictionary(machine: "Machine", owner: dict[Any, Any], key: Any) -> Any:
    key = hashable(key)
    if key in owner:
        return owner[key]
    if isinstance(owner, Counter):
        return 0
    absent = owner.kind.find("__missing__") if isinstance(owner, OwnDictionary) else MISSING
    if absent is not MISSING:
        return machine.call(absent, [owner, key])
    make = getattr(owner, "make", None)
    if make is not None:
        machine.note(owner, key)
        owner[key] = machine.call(make)
        return owner[key]
    from quizgen.architecture.vocabulary import near

    known = [name if isinstance(name, str) else shortly(name) for name in owner][:200]
    raise Stop(
        f"no entry {shortly(key)}",
        near(key[:60] if isinstance(key, str) else shortly(key), known) if known else "",
        "KeyError",
    )


def _of_sequence(machine: "Machine", owner: Any, key: Any) -> Any:
    if isinstance(key, slice):
        part = owner[key]
        machine.grow(len(part))
        return part
    if not isinstance(key, int):
        raise Stop(f"{noun_of(owner)} has no entry {shortly(key)}", "give a number", "TypeError")
    if not -len(owner) <= key < len(owner):
        raise Stop(f"no entry {key}: there are {len(owner)}", "", "IndexError")
    return owner[key]


def hashable(key: Any) -> Any:
    """A key of a dictionary or set; `Stop` for one that cannot be."""
    bounds.weighed(key)
    if _equals_others(key):
        raise Stop("a key that says itself what it is equal to", "use numbers or texts as keys")
    try:
        hash(key)
    except TypeError:
        raise Stop(f"{noun_of(key)} cannot be a key", exception="TypeError") from None
    return key


def _equals_others(key: Any) -> bool:
    """Whether an object among the parts of a key has an `__eq__` of its own, as one of a dataclass has."""
    if isinstance(key, tuple):
        return any(map(_equals_others, key))
    return isinstance(key, Instance) and key.kind.find("__eq__") is not MISSING


def shortly(value: Any) -> str:
    """A value as a message shows it.

    >>> shortly("a"), shortly([1])
    ("'a'", 'a list')
    """
    plain = isinstance(value, int | float | str | None)
    return repr(value)[:60] if plain else noun_of(value)


def set_item(machine: "Machine", owner: Any, key: Any, value: Any) -> None:
    """`owner[key] = value`."""
    if type(owner) is Unknown:
        machine.swallowed(owner, value)
        return
    if isinstance(owner, Host):
        owner.set_item(machine, key, value)
        return
    if isinstance(owner, Instance):
        found = owner.kind.find("__setitem__")
        if found is MISSING:
            raise Stop(f"{noun_of(owner)} takes no entries", exception="TypeError")
        machine.call(found, [owner, key, value])
        return
    if isinstance(owner, View):
        owner.set_entry(machine, key, value)
        return
    if isinstance(owner, dict | list):
        machine.note(owner)
        if type(key) is Unknown:
            machine.poison(owner, key)
        elif isinstance(owner, dict):
            if key not in owner:
                bounds.entries(len(owner) + 1)
                machine.grow(1)
            owner[hashable(key)] = value
        else:
            _set_in_list(machine, owner, key, value)
        return
    raise Stop(f"{noun_of(owner)} takes no entries", exception="TypeError")


def _set_in_list(machine: "Machine", owner: list[Any], key: Any, value: Any) -> None:
    if isinstance(key, slice):
        entries = machine.iterate(value)
        if type(entries) is Unknown:
            machine.poison(owner, entries)
            return
        bounds.entries(len(owner) + len(entries))
        owner[key] = entries
    elif isinstance(key, int) and -len(owner) <= key < len(owner):
        owner[key] = value
    else:
        raise Stop(f"no entry {shortly(key)}: there are {len(owner)}", "", "IndexError")


def delete_item(machine: "Machine", owner: Any, key: Any) -> None:
    """`del owner[key]`."""
    if isinstance(owner, Instance):
        found = owner.kind.find("__delitem__")
        if found is not MISSING:
            machine.call(found, [owner, key])
            return
    if isinstance(owner, View):
        owner.delete_entry(machine, key)
        return
    if not isinstance(owner, dict | list):
        raise Stop(f"entries of {noun_of(owner)} cannot be taken away", exception="TypeError")
    machine.note(owner)
    if type(key) is Unknown:
        machine.poison(owner, key)
        return
    try:
        del owner[key]
    except (LookupError, TypeError):
        raise Stop(f"no entry {shortly(key)}", "", "KeyError") from None
