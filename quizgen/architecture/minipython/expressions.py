"""Expressions of a text, one function for each kind."""

import ast
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.binding import bind
from quizgen.architecture.minipython.comprehensions import comprehension, generator
from quizgen.architecture.minipython.formatting import formatted, shown
from quizgen.architecture.minipython.items import hashable, item
from quizgen.architecture.minipython.operations import COMPARISONS, SIGNS, SYMBOLS, compare
from quizgen.architecture.minipython.values import (
    MISSING,
    Class,
    Function,
    Host,
    Instance,
    Native,
    Scope,
    Stop,
    Super,
    Unknown,
    noun_of,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def _constant(machine: "Machine", node: ast.Constant, scope: Scope) -> Any:
    if isinstance(node.value, str):
        # Equal texts that are written out are one object: `kind is 'normal'`.
        return sys.intern(node.value)
    if isinstance(node.value, int):
        bounds.number(node.value)
    return node.value


def _name(machine: "Machine", node: ast.Name, scope: Scope) -> Any:
    name = node.id
    at: Scope | None = scope
    while at is not None:
        if name in at.names:
            value = at.names[name]
            return machine.sound(value) if machine.poisoned else value
        at = at.outer
    if name in machine.settings:
        machine.used.add(name)
        return machine.settings[name]
    if name == "globals":
        return Native(name, lambda machine: scope.top().names)
    if name in {"locals", "vars"}:
        return Native(name, lambda machine, *given: _names_of(machine, scope, *given))
    if name in {"eval", "exec"}:
        from quizgen.architecture.minipython.written import evaluated, executed

        run = evaluated if name == "eval" else executed
        return Native(name, lambda machine, *given: run(machine, scope, *given), takes_unknown=True)
    from quizgen.architecture.vocabulary import near

    known, at = list[str](), scope
    while at is not None and at is not machine.builtins:
        known += [key for key in at.names if not key.startswith("__")]
        at = at.outer
    raise Stop(f"unknown name {name!r}", near(name, known or ["self"]), "NameError", node.lineno)


def _names_of(machine: "Machine", scope: Scope, *given: Any) -> Any:
    """`locals()` and `vars(owner)`: those of a function are a copy in Python too."""
    if given:
        return machine.attribute(given[0], "__dict__")
    return scope.names if scope is scope.top() else dict(scope.names)


def _attribute(machine: "Machine", node: ast.Attribute, scope: Scope) -> Any:
    owner = machine.evaluate(node.value, scope)
    machine.line = node.lineno
    return machine.attribute(owner, node.attr)


def _tuple(machine: "Machine", node: ast.Tuple, scope: Scope) -> Any:
    found = _spread(machine, node.elts, scope)
    return found if type(found) is Unknown else tuple(found)


def _list(machine: "Machine", node: ast.List, scope: Scope) -> Any:
    return _spread(machine, node.elts, scope)


def _set(machine: "Machine", node: ast.Set, scope: Scope) -> Any:
    found = _spread(machine, node.elts, scope)
    return found if type(found) is Unknown else {hashable(entry) for entry in found}


def _spread(machine: "Machine", nodes: list[ast.expr], scope: Scope) -> Any:
    """The values of expressions, those of `*entries` among them."""
    found: list[Any] = []
    for node in nodes:
        if isinstance(node, ast.Starred):
            entries = machine.iterate(machine.guarded(node.value, scope))
            if type(entries) is Unknown:
                return entries
            found += entries
        else:
            found.append(machine.guarded(node, scope))
    machine.grow(len(found))
    return found


def _dictionary(machine: "Machine", node: ast.Dict, scope: Scope) -> Any:
    found: dict[Any, Any] = {}
    for key_node, value_node in zip(node.keys, node.values, strict=True):
        if key_node is not None:
            key = machine.evaluate(key_node, scope)
            value = machine.guarded(value_node, scope)
            if type(key) is Unknown:
                return key
            found[hashable(key)] = value
            continue
        value = machine.guarded(value_node, scope)
        if type(value) is Unknown:
            return value
        if not isinstance(value, dict):
            raise Stop(f"**{noun_of(value)} is no dictionary", exception="TypeError")
        found |= value
    machine.grow(len(found))
    return found


def _unary(machine: "Machine", node: ast.UnaryOp, scope: Scope) -> Any:
    value = machine.evaluate(node.operand, scope)
    if isinstance(node.op, ast.Not):
        found = machine.truth(value)
        return found if type(found) is Unknown else not found
    if type(value) is Unknown:
        return value
    symbol = {ast.USub: "-", ast.UAdd: "+", ast.Invert: "~"}[type(node.op)]
    if isinstance(value, Host):
        return value.unary(machine, symbol)
    if isinstance(value, Instance):
        return machine.call(machine.attribute(value, SIGNS[symbol]))
    if not isinstance(value, int | float):
        raise Stop(f"{symbol}{noun_of(value)} is not understood", exception="TypeError")
    if symbol == "~":
        return ~int(value)
    return -value if symbol == "-" else value


def _binary(machine: "Machine", node: ast.BinOp, scope: Scope) -> Any:
    if (
        isinstance(node.op, ast.Add)
        and isinstance(node.left, ast.BinOp)
        and isinstance(node.left.op, ast.Add)
    ):
        terms: list[ast.expr] = [node.right]
        first: ast.expr = node.left
        while isinstance(first, ast.BinOp) and isinstance(first.op, ast.Add):
            terms.append(first.right)
            first = first.left
        values = [machine.evaluate(term, scope) for term in (first, *reversed(terms))]
        machine.line = node.lineno
        return machine.added(values)
    left = machine.evaluate(node.left, scope)
    right = machine.evaluate(node.right, scope)
    machine.line = node.lineno
    return machine.binary(SYMBOLS[type(node.op)], left, right)


def _both(machine: "Machine", node: ast.BoolOp, scope: Scope) -> Any:
    """The first value that settles it, as in `out_features or in_features`."""
    stops_at = isinstance(node.op, ast.Or)
    found, unknown = None, None
    for part in node.values:
        found = machine.guarded(part, scope)
        truth = machine.truth(found)
        if type(truth) is Unknown:
            unknown = unknown or truth
        elif truth == stops_at:
            # False and unknown, or True or unknown: sure only where the truth alone is wanted.
            return found if unknown is None or isinstance(found, bool) else unknown
    return unknown or found


def _compare(machine: "Machine", node: ast.Compare, scope: Scope) -> Any:
    left = machine.evaluate(node.left, scope)
    found: Any = True
    for symbol, other in zip(node.ops, node.comparators, strict=True):
        right = machine.evaluate(other, scope)
        found = compare(machine, COMPARISONS[type(symbol)], left, right)
        if len(node.ops) > 1:
            truth = machine.truth(found)
            if truth is not True:
                return found
        left = right
    return found


def _call(machine: "Machine", node: ast.Call, scope: Scope) -> Any:
    function = node.func
    if isinstance(function, ast.Name) and function.id == "super" and not node.args:
        return super_of(scope)
    held = machine.evaluate(function, scope)
    given: list[Any] = []
    named: dict[str, Any] = {}
    unknown = None
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            entries = machine.iterate(machine.guarded(argument.value, scope))
            if type(entries) is Unknown:
                unknown = entries
                continue
            given += entries
        else:
            given.append(machine.guarded(argument, scope))
    for keyword in node.keywords:
        value = machine.guarded(keyword.value, scope)
        if keyword.arg is not None:
            named[keyword.arg] = value
        elif type(value) is Unknown:
            unknown = value
        elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
            named |= value
        else:
            raise Stop(f"**{noun_of(value)} is no dictionary of names", exception="TypeError")
    machine.line = node.lineno
    if unknown is not None:
        return _spoiled(machine, held, unknown)
    found = machine.call(held, given, named)
    if type(found) is Unknown and found is held:
        return machine.asked(node, found, [*given, *named.values()])
    return machine.sound(found) if machine.poisoned else found


def _spoiled(machine: "Machine", held: Any, unknown: Unknown) -> Unknown:
    """A call nobody knows the arguments of: what a method may change is unknown."""
    owner = getattr(held, "owner", None)
    if isinstance(owner, (list | dict | set, Instance)):
        machine.note(owner)
        machine.poison(owner, unknown)
    return unknown


def super_of(scope: Scope) -> Super:
    """`super()` in a method."""
    at: Scope | None = scope
    while at is not None:
        if at.method is not None:
            return above(*at.method)
        at = at.outer
    raise Stop("super() outside a method", exception="RuntimeError")


def above(kind: Class, owner: Any) -> Super:
    """An object seen from the classes above one of its own."""
    whole = owner if isinstance(owner, Class) else getattr(owner, "kind", None)
    mro = whole.mro if isinstance(whole, Class) else kind.mro
    if kind not in mro:
        raise Stop(f"super() of {kind.name}, which this is not", exception="TypeError")
    return Super(mro[mro.index(kind) + 1 :], owner)


def _subscript(machine: "Machine", node: ast.Subscript, scope: Scope) -> Any:
    owner = machine.evaluate(node.value, scope)
    key = machine.evaluate(node.slice, scope)
    machine.line = node.lineno
    found = item(machine, owner, key)
    return machine.sound(found) if machine.poisoned else found


def _slice(machine: "Machine", node: ast.Slice, scope: Scope) -> Any:
    places = (node.lower, node.upper, node.step)
    ends = [None if e is None else machine.evaluate(e, scope) for e in places]
    for end in ends:
        if type(end) is Unknown:
            return end
        if end is not None and not isinstance(end, int | Host):
            raise Stop(f"a part from or to {noun_of(end)}", "write whole numbers", "TypeError")
    if ends[2] == 0:
        raise Stop("a step of 0", exception="ValueError")
    return slice(*ends)


def _either(machine: "Machine", node: ast.IfExp, scope: Scope) -> Any:
    test = machine.truth(machine.guarded(node.test, scope))
    if type(test) is Unknown:
        # Where neither changes anything nor calls a layer, the value is one of the two: they are evaluated again, to stay.
        mark = machine.mark()
        with machine.doubting() as notes:
            ways = [machine.guarded(way, scope) for way in (node.body, node.orelse)]
            alike = isinstance(ways[0], Host) and ways[0].is_like(machine, ways[1], mark)
        machine.forget(notes, test)
        if alike and not notes and machine.journal is None:
            found = machine.evaluate(node.body, scope)
            return found.or_else(machine, machine.evaluate(node.orelse, scope))
        return Unknown(test.why, test.line, test.fix, test.origin)
    return machine.evaluate(node.body if test else node.orelse, scope)


def _text(machine: "Machine", node: ast.JoinedStr, scope: Scope) -> Any:
    parts = []
    for part in node.values:
        found = machine.guarded(part, scope)
        if type(found) is Unknown:
            return found
        parts.append(found)
    bounds.text(" " * min(sum(map(len, parts)), bounds.LENGTH + 1))
    return "".join(parts)


def _formatted(machine: "Machine", node: ast.FormattedValue, scope: Scope) -> Any:
    value = machine.evaluate(node.value, scope)
    specification = machine.evaluate(node.format_spec, scope) if node.format_spec else ""
    if type(specification) is Unknown:
        return specification
    conversion = chr(node.conversion) if node.conversion > 0 else ""
    if isinstance(value, Instance):
        value, conversion = as_text(machine, value, quoted=conversion == "r"), ""
    return formatted(value, specification, conversion)


def as_text(machine: "Machine", value: Any, *, quoted: bool = False) -> Any:
    """`str(value)` or `repr(value)`, as the class of an object says it."""
    if isinstance(value, Instance):
        for name in ("__repr__",) if quoted else ("__str__", "__repr__"):
            held = value.kind.find(name)
            if held is not MISSING:
                return machine.call(held, [value])
    return shown(value, quoted=quoted)


def _lambda(machine: "Machine", node: ast.Lambda, scope: Scope) -> Function:
    defaults = [machine.guarded(entry, scope) for entry in node.args.defaults]
    named = {
        argument.arg: machine.guarded(entry, scope)
        for argument, entry in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if entry is not None
    }
    outer = scope.outer if scope.is_class and scope.outer else scope
    return Function(node, outer, "lambda", defaults, named)


def _walrus(machine: "Machine", node: ast.NamedExpr, scope: Scope) -> Any:
    value = machine.evaluate(node.value, scope)
    bind(machine, node.target, value, scope)
    return value


def _yield(machine: "Machine", node: ast.Yield, scope: Scope) -> None:
    value = machine.evaluate(node.value, scope) if node.value else None
    _yielded(machine, scope, [value])


def _yield_from(machine: "Machine", node: ast.YieldFrom, scope: Scope) -> None:
    entries = machine.iterate(machine.evaluate(node.value, scope))
    _yielded(machine, scope, [entries] if type(entries) is Unknown else entries)


def _yielded(machine: "Machine", scope: Scope, entries: list[Any]) -> None:
    if scope.yielded is None:
        raise Stop("yield outside a function")
    machine.note(scope.yielded)
    scope.yielded += entries
    if len(scope.yielded) > bounds.ROUNDS:
        raise Stop("a generator without end is not gone through")


def _await(machine: "Machine", node: ast.Await, scope: Scope) -> Unknown:
    return Unknown("what is awaited is not run", machine.line)


READERS: Mapping[type[ast.expr], Callable[..., Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Set: _set,
    ast.Dict: _dictionary,
    ast.UnaryOp: _unary,
    ast.BinOp: _binary,
    ast.BoolOp: _both,
    ast.Compare: _compare,
    ast.Call: _call,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.IfExp: _either,
    ast.ListComp: comprehension,
    ast.GeneratorExp: generator,
    ast.SetComp: comprehension,
    ast.DictComp: comprehension,
    ast.JoinedStr: _text,
    ast.FormattedValue: _formatted,
    ast.Lambda: _lambda,
    ast.NamedExpr: _walrus,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.Await: _await,
}
