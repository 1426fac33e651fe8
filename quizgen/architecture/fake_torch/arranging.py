"""Tensors cut and put together by the names of their axes, and matrices made of vectors; shapes as PyTorch has them."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import axis_of, computed, last_axes, shape_of
from quizgen.architecture.fake_torch.axes import tensor_split
from quizgen.architecture.fake_torch.concatenating import concatenated
from quizgen.architecture.fake_torch.nothing import Empty
from quizgen.architecture.fake_torch.selecting import inserted
from quizgen.architecture.fake_torch.sizes import Batch
from quizgen.architecture.fake_torch.spreading import expand
from quizgen.architecture.fake_torch.tensors import Tensor
from quizgen.architecture.fake_torch.viewing import listed
from quizgen.architecture.minipython import bounds
from quizgen.architecture.minipython.values import Stop, Unknown
from quizgen.how_many import how_many

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

Operation = Callable[..., Any]


def _rank(machine: "TorchMachine", value: Any) -> int:
    return len(value.sizes) if isinstance(value, Empty) else len(machine.tensor(value).known())


def _split(title: str, dim: int, least: int) -> Operation:
    """`torch.hsplit(x, 2)` of a tensor of so many axes at least: into equal parts, or at places."""

    def run(machine: "TorchMachine", value: Any, indices_or_sections: Any) -> Any:
        rank = _rank(machine, value)
        if rank < least:
            fix = f"give a tensor of {how_many(least, 'axis', 'axes')} or more"
            raise Stop(f"{title} of {how_many(rank, 'axis', 'axes')}", fix, "RuntimeError")
        along = min(dim, rank - 1)
        if not isinstance(indices_or_sections, list | tuple):
            tensor, many = machine.tensor(value), machine.whole(indices_or_sections)
            whole = shape_of(tensor)[axis_of(tensor, along)]
            if many < 1 or whole % many:
                fix = f"write a number that divides {whole}, or a list of places"
                raise Stop(f"{title} of {whole} entries into {many}", fix, "RuntimeError")
        return tensor_split(machine, value, indices_or_sections, along)

    return run


def _hstack(machine: "TorchMachine", tensors: Any) -> Any:
    """`torch.hstack`: along the second axis, vectors along their only one."""
    values = machine.entries(tensors)
    return concatenated(machine, values, min([1, *(_rank(machine, v) - 1 for v in values)]))


def _vstack(machine: "TorchMachine", tensors: Any) -> Any:
    """`torch.vstack`: along the first axis, vectors as rows."""
    values = machine.entries(tensors)
    rows = [
        inserted(machine, machine.tensor(v), 0) if _rank(machine, v) == 1 else v for v in values
    ]
    return concatenated(machine, rows, 0)


def _broadcast(machine: "TorchMachine", *given: Any) -> Any:
    """`torch.broadcast_tensors(x, y)`: each with the axes of all."""
    tensors = [machine.tensor(value) for value in listed(given)]
    rank = max(len(tensor.known()) for tensor in tensors)
    padded = [[1] * (rank - len(tensor.known())) + tensor.known() for tensor in tensors]
    sizes = [
        next((size for size in column if size != 1), 1) for column in zip(*padded, strict=True)
    ]
    return tuple(expand(machine, tensor, *sizes) for tensor in tensors)


def _kron(machine: "TorchMachine", left: Any, right: Any) -> Any:
    """`torch.kron(A, B)` of tensors that are no observation's: each entry of A times B."""
    tensors = [machine.tensor(value) for value in (left, right)]
    if any(tensor.batch is not None and isinstance(tensor.count, Batch) for tensor in tensors):
        raise Stop("kron of a batch", "write it with torch.einsum")
    first, second = (machine.flat(tensor) for tensor in tensors)
    many = [len(shape_of(tensor)) for tensor in (first, second)]
    padded = [
        (*[1] * (max(many) - rank), *shape_of(tensor))
        for rank, tensor in zip(many, (first, second), strict=True)
    ]
    shape = [a * b for a, b in zip(*padded, strict=True)]
    return computed(machine, "kron", [first, second], shape, batch=None)


def _diag_embed(machine: "TorchMachine", value: Any, offset: Any = 0) -> Any:
    """`torch.diag_embed(x)`: the entries of the last axis as the diagonal of a matrix."""
    tensor = last_axes(machine.tensor(value), 1, "diag_embed")
    size = shape_of(tensor)[-1] + abs(machine.whole(offset))
    return computed(machine, "diag_embed", [tensor], (*shape_of(tensor)[:-1], size, size))


def _rot90(machine: "TorchMachine", value: Any, k: Any = 1, dims: Any = (0, 1)) -> Any:
    """`torch.rot90(x, 1, (2, 3))`: two axes turned, exchanged by every odd turn."""
    tensor, shape = machine.tensor(value), list(shape_of(machine.tensor(value)))
    first, second = (axis_of(tensor, dim) for dim in dims)
    if first == second:
        raise Stop("rot90 in one axis", "write two different dims", "RuntimeError")
    if machine.whole(k) % 2:
        shape[first], shape[second] = shape[second], shape[first]
    return computed(machine, "rot90", [tensor], shape)


def _counted(machine: "TorchMachine", entries: list[int], least: int, *, weighted: bool) -> Tensor:
    """How often each number from 0 on is among these; of very many the text knows how many there are alone."""
    if min(entries, default=0) < 0:
        raise Stop("bincount of negative numbers", "count from 0", "RuntimeError")
    size = max([least, *(entry + 1 for entry in entries)])
    found = machine.constant("bincount", [size])
    if weighted or size > bounds.ENTRIES:
        return found
    counts = [0] * size
    for entry in entries:
        counts[entry] += 1
    return found.moved(values=counts)


def _bincount(machine: "TorchMachine", value: Any, weights: Any = None, minlength: Any = 0) -> Any:
    """`torch.bincount` of numbers that are known, or of as many as are asked for at least."""
    tensor, many = machine.tensor(value), machine.whole(minlength)
    if tensor.batch is not None and isinstance(tensor.count, Batch):
        raise Stop("bincount of the batch", "an observation of the batch has an axis 1 or more")
    if isinstance(tensor.values, list) and all(type(entry) is int for entry in tensor.values):
        return _counted(machine, tensor.values, many, weighted=weights is not None)
    if not many:
        return Unknown("how many entries bincount gives depends on the data", machine.line)
    machine.leave_out(f"bincount, which is taken to give {many} entries")
    return machine.constant("bincount", [many])


def _stft(
    machine: "TorchMachine",
    value: Any,
    n_fft: Any,
    hop_length: Any = None,
    win_length: Any = None,
    window: Any = None,
    center: Any = True,
    pad_mode: Any = "reflect",
    normalized: Any = False,
    onesided: Any = None,
    return_complex: Any = None,
) -> Any:
    """`torch.stft(x, 400, return_complex=True)`: frequencies by windows."""
    tensor = last_axes(machine.tensor(value), 1, "stft")
    size = machine.whole(n_fft)
    hop = size // 4 if hop_length is None else machine.whole(hop_length)
    *rest, length = shape_of(tensor)
    if len(tensor.known()) > 2:
        fix = "flatten what stands before the last axis"
        raise Stop("stft takes a sequence, or a batch of them", fix, "RuntimeError")
    # Half a window is put at both ends, as a reflection of what is there.
    beside = size // 2 if center else 0
    short = beside >= length and pad_mode == "reflect"
    if hop < 1 or not 0 < size <= length + 2 * beside or short:
        fix = f"take windows that fit into {length} values, and a hop_length of 1 or more"
        raise Stop(f"stft with windows of {size} values", fix, "RuntimeError")
    length += 2 * beside
    if return_complex is None:
        raise Stop("stft without return_complex", "write return_complex=True", "RuntimeError")
    rows = size if onesided is False else size // 2 + 1
    pair = () if return_complex else (2,)
    shape = (*rest, rows, (length - size) // hop + 1, *pair)
    return computed(machine, "stft", [tensor], shape)


def _which(machine: "TorchMachine", *given: Any, **named: Any) -> Unknown:
    why = "how many entries are not 0 depends on the data"
    return Unknown(why, machine.line, "write it with a mask: torch.where(mask, x, y)")


OPERATIONS: Mapping[str, Operation] = {
    "hsplit": _split("hsplit", 1, least=1),
    "vsplit": _split("vsplit", 0, least=2),
    "dsplit": _split("dsplit", 2, least=3),
    "hstack": _hstack,
    "vstack": _vstack,
    "row_stack": _vstack,
    "broadcast_tensors": _broadcast,
    "kron": _kron,
    "diag_embed": _diag_embed,
    "rot90": _rot90,
    "bincount": _bincount,
    "stft": _stft,
    "nonzero": _which,
    "argwhere": _which,
}
# Those of them that are no methods of a tensor.
FUNCTIONS = frozenset({"hstack", "vstack", "row_stack", "broadcast_tensors"})
