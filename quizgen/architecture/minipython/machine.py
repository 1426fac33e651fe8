"""The machine that walks a text: its state, and the operations every part of it shares."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython import bounds, calls, expressions, operations, statements
from quizgen.architecture.minipython.attributes import attribute_of, set_attribute_of
from quizgen.architecture.minipython.builtins import BUILTINS
from quizgen.architecture.minipython.libraries import LIBRARIES
from quizgen.architecture.minipython.values import (
    Namespace,
    Scope,
    Stop,
    Unknown,
    View,
    unknown_from,
)
from quizgen.errors import UserError

if TYPE_CHECKING:
    from quizgen.architecture.minipython.changing import Outline
    from quizgen.architecture.minipython.source import Beside

# The key of a note that stands for all entries of a container.
WHOLE = object()


class Machine:
    r"""Runs a text from its first line; `libraries` are the modules it may import, by their names.

    `settings` are values given from outside for names of the text and for options of its command line,
    `most` is how many steps it may take. What it prints is in `printed`, one tuple a call.

    >>> from quizgen.architecture.literal import parsed
    >>> machine = Machine()
    >>> machine.run(parsed("n = sum(i * i for i in range(4))\nd = open('d').read()", "exec"))
    >>> machine.globals["n"], machine.globals["d"].why
    (14, 'open(…) is not run')
    """

    def __init__(
        self,
        libraries: Mapping[str, Callable[[], Any]] | None = None,
        settings: Mapping[str, Any] | None = None,
        most: int = bounds.STEPS,
    ) -> None:
        self.libraries = {**LIBRARIES, **(libraries or {})}
        self.settings = dict(settings or {})
        self.used: set[str] = set()
        self.builtins = Scope(dict(BUILTINS), None)
        self.globals: dict[str, Any] = {"__name__": "__main__", "__file__": "model.py"}
        self.scope = Scope(self.globals, self.builtins)
        self.line = 1
        self.steps = 0
        # How many there were when a generator was asked for its entry last.
        self.since = 0
        self.most = most
        self.printed: list[tuple[Any, ...]] = []
        # The first thing that could not be followed, or that Python refuses: the rest was run all the same.
        self.skipped: Stop | None = None
        self.depth = 0
        # How many `try` are running: an error Python is certain of goes to them.
        self.trying = 0
        # Exceptions whose handlers are running: what `raise` alone raises again.
        self.caught: list[Stop] = []
        self.journal: list[tuple[Any, Any]] | None = None
        self.poisoned: dict[int, tuple[Any, Unknown]] = {}
        self.total = 0
        # How many loops were met that data decide.
        self.unsure = 0
        # Whether a function of the text may be a generator.
        self.yields = True
        # Where files that stand beside the text are found, and those that were read, by their paths.
        self.beside: Beside | None = None
        self.files: dict[str, Namespace] = {}
        self.characters = 0
        # Those of them that say something, as a folder alone does not.
        self.sources: list[str] = []
        # What their imports mean, of those that were looked at.
        self.outlines: dict[str, Outline] = {}
        # How many of them are being read now, one for the other.
        self.importing = 0

    # -- running ----------------------------------------------------------------------------------

    def run(self, tree: ast.AST) -> None:
        """The whole text; what cannot be followed leaves unknown values."""
        body: Sequence[ast.stmt] = getattr(tree, "body", ())
        try:
            self.block(body, self.scope)
        except RecursionError:
            raise bounds.too_much("calls inside calls") from None

    def block(self, body: Sequence[ast.stmt], scope: Scope) -> Any:
        """Statements one after the other; how they leave the block, None at its end."""
        return statements.block(self, body, scope)

    def tick(self, count: int = 1) -> None:
        """Count steps; `BoundError` when a text goes on for too long."""
        self.steps += count
        if self.steps > self.most:
            raise bounds.too_much("this goes on for too long")

    def prints(self, values: tuple[Any, ...]) -> None:
        """What a call of print shows; while data decide whether it happens, it shows nothing known."""
        bounds.entries(len(self.printed) + 1)
        if self.journal is not None:
            values = (Unknown("data decide whether this is printed", self.line),)
        self.printed.append(values)

    def grow(self, count: int) -> None:
        """Count entries that containers are filled with."""
        bounds.entries(count)
        self.total += count
        if self.total > bounds.ALL_ENTRIES:
            raise bounds.too_much("lists hold too much")

    def evaluate(self, node: ast.expr, scope: Scope) -> Any:
        """The value of an expression; `Stop` where it cannot be followed."""
        self.steps += 1
        if self.steps > self.most:
            raise bounds.too_much("this goes on for too long")
        read = expressions.READERS.get(type(node))
        if read is None:
            raise Stop(f"{type(node).__name__.lower()} is not understood")
        return read(self, node, scope)

    def guarded(self, node: ast.expr, scope: Scope) -> Any:
        """The value of an argument: one that cannot be followed is unknown."""
        try:
            return self.evaluate(node, scope)
        except Stop as stop:
            return self.contained(stop)

    def contained(self, stop: Stop) -> Unknown:
        """The unknown value a failure leaves; raised on where a `try` of the text is to see it."""
        stop.line = stop.line or self.line
        if stop.exception and self.trying:
            raise stop
        self.skipped = self.skipped or stop
        return unknown_from(stop, self.line)

    # -- shared operations ------------------------------------------------------------------------

    def attribute(self, owner: Any, name: str) -> Any:
        """`owner.name`."""
        return self.sound(attribute_of(self, owner, name))

    def set_attribute(self, owner: Any, name: str, value: Any) -> None:
        """`owner.name = value`."""
        set_attribute_of(self, owner, name, value)

    def dictionary(self, owner: Any) -> dict[str, Any]:
        """`owner.__dict__`."""
        return owner.attributes  # type: ignore[no-any-return]

    def call(self, function: Any, given: Sequence[Any] = (), named: Mapping[str, Any] = {}) -> Any:
        """`function(*given, **named)`."""
        return calls.call(self, function, list(given), dict(named))

    def binary(self, symbol: str, left: Any, right: Any) -> Any:
        """`left symbol right`."""
        return operations.binary(self, symbol, left, right)

    def added(self, terms: list[Any]) -> Any:
        """`a + b + c`; a stand-in may take it as one sum."""
        found = terms[0]
        for term in terms[1:]:
            found = operations.binary(self, "+", found, term)
        return found

    def compare(self, symbol: str, left: Any, right: Any) -> Any:
        """`left symbol right`, one of `==`, `<` and the like."""
        return operations.compare(self, symbol, left, right)

    def text(self, value: Any, *, quoted: bool = False) -> Any:
        """`str(value)`, or `repr(value)`."""
        return expressions.as_text(self, value, quoted=quoted)

    def truth(self, value: Any) -> Any:
        """Whether a value counts as true: True, False or an `Unknown`."""
        return operations.truth(self, value)

    def iterate(self, value: Any) -> Any:
        """The entries of a value as a list, or an `Unknown`."""
        return operations.iterate(self, value)

    def entries(self, value: Any) -> list[Any]:
        """The entries of a value; `Stop` where nobody knows them."""
        found = self.iterate(value)
        if type(found) is Unknown:
            raise found.refusal()
        return found  # type: ignore[no-any-return]

    def imported(self, title: str) -> Any:
        """A module by its name, or an unknown one."""
        make = self.libraries.get(title)
        if make is not None:
            found = make()
            self.libraries[title] = lambda: found
            return found
        parent, _, last = title.rpartition(".")
        if parent:
            return self.attribute(self.imported(parent), last)
        return Unknown(f"{title} is a library that is not read", self.line, "", "foreign")

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Read another file: where this one is, and what it doubts or tries, is taken up again after it."""
        before = self.line, self.depth, self.trying, self.journal
        self.depth, self.trying, self.journal = 0, 0, None
        try:
            yield
        finally:
            self.line, self.depth, self.trying, self.journal = before

    def settled(self, name: str, value: Any) -> Any:
        """What a name stands for: the value given from outside, and an unknown one learns its name."""
        if name in self.settings:
            self.used.add(name)
            return self.settings[name]
        if type(value) is Unknown and value.name != name and value.origin == "data":
            # The name nearest to its use: what is made of an unknown file is easier said than the file.
            return Unknown(value.why, value.line, value.fix, value.origin, name)
        return value

    # -- doubt: what happens only if data say so ----------------------------------------------------

    def note(self, container: Any, key: Any = WHOLE) -> None:
        """Remember that something is changed, while it is not sure whether it happens."""
        if isinstance(container, View):
            raise UserError("a method changes what a module holds", "set its attributes one by one")
        if self.journal is not None:
            self.journal.append((container, key))

    @contextmanager
    def doubting(self) -> Iterator[list[tuple[Any, Any]]]:
        """Run something that may not happen; what it changes is noted in the list."""
        before, notes = self.journal, list[tuple[Any, Any]]()
        self.journal = notes
        mark = self.mark()
        try:
            yield notes
        finally:
            self.journal = before
            self.undo(mark)
            if before is not None:
                before.extend(notes)

    def unmade(self, found: Any, stop: Stop) -> None:
        """An object whose constructor has failed; for stand-ins."""

    def swallowed(self, owner: Unknown, value: Any) -> None:
        """A value becomes a part of what nobody knows; for stand-ins."""

    def asked(self, node: ast.Call, unknown: Unknown, values: list[Any]) -> Unknown:
        """What a call of an unknown function gives."""
        return replace(unknown)

    def mark(self) -> Any:
        """A point to go back to after something that may not happen; for stand-ins."""

    def undo(self, mark: Any) -> None:
        """Go back to that point; for stand-ins."""

    def forget(self, notes: list[tuple[Any, Any]], unknown: Unknown) -> None:
        """All that was changed is unknown from now on."""
        for container, key in notes:
            if key is WHOLE:
                self.poison(container, unknown)
            else:
                value = container.get(key)
                if not isinstance(value, Unknown):
                    container[key] = self._in_doubt(container, key, unknown)

    def _in_doubt(self, container: Any, name: Any, unknown: Unknown) -> Any:
        """The value of a name that data decide; its own one, as it has a name of its own."""
        if container is self.globals:
            own = Unknown(unknown.why, unknown.line, unknown.fix, unknown.origin)
            return self.settled(name, own)
        return unknown

    def poison(self, container: Any, unknown: Unknown) -> None:
        """A container of which nobody knows what it holds."""
        self.poisoned[id(container)] = (container, unknown)

    def sound(self, value: Any) -> Any:
        """The value, or an `Unknown` where nobody knows what it holds."""
        if self.poisoned and id(value) in self.poisoned:
            return self.poisoned[id(value)][1]
        return value


def module(title: str, names: Mapping[str, Any], *, is_open: bool = False) -> Namespace:
    """A module of ours."""
    return Namespace(title, dict(names), is_open)
