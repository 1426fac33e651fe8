"""`contextlib`: what `with` enters where a generator of the text says it."""

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import Function, Host, Native, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine

_CHANGING = frozenset(
    "append extend insert pop remove clear sort update add discard setdefault popitem setattr delattr exec".split()
)


class Entered(Host):
    """What a call of such a generator gives, and what `with … as name` binds."""

    noun = "a context manager"

    def __init__(self, value: Any) -> None:
        self.value = value


def _contextmanager(machine: "Machine", function: Any) -> Any:
    """A generator that changes nothing outside itself is run at once: what stands around the block is not seen."""
    if not isinstance(function, Function):
        return Unknown("@contextmanager of this is not read", machine.line, "", "own")

    def run(machine: "Machine", *given: Any, **named: Any) -> Any:
        if changes_around(function.node):
            raise Stop(
                f"{function.name} changes something around its yield",
                "write a class with __enter__ and __exit__",
            )
        found = machine.iterate(machine.call(function, list(given), named))
        if type(found) is Unknown:
            return found
        return Entered(found[0] if found else None)

    return Native(function.name, run, takes_unknown=True)


def changes_around(node: ast.AST) -> bool:
    """Whether a function changes more than its own names: lists and dictionaries that it makes are its own."""
    own = {
        inner.id
        for inner in ast.walk(node)
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
    }
    for inner in ast.walk(node):
        if isinstance(inner, ast.Global | ast.Nonlocal):
            return True
        stored = isinstance(inner, ast.Attribute | ast.Subscript)
        if stored and not isinstance(inner.ctx, ast.Load):  # type: ignore[attr-defined]
            return True
        if isinstance(inner, ast.Call):
            called = inner.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            of = getattr(getattr(called, "value", None), "id", "")
            if name in _CHANGING and of not in own:
                return True
    return False


CONTEXTS: Mapping[str, Native] = {
    "contextmanager": Native("contextmanager", _contextmanager, takes_unknown=True),
    "nullcontext": Native(
        "nullcontext", lambda machine, value=None: Entered(value), takes_unknown=True
    ),
}
