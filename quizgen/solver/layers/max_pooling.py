"""Max pooling: the largest value of each window."""

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.index_table import gathered, scattered_sum
from quizgen.solver.layers.layer import at_least_one, frozen, per_axis
from quizgen.solver.layers.pooling import Pooling, padding_taps, read_by_taps, real_windows
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import ENTRIES, is_traced, leave
from quizgen.solver.values import as_array, tidy
from quizgen.solver.window import Axis

if TYPE_CHECKING:
    import numpy as np


class MaxPool(Pooling):
    """The maximum of each window."""

    __slots__ = ()
    dilation: Any

    def __post_init__(self) -> None:
        frozen(self, "dilation")
        at_least_one(self, "dilation")
        # Not super(): a dataclass with slots is a new class, which super() does not know.
        Pooling.__post_init__(self)

    def _dilations(self) -> tuple[int, ...]:
        return per_axis(self.dilation, self.dims, "dilation")

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The largest value of each window; padding never wins."""
        import numpy as np

        inputs, bare = self._inputs(x)
        axes = self.axes(inputs.shape)
        if not is_traced() and (taps := read_by_taps(inputs, axes)):
            most: np.ndarray[Any, Any] = reduce(np.maximum, taps[1:], taps[0]).copy()
            return most[0] if bare else most
        columns = gathered(inputs, axes)
        found = _maximum(_masked(columns, axes, self))
        sizes = tuple(axis.windows for axis in axes)
        if is_traced() and columns.size <= ENTRIES:
            windows = real_windows(columns, axes)
            leave("largest of each window", found, windows=windows, sizes=sizes)
        shaped: np.ndarray[Any, Any] = found.reshape(len(inputs), *sizes)
        return shaped[0] if bare else shaped

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """The gradient goes to the first maximum of each window.

        >>> MaxPool1d(2).backward([1, 5, 4, 2], [10, 20])["input"].tolist()
        [0, 10, 20, 0]
        """
        import numpy as np

        inputs, bare = self._inputs(x)
        axes = self.axes(inputs.shape)
        columns = _masked(gathered(inputs, axes), axes, self)
        grads = as_array(grad_output).reshape(len(inputs), -1)
        first = columns.argmax(axis=1)
        taps = np.arange(columns.shape[1])[None, :, None]
        spread = np.where(taps == first[:, None, :], grads[:, None, :], grads.dtype.type(0))
        shaped = tidy(scattered_sum(spread, axes)).reshape(inputs.shape)
        return {"input": shaped[0] if bare else shaped}


def _masked(columns: Any, axes: tuple[Axis, ...], layer: Any) -> Any:
    """The windows with a value on the padding that no real input is less than."""
    import numpy as np

    outside = padding_taps(axes)
    if outside is None:
        return columns
    if outside.all(axis=0).any():
        raise ShapeError(f"{layer}: a window lies wholly in the padding, so it has no maximum")
    if columns.dtype.kind == "f":
        return np.where(outside, -np.inf, columns)
    if columns.dtype.kind == "i":
        return np.where(outside, np.iinfo(np.int64).min, columns)
    windows = range(columns.shape[2])
    first = np.array([int(np.argmin(outside[:, w])) for w in windows])
    return np.where(outside, columns[:, first, windows][:, None, :], columns)


def _maximum(columns: Any) -> Any:
    """The largest over the taps; of symbols, the expression Max(…)."""
    if columns.dtype != object or not any(hasattr(v, "free_symbols") for v in columns.flat):
        return columns.max(axis=1)
    import numpy as np
    import sympy

    found = np.empty((columns.shape[0], columns.shape[2]), dtype=object)
    for c, w in np.ndindex(found.shape):
        found[c, w] = sympy.Max(*columns[c, :, w])
    return found


@dataclass(frozen=True, slots=True)
class MaxPool1d(MaxPool):
    """The maximum of each window of a sequence; the stride is the window unless stated.

    Source: Hocking (2021), slides "Pooling" and "Stride".

    >>> MaxPool1d(3).output([0, 3, 10, -2, 5, 1]).tolist(), MaxPool1d(3, stride=1).output_size(10)
    ([10, 5], 8)
    """

    kernel_size: Any
    stride: Any = None
    padding: Any = 0
    dilation: Any = 1
    return_indices: bool = False
    ceil_mode: bool = False
    dims: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class MaxPool2d(MaxPool):
    """The maximum of each window of an image.

    >>> MaxPool2d(5, stride=5).output_shape((1, 10, 10))
    (1, 2, 2)
    """

    kernel_size: Any
    stride: Any = None
    padding: Any = 0
    dilation: Any = 1
    return_indices: bool = False
    ceil_mode: bool = False
    dims: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class MaxPool3d(MaxPool):
    """The maximum of each window of a volume.

    >>> MaxPool3d(2).output_shape((4, 8, 8, 9))
    (4, 4, 4, 4)
    """

    kernel_size: Any
    stride: Any = None
    padding: Any = 0
    dilation: Any = 1
    return_indices: bool = False
    ceil_mode: bool = False
    dims: ClassVar[int] = 3
