"""Axes of tensors moved, split, joined, put in and taken away; the batch is followed wherever it goes."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import (
    apply,
    axis_of,
    batch_first,
    computed,
    made,
    place_of,
    shape_of,
)
from quizgen.architecture.fake_torch.selecting import inserted, parts
from quizgen.architecture.fake_torch.sizes import Batch, no_shape
from quizgen.architecture.fake_torch.tensors import Parameter, Tensor
from quizgen.architecture.fake_torch.viewing import flatten, listed, unflatten, view
from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.values import Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


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


def diagonal(
    machine: "TorchMachine", value: Any, offset: Any = 0, dim1: Any = 0, dim2: Any = 1
) -> Any:
    """`torch.diagonal(x, dim1=1, dim2=2)`: two axes go, their diagonal comes last."""
    tensor, offset = batch_first(machine.tensor(value), "diagonal"), machine.whole(offset)
    first, second = axis_of(tensor, dim1), axis_of(tensor, dim2)
    if first == second:
        raise Stop(f"diagonal of axis {dim1} with itself", exception="RuntimeError")
    shape = shape_of(tensor)
    long = min(shape[first] + min(offset, 0), shape[second] - max(offset, 0))
    kept = [size for axis, size in enumerate(shape) if axis not in (first, second)]
    return computed(machine, "diagonal", [tensor], (*kept, max(long, 0)))


def windows(machine: "TorchMachine", value: Any, dimension: Any, size: Any, step: Any) -> Any:
    """`x.unfold(1, 4, 2)`: the axis counts windows, whose entries come last."""
    tensor = machine.tensor(value)
    axis, shape = axis_of(tensor, dimension), list(shape_of(tensor))
    size, step = machine.whole(size), machine.whole(step)
    if not 0 < size <= shape[axis] or step < 1:
        raise Stop(
            f"unfold by windows of {size} every {step} of {shape[axis]} entries",
            exception="RuntimeError",
        )
    shape[axis] = (shape[axis] - size) // step + 1
    return computed(machine, "unfold", [tensor], (*shape, size))


def tensor_split(
    machine: "TorchMachine", value: Any, indices_or_sections: Any, dim: Any = 0
) -> Any:
    """`torch.tensor_split(x, 3, dim=1)`: into so many parts, the first ones larger by one, or at places."""
    tensor = machine.tensor(value)
    whole = shape_of(tensor)[axis_of(tensor, dim)]
    if isinstance(indices_or_sections, list | tuple):
        places = [slice(machine.whole(at)).indices(whole)[1] for at in indices_or_sections]
        ends = [*places, whole]
        sizes = [max(end - start, 0) for start, end in zip([0, *places], ends, strict=True)]
    else:
        many = machine.whole(indices_or_sections)
        if many < 1:
            raise Stop(f"tensor_split into {many} parts", exception="RuntimeError")
        bounds.entries(many)
        sizes = [whole // many + (place < whole % many) for place in range(many)]
    if sum(sizes) != whole or 0 in sizes:
        raise Stop(f"tensor_split of {whole} entries into parts of {sizes}"[:100])
    return parts(machine, tensor, sizes, dim, "split")


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
    "view_as": lambda machine, value, other: view(machine, value, *machine.tensor(other).known()),
    "reshape_as": lambda machine, value, other: view(
        machine, value, *machine.tensor(other).known()
    ),
    "roll": roll,
    "flip": flip,
    "ravel": flatten,
    "diagonal": diagonal,
    "tensor_split": tensor_split,
}
