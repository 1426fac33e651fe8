"""`enum`: classes whose names are their members."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.builtins import TYPES
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.members import member
from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Function,
    Instance,
    Native,
    Stop,
    Unknown,
    Wrapped,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

_AUTO = object()


def _members(machine: "Machine", kind: Class) -> None:
    """The members of an enumeration, once its body has been read."""
    found: dict[str, Any] = {}
    for name, value in list(kind.names.items()):
        if name.startswith("_") or isinstance(value, Function | Wrapped | Native):
            continue
        given = _next(machine, kind, name, found) if value is _AUTO else value
        same = [each for each in found.values() if _value(each) == given]
        made = same[0] if same else _member(machine, kind, name, given)
        kind.names[name] = found[name] = made
    kind.names["__members__"] = found
    kind.names["__make__"] = Native(kind.name, _chosen, takes_unknown=True)


def _next(machine: "Machine", kind: Class, name: str, found: dict[str, Any]) -> Any:
    """What `auto()` stands for."""
    if "_generate_next_value_" in {name for above in kind.mro for name in above.names}:
        return Unknown("auto() as the class says it", machine.line, "write the value out", "own")
    if kind.is_a(_STRING):
        return name.lower()
    values = [_value(each) for each in found.values()]
    numbers = [value for value in values if isinstance(value, int)]
    if len(numbers) < len(values) or (numbers and max(numbers) != numbers[-1]):
        # Versions of Python differ in it.
        return Unknown("auto() after other values", machine.line, "write the value out", "own")
    last = numbers[-1] if numbers else 0
    if kind.is_a(_FLAG) or kind.is_a(_INT_FLAG):
        return 1 << last.bit_length()
    return last + 1


def _value(made: Any) -> Any:
    return made if type(made) is Unknown else made.attributes["value"]


def _member(machine: "Machine", kind: Class, name: str, value: Any) -> Any:
    whole = kind.is_a(TYPES[int]) and isinstance(value, int)
    if whole or (kind.is_a(TYPES[str]) and isinstance(value, str)):
        plain = any(map(kind.is_a, (_WHOLE, _STRING, _INT_FLAG)))
        made: Any = member(kind, value, name, is_plain=plain)
    elif type(value) is Unknown:
        return value
    elif kind.is_a(TYPES[int]) or kind.is_a(TYPES[str]):
        raise Stop(f"{kind.name}.{name} is not of the class of its values")
    else:
        made = Instance(kind, {"name": name, "value": value})
    start = kind.find("__init__")
    if isinstance(start, Function):
        machine.call(start, [made, *(value if isinstance(value, tuple) else (value,))])
    return made


def _chosen(machine: "Machine", kind: Class, value: Any) -> Any:
    """`Kind(value)`."""
    if type(value) is Unknown:
        return value
    for each in kind.find("__members__").values():
        if each is value or _value(each) == value:
            return each
    absent = kind.find("_missing_")
    if isinstance(absent, Wrapped):
        found = machine.call(absent.function, [kind, value])
        if found is not None:
            return found
    raise Stop(f"{kind.name} has no such member", exception="ValueError")


_MADE = {"__class_made__": Native("enum", _members, takes_unknown=True)}
_ENUM = native_class("Enum", _MADE)
_FLAG = native_class("Flag", {}, _ENUM)
_WHOLE = native_class("IntEnum", {}, TYPES[int], _ENUM)
_INT_FLAG = native_class("IntFlag", {}, TYPES[int], _FLAG)
_STRING = native_class("StrEnum", {}, TYPES[str], _ENUM)


def _unique(machine: "Machine", kind: Any) -> Any:
    members = kind.find("__members__") if isinstance(kind, Class) else MISSING
    if isinstance(members, dict) and len({id(each) for each in members.values()}) < len(members):
        raise Stop(f"{kind.name} has two names for one value", "", "ValueError")
    return kind


ENUMERATIONS: dict[str, Any] = {
    **{kind.name: kind for kind in (_ENUM, _FLAG, _WHOLE, _INT_FLAG, _STRING)},
    "auto": Native("auto", lambda machine: _AUTO),
    "unique": Native("unique", _unique, takes_unknown=True),
}
