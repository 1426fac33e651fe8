"""Tensors and numbers put together: sums, products, matrix products, comparisons."""

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import apply, computed, last_axes, made, same
from quizgen.architecture.fake_torch.sizes import Batch
from quizgen.architecture.fake_torch.spreading import unspread
from quizgen.architecture.fake_torch.tensors import TENSORS, Parameter, Tensor
from quizgen.architecture.minipython.values import MISSING, Stop, Unknown, noun_of

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

_JOINS: Mapping[str, str] = {"+": "Add", "-": "Subtract", "*": "Multiply"}


def combined(machine: "TorchMachine", symbol: str, left: Any, right: Any) -> Any:
    """`left symbol right`, one of them a tensor."""
    for value in (left, right):
        if type(value) is Unknown:
            return value
    left, right = map(_plain, unspread(machine, (left, right)) if symbol != "@" else (left, right))
    if isinstance(left, int | float) and isinstance(right, int | float):
        return machine.binary(symbol, left, right)
    if isinstance(left, complex) or isinstance(right, complex):
        tensor = machine.tensor(right if isinstance(left, complex) else left)
        return same(machine, f"{symbol} with a complex number", [tensor])
    if isinstance(left, Batch) or isinstance(right, Batch):
        tensor = machine.tensor(right if isinstance(left, Batch) else left)
        return same(machine, f"{symbol} with the size of the batch", [tensor])
    if isinstance(right, int | float):
        return _with_number(machine, symbol, machine.tensor(left), right)
    if isinstance(left, int | float):
        return _number_with(machine, symbol, left, machine.tensor(right))
    if not isinstance(left, TENSORS) or not isinstance(right, TENSORS):
        other = right if isinstance(left, TENSORS) else left
        raise Stop(f"{symbol} of a tensor and {noun_of(other)}", exception="TypeError")
    if symbol == "@":
        return matrix_product(machine, left, right)
    if symbol in _JOINS:
        return joined(machine, _JOINS[symbol], [left, right])
    return _computed_pair(machine, symbol, left, right)


def _plain(value: Any) -> Any:
    """The number that a constant of no axes is."""
    if isinstance(value, Tensor):
        number = value.number()
        return value if number is MISSING else number
    return float(value) if isinstance(value, bool) else value


def _with_number(machine: "TorchMachine", symbol: str, tensor: Tensor, number: Any) -> Tensor:
    if math.isfinite(number):
        if symbol == "+":
            return shifted(machine, tensor, number)
        if symbol == "-":
            return shifted(machine, tensor, -number)
        if symbol == "*":
            return scaled(machine, tensor, number)
        if symbol == "/" and number:
            return scaled(machine, tensor, 1 / number)
        if symbol == "**" and number == 2:
            return apply(machine, made("Multiply"), [tensor, tensor], "square")
        if symbol == "**" and number == 1:
            return tensor
    return same(machine, f"{symbol} with a number", [tensor])


def _number_with(machine: "TorchMachine", symbol: str, number: Any, tensor: Tensor) -> Tensor:
    if math.isfinite(number):
        if symbol in {"+", "*"}:
            return _with_number(machine, symbol, tensor, number)
        if symbol == "-":
            return shifted(machine, scaled(machine, tensor, -1), number)
    return same(machine, f"{symbol} with a number", [tensor])


def scaled(machine: "TorchMachine", tensor: Tensor, factor: Any) -> Tensor:
    """A tensor times a number."""
    return tensor if factor == 1 else apply(machine, made("Scale", factor), [tensor], "scale")


def shifted(machine: "TorchMachine", tensor: Tensor, addend: Any) -> Tensor:
    """A tensor plus a number."""
    return tensor if addend == 0 else apply(machine, made("Shift", addend), [tensor], "shift")


def joined(machine: "TorchMachine", kind: str, values: Sequence[Any]) -> Tensor:
    """Tensors added or multiplied entry by entry; axes are spread as in PyTorch."""
    tensors, found = _together(machine, values, kind.lower())
    if found is not None:
        return found
    return apply(machine, made(kind), tensors, kind.lower())


def _together(
    machine: "TorchMachine", values: Sequence[Any], title: str
) -> tuple[list[Tensor], Tensor | None]:
    """Tensors brought to one rank; or the result, where one of them is no part of the network."""
    tensors = [machine.tensor(value) for value in values]
    constants = [t for t in tensors if t.graph is not machine.graph]
    if machine.final and constants and len(constants) < len(tensors):
        sizes = [t.sizes() for t in tensors]
        ours = [t for t in tensors if t.graph is machine.graph]
        if len(ours) == 1 and (
            sizes[tensors.index(ours[0])] is None or _spreads(ours[0], constants)
        ):
            machine.graph.leave_out(
                f"line {machine.line}: {title} with a tensor that is not learned"
            )
            return tensors, ours[0]
        tensors = [machine.promoted(t) for t in tensors]
    if any(t.shape is None for t in tensors):
        return tensors, None
    return aligned(machine, tensors, title), None


def _spreads(tensor: Tensor, others: Sequence[Tensor]) -> bool:
    """Whether the others only spread to the shape of a tensor, which stays."""
    whole = tensor.known()
    for other in others:
        sizes = other.known()
        if len(sizes) > len(whole):
            return False
        for size, own in zip(reversed(sizes), reversed(whole), strict=False):
            if size not in (1, own):
                return False
    return True


def aligned(machine: "TorchMachine", tensors: Sequence[Tensor], title: str) -> list[Tensor]:
    """Tensors whose nodes have one rank, the batch at one place: what entry-by-entry layers take."""
    rank = max(len(t.known()) for t in tensors)
    first, place = _batch_of(tensors, rank, title)
    found = []
    for tensor in tensors:
        sizes = [1] * (rank - len(tensor.known())) + tensor.known()
        fold = _folded(tensor, sizes, first, place, title)
        rest = tuple(size for axis, size in enumerate(sizes) if axis != place)
        found.append(_shaped(machine, tensor, fold + rest, first, place))
    return found


def _batch_of(tensors: Sequence[Tensor], rank: int, title: str) -> tuple[Tensor | None, int | None]:
    """The tensor whose batch is that of the result, and the axis it then is."""
    real = [t for t in tensors if t.batch is not None and isinstance(t.count, Batch)]
    real = real or [t for t in tensors if t.batch is not None and t.count != 1]
    real = real or [t for t in tensors if t.batch is not None and len(t.known()) == rank]
    if not real:
        return None, None
    first = real[0]
    place = (first.batch or 0) + rank - len(first.known())
    if first.count == 1:
        # A batch of one is an axis like any other where it meets more entries.
        places = {(t.batch or 0) - len(t.known()) for t in real}
        padded = [[1] * (rank - len(t.known())) + t.known() for t in tensors]
        if len(places) > 1 or any(sizes[place] != 1 for sizes in padded):
            return None, None
    for other in real[1:]:
        same_fold = (other.shape or ())[: other.fold] == (first.shape or ())[: first.fold]
        same_fold = same_fold and other.minor == first.minor
        if (other.batch or 0) + rank - len(other.known()) != place or not same_fold:
            raise Stop(f"{title}: the batch meets another axis", f"the shapes are {_told(tensors)}")
    return first, place


def _folded(
    tensor: Tensor, sizes: Sequence[Any], first: Tensor | None, place: int | None, title: str
) -> tuple[Any, ...]:
    """The axes of a node that are one with the batch, once it stands at that place."""
    if first is None or place is None:
        return ()
    size = sizes[place]
    if size == 1:
        return (1,) * first.fold
    if isinstance(size, Batch) or (tensor.batch is not None and size == first.count):
        return tuple((tensor.shape or ())[: tensor.fold])
    raise Stop(f"{title}: the batch meets an axis of {size}", "leave the batch to the input")


def _shaped(
    machine: "TorchMachine",
    tensor: Tensor,
    shape: tuple[Any, ...],
    first: Tensor | None,
    place: int | None,
) -> Tensor:
    if tensor.shape != shape:
        tensor = apply(machine, made("Reshape", shape), [tensor], "view")
    if first is None:
        return tensor.moved(batch=None, fold=0, values=None)
    return tensor.moved(
        batch=place, count=first.count, fold=first.fold, minor=first.minor, values=None
    )


def _told(tensors: Sequence[Tensor]) -> str:
    def size(value: Any) -> str:
        return str(value) if isinstance(value, int) else "batch"

    return " and ".join("(" + ", ".join(map(size, t.known())) + ")" for t in tensors)


def _computed_pair(machine: "TorchMachine", symbol: str, left: Any, right: Any) -> Tensor:
    title = {"/": "divided", "**": "power"}.get(symbol, symbol)
    tensors, found = _together(machine, [left, right], title)
    if found is not None:
        return found
    if any(t.shape is None for t in tensors):
        return same(machine, title, tensors[:1])
    shape = made("Add").output_shape(tuple(t.shape for t in tensors)) if _fits(tensors) else ()
    return computed(machine, title, tensors, shape)


def _fits(tensors: Sequence[Tensor]) -> bool:
    from quizgen.solver.errors import ShapeError

    try:
        made("Add").output_shape(tuple(t.shape for t in tensors))
    except ShapeError as error:
        raise Stop(str(error), "the shapes must spread to each other") from None
    return True


def matrix_product(machine: "TorchMachine", left: Any, right: Any) -> Tensor:
    """`left @ right`; by a learned matrix it is the layer that the matrix is."""
    if isinstance(right, Parameter) and len(right.sizes) == 2:
        tensor = machine.tensor(left)
        rows = tensor.batch is not None and isinstance(tensor.count, Batch)
        if tensor.graph is machine.graph or rows or not machine.final:
            return machine.by_matrix(tensor, right, turned=False)
    turned = machine.turned.get((right.node, right.batch)) if isinstance(right, Tensor) else None
    if turned is not None and right.graph is machine.graph:
        return machine.by_matrix(machine.tensor(left), turned, turned=True)
    tensors, found = _matrices(machine, left, right)
    if found is not None:
        return found
    return apply(machine, made("MatMul"), tensors, "matmul")


def _matrices(machine: "TorchMachine", left: Any, right: Any) -> tuple[list[Tensor], Tensor | None]:
    tensors = [machine.tensor(value) for value in (left, right)]
    if machine.final and any(t.graph is machine.graph for t in tensors):
        tensors = [machine.promoted(t) for t in tensors]
    a, b = tensors
    if a.shape is None or b.shape is None:
        return tensors, None
    sizes = [t.known() for t in tensors]
    if min(map(len, sizes)) < 2:
        return tensors, _with_vector(machine, a, b)
    rank = max(map(len, sizes))
    if (
        rank == 2
        and a.batch == 0
        and isinstance(a.count, Batch)
        and not a.fold
        and not isinstance(b.count, Batch)
    ):
        return tensors, _of_rows(machine, a, b)
    first, place = _batch_of(tensors, rank, "matmul")
    if place is not None and place >= rank - 2:
        last_axes(first or a, 2, "matmul")
    padded = [[1] * (rank - len(own)) + own for own in sizes]
    stacks = [[s for axis, s in enumerate(own[:-2]) if axis != place] for own in padded]
    found = []
    for tensor, own, stack, other in zip(tensors, padded, stacks, reversed(stacks), strict=True):
        fold = _folded(tensor, own, first, place, "matmul")
        found.append(_shaped(machine, tensor, (*fold, *stack, *own[-2:]), first, place))
        wide = [theirs if mine == 1 else mine for mine, theirs in zip(stack, other, strict=True)]
        if wide != stack:
            found[-1] = computed(machine, "expanded", found[-1:], (*fold, *wide, *own[-2:]))
    if found[0].fold:
        folds = [(t.shape or ())[: t.fold] for t in found]
        for place_, (mine, theirs) in enumerate(zip(folds, reversed(folds), strict=True)):
            if mine != theirs and set(mine) == {1}:
                shape = (*theirs, *(found[place_].shape or ())[len(mine) :])
                found[place_] = computed(machine, "expanded", [found[place_]], shape)
    return found, None


def _of_rows(machine: "TorchMachine", a: Tensor, b: Tensor) -> Tensor:
    """A batch of vectors times a matrix: each observation is a row."""
    row = apply(machine, made("Reshape", (1, *(a.shape or ()))), [a], "view")
    product = apply(machine, made("MatMul"), [row, machine.flat(b)], "matmul")
    return apply(machine, made("Reshape", (product.shape or ())[1:]), [product], "view")


def _with_vector(machine: "TorchMachine", a: Tensor, b: Tensor) -> Tensor:
    """A product with a vector: a product with a matrix of one column, which goes away."""
    if len(b.known()) == 1 and len(a.known()) > 1 and b.batch is None:
        column = apply(machine, made("Reshape", (*b.known(), 1)), [b], "view")
        product = matrix_product(machine, a, column.moved(batch=None))
        shape = (product.shape or ())[:-1]
        return apply(machine, made("Reshape", shape or (1,)), [product], "view")
    raise Stop("matmul of these shapes is not understood", f"the shapes are {_told([a, b])}")
