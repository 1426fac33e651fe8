"""Functions and classes as the text defines them: decorators, bases, the order of attributes."""

import ast
import dataclasses
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import ordering
from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Function,
    Host,
    Instance,
    Native,
    Record,
    Scope,
    Stop,
    Unknown,
    Wrapped,
    noun_of,
    record,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

# Decorators of other libraries that only note or speed up what they are given.
_HARMLESS = re.compile(
    r"regist|jit|script|compile|cache|wrap|deprec|export|override|typing|valid|property|docstring"
    r"|autocast|amp|no_grad|inference|profile|timer|log|ignore|unused|add_start|doc|config|store",
    re.IGNORECASE,
)
OBJECT = Class("object", (), {}, native=True)
OBJECT.mro = (OBJECT,)


def native_class(name: str, names: dict[str, Any], *bases: Class) -> Class:
    """A class of ours.

    >>> kind = native_class("Error", {})
    >>> native_class("KeyError", {}, kind).is_a(kind)
    True
    """
    found = Class(name, bases or (OBJECT,), names, native=True)
    found.mro = order(found, found.bases)
    return found


def order(kind: Class, bases: Sequence[Class]) -> tuple[Class, ...]:
    """The order in which classes are asked for an attribute (C3); `Stop` where there is none."""
    chains = [list(base.mro) for base in bases] + [list(bases)]
    found = [kind]
    while any(chains):
        chains = [chain for chain in chains if chain]
        for chain in chains:
            head = chain[0]
            if not any(head in other[1:] for other in chains):
                break
        else:
            raise Stop(f"the bases of {kind.name} have no order", exception="TypeError")
        found.append(head)
        for chain in chains:
            if chain[0] is head:
                del chain[0]
    return tuple(found)


def make_function(machine: "Machine", node: ast.FunctionDef, scope: Scope) -> Any:
    """A function with its defaults, as its decorators leave it."""
    defaults = [machine.guarded(entry, scope) for entry in node.args.defaults]
    named = {
        argument.arg: machine.guarded(entry, scope)
        for argument, entry in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if entry is not None
    }
    outer = scope.outer if scope.is_class and scope.outer else scope
    found: Any = Function(node, outer, node.name, defaults, named)
    if scope.is_class:
        scope.made.append(found)
    return _decorated(machine, node, found, scope)


def _decorated(machine: "Machine", node: Any, found: Any, scope: Scope) -> Any:
    for tag in reversed(node.decorator_list):
        decorator = machine.guarded(tag, scope)
        if type(decorator) is Unknown:
            if _HARMLESS.search(ast.unparse(tag)):
                continue
            return Unknown(
                f"@{ast.unparse(tag)[:40]} may change {node.name}: {decorator.why}",
                node.lineno,
                "leave the decorator out",
                "own",
            )
        found = machine.call(decorator, [found])
    return found


def make_class(machine: "Machine", node: ast.ClassDef, scope: Scope) -> Any:
    """A class of the text."""
    bases: list[Class] = []
    unknown = None
    for entry in node.bases:
        base = machine.guarded(entry, scope)
        if isinstance(base, Class):
            bases.append(base)
        elif type(base) is Unknown:
            unknown = unknown or Unknown(
                f"{node.name} is made from {ast.unparse(entry)[:40]}: {base.why}",
                node.lineno,
                base.fix,
                base.origin,
            )
        elif not isinstance(base, Native):
            raise Stop(f"{noun_of(base)} is no class", exception="TypeError")
    kind = Class(node.name, tuple(bases) or (OBJECT,), {}, line=node.lineno, unknown=unknown)
    kind.mro = order(kind, kind.bases)
    kind.unknown = unknown or next((above.unknown for above in kind.mro if above.unknown), None)
    inner = Scope(kind.names, scope, is_class=True)
    kind.names["__module__"] = "__main__"
    machine.block(node.body, inner)
    for function in inner.made:
        function.owner = kind
    _own(kind)
    refused = _tell_bases(machine, node, kind, scope)
    if refused:
        return Unknown(refused, node.lineno, "write the class without it", "own")
    return _decorated(machine, node, kind, scope)


def _own(kind: Class) -> None:
    """Its functions know the class they belong to, as `super()` needs it."""
    for value in kind.names.values():
        function = value.function if isinstance(value, Wrapped) else value
        if isinstance(function, Function):
            function.owner = kind
        setter = getattr(value, "setter", None)
        if isinstance(setter, Function):
            setter.owner = kind


def class_of_parts(machine: "Machine", name: Any, bases: Any, names: Any) -> Class:
    """`type("Net", (nn.Module,), {"forward": forward})`."""
    known = isinstance(name, str) and isinstance(bases, tuple) and isinstance(names, dict)
    if not known or not all(isinstance(base, Class) for base in bases):
        raise Stop("type(…) of these is not read", "write a class", "TypeError")
    kind = Class(name, bases or (OBJECT,), dict(names), line=machine.line)
    kind.mro = order(kind, kind.bases)
    kind.unknown = next((above.unknown for above in kind.mro if above.unknown), None)
    _own(kind)
    return kind


def _tell_bases(machine: "Machine", node: ast.ClassDef, kind: Class, scope: Scope) -> str:
    """What classes do about a class made from them; or why nobody knows."""
    named = {k.arg: machine.guarded(k.value, scope) for k in node.keywords if k.arg is not None}
    meta = named.pop("metaclass", None)
    if isinstance(meta, Class) and not meta.native:
        return f"{meta.name} may change the class {kind.name}"
    for name, value in kind.names.items():
        decides = isinstance(value, Instance) and not value.kind.native
        if decides and any(
            value.kind.find(f"__{word}__") is not MISSING for word in ("get", "set")
        ):
            return f"{value.kind.name} decides what {kind.name} holds as {name}"
    if "__getattribute__" in kind.names:
        return f"__getattribute__ decides what an object of {kind.name} holds"
    for above in kind.mro[1:]:
        hook = above.names.get("__class_made__")
        if hook is not None:
            machine.call(hook, [kind])
            break
    for above in kind.mro[1:]:
        hook = above.names.get("__init_subclass__")
        if hook is not None:
            machine.call(hook.function if isinstance(hook, Wrapped) else hook, [kind], named)
            break
    return ""


# -- dataclasses and named tuples -----------------------------------------------------------------


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
    for name, annotation in kind.names.get("__annotations__", {}).items():
        if not ast.unparse(annotation).startswith(("ClassVar", "typing.ClassVar")):
            fields[name] = kind.names.get(name, _NEEDED)
    kind.names["__dataclass_fields__"] = fields
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
    for name, value in values.items():
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
