"""Means, sums, maxima along axes, and tensors side by side."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import (
    along_batch,
    apply,
    axis_of,
    computed,
    made,
    place_of,
    same,
    shape_of,
)
from quizgen.architecture.fake_torch.joining import scaled
from quizgen.architecture.fake_torch.of_batch import AcrossBatch
from quizgen.architecture.fake_torch.tensors import TENSORS, Later, Tensor
from quizgen.architecture.minipython.classes import native_class
from quizgen.architecture.minipython.values import Record, record

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine

_NUMBERS: Mapping[str, Callable[..., Any]] = {"sum": sum, "max": max, "min": min, "prod": math.prod}
_UNBIASED = frozenset({"std", "var", "std_mean", "var_mean"})
_EXTREMES = native_class("return_types", {})


@dataclass(frozen=True, slots=True)
class _Along:
    """The axes a reduction is about: of the node, and whether the batch's own goes with them."""

    axes: tuple[int, ...]
    places: tuple[int, ...]


def _along(tensor: Tensor, dim: Any, name: str) -> _Along:
    if dim is None:
        raise _of_everything(name)
    dims = list(dim) if isinstance(dim, list | tuple) else [dim]
    for one in dims:
        if type(one) is int and place_of(tensor, one) == tensor.batch:
            found = along_batch(one)
            left = len(tensor.known()) - len(dims)
            raise AcrossBatch(found.why, found.fix, single=left == 0)
    axes = tuple(axis_of(tensor, one) for one in dims)
    places = () if tensor.shape is None else tuple(place_of(tensor, one) for one in dims)
    return _Along(axes, places)


def _batch_after(tensor: Tensor, along: _Along, *, keepdim: bool) -> int | None:
    if tensor.batch is None or keepdim:
        return tensor.batch
    return tensor.batch - sum(place < tensor.batch for place in along.places)


def mean(
    machine: "TorchMachine", value: Any, *dims: Any, keepdim: Any = False, **named: Any
) -> Any:
    """`x.mean([2, 3])`."""
    tensor = machine.tensor(value)
    dim = named.get("dim", named.get("axis"))
    rest = list(dims)
    if dim is None and rest:
        dim = rest.pop(0)
    if rest and isinstance(rest[0], bool):
        keepdim = rest[0]
    elif rest:
        dim = [dim, *rest]
    if dim is None:
        return _whole(machine, tensor, "mean")
    along = _along(tensor, dim, "mean")
    batch = _batch_after(tensor, along, keepdim=bool(keepdim))
    axes = along.axes if len(along.axes) > 1 or isinstance(dim, list | tuple) else (along.axes[0],)
    return apply(machine, made("Mean", axes, bool(keepdim)), [tensor], "mean", batch=batch)


def total(
    machine: "TorchMachine", value: Any, *dims: Any, keepdim: Any = False, **named: Any
) -> Any:
    """`x.sum(1)`: the mean times as many entries as there are."""
    tensor = machine.tensor(value)
    dim = named.get("dim", named.get("axis", dims[0] if dims else None))
    if len(dims) > 1 and isinstance(dims[1], bool):
        keepdim = dims[1]
    if dim is None:
        return _whole(machine, tensor, "sum")
    along = _along(tensor, dim, "sum")
    shape = shape_of(tensor)
    many = math.prod(shape[axis] for axis in along.axes)
    batch = _batch_after(tensor, along, keepdim=bool(keepdim))
    found = apply(machine, made("Mean", along.axes, bool(keepdim)), [tensor], "sum", batch=batch)
    return scaled(machine, found, many)


def _whole(machine: "TorchMachine", tensor: Tensor, name: str) -> Any:
    """A reduction of everything: of a constant a number nobody knows, of the batch no layer."""
    if tensor.batch is None or tensor.graph is not machine.graph or not machine.final:
        if isinstance(tensor.values, list) and tensor.values and name in _NUMBERS:
            return machine.source(None, "number", values=_NUMBERS[name](tensor.values))
        if machine.final and tensor.graph is machine.graph and tensor.shape is not None:
            return computed(machine, name, [tensor], ())
        return machine.constant(name, ())
    raise _of_everything(name)


def _of_everything(name: str) -> AcrossBatch:
    fix = f"write x.{name}(dim=1); a loss is no output of a network: return the output alone"
    return AcrossBatch(f"{name} of the whole batch", fix, single=True)


def _extreme(machine: "TorchMachine", tensor: Tensor, dim: Any, *, keepdim: bool) -> Tensor:
    """The largest entry along an axis: that axis last, pooled to one."""
    shape = shape_of(tensor)
    along = _along(tensor, dim, "max")
    (axis,) = along.axes
    rest = (*shape[:axis], *shape[axis + 1 :])
    batch = _batch_after(tensor, along, keepdim=keepdim)
    if axis != len(shape) - 1:
        order = (*(i for i in range(len(shape)) if i != axis), axis)
        tensor = apply(machine, made("Permute", order), [tensor], "permute")
    rows = (math.prod(rest), shape[axis])
    if len(shape) != 2:
        tensor = apply(machine, made("Reshape", rows), [tensor], "view")
    pooled = apply(machine, made("AdaptiveMaxPool1d", 1), [tensor], "max")
    found = (*shape[:axis], 1, *shape[axis + 1 :]) if keepdim else rest
    if found != (rows[0], 1):
        pooled = apply(machine, made("Reshape", found), [pooled], "view")
    return pooled.moved(batch=batch)


def _reduced(
    machine: "TorchMachine", tensor: Tensor, dim: Any, title: str, *, keepdim: bool
) -> Tensor:
    """A reduction that no layer stands for."""
    shape = shape_of(tensor)
    along = _along(tensor, dim, title)
    kept = [1 if axis in along.axes else size for axis, size in enumerate(shape)]
    if not keepdim:
        kept = [size for axis, size in enumerate(shape) if axis not in along.axes]
    return computed(
        machine, title, [tensor], kept, batch=_batch_after(tensor, along, keepdim=keepdim)
    )


def largest(
    machine: "TorchMachine", value: Any, dim: Any = None, keepdim: Any = False, **named: Any
) -> Any:
    """`x.max(dim)`: values and places."""
    tensor = machine.tensor(value)
    dim = named.get("axis", dim)
    if isinstance(dim, TENSORS):
        return paired(machine, "max", tensor, dim)
    if dim is None:
        return _whole(machine, tensor, "max")
    found = _extreme(machine, tensor, dim, keepdim=bool(keepdim))
    return with_places(machine, found)


def smallest(
    machine: "TorchMachine", value: Any, dim: Any = None, keepdim: Any = False, **named: Any
) -> Any:
    """`x.min(dim)`: values and places; the largest of the negated entries, negated."""
    tensor = machine.tensor(value)
    if isinstance(dim, TENSORS):
        return paired(machine, "min", tensor, dim)
    if dim is None:
        return _whole(machine, tensor, "min")
    turned = scaled(machine, tensor, -1)
    return with_places(
        machine, scaled(machine, _extreme(machine, turned, dim, keepdim=bool(keepdim)), -1)
    )


def with_places(machine: "TorchMachine", found: Tensor) -> Record:
    """Values and where they were found, as PyTorch returns them together."""
    return record(
        _EXTREMES,
        ("values", "indices"),
        [found, Later(lambda machine: same(machine, "argmax", [found]))],
    )


def paired(machine: "TorchMachine", name: str, left: Any, right: Any) -> Tensor:
    """The larger or smaller of two tensors, entry by entry."""
    from quizgen.architecture.fake_torch.joining import _computed_pair

    return _computed_pair(machine, name, machine.tensor(left), machine.tensor(right))


def amax(
    machine: "TorchMachine", value: Any, dim: Any = None, keepdim: Any = False, **named: Any
) -> Any:
    """`x.amax(dim)`."""
    tensor = machine.tensor(value)
    if isinstance(dim, list | tuple):
        for one in sorted((place_of(tensor, d) for d in dim), reverse=True):
            tensor = _extreme(machine, tensor, one, keepdim=bool(keepdim))
        return tensor
    return _extreme(machine, tensor, dim, keepdim=bool(keepdim))


def reducing(title: str) -> Any:
    """A reduction whose values no layer gives."""

    def run(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
        tensor = machine.tensor(value)
        numbers = [
            g for g in given if isinstance(g, int | list | tuple) and not isinstance(g, bool)
        ]
        places = numbers if title == "count_nonzero" and len(numbers) > 1 else numbers[-1:]
        dim = named.get("dim", named.get("axis", places if len(places) > 1 else (*places, None)[0]))
        flags = [g for g in given if isinstance(g, bool)]
        if title in _UNBIASED:  # x.std(1, False, True): whether it is unbiased comes first
            flags = flags[1:]
        keepdim = named.get("keepdim", any(flags))
        if dim is None:
            return _whole(machine, tensor, title)
        found = _reduced(machine, tensor, dim, title, keepdim=bool(keepdim))
        return with_places(machine, found) if title in {"median", "mode"} else found

    return run


def beside_mean(title: str) -> Any:
    """`torch.var_mean` and `torch.std_mean`."""

    def run(machine: "TorchMachine", value: Any, *given: Any, **named: Any) -> Any:
        both = (title, f"{title}_mean")
        return tuple(reducing(one)(machine, value, *given, **named) for one in both)

    return run


def both_ends(machine: "TorchMachine", value: Any, *, dim: Any = None, keepdim: Any = False) -> Any:
    """`torch.aminmax(x, dim=1)`: the smallest and the largest."""
    ends = [reducing(name)(machine, value, dim=dim, keepdim=keepdim) for name in ("amin", "amax")]
    return record(_EXTREMES, ("min", "max"), ends)


def topk(
    machine: "TorchMachine", value: Any, k: Any, dim: Any = -1, *rest: Any, **named: Any
) -> Any:
    """`x.topk(3)`."""
    tensor = machine.tensor(value)
    axis, shape = axis_of(tensor, dim), list(shape_of(tensor))
    shape[axis] = machine.whole(k)
    return with_places(machine, computed(machine, "topk", [tensor], shape))


def kth_value(
    machine: "TorchMachine", value: Any, k: Any, dim: Any = -1, keepdim: Any = False
) -> Any:
    """`x.kthvalue(2, dim=1)`: values and places."""
    found = _reduced(machine, machine.tensor(value), dim, "kthvalue", keepdim=bool(keepdim))
    return with_places(machine, found)


def sort(machine: "TorchMachine", value: Any, dim: Any = -1, *rest: Any, **named: Any) -> Any:
    """`x.sort()`."""
    tensor = machine.tensor(value)
    axis_of(tensor, dim)
    return with_places(machine, same(machine, "sort", [tensor]))


def running(title: str) -> Any:
    """What goes along an axis and keeps it."""

    def run(machine: "TorchMachine", value: Any, dim: Any = -1, **named: Any) -> Any:
        tensor = machine.tensor(value)
        axis_of(tensor, dim)
        return same(machine, title, [tensor])

    return run


# Reductions of everything where no axis is said.
WHOLE = frozenset("mean sum max min amax std var prod logsumexp norm median all any".split())
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "mean": mean,
    "sum": total,
    "max": largest,
    "min": smallest,
    "amax": amax,
    **{
        name: reducing(name)
        for name in "std var prod amin logsumexp argmax argmin median mode all any count_nonzero nanmean nansum trace".split()
    },
    "var_mean": beside_mean("var"),
    "std_mean": beside_mean("std"),
    "aminmax": both_ends,
    "maximum": lambda machine, left, right: paired(machine, "maximum", left, right),
    "minimum": lambda machine, left, right: paired(machine, "minimum", left, right),
    "topk": topk,
    "kthvalue": kth_value,
    "sort": sort,
    "argsort": running("argsort"),
    "cumsum": running("cumsum"),
    "cumprod": running("cumprod"),
}
