"""Axes of size 1 that become others: `expand`, `repeat`; the batch may come in."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import apply, axis_of, computed, made, shape_of
from quizgen.architecture.fake_torch.sizes import Batch
from quizgen.architecture.fake_torch.tensors import TENSORS, Later, Tensor
from quizgen.architecture.fake_torch.viewing import listed, product_of, told_size
from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.values import Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def expand(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """`token.expand(x.size(0), -1, -1)`: axes of size 1 repeated."""
    tensor = machine.tensor(value)
    sizes = listed(given)
    if tensor.shape is None:
        return tensor
    whole = tensor.known()
    if len(sizes) < len(whole):
        raise Stop(
            f"expand to {len(sizes)} axes of a tensor of {len(whole)}", exception="RuntimeError"
        )
    whole = [1] * (len(sizes) - len(whole)) + whole
    target = [
        own if size == -1 else machine.whole(size) for size, own in zip(sizes, whole, strict=True)
    ]
    return spread(machine, tensor, whole, target, "expand")


def spread(
    machine: "TorchMachine", tensor: Tensor, whole: list[Any], target: list[Any], title: str
) -> Tensor:
    """A tensor whose sizes of 1 become others; the batch may come in."""
    tensor, batch, count = _batch_spread(machine, tensor, whole, target, title)
    for own, size in zip(whole, target, strict=True):
        if own not in (1, size):
            raise Stop(
                f"{title} of an axis of {own} to {told_size(size)}", exception="RuntimeError"
            )
    fold = shape_of(tensor)[: tensor.fold]
    inner = [own for place, own in enumerate(whole) if place != batch]
    wanted = [size for place, size in enumerate(target) if place != batch]
    if (*fold, *inner) != tensor.shape:
        tensor = apply(machine, made("Reshape", (*fold, *inner)), [tensor], "view")
    if inner != wanted:
        for size in wanted:
            bounds.number(size)
        tensor = computed(machine, title, [tensor], (*fold, *wanted))
    return tensor.moved(batch=batch, count=count, values=None)


def _batch_spread(
    machine: "TorchMachine", tensor: Tensor, whole: list[Any], target: list[Any], title: str
) -> tuple[Tensor, int | None, Any]:
    """Where the batch is after axes of size 1 have become others, and its size."""
    batch = None if tensor.batch is None else tensor.batch + len(whole) - len(tensor.known())
    count: Any = tensor.count
    places = [place for place, size in enumerate(target) if isinstance(size, Batch)]
    for place in places:
        if isinstance(whole[place], Batch):
            continue
        moves = batch is not None and batch != place
        if whole[place] != 1 or (moves and isinstance(count, Batch)):
            raise Stop(f"{title} of an axis of {whole[place]} to the batch", "give it size 1")
        count = target[place]
        if moves:
            tensor = _with_axis(machine, tensor, batch or 0)
        batch = place
    if batch is not None and not places and whole[batch] != target[batch]:
        if not isinstance(whole[batch], int):
            raise Stop(f"{title} changes the batch", "leave the batch to the input")
        return _with_axis(machine, tensor, batch), None, 1
    return tensor, batch, count


def _with_axis(machine: "TorchMachine", tensor: Tensor, batch: int) -> Tensor:
    """A batch of one as an axis of the node."""
    shape = list(shape_of(tensor))
    shape.insert(batch, 1)
    return apply(machine, made("Reshape", tuple(shape)), [tensor], "view").moved(batch=None)


class Widened(Later):
    """A tensor that has been spread, where something else is done with it than what spreads it anyhow."""

    __slots__ = ("narrow", "sizes")

    def __init__(self, narrow: Tensor, sizes: list[Any]) -> None:
        super().__init__(lambda machine: expand(machine, narrow, *sizes))
        self.narrow = narrow
        self.sizes = sizes

    def binary(self, machine: "TorchMachine", symbol: str, other: Any, *, reflected: bool) -> Any:
        return machine.combined(symbol, *((other, self) if reflected else (self, other)))


def unspread(machine: "TorchMachine", pair: tuple[Any, Any]) -> tuple[Any, Any]:
    """Two tensors, as they were before one was spread where joining them spreads it to the same."""
    wide = next((value.sizes for value in pair if isinstance(value, Widened)), None)
    if wide is None or not all(isinstance(value, TENSORS) for value in pair):
        return pair
    left, right = (value.narrow if isinstance(value, Widened) else value for value in pair)
    ones = [[1] * len(wide) + machine.tensor(value).known() for value in (left, right)]
    both = zip(*(sizes[-len(wide) :] for sizes in ones), strict=True)
    return (left, right) if [a if b == 1 else b for a, b in both] == wide else pair


def expand_as(machine: "TorchMachine", value: Any, other: Any) -> Any:
    """`x.expand_as(y)`, which a product or sum with y does anyhow."""
    tensor, other = machine.tensor(value), machine.tensor(other)
    if tensor.shape is None or other.shape is None:
        return tensor
    sizes = other.known()
    return tensor if tensor.known() == sizes else Widened(tensor, sizes)


def repeat(machine: "TorchMachine", value: Any, *given: Any) -> Any:
    """`token.repeat(x.size(0), 1, 1)`: each axis as often as asked."""
    tensor = machine.tensor(value)
    times = [machine.whole(n) for n in listed(given)]
    whole = [1] * (len(times) - len(tensor.known())) + tensor.known()
    if len(whole) != len(times):
        raise Stop(f"repeat{tuple(times)} of {len(whole)} axes", exception="RuntimeError")
    target = [product_of([many, own]) for many, own in zip(times, whole, strict=True)]
    if all(own == 1 or many == 1 for own, many in zip(whole, times, strict=True)):
        return spread(machine, tensor, whole, target, "repeat")
    batch = None if tensor.batch is None else tensor.batch + len(whole) - len(tensor.known())
    if any(isinstance(many, Batch) for many in times) or (batch is not None and times[batch] != 1):
        raise Stop("repeat of the batch", "an observation of the batch has an axis 1 or more")
    fold = shape_of(tensor)[: tensor.fold]
    wanted = [size for place, size in enumerate(target) if place != batch]
    return computed(machine, "repeat", [tensor], (*fold, *wanted), batch=batch)


def repeat_interleave(
    machine: "TorchMachine", value: Any, repeats: Any, dim: Any = None, **named: Any
) -> Any:
    """`x.repeat_interleave(2, dim=1)`."""
    tensor, repeats = machine.tensor(value), machine.whole(repeats)
    axis, shape = axis_of(tensor, dim), list(shape_of(tensor))
    shape[axis] *= repeats
    return computed(machine, "repeat_interleave", [tensor], shape)


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "expand": expand,
    "broadcast_to": expand,
    "expand_as": expand_as,
    "repeat": repeat,
    "tile": repeat,
    "repeat_interleave": repeat_interleave,
}
