"""Axes of tensors moved, split, joined, put in and taken away; the batch is followed wherever it goes."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import (
    apply,
    axis_of,
    computed,
    made,
    place_of,
    shape_of,
)
from quizgen.architecture.fake_torch.selecting import inserted
from quizgen.architecture.fake_torch.tensors import Batch, Parameter, Tensor, no_shape
from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.values import Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.reader import TorchMachine


def listed(given: Sequence[Any]) -> list[Any]:
    """Sizes or axes given one by one or as one list."""
    if len(given) == 1 and isinstance(given[0], list | tuple):
        return list(given[0])
    return list(given)


def view(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """`x.view(x.size(0), -1)`: the same entries in other axes."""
    tensor = machine.tensor(value)
    sizes = listed(given) or listed([named.get("shape", named.get("size"))])
    if sizes == [None]:
        raise Stop("view without sizes", "write x.view(x.size(0), -1)", "TypeError")
    for size in sizes:
        if type(size) is Unknown:
            return size
    if len(sizes) == 1 and not isinstance(sizes[0], int | Batch):
        return tensor  # x.view(torch.float32)
    sizes = [machine.whole(size) for size in sizes]
    if any(isinstance(size, int) and size < -1 for size in sizes):
        raise Stop(f"view{tuple(sizes)}: sizes are at least 1, one may be -1")
    if tensor.shape is None:
        return _unknown_view(machine, tensor, sizes)
    if isinstance(tensor.count, int) or tensor.batch is None:
        return _plain_view(machine, tensor, sizes)
    return _batched_view(machine, tensor, sizes)


def _unknown_view(machine: "TorchMachine", tensor: Tensor, sizes: list[Any]) -> Tensor:
    first = sizes[0] if sizes else None
    if not (isinstance(first, Batch) or first == -1) or len(sizes) < 2:
        raise no_shape()
    if len(sizes) == 2:
        flat = apply(machine, made("Flatten"), [tensor], "flatten")
        if isinstance(sizes[1], int) and sizes[1] != -1:
            machine.expect(flat, sizes[1])
        return flat
    return apply(machine, made("Unflatten", 1, tuple(sizes[1:])), [tensor], "view")


def _filled(sizes: Sequence[Any], total: int) -> list[Any]:
    """The sizes with the one that is left open."""
    known = math.prod(size for size in sizes if size != -1)
    if (
        list(sizes).count(-1) > 1
        or (known and total % known)
        or (-1 not in sizes and known != total)
    ):
        raise Stop(f"view{tuple(sizes)}: {total} entries do not fill it", exception="RuntimeError")
    return [total // known if size == -1 else size for size in sizes]


def _plain_view(machine: "TorchMachine", tensor: Tensor, sizes: list[Any]) -> Tensor:
    """A view of a tensor all of whose sizes are numbers."""
    if any(isinstance(size, Batch) for size in sizes):
        raise Stop("view of a tensor without a batch to the size of the batch")
    whole = tensor.known()
    found = _filled(sizes, math.prod(whole))
    values = tensor.values if isinstance(tensor.values, list) and len(found) == 1 else None
    if (
        tensor.batch is not None
        and tensor.batch == 0
        and found
        and found[0] == whole[0]
        and not tensor.fold
    ):
        return _reshaped(machine, tensor, tuple(found[1:]))
    shape = tuple(found)
    if len(found) > 1 and found[0] == 1:
        return _reshaped(machine, tensor, shape[1:]).moved(batch=0, count=1, fold=0)
    if tensor.batch is not None and tensor.count != 1:
        # Several observations of a trial are as good as a constant of that shape.
        return machine.constant("view", shape)
    return _reshaped(machine, tensor, shape).moved(batch=None, count=1, fold=0, values=values)


def _reshaped(machine: "TorchMachine", tensor: Tensor, shape: tuple[Any, ...]) -> Tensor:
    old = shape_of(tensor)
    if old == shape:
        return tensor
    if len(shape) == 1 and len(old) > 1 and tensor.batch == 0 and not tensor.fold:
        return apply(machine, made("Flatten"), [tensor], "flatten")
    if len(old) == 1 and len(shape) > 1 and tensor.batch == 0 and not tensor.fold:
        return apply(machine, made("Unflatten", 1, shape), [tensor], "view")
    return apply(machine, made("Reshape", shape), [tensor], "view")


def _batched_view(machine: "TorchMachine", tensor: Tensor, sizes: list[Any]) -> Tensor:
    """A view of a tensor with a batch: the batch is found again among the sizes."""
    whole = tensor.known()
    place = tensor.batch or 0
    here = whole[place]
    before = math.prod(whole[:place])
    entries = math.prod(shape_of(tensor))
    count = tensor.count
    # An axis that keeps the batch as it is, with as many entries before it.
    for axis in range(len(sizes)):
        left = sizes[:axis]
        if any(isinstance(size, Batch) for size in left):
            break
        if -1 in left:
            rest = math.prod(size for size in sizes[axis + 1 :] if isinstance(size, int))
            if not isinstance(sizes[axis], Batch):
                continue
            after = entries // math.prod(shape_of(tensor)[: tensor.fold]) // before if before else 0
            if sizes[axis] != here or rest != after:
                continue
            left = _filled(left, before)
        if math.prod(left) != before:
            continue
        size = sizes[axis]
        if size == here or (
            size == -1 and _rest(sizes, axis) == entries // _fold_size(tensor) // max(before, 1)
        ):
            rest_sizes = _filled(sizes[axis + 1 :], entries // _fold_size(tensor) // max(before, 1))
            fold = shape_of(tensor)[: tensor.fold]
            return _reshaped(machine, tensor, (*fold, *left, *rest_sizes)).moved(batch=axis)
    if place == 0:
        return _folding(machine, tensor, sizes, count, entries)
    raise Stop("this view puts the batch into another axis", f"the shape is {_told(whole)}")


def _fold_size(tensor: Tensor) -> int:
    return math.prod(shape_of(tensor)[: tensor.fold])


def _rest(sizes: Sequence[Any], axis: int) -> Any:
    rest = sizes[axis + 1 :]
    return None if any(isinstance(size, Batch) for size in rest) else math.prod(rest)


def _folding(
    machine: "TorchMachine", tensor: Tensor, sizes: list[Any], count: Any, entries: int
) -> Tensor:
    """Axes put into the batch's, or taken out of it again."""
    first, rest = sizes[0], sizes[1:]
    if any(isinstance(size, Batch) for size in rest):
        raise Stop("this view puts the batch into another axis", "keep the batch in front")
    if isinstance(first, Batch):
        many, left = divmod(first.times, count.times)
        if left or not many or entries % many:
            raise Stop(
                f"view to {first.times} times the batch", f"the shape is {_told(tensor.known())}"
            )
        rest = _filled(rest, entries // many)
    elif first == -1 and -1 not in rest and math.prod(rest) and entries % math.prod(rest) == 0:
        many = entries // math.prod(rest)
    else:
        raise Stop(
            f"view({', '.join(_size(size) for size in sizes)}) fixes the batch",
            "write x.view(x.size(0), …): the batch is any number of observations",
        )
    if many == 1:
        return _reshaped(machine, tensor.moved(fold=0), tuple(rest)).moved(batch=0, fold=0)
    shape, lead = shape_of(tensor), (many,)
    found = (*lead, *rest)
    if found != shape:
        tensor = apply(machine, made("Reshape", found), [tensor], "view")
    return tensor.moved(batch=0, fold=len(lead), values=None)


def _size(size: Any) -> str:
    return "batch" if isinstance(size, Batch) else str(size)


def _told(sizes: Sequence[Any]) -> str:
    return "(" + ", ".join(map(_size, sizes)) + ")"


def flatten(machine: "TorchMachine", value: Any, start_dim: Any = 0, end_dim: Any = -1) -> Any:
    """`torch.flatten`."""
    tensor = machine.tensor(value)
    if tensor.shape is None:
        if start_dim == 0:
            raise Stop("flatten without start_dim takes the batch too", "write flatten(x, 1)")
        return apply(machine, made("Flatten", start_dim, end_dim), [tensor], "flatten")
    sizes = tensor.known()
    start, end = place_of(tensor, start_dim), place_of(tensor, end_dim)
    if start == 0 and tensor.batch == 0 and isinstance(tensor.count, Batch) and end > 0:
        raise Stop("flatten without start_dim takes the batch too", "write flatten(x, 1)")
    if tensor.batch == 0 and not tensor.fold and 0 < start < end:
        return apply(machine, made("Flatten", start_dim, end_dim), [tensor], "flatten")
    if start >= end:
        return tensor
    return view(
        machine, tensor, *sizes[:start], _product(sizes[start : end + 1]), *sizes[end + 1 :]
    )


def _product(sizes: Sequence[Any]) -> Any:
    found: Any = 1
    for size in sizes:
        found = (
            Batch(size.times * found)
            if isinstance(size, Batch)
            else (Batch(found.times * size) if isinstance(found, Batch) else found * size)
        )
    return found


def unflatten(machine: "TorchMachine", value: Any, dim: Any, sizes: Any) -> Any:
    """`x.unflatten(1, (4, 5))`."""
    tensor = machine.tensor(value)
    if tensor.shape is None:
        return apply(machine, made("Unflatten", dim, tuple(sizes)), [tensor], "unflatten")
    whole, place = tensor.known(), place_of(tensor, dim)
    inner = [machine.whole(size) for size in sizes]
    if not isinstance(whole[place], Batch):
        inner = _filled(inner, whole[place])
    return view(machine, tensor, *whole[:place], *inner, *whole[place + 1 :])


def permute(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
    """`x.permute(0, 2, 1)`; the batch may move."""
    tensor = machine.tensor(value)
    dims = listed(given) or listed([named.get("dims")])
    if tensor.shape is None:
        if dims[:1] != [0] or not all(isinstance(d, int) and d > 0 for d in dims[1:]):
            raise no_shape()
        return apply(machine, made("Permute", tuple(d - 1 for d in dims[1:])), [tensor], "permute")
    rank = len(tensor.known())
    order = [place_of(tensor, dim) for dim in dims]
    if sorted(order) != list(range(rank)):
        raise Stop(
            f"permute{tuple(dims)}: {rank} axes need each of them once", exception="RuntimeError"
        )
    return _ordered(machine, tensor, order, "permute")


def _ordered(machine: "TorchMachine", tensor: Tensor, order: Sequence[int], name: str) -> Tensor:
    """The axes of PyTorch's shape in another order."""
    batch = None if tensor.batch is None else list(order).index(tensor.batch)
    kept = [place for place in order if place != tensor.batch]
    inner = [
        tensor.fold + place - (tensor.batch is not None and place > tensor.batch) for place in kept
    ]
    moved = (*range(tensor.fold), *inner)
    if moved == tuple(range(len(moved))):
        return tensor.moved(batch=batch, values=None)
    changed = [place for place, axis in enumerate(moved) if place != axis]
    if len(changed) == 2 and name != "permute":
        layer = made("Transpose", changed[0], changed[1])
    else:
        layer = made("Permute", moved)
    return apply(machine, layer, [tensor], name, batch=batch)


def transpose(machine: "TorchMachine", value: Any, dim0: Any, dim1: Any) -> Any:
    """`x.transpose(1, 2)`."""
    tensor = machine.tensor(value)
    if tensor.shape is None:
        axes = [axis_of(tensor, dim) for dim in (dim0, dim1)]
        return apply(machine, made("Transpose", *axes), [tensor], "transpose")
    order = list(range(len(tensor.known())))
    first, second = place_of(tensor, dim0), place_of(tensor, dim1)
    order[first], order[second] = order[second], order[first]
    before = machine.turned.get((tensor.node, tensor.batch))
    if before is not None and first != second:
        return before  # turned twice it is the learned matrix again
    found = _ordered(machine, tensor, order, "transpose")
    if isinstance(value, Parameter) and len(value.sizes) == 2 and first != second:
        machine.turned[found.node, found.batch] = value
    return found


def turned(machine: "TorchMachine", value: Any) -> Any:
    """`W.t()`: rows and columns exchanged."""
    tensor = machine.tensor(value)
    if tensor.shape is not None and len(tensor.known()) < 2:
        return tensor
    if tensor.batch is not None and isinstance(tensor.count, Batch):
        raise Stop("t() of a batch", "write x.transpose(1, 2)")
    return transpose(machine, value, 0, 1)


def matrix_turned(machine: "TorchMachine", value: Any) -> Any:
    """`x.mT`."""
    return transpose(machine, value, -2, -1)


def movedim(machine: "TorchMachine", value: Any, source: Any, destination: Any) -> Any:
    """`torch.movedim` of one axis or several."""
    tensor = machine.tensor(value)
    rank = len(tensor.known())
    old = [
        place_of(tensor, dim) for dim in (source if isinstance(source, list | tuple) else [source])
    ]
    new = [
        place_of(tensor, dim)
        for dim in (destination if isinstance(destination, list | tuple) else [destination])
    ]
    rest = iter(place for place in range(rank) if place not in old)
    order = [old[new.index(place)] if place in new else next(rest) for place in range(rank)]
    return _ordered(machine, tensor, order, "permute")


def unsqueeze(machine: "TorchMachine", value: Any, dim: Any) -> Any:
    """`x.unsqueeze(1)`."""
    tensor = machine.tensor(value)
    if type(dim) is not int:
        raise Stop(f"unsqueeze({dim!r})"[:60], "write x.unsqueeze(1)")
    return inserted(machine, tensor, dim)


def squeeze(machine: "TorchMachine", value: Any, dim: Any = None) -> Any:
    """`x.squeeze(1)`; without an axis every axis of size 1 goes, and the batch is taken to stay."""
    tensor = machine.tensor(value)
    if tensor.shape is None:
        if type(dim) is not int or dim == 0:
            raise (
                no_shape()
                if dim is None
                else Stop(f"squeeze({dim})", "write x.squeeze(1): the batch stays where it is")
            )
        return apply(machine, made("Squeeze", dim), [tensor], "squeeze")
    if dim is None:
        wanted = [place for place, size in enumerate(tensor.known()) if size == 1]
    else:
        wanted = [place_of(tensor, d) for d in (dim if isinstance(dim, list | tuple) else [dim])]
    for place in sorted((p for p in wanted if tensor.known()[p] == 1), reverse=True):
        if place == tensor.batch:
            tensor = tensor.moved(batch=None) if not tensor.fold else tensor
            continue
        axis = axis_of(tensor, place)
        batch = tensor.batch
        if batch is not None and batch > place:
            batch -= 1
        tensor = apply(machine, made("Squeeze", axis + 1), [tensor], "squeeze", batch=batch)
    return tensor


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
            raise Stop(f"{title} of an axis of {own} to {_size(size)}", exception="RuntimeError")
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
        count = target[batch]
    return tensor, batch, count


def _with_axis(machine: "TorchMachine", tensor: Tensor, batch: int) -> Tensor:
    """A batch of one as an axis of the node."""
    shape = list(shape_of(tensor))
    shape.insert(batch, 1)
    return apply(machine, made("Reshape", tuple(shape)), [tensor], "view").moved(batch=None)


def expand_as(machine: "TorchMachine", value: Any, other: Any) -> Any:
    """`x.expand_as(y)`: a product or sum spreads it anyhow."""
    tensor, other = machine.tensor(value), machine.tensor(other)
    if tensor.shape is None or other.shape is None:
        return tensor
    return (
        tensor
        if len(tensor.known()) == len(other.known())
        else expand(machine, tensor, *other.known())
    )


def repeat(machine: "TorchMachine", value: Any, *given: Any) -> Any:
    """`token.repeat(x.size(0), 1, 1)`: each axis as often as asked."""
    tensor = machine.tensor(value)
    times = [machine.whole(n) for n in listed(given)]
    whole = [1] * (len(times) - len(tensor.known())) + tensor.known()
    if len(whole) != len(times):
        raise Stop(f"repeat{tuple(times)} of {len(whole)} axes", exception="RuntimeError")
    target = [_product([many, own]) for many, own in zip(times, whole, strict=True)]
    if all(own == 1 or many == 1 for own, many in zip(whole, times, strict=True)):
        return spread(machine, tensor, whole, target, "repeat")
    batch = None if tensor.batch is None else tensor.batch + len(whole) - len(tensor.known())
    if any(isinstance(many, Batch) for many in times) or (batch is not None and times[batch] != 1):
        raise Stop("repeat of the batch", "an observation of the batch has an axis 1 or more")
    fold = shape_of(tensor)[: tensor.fold]
    wanted = [size for place, size in enumerate(target) if place != batch]
    return computed(machine, "repeat", [tensor], (*fold, *wanted), batch=batch)


def repeat_interleave(
    machine: "TorchMachine", value: Any, times: Any, dim: Any = None, **named: Any
) -> Any:
    """`x.repeat_interleave(2, dim=1)`."""
    tensor, times = machine.tensor(value), machine.whole(times)
    axis, shape = axis_of(tensor, dim), list(shape_of(tensor))
    shape[axis] *= times
    return computed(machine, "repeat_interleave", [tensor], shape)


def roll(machine: "TorchMachine", value: Any, shifts: Any, dims: Any = None) -> Any:
    """`torch.roll`: the same axes."""
    tensor = machine.tensor(value)
    for dim in dims if isinstance(dims, list | tuple) else [dims]:
        axis_of(tensor, dim)
    return computed(machine, "roll", [tensor], shape_of(tensor))


def flip(machine: "TorchMachine", value: Any, *dims: Any) -> Any:
    """`torch.flip`: every entry of an axis, the last first."""
    tensor = machine.tensor(value)
    for dim in listed(dims):
        axis = axis_of(tensor, dim)
        places = tuple(reversed(range(shape_of(tensor)[axis])))
        tensor = apply(machine, made("Select", places, axis), [tensor], "flip")
    return tensor


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "view": view,
    "reshape": view,
    "flatten": flatten,
    "unflatten": unflatten,
    "permute": permute,
    "transpose": transpose,
    "swapaxes": transpose,
    "swapdims": transpose,
    "t": turned,
    "mT": matrix_turned,
    "adjoint": matrix_turned,
    "movedim": movedim,
    "moveaxis": movedim,
    "unsqueeze": unsqueeze,
    "squeeze": squeeze,
    "expand": expand,
    "broadcast_to": expand,
    "expand_as": expand_as,
    "view_as": lambda machine, value, other: view(machine, value, *machine.tensor(other).known()),
    "reshape_as": lambda machine, value, other: view(
        machine, value, *machine.tensor(other).known()
    ),
    "repeat": repeat,
    "tile": repeat,
    "repeat_interleave": repeat_interleave,
    "roll": roll,
    "flip": flip,
    "ravel": flatten,
}
