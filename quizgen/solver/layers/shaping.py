"""Layers that change the shape only: nothing is learned, nothing is multiplied."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import (
    Countable,
    Shape,
    ShapeLike,
    as_shape,
    at_least_one,
    frozen,
)
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array

if TYPE_CHECKING:
    import numpy as np


class Reshaping(Countable):
    """The same numbers in another shape, in the same order."""

    __slots__ = ()

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The same values in the new shape, the last axis fastest."""
        values = as_array(x)
        return values.reshape(self.output_shape(values.shape))

    def forward(self, x: Any) -> "np.ndarray[Any, Any]":
        """PyTorch's name for `output`."""
        return self.output(x)

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """The gradient in the shape of the input."""
        return {"input": as_array(grad_output).reshape(as_array(x).shape)}


@dataclass(frozen=True, slots=True)
class Flatten(Reshaping):
    """All axes in one (shapes are without the batch, so torch's `start_dim=1` is axis 0 here).

    >>> Flatten().output_shape((16, 5, 5))
    (400,)
    """

    draws_edges: ClassVar[bool] = False
    passes_channels: ClassVar[bool] = True
    keeps_values: ClassVar[bool] = True
    start_dim: int = 1
    end_dim: int = -1

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The shape with the axes from `start_dim` to `end_dim` multiplied into one."""
        shape = as_shape(input_shape)
        rank = len(shape) + 1
        if not -rank <= self.start_dim < rank or not -rank <= self.end_dim < rank:
            raise ShapeError(f"{self}: shape {shape} has no such axes")
        start, end = (d % rank - 1 for d in (self.start_dim, self.end_dim))
        if start < 0 or end < start:
            raise ShapeError(f"{self}: shape {shape} has no such axes; the batch stays")
        size = math.prod(shape[start : end + 1])
        leave("features in a row", size, sizes=shape[start : end + 1])
        return (*shape[:start], size, *shape[end + 1 :])


@dataclass(frozen=True, slots=True)
class Unflatten(Reshaping):
    """One axis split into several; `dim` counts the batch, as in torch.

    >>> Unflatten(1, (4, 5, 5)).output_shape(100)
    (4, 5, 5)
    """

    draws_edges: ClassVar[bool] = False
    keeps_values: ClassVar[bool] = True
    shape_rule: ClassVar[str] = "One axis is split into the sizes given; the others stay."
    dim: int
    unflattened_size: Any

    def __post_init__(self) -> None:
        if isinstance(self.unflattened_size, int):
            object.__setattr__(self, "unflattened_size", (self.unflattened_size,))
        frozen(self, "unflattened_size")

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The shape with the axis `dim` replaced; one size may be -1."""
        shape = as_shape(input_shape)
        rank = len(shape) + 1
        axis = self.dim % rank - 1 if -rank <= self.dim < rank else -1
        sizes = tuple(self.unflattened_size)
        if axis < 0:
            raise ShapeError(f"{self}: shape {shape} has no axis {self.dim} besides the batch")
        known = math.prod(size for size in sizes if size != -1)
        if sizes.count(-1) == 1 and known and shape[axis] % known == 0:
            sizes = tuple(shape[axis] // known if size == -1 else size for size in sizes)
        if math.prod(sizes) != shape[axis]:
            raise ShapeError(
                f"{self}: {shape[axis]} features are not {' × '.join(map(str, sizes))}"
            )
        return (*shape[:axis], *sizes, *shape[axis + 1 :])


@dataclass(frozen=True, slots=True)
class Reshape(Reshaping):
    """The shape given, one size of which may be -1: `x.view(batch, …)` in torch.

    >>> Reshape((4, -1)).output_shape((2, 6))
    (4, 3)
    """

    draws_edges: ClassVar[bool] = False
    shape_rule: ClassVar[str] = "As many entries in the shape asked for."
    says_shape: ClassVar[bool] = True
    shape: Any

    def __post_init__(self) -> None:
        frozen(self, "shape")
        sizes = (self.shape,) if isinstance(self.shape, int) else self.shape
        if any(size < 1 and size != -1 for size in sizes) or list(sizes).count(-1) > 1:
            raise ShapeError(f"Reshape({self.shape}): sizes are at least 1, one may be -1")

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The new shape, which has as many entries as the old one."""
        given = (self.shape,) if isinstance(self.shape, int) else tuple(self.shape)
        entries = math.prod(as_shape(input_shape))
        known = math.prod(size for size in given if size != -1)
        found = tuple(entries // known if size == -1 else size for size in given)
        if math.prod(found) != entries:
            raise ShapeError(f"{self}: {entries} entries do not fill {given}")
        return found

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The method of a tensor."""
        shape = self.shape if isinstance(self.shape, tuple) else (self.shape,)
        return f"{sources[0]}.reshape({sources[0]}.size(0), {', '.join(map(str, shape))})"


@dataclass(frozen=True, slots=True)
class Unsqueeze(Reshaping):
    """One more axis of size 1, at place `dim`; the batch counts, as in torch.

    >>> Unsqueeze(1).output_shape((28, 28)), Unsqueeze(-1).output_shape(5)
    ((1, 28, 28), (5, 1))
    """

    draws_edges: ClassVar[bool] = False
    shape_rule: ClassVar[str] = "An axis of size 1 is put in."
    says_shape: ClassVar[bool] = True
    dim: int

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The shape with a 1 put in."""
        shape = as_shape(input_shape)
        place = self.dim - 1 if self.dim >= 0 else len(shape) + 1 + self.dim
        if not 0 <= place <= len(shape):
            raise ShapeError(f"Unsqueeze({self.dim}): shape {shape} has no such place")
        return (*shape[:place], 1, *shape[place:])

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The method of a tensor."""
        return f"{sources[0]}.unsqueeze({self.dim})"


@dataclass(frozen=True, slots=True)
class Squeeze(Reshaping):
    """An axis of size 1 taken away (any other stays); the batch counts, as in torch.

    >>> Squeeze(1).output_shape((1, 28)), Squeeze(-1).output_shape((3, 2))
    ((28,), (3, 2))
    """

    draws_edges: ClassVar[bool] = False
    shape_rule: ClassVar[str] = "An axis of size 1 is taken away; any other stays."
    says_shape: ClassVar[bool] = True
    dim: int

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The shape without the axis, if its size is 1."""
        shape = as_shape(input_shape)
        place = self.dim - 1 if self.dim >= 0 else len(shape) + self.dim
        if not 0 <= place < len(shape):
            raise ShapeError(f"Squeeze({self.dim}): shape {shape} has no such axis")
        return (*shape[:place], *shape[place + 1 :]) if shape[place] == 1 else shape

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The method of a tensor."""
        return f"{sources[0]}.squeeze({self.dim})"


@dataclass(frozen=True, slots=True)
class PixelShuffle(Countable):
    """Channels become pixels: `(C·r², H, W)` to `(C, H·r, W·r)`.

    >>> PixelShuffle(2).output_shape((8, 3, 5))
    (2, 6, 10)
    """

    draws_edges: ClassVar[bool] = False
    shape_rule: ClassVar[str] = (
        "The channels are divided by the square of the factor; height and width grow by the factor."
    )
    upscale_factor: int

    def __post_init__(self) -> None:
        at_least_one(self, "upscale_factor")

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Channels divided by r², height and width times r."""
        shape, r = as_shape(input_shape), self.upscale_factor
        if len(shape) != 3 or shape[0] % (r * r):
            raise ShapeError(
                f"{self}: shape {shape} needs three axes and channels divisible by {r * r}"
            )
        return (shape[0] // (r * r), shape[1] * r, shape[2] * r)

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The same values at their new places."""
        values, r = as_array(x), self.upscale_factor
        channels, height, width = self.output_shape(values.shape)
        parts = values.reshape(channels, r, r, height // r, width // r)
        return parts.transpose(0, 3, 1, 4, 2).reshape(channels, height, width)

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """The gradients at their old places."""
        shape, r = as_array(x).shape, self.upscale_factor
        channels, height, width = self.output_shape(shape)
        parts = as_array(grad_output).reshape(channels, height // r, r, width // r, r)
        return {"input": parts.transpose(0, 2, 4, 1, 3).reshape(shape)}


@dataclass(frozen=True, slots=True)
class PixelUnshuffle(Countable):
    """Pixels become channels: `(C, H·r, W·r)` to `(C·r², H, W)`.

    >>> PixelUnshuffle(2).output_shape((2, 6, 10))
    (8, 3, 5)
    """

    draws_edges: ClassVar[bool] = False
    shape_rule: ClassVar[str] = (
        "Height and width are divided by the factor; the channels grow by its square."
    )
    downscale_factor: int

    def __post_init__(self) -> None:
        at_least_one(self, "downscale_factor")

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Channels times r², height and width divided by r."""
        shape, r = as_shape(input_shape), self.downscale_factor
        if len(shape) != 3 or shape[1] % r or shape[2] % r:
            raise ShapeError(
                f"{self}: shape {shape} needs three axes, height and width divisible by {r}"
            )
        return (shape[0] * r * r, shape[1] // r, shape[2] // r)

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The same values at their new places."""
        values = as_array(x)
        self.output_shape(values.shape)
        return self._inverse().backward(_like(self.output_shape(values.shape)), values)["input"]

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:  # noqa: ARG002 - every layer takes its input
        """The gradients at their old places."""
        return {"input": self._inverse().output(grad_output)}

    def _inverse(self) -> PixelShuffle:
        return PixelShuffle(self.downscale_factor)


def _like(shape: Shape) -> "np.ndarray[Any, Any]":
    """Something of a shape, whatever its values."""
    import numpy as np

    return np.broadcast_to(np.int64(0), shape)


@dataclass(frozen=True, slots=True)
class ChannelShuffle(Countable):
    """The channels of each group dealt out: first ones first, as in ShuffleNet.

    >>> ChannelShuffle(2).output([[1], [2], [3], [4]]).ravel().tolist()
    [1, 3, 2, 4]
    """

    draws_edges: ClassVar[bool] = False
    groups: int

    def __post_init__(self) -> None:
        at_least_one(self, "groups")

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The same shape; its channels are divisible by the groups."""
        shape = as_shape(input_shape)
        if len(shape) < 2 or shape[0] % self.groups:
            raise ShapeError(f"{self}: shape {shape} needs channels divisible by {self.groups}")
        return shape

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The same channels in another order."""
        return self._dealt(as_array(x), self.groups)

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:  # noqa: ARG002 - every layer takes its input
        """The gradients in the old order."""
        grads = as_array(grad_output)
        return {"input": self._dealt(grads, len(grads) // self.groups)}

    def _dealt(self, values: Any, groups: int) -> "np.ndarray[Any, Any]":
        shape = self.output_shape(values.shape)
        parts = values.reshape(groups, shape[0] // groups, *shape[1:])
        found: np.ndarray[Any, Any] = parts.swapaxes(0, 1).reshape(shape)
        return found


@dataclass(frozen=True, slots=True)
class Dropout(Countable):
    """Drops units with probability `p` while training; in use it changes nothing."""

    on_units: ClassVar[bool] = True
    keeps_values: ClassVar[bool] = True
    p: Any = Fraction(1, 2)
    inplace: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.p <= 1:
            raise ShapeError(f"Dropout(p={self.p}): a probability lies between 0 and 1")

    @quantity
    def output(self, x: Any) -> Any:
        """The input itself, as in evaluation mode."""
        return as_array(x)

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:  # noqa: ARG002 - every layer takes its input
        """The gradient itself."""
        return {"input": as_array(grad_output)}
