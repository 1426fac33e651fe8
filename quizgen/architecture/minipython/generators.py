"""Functions with `yield`: run as far as the next `yield` each time an entry is asked for.

A statement without `yield` inside is run as any other; those with one are run here, as generators themselves.
"""

import ast
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds, statements
from quizgen.architecture.minipython.binding import bind
from quizgen.architecture.minipython.iterators import END, Iterator, Rest, iterator, steps_of
from quizgen.architecture.minipython.leaving import BREAK, Perhaps, Returned, either
from quizgen.architecture.minipython.loops import unsure
from quizgen.architecture.minipython.operations import SYMBOLS
from quizgen.architecture.minipython.trying import bind_caught, enter, handler_of, leave
from quizgen.architecture.minipython.values import (
    Bound,
    Function,
    Native,
    Raised,
    Scope,
    Stop,
    Unknown,
)
from quizgen.errors import UserError

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

# What is yielded goes out, what is sent comes in; at its end it says how the block is left.
Run = Generator[Any, Any, Any]
# Entries that are asked for once data decide which ones there are: what they change is in doubt.
_IN_DOUBT = 8


class Generated(Iterator):
    """What a function with `yield` gives."""

    noun = "a generator"

    def __init__(self, machine: "Machine", function: Function, scope: Scope) -> None:
        body: Any = function.node.body
        super().__init__(_block(machine, body, scope))
        # Where data decide, a block is run at once; what it yields is not known.
        scope.yielded = []
        self.running = False
        self.tries = 0
        self.result: Any = None

    def following(self, machine: "Machine") -> Any:
        return self.resumed(machine, next)

    def resumed(self, machine: "Machine", go: Callable[[Run], Any]) -> Any:
        """Run on to the next `yield`, as deep and inside as many `try` as it stands there."""
        run: Any = self.steps
        if self.running:
            raise Stop("a generator asks itself for an entry", exception="ValueError")
        if machine.depth >= bounds.DEPTH:
            raise bounds.too_much("calls inside calls")
        line, depth, tries = machine.line, machine.depth, machine.trying
        self.running, machine.depth, machine.trying = True, depth + 1, tries + self.tries
        machine.since = machine.steps
        try:
            found = go(run)
        except StopIteration as end:
            left = end.value
            self.result = left.value if isinstance(left, Returned) else None
            return END
        except Stop as stop:
            if stop.exception != "StopIteration":
                raise
            raise Stop("a generator raises StopIteration", "", "RuntimeError") from None
        else:
            if type(found) is Rest:
                self._doubt(machine, run, found.unknown)
            return found
        finally:
            self.running, self.tries = False, machine.trying - tries
            machine.line, machine.depth, machine.trying = line, depth, tries

    def _doubt(self, machine: "Machine", run: Run, unknown: Unknown) -> None:
        """What the generator would change from here on is unknown."""
        with machine.doubting() as notes:
            try:
                for _ in range(_IN_DOUBT):
                    next(run)
            except (StopIteration, Raised):
                pass
        machine.forget(notes, unknown)

    def attribute(self, machine: "Machine", name: str) -> Any:
        method = _METHODS.get(name)
        return super().attribute(machine, name) if method is None else Bound(method, self)


def _send(machine: "Machine", owner: Generated, value: Any) -> Any:
    """`generator.send(value)`."""
    machine.note(owner)
    if owner.rest is not None:
        return owner.rest
    found = owner.resumed(machine, partial(_sent, value))
    if type(found) is Rest:
        owner.rest = found.unknown
        return owner.rest
    if found is END:
        raise Stop("there is no next entry", "", "StopIteration")
    return found


def _close(machine: "Machine", owner: Generated) -> None:
    """`generator.close()`."""
    machine.note(owner)
    owner.resumed(machine, lambda run: run.close())


_METHODS = {
    "send": Native("send", _send, takes_unknown=True),
    "close": Native("close", _close, takes_unknown=True),
}


def _yields(node: Any) -> bool:
    """Whether a statement has a `yield` of its own inside."""
    known = node.__dict__.get("_yields")
    if known is None:
        inner = not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef)
        known = isinstance(node, ast.Yield | ast.YieldFrom) or (
            inner and any(map(_yields, ast.iter_child_nodes(node)))
        )
        node._yields = known  # noqa: SLF001 - kept with the tree it belongs to
    return known  # type: ignore[no-any-return]


def _block(machine: "Machine", body: Sequence[ast.stmt], scope: Scope) -> Run:
    """Statements one after the other; a failing one leaves unknown values."""
    for statement in body:
        if _yields(statement):
            left = yield from _statement(machine, statement, scope)
        else:
            left = machine.block([statement], scope)
        if isinstance(left, Perhaps):
            machine.forget(left.notes, left.unknown)
            yield Rest(left.unknown)
        elif left is not None:
            return left
    return None


def _statement(machine: "Machine", statement: ast.stmt, scope: Scope) -> Run:
    machine.line = statement.lineno
    machine.tick()
    run = _RUN.get(type(statement), _not_run)
    try:
        return (yield from run(machine, statement, scope))
    except Raised:
        raise
    except Stop as stop:
        if stop.certain and machine.journal is None:
            stop.line = stop.line or machine.line
            raise
        return statements.failed(machine, statement, scope, stop)


def _not_run(machine: "Machine", node: ast.stmt, scope: Scope) -> Run:
    refusal = Stop("yield inside an expression is not read", "give what is sent a name")
    yield Rest(machine.contained(refusal))
    raise refusal


def _sent(value: Any, run: Run) -> Any:
    return run.send(value)


def _value(machine: "Machine", node: ast.expr | None, scope: Scope) -> Run:
    """The value of an expression that may be a `yield`: what is sent there."""
    if isinstance(node, ast.Yield):
        line = machine.line
        value = machine.guarded(node.value, scope) if node.value else None
        # An unknown entry is one entry; what is unknown of the generator is a `Rest`.
        sent = yield value
        machine.line = line
        return sent
    if isinstance(node, ast.YieldFrom):
        return (yield from _delegated(machine, node, scope))
    if node is None or not _yields(node):
        return None if node is None else machine.evaluate(node, scope)
    return (yield from _not_run(machine, ast.Expr(node), scope))


def _delegated(machine: "Machine", node: ast.YieldFrom, scope: Scope) -> Run:
    """`yield from`: the entries of another one, which gets what is sent; its own result."""
    inner = iterator(machine, machine.evaluate(node.value, scope))
    if isinstance(inner, Generated) and inner.rest is None:
        sent = None
        while True:
            entry = inner.resumed(machine, partial(_sent, sent))
            if entry is END:
                return inner.result
            sent = yield entry
    steps = steps_of(machine, inner)
    if type(steps) is Unknown:
        yield Rest(steps)
        return steps
    for entry in steps:
        yield entry
    return None


def _expression(machine: "Machine", node: ast.Expr, scope: Scope) -> Run:
    yield from _value(machine, node.value, scope)


def _assign(machine: "Machine", node: ast.Assign, scope: Scope) -> Run:
    found = yield from _value(machine, node.value, scope)
    for target in node.targets:
        bind(machine, target, found, scope)


def _annotated(machine: "Machine", node: ast.AnnAssign, scope: Scope) -> Run:
    found = yield from _value(machine, node.value, scope)
    bind(machine, node.target, found, scope)


def _augmented(machine: "Machine", node: ast.AugAssign, scope: Scope) -> Run:
    target: Any = node.target
    if not isinstance(target, ast.Name):
        return (yield from _not_run(machine, node, scope))
    before = machine.evaluate(ast.copy_location(ast.Name(target.id, ast.Load()), target), scope)
    found = yield from _value(machine, node.value, scope)
    symbol = SYMBOLS[type(node.op)]
    bind(machine, target, statements.in_place(machine, symbol, before, found), scope)
    return None


def _return(machine: "Machine", node: ast.Return, scope: Scope) -> Run:
    return Returned((yield from _value(machine, node.value, scope)))


def _if(machine: "Machine", node: ast.If, scope: Scope) -> Run:
    if _yields(node.test):
        return (yield from _not_run(machine, node, scope))
    test = machine.truth(machine.guarded(node.test, scope))
    if type(test) is not Unknown:
        return (yield from _block(machine, node.body if test else node.orelse, scope))
    if statements.only_fails(node.body):
        return (yield from _block(machine, node.orelse, scope))
    if statements.only_fails(node.orelse):
        return (yield from _block(machine, node.body, scope))
    yield Rest(test.deciding("a condition", node.lineno))
    return either(machine, [node.body, node.orelse], scope, test)


def _for(machine: "Machine", node: ast.For, scope: Scope) -> Run:
    if _yields(node.iter):
        return (yield from _not_run(machine, node, scope))
    steps = steps_of(machine, machine.guarded(node.iter, scope))
    for entry in [Rest(steps)] if type(steps) is Unknown else steps:
        if type(entry) is Rest:
            yield Rest(entry.unknown.deciding("a loop", node.lineno))
            return unsure(machine, node, scope, entry.unknown, entry.unknown)
        machine.line = node.lineno
        bind(machine, node.target, entry, scope)
        left = yield from _block(machine, node.body, scope)
        if left is BREAK:
            return None
        if isinstance(left, Returned):
            return left
    return (yield from _block(machine, node.orelse, scope))


def _while(machine: "Machine", node: ast.While, scope: Scope) -> Run:
    if _yields(node.test):
        return (yield from _not_run(machine, node, scope))
    while True:
        machine.line = node.lineno
        machine.tick()
        test = machine.truth(machine.guarded(node.test, scope))
        if type(test) is Unknown:
            yield Rest(test.deciding("a loop", node.lineno))
            return unsure(machine, node, scope, test, None)
        if not test:
            return (yield from _block(machine, node.orelse, scope))
        left = yield from _block(machine, node.body, scope)
        if left is BREAK:
            return None
        if isinstance(left, Returned):
            return left
        if machine.steps - machine.since > bounds.LOOP_STEPS:
            raise bounds.too_much("this goes on for too long")


def _try(machine: "Machine", node: ast.Try, scope: Scope) -> Run:
    try:
        left = yield from _tried(machine, node, scope)
    except Stop:
        after = yield from _block(machine, node.finalbody, scope)
        if after is not None:
            return after
        raise
    except GeneratorExit:
        # Nobody asks for more entries: Python runs `finally` even so.
        with suppress(Stop, UserError):
            machine.block(node.finalbody, scope)
        raise
    after = yield from _block(machine, node.finalbody, scope)
    return after if after is not None else left


def _tried(machine: "Machine", node: ast.Try, scope: Scope) -> Run:
    """A `try` without its `finally`."""
    machine.trying += 1
    try:
        left = yield from _block(machine, node.body, scope)
    except Stop as stop:
        machine.trying -= 1
        handler = handler_of(machine, node, stop)
        if handler is None:
            raise
        bind_caught(machine, handler, stop, scope)
        return (yield from _block(machine, handler.body, scope))
    machine.trying -= 1
    return left if left is not None else (yield from _block(machine, node.orelse, scope))


def _with(machine: "Machine", node: ast.With, scope: Scope) -> Run:
    leaves = [enter(machine, entry, scope) for entry in node.items]
    tries = any(leaves)
    machine.trying += tries
    try:
        left = yield from _block(machine, node.body, scope)
    except Stop as stop:
        machine.trying -= tries
        if leave(leaves, stop):
            return None
        raise
    except GeneratorExit:
        with suppress(Stop, UserError):
            leave(leaves, None)
        raise
    machine.trying -= tries
    leave(leaves, None)
    return left


_RUN: Mapping[type[ast.stmt], Callable[..., Run]] = {
    ast.Expr: _expression,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.If: _if,
    ast.For: _for,
    ast.While: _while,
    ast.Try: _try,
    ast.With: _with,
}
