"""`contextlib`: what `with` enters and leaves, where the text does not write a class for it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.exceptions import class_names
from quizgen.architecture.minipython.generators import Generated
from quizgen.architecture.minipython.iterators import END, Rest
from quizgen.architecture.minipython.trying import Entered
from quizgen.architecture.minipython.values import Function, Native, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


class _Around(Entered):
    """A generator of the text: the block is run where it stands at its `yield`."""

    def enter(self, machine: "Machine") -> Any:
        entry = self.value.step(machine)
        if type(entry) is Rest:
            raise entry.unknown.refusal()
        if entry is END:
            raise Stop("a generator of with yields nothing", "", "RuntimeError")
        return entry

    def leave(self, machine: "Machine", stop: Stop | None) -> bool:
        if stop is None:
            if self.value.step(machine) is not END:
                raise Stop("a generator of with yields twice", "", "RuntimeError")
            return False
        try:
            self.value.resumed(machine, lambda run: run.throw(stop))
        except Stop as left:
            if left is not stop:
                raise
            return False
        return True


class _Suppressed(Entered):
    """`contextlib.suppress(…)`."""

    def leave(self, machine: "Machine", stop: Stop | None) -> bool:
        names = set() if stop is None else class_names(stop)
        return any(getattr(kind, "name", "") in names for kind in self.value)


def _contextmanager(machine: "Machine", function: Any) -> Any:
    """What stands around the `yield` of a generator is run around the block."""
    if not isinstance(function, Function):
        return Unknown("@contextmanager of this is not read", machine.line, "", "own")

    def run(machine: "Machine", *given: Any, **named: Any) -> Any:
        found = machine.call(function, list(given), named)
        return _Around(found) if isinstance(found, Generated) else found

    return Native(function.name, run, takes_unknown=True)


CONTEXTS: Mapping[str, Native] = {
    "contextmanager": Native("contextmanager", _contextmanager, takes_unknown=True),
    "nullcontext": Native(
        "nullcontext", lambda machine, value=None: Entered(value), takes_unknown=True
    ),
    "suppress": Native("suppress", lambda machine, *kinds: _Suppressed(kinds)),
}
