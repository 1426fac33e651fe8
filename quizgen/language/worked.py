"""The lets of one draw that were worked out: each once for the truth, and once under each slip.

The parts of an exercise share its lets. A part that needs one again is given its value, and what
the solver was asked for it; a slip that speaks of none of those quantities cannot change it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from quizgen.solver.quantity import Call, Rule, tracing
from quizgen.solver.trace import leaving_trace


class WorkedLet(NamedTuple):
    """A let with its value, and what the solver was asked for it.

    `calls` and `trace` are its own, without those of lets inside it; `quantities` and `names` are
    all that it comes from. It is `silent` where neither it nor a let inside it leaves anything in a trace.
    """

    value: Any
    calls: Sequence[Call]
    trace: Sequence[Call]
    quantities: frozenset[str]
    names: frozenset[str]
    silent: bool


# What makes a slip; two of one name may be made at different places.
_Key: TypeAlias = tuple[Callable[..., Any], Callable[..., Any]]
_NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Worked:
    """The lets of one draw that were worked out so far."""

    lets: dict[str, WorkedLet] = field(default_factory=dict)
    _wrong: dict[_Key, Mapping[str, Any]] = field(default_factory=dict)

    def keep(
        self,
        name: str,
        value: Any,
        names: frozenset[str],
        inside: Collection[str],
        calls: Sequence[Call] = (),
        trace: Sequence[Call] = (),
    ) -> None:
        """Keep a let of these names, of which the lets `inside` are kept, with what the solver was asked for it."""
        quantities = frozenset([call.quantity for call in calls]) if calls else _NOTHING
        is_silent = not calls and not trace
        for other in inside:
            let = self.lets[other]
            quantities |= let.quantities
            names |= let.names
            is_silent = is_silent and let.silent
        self.lets[name] = WorkedLet(value, calls, trace, quantities, names, is_silent)

    def forget(self, names: Collection[str]) -> list[str]:
        """Forget the lets that are called so or come from one of these names; which they were."""
        stale = [
            name
            for name, let in self.lets.items()
            if name in names or not let.names.isdisjoint(names)
        ]
        for name in stale:
            del self.lets[name]
        return stale

    def silent(self) -> dict[str, Any]:
        """The values of lets that leave nothing in a trace."""
        return {name: let.value for name, let in self.lets.items() if let.silent}

    def apart_from(self, quantities: Collection[str]) -> dict[str, Any]:
        """The values of lets that come from none of these quantities: no slip in one of them changes them."""
        return {
            n: let.value for n, let in self.lets.items() if let.quantities.isdisjoint(quantities)
        }

    def under(self, slip: Rule) -> dict[str, Any]:
        """The values known under a slip: of lets that it cannot change, and those worked out before."""
        before = self._wrong.get((slip.wrong, slip.applies), {})
        return {**self.apart_from(slip.quantities), **before}

    def keep_under(self, slip: Rule, values: Mapping[str, Any]) -> None:
        """Keep the values of lets that were worked out under a slip."""
        self._wrong[slip.wrong, slip.applies] = values


class Recording(NamedTuple):
    """What the solver is asked while a scope works out lets, all of it collected from outside."""

    calls: list[Call]
    trace: list[Call]
    worked: Worked

    def again(self, let: WorkedLet) -> None:
        """What a let was asked for, put where it stands when the let is worked out."""
        self.calls.extend(let.calls)
        self.trace.extend(let.trace)

    def work_out(
        self, name: str, names: frozenset[str], inside: Collection[str], value: Callable[[], Any]
    ) -> None:
        """Record a let of these names, of which the lets `inside` are recorded."""
        before, left = len(self.calls), len(self.trace)
        found = value()
        self.worked.keep(name, found, names, inside, self.calls[before:], self.trace[left:])


class RecordedApart(NamedTuple):
    """Lets that are worked out before any part asks: what the solver is asked for them is kept with them alone."""

    worked: Worked

    def again(self, let: WorkedLet) -> None:
        """Nobody collects what a let was asked for."""

    def work_out(
        self, name: str, names: frozenset[str], inside: Collection[str], value: Callable[[], Any]
    ) -> None:
        """Record a let of these names, of which the lets `inside` are recorded."""
        with leaving_trace() as trace, tracing() as calls:
            found = value()
        self.worked.keep(name, found, names, inside, calls, trace)
