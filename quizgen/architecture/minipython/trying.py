"""`try` and `with`."""

import ast
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.binding import bind
from quizgen.architecture.minipython.contexts import Entered
from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Instance,
    Raised,
    Scope,
    Stop,
    Unknown,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

# What else an exception is, by its name.
_ABOVE = {
    "KeyError": ("LookupError",),
    "IndexError": ("LookupError",),
    "ZeroDivisionError": ("ArithmeticError",),
    "OverflowError": ("ArithmeticError",),
    "ImportError": ("ModuleNotFoundError",),
    "FileNotFoundError": ("OSError", "IOError"),
}


def run_try(machine: "Machine", node: ast.Try, scope: Scope) -> Any:
    """`try`: an error that Python is certain of goes to its handlers."""
    machine.trying += 1
    try:
        try:
            left = machine.block(node.body, scope)
        finally:
            machine.trying -= 1
    except Stop as stop:
        handler = _handler(machine, node, scope, stop)
        if handler is None:
            if node.finalbody:
                machine.block(node.finalbody, scope)
            raise
        if handler.name:
            bind(machine, ast.Name(handler.name, ast.Store()), _caught(machine, stop), scope)
        left = machine.block(handler.body, scope)
    else:
        if left is None:
            left = machine.block(node.orelse, scope)
    after = machine.block(node.finalbody, scope)
    return after if after is not None else left


def _handler(
    machine: "Machine", node: ast.Try, scope: Scope, stop: Stop
) -> ast.ExceptHandler | None:
    kinds = {stop.exception or "Exception", "Exception", "BaseException"}
    kinds.update(_ABOVE.get(stop.exception, ()))
    value = getattr(stop, "value", None)
    kind = value if isinstance(value, Class) else getattr(value, "kind", None)
    if isinstance(kind, Class):
        kinds.update(above.name for above in kind.mro)
    for handler in node.handlers:
        if handler.type is None:
            return handler
        named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(ast.unparse(name).rpartition(".")[2] in kinds for name in named):
            return handler
    return None


def _caught(machine: "Machine", stop: Stop) -> Any:
    if isinstance(stop, Raised) and stop.value is not None:
        return stop.value
    return Unknown(stop.why, stop.line or machine.line)


def run_with(machine: "Machine", node: ast.With, scope: Scope) -> Any:
    """`with`: what is entered is bound, and the block is run."""
    leaves: list[Any] = []
    for entry in node.items:
        value = machine.guarded(entry.context_expr, scope)
        if type(value) is Unknown and value.origin == "own":
            # What the text itself does around the block is not known.
            raise value.refusal()
        if isinstance(value, Entered):
            value = value.value
        elif isinstance(value, Instance) and value.kind.find("__enter__") is not MISSING:
            leaves.append(machine.attribute(value, "__exit__"))
            value = machine.call(machine.attribute(value, "__enter__"))
        if entry.optional_vars is not None:
            bind(machine, entry.optional_vars, value, scope)
    found = machine.block(node.body, scope)
    for leave in reversed(leaves):
        machine.call(leave, [None, None, None])
    return found
