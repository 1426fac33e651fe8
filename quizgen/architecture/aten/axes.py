"""ATen operators that move, join, part and average along axes."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from quizgen.architecture.aten.call import Call, Fixed, Operators
from quizgen.architecture.aten.layers import State
from quizgen.architecture.constructors import scaled, stacked
from quizgen.architecture.picked import picked
from quizgen.architecture.traced import Tensor, Weight


def _same(call: Call) -> Any:
    """The value itself: copied, made contiguous, in another precision."""
    return call["self"] if "self" in call.arguments else next(iter(call.arguments.values()))


def _left_out(call: Call) -> Tensor:
    """A function of each entry that no layer stands for."""
    call.leave_out()
    return call.tensor("self" if "self" in call.arguments else "input")


def _reshape(call: Call) -> Tensor:
    return call.builder.reshaped(call.tensor("self"), call.shape, call.name)


def _permute(call: Call) -> Tensor:
    return call.builder.permuted(call.tensor("self"), call["dims"], call.name)


def _transpose(call: Call) -> Tensor:
    x = call.tensor("self")
    order = list(range(len(x.shape)))
    names = ("dim0", "dim1") if "dim0" in call.arguments else ("axis0", "axis1")
    first, second = (call[name] % len(order) for name in names)
    order[first], order[second] = second, first
    return call.builder.permuted(x, order, call.name)


def _turned(call: Call) -> Tensor:
    """`x.t()`, `x.mT`: the last two axes exchanged."""
    x = call.tensor("self")
    rank = len(x.shape)
    return call.builder.permuted(x, [*range(rank - 2), rank - 1, rank - 2], call.name)


def _squeeze(call: Call) -> Tensor:
    x = call.tensor("self")
    dims = call["dim"]
    if dims is None:
        dims = [axis for axis, size in enumerate(x.shape) if size == 1]
    listed = dims if isinstance(dims, list | tuple) else [dims]
    for axis in sorted((axis % len(x.shape) for axis in listed), reverse=True):
        if x.shape[axis] == 1:
            x = call.builder.squeezed(x, axis, call.name)
    return x


def _unsqueeze(call: Call) -> Tensor:
    return call.builder.unsqueezed(call.tensor("self"), call["dim"], call.name)


def _expand(call: Call) -> Tensor:
    return call.builder.repeated(call.tensor("self"), call.shape, call.name)


def _repeat(call: Call) -> Tensor:
    x, times = call.tensor("self"), list(call["repeats"])
    lifted = call.builder.reshaped(x, (1,) * (len(times) - len(x.shape)) + x.shape) if x.batch is None else x  # fmt: skip
    if len(times) != len(lifted.shape):
        raise call.refused("puts axes before the batch", "keep the batch first")
    for axis, count in enumerate(times):
        if count == call.builder.size and lifted.batch is None and lifted.shape[axis] == 1:
            shape = list(lifted.shape)
            shape[axis] = count
            lifted = call.builder.repeated(lifted, shape, call.name)
        elif count != 1:
            dim = call.builder.axis(lifted, axis)
            lifted = call.made("Concat", *[lifted] * count, dim=dim)
    return lifted


# -- parts ----------------------------------------------------------------------------------------


def _broadcast(call: Call) -> list[Tensor]:
    """All tensors in the shape they have together."""
    return [call.builder.repeated(x, call.shape, call.name) for x in call.tensors("tensors")]


def _select(call: Call) -> Any:
    value, index, axis = call["self"], call["index"], call["dim"]
    if isinstance(value, State):
        if axis != 0:
            raise call.refused("takes a part of states", "take one layer's state")
        return value.entry(call, index)
    return call.builder.entry(call.tensor("self"), axis, index, call.name)


def _slice(call: Call) -> Tensor:
    x, axis = call.tensor("self"), call["dim"] or 0
    places = range(x.shape[axis])[call["start"] : call["end"] : call["step"] or 1]
    if axis == x.batch and len(places) == x.shape[axis]:
        return x
    return call.builder.entries(x, axis, places, call.name)


def _narrow(call: Call) -> Tensor:
    start = call["start"]
    return call.builder.entries(call.tensor("self"), call["dim"], range(start, start + call["length"]), call.name)  # fmt: skip


def _parts(call: Call, sizes: Sequence[int]) -> list[Tensor]:
    x, axis, end, found = call.tensor("self"), call["dim"] or 0, 0, []
    for size in sizes:
        found.append(call.builder.entries(x, axis, range(end, end + size), call.name))
        end += size
    return found


def _chunk(call: Call) -> list[Tensor]:
    size = call["self"].shape[call["dim"] or 0]
    return _parts(call, _equal(size, -(-size // call["chunks"])))


def _split(call: Call) -> list[Tensor]:
    size = call["self"].shape[call["dim"] or 0]
    given = call["split_size"] if "split_size" in call.arguments else call["split_sizes"]
    return _parts(call, given if isinstance(given, list | tuple) else _equal(size, given))


def _equal(size: int, each: int) -> list[int]:
    return [min(each, size - start) for start in range(0, size, each)]


def _unbind(call: Call) -> list[Tensor]:
    x, axis = call.tensor("self"), call["dim"] or 0
    return [call.builder.entry(x, axis, place, call.name) for place in range(x.shape[axis])]


def _index_select(call: Call) -> Tensor:
    index = call["index"]
    if not isinstance(index, Fixed):
        raise call.refused("by a value of the input", "indices must be fixed")
    return call.builder.entries(call.tensor("self"), call["dim"], index.array.tolist(), call.name)


def _index(call: Call) -> Tensor:
    """`x[index]` with tensors of places: rows of a table, or entries along one axis or several."""
    value, indices = call["self"], call["indices"]
    given = [(axis, index) for axis, index in enumerate(indices) if index is not None]
    if not all(isinstance(index, Fixed) for _, index in given):
        raise call.refused("by values of the input", "indices must be fixed")
    arrays = [index.array for _, index in given]
    if any(a.dtype.is_floating_point or str(a.dtype) == "torch.bool" for a in arrays):
        raise call.refused("by a mask", "indices must be whole numbers")
    axis, index = given[0]
    if isinstance(value, Weight) and axis == 0 and len(given) == 1 and len(value.shape) == 2:
        call.taken.update(value.sources)
        where = call.as_tensor(index)
        rows, columns = value.shape
        return call.learned("Embedding", [value], where, num_embeddings=rows, embedding_dim=columns)
    x, axes = call.tensor("self"), [axis for axis, _ in given]
    return picked(call.builder, x, axes, [array.tolist() for array in arrays], call.name)


def _roll(call: Call) -> Tensor:
    x = call.tensor("self")
    if not call["dims"]:
        raise call.refused("over the batch too", "say which axes are rolled")
    for shift, axis in zip(call["shifts"], call["dims"], strict=True):
        size = x.shape[axis]
        places = [(place - shift) % size for place in range(size)]
        x = call.builder.entries(x, axis, places, call.name)
    return x


def _flip(call: Call) -> Tensor:
    x = call.tensor("self")
    for axis in call["dims"]:
        x = call.builder.entries(x, axis, range(x.shape[axis])[::-1], call.name)
    return x


# -- joined ---------------------------------------------------------------------------------------


def _cat(call: Call) -> Any:
    """Side by side; learned tensors, such as a class token, are the same for every observation."""
    values, axis = call["tensors"], call["dim"] or 0
    leading = [v for v in values if isinstance(v, Tensor) and v.batch is not None]
    if not leading:
        parts = [call.as_tensor(value) for value in values]
        return call.made("Concat", *parts, dim=axis % len(parts[0].shape))
    like, parts = leading[0], []
    for value in values:
        if isinstance(value, Tensor) and value.batch is not None:
            parts.append(value)
        elif math.prod(value.shape):
            beside = call.builder.beside(value.shape, like)
            node = call.builder.reshaped(call.as_tensor(value, beside), beside).node
            parts.append(Tensor(node, call.builder.whole(beside, like), like.batch, like.folded))
    if len(parts) == 1:
        return parts[0]
    return call.builder.joined(call.name, "Concat", *parts, dim=call.builder.axis(like, axis))


def _stack(call: Call) -> Tensor:
    parts = call.builder.aligned(call.tensors("tensors"), call.name)
    return stacked(call.builder, call.name, parts, (call["dim"] or 0) % (len(parts[0].shape) + 1))


# -- over axes ------------------------------------------------------------------------------------


def _axes(call: Call, x: Tensor) -> list[int]:
    dims = call["dim"]
    if dims is None or dims == []:
        dims = range(len(x.shape))
    return [axis % len(x.shape) for axis in (dims if isinstance(dims, list | tuple | range) else [dims])]  # fmt: skip


def _mean(call: Call) -> Tensor:
    x = call.tensor("self")
    return call.builder.reduced(x, _axes(call, x), call.name, keepdim=bool(call["keepdim"]))


def _sum(call: Call) -> Tensor:
    """The mean times how many there are."""
    x = call.tensor("self")
    axes = _axes(call, x)
    found = call.builder.reduced(x, axes, call.name, keepdim=bool(call["keepdim"]))
    return scaled(call.builder, call.name, found, math.prod(x.shape[axis] for axis in axes))


def _largest(call: Call) -> Tensor:
    """Over all positions of an image a layer, over other axes the shape alone."""
    x = call.tensor("self")
    axes = sorted(_axes(call, x))
    if (
        axes == list(range(2, len(x.shape)))
        and x.batch == 0
        and not x.folded
        and call.kind == "amax"
    ):
        found = call.made(f"AdaptiveMaxPool{len(axes)}d", x, output_size=1)
        return found if call["keepdim"] else call.builder.reshaped(found, call.shape, call.name)
    return _shape_alone(call)


def _shape_alone(call: Call) -> Tensor:
    """Something over axes that no layer stands for: a mean stands in for the shape."""
    x = call.tensor("self")
    call.leave_out()
    return call.builder.reduced(x, _axes(call, x), call.name, keepdim=bool(call["keepdim"]))


def _twice(function: Callable[[Call], Tensor]) -> Callable[[Call], list[Tensor]]:
    """Values and places, `x.max(1)`."""

    def made(call: Call) -> list[Tensor]:
        found = function(call)
        return [found, found]

    return made


OPERATORS: Operators = {
    **dict.fromkeys(
        ("contiguous", "clone", "alias", "detach", "to", "_to_copy", "type_as", "lift_fresh_copy",
         "_assert_tensor_metadata"), _same,
    ),
    **dict.fromkeys(("view", "reshape", "flatten", "unflatten", "_unsafe_view", "view_as", "reshape_as", "ravel"), _reshape),
    "permute": _permute,
    **dict.fromkeys(("transpose", "swapaxes", "swapdims"), _transpose),
    **dict.fromkeys(("t", "mT", "matrix_H", "numpy_T"), _turned),
    "squeeze": _squeeze,
    "unsqueeze": _unsqueeze,
    **dict.fromkeys(("expand", "broadcast_to", "expand_as"), _expand),
    "repeat": _repeat,
    "broadcast_tensors": _broadcast,
    "select": _select,
    "slice": _slice,
    "narrow": _narrow,
    "chunk": _chunk,
    **dict.fromkeys(("split", "split_with_sizes"), _split),
    "unbind": _unbind,
    "index_select": _index_select,
    "index": _index,
    "roll": _roll,
    "flip": _flip,
    **dict.fromkeys(("cat", "concat", "concatenate"), _cat),
    "stack": _stack,
    "mean": _mean,
    "sum": _sum,
    "amax": _largest,
    **dict.fromkeys(("max", "min", "median", "mode", "kthvalue"), _twice(_shape_alone)),
    **dict.fromkeys(("amin", "prod", "argmax", "argmin", "norm", "linalg_vector_norm", "logsumexp", "var", "std", "any", "all"), _shape_alone),
    **dict.fromkeys(("cumsum", "tril", "triu"), _left_out),
}  # fmt: skip
