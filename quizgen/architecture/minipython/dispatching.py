"""`functools.singledispatch`: functions chosen by the class of what they are given first."""

import ast
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import (
    MISSING,
    Bound,
    Class,
    Function,
    Host,
    Native,
    Stop,
    Unknown,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


class Dispatch(Host):
    """A function, and others for arguments of some classes."""

    noun = "a function"

    def __init__(self, function: Any) -> None:
        self.function = function
        self.by_class: dict[int, tuple[Class, Any]] = {}

    def attribute(self, machine: "Machine", name: str) -> Any:
        if name == "register":
            return Bound(_REGISTER, self)
        return self.function.name if name == "__name__" else MISSING

    def call(self, machine: "Machine", given: list[Any], named: dict[str, Any]) -> Any:
        if not given:
            raise Stop("@singledispatch needs an argument that is not named", "", "TypeError")
        if type(given[0]) is Unknown:
            return given[0]
        return machine.call(self._chosen(machine, given[0]), given, named)

    def _chosen(self, machine: "Machine", value: Any) -> Any:
        """The function of the nearest class."""
        from quizgen.architecture.minipython.builtins import TYPES, class_of

        own = class_of(machine, value)
        if any("__like__" in kind.names for kind, _ in self.by_class.values()):
            raise Stop("@singledispatch by what only looks like a class", "write if isinstance(…)")
        whole = [TYPES[int]] if isinstance(value, bool) else []
        for kind in (own, *whole, *own.mro):
            if id(kind) in self.by_class:
                return self.by_class[id(kind)][1]
        return self.function


def _register(machine: "Machine", owner: Dispatch, kind: Any, *function: Any) -> Any:
    """`@make.register(int)`, or `@make.register` above a function that says the class itself."""
    if isinstance(kind, Function):
        return _add(machine, owner, _annotated(machine, kind), kind)
    if function:
        return _add(machine, owner, kind, *function)
    return Native(
        "register", lambda machine, each: _add(machine, owner, kind, each), takes_unknown=True
    )


def _annotated(machine: "Machine", function: Function) -> Any:
    places = function.node.args.posonlyargs + function.node.args.args
    said = places[0].annotation if places else None
    if said is None or isinstance(said, ast.BinOp):
        raise Stop("@register needs one class", "write @name.register(int)", "TypeError")
    return machine.evaluate(said, function.scope)


def _add(machine: "Machine", owner: Dispatch, kind: Any, function: Any) -> Any:
    if not isinstance(kind, Class):
        raise Stop("@register needs a class", "write @name.register(int)", "TypeError")
    machine.note(owner)
    owner.by_class[id(kind)] = kind, function
    return function


_REGISTER = Native("register", _register, takes_unknown=True)


def single_dispatch(machine: "Machine", function: Any) -> Any:
    """`@singledispatch`."""
    if not isinstance(function, Function):
        return Unknown("@singledispatch of this is not read", machine.line, "", "own")
    return Dispatch(function)
