"""Tensors without entries, as a loop begins with that puts others behind them: `torch.empty(0)`, `torch.zeros(n, 0)`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.tensors import TENSOR, stored
from quizgen.architecture.minipython.values import MISSING, Host, Native

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

_ITSELF = frozenset(
    "to cuda cpu float double half long int type type_as contiguous clone detach".split()
)


class Empty(Host):
    """A tensor one of whose sizes is 0; all that can be done with it is to put others behind it."""

    __slots__ = ("sizes",)
    noun = "a tensor of nothing"
    kind = TENSOR

    def __init__(self, sizes: Sequence[Any]) -> None:
        self.sizes = tuple(sizes)

    def attribute(self, machine: "TorchMachine", name: str) -> Any:
        known = {
            "shape": self.sizes,
            "ndim": len(self.sizes),
            "device": stored("cpu"),
            "dtype": stored("float32"),
        }
        if name in known:
            return known[name]
        if name in _ITSELF:
            return Native(name, lambda machine, *given, **named: self)
        said = {"numel": 0, "nelement": 0, "dim": len(self.sizes)}
        if name in said:
            return Native(name, lambda machine: said[name])
        if name == "size":
            return Native(
                name, lambda machine, dim=None: self.sizes if dim is None else self.sizes[dim]
            )
        return MISSING

    def length(self, machine: "TorchMachine") -> Any:
        return self.sizes[0]


def is_empty(sizes: Sequence[Any]) -> bool:
    """Whether a tensor of these sizes has no entries."""
    return any(type(size) is int and size == 0 for size in sizes)
