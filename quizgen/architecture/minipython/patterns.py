"""`match`: patterns of values, sequences, dictionaries and classes."""

import ast
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.binding import bind
from quizgen.architecture.minipython.leaving import either
from quizgen.architecture.minipython.operations import compare
from quizgen.architecture.minipython.values import Class, Scope, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def match(machine: "Machine", node: ast.Match, scope: Scope) -> Any:
    """The first case whose pattern fits."""
    value = machine.guarded(node.subject, scope)
    if type(value) is Unknown:
        return either(machine, [case.body for case in node.cases], scope, value)
    for case in node.cases:
        if not _fits(machine, case.pattern, value, scope):
            continue
        if case.guard is not None:
            kept = machine.truth(machine.guarded(case.guard, scope))
            if type(kept) is Unknown:
                return either(machine, [each.body for each in node.cases], scope, kept)
            if not kept:
                continue
        return machine.block(case.body, scope)
    return None


def _fits(machine: "Machine", pattern: ast.pattern, value: Any, scope: Scope) -> bool:
    if isinstance(pattern, ast.MatchValue):
        found = compare(machine, "==", value, machine.evaluate(pattern.value, scope))
        if type(found) is Unknown:
            raise Stop(found.why, found.fix)
        return bool(found)
    if isinstance(pattern, ast.MatchSingleton):
        return value is pattern.value
    if isinstance(pattern, ast.MatchAs):
        if pattern.pattern is not None and not _fits(machine, pattern.pattern, value, scope):
            return False
        if pattern.name is not None:
            bind(machine, ast.Name(pattern.name, ast.Store()), value, scope)
        return True
    if isinstance(pattern, ast.MatchOr):
        return any(_fits(machine, each, value, scope) for each in pattern.patterns)
    if isinstance(pattern, ast.MatchSequence):
        return _sequence(machine, pattern, value, scope)
    if isinstance(pattern, ast.MatchMapping):
        return isinstance(value, dict) and _mapping(machine, pattern, value, scope)
    if isinstance(pattern, ast.MatchClass):
        return _of_class(machine, pattern, value, scope)
    raise Stop("this pattern is not understood", "write it with if")


def _mapping(
    machine: "Machine", pattern: ast.MatchMapping, value: dict[Any, Any], scope: Scope
) -> bool:
    keys = [machine.evaluate(node, scope) for node in pattern.keys]
    if not all(
        key in value and _fits(machine, inner, value[key], scope)
        for key, inner in zip(keys, pattern.patterns, strict=True)
    ):
        return False
    if pattern.rest is not None:
        rest = {key: entry for key, entry in value.items() if key not in keys}
        bind(machine, ast.Name(pattern.rest, ast.Store()), rest, scope)
    return True


def _sequence(machine: "Machine", pattern: ast.MatchSequence, value: Any, scope: Scope) -> bool:
    if not isinstance(value, list | tuple):
        return False
    inner = list(pattern.patterns)
    starred = [i for i, each in enumerate(inner) if isinstance(each, ast.MatchStar)]
    entries = list(value)
    if starred:
        after = len(inner) - starred[0] - 1
        if len(entries) < len(inner) - 1:
            return False
        middle = entries[starred[0] : len(entries) - after]
        name = getattr(inner[starred[0]], "name", None)
        if name is not None:
            bind(machine, ast.Name(name, ast.Store()), middle, scope)
        del inner[starred[0]]
        entries = entries[: starred[0]] + entries[len(entries) - after :]
    return len(entries) == len(inner) and all(
        _fits(machine, each, entry, scope) for each, entry in zip(inner, entries, strict=True)
    )


def _of_class(machine: "Machine", pattern: ast.MatchClass, value: Any, scope: Scope) -> bool:
    from quizgen.architecture.minipython.builtins import is_instance

    kind = machine.evaluate(pattern.cls, scope)
    if not isinstance(kind, Class) or is_instance(machine, value, kind) is not True:
        return False
    if pattern.patterns:
        plain = len(pattern.patterns) == 1 and kind.native
        if not plain:
            raise Stop("this pattern is not understood", "name the attributes")
        return _fits(machine, pattern.patterns[0], value, scope)
    return all(
        _fits(machine, inner, machine.attribute(value, name), scope)
        for name, inner in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True)
    )
