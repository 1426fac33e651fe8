"""`try` and `with`."""

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.binding import bind
from quizgen.architecture.minipython.exceptions import class_names, class_of
from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Host,
    Instance,
    Scope,
    Stop,
    Unknown,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def run_try(machine: "Machine", node: ast.Try, scope: Scope) -> Any:
    """`try`: an error that Python is certain of goes to its handlers; `finally` is run whatever happens."""
    try:
        left = _tried(machine, node, scope)
    except Stop:
        after = machine.block(node.finalbody, scope)
        if after is not None:
            return after
        raise
    after = machine.block(node.finalbody, scope)
    return after if after is not None else left


def _tried(machine: "Machine", node: ast.Try, scope: Scope) -> Any:
    """A `try` without its `finally`."""
    machine.trying += 1
    try:
        left = machine.block(node.body, scope)
    except Stop as stop:
        machine.trying -= 1
        handler = handler_of(machine, node, stop)
        if handler is None:
            raise
        bind_caught(machine, handler, stop, scope)
        machine.caught.append(stop)
        try:
            return machine.block(handler.body, scope)
        finally:
            machine.caught.pop()
    except BaseException:
        machine.trying -= 1
        raise
    machine.trying -= 1
    return left if left is not None else machine.block(node.orelse, scope)


def handler_of(machine: "Machine", node: ast.Try, stop: Stop) -> ast.ExceptHandler | None:
    """The first `except` that takes an exception."""
    kinds = class_names(stop)
    for handler in node.handlers:
        if handler.type is None:
            return handler
        named = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(ast.unparse(name).rpartition(".")[2] in kinds for name in named):
            return handler
    return None


def bind_caught(machine: "Machine", handler: ast.ExceptHandler, stop: Stop, scope: Scope) -> None:
    """`except … as name`."""
    if handler.name:
        bind(machine, ast.Name(handler.name, ast.Store()), _caught(machine, stop), scope)


def _caught(machine: "Machine", stop: Stop) -> Any:
    value = getattr(stop, "value", None)
    if isinstance(value, Class):
        return machine.call(value)
    return Unknown(stop.why, stop.line or machine.line) if value is None else value


class Entered(Host):
    """What a block of `with` enters: it is bound by `as name`, and nothing happens at its end."""

    noun = "a context manager"

    def __init__(self, value: Any = None) -> None:
        self.value = value

    def enter(self, machine: "Machine") -> Any:
        """What `as name` binds."""
        return self.value

    def leave(self, machine: "Machine", stop: Stop | None) -> bool:
        """The block is left, perhaps by an exception; whether that ends here."""
        return False


# What is called when a block of `with` is left: with an exception, it says whether that ends there.
Leave = Callable[[Stop | None], bool]


def run_with(machine: "Machine", node: ast.With, scope: Scope) -> Any:
    """`with`: what is entered is bound, and the block is run."""
    leaves = [enter(machine, entry, scope) for entry in node.items]
    tries = any(leaves)
    machine.trying += tries
    try:
        found = machine.block(node.body, scope)
    except Stop as stop:
        machine.trying -= tries
        if leave(leaves, stop):
            return None
        raise
    except BaseException:
        machine.trying -= tries
        raise
    machine.trying -= tries
    leave(leaves, None)
    return found


def enter(machine: "Machine", entry: ast.withitem, scope: Scope) -> Leave | None:
    """Enter one of the things of `with`; what is to be called in the end."""
    value = machine.guarded(entry.context_expr, scope)
    if type(value) is Unknown and value.origin == "own":
        # What the text itself does around the block is not known.
        raise value.refusal()
    left: Leave | None = None
    if isinstance(value, Entered):
        entered = value
        left = lambda stop: entered.leave(machine, stop)  # noqa: E731 - one of two ways to leave
        value = entered.enter(machine)
    elif isinstance(value, Instance) and value.kind.find("__enter__") is not MISSING:
        exits = machine.attribute(value, "__exit__")
        left = lambda stop: _exit(machine, exits, stop)  # noqa: E731 - the other way
        value = machine.call(machine.attribute(value, "__enter__"))
    if entry.optional_vars is not None:
        bind(machine, entry.optional_vars, value, scope)
    return left


def _exit(machine: "Machine", exits: Any, stop: Stop | None) -> bool:
    """Call `__exit__`; whether the exception ends there."""
    given = [None] * 3 if stop is None else [_kind(machine, stop), _caught(machine, stop), None]
    ends = machine.truth(machine.call(exits, given))
    return stop is not None and ends is True


def _kind(machine: "Machine", stop: Stop) -> Any:
    return class_of(stop) or machine.builtins.names.get(
        stop.exception, Unknown(stop.why, machine.line)
    )


def leave(leaves: list[Leave | None], stop: Stop | None) -> bool:
    """Leave all that was entered, the last one first; whether an exception ends there."""
    for left in reversed(leaves):
        if left is not None and left(stop):
            stop = None
    return stop is None
