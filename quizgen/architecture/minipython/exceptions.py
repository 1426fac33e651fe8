"""Exceptions: which classes one is of, as Python's own and the text's classes say it."""

import builtins
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.formatting import shown
from quizgen.architecture.minipython.values import Class, Instance, Native, Stop

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def class_names(stop: Stop) -> set[str]:
    """The names of all classes an exception is of.

    >>> sorted(class_names(Stop("no entry", "", "KeyError")))
    ['BaseException', 'Exception', 'KeyError', 'LookupError']
    """
    found = {stop.exception or "Exception", "Exception", "BaseException"}
    known = getattr(builtins, stop.exception, None)
    if isinstance(known, type):
        found.update(above.__name__ for above in known.__mro__[:-1])
    if "OSError" in found:
        found.add("IOError")
    if "FrozenInstanceError" in found:
        found.add("AttributeError")
    if "ImportError" in found:
        # Which of the two it is, nobody knows before the file is run.
        found.add("ModuleNotFoundError")
    kind = class_of(stop)
    if kind is not None:
        found.update(above.name for above in kind.mro)
    return found


def class_of(stop: Stop) -> Class | None:
    """The class of the text, or of ours, that was raised."""
    value: Any = getattr(stop, "value", None)
    kind = value if isinstance(value, Class) else getattr(value, "kind", None)
    return kind if isinstance(kind, Class) else None


def _start(machine: "Machine", owner: Instance, *given: Any, **named: Any) -> None:
    owner.attributes["args"] = given


def _said(machine: "Machine", owner: Instance) -> Any:
    """What `str` gives: nothing, the one argument, or all of them."""
    given = owner.attributes.get("args", ())
    if len(given) != 1:
        return shown(given) if given else ""
    return shown(given[0], quoted=owner.kind.is_a(ERRORS["KeyError"]))


def _made(found: dict[str, Class], kind: type[BaseException]) -> Class:
    """A class of exceptions below those that it is made from."""
    name = kind.__name__
    if name not in found:
        found[name] = native_class(name, {}, _made(found, kind.__mro__[1]))
    return found[name]


def _errors() -> dict[str, Class]:
    start = {
        "__init__": Native("exception", _start, takes_unknown=True),
        "__str__": Native("exception", _said, takes_unknown=True),
    }
    found = {"BaseException": native_class("BaseException", start)}
    for name, kind in vars(builtins).items():
        if isinstance(kind, type) and issubclass(kind, BaseException):
            found[name] = _made(found, kind)
    return found


ERRORS = _errors()
