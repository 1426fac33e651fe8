"""`collections.Counter` and `collections.deque`."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.items import hashable
from quizgen.architecture.minipython.iterators import Iterator
from quizgen.architecture.minipython.values import Native, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

Method = Callable[..., Any]


class Counts(Counter[Any]):
    """How often each entry is there; one that is not there is there 0 times."""


class Queue(list[Any]):
    """A list that both ends are put to and taken from; with `most` entries the other end gives way."""

    most: int | None = None


def counted(machine: "Machine", *given: Any, **named: Any) -> Any:
    """`Counter(entries)`."""
    found = Counts()
    _count(machine, found, *given, **named)
    return machine.sound(found)


def _count(machine: "Machine", owner: Counts, *given: Any, **named: Any) -> None:
    machine.note(owner)
    for more in (*given, named):
        entries = more if isinstance(more, dict) else machine.iterate(more)
        if type(entries) is Unknown:
            machine.poison(owner, entries)
            return
        machine.grow(len(entries))
        for entry in entries:
            many = entries[entry] if isinstance(entries, dict) else 1
            owner[hashable(entry)] = machine.binary("+", owner[entry], many)


def _most(machine: "Machine", owner: Counts, many: int | None = None) -> list[Any]:
    return owner.most_common(many)


def _elements(machine: "Machine", owner: Counts) -> Iterator:
    bounds.entries(owner.total())
    return Iterator(iter(list(owner.elements())))


COUNTER: Mapping[str, Method] = {
    "most_common": _most,
    "update": _count,
    "elements": _elements,
    "total": lambda machine, owner: owner.total(),
    "copy": lambda machine, owner: Counts(owner),
}


def queue(machine: "Machine", entries: Any = (), maxlen: int | None = None) -> Any:
    """`deque(entries, maxlen)`."""
    found = Queue()
    found.most = maxlen
    _extend(machine, found, entries)
    return machine.sound(found)


def _put(machine: "Machine", owner: Queue, value: Any) -> None:
    machine.note(owner)
    bounds.entries(len(owner) + 1)
    machine.grow(1)
    owner.append(value)
    if owner.most is not None and len(owner) > owner.most:
        del owner[0]


def _put_first(machine: "Machine", owner: Queue, value: Any) -> None:
    machine.note(owner)
    bounds.entries(len(owner) + 1)
    machine.grow(1)
    owner.insert(0, value)
    if owner.most is not None and len(owner) > owner.most:
        del owner[-1]


def _each(put: Method) -> Method:
    def run(machine: "Machine", owner: Queue, entries: Any) -> None:
        many = machine.iterate(entries)
        if type(many) is Unknown:
            machine.note(owner)
            machine.poison(owner, many)
            return
        for entry in many:
            put(machine, owner, entry)

    return run


_extend = _each(_put)


def _take(place: int) -> Method:
    def run(machine: "Machine", owner: Queue) -> Any:
        machine.note(owner)
        if not owner:
            raise Stop("pop from an empty deque", "", "IndexError")
        return owner.pop(place)

    return run


def _turn(machine: "Machine", owner: Queue, steps: int = 1) -> None:
    machine.note(owner)
    many = steps % len(owner) if owner else 0
    owner[:] = owner[-many:] + owner[:-many] if many else list(owner)


def _copy(machine: "Machine", owner: Queue) -> Queue:
    found = Queue(owner)
    found.most = owner.most
    return found


QUEUE: Mapping[str, Method] = {
    "append": _put,
    "appendleft": _put_first,
    "extend": _extend,
    "extendleft": _each(_put_first),
    "pop": _take(-1),
    "popleft": _take(0),
    "rotate": _turn,
    "copy": _copy,
}
COLLECTIONS: Mapping[str, Native] = {
    "Counter": Native("Counter", counted, takes_unknown=True),
    "deque": Native("deque", queue, takes_unknown=True),
}
