"""Places of images: parts put together again, entries put back where a pooling found them, grids."""

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quizgen.architecture.fake_torch.applying import batch_first, computed, shape_of
from quizgen.architecture.minipython.values import Stop

if TYPE_CHECKING:
    from quizgen.architecture.fake_torch.machine import TorchMachine


def _sizes(machine: "TorchMachine", value: Any, dims: int) -> tuple[int, ...]:
    """One size for each axis, of a number or of several."""
    if isinstance(value, list | tuple):
        if len(value) != dims:
            raise Stop(f"{len(value)} sizes for {dims} axes", exception="RuntimeError")
        return tuple(machine.whole(size) for size in value)
    return (machine.whole(value),) * dims


def fold(
    machine: "TorchMachine",
    value: Any,
    output_size: Any,
    kernel_size: Any,
    dilation: Any = 1,
    padding: Any = 0,
    stride: Any = 1,
) -> Any:
    """`F.fold(x, (8, 8), 2)`: (channels · entries of the kernel, places) to an image."""
    tensor = batch_first(machine.tensor(value), "fold")
    shape = shape_of(tensor)
    size, kernel, apart, around, step = (
        _sizes(machine, v, 2) for v in (output_size, kernel_size, dilation, padding, stride)
    )
    places = math.prod(
        (size[i] + 2 * around[i] - apart[i] * (kernel[i] - 1) - 1) // step[i] + 1 for i in (0, 1)
    )
    if len(shape) != 2 or shape[0] % math.prod(kernel) or shape[1] != places:
        raise Stop(
            f"fold of {shape} to {size}: (multiple of {math.prod(kernel)}, {places}) fits",
            exception="RuntimeError",
        )
    return computed(machine, "fold", [tensor], (shape[0] // math.prod(kernel), *size))


def unpooling(dims: int) -> Callable[..., Any]:
    """`F.max_unpool2d(x, places, 2)`."""

    def run(
        machine: "TorchMachine",
        value: Any,
        indices: Any,
        kernel_size: Any,
        stride: Any = None,
        padding: Any = 0,
        output_size: Any = None,
    ) -> Any:
        title = f"max_unpool{dims}d"
        tensor = batch_first(machine.tensor(value), title)
        shape = shape_of(tensor)
        kernel, around = _sizes(machine, kernel_size, dims), _sizes(machine, padding, dims)
        step = kernel if stride is None else _sizes(machine, stride, dims)
        if len(shape) != dims + 1:
            raise Stop(f"{title} of {len(shape)} axes of an observation", exception="RuntimeError")
        found = tuple((shape[1 + i] - 1) * step[i] - 2 * around[i] + kernel[i] for i in range(dims))
        if output_size is not None:
            found = _sizes(machine, list(output_size)[-dims:], dims)
        return computed(machine, title, [tensor], (shape[0], *found))

    return run


def grid_sample(machine: "TorchMachine", value: Any, grid: Any, *given: Any, **named: Any) -> Any:
    """`F.grid_sample(x, grid)`: the image's channels at the grid's places."""
    image, places = (
        batch_first(machine.tensor(value), "grid_sample"),
        batch_first(machine.tensor(grid), "grid_sample"),
    )
    shape, at = shape_of(image), shape_of(places)
    if len(shape) != len(at) or at[-1] != len(shape) - 1:
        raise Stop(f"grid_sample of {shape} at {at}: pairs of places fit", exception="RuntimeError")
    return computed(machine, "grid_sample", [image, places], (shape[0], *at[:-1]))


def affine_grid(machine: "TorchMachine", theta: Any, size: Any, align_corners: Any = None) -> Any:
    """`F.affine_grid(theta, x.size())`: a place for each entry of the image."""
    tensor = batch_first(machine.tensor(theta), "affine_grid")
    inner = [machine.whole(n) for n in list(size)[2:]]
    if shape_of(tensor) != (len(inner), len(inner) + 1):
        raise Stop(
            f"affine_grid by {shape_of(tensor)} of {len(inner)} axes", exception="RuntimeError"
        )
    return computed(machine, "affine_grid", [tensor], (*inner, len(inner)))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "fold": fold,
    **{f"max_unpool{dims}d": unpooling(dims) for dims in (1, 2, 3)},
    "grid_sample": grid_sample,
    "affine_grid": affine_grid,
}
