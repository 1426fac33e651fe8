"""`itertools`: entries of several lists joined, paired and cut, each when it is asked for."""

import itertools
from collections.abc import Callable
from collections.abc import Iterator as Steps
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.iterators import END, Iterator, Rest, steps_of
from quizgen.architecture.minipython.values import Class, Native, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def _whole(name: str) -> Native:
    """A function that Python too begins by taking all entries."""

    def run(machine: "Machine", *lists: Any, **named: Any) -> Any:
        many = [machine.iterate(value) if not isinstance(value, int) else value for value in lists]
        for value in many:
            if type(value) is Unknown:
                return value
        found = list(itertools.islice(getattr(itertools, name)(*many, **named), bounds.ENTRIES + 1))
        machine.grow(len(found))
        return Iterator(iter(found))

    return Native(name, run, takes_unknown=True)


def _going(name: str, go: Callable[..., Steps[Any]]) -> Native:
    """A function whose last argument is a list: `go` is given what goes over it."""

    def run(machine: "Machine", *given: Any) -> Any:
        *before, entries = given
        steps = steps_of(machine, entries)
        return steps if type(steps) is Unknown else Iterator(go(machine, *before, steps))

    return Native(name, run, takes_unknown=True)


def _islice(machine: "Machine", entries: Any, *ends: Any) -> Any:
    steps = steps_of(machine, entries)
    for value in (steps, *ends):
        if type(value) is Unknown:
            return value
    # Its own islice asks for no entry too many; the places are checked by Python.
    return Iterator(itertools.islice(steps, *ends))


def _chained(machine: "Machine", lists: Any) -> Any:
    steps = steps_of(machine, lists)
    return steps if type(steps) is Unknown else Iterator(_one_by_one(machine, steps))


def _one_by_one(machine: "Machine", lists: Steps[Any]) -> Steps[Any]:
    for entries in lists:
        steps = [entries] if type(entries) is Rest else steps_of(machine, entries)
        yield from [Rest(steps)] if type(steps) is Unknown else steps


def _while(machine: "Machine", test: Any, steps: Steps[Any]) -> Steps[Any]:
    for entry in steps:
        kept = entry.unknown if type(entry) is Rest else machine.truth(machine.call(test, [entry]))
        if type(kept) is Unknown:
            yield Rest(kept)
        if kept is not True:
            return
        yield entry


def _from(machine: "Machine", test: Any, steps: Steps[Any]) -> Steps[Any]:
    for entry in steps:
        gone = entry.unknown if type(entry) is Rest else machine.truth(machine.call(test, [entry]))
        if type(gone) is Unknown:
            yield Rest(gone)
            return
        if not gone:
            yield entry
            yield from steps


def _starred(machine: "Machine", function: Any, steps: Steps[Any]) -> Steps[Any]:
    for entry in steps:
        yield entry if type(entry) is Rest else machine.call(function, machine.entries(entry))


def _pairs(machine: "Machine", steps: Steps[Any]) -> Steps[Any]:
    before = next(steps, END)
    for entry in steps:
        rest = next((each for each in (before, entry) if type(each) is Rest), None)
        yield (before, entry) if rest is None else rest
        before = entry


def _accumulate(
    machine: "Machine", entries: Any, function: Any = None, *, initial: Any = None
) -> Any:
    steps = steps_of(machine, entries)
    if type(steps) is Unknown:
        return steps
    return Iterator(_so_far(machine, steps, function, initial))


def _so_far(machine: "Machine", steps: Steps[Any], function: Any, found: Any) -> Steps[Any]:
    if found is not None:
        yield found
    for entry in steps:
        if type(entry) is Rest or found is None:
            found = entry
        elif function is None:
            found = machine.binary("+", found, entry)
        else:
            found = machine.call(function, [found, entry])
        yield found


def _cycle(machine: "Machine", steps: Steps[Any]) -> Steps[Any]:
    held = []
    for entry in steps:
        held.append(entry)
        yield entry
    while held:
        yield from held


def _count(machine: "Machine", start: Any = 0, step: Any = 1) -> Iterator:
    return Iterator(itertools.count(start, step))


def _repeat(machine: "Machine", value: Any, times: Any = None) -> Any:
    if type(times) is Unknown:
        return times
    return Iterator(itertools.repeat(value) if times is None else itertools.repeat(value, times))


def _longest(machine: "Machine", *lists: Any, fillvalue: Any = None) -> Any:
    many = [machine.iterate(entries) for entries in lists]
    unknown = next((entries for entries in many if type(entries) is Unknown), None)
    return unknown or Iterator(itertools.zip_longest(*many, fillvalue=fillvalue))


def _tee(machine: "Machine", entries: Any, many: int = 2) -> Any:
    steps = steps_of(machine, entries)
    if type(steps) is Unknown:
        return steps
    return tuple(Iterator(twin) for twin in itertools.tee(steps, many))


def _batched(machine: "Machine", entries: Any, size: int) -> Any:
    many = machine.iterate(entries)
    if type(many) is Unknown:
        return many
    if size < 1:
        raise Stop("batches of no entries", "", "ValueError")
    return Iterator(tuple(many[at : at + size]) for at in range(0, len(many), size))


def _grouped(machine: "Machine", entries: Any, key: Any = None) -> Any:
    """`groupby`: each group as a list, which is what is made of it."""
    many = machine.iterate(entries)
    if type(many) is Unknown:
        return many
    keys = many if key is None else [machine.call(key, [entry]) for entry in many]
    unknown = next((each for each in keys if type(each) is Unknown), None)
    if unknown is not None:
        return unknown
    groups = itertools.groupby(zip(keys, many, strict=True), key=lambda pair: pair[0])
    return Iterator(iter([(k, Iterator(iter([e for _, e in group]))) for k, group in groups]))


def _chain_class() -> Class:
    chain = native_class(
        "chain", {"from_iterable": Native("from_iterable", _chained, takes_unknown=True)}
    )
    chain.names["__make__"] = Native(
        "chain", lambda machine, kind, *lists: _chained(machine, list(lists)), takes_unknown=True
    )
    return chain


ITERTOOLS: dict[str, Any] = {
    **{name: _whole(name) for name in ("product", "permutations", "combinations", "combinations_with_replacement")},
    "takewhile": _going("takewhile", _while),
    "dropwhile": _going("dropwhile", _from),
    "starmap": _going("starmap", _starred),
    "pairwise": _going("pairwise", _pairs),
    "cycle": _going("cycle", _cycle),
    "islice": Native("islice", _islice, takes_unknown=True),
    "chain": _chain_class(),
    "count": Native("count", _count),
    "repeat": Native("repeat", _repeat, takes_unknown=True),
    "accumulate": Native("accumulate", _accumulate, takes_unknown=True),
    "zip_longest": Native("zip_longest", _longest, takes_unknown=True),
    "tee": Native("tee", _tee, takes_unknown=True),
    "batched": Native("batched", _batched),
    "groupby": Native("groupby", _grouped, takes_unknown=True),
}  # fmt: skip
