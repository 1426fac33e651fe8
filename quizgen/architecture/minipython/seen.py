"""Views of dictionaries: `keys()`, `values()` and `items()`."""

from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.items import hashable
from quizgen.architecture.minipython.iterators import Rest, Seen, steps_of
from quizgen.architecture.minipython.operations import compare
from quizgen.architecture.minipython.values import Unknown, View

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


class _OfDictionary(Seen):
    """`keys()`, `values()` and `items()`: what a dictionary holds at the time it is looked at."""

    noun = "a view of a dictionary"

    def __init__(self, owner: dict[Any, Any], name: str) -> None:
        self.owner, self.name = owner, name

    def entries(self, machine: "Machine") -> Any:
        sound = machine.sound(self.owner)
        if type(sound) is Unknown:
            return sound
        machine.grow(len(self.owner))
        return list(getattr(self.owner, self.name)())

    def steps(self, machine: "Machine") -> Any:
        for key in steps_of(machine, self.owner):
            if type(key) is Rest or self.name == "keys":
                yield key
            else:
                yield self.owner[key] if self.name == "values" else (key, self.owner[key])

    def length(self, machine: "Machine") -> Any:
        sound = machine.sound(self.owner)
        return sound if type(sound) is Unknown else len(self.owner)

    def truth(self, machine: "Machine") -> Any:
        many = self.length(machine)
        return many if type(many) is Unknown else many > 0

    def binary(self, machine: "Machine", symbol: str, other: Any, *, reflected: bool) -> Any:
        if self.name == "values":
            return super().binary(machine, symbol, other, reflected=reflected)
        both = [self.entries(machine), machine.iterate(other)]
        unknown = next((each for each in both if type(each) is Unknown), None)
        if unknown is not None:
            return unknown
        left, right = (set(map(hashable, each)) for each in (both[::-1] if reflected else both))
        return machine.binary(symbol, left, right)

    def compare(self, machine: "Machine", symbol: str, other: Any) -> Any:
        if self.name == "values" or not isinstance(other, Seen | set):
            return super().compare(machine, symbol, other)
        return compare(machine, symbol, set(machine.entries(self)), set(machine.entries(other)))


def listed(name: str) -> Any:
    """The method of a dictionary that gives such a view."""

    def run(machine: "Machine", owner: dict[Any, Any]) -> Any:
        # What shows an object is made anew each time it is asked for.
        return (
            list(getattr(owner, name)()) if isinstance(owner, View) else _OfDictionary(owner, name)
        )

    return run
