"""Functions and classes as the text defines them: decorators, bases, the order of attributes."""

import ast
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Function,
    Instance,
    Native,
    Scope,
    Stop,
    Unknown,
    Wrapped,
    noun_of,
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
    _tell_made(machine, kind)
    return kind


def _tell_made(machine: "Machine", kind: Class) -> None:
    """Whatever kind of class it is made from, such as an enumeration, has it end so."""
    hooks = (above.names.get("__class_made__") for above in kind.mro)
    for hook in dict.fromkeys(hook for hook in hooks if hook is not None):
        machine.call(hook, [kind])


def _tell_bases(machine: "Machine", node: ast.ClassDef, kind: Class, scope: Scope) -> str:
    """What classes do about a class made from them; or why nobody knows."""
    named = {k.arg: machine.guarded(k.value, scope) for k in node.keywords if k.arg is not None}
    meta = named.pop("metaclass", None)
    if isinstance(meta, Class) and not meta.native:
        return f"{meta.name} may change the class {kind.name}"
    if isinstance(meta, Class) and "__class_made__" in meta.names:
        kind.names["__class_made__"] = meta.names["__class_made__"]
    for name, value in kind.names.items():
        decides = isinstance(value, Instance) and not value.kind.native
        if decides and any(
            value.kind.find(f"__{word}__") is not MISSING for word in ("get", "set")
        ):
            return f"{value.kind.name} decides what {kind.name} holds as {name}"
    if "__getattribute__" in kind.names:
        return f"__getattribute__ decides what an object of {kind.name} holds"
    _tell_made(machine, kind)
    for above in kind.mro[1:]:
        hook = above.names.get("__init_subclass__")
        if hook is not None:
            machine.call(hook.function if isinstance(hook, Wrapped) else hook, [kind], named)
            break
    return ""
