"""`abc`: classes that Python makes no object of while a method is only announced."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.values import (
    MISSING,
    Bound,
    Class,
    Function,
    Native,
    Stop,
    Wrapped,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

_MARK = "__isabstractmethod__"


def announced(machine: "Machine", function: Any) -> Any:
    """`@abstractmethod`."""
    inner = function.function if isinstance(function, Wrapped | Bound) else function
    if isinstance(inner, Function):
        inner.attributes[_MARK] = True
    return function


def _is_announced(value: Any) -> bool:
    parts = [value.function, value.setter] if isinstance(value, Wrapped) else [value]
    return any(isinstance(part, Function) and _MARK in part.attributes for part in parts)


def note_announced(machine: "Machine", kind: Class) -> None:
    """What of a class made from `ABC` is only announced, as it stands when the class is made."""
    above = kind.find("__abstractmethods__")
    names = [*kind.names, *(above if above is not MISSING else ())]
    kind.names["__abstractmethods__"] = frozenset(
        name for name in names if _is_announced(kind.find(name))
    )


def check_made(kind: Class) -> None:
    """`Stop` for a class of which Python makes no object."""
    left = kind.find("__abstractmethods__")
    if left is not MISSING and left:
        raise Stop(
            f"{kind.name} is abstract: it has no {', '.join(sorted(left))} of its own",
            "make an object of a class that defines it",
            "TypeError",
        )


_MADE = Native("abstract", note_announced, takes_unknown=True)
ABC: dict[str, Any] = {
    name: native_class(name, {"__class_made__": _MADE}) for name in ("ABC", "ABCMeta")
}
ABC["abstractmethod"] = Native("abstractmethod", announced, takes_unknown=True)
