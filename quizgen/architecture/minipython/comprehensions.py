"""Comprehensions: lists, sets and dictionaries made by `for … in … if …`, and generators of the same form."""

import ast
from collections.abc import Iterator as Steps
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.binding import bind
from quizgen.architecture.minipython.items import hashable
from quizgen.architecture.minipython.iterators import Iterator, Rest, steps_of
from quizgen.architecture.minipython.values import Scope, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def comprehension(machine: "Machine", node: Any, scope: Scope) -> Any:
    """The entries of a comprehension; unknown where its list or a condition is."""
    first = steps_of(machine, machine.evaluate(node.generators[0].iter, scope))
    if type(first) is Unknown:
        return first
    inner = _inner(node, scope)
    found: list[Any] = []
    for rest in _rounds(machine, node.generators, inner, first):
        if rest is not None:
            return rest.unknown
        if isinstance(node, ast.DictComp):
            key = hashable(machine.evaluate(node.key, inner))
            found.append((key, machine.guarded(node.value, inner)))
        else:
            found.append(machine.guarded(node.elt, inner))
    machine.grow(len(found))
    if isinstance(node, ast.DictComp):
        for key, _ in found:
            if type(key) is Unknown:
                return key
        return dict(found)
    return {hashable(entry) for entry in found} if isinstance(node, ast.SetComp) else found


def generator(machine: "Machine", node: ast.GeneratorExp, scope: Scope) -> Any:
    """`(… for … in …)`: its first list is looked at now, each entry is made when it is asked for."""
    first = steps_of(machine, machine.evaluate(node.generators[0].iter, scope))
    if type(first) is Unknown:
        return first
    inner = _inner(node, scope)
    rounds = _rounds(machine, node.generators, inner, first)
    return Iterator(machine.guarded(node.elt, inner) if rest is None else rest for rest in rounds)


def _inner(node: Any, scope: Scope) -> Scope:
    """The names of a comprehension; what `:=` binds inside belongs to the block around it.

    As in a function, names of a class around it are not seen.
    """
    inner = Scope({}, scope.outer if scope.is_class and scope.outer else scope)
    named = {part.target.id for part in ast.walk(node) if isinstance(part, ast.NamedExpr)}
    if named:
        home = scope.elsewhere or {}
        inner.elsewhere = {name: home.get(name, scope) for name in named}
    return inner


def _rounds(
    machine: "Machine", clauses: list[ast.comprehension], scope: Scope, steps: Any = None
) -> Steps[Rest | None]:
    """Go through `for … in … if …`: None each time an entry is to be made; a `Rest` where data decide."""
    first, *rest = clauses
    if steps is None:
        steps = steps_of(machine, machine.evaluate(first.iter, scope))
        if type(steps) is Unknown:
            yield Rest(steps)
            return
    for entry in steps:
        if type(entry) is Rest:
            yield entry
            return
        machine.tick()
        bind(machine, first.target, entry, scope)
        kept = _kept(machine, first.ifs, scope)
        if type(kept) is Unknown:
            yield Rest(kept)
            return
        if kept and rest:
            yield from _rounds(machine, rest, scope)
        elif kept:
            yield None


def _kept(machine: "Machine", tests: list[ast.expr], scope: Scope) -> Any:
    """Whether all conditions hold; an `Unknown` where data decide."""
    for test in tests:
        kept = machine.truth(machine.guarded(test, scope))
        if kept is not True:
            return kept
    return True
