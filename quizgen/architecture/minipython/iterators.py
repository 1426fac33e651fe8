"""Entries that are taken one after the other: what `iter`, `zip`, `map` and generators give, and what loops go over."""

from collections.abc import Iterator as Steps
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.values import (
    MISSING,
    Bound,
    Host,
    Instance,
    Native,
    Stop,
    Unknown,
    noun_of,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

# What is given where there is no further entry.
END: Any = object()


@dataclass(frozen=True, slots=True)
class Rest:
    """In place of an entry: nobody knows which entries come from here on, if any."""

    unknown: Unknown


class Iterator(Host):
    """Entries that are made when they are asked for, and once."""

    noun = "an iterator"

    def __init__(self, steps: Steps[Any]) -> None:
        self.steps = steps
        self.rest: Unknown | None = None

    def step(self, machine: "Machine") -> Any:
        """The next entry, `END`, or a `Rest`."""
        machine.tick()
        if machine.journal is not None:
            machine.note(self)
        if self.rest is None:
            sound = machine.sound(self)
            if sound is self:
                found = self.following(machine)
                if type(found) is Rest:
                    self.rest = found.unknown
                return found
            self.rest = sound
        return Rest(self.rest)

    def following(self, machine: "Machine") -> Any:
        """The entry after those that were taken."""
        return next(self.steps, END)

    def taken(self, machine: "Machine") -> Steps[Any]:
        """All entries that are left, each when it is asked for."""
        for _ in range(bounds.ENTRIES + 1):
            if (entry := self.step(machine)) is END:
                return
            yield entry
            if type(entry) is Rest:
                return
        raise Stop("entries without end are not gone through", "take some of them")

    def entries(self, machine: "Machine") -> Any:
        found: list[Any] = []
        for entry in self.taken(machine):
            if type(entry) is Rest:
                return entry.unknown
            found.append(entry)
        machine.grow(len(found))
        return found

    def attribute(self, machine: "Machine", name: str) -> Any:
        method = _METHODS.get(name)
        return MISSING if method is None else Bound(method, self)


class Seen(Host):
    """What something else holds, as it is when it is looked at."""

    def steps(self, machine: "Machine") -> Steps[Any]:
        """Entry by entry."""
        raise NotImplementedError


def next_of(machine: "Machine", entries: Any, *default: Any) -> Any:
    """`next`."""
    if type(entries) is Unknown:
        return entries
    if isinstance(entries, Instance) and entries.kind.find("__next__") is not MISSING:
        entry = _own_step(machine, entries)
    elif isinstance(entries, Iterator):
        entry = entries.step(machine)
    else:
        raise Stop(f"next of {noun_of(entries)}", "write next(iter(…))", "TypeError")
    if type(entry) is Rest:
        return entry.unknown
    if entry is not END:
        return entry
    if default:
        return default[0]
    raise Stop("there is no next entry", "", "StopIteration")


_METHODS = {
    "__next__": Native("__next__", next_of, takes_unknown=True),
    "__iter__": Native("__iter__", lambda machine, owner: owner, takes_unknown=True),
}


def iterator(machine: "Machine", entries: Any, *end: Any) -> Any:
    """`iter(entries)`, or `iter(function, end)`."""
    if end:
        return Iterator(_until(machine, entries, end[0]))
    if isinstance(entries, Iterator):
        return entries
    found = steps_of(machine, entries)
    return found if type(found) is Unknown else Iterator(found)


def _until(machine: "Machine", function: Any, end: Any) -> Steps[Any]:
    """What a function gives, call after call, as long as it is not the end."""
    while True:
        entry = machine.call(function)
        ends = entry if type(entry) is Unknown else machine.compare("==", entry, end)
        if type(ends) is Unknown:
            yield Rest(ends)
        if ends is not False:
            return
        yield entry


def steps_of(machine: "Machine", value: Any) -> Any:
    """What a loop goes over, entry by entry, or an `Unknown`; an entry may be a `Rest`."""
    value = machine.sound(value)
    if type(value) is Unknown:
        return value
    if isinstance(value, Iterator):
        return value.taken(machine)
    if isinstance(value, Seen):
        return value.steps(machine)
    if isinstance(value, list | dict | set | tuple | str | range):
        machine.grow(len(value))
        if isinstance(value, list):
            return _of_list(machine, value)
        return _of_table(value) if isinstance(value, dict | set) else iter(value)
    if isinstance(value, Instance):
        return _of_object(machine, value)
    found = machine.iterate(value)
    return found if type(found) is Unknown else iter(found)


def _of_list(machine: "Machine", entries: list[Any]) -> Steps[Any]:
    """A list may be changed while a loop goes over it: entries are looked up by their places."""
    place, many = 0, len(entries)
    # A deque, unlike a list, refuses to be changed meanwhile.
    fixed = hasattr(entries, "most")
    while place < len(entries) or (fixed and len(entries) != many):
        if fixed and len(entries) != many:
            raise _resized(entries)
        if machine.poisoned and machine.sound(entries) is not entries:
            yield Rest(machine.sound(entries))
            return
        yield entries[place]
        place += 1


def _of_table(entries: Any) -> Steps[Any]:
    many = len(entries)
    for entry in list(entries):
        if len(entries) != many:
            raise _resized(entries)
        yield entry
    if len(entries) != many:
        raise _resized(entries)


def _resized(entries: Any) -> Stop:
    what = noun_of(entries)
    return Stop(f"{what} changes its size while a loop goes over it", "", "RuntimeError")


def _of_object(machine: "Machine", value: Instance) -> Any:
    """An object of a class with `__iter__`, or with entries."""
    held = value.kind.find("__iter__")
    if held is not MISSING:
        found = machine.call(held, [value])
        if isinstance(found, Instance) and found.kind.find("__next__") is not MISSING:
            return _own_steps(machine, found)
        if found is not value:
            return steps_of(machine, found)
    elif value.kind.find("__getitem__") is not MISSING:
        return _by_places(machine, value)
    if value.kind.unknown is not None:
        return value.kind.unknown
    raise Stop(
        f"{noun_of(value)} is not a list", "loop over range(…) or a list of layers", "TypeError"
    )


def _own_steps(machine: "Machine", owner: Instance) -> Steps[Any]:
    while (entry := _own_step(machine, owner)) is not END:
        yield entry


def _own_step(machine: "Machine", owner: Instance) -> Any:
    """What `__next__` gives; it says by an exception that it has come to its end."""
    machine.trying += 1
    try:
        return machine.call(owner.kind.find("__next__"), [owner])
    except Stop as stop:
        if stop.exception == "StopIteration":
            return END
        raise
    finally:
        machine.trying -= 1


def _by_places(machine: "Machine", owner: Instance) -> Steps[Any]:
    """An object that only has `__getitem__` is gone through until there is no such place."""
    length = owner.kind.find("__len__")
    many = bounds.ENTRIES if length is MISSING else machine.call(length, [owner])
    if type(many) is Unknown:
        yield Rest(many)
        return
    for place in range(many):
        machine.trying += 1
        try:
            entry = machine.call(owner.kind.find("__getitem__"), [owner, place])
        except Stop as stop:
            if stop.exception in {"IndexError", "StopIteration"}:
                return
            raise
        finally:
            machine.trying -= 1
        yield entry
