"""Dataclasses and named tuples: classes whose annotated names are what an object holds."""

import ast
import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import ordering
from quizgen.architecture.minipython.attributes import SETS
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Function,
    Host,
    Instance,
    Native,
    Record,
    Stop,
    Unknown,
    noun_of,
    record,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def dataclass(machine: "Machine", kind: Any = None, **settings: Any) -> Any:
    """`@dataclass`: a constructor from the annotated names."""
    if kind is None:
        return Native(
            "dataclass",
            lambda machine, kind: dataclass(machine, kind, **settings),
            takes_unknown=True,
        )
    fields: dict[str, Any] = {}
    for above in reversed(kind.mro):
        fields |= above.names.get("__dataclass_fields__", {})
    own = {
        name: kind.names.get(name, _NEEDED)
        for name, annotation in kind.names.get("__annotations__", {}).items()
        if not ast.unparse(annotation).startswith(("ClassVar", "typing.ClassVar"))
    }
    kind.names["__dataclass_fields__"] = fields | own
    _check_defaults(own, fields | own, settings)
    _freeze(kind, settings.get("frozen") is True)
    kind.names.setdefault("__init__", Native(kind.name, _start_fields, takes_unknown=True))
    if settings.get("eq") is not False:
        kind.names.setdefault("__eq__", Native("eq", _same_fields, takes_unknown=True))
    if settings.get("repr") is not False:
        kind.names.setdefault("__repr__", Native("repr", _written, takes_unknown=True))
    if settings.get("order") is True:
        kind.names["__lt__"] = Native("lt", _before, takes_unknown=True)
        ordering.total(machine, kind)
    return kind


_NEEDED = object()


def _check_defaults(own: dict[str, Any], fields: dict[str, Any], settings: dict[str, Any]) -> None:
    """A default that all objects would share, or a field without one after others that have one: Python refuses both."""
    for name, default in own.items():
        held = default.named.get("default") if isinstance(default, Field) else default
        if isinstance(held, list | dict | set):
            raise Stop(
                f"{noun_of(held)} as the default of {name} is not allowed",
                "write field(default_factory=…)",
                "ValueError",
            )
    plain = {n: d for n, d in fields.items() if not isinstance(d, Field)}
    if settings.get("kw_only") is True or len(plain) < len(fields):
        return
    ends = [name for name, default in plain.items() if default is not _NEEDED]
    after = list(plain)[list(plain).index(ends[0]) :] if ends else []
    late = [name for name in after if plain[name] is _NEEDED]
    if late and late[0] in own:
        raise Stop(
            f"{late[0]} has no default and comes after {ends[0]}, which has one",
            "write the fields without a default first",
            "TypeError",
        )


def _freeze(kind: Class, frozen: bool) -> None:
    """`@dataclass(frozen=True)`: fields are set by the constructor alone."""
    above = [each.names["__frozen__"] for each in kind.mro[1:] if "__frozen__" in each.names]
    if above and above[0] is not frozen:
        words = ("frozen", "one that is not") if frozen else ("not frozen", "a frozen one")
        fix = "write frozen=True at both or at neither"
        raise Stop(f"{kind.name} is {words[0]} and made from {words[1]}", fix, "TypeError")
    kind.names["__frozen__"] = frozen
    if frozen:
        kind.names["__setattr__"] = Native("__setattr__", _set_frozen, takes_unknown=True)
        kind.names["__delattr__"] = Native("__delattr__", _set_frozen, takes_unknown=True)


def _set_frozen(machine: "Machine", owner: Instance, name: str, *value: Any) -> None:
    fields = owner.kind.find("__dataclass_fields__")
    if name in fields or "__frozen__" in owner.kind.names:
        raise Stop(
            f"{name} of {owner.kind.name} is set, which is frozen",
            "make a new one with dataclasses.replace",
            "FrozenInstanceError",
        )
    if value:
        SETS.function(machine, owner, name, *value)
    else:
        machine.note(owner.attributes, name)
        owner.attributes.pop(name, None)


class Field:
    """`field(default=…, default_factory=…)`."""

    def __init__(self, named: dict[str, Any]) -> None:
        self.named = named


def field(machine: "Machine", **named: Any) -> Field:
    """`dataclasses.field`."""
    return Field(named)


def _fields_of(machine: "Machine", owner: Any) -> dict[str, Any]:
    """The fields of an object of a dataclass, and what they hold."""
    if type(owner) is Unknown:
        raise Stop(owner.why, owner.fix, line=owner.line)
    kind = getattr(owner, "kind", None)
    fields = kind.find("__dataclass_fields__") if isinstance(kind, Class) else MISSING
    if fields is MISSING:
        raise Stop("this is no object of a dataclass", exception="TypeError")
    return {name: machine.attribute(owner, name) for name in fields}


def replaced(machine: "Machine", owner: Any, **named: Any) -> Any:
    """`dataclasses.replace(owner, width=3)`: a new object, made by the constructor."""
    fields = owner.kind.find("__dataclass_fields__") if isinstance(owner, Instance) else {}
    derived = {
        n for n, d in fields.items() if isinstance(d, Field) and d.named.get("init") is False
    }
    held = {k: v for k, v in _fields_of(machine, owner).items() if k not in derived}
    return machine.call(owner.kind, [], {**held, **named})


def as_dictionary(machine: "Machine", owner: Any) -> dict[str, Any]:
    """`dataclasses.asdict(owner)`, of objects in its fields too."""
    found = _fields_of(machine, owner)
    for name, value in found.items():
        if isinstance(value, Instance) and value.kind.find("__dataclass_fields__") is not MISSING:
            machine.tick()
            found[name] = as_dictionary(machine, value)
        elif isinstance(value, list | dict):
            found[name] = value.copy()
    return found


def _start_fields(machine: "Machine", owner: Instance, *given: Any, **named: Any) -> None:
    fields = owner.kind.find("__dataclass_fields__")
    title = owner.kind.name
    wanted = [
        n for n, d in fields.items() if not (isinstance(d, Field) and d.named.get("init") is False)
    ]
    if len(given) > len(wanted):
        raise Stop(f"{title} takes {len(wanted)} arguments", f"found {len(given)}", "TypeError")
    values = dict(zip(wanted, given, strict=False))
    for name, value in named.items():
        if name not in wanted:
            from quizgen.architecture.vocabulary import near

            raise Stop(
                f"{title}: unknown argument {name!r}", near(name, wanted or ["(none)"]), "TypeError"
            )
        values[name] = value
    for name, default in fields.items():
        if name not in values:
            found = _default(machine, default)
            if found is not _NEEDED:
                values[name] = found
            elif name in wanted:
                raise Stop(f"{title}: {name} missing", f"write {title}({name}=…)", "TypeError")
    frozen = owner.kind.find("__frozen__") is True
    for name, value in values.items():
        if frozen:
            SETS.function(machine, owner, name, value)
        else:
            machine.set_attribute(owner, name, value)
    after = owner.kind.find("__post_init__")
    if isinstance(after, Function):
        machine.call(after, [owner])


def _default(machine: "Machine", default: Any) -> Any:
    """The value of a field that is not given, if it has one."""
    if not isinstance(default, Field):
        return default
    if "default_factory" in default.named:
        return machine.call(default.named["default_factory"])
    return default.named.get("default", _NEEDED)


def _same_fields(machine: "Machine", left: Instance, right: Any) -> Any:
    if left is right:
        return True
    if not isinstance(right, Instance) or left.kind is not right.kind:
        return False
    return ordering.equal(machine, _held(left), _held(right))


def _written(machine: "Machine", owner: Instance) -> Any:
    """`Size(width=3)`: the fields by their names, each as its own class writes it."""
    parts = []
    for name, default in owner.kind.find("__dataclass_fields__").items():
        if isinstance(default, Field) and default.named.get("repr") is False:
            continue
        said = machine.text(owner.attributes.get(name), quoted=True)
        if type(said) is Unknown:
            return said
        parts.append(f"{name}={said}")
    return f"{owner.kind.name}({', '.join(parts)})"


def _held(owner: Instance) -> tuple[Any, ...]:
    """What the fields of an object hold that count when it is compared."""
    fields = owner.kind.find("__dataclass_fields__")
    return tuple(
        owner.attributes.get(name)
        for name, default in fields.items()
        if not (isinstance(default, Field) and default.named.get("compare") is False)
    )


def _before(machine: "Machine", left: Instance, right: Any) -> Any:
    if not isinstance(right, Instance) or left.kind is not right.kind:
        raise Stop(f"{noun_of(left)} < {noun_of(right)} is not understood", "", "TypeError")
    for one, other in zip(_held(left), _held(right), strict=True):
        same = ordering.equal(machine, one, other)
        if same is not True:
            return same if type(same) is Unknown else machine.compare("<", one, other)
    return False


def tuple_class(name: str, fields: Sequence[str], defaults: Sequence[Any] = ()) -> Class:
    """A class of named tuples."""
    kind = native_class(name, {})
    known = tuple(fields)
    ends = dict(zip(known[len(known) - len(defaults) :], defaults, strict=True))

    def make(machine: "Machine", own: Class, *given: Any, **named: Any) -> Record:
        if len(given) > len(known) or not set(named) <= set(known):
            raise Stop(f"{name} takes {', '.join(known)}", exception="TypeError")
        values = {**ends, **dict(zip(known, given, strict=False)), **named}
        left = [each for each in known if each not in values]
        if left:
            raise Stop(f"{name}: {', '.join(left)} missing", exception="TypeError")
        return record(own, known, [values[each] for each in known])

    kind.names["__make__"] = Native(name, make, takes_unknown=True)
    kind.names["_fields"] = known
    kind.names["__new__"] = _Maker(known, ends)
    return kind


@dataclasses.dataclass(frozen=True, slots=True)
class _Maker(Host):
    """`Size.__new__` of a named tuple, whose `__defaults__` were set before there was an argument for them."""

    known: tuple[str, ...]
    ends: dict[str, Any]

    def set_attribute(self, machine: "Machine", name: str, value: Any) -> None:
        if name != "__defaults__" or not isinstance(value, tuple) or machine.journal is not None:
            raise Stop(f"{name} of __new__ is set", "write namedtuple(…, defaults=…)")
        if len(value) > len(self.known):
            raise Stop("more defaults than entries", exception="TypeError")
        self.ends.clear()
        self.ends.update(zip(self.known[len(self.known) - len(value) :], value, strict=True))


def tuple_fields(machine: "Machine", kind: Class) -> None:
    """`class Size(NamedTuple)`: its annotated names are the entries."""
    names = list(kind.names.get("__annotations__", {}))
    defaults = [kind.names[name] for name in names if name in kind.names]
    made = tuple_class(kind.name, names, defaults)
    for name in names:
        kind.names.pop(name, None)
    kind.names["__make__"] = made.names["__make__"]
    kind.names["_fields"] = tuple(names)
