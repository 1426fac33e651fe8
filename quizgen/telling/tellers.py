"""From the trace of a computation to lines that a person reads: one teller for each quantity.

A teller takes a call and gives lines, and calls to be told in their turn. Every number it prints
stands in the trace: it computes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from quizgen.solver.trace import Call, leaving_trace
from quizgen.telling.step import Step
from quizgen.telling.table import HOME

Told = Iterable[Step | Call]
Teller = Callable[[Call], Told]

_TELLERS: dict[str, Teller] = {}


def teller(*quantities: str) -> Callable[[Teller], Teller]:
    """Make a function the teller of quantities: a function's name, or a class's and its method's.

    The class is the one whose method computes it. What is found on the way has the name it was left by.

    >>> @teller("Doubled.output")
    ... def scaled(call: Call) -> Told:
    ...     yield Step("h", "w x", "", str(call.result))
    """

    def put(function: Teller) -> Teller:
        for name in quantities:
            if _TELLERS.get(name, function).__module__ != function.__module__:
                raise ValueError(f"{name} has a teller already, in {_TELLERS[name].__module__}")
            _TELLERS[name] = function
        return function

    return put


def tell(calls: Sequence[Call]) -> tuple[Step, ...]:
    """The lines of what was computed.

    A quantity asked for twice is worked out once; two equal entries of one quantity are two lines.
    """
    # Each line with its place: of two equal ones the first.
    places: dict[Step, int] = {}
    steps: list[Step] = []
    for call in calls:
        _tell(call, steps, places, None)
    return tuple(steps)


def _tell(call: Call, steps: list[Step], places: dict[Step, int], before: int | None) -> None:
    """Add the lines of a call; `before` is how many there were when the quantity around it began."""
    if not call.found_on_the_way:
        before = len(steps)
    for item in teller_of(call)(call) if call.finished else call.children:
        if isinstance(item, Call):
            _tell(item, steps, places, before)
            continue
        place = places.setdefault(item, len(steps))
        # It is new, or another entry of the same quantity.
        if place == len(steps) or (before is not None and place >= before):
            steps.append(item)


def teller_of(call: Call) -> Teller:
    """The teller of what computed the call; without one, what is inside is told."""
    name = call.quantity if call.found_on_the_way else _name(call.function)
    if name not in _TELLERS and name in HOME:
        import_module(f"quizgen.telling.{HOME[name]}")
    return _TELLERS.get(name, _inside)


def _name(function: Callable[..., Any]) -> str:
    """A function's name with its class, wherever that is defined."""
    return function.__qualname__.rpartition("<locals>.")[2]


def _inside(call: Call) -> Told:
    return call.children


@contextmanager
def recording() -> Iterator[list[Step]]:
    r"""Collect the lines of everything computed inside; they are there when the block ends.

    >>> from quizgen.solver import Linear
    >>> with recording() as steps:
    ...     Linear(3, 2).connections(3)
    6
    >>> print(*steps)
    \text{connections} = 2 \cdot 3 = 6
    """
    steps: list[Step] = []
    with leaving_trace() as calls:
        yield steps
    steps += tell(calls)
