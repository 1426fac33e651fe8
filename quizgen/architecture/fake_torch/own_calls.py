"""Calls of modules by the file itself: they say which inputs a network is for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from quizgen.architecture.fake_torch.tensors import Tensor
from quizgen.architecture.minipython.values import Instance

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


class OwnCall(NamedTuple):
    """A call of a module by the file: its line, and PyTorch's shapes of the tensors."""

    module: Instance
    line: int
    sizes: list[list[int]]

    def shapes(self, batch: int) -> list[tuple[int, ...]] | None:
        """The shapes of one observation, where the batch is at this place of all tensors."""
        if min(map(len, self.sizes)) < 2 or len({own[batch] for own in self.sizes}) > 1:
            return None
        return [tuple(own[:batch] + own[batch + 1 :]) for own in self.sizes]


def note_call(machine: "TorchMachine", module: Instance, given: Sequence[Any]) -> None:
    """Keep with tensors of which sizes the file calls a module, where these are numbers."""
    tensors = [value for value in given if type(value) is Tensor]
    sizes = [tensor.sizes() or [] for tensor in tensors]
    known = all(own and all(type(size) is int for size in own) for own in sizes)
    if tensors and len(tensors) == len(given) and known:
        machine.calls[id(module)] = OwnCall(module, machine.line, sizes)
