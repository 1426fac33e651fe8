"""`copy.copy` and `copy.deepcopy`."""

from copy import copy
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import Host, Instance, Native, Record, record

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def copied() -> Native:
    """`copy.copy`."""

    def run(machine: "Machine", value: Any) -> Any:
        if isinstance(value, list | dict | set):
            machine.grow(len(value))
            return value.copy()
        if isinstance(value, Instance):
            return Instance(value.kind, dict(value.attributes), copy(value.host))
        return value

    return Native("copy", run, takes_unknown=True)


def copied_deep() -> Native:
    """`copy.deepcopy`."""

    def run(machine: "Machine", value: Any, memo: Any = None) -> Any:
        return deep(machine, value, {})

    return Native("deepcopy", run, takes_unknown=True)


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
