"""Loops: over entries that are known, and over what data decide."""

import ast
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.binding import bind
from quizgen.architecture.minipython.iterators import Iterator, Rest, steps_of
from quizgen.architecture.minipython.leaving import BREAK, Perhaps, Returned
from quizgen.architecture.minipython.values import Raised, Scope, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


# Rounds of a loop that are gone through although loops in it depend on data: epochs of training are more.
_FEW = 8


def for_loop(machine: "Machine", node: ast.For, scope: Scope) -> Any:
    """`for target in entries`."""
    value = machine.guarded(node.iter, scope)
    if isinstance(value, range) and len(value) > bounds.ROUNDS:
        return unsure(machine, node, scope, _long(machine, len(value)), value[0])
    steps = steps_of(machine, value)
    if type(steps) is Unknown:
        return unsure(machine, node, scope, steps, steps)
    line, before, start = node.lineno, machine.unsure, machine.steps
    for done, entry in enumerate(steps):
        if type(entry) is Rest:
            return unsure(machine, node, scope, entry.unknown, entry.unknown)
        trains = done > 1 and _are_many(value, done) and machine.unsure > before
        if trains or done > bounds.ROUNDS or machine.steps - start > bounds.LOOP_STEPS:
            return _without_end(machine, node, scope, value, entry)
        machine.line = line
        bind(machine, node.target, entry, scope)
        left = machine.block(node.body, scope)
        if left is BREAK:
            return None
        if isinstance(left, Returned):
            return left
        if isinstance(left, Perhaps):
            return _left_perhaps(machine, node, scope, left, value)
    return machine.block(node.orelse, scope)


def _are_many(value: Any, done: int) -> bool:
    """Whether a loop goes over more than a few entries, as far as can be seen."""
    many = len(value) if isinstance(value, list | tuple | dict | set | range) else done
    return many > _FEW


def _without_end(machine: "Machine", node: ast.For, scope: Scope, value: Any, entry: Any) -> Any:
    """A loop that is too long is not gone through, nor are the entries it would have taken."""
    known = isinstance(value, list | tuple | dict | set | range)
    unknown = _long(machine, len(value) if known else bounds.ROUNDS)
    if isinstance(value, Iterator):
        machine.note(value)
        machine.poison(value, unknown)
    return unsure(machine, node, scope, unknown, entry)


def while_loop(machine: "Machine", node: ast.While, scope: Scope) -> Any:
    """`while test`."""
    rounds, start = 0, machine.steps
    while True:
        machine.line = node.lineno
        machine.tick()
        test = machine.truth(machine.guarded(node.test, scope))
        if type(test) is Unknown:
            return unsure(machine, node, scope, test, None)
        if not test:
            return machine.block(node.orelse, scope)
        rounds += 1
        if rounds > bounds.ROUNDS or machine.steps - start > bounds.LOOP_STEPS:
            if isinstance(node.test, ast.Constant) and not _may_end(node.body):
                raise bounds.too_much("this goes on for too long")
            return unsure(machine, node, scope, _long(machine, rounds), None)
        left = machine.block(node.body, scope)
        if left is BREAK:
            return None
        if isinstance(left, Returned):
            return left
        if isinstance(left, Perhaps):
            return _left_perhaps(machine, node, scope, left)


def _may_end(body: list[ast.stmt]) -> bool:
    """Whether a loop without a test can be left: by `break` or `return`, as a loop that trains is."""
    waiting: list[tuple[ast.AST, bool]] = [(statement, True) for statement in body]
    while waiting:
        node, own = waiting.pop()
        if isinstance(node, ast.Return) or (own and isinstance(node, ast.Break)):
            return True
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        own = own and not isinstance(node, ast.For | ast.While)
        waiting += [(child, own) for child in ast.iter_child_nodes(node)]
    return False


def _long(machine: "Machine", rounds: int) -> Unknown:
    return Unknown(f"a loop of {rounds} rounds or more is not gone through", machine.line)


def unsure(
    machine: "Machine", node: ast.For | ast.While, scope: Scope, test: Unknown, entry: Any
) -> Any:
    """A loop nobody knows how often it is gone through: what it changes is unknown."""
    unknown = test.deciding("a loop", node.lineno)
    machine.unsure += 1
    found: list[tuple[Any, Any]] = []
    returns = False
    # Twice: the second round may change what only the first one has made.
    for _ in range(2):
        with machine.doubting() as notes:
            try:
                if isinstance(node, ast.For):
                    bind(machine, node.target, entry, scope)
                left = machine.block(node.body, scope)
                returns = returns or isinstance(left, Returned)
                returns = returns or (isinstance(left, Perhaps) and left.returns)
            except Raised:
                pass
        found += notes
        machine.forget(notes, unknown)
    with machine.doubting() as notes:
        machine.block(node.orelse, scope)
    machine.forget(notes, unknown)
    return Perhaps(unknown, found + notes, returns=True) if returns else None


def _left_perhaps(
    machine: "Machine", node: ast.For | ast.While, scope: Scope, left: Any, value: Any = None
) -> Any:
    """Data decide whether a loop goes on: the rest of it is in doubt."""
    machine.forget(left.notes, left.unknown)
    if isinstance(value, Iterator):
        machine.note(value)
        machine.poison(value, left.unknown)
    found = unsure(machine, node, scope, left.unknown, left.unknown)
    if found is None and left.returns:
        found = left
    return found
