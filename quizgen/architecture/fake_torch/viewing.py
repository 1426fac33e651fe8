"""The same entries in other axes: `view`, `flatten`, `unflatten`; the batch is found again among the sizes."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import (
    apply,
    made,
    place_of,
    shape_of,
)
from quizgen.architecture.fake_torch.sizes import Batch, no_shape
from quizgen.architecture.fake_torch.tensors import Tensor
from quizgen.architecture.fake_torch.writing_into import shows
from quizgen.architecture.minipython.values import Stop, Unknown

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


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
    found_view = _reshaped(machine, tensor, shape).moved(batch=None, count=1, fold=0, values=values)
    return shows(machine, tensor, found_view)


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
    if tensor.minor:
        return _taken_apart(machine, tensor, sizes)
    if place == 0:
        return _folding(machine, tensor, sizes, count, entries)
    found = _refolded(machine, tensor, sizes, before) or _time_first(machine, tensor, sizes, before)
    if found is not None:
        return found
    raise Stop("this view puts the batch into another axis", f"the shape is {_told(whole)}")


def _refolded(
    machine: "TorchMachine", tensor: Tensor, sizes: list[Any], before: int
) -> Tensor | None:
    """Axes behind the batch put into it, or taken out of it, while axes before it stay as many entries."""
    places = [place for place, size in enumerate(sizes) if isinstance(size, Batch)]
    places = places or [place for place, size in enumerate(sizes) if size == -1]
    if len(places) != 1 or -1 in sizes[: places[0]] or math.prod(sizes[: places[0]]) != before:
        return None
    (axis,) = places
    shape, fold, rank = shape_of(tensor), tensor.fold, tensor.batch or 0
    after = math.prod(shape) // before
    if sizes[axis] == -1:
        many, left_over = divmod(after, math.prod(sizes[axis + 1 :]))
    else:
        many, left_over = divmod(sizes[axis].times, tensor.count.times)
    if left_over or not many or after % many:
        return None
    left, rest = tuple(sizes[:axis]), tuple(_filled(sizes[axis + 1 :], after // many))
    # Of the node the parts of the batch stand in front: they come to their place for the view.
    inner = range(fold, len(shape))
    order = (*inner[:rank], *range(fold), *inner[rank:])
    if order != tuple(range(len(shape))):
        tensor = apply(machine, made("Permute", order), [tensor], "permute")
    lead = (many,) if many > 1 else ()
    if (*left, *lead, *rest) != shape_of(tensor):
        tensor = apply(machine, made("Reshape", (*left, *lead, *rest)), [tensor], "view")
    if lead and left:
        back = (len(left), *range(len(left)), *range(len(left) + 1, len(left) + 1 + len(rest)))
        tensor = apply(machine, made("Permute", back), [tensor], "permute")
    return tensor.moved(batch=axis, fold=len(lead), values=None)


def _time_first(
    machine: "TorchMachine", tensor: Tensor, sizes: list[Any], before: int
) -> Tensor | None:
    """Axes before the batch put into it, as `x.view(steps * batch, width)` does where time comes first."""
    first, rest, after = sizes[0], sizes[1:], math.prod(shape_of(tensor)) // before
    if tensor.fold or before == 1 or any(not isinstance(size, int) for size in rest):
        return None
    if first != -1 and not (
        isinstance(first, Batch) and first.times == before * tensor.count.times
    ):
        return None
    if first == -1 and (-1 in rest or math.prod(rest) != after):
        return None
    shape = (before, *_filled(rest, after))
    return _reshaped(machine, tensor, shape).moved(batch=0, fold=1, minor=True, values=None)


def _taken_apart(machine: "TorchMachine", tensor: Tensor, sizes: list[Any]) -> Tensor:
    """The axes that were put into the batch in front of it, as they were."""
    many, after = _fold_size(tensor), math.prod(shape_of(tensor)) // _fold_size(tensor)
    for axis in range(1, len(sizes)):
        left, here, rest = sizes[:axis], sizes[axis], sizes[axis + 1 :]
        if any(type(size) is not int or size < 1 for size in left) or math.prod(left) != many:
            continue
        open_one = here == -1 and -1 not in rest
        if any(type(size) is not int for size in rest) or not (here == tensor.count or open_one):
            continue
        if not open_one or math.prod(rest) == after:
            shape = (*left, *_filled(rest, after))
            return _reshaped(machine, tensor, shape).moved(batch=axis, fold=0, values=None)
    raise Stop(
        "this view takes the batch apart in another way than it was put together",
        f"there are {many} entries before it",
    )


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
            f"view({', '.join(told_size(size) for size in sizes)}) fixes the batch",
            "write x.view(x.size(0), …): the batch is any number of observations",
        )
    if many == 1:
        return _reshaped(machine, tensor.moved(fold=0), tuple(rest)).moved(batch=0, fold=0)
    shape, lead = shape_of(tensor), (many,)
    found = (*lead, *rest)
    if found != shape:
        tensor = apply(machine, made("Reshape", found), [tensor], "view")
    return tensor.moved(batch=0, fold=len(lead), values=None)


def told_size(size: Any) -> str:
    """A size as a message says it."""
    return "batch" if isinstance(size, Batch) else str(size)


def _told(sizes: Sequence[Any]) -> str:
    return "(" + ", ".join(map(told_size, sizes)) + ")"


def flatten(machine: "TorchMachine", value: Any, start_dim: Any = 0, end_dim: Any = -1) -> Any:
    """`torch.flatten`."""
    tensor = machine.tensor(value)
    if tensor.shape is None:
        if start_dim == 0 and end_dim != -1:
            raise no_shape()
        if start_dim == 0:
            raise Stop("flatten without start_dim takes the batch too", "write flatten(x, 1)")
        return apply(machine, made("Flatten", start_dim, end_dim), [tensor], "flatten")
    sizes = tensor.known()
    start, end = place_of(tensor, start_dim), place_of(tensor, end_dim)
    everything = start == 0 and end == len(sizes) - 1 > 0
    if everything and tensor.batch == 0 and isinstance(tensor.count, Batch):
        raise Stop("flatten without start_dim takes the batch too", "write flatten(x, 1)")
    if tensor.batch == 0 and not tensor.fold and 0 < start < end:
        return apply(machine, made("Flatten", start_dim, end_dim), [tensor], "flatten")
    if start >= end:
        return tensor
    return view(
        machine, tensor, *sizes[:start], product_of(sizes[start : end + 1]), *sizes[end + 1 :]
    )


def product_of(sizes: Sequence[Any]) -> Any:
    """The product of sizes, the size of the batch among them."""
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
