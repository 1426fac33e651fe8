"""Tensors put side by side along an axis: `torch.cat`, `torch.stack`; their batches must be one."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import along_batch, apply, axis_of, made, place_of
from quizgen.architecture.fake_torch.joining import aligned
from quizgen.architecture.fake_torch.nothing import Empty
from quizgen.architecture.fake_torch.selecting import inserted
from quizgen.architecture.fake_torch.sizes import ONE_BATCH, Batch
from quizgen.architecture.fake_torch.tensors import TENSORS, Tensor
from quizgen.architecture.minipython.values import Stop, Unknown
from quizgen.how_many import how_many

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def concatenated(machine: "TorchMachine", tensors: Any = None, dim: Any = 0, **named: Any) -> Any:
    """`torch.cat`."""
    dim = named.get("axis", dim)
    values = machine.iterate(tensors if tensors is not None else named.get("inputs"))
    if type(values) is Unknown:
        return values
    for value in values:
        if type(value) is Unknown:
            return value
    empty = [value for value in values if isinstance(value, Empty)]
    values = [value for value in values if not isinstance(value, Empty)]
    if empty and not values:
        return empty[0]
    if not values or not all(isinstance(value, TENSORS) for value in values):
        raise Stop("cat joins tensors", "write torch.cat([x, y], 1)", "TypeError")
    found = [machine.tensor(value) for value in values]
    _check_empty(empty, found[0], dim)
    if machine.final and any(t.graph is machine.graph for t in found):
        found = [machine.promoted(t) for t in found]
    if len(found) == 1:
        return found[0]
    if any(t.shape is None for t in found):
        return apply(machine, made("Concat", axis_of(found[0], dim)), found, "concat")
    ranks = {len(t.known()) for t in found}
    if len(ranks) > 1:
        raise Stop(
            f"cat of tensors of {' and '.join(map(str, sorted(ranks)))} axes",
            exception="RuntimeError",
        )
    lead = next((t for t in found if t.batch is not None and isinstance(t.count, Batch)), found[0])
    place = place_of(lead, dim)
    if lead.batch is not None and place == lead.batch:
        if not isinstance(lead.count, Batch) and all(t.batch == place for t in found):
            return lead.moved(count=sum(t.count for t in found))
        return _behind_each_other(machine, found, dim)
    found = _one_batch(machine, found, lead)
    return apply(machine, made("Concat", axis_of(found[0], dim)), found, "concat")


def _check_empty(empty: Sequence[Empty], full: Tensor, dim: Any) -> None:
    """`Stop` for a tensor of nothing that is neither a vector nor, beside `dim`, of the sizes of the others."""
    for value in empty if full.shape is not None else ():
        sizes, place = full.known(), place_of(full, dim)
        wanted = (*sizes[:place], 0, *sizes[place + 1 :])
        if value.sizes not in ((0,), wanted):
            raise Stop(
                f"cat along dim={dim} of a tensor of nothing with other sizes than the tensors beside it",
                f"give it {how_many(len(sizes), 'axis', 'axes')}, 0 along dim={dim}, or write torch.empty(0)",
                "RuntimeError",
            )


def _behind_each_other(machine: "TorchMachine", tensors: Sequence[Tensor], dim: Any) -> Tensor:
    """Batches one behind the other, as heads or two views of an image: each an axis that is one with the batch."""
    first = tensors[0]
    alike = all(t.batch == 0 and not t.fold and t.shape == first.shape for t in tensors)
    if not alike or any(t.count != ONE_BATCH for t in tensors):
        raise along_batch(dim)
    wide = [apply(machine, made("Unsqueeze", 1), [t], "unsqueeze") for t in tensors]
    return apply(machine, made("Concat", 0), wide, "concat", fold=1, minor=True)


def _one_batch(machine: "TorchMachine", tensors: Sequence[Tensor], lead: Tensor) -> list[Tensor]:
    """Tensors whose batch is at one place and of one size."""
    found = []
    for tensor in tensors:
        if (tensor.batch, tensor.fold, tensor.minor) == (lead.batch, lead.fold, lead.minor):
            if isinstance(lead.count, Batch) and tensor.count != lead.count:
                if tensor.count == 1 and tensor.batch is not None and len(tensors) > 1:
                    raise Stop(
                        "cat of one observation with a batch",
                        "write token.expand(x.size(0), -1, -1)",
                    )
                raise Stop("cat of tensors of other batches", exception="RuntimeError")
            found.append(tensor)
        elif lead.batch is None or tensor.batch is None or isinstance(lead.count, int):
            found.append(machine.flat(tensor))
        else:
            raise Stop("cat of tensors whose batch is at other places", "bring it to the front")
    if len({t.batch for t in found}) > 1:
        found = [machine.flat(t) for t in found]
        if any(isinstance(t.count, Batch) and t.batch is not None for t in found):
            raise Stop("cat of a tensor without a batch and one with it", "expand it first")
    return found


def stacked(machine: "TorchMachine", tensors: Any, dim: Any = 0) -> Any:
    """`torch.stack`: a new axis."""
    values = machine.iterate(tensors)
    if type(values) is Unknown:
        return values
    if not values or not all(isinstance(value, TENSORS) for value in values):
        unknown = next((v for v in values if type(v) is Unknown), None)
        if unknown is not None:
            return unknown
        raise Stop("stack joins tensors", "write torch.stack([x, y], 1)", "TypeError")
    found = [machine.tensor(value) for value in values]
    if machine.final and any(t.graph is machine.graph for t in found):
        found = [machine.promoted(t) for t in found]
    rank = len(found[0].known()) + 1
    place = dim % rank if isinstance(dim, int) and -rank <= dim < rank else None
    if place is None:
        raise Stop(f"stack along {dim!r}"[:60], f"there are {rank} axes", "IndexError")
    found = aligned(machine, found, "stack")
    batch = found[0].batch
    after = batch is not None and place > batch
    axis = found[0].fold + place - after
    wide = [
        apply(
            machine,
            made("Unsqueeze", axis + 1),
            [t],
            "unsqueeze",
            batch=batch if batch is None or after else batch + 1,
        )
        for t in found
    ]
    if len(wide) == 1:
        return wide[0]
    return apply(machine, made("Concat", axis), wide, "stack")


def column_stack(machine: "TorchMachine", tensors: Any) -> Any:
    """`torch.column_stack` of tensors of two axes or more."""
    if any(len(machine.tensor(value).known()) < 2 for value in machine.entries(tensors)):
        raise along_batch(0)
    return concatenated(machine, tensors, 1)


def dstack(machine: "TorchMachine", tensors: Any) -> Any:
    """`torch.dstack`: along the third axis, which two axes get first."""
    values = [machine.tensor(value) for value in machine.entries(tensors)]
    if any(len(value.known()) < 2 for value in values):
        raise along_batch(0)
    wide = [v if len(v.known()) > 2 else inserted(machine, v, 2) for v in values]
    return concatenated(machine, wide, 2)


OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "cat": concatenated,
    "concat": concatenated,
    "concatenate": concatenated,
    "stack": stacked,
    "column_stack": column_stack,
    "dstack": dstack,
}
