"""Operators that move, join, part and average along axes."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quizgen.architecture.onnx_file.operator import Operator, Value
from quizgen.architecture.picked import picked
from quizgen.architecture.stand_in import stand_in
from quizgen.architecture.traced import Tensor, Weight

Shape = tuple[int, ...]
# A slice to ONNX's largest numbers is one to the end.
END = 2**31 - 1


def _reshape(operator: Operator) -> Value:
    """Into the sizes given: 0 keeps a size, -1 is what is left."""
    x = operator.tensor(0)
    sizes = operator.setting("shape", 1) or []
    if not operator.attribute("allowzero", 0):
        sizes = [x.shape[place] if size == 0 else size for place, size in enumerate(sizes)]
    if -1 in sizes:
        known = math.prod(size for size in sizes if size != -1)
        sizes[sizes.index(-1)] = math.prod(x.shape) // known
    return operator.builder.reshaped(x, sizes, operator.step.title)


def _flatten(operator: Operator) -> Value:
    x = operator.tensor(0)
    axis = operator.attribute("axis", 1)
    place = axis + len(x.shape) if axis < 0 else axis
    sizes = (math.prod(x.shape[:place]), math.prod(x.shape[place:]))
    return operator.builder.reshaped(x, sizes, operator.step.title)


def _squeeze(operator: Operator) -> Value:
    x = operator.tensor(0)
    axes = operator.setting("axes", 1)
    if axes is None:
        axes = [axis for axis, size in enumerate(x.shape) if size == 1 and axis != x.batch]
    for axis in sorted((axis % len(x.shape) for axis in axes), reverse=True):
        if x.shape[axis] != 1:
            raise operator.refused(f"takes axis {axis} of size {x.shape[axis]} away", "keep it")
        x = operator.builder.squeezed(x, axis, operator.step.title)
    return x


def _unsqueeze(operator: Operator) -> Value:
    x = operator.tensor(0)
    axes = operator.setting("axes", 1) or []
    rank = len(x.shape) + len(axes)
    for axis in sorted(axis % rank for axis in axes):
        x = operator.builder.unsqueezed(x, axis, operator.step.title)
    return x


def _transpose(operator: Operator) -> Value:
    x = operator.tensor(0)
    order = operator.attribute("perm", range(len(x.shape))[::-1])
    return operator.builder.permuted(x, order, operator.step.title)


def _expand(operator: Operator) -> Value:
    x, sizes = operator.tensor(0), operator.setting("shape", 1) or []
    rank = max(len(sizes), len(x.shape))
    own, given = (_padded(shape, rank) for shape in (x.shape, sizes))
    wanted = [max(a, b) for a, b in zip(own, given, strict=True)]
    return operator.builder.repeated(x, wanted, operator.step.title)


def _padded(shape: Sequence[int], rank: int) -> list[int]:
    return [1] * (rank - len(shape)) + list(shape)


def _tile(operator: Operator) -> Value:
    x = operator.tensor(0)
    for axis, times in enumerate(int(n) for n in operator.numbers(1).ravel()):
        if times < 1:
            raise operator.refused(f"{times} times along axis {axis}", "nothing is left of it")
        if times != 1:
            dim = operator.builder.axis(x, axis)
            x = operator.made("Concat", *[x] * times, dim=dim)
    return x


def _concat(operator: Operator) -> Value:
    """Side by side; learned tensors, such as a class token, are the same for every observation."""
    axis = operator.attribute("axis", 1)
    tensors = [v for v in operator.values if isinstance(v, Tensor) and v.batch is not None]
    if not tensors:
        parts = [operator.as_tensor(value) for value in operator.values if value is not None]
        return operator.made("Concat", *parts, dim=axis)
    like = tensors[0]
    place = axis % len(like.shape)
    parts = []
    for value in operator.values:
        if value is None:
            continue
        if isinstance(value, Tensor) and value.batch is not None:
            parts.append(value)
            continue
        if math.prod(value.shape) == 0:
            continue
        beside = operator.builder.beside(value.shape, like)
        node = operator.builder.reshaped(operator.as_tensor(value, beside), beside).node
        parts.append(Tensor(node, operator.builder.whole(beside, like), like.batch, like.folded))
    if len(parts) == 1:
        return parts[0]
    return operator.builder.joined(operator.step.title, "Concat", *parts, dim=operator.builder.axis(like, place))  # fmt: skip


def _slice(operator: Operator) -> Value:
    shape = operator.value(0).shape
    starts, ends = operator.setting("starts", 1) or [], operator.setting("ends", 2) or []
    axes = operator.setting("axes", 3) or list(range(len(starts)))
    steps = operator.setting("steps", 4) or [1] * len(starts)
    chosen = {}
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        size = shape[axis]
        last: int | None = end
        if step < 0 and end < -size:
            last = None
        chosen[axis % len(shape)] = range(size)[start if abs(start) < END else None : last : step]
    x = operator.piece(chosen)
    for axis, places in chosen.items():
        x = operator.builder.entries(x, axis, places, operator.step.title)
    return x


def _split(operator: Operator) -> list[Value]:
    x = operator.tensor(0)
    axis, count = operator.attribute("axis", 0), len(operator.outputs)
    size = x.shape[axis]
    each = -(-size // operator.attribute("num_outputs", count))
    sizes = operator.setting("split", 1) or [min(each, size - each * i) for i in range(count)]
    if sum(sizes) != size:
        raise operator.refused(f"of {size} entries into {sizes}", "the parts make up the whole")
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    return [
        operator.builder.entries(x, axis, range(end - n, end), operator.step.title)
        for n, end in zip(sizes, ends, strict=True)
    ]


def _gather(operator: Operator) -> Value:
    """Rows of a learned table, or entries along an axis."""
    table, index = operator.value(0), operator.value(1)
    axis = operator.attribute("axis", 0)
    if isinstance(index, Tensor):
        if axis or len(table.shape) != 2 or isinstance(table, Tensor):
            raise operator.refused("is no embedding", "rows of a learned table are looked up")
        return operator.learned(
            "Embedding", [operator.weight(0)], index,
            num_embeddings=table.shape[0], embedding_dim=table.shape[1],
        )  # fmt: skip
    places = operator.numbers(1)
    if isinstance(table, Weight) and axis == 0 and len(table.shape) == 2 and places.ndim:
        return _looked_up(operator, table, places)
    x = operator.piece({axis % len(table.shape): places.ravel().tolist()})
    if not places.ndim:
        return operator.builder.entry(x, axis, int(places), operator.step.title)
    found = operator.builder.entries(x, axis, places.ravel().tolist(), operator.step.title)
    place = axis % len(x.shape)
    shape = (*x.shape[:place], *places.shape, *x.shape[place + 1 :])
    return operator.builder.reshaped(found, shape, operator.step.title)


def _gather_nd(operator: Operator) -> Value:
    """Entries at places given by the leading axes together."""
    x = operator.tensor(0)
    if operator.attribute("batch_dims", 0):
        raise operator.refused("with batch_dims", "export without them")
    places = operator.numbers(1)
    axes = range(places.shape[-1])
    return picked(operator.builder, x, axes, [places[..., a] for a in axes], operator.step.title)


def _largest_few(operator: Operator) -> list[Value]:
    """The k largest along an axis, and their places: the shape alone."""
    x, k = operator.tensor(0), int(operator.numbers(1).ravel()[0])
    axis = operator.attribute("axis", -1) % len(x.shape)
    operator.builder.axis(x, axis)
    operator.leave_out()
    shape = (*x.shape[:axis], k, *x.shape[axis + 1 :])
    title, kind = operator.step.title, operator.step.kind
    return [stand_in(operator.builder, title, kind, shape, x) for _ in range(2)]


def _looked_up(operator: Operator, table: Weight, places: Any) -> Value:
    """Rows of a learned table at fixed places."""
    if places.ravel().tolist() == list(range(table.shape[0])):
        return operator.builder.reshaped(operator.tensor(0), (*places.shape, table.shape[1]))
    where = operator.builder.fixed(places, operator.step.where, tuple(places.shape))
    return operator.learned(
        "Embedding", [operator.weight(0)], where,
        num_embeddings=table.shape[0], embedding_dim=table.shape[1],
    )  # fmt: skip


def _axes(operator: Operator, x: Tensor) -> list[int]:
    axes = operator.setting("axes", 1)
    if not axes and operator.attribute("noop_with_empty_axes", 0):
        return []
    return [axis % len(x.shape) for axis in axes or range(len(x.shape))]


def _mean(*, total: bool = False) -> Callable[[Operator], Value]:
    """The mean, or the sum, which is the mean times how many there are."""

    def made(operator: Operator) -> Value:
        x = operator.tensor(0)
        axes, keep = _axes(operator, x), bool(operator.attribute("keepdims", 1))
        if not axes:
            return x
        found = operator.builder.reduced(x, axes, operator.step.title, keepdim=keep)
        count = math.prod(x.shape[axis] for axis in axes)
        return operator.made("Scale", found, factor=count) if total and count > 1 else found

    return made


def _largest(operator: Operator) -> Value:
    """Over all positions of an image a layer; over other axes the shape alone."""
    x = operator.tensor(0)
    axes, keep = _axes(operator, x), bool(operator.attribute("keepdims", 1))
    if axes == list(range(2, len(x.shape))) and x.batch == 0 and not x.folded:
        found = operator.made(f"AdaptiveMaxPool{len(axes)}d", x, output_size=1)
        return found if keep else operator.builder.reshaped(found, x.shape[:2], operator.step.title)
    return _left_out(operator)


def _left_out(operator: Operator) -> Value:
    """Something over axes that no layer stands for: a mean stands in for the shape."""
    x = operator.tensor(0)
    axes = _axes(operator, x)
    if not axes:
        return x
    operator.leave_out()
    keep = bool(operator.attribute("keepdims", 1))
    return operator.builder.reduced(x, axes, operator.step.title, keepdim=keep)


def _place(operator: Operator) -> Value:
    """Where the largest entry is: a mean stands in for the shape."""
    x, axis = operator.tensor(0), operator.attribute("axis", 0)
    operator.leave_out()
    keep = bool(operator.attribute("keepdims", 1))
    return operator.builder.reduced(x, [axis], operator.step.title, keepdim=keep)


def _same_shape(operator: Operator) -> Value:
    operator.leave_out()
    return operator.tensor(0)


def _matrix(operator: Operator) -> Value:
    """A product with a learned matrix is a fully connected layer."""
    left, right = operator.value(0), operator.value(1)
    if not isinstance(right, Tensor) and len(right.shape) == 2 and isinstance(left, Tensor):
        weight = operator.weight(1)
        rows, columns = weight.shape
        return operator.learned("Linear", [weight], left, in_features=rows, out_features=columns, bias=False)  # fmt: skip
    pair = [operator.as_tensor(value) for value in (left, right)]
    name = operator.step.title
    alone = [len(tensor.shape) == 1 for tensor in pair]
    if alone[0]:
        pair[0] = operator.builder.unsqueezed(pair[0], 0, name)
    if alone[1]:
        pair[1] = operator.builder.unsqueezed(pair[1], 1, name)
    found = operator.builder.product(name, *pair)
    if alone[1]:
        found = operator.builder.squeezed(found, -1, name)
    return operator.builder.squeezed(found, -2 + alone[1], name) if alone[0] else found


def _depth_to_space(operator: Operator) -> Value:
    """Channels become pixels: in torch's order a layer, in ONNX's other one axes split, moved and joined."""
    x = operator.builder.first(operator.tensor(0), operator.step.where)
    side = operator.attributes["blocksize"]
    if operator.attribute("mode", b"DCR") == b"CRD":
        return operator.made("PixelShuffle", x, upscale_factor=side)
    n, c, h, w = x.shape
    split = (n, side, side, c // side**2, h, w)
    return _moved(operator, x, split, (0, 3, 4, 1, 5, 2), (n, split[3], h * side, w * side))


def _space_to_depth(operator: Operator) -> Value:
    """Pixels become channels, in torch's order or in ONNX's own."""
    x = operator.builder.first(operator.tensor(0), operator.step.where)
    side = operator.attributes["blocksize"]
    if operator.attribute("mode", b"DCR") == b"CRD":
        return operator.made("PixelUnshuffle", x, downscale_factor=side)
    n, c, h, w = x.shape
    split = (n, c, h // side, side, w // side, side)
    return _moved(operator, x, split, (0, 3, 5, 1, 2, 4), (n, c * side**2, split[2], split[4]))


def _moved(operator: Operator, x: Tensor, split: Shape, order: Shape, joined: Shape) -> Tensor:
    builder, name = operator.builder, operator.step.title
    found = builder.permuted(builder.reshaped(x, split, name), order, name)
    return builder.reshaped(found, joined, name)


OPERATORS: Mapping[str, Callable[[Operator], Any]] = {
    "Reshape": _reshape,
    "Flatten": _flatten,
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "Transpose": _transpose,
    "Expand": _expand,
    "Tile": _tile,
    "Concat": _concat,
    "Slice": _slice,
    "Split": _split,
    "Gather": _gather,
    "GatherND": _gather_nd,
    "TopK": _largest_few,
    "MatMul": _matrix,
    "ReduceMean": _mean(),
    "ReduceSum": _mean(total=True),
    "ReduceMax": _largest,
    "DepthToSpace": _depth_to_space,
    "SpaceToDepth": _space_to_depth,
    **dict.fromkeys(
        ("ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare"),
        _left_out,
    ),
    **dict.fromkeys(("ArgMax", "ArgMin"), _place),
    **dict.fromkeys(("CumSum", "Trilu"), _same_shape),
}  # fmt: skip
