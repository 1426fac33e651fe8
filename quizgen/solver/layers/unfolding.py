"""Unfold: the windows of an image as columns (im2col)."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.index_table import gathered, scattered_sum
from quizgen.solver.layers.layer import Shape, ShapeLike, at_least_one, frozen, per_axis
from quizgen.solver.layers.sliding import Sliding
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array, tidy

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Unfold(Sliding):
    """Input `(C, H, W)`, output `(C · taps, windows)`: a convolution is then one matrix product.

    >>> Unfold(2).output_shape((3, 6, 6)), Unfold(2).output([[1, 2], [3, 4]]).ravel().tolist()
    ((12, 25), [1, 2, 3, 4])
    """

    kernel_size: Any
    dilation: Any = 1
    padding: Any = 0
    stride: Any = 1
    dims: ClassVar[int] = 2

    def __post_init__(self) -> None:
        frozen(self, "kernel_size", "dilation", "padding", "stride")
        at_least_one(self, "kernel_size", "dilation", "stride")

    def _dilations(self) -> tuple[int, ...]:
        return per_axis(self.dilation, self.dims, "dilation")

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape `(C · taps, windows)`."""
        channels = self._spatial(input_shape)[0]
        windows = math.prod(axis.out_size for axis in self.axes(input_shape))
        return (channels * math.prod(self._kernel()), windows)

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:  # noqa: ARG002 - nothing is added
        """One for each output that shows an input."""
        return self._spatial(input_shape)[0] * math.prod(a.pairs for a in self.axes(input_shape))

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The windows, one column each."""
        inputs, _ = self._inputs(x)
        columns = gathered(inputs, self.axes(inputs.shape))
        return columns.reshape(-1, columns.shape[2])

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """Each input gets the gradients of all windows that show it."""
        inputs, bare = self._inputs(x)
        axes = self.axes(inputs.shape)
        taps = math.prod(self._kernel())
        parts = as_array(grad_output).reshape(len(inputs), taps, -1)
        shaped = tidy(scattered_sum(parts, axes)).reshape(inputs.shape)
        return {"input": shaped[0] if bare else shaped}
