"""How a block is left: with a value, out of a loop, or perhaps, where data decide."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import (
    Raised,
    Scope,
    Unknown,
)

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


@dataclass(slots=True, frozen=True)
class Returned:
    """A function ends with this value."""

    value: Any


@dataclass(slots=True, eq=False)
class Perhaps:
    """Data decide whether the block is left here; what comes after may not happen."""

    unknown: Unknown
    notes: list[tuple[Any, Any]]
    returns: bool


BREAK, CONTINUE = object(), object()


def either(
    machine: "Machine", bodies: Sequence[Sequence[ast.stmt]], scope: Scope, test: Unknown
) -> Any:
    """Blocks one of which is run, data say which: what they change is unknown."""
    unknown = test.deciding("a condition", machine.line)
    found: list[tuple[Any, Any]] = []
    ways = []
    for body in bodies:
        with machine.doubting() as notes:
            try:
                ways.append(machine.block(body, scope))
            except Raised:
                ways.append(None)
        found += notes
    machine.forget(found, unknown)
    if all(way is None for way in ways):
        return None
    return Perhaps(unknown, found, any(_returns(way) for way in ways))


def _returns(way: Any) -> bool:
    return isinstance(way, Returned) or (isinstance(way, Perhaps) and way.returns)
