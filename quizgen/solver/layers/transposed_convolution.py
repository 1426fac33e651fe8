"""Transposed convolution: the matrix of a convolution, transposed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.index_table import gathered, index_table, scattered_sum
from quizgen.solver.layers.convolution import check_groups, described, weights_of
from quizgen.solver.layers.layer import (
    Shape,
    ShapeLike,
    at_least_one,
    frozen,
    not_negative,
    per_axis,
)
from quizgen.solver.layers.letters import KERNEL
from quizgen.solver.layers.linear import intercepts_of
from quizgen.solver.layers.sliding import AXIS_NAMES, Spatial
from quizgen.solver.quantity import quantity, unasked
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, plus, product, tidy, total
from quizgen.solver.weight_matrix import scattered, symbols
from quizgen.solver.window import Axis

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class TransposedConvolution(Spatial):
    """Fields and members of `ConvTranspose1d`, `ConvTranspose2d` and `ConvTranspose3d`.

    Weights have the shape `(in_channels, out_channels / groups, kernel sizes…)`.
    """

    letters: ClassVar[Mapping[str, str]] = KERNEL
    in_channels: int
    out_channels: int
    kernel_size: Any
    stride: Any = 1
    padding: Any = 0
    output_padding: Any = 0
    groups: int = 1
    bias: bool = True
    dilation: Any = 1
    dims: ClassVar[int] = 1

    def __post_init__(self) -> None:
        frozen(self, "kernel_size", "stride", "padding", "output_padding", "dilation")
        at_least_one(
            self, "in_channels", "out_channels", "kernel_size", "stride", "dilation", "groups"
        )
        not_negative(self, "padding", "output_padding")
        check_groups(self)
        extra = self._each("output_padding")
        allowed = [
            max(pair) for pair in zip(self._each("stride"), self._each("dilation"), strict=True)
        ]
        if any(more < 0 or more >= most for more, most in zip(extra, allowed, strict=True)):
            raise ShapeError(
                f"{self}: output_padding {self.output_padding} must be less than the stride "
                "or the dilation"
            )

    def __str__(self) -> str:
        return described(self)

    def _each(self, name: str) -> tuple[int, ...]:
        return per_axis(getattr(self, name), self.dims, name)

    @property
    def weight_shape(self) -> Shape:
        """Shape of the weights, as PyTorch has it: input channels first."""
        return (self.in_channels, self.out_channels // self.groups, *self._each("kernel_size"))

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """Shapes of the weights and intercepts."""
        weight = {"weight": self.weight_shape}
        return {**weight, "bias": (self.out_channels,)} if self.bias else weight

    def transposed_axes(self, input_shape: ShapeLike) -> tuple[Axis, ...]:
        """Axes of the convolution that leads from the output back to the input."""
        shape = self._spatial(input_shape)
        if shape[0] != self.in_channels:
            raise ShapeError(
                f"{self}: the input has {shape[0]} channel{'s' * (shape[0] != 1)}, the layer needs {self.in_channels}"
            )
        found = []
        names = ("kernel_size", "stride", "padding", "output_padding", "dilation")
        for i, settings in enumerate(zip(*(self._each(name) for name in names), strict=True)):
            kernel, stride, padding, extra, dilation = settings
            size = (shape[i + 1] - 1) * stride - 2 * padding + dilation * (kernel - 1) + extra + 1
            if size < 1:
                raise ShapeError(f"{self}: an output of {size} positions for {shape[i + 1]} inputs")
            name = AXIS_NAMES[3 - self.dims + i] if self.dims > 1 else ""
            leave("places along an axis", size, name=name, in_size=shape[i + 1], settings=settings)
            found.append(Axis(size, kernel, stride, padding, padding - extra, dilation))
        return tuple(found)

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape `(out_channels, sizes…)`, each size (n − 1)·s − 2p + d(k − 1) + output_padding + 1."""
        shape = (
            self.out_channels,
            *(axis.in_size for axis in self.transposed_axes(input_shape)),
        )
        leave("shape of places", shape)
        return shape

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:
        """Pairs (output unit, input unit) that a tap joins: those of the convolution, roles swapped."""
        axes = self.transposed_axes(input_shape)
        channels = self.out_channels // self.groups
        with unasked():
            # Sizes of the convolution the other way round, which nobody is asked for.
            joined = [axis.pairs for axis in axes]
        found = self.in_channels * channels * math.prod(joined)
        biases = self.out_channels * math.prod(axis.in_size for axis in axes)
        extra = biases if count_bias and self.bias else 0
        factors = (self.in_channels, channels, *joined)
        leave("edges back", found + extra, factors=factors, biases=extra)
        return found + extra

    @quantity
    def macs(self, input_shape: ShapeLike) -> int:
        """Multiply-accumulates: every input with every weight of its channel."""
        self.output_shape(input_shape)
        positions = math.prod(self._spatial(input_shape)[1:])
        weights = math.prod(self.weight_shape)
        leave("multiply-adds", weights * positions, factors=(weights, positions))
        return weights * positions

    @quantity
    def output(self, x: Any, weight: Any, bias: Any = None) -> "np.ndarray[Any, Any]":
        """Every input spreads a multiple of the kernel; where these overlap, they add up.

        >>> ConvTranspose1d(1, 1, 2, stride=1, bias=False).output([1, 10], [2, 3]).tolist()
        [2, 23, 30]
        """
        inputs, weights, intercepts, bare = self._arrays(x, weight, bias)
        axes = self.transposed_axes(inputs.shape)
        kernels = weights.reshape(self.groups, self.in_channels // self.groups, -1)
        rows = inputs.reshape(self.groups, self.in_channels // self.groups, -1)
        spread = product(kernels.swapaxes(1, 2), rows)
        found = tidy(scattered_sum(spread.reshape(self.out_channels, -1, rows.shape[2]), axes))
        if intercepts is not None:
            found = plus(found, intercepts[:, None])
        shaped: np.ndarray[Any, Any] = found.reshape(
            self.out_channels, *(axis.in_size for axis in axes)
        )
        return shaped[0] if bare and self.out_channels == 1 else shaped

    forward = output

    def _arrays(self, x: Any, weight: Any, bias: Any) -> tuple[Any, Any, Any, bool]:
        inputs, bare = self._inputs(x)
        return inputs, weights_of(self, weight), intercepts_of(self, bias, self.out_channels), bare

    @quantity
    def weight_matrix(self, input_shape: ShapeLike, weight: Any = None) -> "np.ndarray[Any, Any]":
        """The matrix `(outputs, inputs)`: that of the convolution back, transposed."""
        axes = self.transposed_axes(input_shape)
        weights = symbols("v", self.weight_shape) if weight is None else weights_of(self, weight)
        kernels = weights.reshape(*weights.shape[:2], -1)
        positions = math.prod(axis.in_size for axis in axes)
        return scattered(kernels, index_table(axes), positions, self.groups).T

    @quantity
    def backward(
        self, x: Any, grad_output: Any, weight: Any, bias: Any = None
    ) -> dict[str, "np.ndarray[Any, Any]"]:
        """Gradients of the loss in `input`, `weight` and, with intercepts, `bias`."""
        inputs, weights, intercepts, bare = self._arrays(x, weight, bias)
        axes = self.transposed_axes(inputs.shape)
        grads = as_array(grad_output).reshape(self.out_channels, *(a.in_size for a in axes))
        columns = gathered(grads, axes)
        grouped = columns.reshape(self.groups, -1, columns.shape[2])
        kernels = weights.reshape(self.groups, self.in_channels // self.groups, -1)
        rows = inputs.reshape(self.groups, self.in_channels // self.groups, -1)
        grad_input = product(kernels, grouped).reshape(inputs.shape)
        found = {
            "input": grad_input[0] if bare else grad_input,
            "weight": product(rows, grouped.swapaxes(1, 2)).reshape(weights.shape),
        }
        if intercepts is not None:
            found["bias"] = total(grads.reshape(self.out_channels, -1), axis=1)
        return found


@dataclass(frozen=True, slots=True)
class ConvTranspose1d(TransposedConvolution):
    """Makes a sequence longer with learned kernels.

    >>> layer = ConvTranspose1d(1, 1, 3, stride=2, bias=False)
    >>> layer.output_shape(4), layer.parameter_count, layer.connections(4)
    ((1, 9), 3, 12)
    """

    dims: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class ConvTranspose2d(TransposedConvolution):
    """Makes an image larger with learned kernels.

    >>> ConvTranspose2d(8, 4, 2, stride=2).output_shape((8, 7, 5))
    (4, 14, 10)
    """

    dims: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class ConvTranspose3d(TransposedConvolution):
    """Makes a volume larger with learned kernels.

    >>> ConvTranspose3d(2, 1, 2, stride=2).output_shape((2, 3, 4, 5))
    (1, 6, 8, 10)
    """

    dims: ClassVar[int] = 3
