"""Pooling: the mean or the maximum of each window; nothing is learned."""

import math
from dataclasses import dataclass
from itertools import product as pairs_of
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.derivation import is_recording, record
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import (
    Countable,
    Shape,
    ShapeLike,
    as_shape,
    at_least_one,
    per_axis,
)
from quizgen.solver.notation import number, signed
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array, divided, tidy
from quizgen.solver.window import Axis, axis_padding, source_table

if TYPE_CHECKING:
    import numpy as np


class _Pooling(Countable):
    """What mean and max pooling share; subclasses are dataclasses with PyTorch's fields."""

    __slots__ = ()
    dims: ClassVar[int] = 1
    kernel_size: Any
    stride: Any
    padding: Any
    ceil_mode: bool

    def _check(self) -> None:
        at_least_one(self, "kernel_size")
        if self.stride is not None:
            at_least_one(self, "stride")
        for padding, kernel in zip(self._paddings(), self._kernel(), strict=True):
            left, right = axis_padding(padding, kernel, kernel, 1, 1)
            if max(left, right) * 2 > kernel:
                raise ShapeError(
                    f"{self}: padding {max(left, right)} is more than half of kernel_size {kernel}"
                )

    def __str__(self) -> str:
        more = "" if self.stride is None else f", stride={self.stride!r}"
        more += "" if self.padding == 0 else f", padding={self.padding!r}"
        more += ", ceil_mode=True" if self.ceil_mode else ""
        return f"{type(self).__name__}({self.kernel_size!r}{more})"

    def _kernel(self) -> tuple[int, ...]:
        return per_axis(self.kernel_size, self.dims, "kernel_size")

    def _strides(self) -> tuple[int, ...]:
        return self._kernel() if self.stride is None else per_axis(self.stride, self.dims, "stride")

    def _paddings(self) -> tuple[Any, ...]:
        if self.dims == 1 and isinstance(self.padding, tuple | list) and len(self.padding) == 2:
            return (tuple(self.padding),)
        return per_axis(self.padding, self.dims, "padding")

    def _dilations(self) -> tuple[int, ...]:
        return (1,) * self.dims

    def axes(self, input_shape: ShapeLike) -> tuple[Axis, ...]:
        """One `Axis` for each spatial dimension."""
        shape = as_shape(input_shape, channels=1 if self.dims == 1 else None)
        if len(shape) != self.dims + 1:
            raise ShapeError(f"{self}: input shape {shape} needs channels and {self.dims} sizes")
        found = []
        settings = zip(
            shape[1:],
            self._kernel(),
            self._strides(),
            self._paddings(),
            self._dilations(),
            strict=True,
        )
        for size, kernel, stride, padding, dilation in settings:
            left, right = axis_padding(padding, size, kernel, stride, dilation)
            found.append(Axis(size, kernel, stride, left, right, dilation, self.ceil_mode))
        return tuple(found)

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape `(channels, sizes…)`: pooling keeps the channels apart."""
        channels = as_shape(input_shape, channels=1 if self.dims == 1 else None)[0]
        try:
            shape = (channels, *(axis.out_size for axis in self.axes(input_shape)))
        except ShapeError as error:
            text = str(error)
            raise ShapeError(
                text if text.startswith(type(self).__name__) else f"{self}: {text}"
            ) from None
        if self.dims > 1:
            record(r"\text{shape}", "(C, U_1, U_2)" if self.dims == 2 else "", "", str(shape))
        return shape

    @quantity
    def output_size(self, input_shape: ShapeLike) -> int:
        """Output positions of one channel (in one dimension: the length U)."""
        return math.prod(self.output_shape(input_shape)[1:])

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:  # noqa: ARG002 - pooling has no intercepts
        """Pairs (output unit, input unit) of the diagram."""
        channels = self.output_shape(input_shape)[0]
        joined = [axis.pairs for axis in self.axes(input_shape)]
        found = channels * math.prod(joined)
        record(
            r"\text{connections}",
            "",
            r" \cdot ".join(str(size) for size in (channels, *joined)),
            str(found),
        )
        return found

    def _windows(self, x: Any) -> tuple[Any, Any, tuple[Axis, ...], Shape, bool]:
        import numpy as np

        inputs = as_array(x)
        bare = inputs.ndim == self.dims
        inputs = inputs[None] if bare else inputs
        if inputs.ndim != self.dims + 1:
            raise ShapeError(
                f"{self}: an input with {inputs.ndim} axes; needs {self.dims + 1}, channels first"
            )
        axes = self.axes(inputs.shape)
        sizes = tuple(axis.windows for axis in axes)
        flat = inputs.reshape(inputs.shape[0], -1)
        padded = np.concatenate([flat, np.zeros((len(flat), 1), dtype=flat.dtype)], axis=1)
        return inputs, padded, axes, sizes, bare

    def _record(
        self, windows: list[list[list[Any]]], found: Any, sizes: Shape, texts: tuple[str, str]
    ) -> None:
        opening, closing = texts
        joint = ", " if opening.startswith(r"\max") else " + "
        for c, channel in enumerate(windows):
            for w, position in enumerate(pairs_of(*(range(size) for size in sizes))):
                places = [str(place + 1) for place in position]
                index = ",".join(([str(c + 1)] if len(windows) > 1 else []) + places)
                shown = number if joint == ", " else signed
                inside = joint.join(shown(value) for value in channel[w])
                divisor = closing.replace("#", str(self._divisor_text(w, sizes)))
                record(f"h_{{{index}}}", "", f"{opening}{inside}{divisor}", number(found[c][w]))

    def _divisor_text(self, window: int, sizes: Shape) -> int:  # noqa: ARG002 - mean pooling needs both
        return 0


class _MaxPool(_Pooling):
    __slots__ = ()
    dilation: Any

    def _dilations(self) -> tuple[int, ...]:
        return per_axis(self.dilation, self.dims, "dilation")

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The largest value of each window; padding never wins."""
        import numpy as np

        inputs, padded, axes, sizes, bare = self._windows(x)
        table = source_table(axes)
        inside = table < padded.shape[1] - 1
        if not inside.any(axis=1).all():
            raise ShapeError(f"{self}: a window lies wholly in the padding, so it has no maximum")
        windows = [
            [[row[i] for i in window if i < len(row) - 1] for window in table.tolist()]
            for row in padded.tolist()
        ]
        found = [[max(values) for values in channel] for channel in windows]
        if is_recording():
            self._record(windows, found, sizes, (r"\max(", ")"))
        kind = inputs.dtype
        shaped = np.array(found, dtype=kind).reshape(len(found), *sizes)
        return shaped[0] if bare else shaped

    forward = output

    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """The gradient goes to the first maximum of each window.

        >>> MaxPool1d(2).backward([1, 5, 4, 2], [10, 20])["input"].tolist()
        [0, 10, 20, 0]
        """
        import numpy as np

        inputs, padded, axes, _, bare = self._windows(x)
        grads = as_array(grad_output).reshape(inputs.shape[0], -1)
        found = np.zeros(padded.shape, dtype=grads.dtype)
        last = padded.shape[1] - 1
        for c, row in enumerate(padded.tolist()):
            for w, window in enumerate(source_table(axes).tolist()):
                real = [i for i in window if i < last]
                found[c, max(real, key=row.__getitem__)] += grads[c, w]
        shaped = found[:, :-1].reshape(inputs.shape)
        return {"input": shaped[0] if bare else shaped}


class _AvgPool(_Pooling):
    __slots__ = ()
    count_include_pad: bool

    def _divisors(self, axes: tuple[Axis, ...]) -> list[int]:
        """What each window is divided by: its taps within the padded input, or on real inputs only."""
        per_axis_counts = []
        for axis in axes:
            counts = []
            for w in range(axis.windows):
                start = w * axis.stride - axis.left
                end = min(start + axis.kernel_size, axis.in_size + axis.right)
                if not self.count_include_pad:
                    start, end = max(start, 0), min(end, axis.in_size)
                counts.append(end - start)
            per_axis_counts.append(counts)
        return [math.prod(counts) for counts in pairs_of(*per_axis_counts)]

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The mean of each window, exact: a fraction where it is not whole."""
        import numpy as np

        inputs, padded, axes, sizes, bare = self._windows(x)
        divisors = self._divisors(axes)
        table = source_table(axes)
        if inputs.dtype.kind == "f":
            found: Any = padded[:, table].sum(axis=2) / np.array(divisors)
            shaped: np.ndarray[Any, Any] = found.reshape(len(found), *sizes)
        else:
            exact = padded.astype(object)[:, table].sum(axis=2).tolist()
            means = [
                [divided(total, d) for total, d in zip(row, divisors, strict=True)] for row in exact
            ]
            if is_recording():
                self._record_means(padded, table, divisors, means, sizes)
            array = np.empty((len(means), len(divisors)), dtype=object)
            array[:] = means
            shaped = tidy(array).reshape(len(means), *sizes)
        return shaped[0] if bare else shaped

    forward = output

    def _record_means(
        self, padded: Any, table: Any, divisors: list[int], means: Any, sizes: Shape
    ) -> None:
        last = padded.shape[1] - 1
        for c, row in enumerate(padded.tolist()):
            for w, position in enumerate(pairs_of(*(range(size) for size in sizes))):
                places = [str(place + 1) for place in position]
                index = ",".join(([str(c + 1)] if len(padded) > 1 else []) + places)
                inside = " + ".join(signed(row[i]) for i in table[w].tolist() if i < last) or "0"
                record(
                    f"h_{{{index}}}",
                    "",
                    rf"\frac{{{inside}}}{{{divisors[w]}}}",
                    number(means[c][w]),
                )

    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """The gradient is shared evenly over each window.

        >>> AvgPool1d(2).backward([1, 5, 4, 2], [10, 20])["input"].tolist()
        [5, 5, 10, 10]
        """
        import numpy as np

        inputs, padded, axes, _, bare = self._windows(x)
        grads = as_array(grad_output).reshape(inputs.shape[0], -1).tolist()
        divisors = self._divisors(axes)
        found = np.zeros(padded.shape, dtype=object)
        for c, row in enumerate(grads):
            for w, window in enumerate(source_table(axes).tolist()):
                share = (
                    divided(row[w], divisors[w])
                    if not isinstance(row[w], float)
                    else row[w] / divisors[w]
                )
                for i in window:
                    found[c, i] += share
        shaped = tidy(found[:, :-1]).reshape(inputs.shape)
        return {"input": shaped[0] if bare else shaped}


@dataclass(frozen=True, slots=True)
class MaxPool1d(_MaxPool):
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

    def __post_init__(self) -> None:
        self._check()


@dataclass(frozen=True, slots=True)
class MaxPool2d(_MaxPool):
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

    def __post_init__(self) -> None:
        self._check()


@dataclass(frozen=True, slots=True)
class MaxPool3d(_MaxPool):
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

    def __post_init__(self) -> None:
        self._check()


@dataclass(frozen=True, slots=True)
class AvgPool1d(_AvgPool):
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

    def __post_init__(self) -> None:
        self._check()


@dataclass(frozen=True, slots=True)
class AvgPool2d(_AvgPool):
    """The mean of each window of an image.

    >>> AvgPool2d(2).output([[1, 2], [3, 5]]).tolist()
    [[Fraction(11, 4)]]
    """

    kernel_size: Any
    stride: Any = None
    padding: Any = 0
    ceil_mode: bool = False
    count_include_pad: bool = True
    dims: ClassVar[int] = 2

    def __post_init__(self) -> None:
        self._check()


@dataclass(frozen=True, slots=True)
class AvgPool3d(_AvgPool):
    """The mean of each window of a volume."""

    kernel_size: Any
    stride: Any = None
    padding: Any = 0
    ceil_mode: bool = False
    count_include_pad: bool = True
    dims: ClassVar[int] = 3

    def __post_init__(self) -> None:
        self._check()
