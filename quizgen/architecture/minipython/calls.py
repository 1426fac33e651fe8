"""Calls: arguments bound to names, functions run, objects made."""

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.abstract import check_made
from quizgen.architecture.minipython.generators import Generated
from quizgen.architecture.minipython.leaving import Perhaps, Returned
from quizgen.architecture.minipython.own_containers import made
from quizgen.architecture.minipython.values import (
    MISSING,
    Bound,
    Class,
    Function,
    Host,
    Instance,
    Native,
    Partial,
    Scope,
    Stop,
    Unknown,
    Wrapped,
    noun_of,
    unknown_from,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

Given = list[Any]
Named = dict[str, Any]


def call(machine: "Machine", function: Any, given: Given, named: Named) -> Any:
    """What a function, class or object gives for arguments."""
    if type(function) in _AROUND:
        function, given, named = _inner(function, given, named)
    if machine.poisoned:
        function = machine.sound(function)
    kind = type(function)
    if kind is Function:
        return run(machine, function, given, named)
    if kind is Native:
        return native(machine, function, given, named)
    if kind is Class:
        return construct(machine, function, given, named)
    if kind is Unknown:
        return function
    if isinstance(function, Host):
        return function.call(machine, given, named)
    held = function.kind.find("__call__") if kind is Instance else MISSING
    if held is not MISSING:
        return call(machine, held, [function, *given], named)
    if kind is Instance and function.kind.unknown is not None:
        return function.kind.unknown
    raise Stop(f"{noun_of(function)} cannot be called", "call a layer or a function", "TypeError")


_AROUND = frozenset({Bound, Partial, Wrapped})


def _inner(function: Any, given: Given, named: Named) -> tuple[Any, Given, Named]:
    """The function inside a method or partial, with the arguments that it has already."""
    while type(function) in _AROUND:
        if isinstance(function, Bound):
            given = [function.owner, *given]
        elif isinstance(function, Partial):
            given, named = [*function.given, *given], {**function.named, **named}
        function = function.function
    return function, given, named


def native(machine: "Machine", function: Native, given: Given, named: Named) -> Any:
    """What a function of ours gives; unknown where an argument is, unless it takes those."""
    if not function.takes_unknown:
        for value in (*given, *named.values()):
            if type(value) is Unknown:
                return value
    machine.tick(2)
    target = named.get("out")
    if isinstance(target, Host):
        # PyTorch's `torch.add(x, y, out=z)`: the result takes the place of z.
        rest = {key: value for key, value in named.items() if key != "out"}
        return target.changed_in_place(machine, native(machine, function, given, rest))
    try:
        return function.function(machine, *given, **named)
    except Stop as stop:
        _half_changed(machine, function, given, stop)
        raise
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as error:
        # Python names the function inside this program; the text's own name stands in front already.
        said = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
        said = re.sub(r"^[\w.<>]+\(\) ", "", said).replace("_machine", "")[:150]
        refusal = Stop(f"{function.name}(…): {said}", "", type(error).__name__)
        _half_changed(machine, function, given, refusal)
        raise refusal from None


# Methods that change what they belong to: one that fails leaves it unknown.
_CHANGING = frozenset(
    "append extend insert pop remove clear sort update add discard setdefault popitem reverse __setitem__ __delitem__"
    " __iadd__ __init__ add_module register_module register_parameter register_buffer apply setattr delattr".split()
)


def _half_changed(machine: "Machine", function: Native, given: Given, stop: Stop) -> None:
    if function.name in _CHANGING and given and isinstance(given[0], Instance | list | dict | set):
        machine.note(given[0])
        machine.poison(given[0], unknown_from(stop, machine.line))


@dataclass(frozen=True, slots=True)
class _Parameters:
    """The names that a function takes."""

    places: tuple[str, ...]
    first_default: int
    only_named: tuple[str, ...]
    rest: str
    others: str
    yields: bool


def parameters(node: Any, *, may_yield: bool = True) -> _Parameters:
    """The names that a function takes, read once."""
    known = node.__dict__.get("_parameters")
    if known is None:
        known = _read_parameters(node, may_yield=may_yield)
        node._parameters = known  # noqa: SLF001 - kept with the tree it belongs to
    return known  # type: ignore[no-any-return]


def _read_parameters(node: Any, *, may_yield: bool) -> _Parameters:
    given = node.args
    yields = may_yield and not isinstance(node, ast.Lambda) and any(map(_yields, node.body))
    places = tuple(a.arg for a in (*given.posonlyargs, *given.args))
    return _Parameters(
        places,
        len(places) - len(given.defaults),
        tuple(a.arg for a in given.kwonlyargs),
        given.vararg.arg if given.vararg else "",
        given.kwarg.arg if given.kwarg else "",
        yields,
    )


def _yields(node: ast.AST) -> bool:
    if isinstance(node, ast.Yield | ast.YieldFrom):
        return True
    if isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
        return False
    return any(_yields(child) for child in ast.iter_child_nodes(node))


def run(machine: "Machine", function: Function, given: Given, named: Named) -> Any:
    """The value of a function of the text."""
    node = function.node
    takes = parameters(node, may_yield=machine.yields)
    names = _bound(machine, function, takes, given, named)
    scope = Scope(names, function.scope)
    if function.owner is not None and takes.places and given:
        scope.method = (function.owner, given[0])
    if takes.yields:
        return Generated(machine, function, scope)
    if machine.depth >= bounds.DEPTH:
        if machine.journal is not None:  # data may end what looks endless
            raise Stop("calls inside calls, as far as data do not end them")
        raise bounds.too_much("calls inside calls")
    machine.depth += 1
    line = machine.line
    try:
        if isinstance(node, ast.Lambda):
            return machine.evaluate(node.body, scope)
        left = machine.block(node.body, scope)
    finally:
        machine.depth -= 1
    machine.line = line
    if isinstance(left, Perhaps):
        machine.forget(left.notes, left.unknown)
        if left.returns:
            return Unknown(
                left.unknown.why, left.unknown.line, left.unknown.fix, left.unknown.origin
            )
        return None
    return left.value if isinstance(left, Returned) else None


def _bound(
    machine: "Machine", function: Function, takes: _Parameters, given: Given, named: Named
) -> dict[str, Any]:
    """The arguments under the names of a function."""
    places = takes.places
    names = dict(zip(places, given, strict=False))
    if takes.rest:
        names[takes.rest] = tuple(given[len(places) :])
    elif len(given) > len(places):
        me = function.owner is not None
        title = _title(function)
        raise Stop(
            f"{title} takes {len(places) - me} arguments", f"found {len(given) - me}", "TypeError"
        )
    if takes.others:
        names[takes.others] = {}
    for name, value in named.items():
        _by_name(function, takes, names, name, value)
    missing = []
    for place, name in enumerate(places):
        if name not in names and place >= takes.first_default:
            names[name] = function.defaults[place - takes.first_default]
        elif name not in names:
            missing.append(name)
    for name in takes.only_named:
        if name not in names and name in function.keyword_defaults:
            names[name] = function.keyword_defaults[name]
        elif name not in names:
            missing.append(name)
    if missing:
        title = _title(function)
        shown = ", ".join(f"{name}=…" for name in missing)
        raise Stop(
            f"{title}: {', '.join(missing)} missing",
            f"end with a line such as net = {title}({shown})",
            "TypeError",
        )
    return names


def _by_name(
    function: Function, takes: _Parameters, names: dict[str, Any], name: str, value: Any
) -> None:
    """One argument that is given by its name."""
    if name in takes.places or name in takes.only_named:
        if name in names:
            raise Stop(f"{_title(function)}: {name!r} is given twice", "give it once", "TypeError")
        names[name] = value
    elif takes.others:
        names[takes.others][name] = value
    else:
        from quizgen.architecture.vocabulary import near

        known = [place for place in (*takes.places, *takes.only_named) if place != "self"]
        fix = near(name, known) if known else ""
        raise Stop(f"{_title(function)}: unknown argument {name!r}", fix, "TypeError")


def _title(function: Function) -> str:
    own = function.owner is not None and function.name == "__init__"
    return function.owner.name if own and function.owner else function.name


def construct(machine: "Machine", kind: Class, given: Given, named: Named) -> Any:
    """An object of a class."""
    check_made(kind)
    make = kind.find("__make__")
    base = next((above for above in kind.mro if above.names.get("__make__") is make), kind)
    if base is not kind and "__of_python__" in base.names:
        return made(machine, kind, base, given, named)
    if make is not MISSING:
        return native(machine, make, [kind, *given], named)
    maker = kind.find("__new__")
    if maker is MISSING:
        return _started(machine, Instance(kind), kind, given, named)
    maker = maker.function if isinstance(maker, Wrapped) else maker
    found = call(machine, maker, [kind, *given], named)
    own = isinstance(found, Instance) and found.kind.is_a(kind)
    return _started(machine, found, found.kind, given, named) if own else found


def _started(machine: "Machine", found: Instance, kind: Class, given: Given, named: Named) -> Any:
    start = kind.find("__init__")
    if start is not MISSING:
        try:
            call(machine, start, [found, *given], named)
        except Stop as stop:
            machine.unmade(found, stop)
            raise
    elif (given or named) and kind.unknown is None and kind.find("__new__") is MISSING:
        raise Stop(f"{kind.name} takes no arguments", f"write {kind.name}()", "TypeError")
    return found
