"""What `iter` and generators give: entries that are taken one after the other."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import Host, Stop

if TYPE_CHECKING:
    from quizgen.architecture.minipython.machine import Machine


@dataclass(slots=True, eq=False)
class Iterator(Host):
    """All entries, made at once, and how many are taken."""

    held: list[Any]
    place: int = 0
    # What else the generator changes: made at once, it has changed that as if all entries were taken.
    changes: str = ""
    noun = "an iterator"

    def entries(self, machine: "Machine") -> list[Any]:
        rest = self.held[self.place :]
        machine.grow(len(rest))
        self.place = len(self.held)
        return rest

    def next(self, default: list[Any]) -> Any:
        """The next entry, or the default where there is one."""
        if self.changes:
            raise Stop(
                f"next of {self.changes}, which changes something around its yield",
                "take all its entries, or write a list",
            )
        if self.place < len(self.held):
            self.place += 1
            return self.held[self.place - 1]
        if default:
            return default[0]
        raise Stop("there is no next entry", "", "StopIteration")
