"""What convolution and pooling share: windows that slide over the spatial axes of their input."""

import math
from contextlib import nullcontext
from functools import lru_cache
from typing import Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape, per_axis
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave, silent
from quizgen.solver.values import as_array
from quizgen.solver.window import Axis, axis_padding

AXIS_NAMES = ("depth", "height", "width")


class Spatial(Countable):
    """Layers with `dims` spatial axes; shapes are `(channels, sizes…)`.

    A sequence of one channel may be given by its length alone.
    """

    __slots__ = ()
    dims: ClassVar[int] = 1

    def _spatial(self, input_shape: ShapeLike) -> Shape:
        shape = as_shape(input_shape, channels=1 if self.dims == 1 else None)
        if len(shape) != self.dims + 1:
            sizes = ", ".join(("channels", *AXIS_NAMES[3 - self.dims :]))
            raise ShapeError(f"{self}: input shape {shape} is not ({sizes})")
        return shape

    @quantity
    def output_size(self, input_shape: ShapeLike) -> int:
        """Output positions of one channel (of a sequence: its length U)."""
        sizes = self.output_shape(input_shape)[1:]
        found = math.prod(sizes)
        leave("positions", found, sizes=sizes)
        return found

    def _inputs(self, x: Any) -> tuple[Any, bool]:
        """The input as an array `(channels, sizes…)`, and whether its channel axis was left out."""
        inputs = as_array(x)
        bare = inputs.ndim == self.dims
        if bare:
            inputs = inputs[None]
        if inputs.ndim != self.dims + 1:
            raise ShapeError(
                f"{self}: an input with {inputs.ndim} axes; needs {self.dims + 1}, channels first"
            )
        return inputs, bare


class Sliding(Spatial):
    """Layers whose windows slide over the spatial axes."""

    __slots__ = ()
    kernel_size: Any
    stride: Any

    def _kernel(self) -> tuple[int, ...]:
        return per_axis(self.kernel_size, self.dims, "kernel_size")

    def _strides(self) -> tuple[int, ...]:
        return per_axis(self.stride, self.dims, "stride")

    def _dilations(self) -> tuple[int, ...]:
        return (1,) * self.dims

    def _paddings(self) -> tuple[Any, ...]:
        """One padding for each axis; a pair on a sequence is (left, right)."""
        padding = getattr(self, "padding", 0)
        if self.dims == 1 and isinstance(padding, tuple) and len(padding) == 2:
            return (padding,)
        return per_axis(padding, self.dims, "padding")

    def _ceil(self) -> bool:
        return False

    def _mode(self) -> str:
        return "zeros"

    def _out_channels(self, channels: int) -> int:
        """Output channels for these input channels; `ShapeError` if the layer needs others."""
        return channels

    def axes(self, input_shape: ShapeLike) -> tuple[Axis, ...]:
        """One `Axis` for each spatial dimension; `ShapeError` for an input of other dimensions."""
        return _axes(self, input_shape if isinstance(input_shape, int) else tuple(input_shape))

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape `(channels, sizes…)` of the output; `ShapeError` if the window does not fit."""
        axes = self.axes(input_shape)
        channels = self._out_channels(self._spatial(input_shape)[0])
        try:
            # Windows of one value at every place change nothing: no step says so.
            single = all(
                axis.kernel_size == axis.stride == 1 and not (axis.left or axis.right)
                for axis in axes
            )
            with silent() if single else nullcontext():
                shape = (channels, *(axis.out_size for axis in axes))
        except ShapeError as error:
            raise ShapeError(f"{self}: {error}") from None
        if not single or shape != self._spatial(input_shape):
            leave("shape of places", shape)
        return shape


@lru_cache(maxsize=1024)
def _axes(layer: Any, input_shape: int | Shape) -> tuple[Axis, ...]:
    """Layers are values, and networks repeat few of them at few shapes."""
    shape = layer._spatial(input_shape)  # noqa: SLF001 - the layer's own
    layer._out_channels(shape[0])  # noqa: SLF001
    kernel, stride, dilation = layer._kernel(), layer._strides(), layer._dilations()  # noqa: SLF001
    ceil, mode = layer._ceil(), layer._mode()  # noqa: SLF001
    found = []
    for i, padding in enumerate(layer._paddings()):  # noqa: SLF001
        size, name = shape[i + 1], "" if layer.dims == 1 else AXIS_NAMES[3 - layer.dims + i]
        left, right = axis_padding(padding, size, kernel[i], stride[i], dilation[i])
        found.append(Axis(size, kernel[i], stride[i], left, right, dilation[i], ceil, mode, name))
    return tuple(found)
