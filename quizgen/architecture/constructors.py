"""What operators of ONNX and of PyTorch both end in: layers on batched tensors."""

from collections.abc import Callable, Sequence
from typing import Any

from quizgen.architecture.batched import Batched
from quizgen.architecture.traced import Tensor
from quizgen.errors import UserError


def scaled(builder: Batched, name: str, x: Tensor, factor: float) -> Tensor:
    """Every entry times a number."""
    return x if factor == 1 else builder.made(name, "Scale", x, factor=factor)


def shifted(builder: Batched, name: str, x: Tensor, addend: float) -> Tensor:
    """Every entry plus a number."""
    return x if addend == 0 else builder.made(name, "Shift", x, addend=addend)


def with_number(
    builder: Batched, name: str, kind: str, x: Tensor, number: float, *, first: bool = True
) -> Tensor:
    """A tensor and a number added, subtracted or multiplied; `first` says that the tensor is the first."""
    if kind == "Multiply":
        return scaled(builder, name, x, number)
    if kind == "Add":
        return shifted(builder, name, x, number)
    if first:
        return shifted(builder, name, x, -number)
    return shifted(builder, name, scaled(builder, name, x, -1), number)


def spread(
    builder: Batched, name: str, kind: str, values: Sequence[Any], as_tensor: Callable[..., Tensor]
) -> Tensor:
    """Values joined entry by entry; `as_tensor(value, shape)` makes a node of what is not one yet."""
    leading = [value for value in values if isinstance(value, Tensor) and value.batch is not None]
    found = []
    for value in values:
        if isinstance(value, Tensor) or not leading or len(value.shape) > len(leading[0].shape):
            found.append(as_tensor(value))
            continue
        like = leading[0]
        beside = builder.beside(value.shape, like)
        node = as_tensor(value, beside).node
        found.append(Tensor(node, builder.whole(beside, like), like.batch, like.folded))
    return builder.joined(name, kind, *found)


def one_over(number: float) -> float:
    """The factor of a division; whole where it is."""
    factor = 1 / number
    return int(factor) if factor == int(factor) else factor


def clipped(
    builder: Batched, name: str, x: Tensor, low: float | None, high: float | None
) -> Tensor:
    """Values between two ends, or not beyond one."""
    if low is None and high is None:
        return x
    if high is None:
        if low == 0:
            return builder.made(name, "ReLU", x)
        return builder.made(name, "Threshold", x, threshold=low, value=low)
    if low is None:
        turned = builder.made(name, "Scale", x, factor=-1)
        cut = builder.made(name, "Threshold", turned, threshold=-high, value=-high)
        return builder.made(name, "Scale", cut, factor=-1)
    if (low, high) == (0, 6):
        return builder.made(name, "ReLU6", x)
    if low > high:
        raise UserError(f"{name} from {low} to {high}", "the lower end comes first")
    return builder.made(name, "Hardtanh", x, min_val=low, max_val=high)


def padded(
    builder: Batched,
    name: str,
    x: Tensor,
    pairs: Sequence[tuple[int, int]],
    kind: str,
    value: float,
) -> Tensor:
    """Axes with entries put before and after, by a layer for one to three axes; fewer are cut off."""
    if x.batch is not None and any(pairs[x.batch]):
        raise UserError(f"{name} of the batch", "pad the other axes")
    for axis, (start, end) in enumerate(pairs):
        if start < 0 or end < 0:
            size = x.shape[axis]
            x = builder.entries(x, axis, range(max(-start, 0), size - max(-end, 0)), name)
    sides = [(max(a, 0), max(b, 0)) for axis, (a, b) in enumerate(pairs) if axis != x.batch]
    first = next((place for place, side in enumerate(sides) if any(side)), None)
    if first is None:
        return x
    # Where the first axis of an observation grows, one axis more stands in for the channels.
    lifted = first == 0
    dims = len(sides) if lifted else len(sides) - 1
    if dims > 3 or x.folded:
        raise UserError(f"{name} of {dims} axes", "there are layers for one to three")
    source = builder.unsqueezed(x, 0 if x.batch is None else 1, name) if lifted else x
    sizes = tuple(n for side in sides[::-1][:dims] for n in side)
    more = {"value": value} if kind == "ZeroPad" and value else {}
    layer = f"{'ConstantPad' if more else kind}{dims}d"
    found = builder.made(name, layer, source, padding=sizes, **more)
    return builder.squeezed(found, 0 if x.batch is None else 1, name) if lifted else found


def last_states(
    builder: Batched, name: str, steps: Tensor, time: int, hidden: int, directions: int
) -> list[Tensor]:
    """The state after the last step of each direction; backwards the last one is the first."""
    ends = []
    for direction in range(directions):
        end = builder.entry(steps, time, -1 if direction == 0 else 0, name)
        if directions > 1:
            start = direction * hidden
            end = builder.entries(end, 1, range(start, start + hidden), name)
        ends.append(end)
    return ends


def stacked(builder: Batched, name: str, parts: Sequence[Tensor], axis: int) -> Tensor:
    """Tensors side by side along a new axis."""
    lifted = [builder.unsqueezed(part, axis, name) for part in parts]
    if len(lifted) == 1:
        return lifted[0]
    return builder.joined(name, "Concat", *lifted, dim=builder.axis(lifted[0], axis))
