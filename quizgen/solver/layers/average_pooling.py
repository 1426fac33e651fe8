"""Average pooling: the mean of each window, exact."""

import math
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product as pairs_of
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.index_table import gathered, index_table, scattered_sum
from quizgen.solver.layers.layer import ShapeLike
from quizgen.solver.layers.pooling import Pooling, read_by_taps, real_windows
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import ENTRIES, is_traced, leave
from quizgen.solver.values import as_array, divided, largest, tidy
from quizgen.solver.weight_matrix import check_size
from quizgen.solver.window import Axis

if TYPE_CHECKING:
    import numpy as np


class AvgPool(Pooling):
    """The mean of each window."""

    __slots__ = ()
    padding: Any
    count_include_pad: bool

    def __str__(self) -> str:
        """With what its means depend on: that padding is counted is a convention, said where there is any."""
        more = "" if self.padding == 0 else f", count_include_pad={self.count_include_pad}"
        divisor = getattr(self, "divisor_override", None)
        more += "" if divisor is None else f", divisor_override={divisor!r}"
        return f"{super().__str__()[:-1]}{more})"

    def _divisors(self, axes: tuple[Axis, ...]) -> "np.ndarray[Any, Any]":
        return _divisors(axes, self.count_include_pad)

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The mean of each window, exact: a fraction where it is not whole."""
        import numpy as np

        inputs, bare = self._inputs(x)
        axes = self.axes(inputs.shape)
        divisors = self._divisors(axes)
        if not is_traced() and (taps := read_by_taps(inputs, axes)):
            means: np.ndarray[Any, Any] = reduce(np.add, taps[1:], taps[0]) / inputs.dtype.type(
                divisors[0]
            )
            return means[0] if bare else means
        columns = gathered(inputs, axes)
        found = _means(columns, divisors)
        sizes = tuple(axis.windows for axis in axes)
        if is_traced() and columns.size <= ENTRIES:
            windows = real_windows(columns, axes)
            leave("mean of each window", found, windows=windows, divisors=divisors, sizes=sizes)
        shaped: np.ndarray[Any, Any] = found.reshape(len(inputs), *sizes)
        return shaped[0] if bare else shaped

    forward = output

    @quantity
    def weight_matrix(self, input_shape: ShapeLike) -> "np.ndarray[Any, Any]":
        """The matrix of the means: every row one over the window's size.

        >>> AvgPool1d(2).weight_matrix(4).tolist()
        [[Fraction(1, 2), Fraction(1, 2), 0, 0], [0, 0, Fraction(1, 2), Fraction(1, 2)]]
        """
        import numpy as np

        shape = self._spatial(input_shape)
        axes = self.axes(shape)
        table, divisors = index_table(axes), self._divisors(axes)
        positions = math.prod(shape[1:])
        windows = table.shape[1]
        check_size(shape[0] * windows, shape[0] * positions)
        block = np.zeros((windows, positions + 1), dtype=object)
        for w, divisor in enumerate(divisors.tolist()):
            block[w, table[:, w]] = divided(1, divisor)
        return tidy(np.kron(np.eye(shape[0], dtype=np.int64), block[:, :-1]))

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """The gradient is shared evenly over each window.

        >>> AvgPool1d(2).backward([1, 5, 4, 2], [10, 20])["input"].tolist()
        [5, 5, 10, 10]
        """
        import numpy as np

        inputs, bare = self._inputs(x)
        axes = self.axes(inputs.shape)
        grads = as_array(grad_output).reshape(len(inputs), -1)
        shares = _divided(grads, self._divisors(axes))
        taps = math.prod(axis.kernel_size for axis in axes)
        spread = np.repeat(shares[:, None, :], taps, axis=1)
        shaped = tidy(scattered_sum(spread, axes)).reshape(inputs.shape)
        return {"input": shaped[0] if bare else shaped}


@lru_cache(maxsize=512)
def _divisors(axes: tuple[Axis, ...], count_include_pad: bool) -> "np.ndarray[Any, Any]":  # noqa: FBT001 - a cache key
    """What each window is divided by: its taps within the padded input, or on real inputs only."""
    import numpy as np

    per_axis_counts = []
    for axis in axes:
        counts = []
        for w in range(axis.windows):
            start = w * axis.stride - axis.left
            end = min(start + axis.kernel_size, axis.in_size + axis.right)
            if not count_include_pad:
                start, end = max(start, 0), min(end, axis.in_size)
            counts.append(end - start)
        per_axis_counts.append(counts)
    found = np.array([math.prod(counts) for counts in pairs_of(*per_axis_counts)])
    found.setflags(write=False)
    return found


def _means(columns: Any, divisors: "np.ndarray[Any, Any]") -> Any:
    """Sums over the taps divided by the windows' sizes, `(channels, windows)`."""
    if columns.dtype.kind == "i" and largest(columns) * columns.shape[1] >= 1 << 63:
        columns = columns.astype(object)
    return _divided(columns.sum(axis=1), divisors)


def _divided(values: Any, divisors: "np.ndarray[Any, Any]") -> Any:
    """Each column of `(channels, windows)` by its divisor, exactly."""
    import numpy as np

    if values.dtype.kind == "f":
        return values / divisors.astype(values.dtype)
    if values.dtype.kind == "i":
        whole = values // divisors
        if (whole * divisors == values).all():
            return whole
    found = np.empty(values.shape, dtype=object)
    for c, row in enumerate(values.tolist()):
        found[c] = [divided(value, d) for value, d in zip(row, divisors.tolist(), strict=True)]
    return tidy(found)


@dataclass(frozen=True, slots=True)
class AvgPool1d(AvgPool):
    """The mean of each window of a sequence; the stride is the window unless stated.

    >>> AvgPool1d(2).output([0, 3, 10, -2, 5, 1]).tolist()
    [Fraction(3, 2), 4, 3]
    """

    kernel_size: Any
    stride: Any = None
    padding: Any = 0
    ceil_mode: bool = False
    count_include_pad: bool = True
    dims: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class AvgPool2d(AvgPool):
    """The mean of each window of an image.

    >>> AvgPool2d(2).output([[1, 2], [3, 5]]).tolist()
    [[Fraction(11, 4)]]
    """

    kernel_size: Any
    stride: Any = None
    padding: Any = 0
    ceil_mode: bool = False
    count_include_pad: bool = True
    divisor_override: Any = None
    dims: ClassVar[int] = 2

    def _divisors(self, axes: tuple[Axis, ...]) -> "np.ndarray[Any, Any]":
        return _overridden(self, axes)


@dataclass(frozen=True, slots=True)
class AvgPool3d(AvgPool):
    """The mean of each window of a volume.

    >>> AvgPool3d(2).output_shape((4, 8, 8, 9))
    (4, 4, 4, 4)
    """

    kernel_size: Any
    stride: Any = None
    padding: Any = 0
    ceil_mode: bool = False
    count_include_pad: bool = True
    divisor_override: Any = None
    dims: ClassVar[int] = 3

    def _divisors(self, axes: tuple[Axis, ...]) -> "np.ndarray[Any, Any]":
        return _overridden(self, axes)


def _overridden(layer: Any, axes: tuple[Axis, ...]) -> "np.ndarray[Any, Any]":
    if layer.divisor_override is None:
        return _divisors(axes, layer.count_include_pad)
    import numpy as np

    return np.full(math.prod(axis.windows for axis in axes), layer.divisor_override)
