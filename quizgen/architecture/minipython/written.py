"""Code that a text holds as a text: `eval` and `exec`, read by the same machine."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from quizgen.architecture.literal import parsed
from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.values import (
    Class,
    Function,
    Instance,
    Namespace,
    Native,
    Scope,
    Unknown,
)
from quizgen.errors import UserError

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


def evaluated(machine: "Machine", scope: Scope, code: Any, *spaces: Any) -> Any:
    """`eval(code)`: the value of a text that is known."""
    tree = _tree(machine, code, "eval") if not spaces else None
    if tree is None:
        return Unknown("eval(…) of a text that is not known", machine.line, "write the value out")
    with _one_deeper(machine):
        return machine.evaluate(tree.body, scope)


def executed(machine: "Machine", scope: Scope, code: Any, *spaces: Any) -> None:
    """`exec(code)`: what is known is read; else it may change any value at the top of the file."""
    tree = _tree(machine, code, "exec") if not spaces else None
    if tree is not None:
        with _one_deeper(machine):
            machine.block(tree.body, scope)
        return
    unknown = Unknown("exec(…) of a text that is not known may change it", machine.line)
    kept = Class | Function | Native | Namespace | Instance
    top = scope.top().names
    notes = [
        (top, name)
        for name, value in top.items()
        if not isinstance(value, kept) and not name.startswith("__")
    ]
    for container, name in notes:
        machine.note(container, name)
    machine.forget(notes, unknown)


@contextmanager
def _one_deeper(machine: "Machine") -> Iterator[None]:
    """A text inside a text, as deep as calls may be."""
    if machine.depth >= bounds.DEPTH:
        raise bounds.too_much("calls inside calls")
    machine.depth += 1
    try:
        yield
    finally:
        machine.depth -= 1


def _tree(machine: "Machine", code: Any, mode: str) -> Any:
    """The syntax tree of a text, its lines those of the call; None where it is not known."""
    if not isinstance(code, str):
        return None
    try:
        return ast.increment_lineno(parsed(code, mode), machine.line - 1)
    except UserError:
        return None
