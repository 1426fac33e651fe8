"""Functions of many entries: `min`, `sum`, `any`, `sorted`, `zip`, `map`."""

from collections.abc import Callable
from collections.abc import Iterator as Steps
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.iterators import END, Iterator, Rest, steps_of
from quizgen.architecture.minipython.operations import unknown_inside
from quizgen.architecture.minipython.ordering import keyed
from quizgen.architecture.minipython.values import MISSING, Host, Stop, Unknown

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
        return entries[choose(range(len(keys)), key=keyed(machine, keys).__getitem__)]

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
    steps = steps_of(machine, entries)
    if type(steps) is Unknown:
        return steps
    for entry in steps:
        truth = entry.unknown if type(entry) is Rest else machine.truth(entry)
        if type(truth) is Unknown:
            return _any_of_rest(machine, steps, truth, of=of)
        if truth == of:
            return of
    return not of


def _any_of_rest(machine: "Machine", steps: Steps[Any], unknown: Unknown, *, of: bool) -> Any:
    """Data decide whether entries after this one are asked for at all."""
    with machine.doubting() as notes:
        found = [type(entry) is not Rest and machine.truth(entry) == of for entry in steps]
    machine.forget(notes, unknown)
    return of if any(found) else unknown


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
    ranks = keyed(machine, keys)
    order = sorted(range(len(keys)), key=ranks.__getitem__, reverse=bool(reverse))
    return [many[place] for place in order]


def turned_round(machine: "Machine", entries: Any) -> Any:
    """`reversed`: a list is looked up by its places from its end now, each when it is asked for."""
    if isinstance(entries, list) and machine.sound(entries) is entries:
        places = range(len(entries) - 1, -1, -1)
        return Iterator(_at_places(machine, entries, places))
    found = machine.iterate(entries)
    return found if type(found) is Unknown else Iterator(iter(found[::-1]))


def _at_places(machine: "Machine", entries: list[Any], places: range) -> Steps[Any]:
    for place in places:
        if machine.sound(entries) is not entries:
            yield Rest(machine.sound(entries))
            return
        if place >= len(entries):
            return
        yield entries[place]


def each_of(machine: "Machine", *lists: Any) -> Any:
    """What goes over several lists, or an `Unknown`."""
    many = [steps_of(machine, entries) for entries in lists]
    return next((steps for steps in many if type(steps) is Unknown), many)


def rows(many: list[Any], *, strict: bool = False) -> Steps[Any]:
    """One entry of each, as long as all have some."""
    while many:
        row: list[Any] = []
        for steps in many:
            entry = next(steps, END)
            if entry is END and not strict:
                return
            if type(entry) is Rest:
                yield entry
                return
            row.append(entry)
        if END in row:
            if any(entry is not END for entry in row):
                raise Stop("zip of lists of different lengths", "", "ValueError")
            return
        yield tuple(row)


def zipped(machine: "Machine", *lists: Any, strict: bool = False) -> Any:
    """`zip`."""
    many = each_of(machine, *lists)
    return many if type(many) is Unknown else Iterator(rows(many, strict=bool(strict)))


def numbered(machine: "Machine", entries: Any, start: Any = 0) -> Any:
    """`enumerate`."""
    if type(start) is Unknown:
        return start
    found = steps_of(machine, entries)
    if type(found) is Unknown:
        return found
    return Iterator(
        entry if type(entry) is Rest else (number, entry)
        for number, entry in enumerate(found, start)
    )


def mapped(machine: "Machine", function: Any, *lists: Any) -> Any:
    """`map`."""
    many = each_of(machine, *lists)
    if type(many) is Unknown:
        return many
    return Iterator(
        row if type(row) is Rest else machine.call(function, list(row)) for row in rows(many)
    )


def filtered(machine: "Machine", function: Any, entries: Any) -> Any:
    """`filter`."""
    steps = steps_of(machine, entries)
    if type(steps) is Unknown:
        return steps
    return Iterator(_kept(machine, function, steps))


def _kept(machine: "Machine", function: Any, steps: Steps[Any]) -> Steps[Any]:
    for entry in steps:
        if type(entry) is Rest:
            yield entry
            return
        kept = machine.truth(entry if function is None else machine.call(function, [entry]))
        if type(kept) is Unknown:
            yield Rest(kept)
            return
        if kept:
            yield entry
