"""Tensors that others are written into: the result depends on both, whatever is learned in either."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.aliases import moves
from quizgen.architecture.fake_torch.applying import computed
from quizgen.architecture.fake_torch.tensors import TENSORS, Tensor
from quizgen.architecture.graph import counts
from quizgen.architecture.minipython.values import Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def entries_set(machine: "TorchMachine", tensor: Tensor, key: Any, value: Any) -> Any:
    """What `tensor[key] = value` makes of a tensor in forward; None where no tensor of the network is written.

    Where nobody knows what is written, or whether it is, nobody knows the tensor.
    """
    if not machine.final:
        return None
    unknown = next((part for part in _parts((key, value)) if type(part) is Unknown), None)
    if unknown is not None:
        return unknown
    others = inside(machine, (key, value))
    if not others or tensor.shape is None:
        return None
    if machine.journal is not None:
        return Unknown("data decide what is written into a tensor", machine.line)
    return computed(machine, "entries of a tensor are set", [tensor, *others], tensor.shape)


def inside(machine: "TorchMachine", values: Any) -> list[Tensor]:
    """The tensors among values that the network computes or learns."""
    found = (machine.tensor(part) for part in _parts(values) if isinstance(part, TENSORS))
    return [tensor for tensor in found if tensor.graph is machine.graph]


def written_through(machine: "TorchMachine", tensor: Tensor, found: Tensor) -> None:
    """Say that a constant is a part or view of another one, which is written too when `tensor` is."""
    outside = tensor.graph is machine.scratch and found.graph is machine.graph
    if machine.final and outside and moves(machine.scratch, tensor.node):
        machine.leave_out("a view of a tensor is changed in place, and the tensor with it")


def are_alike(machine: "TorchMachine", one: Tensor, other: Tensor, mark: Any) -> bool:
    """Whether it makes no difference which of two tensors comes next; of two layers made since the mark it does."""
    if not machine.final or None in (one.shape, other.shape):
        return False
    made = [node.layer for node in machine.graph.nodes[mark[1] :]]
    if any(counts(layer) or getattr(layer, "multiply_adds", 0) for layer in made):
        return False
    return [one.known(), one.batch] == [other.known(), other.batch]


def one_of_two(machine: "TorchMachine", one: Tensor, other: Tensor) -> Tensor:
    """One of two tensors: which one, data decide."""
    both = [machine.promoted(tensor) for tensor in (one, other)]
    return computed(machine, "one of two, as data decide", both, one.shape or ())


def shows(machine: "TorchMachine", base: Tensor, view: Tensor) -> Tensor:
    """A part or view of a tensor whose numbers are known: what changes one in place changes the other."""
    if base.values is not None and view is not base:
        together = machine.shown.setdefault(id(base), [base])
        together.append(view)
        machine.shown[id(view)] = together
    return view


def forget_shown(machine: "TorchMachine", tensor: Tensor) -> None:
    """A tensor is changed in place: the numbers of those that share its numbers are no longer known."""
    for other in machine.shown.get(id(tensor), ()):
        other.forget()


def with_others(machine: "TorchMachine", title: str, tensor: Tensor, values: Any) -> Tensor:
    """A result of the shape of a tensor that depends on others too, and that no layer stands for."""
    if tensor.shape is None:
        machine.leave_out(title)
        return tensor
    others = inside(machine, values) if machine.final else []
    return computed(machine, title, [tensor, *others], tensor.shape)


def _parts(values: Any) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _parts(value)
        elif isinstance(value, slice):
            yield from (value.start, value.stop, value.step)
        else:
            yield value
