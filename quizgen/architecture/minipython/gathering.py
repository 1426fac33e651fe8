"""Functions of many entries: `min`, `sum`, `any`, `sorted`, `zip`, `map`."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.iterators import Iterator
from quizgen.architecture.minipython.operations import unknown_inside
from quizgen.architecture.minipython.values import MISSING, Host, Stop, Unknown, noun_of

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def largest(name: str, choose: Callable[..., Any]) -> Callable[..., Any]:
    """`min` or `max`."""

    def run(machine: "Machine", *given: Any, key: Any = None, default: Any = MISSING) -> Any:
        entries = machine.iterate(given[0]) if len(given) == 1 else list(given)
        unknown = entries if type(entries) is Unknown else unknown_inside(entries)
        if unknown is not None:
            return unknown
        if not entries:
            if default is not MISSING:
                return default
            raise Stop(f"{name} of nothing", exception="ValueError")
        for entry in entries:
            if isinstance(entry, Host):
                return entry.compare(machine, name, entries)
        bounds.weighed(entries)
        keys = entries if key is None else [machine.call(key, [entry]) for entry in entries]
        unknown = unknown_inside(keys)
        if unknown is not None:
            return unknown
        return entries[choose(range(len(keys)), key=keys.__getitem__)]

    return run


def summed(machine: "Machine", entries: Any, start: Any = 0) -> Any:
    """`sum`."""
    found = start
    many = machine.iterate(entries)
    if type(many) is Unknown:
        return many
    for entry in many:
        found = machine.binary("+", found, entry)
        if isinstance(found, list | tuple):
            machine.tick(len(found) // 8)
    return found


def any_of(machine: "Machine", entries: Any, *, of: bool = True) -> Any:
    """`any`, or `all` for the other truth."""
    many, unknown = machine.iterate(entries), None
    if type(many) is Unknown:
        return many
    for entry in many:
        truth = machine.truth(entry)
        if type(truth) is Unknown:
            unknown = unknown or truth
        elif truth == of:
            return of
    return unknown or not of


def all_of(machine: "Machine", entries: Any) -> Any:
    """`all`."""
    return any_of(machine, entries, of=False)


def sort(machine: "Machine", entries: Any, *, key: Any = None, reverse: Any = False) -> Any:
    """The entries in order, or an `Unknown`."""
    many = machine.iterate(entries)
    unknown = many if type(many) is Unknown else unknown_inside(many)
    if unknown is not None:
        return unknown
    bounds.weighed(many)
    machine.tick(len(many))
    keys = many if key is None else [machine.call(key, [entry]) for entry in many]
    unknown = unknown_inside(keys)
    if unknown is not None:
        return unknown
    order = sorted(range(len(keys)), key=keys.__getitem__, reverse=bool(reverse))
    return [many[place] for place in order]


def turned_round(machine: "Machine", entries: Any) -> Any:
    """`reversed`."""
    found = machine.iterate(entries)
    return found if type(found) is Unknown else found[::-1]


def zipped(machine: "Machine", *lists: Any, strict: bool = False) -> Any:
    """`zip`."""
    many = [machine.iterate(entries) for entries in lists]
    for entries in many:
        if type(entries) is Unknown:
            return entries
    return list(zip(*many, strict=bool(strict)))


def numbered(machine: "Machine", entries: Any, start: Any = 0) -> Any:
    """`enumerate`."""
    found = machine.iterate(entries)
    return found if type(found) is Unknown else list(enumerate(found, start))


def mapped(machine: "Machine", function: Any, *lists: Any) -> Any:
    """`map`."""
    many = zipped(machine, *lists)
    return (
        many if type(many) is Unknown else [machine.call(function, list(given)) for given in many]
    )


def filtered(machine: "Machine", function: Any, entries: Any) -> Any:
    """`filter`."""
    many, found = machine.iterate(entries), []
    if type(many) is Unknown:
        return many
    for entry in many:
        kept = machine.truth(entry if function is None else machine.call(function, [entry]))
        if type(kept) is Unknown:
            return kept
        if kept:
            found.append(entry)
    return found


def iterator(machine: "Machine", entries: Any) -> Any:
    """`iter`."""
    if isinstance(entries, Iterator):
        return entries
    found = machine.iterate(entries)
    return found if type(found) is Unknown else Iterator(found)


def next_of(machine: "Machine", entries: Any, *default: Any) -> Any:
    """`next`."""
    if type(entries) is Unknown:
        return entries
    if isinstance(entries, list):
        entries = Iterator(entries)
    if not isinstance(entries, Iterator):
        raise Stop(f"next of {noun_of(entries)}", exception="TypeError")
    machine.note(entries)
    return entries.next(list(default))
