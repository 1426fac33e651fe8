"""Branches joined: side by side, added, multiplied."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Shape, as_shape, batched, counted
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array, largest, plus, product, tidy

if TYPE_CHECKING:
    import numpy as np


class Joining(Countable):
    """Layers of several inputs; shapes and values are tuples, one entry for each branch."""

    __slots__ = ()

    @quantity
    def connections(self, input_shape: Any, *, count_bias: bool = False) -> int:  # noqa: ARG002 - nothing is weighed
        """One for each value that comes in."""
        self.output_shape(input_shape)
        return self._entries(input_shape)

    def _entries(self, input_shape: Any) -> int:
        return sum(math.prod(as_shape(shape)) for shape in input_shape)


@dataclass(frozen=True, slots=True)
class Concat(Joining):
    """Branches side by side along an axis (0: channels).

    >>> Concat().output_shape(((8, 5, 5), (4, 5, 5)))
    (12, 5, 5)
    """

    shape_rule: ClassVar[str] = "The sizes along the joined axis are added; the others stay."
    draws_edges: ClassVar[bool] = False
    dim: int = 0

    @quantity
    def output_shape(self, input_shape: Any) -> Shape:
        """The sizes along `dim` added; all others are equal."""
        shapes = [as_shape(shape) for shape in input_shape]
        rank = len(shapes[0])
        if not -rank <= self.dim < rank:
            raise ShapeError(f"{self}: shape {shapes[0]} has no axis {self.dim}")
        axis = self.dim % rank
        rest = {(*shape[:axis], *shape[axis + 1 :]) for shape in shapes}
        if len(rest) > 1:
            raise ShapeError(
                f"{self}: shapes {', '.join(map(str, shapes))} differ beside axis {axis}"
            )
        total = sum(shape[axis] for shape in shapes)
        return (*shapes[0][:axis], total, *shapes[0][axis + 1 :])

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The values joined."""
        import numpy as np

        parts = [as_array(part) for part in x]
        self.output_shape([part.shape for part in parts])
        return np.concatenate(parts, axis=self.dim)

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """Each branch gets its part of the gradient."""
        import numpy as np

        ends = np.cumsum([as_array(part).shape[self.dim] for part in x])[:-1]
        return {"input": tuple(np.split(as_array(grad_output), ends, axis=self.dim))}

    def torch_expression(self, sources: Sequence[str]) -> str:
        """`torch.cat`."""
        return f"torch.cat([{', '.join(sources)}], {batched(self.dim)})"


class Entrywise(Joining):
    """Branches put together entry by entry; an axis of size 1 is spread, as in PyTorch."""

    __slots__ = ()
    shape_rule: ClassVar[str] = "Entry by entry: the shape stays that of the branches."

    def shape_words(self, input_shape: Any) -> str:
        """Branches of different sizes are spread."""
        if len({as_shape(shape) for shape in input_shape}) == 1:
            return self.shape_rule
        return "Entry by entry: an axis of size 1 is spread to the size that it has in the others."

    @quantity
    def output_shape(self, input_shape: Any) -> Shape:
        """The shape all branches have, or are spread to."""
        shapes = [as_shape(shape) for shape in input_shape]
        ranks = {len(shape) for shape in shapes}
        axes = [{size for size in sizes if size != 1} for sizes in zip(*shapes, strict=False)]
        if len(ranks) > 1 or any(len(sizes) > 1 for sizes in axes):
            title = type(self).__name__
            raise ShapeError(f"{title}: shapes {', '.join(map(str, shapes))} differ")
        return tuple(sizes.pop() if sizes else 1 for sizes in axes)

    @quantity
    def connections(self, input_shape: Any, *, count_bias: bool = False) -> int:  # noqa: ARG002 - nothing is weighed
        """Each output reads one entry of every branch."""
        return counted("connections", (len(input_shape), *self.output_shape(input_shape)))


@dataclass(frozen=True, slots=True)
class Add(Entrywise):
    """The sum of branches, as after a shortcut connection.

    >>> Add().output(([1, 2], [3, 4])).tolist()
    [4, 6]
    """

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The sum, entry by entry."""
        found, *rest = (as_array(part) for part in x)
        for part in rest:
            self.output_shape((found.shape, part.shape))
            found = plus(found, part)
        return found

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """Each branch gets the whole gradient, summed where it was spread."""
        grads = as_array(grad_output)
        return {"input": tuple(_gathered(grads, as_array(part).shape) for part in x)}

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The sum."""
        return " + ".join(sources)


@dataclass(frozen=True, slots=True)
class Subtract(Entrywise):
    """The first branch without the others, as in the advantage of an action.

    >>> Subtract().output(([5, 2], [3, 4])).tolist()
    [2, -2]
    """

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The difference, entry by entry."""
        found, *rest = (as_array(part) for part in x)
        for part in rest:
            self.output_shape((found.shape, part.shape))
            found = plus(found, -part)
        return found

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """The first branch gets the gradient, the others its negative, summed where it was spread."""
        grads = as_array(grad_output)
        first, *rest = (as_array(part).shape for part in x)
        found = (_gathered(grads, first), *(_gathered(-grads, shape) for shape in rest))
        return {"input": found}

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The difference."""
        return " - ".join(sources)


@dataclass(frozen=True, slots=True)
class Multiply(Entrywise):
    """The product of branches, entry by entry, as when channels are gated.

    >>> Multiply().output_shape(((16, 8, 8), (16, 1, 1)))
    (16, 8, 8)
    >>> Multiply().output(([1, 2], [3, 4])).tolist()
    [3, 8]
    """

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The product, entry by entry."""
        parts = [as_array(part) for part in x]
        self.output_shape([part.shape for part in parts])
        return _multiplied(parts)

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """Each branch gets the gradient times all other branches, summed where it was spread."""
        parts, grads = [as_array(part) for part in x], as_array(grad_output)
        found = []
        for i, part in enumerate(parts):
            own = _multiplied([grads, *parts[:i], *parts[i + 1 :]])
            found.append(_gathered(own, part.shape))
        return {"input": tuple(found)}

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The product."""
        return " * ".join(sources)


def _multiplied(parts: "list[np.ndarray[Any, Any]]") -> "np.ndarray[Any, Any]":
    found, *rest = parts
    for part in rest:
        whole = found.dtype.kind == part.dtype.kind == "i" and found.size and part.size
        if whole and largest(found) * largest(part) >= 1 << 63:
            found = found.astype(object)
        found = tidy(found * part)
    return found


def _gathered(grads: "np.ndarray[Any, Any]", shape: Shape) -> "np.ndarray[Any, Any]":
    """The gradient of something of this shape that was spread."""
    found = grads
    for axis, size in enumerate(shape):
        if size == 1 and found.shape[axis] > 1:
            found = found.sum(axis=axis, keepdims=True)
    return tidy(found)


@dataclass(frozen=True, slots=True)
class MatMul(Joining):
    """The matrix product of two branches, `(…, n, k)` and `(…, k, m)`, as attention takes it.

    >>> layer = MatMul()
    >>> layer.output_shape(((8, 10, 64), (8, 64, 10))), layer.macs(((8, 10, 64), (8, 64, 10)))
    ((8, 10, 10), 51200)
    """

    shape_rule: ClassVar[str] = "Rows of the first matrix, columns of the second."

    @quantity
    def output_shape(self, input_shape: Any) -> Shape:
        """Rows of the first, columns of the second; the axes before them agree."""
        shapes = [as_shape(shape) for shape in input_shape]
        if len(shapes) != 2 or min(map(len, shapes)) < 2 or len(shapes[0]) != len(shapes[1]):
            raise ShapeError(
                f"MatMul: shapes {', '.join(map(str, shapes))} are not two matrices or stacks of them"
            )
        (*stack, rows, inner), (*other, inner_too, columns) = shapes
        if stack != other or inner != inner_too:
            raise ShapeError(f"MatMul: shapes {shapes[0]} and {shapes[1]} do not fit together")
        return (*stack, rows, columns)

    @quantity
    def connections(self, input_shape: Any, *, count_bias: bool = False) -> int:  # noqa: ARG002 - nothing is weighed
        """Each output reads a row of the first and a column of the second."""
        return 2 * self._inner(input_shape) * math.prod(self.output_shape(input_shape))

    @quantity
    def macs(self, input_shape: Any) -> int:
        """As many for each output as a row has entries."""
        return self._inner(input_shape) * math.prod(self.output_shape(input_shape))

    def _inner(self, input_shape: Any) -> int:
        return int(as_shape(input_shape[0])[-1])

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The matrix products."""
        left, right = (as_array(part) for part in x)
        self.output_shape((left.shape, right.shape))
        return as_array(product(left, right))

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, Any]:
        """∇A = ∇C Bᵀ and ∇B = Aᵀ ∇C."""
        left, right = (as_array(part) for part in x)
        grads = as_array(grad_output)
        return {
            "input": (
                as_array(product(grads, right.swapaxes(-1, -2))),
                as_array(product(left.swapaxes(-1, -2), grads)),
            )
        }

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The matrix product."""
        return " @ ".join(sources)
