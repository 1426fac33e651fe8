"""What assignments bind: names, attributes, entries and parts of lists."""

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import Scope, Stop, Unknown, noun_of

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def bind(machine: "Machine", target: ast.expr, value: Any, scope: Scope) -> None:
    """`target = value`."""
    if isinstance(target, ast.Name):
        home = scope
        if scope.elsewhere and target.id in scope.elsewhere:
            home = scope.elsewhere[target.id]
        if machine.journal is not None:
            machine.note(home.names, target.id)
        if home.outer is machine.builtins and (machine.settings or type(value) is Unknown):
            value = machine.settled(target.id, value)
        home.names[target.id] = value
    elif isinstance(target, ast.Attribute):
        machine.set_attribute(machine.evaluate(target.value, scope), target.attr, value)
    elif isinstance(target, ast.Subscript):
        from quizgen.architecture.minipython.items import set_item

        owner = machine.evaluate(target.value, scope)
        set_item(machine, owner, machine.evaluate(target.slice, scope), value)
    elif isinstance(target, ast.Tuple | ast.List):
        _unpack(machine, target.elts, value, scope)
    elif isinstance(target, ast.Starred):
        bind(machine, target.value, value, scope)
    else:
        raise Stop(f"{type(target).__name__.lower()} = … is not understood")


def bind_name(machine: "Machine", name: str, value: Any, scope: Scope) -> None:
    """`name = value`."""
    bind(machine, ast.Name(name, ast.Store()), value, scope)


def _unpack(machine: "Machine", targets: list[ast.expr], value: Any, scope: Scope) -> None:
    entries = machine.iterate(value)
    if type(entries) is Unknown:
        for target in targets:
            inner = target.value if isinstance(target, ast.Starred) else target
            bind(machine, inner, _another(entries), scope)
        return
    starred = [place for place, t in enumerate(targets) if isinstance(t, ast.Starred)]
    needed = len(targets) - len(starred)
    if len(entries) < needed or (not starred and len(entries) > needed):
        raise Stop(
            f"{len(entries)} values for {needed} names ({noun_of(value)})",
            "as many names as values",
            "ValueError",
        )
    if starred:
        place = starred[0]
        after = len(targets) - place - 1
        middle = list(entries[place : len(entries) - after])
        entries = [*entries[:place], middle, *entries[len(entries) - after :]]
    for target, entry in zip(targets, entries, strict=True):
        bind(machine, target, entry, scope)


def _another(unknown: Unknown) -> Unknown:
    """A part of an unknown value, which may have a name of its own."""
    return Unknown(unknown.why, unknown.line, unknown.fix, unknown.origin)


def target_names(node: ast.AST) -> Iterator[ast.expr]:
    """The targets that a statement or expression binds, those inside its blocks apart."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _leaves(target)
    elif isinstance(node, ast.AugAssign | ast.For | ast.NamedExpr) or (
        isinstance(node, ast.AnnAssign) and node.value is not None
    ):
        yield from _leaves(node.target)
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield ast.Name(node.name, ast.Store())
    elif isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            if alias.name != "*":
                yield ast.Name(alias.asname or alias.name.partition(".")[0], ast.Store())
    elif isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield from _leaves(node.optional_vars)


def _leaves(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        for entry in target.elts:
            yield from _leaves(entry)
    elif isinstance(target, ast.Starred):
        yield from _leaves(target.value)
    else:
        yield target


def delete(machine: "Machine", target: ast.expr, scope: Scope) -> None:
    """`del target`."""
    if isinstance(target, ast.Name):
        home = (scope.elsewhere or {}).get(target.id, scope)
        if target.id not in home.names:
            raise Stop(f"{target.id} is not defined", "", "NameError")
        machine.note(home.names, target.id)
        del home.names[target.id]
    elif isinstance(target, ast.Attribute):
        from quizgen.architecture.minipython.attributes import delete_attribute

        delete_attribute(machine, machine.evaluate(target.value, scope), target.attr)
    elif isinstance(target, ast.Subscript):
        from quizgen.architecture.minipython.items import delete_item

        owner = machine.evaluate(target.value, scope)
        delete_item(machine, owner, machine.evaluate(target.slice, scope))
    elif isinstance(target, ast.Tuple | ast.List):
        for entry in target.elts:
            delete(machine, entry, scope)
