"""Convolution in one, two and three dimensions (as in deep learning: cross-correlation)."""

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
from quizgen.solver.layers.linear import intercepts_of, sum_of_products
from quizgen.solver.notation import number
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array, product, tidy
from quizgen.solver.weight_matrix import scattered, symbols
from quizgen.solver.window import CELLS, Axis, axis_padding, source_table

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class _Convolution(Countable):
    in_channels: int
    out_channels: int
    kernel_size: int | tuple[int, ...]
    stride: int | tuple[int, ...] = 1
    padding: Any = 0
    dilation: int | tuple[int, ...] = 1
    groups: int = 1
    bias: bool = True
    dims: ClassVar[int] = 1
    linear: ClassVar[bool] = True

    def __post_init__(self) -> None:
        at_least_one(
            self, "in_channels", "out_channels", "kernel_size", "stride", "dilation", "groups"
        )
        if self.in_channels % self.groups or self.out_channels % self.groups:
            raise ShapeError(
                f"{self}: groups={self.groups} must divide in_channels {self.in_channels} "
                f"and out_channels {self.out_channels}"
            )
        for name in ("kernel_size", "stride", "dilation"):
            per_axis(getattr(self, name), self.dims, name)
        self._padding_per_axis()

    def __str__(self) -> str:
        more = [
            f"{name}={getattr(self, name)!r}"
            for name, default in (
                ("stride", 1),
                ("padding", 0),
                ("dilation", 1),
                ("groups", 1),
                ("bias", True),
            )
            if getattr(self, name) != default
        ]
        sizes = [str(self.in_channels), str(self.out_channels), f"kernel_size={self.kernel_size!r}"]
        return f"{type(self).__name__}({', '.join(sizes + more)})"

    def _padding_per_axis(self) -> tuple[Any, ...]:
        if self.dims == 1 and isinstance(self.padding, tuple | list) and len(self.padding) == 2:
            return (tuple(self.padding),)
        return per_axis(self.padding, self.dims, "padding")

    def axes(self, input_shape: ShapeLike) -> tuple[Axis, ...]:
        """One `Axis` for each spatial dimension; `ShapeError` for an input of other dimensions."""
        channels, *sizes = self._shape(input_shape)
        if channels != self.in_channels:
            raise ShapeError(
                f"{self}: the input has {channels} channels, the layer needs {self.in_channels}"
            )
        kernel = per_axis(self.kernel_size, self.dims, "kernel_size")
        stride = per_axis(self.stride, self.dims, "stride")
        dilation = per_axis(self.dilation, self.dims, "dilation")
        found = []
        for i, padding in enumerate(self._padding_per_axis()):
            left, right = axis_padding(padding, sizes[i], kernel[i], stride[i], dilation[i])
            found.append(Axis(sizes[i], kernel[i], stride[i], left, right, dilation[i]))
        return tuple(found)

    def _shape(self, input_shape: ShapeLike) -> Shape:
        shape = as_shape(input_shape, channels=1 if self.dims == 1 else None)
        if len(shape) != self.dims + 1:
            sizes = ", ".join(
                ("channels", "depth", "height", "width")[:1]
                + ("depth", "height", "width")[3 - self.dims :]
            )
            raise ShapeError(f"{self}: input shape {shape} is not ({sizes})")
        return shape

    @property
    def taps(self) -> int:
        """Weights of one kernel for one input channel."""
        return math.prod(per_axis(self.kernel_size, self.dims, "kernel_size"))

    @property
    @quantity
    def parameter_count(self) -> int:
        """Distinct weights (a shared weight counts once), plus one intercept for each kernel."""
        channels = self.in_channels // self.groups
        found = self.out_channels * (channels * self.taps + self.bias)
        if is_recording():
            self._record_parameters(channels, found)
        return found

    def _record_parameters(self, channels: int, found: int) -> None:
        kernel = per_axis(self.kernel_size, self.dims, "kernel_size")
        inside = r" \cdot ".join(
            ([str(channels)] if channels > 1 else []) + [str(size) for size in kernel]
        )
        letters = r" \cdot ".join(
            (["C"] if channels > 1 else [])
            + list(("P",) if self.dims == 1 else ("P_1", "P_2", "P_3")[: self.dims])
        )
        if self.bias:
            inside, letters = f"({inside} + 1)", f"({letters} + 1)"
        if self.out_channels > 1 or self.bias:
            inside, letters = rf"{self.out_channels} \cdot {inside}", rf"K \cdot {letters}"
        record(r"\text{parameters}", letters, inside, str(found))

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape `(out_channels, sizes…)`; `ShapeError` if the kernel does not fit."""
        try:
            shape = (self.out_channels, *(axis.out_size for axis in self.axes(input_shape)))
        except ShapeError as error:
            text = str(error)
            raise ShapeError(
                text if text.startswith(type(self).__name__) else f"{self}: {text}"
            ) from None
        if self.dims > 1:
            record(r"\text{shape}", "(K, U_1, U_2)" if self.dims == 2 else "", "", str(shape))
        return shape

    @quantity
    def output_size(self, input_shape: ShapeLike) -> int:
        """Output positions of one kernel (in one dimension: the length U)."""
        return math.prod(self.output_shape(input_shape)[1:])

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:
        """Edges of the diagram: pairs (output unit, input unit) that a tap joins."""
        axes = self.axes(input_shape)
        sizes = self.output_shape(input_shape)[1:]
        joined = math.prod(axis.pairs for axis in axes)
        channels = self.in_channels // self.groups
        found = self.out_channels * channels * joined
        biases = self.out_channels * math.prod(sizes) if count_bias and self.bias else 0
        if is_recording():
            full = joined == math.prod(sizes) * self.taps
            positions = [str(size) for size in sizes] + [
                str(size) for size in per_axis(self.kernel_size, self.dims, "")
            ]
            numbers = [str(self.out_channels)] if self.out_channels > 1 else []
            numbers += [str(channels)] if channels > 1 else []
            numbers += positions if full else [str(axis.pairs) for axis in axes]
            note = (
                ""
                if full
                else "A tap on the padding joins nothing; without those, each axis has this many pairs."
            )
            extra = f" + {biases}" if biases else ""
            words = (
                r"\text{outputs} \cdot \text{kernel size}"
                if full and channels == 1 and not biases
                else ""
            )
            record(
                r"\text{connections}",
                words,
                r" \cdot ".join(numbers) + extra,
                str(found + biases),
                note,
            )
        return found + biases

    def macs(self, input_shape: ShapeLike) -> int:
        """Multiply-accumulates; taps on padding are multiplied too."""
        channels = self.in_channels // self.groups
        return math.prod(self.output_shape(input_shape)) * channels * self.taps

    @quantity
    def output(self, x: Any, weight: Any, bias: Any = None) -> "np.ndarray[Any, Any]":
        """Output of shape `(out_channels, sizes…)`; of `(sizes…)` for one kernel on an input without channel axis."""
        inputs, weights, intercepts, bare = self._arrays(x, weight, bias)
        axes = self.axes(inputs.shape)
        sizes = tuple(axis.windows for axis in axes)
        columns = self._columns(inputs, axes)
        per_group = self.out_channels // self.groups
        channels = self.in_channels // self.groups
        parts = []
        for group in range(self.groups):
            block = columns[group * channels : (group + 1) * channels]
            rows = weights[group * per_group : (group + 1) * per_group].reshape(per_group, -1)
            parts.append(product(rows, block.transpose(0, 2, 1).reshape(rows.shape[1], -1)))
        found = _stacked(parts)
        if intercepts is not None:
            found = tidy(found + intercepts[:, None])
        if is_recording() and self.groups == 1:
            self._record_output(
                columns,
                weights.reshape(self.out_channels, self.in_channels, -1),
                intercepts,
                found,
                sizes,
            )
        shaped: np.ndarray[Any, Any] = found.reshape(self.out_channels, *sizes)
        return shaped[0] if bare and self.out_channels == 1 else shaped

    forward = output

    def _columns(self, inputs: Any, axes: tuple[Axis, ...]) -> Any:
        """The input values of every window: `(channels, windows, taps)`, zero on padding."""
        import numpy as np

        table = source_table(axes)
        if self.in_channels * table.size > CELLS:
            raise ShapeError(
                f"{self}: the output is too large to compute here; counts need no values"
            )
        flat = inputs.reshape(self.in_channels, -1)
        padded = np.concatenate([flat, np.zeros((self.in_channels, 1), dtype=flat.dtype)], axis=1)
        return padded[:, table]

    def _arrays(self, x: Any, weight: Any, bias: Any) -> tuple[Any, Any, Any, bool]:
        inputs = as_array(x)
        bare = inputs.ndim == self.dims
        if bare:
            inputs = inputs[None]
        if inputs.ndim != self.dims + 1:
            raise ShapeError(
                f"{self}: an input with {inputs.ndim} axes; needs {self.dims + 1}, channels first"
            )
        full = (
            self.out_channels,
            self.in_channels // self.groups,
            *per_axis(self.kernel_size, self.dims, ""),
        )
        weights = as_array(weight)
        if weights.shape != full:
            short = [size for size in full if size > 1]
            if [size for size in weights.shape if size > 1] != short:
                raise ShapeError(f"{self}: weight of shape {weights.shape} is not {full}")
            weights = weights.reshape(full)
        return inputs, weights, intercepts_of(self, bias, self.out_channels), bare

    def _record_output(
        self, columns: Any, weights: Any, intercepts: Any, found: Any, sizes: Shape
    ) -> None:
        windows = list(pairs_of(*(range(size) for size in sizes)))
        values, kernels, results = columns.tolist(), weights.tolist(), found.tolist()
        for k in range(self.out_channels):
            for w, position in enumerate(windows):
                places = [str(place + 1) for place in position]
                index = ",".join(([str(k + 1)] if self.out_channels > 1 else []) + places)
                factors = [
                    (weight, value)
                    for c in range(self.in_channels)
                    for weight, value in zip(kernels[k][c], values[c][w], strict=True)
                ]
                intercept = None if intercepts is None else intercepts.tolist()[k]
                formula = (
                    self._formula(k, position) if self.in_channels == 1 and self.dims == 1 else ""
                )
                record(
                    f"h_{{{index}}}",
                    formula,
                    sum_of_products(factors, intercept),
                    number(results[k][w]),
                )

    def _formula(self, k: int, position: tuple[int, ...]) -> str:
        stride = per_axis(self.stride, 1, "")[0]
        dilation = per_axis(self.dilation, 1, "")[0]
        if self.padding or self.taps > 4:
            return ""
        own = f"{k + 1}," if self.out_channels > 1 else ""
        terms = [
            f"v_{{{own}{t + 1}}} x_{{{position[0] * stride + t * dilation + 1}}}"
            for t in range(self.taps)
        ]
        more = [f"b_{{{k + 1}}}" if self.out_channels > 1 else "b"] if self.bias else []
        return " + ".join(terms + more)

    @quantity
    def weight_matrix(self, input_shape: ShapeLike, weight: Any = None) -> "np.ndarray[Any, Any]":
        """The matrix `(outputs, inputs)` of the layer; without weights, symbols shared as the kernel is."""
        axes = self.axes(input_shape)
        channels = self.in_channels // self.groups
        kernel = per_axis(self.kernel_size, self.dims, "")
        full = (self.out_channels, channels, *kernel)
        weights = symbols("v", full) if weight is None else as_array(weight).reshape(full)
        positions = math.prod(axis.in_size for axis in axes)
        found = scattered(
            weights.reshape(self.out_channels, channels, -1),
            source_table(axes),
            positions,
            self.groups,
        )
        if is_recording():
            self._record_matrix(found)
        return found

    def _record_matrix(self, matrix: Any) -> None:
        for u, row in enumerate(matrix.tolist()):
            entries = " & ".join(number(entry) for entry in row)
            record(
                rf"\text{{row }} {u + 1}", "", "", rf"\begin{{bmatrix}} {entries} \end{{bmatrix}}"
            )

    def backward(
        self, x: Any, grad_output: Any, weight: Any, bias: Any = None
    ) -> dict[str, "np.ndarray[Any, Any]"]:
        """Gradients of the loss in `input`, `weight` and, with intercepts, `bias`.

        >>> found = Conv1d(1, 1, 2, bias=False).backward([0, 3, 10], [1, -1], [-2, 1])
        >>> found["weight"].ravel().tolist(), found["input"].tolist()
        ([-3, -7], [-2, 3, -1])
        """
        import numpy as np

        inputs, weights, intercepts, bare = self._arrays(x, weight, bias)
        axes = self.axes(inputs.shape)
        table = source_table(axes)
        columns = self._columns(inputs, axes)
        grads = as_array(grad_output).reshape(self.out_channels, -1)
        per_group, channels = self.out_channels // self.groups, self.in_channels // self.groups
        kind = (
            np.result_type(grads, weights) if object not in (grads.dtype, weights.dtype) else object
        )
        grad_flat = np.zeros((self.in_channels, math.prod(inputs.shape[1:]) + 1), dtype=kind)
        grad_weight = []
        for group in range(self.groups):
            rows = weights[group * per_group : (group + 1) * per_group].reshape(per_group, -1)
            block = columns[group * channels : (group + 1) * channels]
            out = grads[group * per_group : (group + 1) * per_group]
            grad_weight.append(product(out, block.transpose(0, 2, 1).reshape(rows.shape[1], -1).T))
            spread = product(rows.T, out).reshape(channels, -1, table.shape[0]).transpose(0, 2, 1)
            for c in range(channels):
                np.add.at(grad_flat[group * channels + c], table, spread[c])
        grad_input = tidy(grad_flat[:, :-1]).reshape(inputs.shape)
        found = {
            "input": grad_input[0] if bare else grad_input,
            "weight": _stacked(grad_weight).reshape(weights.shape),
        }
        if intercepts is not None:
            found["bias"] = tidy(grads.sum(axis=1))
        return found


def _stacked(parts: list[Any]) -> Any:
    import numpy as np

    return parts[0] if len(parts) == 1 else tidy(np.concatenate(parts))


@dataclass(frozen=True, slots=True)
class Conv1d(_Convolution):
    """Kernels of `kernel_size` slide over a sequence.

    Input shape `(in_channels, in_size)` (or the length alone for one channel), output shape
    `(out_channels, out_size)`. Source: Hocking (2021), slide "Convolution is a linear operator
    for spatial data".

    >>> layer = Conv1d(1, 1, kernel_size=2, bias=False)
    >>> layer.output_shape(3), layer.parameter_count, layer.connections(3), layer.zeros(3)
    ((1, 2), 2, 4, 2)
    >>> layer.output([0, 3, 10], weight=[-2, 1]).tolist(), layer.weight_matrix(3).tolist()
    ([3, 4], [[v_1, v_2, 0], [0, v_1, v_2]])
    """

    dims: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Conv2d(_Convolution):
    """Kernels slide over the height and width of an image.

    Input shape `(in_channels, height, width)`, output shape `(out_channels, height', width')`.

    >>> layer = Conv2d(1, 20, kernel_size=5, bias=False)
    >>> layer.parameter_count, layer.output_shape((1, 10, 10)), layer.output_size((1, 10, 10))
    (500, (20, 6, 6), 36)
    """

    dims: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class Conv3d(_Convolution):
    """Kernels slide over the depth, height and width of a volume.

    >>> Conv3d(1, 2, 3).output_shape((1, 8, 8, 8)), Conv3d(1, 2, 3).parameter_count
    ((2, 6, 6, 6), 56)
    """

    dims: ClassVar[int] = 3


@quantity
def true_convolution(x: Any, kernel: Any) -> "np.ndarray[Any, Any]":
    """The convolution of signal processing, where the kernel fits: the kernel is reversed first.

    >>> true_convolution([0, 3, 10], [-2, 1]).tolist()
    [-6, -17]
    """
    reversed_kernel = as_array(kernel)[::-1]
    record(
        r"\text{reversed kernel}",
        "",
        "",
        rf"\begin{{bmatrix}} {' & '.join(number(v) for v in reversed_kernel.tolist())} \end{{bmatrix}}",
    )
    layer = Conv1d(1, 1, len(reversed_kernel), bias=False)
    return layer.output(x, weight=reversed_kernel)
