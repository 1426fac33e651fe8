"""Nodes of the graph for layers that are applied to tensors."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.computed import Computed
from quizgen.architecture.fake_torch.sizes import no_shape
from quizgen.architecture.fake_torch.tensors import Tensor
from quizgen.architecture.minipython.values import Stop
from quizgen.solver.errors import ShapeError

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def add(
    machine: "TorchMachine", layer: Any, tensors: Sequence[Tensor], name: str, shares: str = ""
) -> str:
    """The name of a new node; `Stop` when the layer does not take its inputs."""
    graph = tensors[0].graph if tensors else machine.graph
    title = machine.prefix + name if machine.exact is None else machine.exact
    try:
        return graph.add(title, layer, [tensor.node for tensor in tensors], shares)
    except ShapeError as error:
        machine.misfits.setdefault(str(error), f"line {machine.line}: {error}")
        raise Stop(
            str(error), "change the layer or the shape of its input", line=machine.line
        ) from None


def apply(
    machine: "TorchMachine", layer: Any, tensors: Sequence[Tensor], name: str, **seen: Any
) -> Tensor:
    """A layer applied; the batch stays where it is in the first tensor."""
    first = tensors[0]
    return first.moved(node=add(machine, layer, tensors, name), values=None, **seen)


def made(name: str, *given: Any, **named: Any) -> Any:
    """A layer of the solver by its name."""
    from quizgen.architecture.vocabulary import layer, layer_class
    from quizgen.errors import UserError

    try:
        return layer(layer_class(name), given, named)
    except ShapeError as error:
        raise Stop(str(error), "change its arguments") from None
    except UserError as error:
        raise Stop(str(error.args[0]), error.fix) from None


def axis_of(tensor: Tensor, dim: Any) -> int:
    """An axis of PyTorch's shape as an axis of the node; `Stop` for the batch or one there is none of."""
    if type(dim) is not int:
        raise Stop(f"{dim!r} is no axis"[:80], "write a whole number")
    sizes = tensor.sizes()
    if sizes is None:
        return _unknown_axis(dim)
    if not -len(sizes) <= dim < len(sizes):
        raise Stop(f"dim={dim}: the tensor has {len(sizes)} axes", "", "IndexError")
    place = dim % len(sizes)
    if tensor.batch is not None and place == tensor.batch:
        raise along_batch(dim)
    after = tensor.batch is not None and place > tensor.batch
    return tensor.fold + place - after


def along_batch(dim: Any) -> Stop:
    """The refusal of an operation along the batch."""
    return Stop(f"dim={dim} is the batch", "an observation of the batch has an axis 1 or more")


def _unknown_axis(dim: int) -> int:
    if dim == 0:
        raise along_batch(dim)
    return dim - 1 if dim > 0 else dim


def place_of(tensor: Tensor, dim: Any) -> int:
    """An axis of PyTorch's shape, counted from the front."""
    sizes = tensor.known()
    if type(dim) is not int or not -len(sizes) <= dim < len(sizes):
        raise Stop(f"dim={dim!r}: the tensor has {len(sizes)} axes"[:80], "", "IndexError")
    return dim % len(sizes)


def computed(
    machine: "TorchMachine",
    title: str,
    tensors: Sequence[Tensor],
    shape: Sequence[Any],
    *,
    macs: int = 0,
    **seen: Any,
) -> Tensor:
    """A result of a known shape that no layer stands for: it is left out, and said."""
    if machine.final and any(tensor.graph is machine.graph for tensor in tensors):
        tensors = [machine.promoted(tensor) for tensor in tensors]
    graph = tensors[0].graph if tensors else machine.graph
    if graph is machine.graph and machine.final:
        graph.leave_out(f"line {machine.line}: {title}")
    found = Computed(title, tuple(shape), macs)
    if not tensors:
        return Tensor(graph, add(machine, found, [], title), None)
    return apply(machine, found, tensors, title, **seen)


def same(machine: "TorchMachine", title: str, tensors: Sequence[Tensor]) -> Tensor:
    """A result of the first tensor's shape that no layer stands for."""
    shape = tensors[0].shape
    if shape is None:
        if machine.final:
            machine.graph.leave_out(f"line {machine.line}: {title}")
        return tensors[0]
    return computed(machine, title, tensors, shape)


def batch_first(tensor: Tensor, title: str) -> Tensor:
    """A tensor whose batch comes first and stands alone, as most layers need it."""
    if tensor.batch is None or (tensor.batch == 0 and not tensor.fold):
        return tensor
    if tensor.fold:
        raise Stop(
            f"{title}: the batch holds several parts of an observation here",
            "apply the layer before the parts are put into the batch",
        )
    raise Stop(
        f"{title}: the batch is axis {tensor.batch} here", "bring it to the front with permute"
    )


def last_axes(tensor: Tensor, many: int, title: str) -> Tensor:
    """A tensor whose last axes are those of an observation."""
    sizes = tensor.sizes()
    if sizes is None or tensor.batch is None:
        return tensor
    if tensor.batch >= len(sizes) - many:
        raise Stop(
            f"{title}: the batch is axis {tensor.batch} here", "bring it to the front with permute"
        )
    return tensor


def shape_of(tensor: Tensor) -> tuple[int, ...]:
    """The node's shape; `Stop` where it is not known."""
    if tensor.shape is None:
        raise no_shape()
    return tensor.shape
