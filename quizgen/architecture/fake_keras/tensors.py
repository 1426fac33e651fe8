"""Symbolic tensors of Keras: a node of the graph, the shape as Keras has it, and what made it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.architecture.minipython.values import MISSING, Host, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_keras.reader import KerasMachine

Run = Callable[["KerasMachine", list["KerasTensor"]], Any]


@dataclass(slots=True, eq=False)
class Made:
    """A call that made tensors: what runs it again, on which tensors it was run, and what it gave."""

    run: Run
    inputs: tuple["KerasTensor", ...]


@dataclass(slots=True, eq=False)
class KerasTensor(Host):
    """A tensor of a model.

    `shape` is Keras's, without the batch. `first` says that the node has the last axis of it, the
    channels, in front. `index` is its place among the tensors that `made` gives.
    """

    node: str
    shape: tuple[int, ...]
    first: bool = False
    made: Made | None = None
    index: int = 0
    noun = "a tensor"

    def attribute(self, machine: "KerasMachine", name: str) -> Any:
        if name == "shape":
            return (None, *self.shape)
        if name == "ndim":
            return len(self.shape) + 1
        if name in {"dtype", "name"}:
            return Unknown(f"the {name} of a tensor", machine.line)
        return MISSING

    def item(self, machine: "KerasMachine", key: Any) -> Any:
        return machine.entries_of(self, key)

    def binary(self, machine: "KerasMachine", symbol: str, other: Any, *, reflected: bool) -> Any:
        return machine.arithmetic(symbol, self, other, reflected=reflected)

    def unary(self, machine: "KerasMachine", symbol: str) -> Any:
        if symbol != "-":
            raise Stop(f"{symbol} of a tensor is not understood")
        return self.binary(machine, "*", -1, reflected=False)

    @property
    def size(self) -> int:
        """Entries of one observation."""
        return math.prod(self.shape)


def tensors_in(value: Any) -> list[KerasTensor]:
    """The tensors of an argument: one, or those of a list or dictionary; `Stop` for anything else."""
    if isinstance(value, KerasTensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [tensor for entry in value for tensor in tensors_in(entry)]
    if type(value) is Unknown:
        raise Stop(value.why, value.fix, line=value.line)
    raise Stop(
        "a layer is called on what is no tensor", "begin with keras.Input(shape=…)", "TypeError"
    )


def holds(value: Any) -> bool:
    """Whether there are tensors in an argument."""
    if isinstance(value, KerasTensor):
        return True
    if isinstance(value, dict):
        value = list(value.values())
    return isinstance(value, list | tuple) and any(holds(entry) for entry in value)


def filled(value: Any, tensors: Any) -> Any:
    """An argument with other tensors in the places of its own."""
    if isinstance(value, KerasTensor):
        return next(tensors)
    if not holds(value):
        return value
    if isinstance(value, dict):
        return {name: filled(entry, tensors) for name, entry in value.items()}
    return [filled(entry, tensors) for entry in value]
