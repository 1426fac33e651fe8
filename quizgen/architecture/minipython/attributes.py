"""Attributes: of objects, classes, modules and plain values."""

import ast
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.members import Member
from quizgen.architecture.minipython.methods import method_of
from quizgen.architecture.minipython.own_containers import Own
from quizgen.architecture.minipython.values import (
    MISSING,
    Bound,
    Class,
    Function,
    Host,
    Instance,
    Namespace,
    Native,
    Partial,
    Record,
    Stop,
    Super,
    Unknown,
    Wrapped,
    noun_of,
)
from quizgen.errors import UserError

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def attribute_of(machine: "Machine", owner: Any, name: str) -> Any:
    """`owner.name`; `Stop` where there is none."""
    found = find(machine, owner, name)
    if found is MISSING:
        raise Stop(*missing(owner, name), "AttributeError")
    return found


def missing(owner: Any, name: str) -> tuple[str, str]:
    """What is said of an attribute there is none of, and what was perhaps meant."""
    from quizgen.architecture.vocabulary import near

    if isinstance(owner, Instance):
        known = [
            *owner.attributes,
            *(key for kind in owner.kind.mro if not kind.native for key in kind.names),
        ]
        known = [key for key in known if not key.startswith("__")]
        return f"class {owner.kind.name} has no {name!r}", near(name, known) if known else ""
    if isinstance(owner, Namespace) and owner.missing is not None:
        return owner.missing(name)
    return f"{noun_of(owner)} has no {name!r}", ""


def find(machine: "Machine", owner: Any, name: str) -> Any:
    """`owner.name`, or `MISSING`."""
    kind = type(owner)
    if kind is Instance:
        return _of_instance(machine, owner, name)
    if kind is Unknown:
        return owner
    if isinstance(owner, Host):
        return owner.attribute(machine, name)
    if kind is Class:
        return _of_class(machine, owner, name)
    if kind is Super:
        return _of_super(machine, owner, name)
    if kind is Function:
        said = {"__name__": owner.name, "__doc__": _documented(owner)}
        return owner.attributes.get(name, said.get(name, MISSING))
    if kind in {Native, Partial, Bound}:
        if name == "__name__":
            inner = getattr(owner, "function", owner)
            return getattr(inner, "name", "") or getattr(owner, "name", "")
        return {"func": getattr(owner, "function", MISSING)}.get(name, MISSING)
    if isinstance(owner, Record | Member | Own):
        return _of_plain(machine, owner, name)
    if kind is Wrapped and name in {"setter", "getter", "deleter"}:
        return Bound(Native("setter", _with_setter, takes_unknown=True), owner)
    return method_of(machine, owner, name)


def _documented(function: Function) -> str | None:
    node = function.node
    return None if isinstance(node, ast.Lambda) else ast.get_docstring(node, clean=False)


def _with_setter(machine: "Machine", owner: Wrapped, function: Any) -> Wrapped:
    return Wrapped(owner.kind, owner.function, function)


def _of_instance(machine: "Machine", owner: Instance, name: str) -> Any:
    held = owner.kind.find(name)
    if type(held) is Wrapped and held.kind == "property":
        return machine.call(held.function, [owner])
    if name in owner.attributes:
        return owner.attributes[name]
    if held is not MISSING:
        return tied(held, owner, owner.kind)
    if name == "__class__":
        return owner.kind
    if name == "__dict__":
        return machine.dictionary(owner)
    fallback = owner.kind.find("__getattr__")
    if fallback is not MISSING:
        return machine.call(fallback, [owner, name])
    if owner.kind.unknown is not None:
        return owner.kind.unknown
    return MISSING


def _of_plain(machine: "Machine", owner: Record | Member | Own, name: str) -> Any:
    """What the class of a named tuple, a member of an enumeration or a container of the text's own says of it."""
    own = {} if isinstance(owner, Record) else owner.attributes
    if name == "__dict__" and isinstance(owner, Own):
        return own
    if isinstance(owner, Record) and name in owner.fields:
        return owner[owner.fields.index(name)]
    if name in own:
        return own[name]
    held = (
        MISSING if name.startswith("__") and not isinstance(owner, Own) else owner.kind.find(name)
    )
    if type(held) is Wrapped and held.kind == "property":
        return machine.call(held.function, [owner])
    if held is not MISSING:
        return tied(held, owner, owner.kind)
    absent = owner.kind.find("__getattr__")
    if absent is not MISSING and not name.startswith("__"):
        return machine.call(absent, [owner, name])
    return owner.kind if name == "__class__" else method_of(machine, owner, name)


def tied(held: Any, owner: Any, kind: Class) -> Any:
    """What a class holds as an object sees it: functions become methods."""
    if isinstance(held, Function | Native):
        return Bound(held, owner)
    if isinstance(held, Wrapped):
        if held.kind == "staticmethod":
            return held.function
        if held.kind == "classmethod":
            return Bound(held.function, kind)
        if held.kind == "partialmethod":
            if owner is None:
                raise Stop("a partial method is taken from its class", "take it from an object")
            part = held.function
            return Partial(Bound(part.function, owner), part.given, part.named)
    return held


def _of_class(machine: "Machine", owner: Class, name: str) -> Any:
    if name == "__name__":
        return owner.name
    if name == "__mro__":
        return owner.mro
    held = owner.find(name)
    if held is MISSING and name in _OF_OBJECT:
        return _OF_OBJECT[name]
    if type(held) is Wrapped:
        return tied(held, None, owner) if held.kind != "property" else held
    if held is MISSING and owner.unknown is not None:
        return owner.unknown
    return held


def _of_super(machine: "Machine", owner: Super, name: str) -> Any:
    if type(owner.owner) is Unknown:
        return owner.owner
    for kind in owner.rest:
        if name in kind.names:
            held = kind.names[name]
            if type(held) is Wrapped and held.kind == "property":
                return machine.call(held.function, [owner.owner])
            whole = owner.owner if isinstance(owner.owner, Class) else owner.owner.kind
            return tied(held, owner.owner, whole)
        if kind.unknown is not None:
            return kind.unknown
    if name in _OF_OBJECT:
        return Bound(SETS, owner.owner) if name == "__setattr__" else _OF_OBJECT[name]
    if name in {"__init__", "__init_subclass__", "__post_init__"}:
        return Native(name, _nothing, takes_unknown=True)
    return MISSING


def _nothing(machine: "Machine", *given: Any, **named: Any) -> None:
    """What `object` does."""


def _set_plainly(machine: "Machine", owner: Any, name: str, value: Any) -> None:
    """`object.__setattr__(owner, name, value)`: past what the class of it does."""
    if isinstance(owner, Own):
        owner.attributes[name] = value
        return
    counts = isinstance(owner, Instance) and any(
        "__setattr__" in kind.names for kind in owner.kind.mro if kind.native
    )
    if not isinstance(owner, Instance) or (
        counts and not isinstance(value, int | float | str | None)
    ):
        raise Stop("an attribute set past its class", f"write self.{name} = …")
    machine.note(owner.attributes, name)
    owner.attributes[name] = value


def _make_new(machine: "Machine", kind: Any, *given: Any, **named: Any) -> Instance:
    """`object.__new__(kind)`."""
    if not isinstance(kind, Class) or kind.find("__make__") is not MISSING:
        raise Stop("__new__ of this is not read", "write the class without __new__")
    return Instance(kind)


SETS = Native("__setattr__", _set_plainly, takes_unknown=True)
_OF_OBJECT = {"__setattr__": SETS, "__new__": Native("__new__", _make_new, takes_unknown=True)}


# What Python itself keeps under a name: setting it changes how the object works.
_PYTHONS = frozenset(
    "__class__ __bases__ __mro__ __dict__ __defaults__ __kwdefaults__ __code__ __closure__".split()
)


def _kept_by_python(owner: Any, name: str) -> Exception:
    """Why it is not set: of a class, whatever is made from it changes with it."""
    fix = "write the class or function as it is"
    if isinstance(owner, Class):
        return UserError(f"{name} of class {owner.name} is set", fix)
    return Stop(f"{name} of {noun_of(owner)} is set", fix)


def set_attribute_of(machine: "Machine", owner: Any, name: str, value: Any) -> None:
    """`owner.name = value`."""
    if type(owner) is Unknown:
        machine.swallowed(owner, value)
        return
    if name == "__dict__" and isinstance(owner, Instance) and isinstance(value, dict):
        counts = any("__setattr__" in kind.names for kind in owner.kind.mro)
        if machine.journal is None and not counts:
            owner.attributes = value
            return
    plain = (name == "__dict__" and isinstance(owner, Own)) or isinstance(owner, Host)
    if name in _PYTHONS and not plain:
        raise _kept_by_python(owner, name)
    if isinstance(owner, Instance):
        held = owner.kind.find(name)
        if type(held) is Wrapped and held.kind == "property" and held.setter is not None:
            machine.call(held.setter, [owner, value])
            return
        hook = owner.kind.find("__setattr__")
        if hook is not MISSING:
            machine.call(hook, [owner, name, value])
            return
        machine.note(owner.attributes, name)
        owner.attributes[name] = value
    elif isinstance(owner, Class):
        machine.note(owner.names, name)
        owner.names[name] = value
    elif isinstance(owner, Own):
        _set_of_own(machine, owner, name, value)
    elif isinstance(owner, Function | Member):
        owner.attributes[name] = value
    elif isinstance(owner, Host):
        owner.set_attribute(machine, name, value)
    else:
        raise Stop(f"{noun_of(owner)} takes no attribute {name!r}", exception="AttributeError")


def _set_of_own(machine: "Machine", owner: Own, name: str, value: Any) -> None:
    held = owner.kind.find(name)
    if type(held) is Wrapped and held.kind == "property" and held.setter is not None:
        machine.call(held.setter, [owner, value])
        return
    hook = owner.kind.find("__setattr__")
    if hook is not MISSING:
        machine.call(hook, [owner, name, value])
    elif name == "__dict__" and isinstance(value, dict):
        owner.attributes = value
    else:
        machine.note(owner.attributes, name)
        owner.attributes[name] = value


def delete_attribute(machine: "Machine", owner: Any, name: str) -> None:
    """`del owner.name`."""
    hook = owner.kind.find("__delattr__") if isinstance(owner, Instance) else MISSING
    if hook is not MISSING:
        machine.call(hook, [owner, name])
        return
    names = owner.attributes if isinstance(owner, Instance | Own) else getattr(owner, "names", None)
    if not isinstance(names, dict) or name not in names:
        raise Stop(*missing(owner, name), "AttributeError")
    machine.note(names, name)
    del names[name]
