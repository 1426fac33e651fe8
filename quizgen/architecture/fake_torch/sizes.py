"""The size of the batch, and shapes that are not known yet."""

from dataclasses import dataclass
from typing import Any

from quizgen.architecture.minipython.values import MISSING, Host, Native, Stop, Unknown

NO_SHAPE = "the size of this tensor depends on the input, whose shape is not known"
FOR_SHAPE = "say it: --input 3x32x32, without the batch"


def no_shape() -> Stop:
    """The refusal of a size that depends on the input."""
    return Stop(NO_SHAPE, FOR_SHAPE)


@dataclass(frozen=True, slots=True)
class Batch(Host):
    """The size of the batch, or a multiple of it."""

    times: int = 1
    noun = "the size of the batch"

    def binary(self, machine: Any, symbol: str, other: Any, *, reflected: bool) -> Any:
        if type(other) is int and symbol == "*" and other > 0:
            return Batch(self.times * other)
        if (
            type(other) is int
            and symbol == "//"
            and not reflected
            and other
            and self.times % other == 0
        ):
            return Batch(self.times // other)
        if (
            type(other) in {int, float}
            and symbol == "/"
            and not reflected
            and other
            and self.times % other == 0
        ):
            return Batch(int(self.times // other))
        if isinstance(other, Batch) and symbol in {"//", "/"}:
            whole = (other.times, self.times) if reflected else (self.times, other.times)
            if whole[0] % whole[1] == 0:
                return whole[0] // whole[1]
        return Unknown(f"{symbol} with the size of the batch, which is not known", machine.line)

    def compare(self, machine: Any, symbol: str, other: Any) -> Any:
        if isinstance(other, Batch) and symbol in {"==", "!="}:
            return (self == other) == (symbol == "==")
        return Unknown("the size of the batch is not known", machine.line)

    def attribute(self, machine: Any, name: str) -> Any:
        if name in {"__int__", "item"}:
            return Native("int", lambda machine: self)
        return MISSING


ONE_BATCH = Batch()


@dataclass(frozen=True, slots=True)
class UnknownShape(Host):
    """The shape of a tensor before anybody has said that of the input; the batch is first all the same."""

    noun = "the shape of a tensor that is not known yet"

    def item(self, machine: Any, key: Any) -> Any:
        if key == 0:
            return Batch()
        raise no_shape()

    def entries(self, machine: Any) -> list[Any]:
        raise no_shape()

    def length(self, machine: Any) -> Any:
        raise no_shape()

    def compare(self, machine: Any, symbol: str, other: Any) -> Any:
        raise no_shape()
