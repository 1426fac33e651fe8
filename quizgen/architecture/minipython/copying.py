"""`copy.copy` and `copy.deepcopy`."""

from copy import copy
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.own_containers import Own, OwnDictionary
from quizgen.architecture.minipython.values import Host, Instance, Native, Record, Stop, record

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def copied() -> Native:
    """`copy.copy`."""

    def run(machine: "Machine", value: Any) -> Any:
        if isinstance(value, list | dict | set):
            machine.grow(len(value))
            return _shallow(value)
        if isinstance(value, Instance):
            return Instance(value.kind, dict(value.attributes), copy(value.host))
        return value

    return Native("copy", run, takes_unknown=True)


def _shallow(value: Any) -> Any:
    if not isinstance(value, Own):
        return value.copy()
    _check_apart(value)
    twin: Any = copy(value)
    twin.attributes = dict(value.attributes)
    return twin


def _check_apart(value: Own) -> None:
    """After `self.__dict__ = self` a copy is no longer such an object."""
    held: Any = value.attributes
    if held is value:
        raise Stop("a copy of an object whose attributes are its entries", "make it anew")


def copied_deep() -> Native:
    """`copy.deepcopy`."""

    def run(machine: "Machine", value: Any, memo: Any = None) -> Any:
        return deep(machine, value, {})

    return Native("deepcopy", run, takes_unknown=True)


def _own(machine: "Machine", value: Own, done: dict[int, Any]) -> Any:
    """A container of the text's own class, with its attributes."""
    _check_apart(value)
    twin: Any = copy(value)
    done[id(value)] = twin
    entries: Any = value
    machine.grow(len(entries))
    if isinstance(twin, OwnDictionary):
        twin.update({key: deep(machine, entry, done) for key, entry in entries.items()})
    else:
        twin[:] = [deep(machine, entry, done) for entry in entries]
    held = value.attributes.items()
    twin.attributes = {key: deep(machine, entry, done) for key, entry in held}
    return twin


def deep(machine: "Machine", value: Any, done: dict[int, Any]) -> Any:
    """A copy of an object and of all it holds; what is held twice is one copy."""
    if id(value) in done:
        return done[id(value)]
    value = machine.sound(value)
    machine.tick()
    if isinstance(value, Record):
        return record(value.kind, value.fields, [deep(machine, entry, done) for entry in value])
    if isinstance(value, tuple):
        found: Any = tuple(deep(machine, entry, done) for entry in value)
        done[id(value)] = found
        return found
    if isinstance(value, Own):
        return _own(machine, value, done)
    if isinstance(value, list):
        done[id(value)] = made = list[Any]()
        made += [deep(machine, entry, done) for entry in value]
        machine.grow(len(made))
        return made
    if isinstance(value, dict):
        done[id(value)] = held = copy(value)
        machine.grow(len(held))
        for key, entry in value.items():
            held[key] = deep(machine, entry, done)
        return held
    if isinstance(value, Instance):
        if "__members__" in value.kind.names:
            return value
        done[id(value)] = twin = Instance(value.kind, {}, copy(value.host))
        twin.attributes.update(
            {key: deep(machine, entry, done) for key, entry in value.attributes.items()}
        )
        return twin
    if isinstance(value, Host) and hasattr(value, "twin"):
        done[id(value)] = found = value.twin()
        return found
    return value
