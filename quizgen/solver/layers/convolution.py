"""Convolution in one, two and three dimensions (as in deep learning: cross-correlation)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver import convolve
from quizgen.solver.errors import ShapeError
from quizgen.solver.index_table import gathered, index_table, scattered_sum
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
from quizgen.solver.layers.sliding import Sliding
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import ENTRIES, is_traced, leave
from quizgen.solver.values import as_array, integers_over, plus, product, quotients, tidy, total
from quizgen.solver.weight_matrix import scattered, symbols
from quizgen.solver.window import PADDING_MODES, Axis

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Convolution(Sliding):
    """Fields and members of `Conv1d`, `Conv2d` and `Conv3d`.

    Weights have the shape `(out_channels, in_channels / groups, kernel sizes…)`.
    """

    letters: ClassVar[Mapping[str, str]] = KERNEL
    in_channels: int
    out_channels: int
    kernel_size: Any
    stride: Any = 1
    padding: Any = 0
    dilation: Any = 1
    groups: int = 1
    bias: bool = True
    padding_mode: str = "zeros"
    dims: ClassVar[int] = 1

    def __post_init__(self) -> None:
        frozen(self, "kernel_size", "stride", "padding", "dilation")
        at_least_one(
            self, "in_channels", "out_channels", "kernel_size", "stride", "dilation", "groups"
        )
        not_negative(self, "padding")
        check_groups(self)
        if self.padding_mode not in PADDING_MODES:
            raise ShapeError(
                f"{self}: padding_mode {self.padding_mode!r} is not one of {', '.join(PADDING_MODES)}"
            )
        for name in ("kernel_size", "stride", "dilation"):
            if type(value := getattr(self, name)) is not int:
                per_axis(value, self.dims, name)
        self._paddings()

    def __str__(self) -> str:
        return described(self, "padding_mode")

    def _dilations(self) -> tuple[int, ...]:
        return per_axis(self.dilation, self.dims, "dilation")

    def _mode(self) -> str:
        return self.padding_mode

    def _out_channels(self, channels: int) -> int:
        if channels != self.in_channels:
            raise ShapeError(
                f"{self}: the input has {channels} channel{'s' * (channels != 1)}, the layer needs {self.in_channels}"
            )
        return self.out_channels

    @property
    def taps(self) -> int:
        """Weights of one kernel for one input channel."""
        return math.prod(self._kernel())

    @property
    def weight_shape(self) -> Shape:
        """Shape of the weights, as PyTorch has it."""
        return (self.out_channels, self.in_channels // self.groups, *self._kernel())

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """Shapes of the weights and intercepts."""
        weight = {"weight": self.weight_shape}
        return {**weight, "bias": (self.out_channels,)} if self.bias else weight

    @property
    @quantity
    def parameter_count(self) -> int:
        """Distinct weights (a shared weight counts once), plus one intercept for each kernel."""
        return math.prod(self.weight_shape) + (self.out_channels if self.bias else 0)

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:
        """Edges of the diagram: pairs (output unit, input unit) that a tap joins."""
        axes = self.axes(input_shape)
        sizes = self.output_shape(input_shape)[1:]
        joined = [axis.pairs for axis in axes]
        channels = self.in_channels // self.groups
        found = self.out_channels * channels * math.prod(joined)
        biases = self.out_channels * math.prod(sizes) if count_bias and self.bias else 0
        full = math.prod(joined) == math.prod(sizes) * self.taps
        leave(
            "edges of windows",
            found + biases,
            channels=(self.out_channels, channels),
            factors=(*sizes, *self._kernel()) if full else joined,
            biases=biases,
            axes=() if full else axes,
        )
        return found + biases

    @quantity
    def macs(self, input_shape: ShapeLike) -> int:
        """Multiply-accumulates; taps on padding are multiplied too."""
        weights = self.in_channels // self.groups * self.taps
        outputs = math.prod(self.output_shape(input_shape))
        leave("multiply-adds", outputs * weights, factors=(outputs, weights))
        return outputs * weights

    @quantity
    def output(self, x: Any, weight: Any, bias: Any = None) -> "np.ndarray[Any, Any]":
        """Output `(out_channels, sizes…)`; `(sizes…)` for one kernel on an input without channel axis."""
        inputs, weights, intercepts, bare = self._arrays(x, weight, bias)
        axes = self.axes(inputs.shape)
        found = self._products(inputs, weights, axes)
        if intercepts is not None:
            if found.dtype.kind == "f" and found.dtype == intercepts.dtype:
                found += intercepts[:, None]  # nobody else has it yet, and it may be large
            else:
                found = plus(found, intercepts[:, None])
        # Along one axis the windows are counted already.
        sizes = found.shape[1:] if self.dims == 1 else tuple(axis.windows for axis in axes)
        if is_traced() and found.size <= ENTRIES:
            leave(
                "sums of windows",
                found,
                layer=self,
                windows=gathered(inputs, axes),
                weight=weights,
                bias=intercepts,
                sizes=sizes,
            )
        shaped: np.ndarray[Any, Any] = found.reshape(self.out_channels, *sizes)
        return shaped[0] if bare and self.out_channels == 1 else shaped

    forward = output

    def _products(self, inputs: Any, weights: Any, axes: tuple[Axis, ...]) -> Any:
        """Weights times windows, `(out_channels, windows)`."""
        if convolve.applies(inputs, weights, axes):
            return convolve.convolved(inputs, weights, axes, self.groups)
        if "O" in (inputs.dtype.kind, weights.dtype.kind):
            # Scaled before the windows are laid out: each rational is looked at once.
            over = integers_over(inputs), integers_over(weights)
            if over[0] and over[1] and "O" not in (over[0][0].dtype.kind, over[1][0].dtype.kind):
                found = self._products(over[0][0], over[1][0], axes)
                return quotients(found, over[0][1] * over[1][1])
        columns = gathered(inputs, axes)
        if self.groups == 1:
            rows = columns.reshape(-1, columns.shape[2])
            return product(weights.reshape(self.out_channels, -1), rows)
        grouped = columns.reshape(self.groups, -1, columns.shape[2])
        kernels = weights.reshape(self.groups, self.out_channels // self.groups, -1)
        return product(kernels, grouped).reshape(self.out_channels, -1)

    def _arrays(self, x: Any, weight: Any, bias: Any) -> tuple[Any, Any, Any, bool]:
        inputs, bare = self._inputs(x)
        return (
            inputs,
            weights_of(self, weight),
            intercepts_of(self, bias, self.out_channels),
            bare,
        )

    @quantity
    def weight_matrix(self, input_shape: ShapeLike, weight: Any = None) -> "np.ndarray[Any, Any]":
        """The matrix `(outputs, inputs)` of the layer; without weights, symbols shared as the kernel is."""
        axes = self.axes(input_shape)
        weights = symbols("v", self.weight_shape) if weight is None else weights_of(self, weight)
        kernels = weights.reshape(self.out_channels, weights.shape[1], -1)
        positions = math.prod(axis.in_size for axis in axes)
        return scattered(kernels, index_table(axes), positions, self.groups)

    @quantity
    def backward(
        self, x: Any, grad_output: Any, weight: Any, bias: Any = None
    ) -> dict[str, "np.ndarray[Any, Any]"]:
        """Gradients of the loss in `input`, `weight` and, with intercepts, `bias`.

        >>> found = Conv1d(1, 1, 2, bias=False).backward([0, 3, 10], [1, -1], [-2, 1])
        >>> found["weight"].ravel().tolist(), found["input"].tolist()
        ([-3, -7], [-2, 3, -1])
        """
        inputs, weights, intercepts, bare = self._arrays(x, weight, bias)
        axes = self.axes(inputs.shape)
        columns = gathered(inputs, axes)
        windows = columns.shape[2]
        grads = as_array(grad_output).reshape(self.groups, -1, windows)
        kernels = weights.reshape(self.groups, self.out_channels // self.groups, -1)
        grouped = columns.reshape(self.groups, -1, windows)
        spread = product(kernels.swapaxes(1, 2), grads).reshape(self.in_channels, -1, windows)
        grad_input = tidy(scattered_sum(spread, axes)).reshape(inputs.shape)
        found = {
            "input": grad_input[0] if bare else grad_input,
            "weight": product(grads, grouped.swapaxes(1, 2)).reshape(weights.shape),
        }
        if intercepts is not None:
            found["bias"] = total(grads.reshape(self.out_channels, -1), axis=1)
        return found


def check_groups(layer: Any) -> None:
    """`ShapeError` unless the groups divide the channels."""
    if layer.in_channels % layer.groups or layer.out_channels % layer.groups:
        raise ShapeError(
            f"{layer}: groups={layer.groups} must divide in_channels {layer.in_channels} "
            f"and out_channels {layer.out_channels}"
        )


def described(layer: Any, *names: str) -> str:
    """A layer as one would write it: what differs from the defaults is named."""
    more = [
        f"{name}={value!r}"
        for name, default in _usual(names)
        if (value := getattr(layer, name, default)) != default
    ]
    sizes = [str(layer.in_channels), str(layer.out_channels), f"kernel_size={layer.kernel_size!r}"]
    return f"{type(layer).__name__}({', '.join(sizes + more)})"


@cache
def _usual(names: tuple[str, ...]) -> tuple[tuple[str, object], ...]:
    """The arguments that are named where they differ, with their defaults."""
    usual = {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1, "groups": 1}
    return tuple({**usual, "bias": True, **dict.fromkeys(names, "zeros")}.items())


@lru_cache(maxsize=256)
def _same_but_for_ones(shape: Shape, full: Shape) -> bool:
    return [size for size in shape if size > 1] == [size for size in full if size > 1]


def weights_of(layer: Any, weight: Any) -> "np.ndarray[Any, Any]":
    """The weights in PyTorch's shape; axes of length 1 may be left out."""
    weights, full = as_array(weight), layer.weight_shape
    if weights.shape == full:
        return weights
    if not _same_but_for_ones(weights.shape, full):
        raise ShapeError(f"{layer}: weight of shape {weights.shape} is not {full}")
    return weights.reshape(full)


@dataclass(frozen=True, slots=True)
class Conv1d(Convolution):
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
class Conv2d(Convolution):
    """Kernels slide over the height and width of an image.

    Input shape `(in_channels, height, width)`, output shape `(out_channels, height', width')`.

    >>> layer = Conv2d(1, 20, kernel_size=5, bias=False)
    >>> layer.parameter_count, layer.output_shape((1, 10, 10)), layer.output_size((1, 10, 10))
    (500, (20, 6, 6), 36)
    """

    dims: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class Conv3d(Convolution):
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
    turned = as_array(kernel)[::-1]
    return Conv1d(1, 1, len(turned), bias=False).output(as_array(x), weight=turned)
