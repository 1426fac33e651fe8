"""Parts of tensors: `x[:, 0]`, `x[..., 1:]`, `x[None]`, entries in a loop, `split`, `chunk`."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quizgen.architecture.fake_torch.applying import (
    apply,
    axis_of,
    computed,
    made,
    place_of,
    shape_of,
)
from quizgen.architecture.fake_torch.sizes import Batch, no_shape
from quizgen.architecture.fake_torch.tensors import TENSORS, Tensor
from quizgen.architecture.fake_torch.writing_into import inside, shows, with_others
from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.items import shortly
from quizgen.architecture.minipython.values import Stop, Unknown
from quizgen.solver.layers.tensors import Positions

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

# So many places may be taken at once by tables of places, as windows of 16 x 16 with each other do.
TABLE = 200_000


def selected(machine: "TorchMachine", tensor: Tensor, key: Any) -> Any:
    """`tensor[key]`."""
    keys = list(key) if isinstance(key, tuple) else [key]
    for entry in keys:
        if type(entry) is Unknown:
            return entry
    if isinstance(tensor.values, list) and len(keys) == 1 and type(keys[0]) is int:
        return constant_number(machine, tensor.values[keys[0]])
    if any(entry is ... for entry in keys):
        place = next(i for i, entry in enumerate(keys) if entry is ...)
        rank = len(tensor.known())
        taken = sum(entry is not None for entry in keys) - 1
        keys[place : place + 1] = [slice(None)] * (rank - taken)
    keys = _beside(machine, keys)
    axis = 0
    for entry in keys:
        tensor, axis = _step(machine, tensor, entry, axis)
    return tensor


@dataclass(frozen=True, slots=True)
class _Several:
    """Subscripts of several axes that go together: the first entries of all, the second ones, and so on."""

    shapes: tuple[tuple[int, ...], ...]


def _beside(machine: "TorchMachine", keys: list[Any]) -> list[Any]:
    """Lists, tensors and numbers side by side as one subscript, unless each by itself says the same."""
    lists = [place for place, entry in enumerate(keys) if isinstance(entry, (list, *TENSORS))]
    if not lists:
        return keys
    numbers = [place for place, entry in enumerate(keys) if type(entry) is int]
    places = sorted(lists + numbers)
    first, end = places[0], places[-1] + 1
    if end - first > len(places):
        # Their common axis would come in front of the batch.
        raise Stop(
            "entries by lists and numbers that do not stand side by side",
            "take one after the other: x[:, 0][:, :, [1, 2]]",
        )
    (entry, *more) = (keys[place] for place in lists)
    if not more and isinstance(entry, list) and all(type(place) is int for place in entry):
        return keys
    shapes = tuple(_shape_of_places(machine, keys[place]) for place in places)
    return [*keys[:first], _Several(shapes), *keys[end:]]


def _shape_of_places(machine: "TorchMachine", key: Any) -> tuple[int, ...]:
    if type(key) is int:
        return ()
    if isinstance(key, list):
        inner = {_shape_of_places(machine, entry) for entry in key}
        if len(inner) != 1:
            raise Stop("entries by a list of nothing or of lists of several lengths")
        return (len(key), *inner.pop())
    if not isinstance(key, TENSORS):
        raise Stop(f"entries by a list with {shortly(key)}", "write whole numbers")
    tensor = machine.tensor(key)
    if tensor.batch is not None and isinstance(tensor.count, Batch):
        raise Stop("a tensor by another tensor depends on the data", "use torch.gather")
    return tuple(machine.whole(size) for size in tensor.known())


def _by_several(
    machine: "TorchMachine", tensor: Tensor, key: _Several, axis: int
) -> tuple[Tensor, int]:
    many = len(key.shapes)
    if tensor.batch is not None and axis <= tensor.batch < axis + many:
        raise Stop("entries of the batch by lists", "an observation has an axis 1 or more")
    if axis + many > len(tensor.known()):
        raise Stop(f"{many} subscripts of {len(tensor.known()) - axis} axes", "", "IndexError")
    try:
        common = np.broadcast_shapes(*key.shapes)
    except ValueError:
        sizes = " and ".join(map(str, key.shapes))
        raise Stop(f"entries by lists of {sizes} places", "make them equal", "IndexError") from None
    if math.prod(common) > TABLE:
        raise bounds.too_much(f"{math.prod(common)} places are taken at once")
    chosen, shape, batch = axis_of(tensor, axis), shape_of(tensor), tensor.batch
    if batch is not None and batch > axis:
        batch += len(common) - many
    left = (*shape[:chosen], *common, *shape[chosen + many :])
    found = computed(machine, "entries by lists", [tensor], left, batch=batch)
    return found, axis + len(common)


def _step(machine: "TorchMachine", tensor: Tensor, key: Any, axis: int) -> tuple[Tensor, int]:
    """One entry of a subscript, and the axis that the next one is about."""
    if isinstance(key, _Several):
        return _by_several(machine, tensor, key, axis)
    if key is None:
        return inserted(machine, tensor, axis), axis + 1
    if isinstance(key, slice) and key == slice(None):
        return tensor, axis + 1
    if tensor.batch == axis:
        return _of_batch(machine, tensor, key, axis)
    if isinstance(key, bool):
        raise Stop("a tensor by True or False is not understood")
    if isinstance(key, int):
        chosen = axis_of(tensor, axis)
        if tensor.shape is not None and not -tensor.shape[chosen] <= key < tensor.shape[chosen]:
            raise Stop(f"no entry {key}: the axis has {tensor.shape[chosen]}", "", "IndexError")
        batch = tensor.batch
        if batch is not None and batch > axis:
            batch -= 1
        return apply(machine, made("Select", key, chosen), [tensor], "select", batch=batch), axis
    if isinstance(key, slice):
        return _part(machine, tensor, key, axis), axis + 1
    if isinstance(key, list) and all(type(entry) is int for entry in key):
        chosen = axis_of(tensor, axis)
        return apply(machine, made("Select", tuple(key), chosen), [tensor], "select"), axis + 1
    raise Stop(f"a tensor by {shortly(key)} is not understood", "write x[:, 0] or x[:, -1]")


def _of_batch(machine: "TorchMachine", tensor: Tensor, key: Any, axis: int) -> tuple[Tensor, int]:
    """A subscript of the batch's own axis."""
    if _of_several(tensor) and isinstance(key, slice) and key.step in (None, 1):
        ends = (key.start or Batch(0), key.stop or Batch(shape_of(tensor)[0]))
        if all(isinstance(end, Batch) for end in ends):
            places = range(shape_of(tensor)[0])[ends[0].times : ends[1].times]
            if places:
                return _some_of_several(machine, tensor, places), axis + 1
    if isinstance(tensor.count, int) and not tensor.fold:
        if isinstance(key, int) and -tensor.count <= key < tensor.count:
            return tensor.moved(batch=None), axis
        if isinstance(key, slice) and all(
            end is None or isinstance(end, int) for end in (key.start, key.stop, key.step)
        ):
            return tensor.moved(count=len(range(tensor.count)[key])), axis + 1
    if (
        isinstance(key, slice)
        and key.start in (None, 0)
        and key.step in (None, 1)
        and key.stop == tensor.count
    ):
        return tensor, axis + 1
    raise Stop(
        f"[{shortly(key)}] takes a part of the batch",
        "an observation of the batch has an axis 1 or more: write x[:, 0] or x[:, -1]",
    )


def _part(machine: "TorchMachine", tensor: Tensor, key: slice, axis: int) -> Tensor:
    ends = (key.start, key.stop, key.step)
    if any(isinstance(end, Batch) for end in ends):
        raise Stop("a part up to the size of the batch", "leave the batch to the input")
    chosen = axis_of(tensor, axis)
    size = shape_of(tensor)[chosen]
    ends = tuple(machine.whole(end) for end in ends)
    places = range(*slice(*ends).indices(size))
    if len(places) == size and places.step == 1:
        return tensor
    if not places:
        raise Stop("a part with nothing in it", f"the axis has {size} entries")
    bounds.entries(len(places))
    layer = machine.source_of(tensor)
    if (
        isinstance(layer, Positions)
        and places.start == 0
        and places.step == 1
        and tensor.batch is None
    ):
        return machine.source(Positions(len(places)), "positions")
    if isinstance(tensor.values, list):
        part = machine.source(Positions(len(places)), "values", values=tensor.values[key])
        return shows(machine, tensor, part)
    return apply(machine, made("Select", tuple(places), chosen), [tensor], "select")


def inserted(machine: "TorchMachine", tensor: Tensor, place: int) -> Tensor:
    """An axis of size 1 put in; one with no batch gets the place of a batch of one."""
    sizes = tensor.sizes()
    if tensor.batch is None:
        rank = len(shape_of(tensor)) + 1
        return tensor.moved(batch=place % rank, count=1, fold=0, values=None)
    if sizes is None:
        if place == 0:
            raise no_shape()
        return apply(machine, made("Unsqueeze", place), [tensor], "unsqueeze")
    rank = len(sizes) + 1
    if not -rank <= place < rank:
        raise Stop(f"unsqueeze({place}): the tensor has {rank - 1} axes", exception="IndexError")
    place %= rank
    if place <= tensor.batch:
        if tensor.count == 1 and place == tensor.batch == 0:
            pass
        axis = tensor.fold + place
        return apply(
            machine, made("Unsqueeze", axis + 1), [tensor], "unsqueeze", batch=tensor.batch + 1
        )
    axis = tensor.fold + place - 1
    return apply(machine, made("Unsqueeze", axis + 1), [tensor], "unsqueeze")


def constant_number(machine: "TorchMachine", number: Any) -> Tensor:
    """A number as a tensor of no axes."""
    return machine.source(None, "number", values=number)


def taken_apart(machine: "TorchMachine", tensor: Tensor, dim: int = 0) -> list[Any]:
    """All entries along an axis."""
    sizes = tensor.known()
    if not sizes:
        raise Stop("a tensor of no axes is not a list", exception="TypeError")
    place = place_of(tensor, dim)
    many = sizes[place]
    if isinstance(many, Batch):
        raise Stop("a loop over the batch", "an observation of the batch has an axis 1 or more")
    key = [slice(None)] * place
    return [selected(machine, tensor, (*key, entry)) for entry in range(bounds.entries(many))]


def parts(
    machine: "TorchMachine", tensor: Tensor, lengths: Sequence[int], dim: Any, name: str
) -> tuple[Tensor, ...]:
    """A tensor cut along an axis into parts of these lengths."""
    axis = axis_of(tensor, dim)
    shape = shape_of(tensor)
    if sum(lengths) != shape[axis]:
        raise Stop(
            f"{name}: {list(lengths)} do not add up to {shape[axis]}", f"the shape is {shape}"
        )
    found, start = [], 0
    for length in lengths:
        places = tuple(range(start, start + length))
        start += length
        found.append(apply(machine, made("Select", places, axis), [tensor], name))
    return tuple(found)


def split(
    machine: "TorchMachine", tensor: Any, size: Any = None, dim: Any = 0, **named: Any
) -> Any:
    """`torch.split`."""
    tensor = machine.tensor(tensor)
    size = named.get("split_size_or_sections", named.get("split_size", size))
    if isinstance(size, Batch):
        return _batches(machine, tensor, size.times, dim)
    whole = shape_of(tensor)[axis_of(tensor, dim)]
    if isinstance(size, list | tuple):
        return parts(machine, tensor, [machine.whole(n) for n in size], dim, "split")
    size = machine.whole(size)
    if size < 1:
        raise Stop(f"split({size})", "write x.split(2, dim=1)")
    bounds.entries(-(-whole // size))
    return parts(
        machine, tensor, [min(size, whole - at) for at in range(0, whole, size)], dim, "split"
    )


def chunk(machine: "TorchMachine", tensor: Any, chunks: Any, dim: Any = 0) -> Any:
    """`torch.chunk`."""
    tensor = machine.tensor(tensor)
    chunks = machine.whole(chunks)
    if chunks < 1:
        raise Stop(f"chunk({chunks})", "write x.chunk(2, dim=1)")
    if _of_several(tensor) and place_of(tensor, dim) == tensor.batch:
        many = shape_of(tensor)[0]
        if many % chunks:
            raise Stop(
                f"chunk({chunks}) of {many} batches behind each other",
                f"a part has whole batches: write chunk({many})",
            )
        return _batches(machine, tensor, many // chunks, dim)
    whole = shape_of(tensor)[axis_of(tensor, dim)]
    each = -(-whole // chunks)
    return parts(
        machine, tensor, [min(each, whole - at) for at in range(0, whole, each)], dim, "chunk"
    )


def _of_several(tensor: Tensor) -> bool:
    """Whether batches stand one behind the other, as `torch.cat([x, y], 0)` puts them."""
    return tensor.batch == 0 and tensor.fold == 1 and tensor.minor


def _batches(machine: "TorchMachine", tensor: Tensor, each: int, dim: Any) -> tuple[Tensor, ...]:
    """Batches that stand one behind the other, taken apart again, so many to a part."""
    if not _of_several(tensor) or place_of(tensor, dim) != 0:
        if tensor.batch is not None and place_of(tensor, dim) == tensor.batch and not tensor.fold:
            return (tensor,)  # the whole batch is one part
        raise Stop("parts of the batch", "an observation of the batch has an axis 1 or more")
    return tuple(
        _some_of_several(machine, tensor, range(shape_of(tensor)[0])[at : at + each])
        for at in range(0, shape_of(tensor)[0], each)
    )


def _some_of_several(machine: "TorchMachine", tensor: Tensor, places: range) -> Tensor:
    if len(places) == 1:
        return apply(machine, made("Select", places[0], 0), [tensor], "select", fold=0)
    return apply(machine, made("Select", tuple(places), 0), [tensor], "select", fold=1, minor=True)


def unbind(machine: "TorchMachine", tensor: Any, dim: Any = 0) -> Any:
    """`torch.unbind`."""
    return tuple(taken_apart(machine, machine.tensor(tensor), dim))


def narrow(machine: "TorchMachine", tensor: Any, dim: Any, start: Any, length: Any) -> Any:
    """`torch.narrow`."""
    tensor = machine.tensor(tensor)
    key = [slice(None)] * place_of(tensor, dim)
    return selected(machine, tensor, (*key, slice(start, start + length)))


def select(machine: "TorchMachine", tensor: Any, dim: Any, index: Any) -> Any:
    """`torch.select`."""
    tensor = machine.tensor(tensor)
    return selected(machine, tensor, (*[slice(None)] * place_of(tensor, dim), index))


def index_select(machine: "TorchMachine", tensor: Any, dim: Any, index: Any) -> Any:
    """`torch.index_select`."""
    tensor, index = machine.tensor(tensor), machine.tensor(index)
    if isinstance(index.count, Batch) and index.batch is not None:
        return _chosen_by_each(machine, tensor, dim, index)
    if len(index.known()) > 1:
        raise Stop("index_select takes one axis of places", "write x[:, places]", "IndexError")
    axis, shape = axis_of(tensor, dim), shape_of(tensor)
    wanted = (*shape[:axis], *(index.known() or [1]), *shape[axis + 1 :])
    return computed(machine, "index_select", [tensor, *inside(machine, [index])], wanted)


def _chosen_by_each(machine: "TorchMachine", tensor: Tensor, dim: Any, index: Tensor) -> Tensor:
    """Rows of a table that is no observation's, one for each observation."""
    if tensor.batch is not None:
        raise Stop("index_select by each observation", "use torch.gather")
    place, shape = place_of(tensor, dim), shape_of(tensor)
    fold = shape_of(index)[: index.fold]
    if len(shape_of(index)) != index.fold:
        raise Stop("index_select takes one axis of places", exception="IndexError")
    wanted = (*fold, *shape[:place], *shape[place + 1 :])
    return computed(machine, "index_select", [index, tensor], wanted, batch=place)


def gather(machine: "TorchMachine", tensor: Any, dim: Any, index: Any) -> Any:
    """`torch.gather`: the shape of the index."""
    tensor, index = machine.tensor(tensor), machine.tensor(index)
    axis_of(tensor, dim)
    return with_others(machine, "gather", index, [tensor])


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "split": split,
    "chunk": chunk,
    "unbind": unbind,
    "narrow": narrow,
    "select": select,
    "index_select": index_select,
    "gather": gather,
    "take_along_dim": lambda machine, tensor, indices, dim: gather(machine, tensor, dim, indices),
}
