"""Statements of a text, one function for each kind.

A statement returns nothing, or how it leaves the block: with a value, out of a loop, or perhaps.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.binding import bind, bind_name, delete, target_names
from quizgen.architecture.minipython.classes import make_class, make_function
from quizgen.architecture.minipython.importing import run_import, run_import_from
from quizgen.architecture.minipython.leaving import BREAK, CONTINUE, Perhaps, Returned, either
from quizgen.architecture.minipython.loops import for_loop, while_loop
from quizgen.architecture.minipython.operations import DUNDER, SYMBOLS
from quizgen.architecture.minipython.patterns import match
from quizgen.architecture.minipython.trying import run_try, run_with
from quizgen.architecture.minipython.values import (
    MISSING,
    Bound,
    Class,
    Function,
    Host,
    Instance,
    Partial,
    Raised,
    Scope,
    Stop,
    Unknown,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def block(machine: "Machine", body: Sequence[ast.stmt], scope: Scope) -> Any:
    """Statements one after the other; a failing one leaves unknown values."""
    for place, statement in enumerate(body):
        machine.line = statement.lineno
        machine.tick()
        run = RUNNERS.get(type(statement), _not_read)
        try:
            left = run(machine, statement, scope)
        except Raised:
            raise
        except Stop as stop:
            if stop.certain and machine.depth and machine.journal is None:
                stop.line = stop.line or machine.line
                raise
            left = failed(machine, statement, scope, stop)
        if left is None:
            continue
        if isinstance(left, Perhaps):
            with machine.doubting() as notes:
                after = block(machine, body[place + 1 :], scope)
            left.notes += notes
            left.returns = left.returns or isinstance(after, Returned)
        return left
    return None


def _not_read(machine: "Machine", node: ast.stmt, scope: Scope) -> None:
    """A statement there is no rule for."""
    raise Stop(f"{type(node).__name__.lower()} is not understood")


def failed(machine: "Machine", statement: ast.stmt, scope: Scope, stop: Stop) -> Any:
    """What a statement that fails leaves: all names it would have bound are unknown."""
    unknown = machine.contained(stop)
    if isinstance(statement, ast.Return):
        return Returned(unknown)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        _perhaps_changed(machine, statement.value, scope, unknown)
    inside = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    for node in [statement] if inside else ast.walk(statement):
        machine.tick()
        for target in target_names(node):
            try:
                bind(machine, target, unknown, scope)
            except Stop:
                _spoil(machine, target, unknown, scope)
    return None


def _spoil(machine: "Machine", target: ast.expr, unknown: Unknown, scope: Scope) -> None:
    """What an attribute or entry belongs to is unknown, where it cannot even be set to unknown."""
    if isinstance(target, ast.Attribute | ast.Subscript):
        owner = machine.guarded(target.value, scope)
        if type(owner) is not Unknown:
            machine.note(owner)
            machine.poison(owner, unknown)
        elif isinstance(target.value, ast.Attribute):
            # A part of a function, such as its arguments, that is not read.
            function = machine.guarded(target.value.value, scope)
            if isinstance(function, Function | Partial | Bound):
                machine.poison(function, unknown)


def _perhaps_changed(machine: "Machine", call: ast.Call, scope: Scope, unknown: Unknown) -> None:
    """A call that failed may have changed the object it was made on, and what it was given."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    owner = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    for node in (*owner, *given):
        if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            continue
        value = machine.guarded(node, scope)
        if isinstance(value, list | dict | set | Instance | Host):
            machine.note(value)
            machine.poison(value, unknown)


def _assign(machine: "Machine", node: ast.Assign, scope: Scope) -> None:
    found = machine.evaluate(node.value, scope)
    for target in node.targets:
        bind(machine, target, found, scope)


def _annotated(machine: "Machine", node: ast.AnnAssign, scope: Scope) -> None:
    if scope.is_class and isinstance(node.target, ast.Name):
        scope.names.setdefault("__annotations__", {})[node.target.id] = node.annotation
    if node.value is not None:
        bind(machine, node.target, machine.evaluate(node.value, scope), scope)


def _augmented(machine: "Machine", node: ast.AugAssign, scope: Scope) -> None:
    target: Any = node.target
    symbol = SYMBOLS[type(node.op)]
    if isinstance(target, ast.Name):
        before = machine.evaluate(ast.copy_location(ast.Name(target.id, ast.Load()), target), scope)
        found = in_place(machine, symbol, before, machine.guarded(node.value, scope))
        bind(machine, target, found, scope)
        return
    owner = machine.evaluate(target.value, scope)
    if isinstance(target, ast.Attribute):
        before = machine.attribute(owner, target.attr)
        found = in_place(machine, symbol, before, machine.guarded(node.value, scope))
        machine.set_attribute(owner, target.attr, found)
        return
    from quizgen.architecture.minipython.items import item, set_item

    key = machine.evaluate(target.slice, scope)
    before, value = item(machine, owner, key), machine.guarded(node.value, scope)
    set_item(machine, owner, key, in_place(machine, symbol, before, value, part=True))


def in_place(machine: "Machine", symbol: str, left: Any, right: Any, *, part: bool = False) -> Any:
    """`left symbol= right`: a list is changed, anything else is made anew; `part` is an entry that is put back."""
    if isinstance(left, list) and symbol == "+":
        machine.call(machine.attribute(left, "extend"), [right])
        return machine.sound(left)
    if isinstance(left, dict | set) and symbol == "|":
        machine.call(machine.attribute(left, "update"), [right])
        return machine.sound(left)
    if (isinstance(left, list) and symbol == "*") or (isinstance(left, set) and symbol in "&-^"):
        return _of_itself(machine, left, machine.binary(symbol, left, right))
    if isinstance(left, Instance) and symbol in DUNDER:
        held = left.kind.find(f"__i{DUNDER[symbol]}__")
        if held is not MISSING:
            return machine.call(held, [left, right])
    if isinstance(left, Host) and left.takes_other_values(machine):
        return left
    found = machine.binary(symbol, left, right)
    if not isinstance(left, Host):
        return found
    return (left.part_changed if part else left.changed_in_place)(machine, found)


def _of_itself(machine: "Machine", held: Any, found: Any) -> Any:
    """A list or set that holds something else now; whoever else has it sees that."""
    machine.note(held)
    if type(found) is Unknown:
        machine.poison(held, found)
        return found
    if isinstance(held, list):
        held[:] = found
    else:
        held.clear()
        held.update(found)
    return held


def _expression(machine: "Machine", node: ast.Expr, scope: Scope) -> None:
    if not isinstance(node.value, ast.Constant):
        machine.evaluate(node.value, scope)


def _return(machine: "Machine", node: ast.Return, scope: Scope) -> Returned:
    return Returned(None if node.value is None else machine.evaluate(node.value, scope))


def only_fails(body: Sequence[ast.stmt]) -> bool:
    """Whether a block ends by raising: a file that works is not taken that way."""
    return bool(body) and isinstance(body[-1], ast.Raise)


def _if(machine: "Machine", node: ast.If, scope: Scope) -> Any:
    test = machine.truth(machine.guarded(node.test, scope))
    if type(test) is not Unknown:
        return block(machine, node.body if test else node.orelse, scope)
    if only_fails(node.body):
        return block(machine, node.orelse, scope)
    if only_fails(node.orelse):
        return block(machine, node.body, scope)
    return either(machine, [node.body, node.orelse], scope, test)


def _raise(machine: "Machine", node: ast.Raise, scope: Scope) -> None:
    if node.exc is None and machine.caught:
        raise machine.caught[-1]
    if node.exc is None:
        raise Raised("an exception is raised again", None, "Exception", node.lineno)
    value = machine.guarded(node.exc, scope)
    kind = value if isinstance(value, Class) else getattr(value, "kind", None)
    name = kind.name if isinstance(kind, Class) else "Exception"
    told = value.attributes.get("args", ()) if isinstance(value, Instance) else ()
    said = f": {told[0]}"[:200] if told and isinstance(told[0], str) else ""
    raise Raised(f"{name}{said}", value, name, node.lineno)


def _assert(machine: "Machine", node: ast.Assert, scope: Scope) -> None:
    try:
        held = machine.truth(machine.evaluate(node.test, scope))
    except Stop:
        return
    if held is False:
        said = machine.guarded(node.msg, scope) if node.msg else ""
        told = (
            f": {said}"[:200]
            if isinstance(said, str) and said
            else f": {ast.unparse(node.test)[:80]}"
        )
        raise Raised(f"AssertionError{told}", None, "AssertionError", node.lineno)


def _delete(machine: "Machine", node: ast.Delete, scope: Scope) -> None:
    for target in node.targets:
        delete(machine, target, scope)


def _elsewhere(machine: "Machine", node: ast.Global | ast.Nonlocal, scope: Scope) -> None:
    home = scope.top()
    for name in node.names:
        if isinstance(node, ast.Nonlocal):
            outer = scope.outer
            while outer is not None and name not in outer.names:
                outer = outer.outer
            home = outer or machine.scope
        scope.elsewhere = {**(scope.elsewhere or {}), name: home}


def _nothing(machine: "Machine", node: ast.stmt, scope: Scope) -> None:
    """`pass`."""


def _make_function(machine: "Machine", node: ast.FunctionDef, scope: Scope) -> None:
    bind_name(machine, node.name, make_function(machine, node, scope), scope)


def _make_class(machine: "Machine", node: ast.ClassDef, scope: Scope) -> None:
    bind_name(machine, node.name, make_class(machine, node, scope), scope)


RUNNERS: Mapping[type[ast.stmt], Callable[..., Any]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.Return: _return,
    ast.If: _if,
    ast.For: for_loop,
    ast.While: while_loop,
    ast.Break: lambda machine, node, scope: BREAK,
    ast.Continue: lambda machine, node, scope: CONTINUE,
    ast.Pass: _nothing,
    ast.FunctionDef: _make_function,
    ast.AsyncFunctionDef: _make_function,
    ast.ClassDef: _make_class,
    ast.With: run_with,
    ast.AsyncWith: run_with,
    ast.Try: run_try,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Delete: _delete,
    ast.Import: run_import,
    ast.ImportFrom: run_import_from,
    ast.Global: _elsewhere,
    ast.Nonlocal: _elsewhere,
    ast.Match: match,
}
