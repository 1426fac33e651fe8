"""The trace of a computation: what was computed on the way, as calls within calls.

The solver leaves it; `quizgen.telling` makes a worked solution of it.
"""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar, Token
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Call:
    """One computation of a quantity: `quantity` of `subject` (a layer, a network or None), its argument `self`.

    Something `found_on_the_way` is nothing that a question can ask for. `children` are what was
    computed inside, in order, where somebody keeps the trace.
    """

    quantity: str
    function: Callable[..., Any]
    arguments: Mapping[str, Any]
    depth: int
    result: Any = field(default=None, compare=False)
    children: Sequence["Call"] = field(default=(), compare=False, repr=False)
    # An error ends a computation before it comes to a result.
    finished: bool = field(default=False, compare=False, repr=False)
    # The layer or network asked; None for a plain function such as a loss. Every slip looks at it.
    subject: Any = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        self.subject = self.arguments.get("self")

    @property
    def found_on_the_way(self) -> bool:
        """Whether it was left by `leave`: nobody can ask for it."""
        return self.function is _cannot_be_asked

    def compute(self, /, **changed: Any) -> Any:
        """The truth, or the truth about other arguments: this call is not altered again.

        Quantities needed on the way still are.
        """
        return self.function(**{**self.arguments, **changed})

    def of(self, subject: Any) -> Any:
        """The same quantity of another subject, such as the layer with another stride."""
        return self.compute(self=subject)


def _cannot_be_asked(**_: Any) -> Any:
    raise TypeError("this was found on the way: nobody can ask for it")


# Of an array with more entries than this, what its entries came from is not put into the trace.
ENTRIES = 2_000
# Where the next call goes: the children of the one that is being computed.
_siblings: ContextVar[list[Call] | None] = ContextVar("siblings", default=None)


class leaving_trace:  # noqa: N801 - used like a function; as a generator it took twice as long
    """Collect what is computed inside, each call with what it needed.

    >>> with leaving_trace() as calls:
    ...     leave("area", 6, width=2, height=3)
    >>> [(call.quantity, call.arguments, call.result) for call in calls]
    [('area', {'width': 2, 'height': 3}, 6)]
    """

    __slots__ = ("_token",)

    def __enter__(self) -> list[Call]:
        calls: list[Call] = []
        self._token = _siblings.set(calls)
        return calls

    def __exit__(self, *_: object) -> None:
        _siblings.reset(self._token)


def is_traced() -> bool:
    """Whether somebody keeps the trace: ask before looking up what only a trace needs."""
    return _siblings.get() is not None


def leave(what: str, /, result: Any = None, **arguments: Any) -> None:
    """Put into the trace what was found on the way; nothing happens where nobody keeps it."""
    siblings = _siblings.get()
    if siblings is not None:
        siblings.append(Call(what, _cannot_be_asked, arguments, 0, result, finished=True))


def begun(call: Call) -> Token[list[Call] | None] | None:
    """Put a call into the trace that is about to be computed; hand what comes back to `ended`."""
    siblings = _siblings.get()
    if siblings is None:
        return None
    siblings.append(call)
    inside: list[Call] = []
    call.children = inside
    return _siblings.set(inside)


def ended(token: Token[list[Call] | None] | None) -> None:
    """The call is computed, or an error has ended it."""
    if token is not None:
        _siblings.reset(token)


class silent:  # noqa: N801 - used like the functions above; as a generator it took twice as long
    """Compute without a trace, for the small print a derivation should not repeat."""

    __slots__ = ("_token",)

    def __enter__(self) -> None:
        self._token = _siblings.set(None)

    def __exit__(self, *_: object) -> None:
        _siblings.reset(self._token)
