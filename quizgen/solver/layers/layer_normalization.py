"""Normalisation of one observation: over its last axes, or over groups of channels.

Variances divide by n (biased). With `eps=0` and values like m ± s the results are exact fractions.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape, at_least_one, frozen
from quizgen.solver.layers.letters import SCALING, SPREAD
from quizgen.solver.layers.normalization_gradients import gradients
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array

if TYPE_CHECKING:
    import numpy as np
from quizgen.solver.layers.standardizing import EPS, columns, scaled, standardized


class _LastAxes(Countable):
    """Normalisation over the last axes, whose sizes are `normalized_shape`."""

    __slots__ = ()
    normalized_shape: Any
    centered: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if isinstance(self.normalized_shape, int):
            object.__setattr__(self, "normalized_shape", (self.normalized_shape,))
        frozen(self, "normalized_shape")
        at_least_one(self, "normalized_shape")

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The input's shape, which ends in `normalized_shape`."""
        shape = as_shape(input_shape)
        if shape[-len(self.normalized_shape) :] != self.normalized_shape:
            raise ShapeError(
                f"{type(self).__name__}({self.normalized_shape}): input shape {shape} "
                f"does not end in {self.normalized_shape}"
            )
        return shape

    def _standardized(self, x: Any, eps: Any) -> Any:
        values = as_array(x)
        self.output_shape(values.shape)
        rows = values.reshape(-1, math.prod(self.normalized_shape))
        return standardized(rows, eps, centered=self.centered).reshape(values.shape)


@dataclass(frozen=True, slots=True)
class LayerNorm(_LastAxes):
    """Each observation by the mean and variance of its own features.

    >>> LayerNorm(4, eps=0).output([1, 3, 1, 3]).tolist(), LayerNorm(768).parameter_count
    ([-1, 1, -1, 1], 1536)
    """

    letters: ClassVar[Mapping[str, str]] = SPREAD
    tensor_words: ClassVar[Mapping[str, str]] = SCALING
    normalized_shape: Any
    eps: Any = EPS
    elementwise_affine: bool = True
    bias: bool = True

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """γ and β, one pair for each feature."""
        if not self.elementwise_affine:
            return {}
        shape: Shape = self.normalized_shape
        return {"weight": shape, "bias": shape} if self.bias else {"weight": shape}

    @quantity
    def output(self, x: Any, weight: Any = None, bias: Any = None) -> "np.ndarray[Any, Any]":
        """Features standardised, times γ plus β (1 and 0 when left out)."""
        return scaled(self._standardized(x, self.eps), weight, bias)  # type: ignore[no-any-return]

    forward = output

    @quantity
    def backward(
        self, x: Any, grad_output: Any, weight: Any = None, bias: Any = None
    ) -> dict[str, Any]:
        """Gradients in `input` and in the parameters given, as floats."""
        shape = as_array(x).shape
        self.output_shape(shape)
        return gradients(
            x,
            grad_output,
            (weight, bias),
            (-1, math.prod(self.normalized_shape)),
            (*(1,) * (len(shape) - len(self.normalized_shape)), *self.normalized_shape),
            self.eps,
        )


@dataclass(frozen=True, slots=True)
class RMSNorm(_LastAxes):
    """Each observation divided by the root mean square of its features; nothing is subtracted.

    >>> RMSNorm(2, eps=0).output([1, 7]).tolist(), RMSNorm(768).parameter_count
    ([Fraction(1, 5), Fraction(7, 5)], 768)
    """

    letters: ClassVar[Mapping[str, str]] = SPREAD
    tensor_words: ClassVar[Mapping[str, str]] = SCALING
    normalized_shape: Any
    eps: Any = None
    elementwise_affine: bool = True
    centered: ClassVar[bool] = False

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """γ for each feature."""
        return {"weight": self.normalized_shape} if self.elementwise_affine else {}

    @quantity
    def output(self, x: Any, weight: Any = None) -> "np.ndarray[Any, Any]":
        """Features divided by their root mean square, times γ."""
        import numpy as np

        eps = self.eps
        if eps is None:
            # torch: the machine epsilon of the input's type; exact numbers have none.
            values = as_array(x)
            eps = float(np.finfo(values.dtype).eps) if values.dtype.kind == "f" else 0
        return scaled(self._standardized(x, eps), weight, None)  # type: ignore[no-any-return]

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any, weight: Any = None) -> dict[str, Any]:
        """Gradients in `input` and in the parameters given, as floats."""
        import numpy as np

        shape = as_array(x).shape
        self.output_shape(shape)
        return gradients(
            x,
            grad_output,
            (weight, None),
            (-1, math.prod(self.normalized_shape)),
            (*(1,) * (len(shape) - len(self.normalized_shape)), *self.normalized_shape),
            np.finfo(float).eps if self.eps is None else self.eps,
            centered=False,
        )


@dataclass(frozen=True, slots=True)
class GroupNorm(Countable):
    """Each group of channels of one observation by its own mean and variance.

    >>> GroupNorm(2, 4).parameter_count, GroupNorm(2, 4).output_shape((4, 8, 8))
    (8, (4, 8, 8))
    """

    letters: ClassVar[Mapping[str, str]] = SPREAD
    tensor_words: ClassVar[Mapping[str, str]] = SCALING
    num_groups: int
    num_channels: int
    eps: Any = EPS
    affine: bool = True

    def __post_init__(self) -> None:
        at_least_one(self, "num_groups", "num_channels")
        if self.num_channels % self.num_groups:
            raise ShapeError(
                f"GroupNorm({self.num_groups}, {self.num_channels}): "
                "num_groups must divide num_channels"
            )

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """γ and β, one pair for each channel."""
        shape = (self.num_channels,)
        return {"weight": shape, "bias": shape} if self.affine else {}

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The input's shape, `(num_channels, sizes…)`."""
        shape = as_shape(input_shape)
        if shape[0] != self.num_channels:
            raise ShapeError(
                f"GroupNorm({self.num_groups}, {self.num_channels}): "
                f"the input has {shape[0]} channels"
            )
        return shape

    @quantity
    def output(self, x: Any, weight: Any = None, bias: Any = None) -> "np.ndarray[Any, Any]":
        """Groups standardised, then each channel scaled and shifted."""
        values = as_array(x)
        self.output_shape(values.shape)
        z = standardized(values.reshape(self.num_groups, -1), self.eps).reshape(values.shape)
        column = (self.num_channels, *(1,) * (values.ndim - 1))
        return scaled(z, *columns(weight, bias, column))  # type: ignore[no-any-return]

    forward = output

    @quantity
    def backward(
        self, x: Any, grad_output: Any, weight: Any = None, bias: Any = None
    ) -> dict[str, Any]:
        """Gradients in `input` and in the parameters given, as floats."""
        shape = as_array(x).shape
        self.output_shape(shape)
        return gradients(
            x,
            grad_output,
            (weight, bias),
            (self.num_groups, -1),
            (shape[0], *(1,) * (len(shape) - 1)),
            self.eps,
        )
