"""Numbers of the whole batch, such as a mean loss: no observation has one, so no layer gives it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.tensors import TENSOR, TENSORS, Later, Tensor, stored
from quizgen.architecture.minipython.values import MISSING, Bound, Host, Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


class AcrossBatch(Stop):
    """A reduction over the batch; `single` where nothing else is left."""

    def __init__(self, why: str, fix: str, *, single: bool) -> None:
        super().__init__(why, fix)
        self.single = single


@dataclass(frozen=True, slots=True, eq=False)
class OfBatch(Host):
    """What a reduction over the batch gives, and what is made of it and of numbers.

    `single` says that it has no axes, as a loss: such a one may be returned beside the outputs.
    """

    stop: Stop
    single: bool
    noun = "a number of the whole batch"
    kind = TENSOR

    def refusal(self) -> Stop:
        """What is said where a layer or a value of an observation needs it."""
        return self.stop

    def attribute(self, machine: "TorchMachine", name: str) -> Any:
        if name in {"device", "dtype"}:
            return stored("cpu" if name == "device" else "float32")
        if name in {"data", "T"}:
            return self
        method = machine.methods.get(name)
        return MISSING if method is None else Bound(method, self)

    def item(self, machine: "TorchMachine", key: Any) -> Any:
        return self

    def binary(self, machine: "TorchMachine", symbol: str, other: Any, *, reflected: bool) -> Any:
        return self.beside(machine, [other])

    def unary(self, machine: "TorchMachine", symbol: str) -> Any:
        return self

    def compare(self, machine: "TorchMachine", symbol: str, other: Any) -> Any:
        return self.beside(machine, [other])

    def truth(self, machine: "TorchMachine") -> Any:
        return Unknown("a condition on a tensor depends on the data", machine.line)

    def alone(self) -> "OfBatch":
        """This number reduced to one."""
        return replace(self, single=True)

    def beside(self, machine: "TorchMachine", others: Sequence[Any]) -> "OfBatch":
        """This number with other values; `Stop` where one of them belongs to an observation."""
        for value in _each(others):
            if isinstance(value, Later) or (isinstance(value, Tensor) and value.batch is not None):
                raise self.refusal()
        return self


def among(given: Sequence[Any]) -> OfBatch | None:
    """The first number of the whole batch among arguments."""
    return next((value for value in _each(given) if type(value) is OfBatch), None)


def loss_of(
    machine: "TorchMachine", name: str, given: Sequence[Any], named: Mapping[str, Any]
) -> Any:
    """A loss of tensors of the network: a number of the batch; one of anything else is not known."""
    why = f"{name} is a loss, no part of the network"
    inside = [v for v in _each([*given, *named.values()]) if isinstance(v, TENSORS)]
    own = any(isinstance(v, Later) or getattr(v, "graph", None) is machine.graph for v in inside)
    words = [v for v in (*given, *named.values()) if isinstance(v, str)]
    each = "none" in words or named.get("reduce") is False
    if not machine.final or not own or each:
        return Unknown(why, machine.line)
    return machine.across_batch(AcrossBatch(why, "write the value out", single=True))


def _each(given: Sequence[Any]) -> Iterator[Any]:
    for value in given:
        if isinstance(value, list | tuple):
            yield from value
        else:
            yield value
