"""Pooling to a stated output size: window i of o over n inputs is ⌊i·n/o⌋ … ⌈(i + 1)·n/o⌉ − 1."""

import math
from dataclasses import dataclass, field
from itertools import product as pairs_of
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Shape, ShapeLike, frozen
from quizgen.solver.layers.sliding import Spatial
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import ENTRIES, is_traced, leave
from quizgen.solver.values import as_array, divided, tidy

if TYPE_CHECKING:
    import numpy as np


def _is_size(size: Any) -> bool:
    return size is None or (isinstance(size, int) and not isinstance(size, bool) and size >= 1)


@dataclass(frozen=True, slots=True)
class AdaptivePooling(Spatial):
    """Fields and members of adaptive mean and max pooling; an output size of None keeps the input's."""

    # PyTorch's name, where other layers compute a size: without field() their method is its default.
    output_size: Any = field()
    dims: ClassVar[int] = 1
    shape_rule: ClassVar[str] = "The channels stay; the other sizes are those asked for."
    passes_channels: ClassVar[bool] = True

    def __post_init__(self) -> None:
        frozen(self, "output_size")
        given = self.output_size
        sizes = given if isinstance(given, tuple) else (given,) * self.dims
        if len(sizes) != self.dims or not all(map(_is_size, sizes)):
            raise ShapeError(
                f"{self}: output_size needs {self.dims} whole numbers of at least 1, one for each axis"
            )

    def __str__(self) -> str:
        return f"{type(self).__name__}({self.output_size!r})"

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape `(channels, output sizes…)`."""
        shape = self._spatial(input_shape)
        given = self.output_size
        sizes = given if isinstance(given, tuple) else (given,) * self.dims
        found = zip(sizes, shape[1:], strict=True)
        return (shape[0], *(n if size is None else size for size, n in found))

    def windows(self, input_shape: ShapeLike) -> list[list[range]]:
        """The input positions of each window, axis by axis."""
        shape = self._spatial(input_shape)
        sizes = self.output_shape(shape)[1:]
        return [
            [range(i * n // o, -(-(i + 1) * n // o)) for i in range(o)]
            for n, o in zip(shape[1:], sizes, strict=True)
        ]

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:  # noqa: ARG002 - pooling has no intercepts
        """Pairs (output unit, input unit): Σ of the window sizes, multiplied over the axes."""
        shape = self._spatial(input_shape)
        sizes = self.output_shape(shape)[1:]
        # ⌈(i + 1)n/o⌉ − ⌊i·n/o⌋ in sum: every input once, and n mod o and o share the overlaps.
        joined = [n + o - math.gcd(n, o) for n, o in zip(shape[1:], sizes, strict=True)]
        found = shape[0] * math.prod(joined)
        leave("edges of stated windows", found, factors=(shape[0], *joined))
        return found

    def _flat_windows(self, shape: Shape) -> list[list[int]]:
        strides = [math.prod(shape[i + 1 :]) for i in range(1, len(shape))]
        return [
            [
                sum(p * step for p, step in zip(place, strides, strict=True))
                for place in pairs_of(*ranges)
            ]
            for ranges in pairs_of(*self.windows(shape))
        ]

    def _pooled(self, x: Any, pool: Any) -> tuple[Any, Any, list[list[int]], bool]:
        import numpy as np

        inputs, bare = self._inputs(x)
        windows = self._flat_windows(inputs.shape)
        flat = inputs.reshape(len(inputs), -1)
        found = np.empty((len(flat), len(windows)), dtype=object)
        for c, row in enumerate(flat.tolist()):
            found[c] = [pool([row[i] for i in window]) for window in windows]
        return inputs, tidy(found), windows, bare

    def _shaped(self, found: Any, inputs: Any, bare: bool) -> Any:  # noqa: FBT001 - passed on
        if inputs.dtype.kind == "f":
            found = found.astype(inputs.dtype)
        shaped = found.reshape(self.output_shape(inputs.shape))
        return shaped[0] if bare else shaped

    def _leave(self, what: str, inputs: Any, found: Any, windows: Any, **more: Any) -> None:
        if not is_traced() or found.size > ENTRIES:
            return
        sizes = self.output_shape(inputs.shape)[1:]
        rows = inputs.reshape(len(inputs), -1).tolist()
        read = [[[row[i] for i in window] for window in windows] for row in rows]
        leave(what, found, windows=read, sizes=sizes, **more)

    def _spread(self, inputs: Any, parts: Any, bare: bool) -> dict[str, Any]:  # noqa: FBT001 - passed on
        """Gradients at the inputs from (channel, input position, gradient) triples."""
        import numpy as np

        found = np.zeros((len(inputs), math.prod(inputs.shape[1:])), dtype=object)
        for c, place, gradient in parts:
            found[c, place] += gradient
        shaped = tidy(found).reshape(inputs.shape)
        return {"input": shaped[0] if bare else shaped}


@dataclass(frozen=True, slots=True)
class AdaptiveAveragePooling(AdaptivePooling):
    """The mean of each window."""

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The means, exact."""
        inputs, found, windows, bare = self._pooled(x, lambda v: divided(sum(v), len(v)))
        self._leave("mean of each window", inputs, found, windows, divisors=list(map(len, windows)))
        shaped: np.ndarray[Any, Any] = self._shaped(found, inputs, bare)
        return shaped

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """The gradient is shared evenly over each window."""
        inputs, bare = self._inputs(x)
        windows = self._flat_windows(inputs.shape)
        grads = as_array(grad_output).reshape(len(inputs), -1).tolist()
        parts = (
            (c, place, divided(row[w], len(window)))
            for c, row in enumerate(grads)
            for w, window in enumerate(windows)
            for place in window
        )
        return self._spread(inputs, parts, bare)


@dataclass(frozen=True, slots=True)
class AdaptiveMaximumPooling(AdaptivePooling):
    """The maximum of each window."""

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The maxima."""
        inputs, found, windows, bare = self._pooled(x, max)
        self._leave("largest of each window", inputs, found, windows)
        shaped: np.ndarray[Any, Any] = self._shaped(found, inputs, bare)
        return shaped

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """The gradient goes to the first maximum of each window."""
        inputs, bare = self._inputs(x)
        windows = self._flat_windows(inputs.shape)
        rows = inputs.reshape(len(inputs), -1).tolist()
        grads = as_array(grad_output).reshape(len(inputs), -1).tolist()
        parts = (
            (c, max(window, key=rows[c].__getitem__), row[w])
            for c, row in enumerate(grads)
            for w, window in enumerate(windows)
        )
        return self._spread(inputs, parts, bare)


@dataclass(frozen=True, slots=True)
class AdaptiveAvgPool1d(AdaptiveAveragePooling):
    """Means of a sequence, `output_size` of them.

    >>> AdaptiveAvgPool1d(2).output([1, 2, 3]).tolist(), AdaptiveAvgPool1d(2).connections(3)
    ([Fraction(3, 2), Fraction(5, 2)], 4)
    """

    dims: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class AdaptiveAvgPool2d(AdaptiveAveragePooling):
    """Means of an image; `output_size=1` is global mean pooling.

    >>> AdaptiveAvgPool2d(1).output([[1, 2], [3, 6]]).tolist()
    [[3]]
    """

    dims: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class AdaptiveAvgPool3d(AdaptiveAveragePooling):
    """Means of a volume."""

    dims: ClassVar[int] = 3


@dataclass(frozen=True, slots=True)
class AdaptiveMaxPool1d(AdaptiveMaximumPooling):
    """Maxima of a sequence, `output_size` of them.

    >>> AdaptiveMaxPool1d(2).output([1, 5, 3]).tolist()
    [5, 5]
    """

    return_indices: bool = False
    dims: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class AdaptiveMaxPool2d(AdaptiveMaximumPooling):
    """Maxima of an image."""

    return_indices: bool = False
    dims: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class AdaptiveMaxPool3d(AdaptiveMaximumPooling):
    """Maxima of a volume."""

    return_indices: bool = False
    dims: ClassVar[int] = 3
