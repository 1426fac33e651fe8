"""Comprehensions: lists, sets and dictionaries made by `for … in … if …`."""

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.binding import bind
from quizgen.architecture.minipython.items import hashable
from quizgen.architecture.minipython.values import Scope, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def comprehension(machine: "Machine", node: Any, scope: Scope) -> Any:
    """The entries of a comprehension; unknown where its list or a condition is."""
    inner = Scope({}, scope)
    found: list[Any] = []

    def add() -> None:
        if isinstance(node, ast.DictComp):
            key = hashable(machine.evaluate(node.key, inner))
            found.append((key, machine.guarded(node.value, inner)))
        else:
            found.append(machine.guarded(node.elt, inner))

    unknown = _clauses(machine, node.generators, inner, add)
    if unknown is not None:
        return unknown
    machine.grow(len(found))
    if isinstance(node, ast.DictComp):
        for key, _ in found:
            if type(key) is Unknown:
                return key
        return dict(found)
    return {hashable(entry) for entry in found} if isinstance(node, ast.SetComp) else found


def _clauses(
    machine: "Machine", clauses: list[ast.comprehension], scope: Scope, add: Callable[[], None]
) -> Unknown | None:
    """Go through `for … in … if …`; an unknown list or condition makes all of it unknown."""
    first, *rest = clauses
    entries = machine.iterate(machine.evaluate(first.iter, scope))
    if type(entries) is Unknown:
        return entries
    for entry in entries:
        machine.tick()
        bind(machine, first.target, entry, scope)
        kept: Any = True
        for test in first.ifs:
            kept = machine.truth(machine.guarded(test, scope))
            if type(kept) is Unknown:
                return kept
            if not kept:
                break
        if not kept:
            continue
        if rest:
            unknown = _clauses(machine, rest, scope, add)
            if unknown is not None:
                return unknown
        else:
            add()
    return None
