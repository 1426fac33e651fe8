"""`types` and `inspect`: objects with names alone, methods, and what a value is."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.values import (
    Bound,
    Class,
    Function,
    Instance,
    Namespace,
    Native,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def _start_plain(machine: "Machine", owner: Instance, **named: Any) -> None:
    owner.attributes.update(named)


def types_library() -> Namespace:
    """`types`: plain objects, and functions made methods."""
    start = Native("SimpleNamespace", _start_plain, takes_unknown=True)
    bind = Native("MethodType", lambda machine, function, owner: Bound(function, owner))
    return Namespace(
        "types",
        {
            "SimpleNamespace": native_class("SimpleNamespace", {"__init__": start}),
            "MethodType": bind,
        },
        True,
        "data",
    )


def inspect_library() -> Namespace:
    """`inspect`: whether something is a class or a function."""
    kinds = {"isclass": Class, "isfunction": Function, "ismethod": Bound}

    def asked(name: str, kind: type) -> Native:
        return Native(name, lambda machine, value: isinstance(value, kind))

    names = {name: asked(name, kind) for name, kind in kinds.items()}
    return Namespace("inspect", names, True, "data")
