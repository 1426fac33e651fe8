"""Tensors of their own, and parts and turns of a tensor: what a description needs between layers.

PyTorch writes these as `nn.Parameter`, `x[:, 0]` and `x.transpose(1, 2)`; here they are layers, so
that a network is nothing but layers. Axes are counted without the batch, as in `Concat`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import (
    Countable,
    Shape,
    ShapeLike,
    as_shape,
    at_least_one,
    batched,
    counted,
    frozen,
)
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array, divided, total


@dataclass(frozen=True, slots=True)
class Parameter(Countable):
    """A learned tensor that reads no input, such as a class token.

    >>> token = Parameter((1, 768))
    >>> token.parameter_count, token.output_shape(()), token.connections(())
    (768, (1, 768), 0)
    """

    shape_rule: ClassVar[str] = "It reads nothing: its shape is its own."
    says_shape: ClassVar[bool] = True
    shape: Any

    def __post_init__(self) -> None:
        at_least_one(self, "shape")

    @property
    @quantity
    def parameter_count(self) -> int:
        """Every entry is learned."""
        return counted("parameters", as_shape(self.shape))

    @quantity
    def output_shape(self, input_shape: ShapeLike = ()) -> Shape:  # noqa: ARG002 - reads nothing
        """Its own shape."""
        return as_shape(self.shape)

    @quantity
    def connections(self, input_shape: ShapeLike = (), *, count_bias: bool = False) -> int:  # noqa: ARG002 - reads nothing
        """None: it is no function of the input."""
        return 0

    @quantity
    def zeros(self, input_shape: ShapeLike = ()) -> int:  # noqa: ARG002 - reads nothing
        """None: there is no matrix."""
        return 0

    @quantity
    def output(self, x: Any, weight: Any) -> Any:  # noqa: ARG002 - reads nothing
        """The weights themselves."""
        return as_array(weight)

    forward = output

    def torch_call(self, module: str, sources: Sequence[str], batch: str) -> str:  # noqa: ARG002 - there are none
        """A learned tensor is spread over the batch."""
        return f"{module}.expand({batch}.size(0), {', '.join(map(str, self.shape))})"


@dataclass(frozen=True, slots=True)
class Positions(Countable):
    """The numbers 0, 1, … of the places of a sequence: read by an embedding of positions, not learned.

    >>> Positions(3).output(()).tolist(), Positions(3).parameter_count
    ([0, 1, 2], 0)
    """

    shape_rule: ClassVar[str] = "It reads nothing: its shape is its own."
    says_shape: ClassVar[bool] = True
    length: int

    def __post_init__(self) -> None:
        at_least_one(self, "length")

    @quantity
    def output_shape(self, input_shape: ShapeLike = ()) -> Shape:  # noqa: ARG002 - reads nothing
        """As many as there are places."""
        return (self.length,)

    @quantity
    def connections(self, input_shape: ShapeLike = (), *, count_bias: bool = False) -> int:  # noqa: ARG002 - reads nothing
        """None: they are no function of the input."""
        return 0

    @quantity
    def zeros(self, input_shape: ShapeLike = ()) -> int:  # noqa: ARG002 - reads nothing
        """None: there is no matrix."""
        return 0

    @quantity
    def output(self, x: Any) -> Any:  # noqa: ARG002 - reads nothing
        """The numbers themselves."""
        return as_array(list(range(self.length)))

    forward = output

    def torch_expression(self, sources: Sequence[str]) -> str:  # noqa: ARG002 - there are none
        """The numbers, for a batch of one."""
        return f"torch.arange({self.length})[None]"


@dataclass(frozen=True, slots=True)
class Select(Countable):
    """One entry along an axis, which goes away, or several, which stay in the order given.

    >>> Select(-1).output_shape((196, 768)), Select((0, 1, 2)).output_shape((6, 14, 14))
    ((768,), (3, 14, 14))
    >>> Select(0).output([[1, 2], [3, 4]]).tolist()
    [1, 2]
    """

    shape_rule: ClassVar[str] = (
        "Of one axis the entries asked for are left; a single one leaves no axis."
    )
    says_shape: ClassVar[bool] = True
    index: int | tuple[int, ...]
    dim: int = 0

    def __post_init__(self) -> None:
        frozen(self, "index")
        chosen = self.index if isinstance(self.index, tuple) else (self.index,)
        if not all(isinstance(index, int) for index in (*chosen, self.dim)):
            raise ShapeError(
                f"Select: index={self.index!r}, dim={self.dim!r} must be whole numbers"
            )

    def __str__(self) -> str:
        index = self.index
        if (
            isinstance(index, tuple)
            and len(index) > 4
            and index == tuple(range(index[0], index[0] + len(index)))
        ):
            return f"Select({index[0]}…{index[-1]}, dim={self.dim})"
        return f"Select({index!r}, dim={self.dim})"

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The shape without the axis, or with as many entries there as are chosen."""
        shape = as_shape(input_shape)
        if not -len(shape) <= self.dim < len(shape):
            raise ShapeError(f"Select(dim={self.dim}): shape {shape} has no such axis")
        dim = self.dim % len(shape)
        chosen = (self.index,) if isinstance(self.index, int) else tuple(self.index)
        wrong = [index for index in chosen if not -shape[dim] <= index < shape[dim]]
        if wrong or not chosen:
            raise ShapeError(f"Select({self.index}): axis {dim} of {shape} has no such entry")
        kept = () if isinstance(self.index, int) else (len(chosen),)
        return (*shape[:dim], *kept, *shape[dim + 1 :])

    @quantity
    def output(self, x: Any) -> Any:
        """The chosen entries."""
        values = as_array(x)
        self.output_shape(values.shape)
        return values.take(self.index, axis=self.dim)

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """The gradient at the chosen entries, zero elsewhere."""
        import numpy as np

        values, grad = as_array(x), as_array(grad_output)
        found = np.zeros(values.shape, dtype=grad.dtype)
        at: list[Any] = [slice(None)] * values.ndim
        at[self.dim % values.ndim] = self.index
        # An entry chosen twice gets the sum of both gradients.
        np.add.at(found, tuple(at), grad)
        return {"input": found}

    def torch_expression(self, sources: Sequence[str]) -> str:
        """By its index."""
        index = self.index if isinstance(self.index, int) else list(self.index)
        return f"{sources[0]}[{':, ' * (self.dim + 1)}{index}]"


@dataclass(frozen=True, slots=True)
class Transpose(Countable):
    """Two axes exchanged, as `x.transpose(1, 2)` does with a batch in front.

    >>> Transpose().output_shape((768, 196))
    (196, 768)
    """

    draws_edges: ClassVar[bool] = False
    shape_rule: ClassVar[str] = "The two axes change places."
    dim0: int = 0
    dim1: int = 1

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The shape with the two sizes exchanged."""
        shape = list(as_shape(input_shape))
        if not all(-len(shape) <= dim < len(shape) for dim in (self.dim0, self.dim1)):
            raise ShapeError(
                f"Transpose({self.dim0}, {self.dim1}): shape {tuple(shape)} has no such axes"
            )
        shape[self.dim0], shape[self.dim1] = shape[self.dim1], shape[self.dim0]
        return tuple(shape)

    @quantity
    def output(self, x: Any) -> Any:
        """The values with the axes exchanged."""
        values = as_array(x)
        self.output_shape(values.shape)
        return values.swapaxes(self.dim0, self.dim1)

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:  # noqa: ARG002 - every layer takes its input
        """The gradient with the axes exchanged back."""
        return {"input": as_array(grad_output).swapaxes(self.dim0, self.dim1)}

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The method of a tensor."""
        return f"{sources[0]}.transpose({batched(self.dim0)}, {batched(self.dim1)})"


@dataclass(frozen=True, slots=True)
class Permute(Countable):
    """The axes in another order: `x.permute(0, 2, 1)` with a batch in front is `Permute((1, 0))`.

    >>> Permute((1, 2, 0)).output_shape((3, 32, 28))
    (32, 28, 3)
    """

    draws_edges: ClassVar[bool] = False
    shape_rule: ClassVar[str] = "The axes stand in the order given, counted from 0."
    dims: Any

    def __post_init__(self) -> None:
        frozen(self, "dims")

    def _order(self, rank: int) -> Shape:
        dims = (self.dims,) if isinstance(self.dims, int) else tuple(self.dims)
        order = tuple(dim + rank if dim < 0 else dim for dim in dims)
        if sorted(order) != list(range(rank)):
            raise ShapeError(f"Permute({dims}): an input of {rank} axes needs each of them once")
        return order

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The sizes in the new order."""
        shape = as_shape(input_shape)
        return tuple(shape[dim] for dim in self._order(len(shape)))

    @quantity
    def output(self, x: Any) -> Any:
        """The values with the axes in the new order."""
        values = as_array(x)
        return values.transpose(self._order(values.ndim))

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:  # noqa: ARG002 - every layer takes its input
        """The gradient with the axes in their old order."""
        grads = as_array(grad_output)
        order = self._order(grads.ndim)
        return {"input": grads.transpose(sorted(range(grads.ndim), key=order.__getitem__))}

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The method of a tensor."""
        dims = self.dims if isinstance(self.dims, tuple) else (self.dims,)
        return f"{sources[0]}.permute(0, {', '.join(map(batched, dims))})"


@dataclass(frozen=True, slots=True)
class Mean(Countable):
    """The mean over one axis or several, as in `x.mean([2, 3])`: global average pooling.

    >>> Mean((1, 2)).output_shape((512, 7, 7)), Mean(0).output([[1, 2], [2, 4]]).tolist()
    ((512,), [Fraction(3, 2), 3])
    """

    dim: Any
    keepdim: bool = False

    def __post_init__(self) -> None:
        frozen(self, "dim")

    def shape_words(self, input_shape: ShapeLike) -> str:
        """Which axes go, and whether a 1 is left of them."""
        several = len(self._axes(as_shape(input_shape))) > 1
        gone = "have the size 1" if several else "has the size 1"
        if not self.keepdim:
            gone = "go" if several else "goes"
        return f"The {'axes that are' if several else 'axis that is'} averaged over {gone}; any other stays."

    def _axes(self, shape: Shape) -> Shape:
        dims = (self.dim,) if isinstance(self.dim, int) else tuple(self.dim)
        if not dims or not all(-len(shape) <= dim < len(shape) for dim in dims):
            raise ShapeError(f"Mean({self.dim}): shape {shape} has no such axes")
        return tuple(sorted({dim % len(shape) for dim in dims}))

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The shape without the axes; with `keepdim` their sizes are 1."""
        shape = as_shape(input_shape)
        axes = self._axes(shape)
        sizes = [1 if axis in axes else size for axis, size in enumerate(shape)]
        if not self.keepdim:
            sizes = [size for axis, size in enumerate(sizes) if axis not in axes]
        return tuple(sizes)

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:  # noqa: ARG002 - there are no intercepts
        """Every input is read by the one mean it belongs to."""
        self.output_shape(input_shape)
        return math.prod(as_shape(input_shape))

    @quantity
    def output(self, x: Any) -> Any:
        """The means, exact."""
        values = as_array(x)
        shape = self.output_shape(values.shape)
        sums = values
        for axis in reversed(self._axes(values.shape)):
            sums = total(sums, axis=axis)
        return as_array(_shared(sums, self._count(values.shape))).reshape(shape)

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """The gradient shared evenly among the inputs of a mean."""
        import numpy as np

        shape = as_array(x).shape
        kept = [1 if axis in self._axes(shape) else size for axis, size in enumerate(shape)]
        shares = as_array(_shared(as_array(grad_output), self._count(shape))).reshape(kept)
        return {"input": np.broadcast_to(shares, shape).copy()}

    def _count(self, shape: Shape) -> int:
        return math.prod(shape[axis] for axis in self._axes(shape))

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The method of a tensor."""
        dims = self.dim if isinstance(self.dim, tuple) else (self.dim,)
        keepdim = ", keepdim=True" if self.keepdim else ""
        return f"{sources[0]}.mean([{', '.join(map(batched, dims))}]{keepdim})"


def _shared(values: Any, count: int) -> Any:
    """Each entry divided by a count, exactly."""
    if values.dtype.kind == "f":
        return values / count
    return [divided(entry, count) for entry in values.ravel().tolist()]
