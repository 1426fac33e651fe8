"""Pooling: the mean or the maximum of each window; nothing is learned."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product as pairs_of
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.derivation import is_recording, record
from quizgen.solver.errors import ShapeError
from quizgen.solver.index_table import gathered, index_table, scattered_sum
from quizgen.solver.layers.convolution_steps import ENTRIES, entry, times
from quizgen.solver.layers.layer import ShapeLike, at_least_one, frozen, not_negative, per_axis
from quizgen.solver.layers.sliding import Sliding
from quizgen.solver.notation import number, signed
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array, divided, largest, tidy
from quizgen.solver.weight_matrix import check_size, record_rows
from quizgen.solver.window import Axis

if TYPE_CHECKING:
    import numpy as np


class Pooling(Sliding):
    """What mean and max pooling share; subclasses are dataclasses with PyTorch's fields."""

    __slots__ = ()
    ceil_mode: bool

    def __post_init__(self) -> None:
        frozen(self, "kernel_size", "stride")
        if hasattr(self, "padding"):
            frozen(self, "padding")
            not_negative(self, "padding")
        at_least_one(self, "kernel_size")
        if self.stride is not None:
            at_least_one(self, "stride")
        self._strides()
        for padding, kernel in zip(self._paddings(), self._kernel(), strict=True):
            widest = padding if isinstance(padding, int) else max(padding, default=0)
            if not isinstance(padding, str) and widest * 2 > kernel:
                raise ShapeError(
                    f"{self}: padding {widest} is more than half of kernel_size {kernel}"
                )

    def __str__(self) -> str:
        more = "" if self.stride is None else f", stride={self.stride!r}"
        padding = getattr(self, "padding", 0)
        more += "" if padding == 0 else f", padding={padding!r}"
        dilation = getattr(self, "dilation", 1)
        more += "" if dilation == 1 else f", dilation={dilation!r}"
        more += ", ceil_mode=True" if self.ceil_mode else ""
        return f"{type(self).__name__}({self.kernel_size!r}{more})"

    def _strides(self) -> tuple[int, ...]:
        return self._kernel() if self.stride is None else per_axis(self.stride, self.dims, "stride")

    def _ceil(self) -> bool:
        return self.ceil_mode

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:  # noqa: ARG002 - pooling has no intercepts
        """Pairs (output unit, input unit) of the diagram."""
        channels = self.output_shape(input_shape)[0]
        joined = [axis.pairs for axis in self.axes(input_shape)]
        found = channels * math.prod(joined)
        numbers = times([channels, *joined])
        record(r"\text{connections}", "", "" if numbers == str(found) else numbers, str(found))
        return found

    def _record(self, found: Any, sizes: Sequence[int], substitutions: list[list[str]]) -> None:
        for c, row in enumerate(substitutions):
            for w, position in enumerate(pairs_of(*(range(size) for size in sizes))):
                index = entry(c, position, len(substitutions))
                record(f"h_{{{index}}}", "", row[w], number(found[c][w]))


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
        inputs, bare = self._inputs(x)
        axes = self.axes(inputs.shape)
        columns = gathered(inputs, axes)
        found = _maximum(_masked(columns, axes, self))
        sizes = tuple(axis.windows for axis in axes)
        if is_recording() and columns.size <= ENTRIES:
            texts = [
                [rf"\max({', '.join(map(number, values))})" for values in channel]
                for channel in _real_windows(columns, axes)
            ]
            self._record(found.tolist(), sizes, texts)
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


def _padding_taps(axes: tuple[Axis, ...]) -> "np.ndarray[Any, Any] | None":
    """Which taps lie on padding, `(taps, windows)`; None where there is none."""
    if not any(axis.left or axis.right or axis.ceil_mode for axis in axes):
        return None
    outside: np.ndarray[Any, Any] = index_table(axes) == math.prod(axis.in_size for axis in axes)
    return outside


def _masked(columns: Any, axes: tuple[Axis, ...], layer: Any) -> Any:
    """The windows with a value on the padding that no real input is less than."""
    import numpy as np

    outside = _padding_taps(axes)
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


def _real_windows(columns: Any, axes: tuple[Axis, ...]) -> list[list[list[Any]]]:
    """The values of each window, without those on padding."""
    outside = _padding_taps(axes)
    hidden = [[False] * columns.shape[1]] * columns.shape[2]
    if outside is not None:
        hidden = outside.T.tolist()
    return [
        [
            [value for value, gone in zip(window, hidden[w], strict=True) if not gone]
            for w, window in enumerate(channel.T.tolist())
        ]
        for channel in columns
    ]


class AvgPool(Pooling):
    """The mean of each window."""

    __slots__ = ()
    count_include_pad: bool

    def _divisors(self, axes: tuple[Axis, ...]) -> tuple[int, ...]:
        return _divisors(axes, self.count_include_pad)

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The mean of each window, exact: a fraction where it is not whole."""
        inputs, bare = self._inputs(x)
        axes = self.axes(inputs.shape)
        columns = gathered(inputs, axes)
        divisors = self._divisors(axes)
        found = _means(columns, divisors)
        sizes = tuple(axis.windows for axis in axes)
        if is_recording() and columns.size <= ENTRIES:
            texts = [
                [
                    rf"\frac{{{' + '.join(map(signed, values)) or '0'}}}{{{divisors[w]}}}"
                    for w, values in enumerate(channel)
                ]
                for channel in _real_windows(columns, axes)
            ]
            self._record(found.tolist(), sizes, texts)
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
        for w, divisor in enumerate(divisors):
            block[w, table[:, w]] = divided(1, divisor)
        found = tidy(np.kron(np.eye(shape[0], dtype=np.int64), block[:, :-1]))
        if is_recording():
            record_rows(found)
        return found

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
def _divisors(axes: tuple[Axis, ...], count_include_pad: bool) -> tuple[int, ...]:  # noqa: FBT001 - a cache key
    """What each window is divided by: its taps within the padded input, or on real inputs only."""
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
    return tuple(math.prod(counts) for counts in pairs_of(*per_axis_counts))


def _means(columns: Any, divisors: Sequence[int]) -> Any:
    """Sums over the taps divided by the windows' sizes, `(channels, windows)`."""
    if columns.dtype.kind == "i" and largest(columns) * columns.shape[1] >= 1 << 63:
        columns = columns.astype(object)
    return _divided(columns.sum(axis=1), divisors)


def _divided(values: Any, divisors: Sequence[int]) -> Any:
    """Each column of `(channels, windows)` by its divisor, exactly."""
    import numpy as np

    if values.dtype.kind == "f":
        return values / np.array(divisors, dtype=values.dtype)
    if values.dtype.kind == "i":
        bottoms = np.array(divisors)
        whole = values // bottoms
        if (whole * bottoms == values).all():
            return whole
    found = np.empty(values.shape, dtype=object)
    for c, row in enumerate(values.tolist()):
        found[c] = [divided(value, d) for value, d in zip(row, divisors, strict=True)]
    return tidy(found)


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

    def _divisors(self, axes: tuple[Axis, ...]) -> tuple[int, ...]:
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

    def _divisors(self, axes: tuple[Axis, ...]) -> tuple[int, ...]:
        return _overridden(self, axes)


def _overridden(layer: Any, axes: tuple[Axis, ...]) -> tuple[int, ...]:
    if layer.divisor_override is None:
        return _divisors(axes, layer.count_include_pad)
    return (layer.divisor_override,) * math.prod(axis.windows for axis in axes)
