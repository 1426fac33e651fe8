"""Normalisation of each channel: over the batch, or over the positions of one observation.

Variances divide by n (biased). With `eps=0` and values like m ± s the results are exact fractions.
A weight matrix of these layers is a diagonal: their connections are one for each unit.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.how_many import how_many
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape, at_least_one
from quizgen.solver.layers.letters import SCALING, SPREAD
from quizgen.solver.layers.normalization_gradients import exact_gradients, gradients
from quizgen.solver.quantity import quantity
from quizgen.solver.roots import square_root
from quizgen.solver.values import as_array, divided, tidy

if TYPE_CHECKING:
    import numpy as np
from quizgen.solver.layers.standardizing import EPS, columns, scaled, standardized


def _channels_and_axes(channels: int, axes: int) -> str:
    more = how_many(axes, "more axis", "more axes")
    return f"{how_many(channels, 'channel')} and {more}"


class ChannelNormalization(Countable):
    """What layers have in common that standardise each channel by its own mean and variance."""

    letters: ClassVar[Mapping[str, str]] = SPREAD
    tensor_words: ClassVar[Mapping[str, str]] = SCALING
    passes_channels: ClassVar[bool] = True
    __slots__ = ()
    dims: ClassVar[int] = 1
    num_features: int
    eps: Any
    momentum: Any
    affine: bool
    track_running_stats: bool

    def __post_init__(self) -> None:
        at_least_one(self, "num_features")

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """γ and β, one pair for each channel, where the layer learns them."""
        shape = (self.num_features,)
        return {"weight": shape, "bias": shape} if self.affine else {}

    @property
    def buffer_count(self) -> int:
        """Running mean and variance of each channel, and the number of batches, as torch counts."""
        return 2 * self.num_features + 1 if self.track_running_stats else 0

    def _refused(self, shape: Shape) -> ShapeError:
        return ShapeError(
            f"{type(self).__name__}({self.num_features}): input shape {shape} does not have "
            f"{_channels_and_axes(self.num_features, self.dims)}"
        )


class BatchNormalization(ChannelNormalization):
    """Each channel by its mean and variance: over the batch while training, stored ones in use."""

    __slots__ = ()

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The input's shape, `(num_features, sizes…)`."""
        shape = as_shape(input_shape)
        ranks = (1, 2) if self.dims == 1 else (self.dims + 1,)
        if len(shape) not in ranks or shape[0] != self.num_features:
            raise self._refused(shape)
        return shape

    @quantity
    def output(
        self,
        x: Any,
        weight: Any = None,
        bias: Any = None,
        running_mean: Any = None,
        running_var: Any = None,
    ) -> "np.ndarray[Any, Any]":
        """The layer in use, on one observation: stored statistics (mean 0, variance 1 when left out).

        A layer that stores none takes those of what it reads, as in PyTorch.

        >>> BatchNorm1d(1, eps=0, track_running_stats=False).output([[1, 3]]).tolist()
        [[-1, 1]]
        """
        import numpy as np

        values = as_array(x)
        self.output_shape(values.shape)
        if self._has_no_statistics(values, running_mean, running_var):
            return self.normalize_batch(values[None], weight, bias)[0]  # type: ignore[no-any-return]
        column = (self.num_features, *(1,) * (values.ndim - 1))
        zeros, ones = [0] * self.num_features, [1] * self.num_features
        means = as_array(zeros if running_mean is None else running_mean)
        spreads = as_array(ones if running_var is None else running_var).tolist()
        roots = [square_root(spread + self.eps if self.eps else spread) for spread in spreads]
        shift = tidy(values.astype(object) - means.reshape(column))
        factors = np.empty(self.num_features, dtype=object)
        factors[:] = [divided(1, deviation) for deviation in roots]
        z = tidy(shift * factors.reshape(column))
        return scaled(z, *columns(weight, bias, column))  # type: ignore[no-any-return]

    forward = output

    @quantity
    def backward(
        self,
        x: Any,
        grad_output: Any,
        weight: Any = None,
        bias: Any = None,
        running_mean: Any = None,
        running_var: Any = None,
    ) -> dict[str, Any]:
        """Gradients of the layer in use: the stored statistics are constants."""
        if self._has_no_statistics(as_array(x), running_mean, running_var):
            batch, slopes = as_array(x)[None], as_array(grad_output)[None]
            found = self.normalize_batch_backward(batch, slopes, weight, bias)
            return {**found, "input": found["input"][0]}
        stored = {"running_mean": running_mean, "running_var": running_var}
        values, incoming = as_array(x).astype(float), as_array(grad_output).astype(float)
        z = self.output(values, **stored)
        factor = self.output(values * 0 + 1, **stored) - self.output(values * 0, **stored)
        column = (self.num_features, *(1,) * (values.ndim - 1))
        gamma = 1 if weight is None else as_array(weight).astype(float).reshape(column)
        rows = (self.num_features, -1)
        found = {"input": incoming * factor * gamma}
        if weight is not None:
            found["weight"] = (incoming * z).reshape(rows).sum(axis=1)
        if bias is not None:
            found["bias"] = incoming.reshape(rows).sum(axis=1)
        return found

    def _has_no_statistics(self, values: "np.ndarray[Any, Any]", *given: Any) -> bool:
        """Whether what is read is all that there is to take a mean and a variance of."""
        own = not self.track_running_stats and all(each is None for each in given)
        if own and values.size == len(values):
            raise ShapeError(
                f"{type(self).__name__}({self.num_features}) stores no statistics, and one value "
                "a channel has no spread: give running_mean and running_var"
            )
        return own

    @quantity
    def normalize_batch(
        self, batch: Any, weight: Any = None, bias: Any = None
    ) -> "np.ndarray[Any, Any]":
        """The layer while training: the batch `(n, num_features, sizes…)` by its own statistics.

        >>> BatchNorm1d(1, eps=0).normalize_batch([[1], [5], [1], [5]], [2], [3]).ravel().tolist()
        [1, 5, 1, 5]
        """
        import numpy as np

        values = as_array(batch)
        self.output_shape(values.shape[1:])
        moved = np.moveaxis(values, 1, 0)
        z = standardized(moved.reshape(self.num_features, -1), self.eps).reshape(moved.shape)
        column = (self.num_features, *(1,) * (values.ndim - 1))
        found: np.ndarray[Any, Any] = scaled(z, *columns(weight, bias, column))
        return np.moveaxis(found, 0, 1)

    @quantity
    def normalize_batch_backward(
        self, batch: Any, grad_output: Any, weight: Any = None, bias: Any = None
    ) -> dict[str, Any]:
        """Gradients of the layer while training: each value moves its channel's mean and variance too.

        In `input`, of the shape of `batch`, and in the parameters given; exact where deviations are.

        >>> bn = BatchNorm1d(1, eps=0)
        >>> bn.normalize_batch_backward([[1], [3], [1], [3]], [[4], [0], [0], [0]])["input"].ravel().tolist()
        [2, 0, -2, 0]
        """
        import numpy as np

        values, incoming = as_array(batch), as_array(grad_output)
        self.output_shape(values.shape[1:])
        if values.shape != incoming.shape:
            raise ShapeError(
                f"a batch of shape {values.shape}, gradients of shape {incoming.shape}"
            )
        moved = np.moveaxis(values, 1, 0)
        rows = moved.reshape(self.num_features, -1)
        slopes = np.moveaxis(incoming, 1, 0).reshape(rows.shape)
        inputs, scales, shifts = exact_gradients(rows, slopes, weight, self.eps)
        found = {"input": np.moveaxis(inputs.reshape(moved.shape), 0, 1)}
        if weight is not None:
            found["weight"] = as_array(scales)
        if bias is not None:
            found["bias"] = as_array(shifts)
        return found


@dataclass(frozen=True, slots=True)
class BatchNorm1d(BatchNormalization):
    """Batch normalisation of features, or of the channels of a sequence.

    >>> BatchNorm1d(64).parameter_count, BatchNorm1d(64).buffer_count
    (128, 129)
    """

    num_features: int
    eps: Any = EPS
    momentum: Any = 0.1
    affine: bool = True
    track_running_stats: bool = True
    dims: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class BatchNorm2d(BatchNormalization):
    """Batch normalisation of the channels of an image.

    >>> BatchNorm2d(64).output_shape((64, 8, 8)), BatchNorm2d(64).connections((64, 8, 8))
    ((64, 8, 8), 4096)
    """

    num_features: int
    eps: Any = EPS
    momentum: Any = 0.1
    affine: bool = True
    track_running_stats: bool = True
    dims: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class BatchNorm3d(BatchNormalization):
    """Batch normalisation of the channels of a volume."""

    num_features: int
    eps: Any = EPS
    momentum: Any = 0.1
    affine: bool = True
    track_running_stats: bool = True
    dims: ClassVar[int] = 3


class InstanceNormalization(ChannelNormalization):
    """Each channel of one observation by its own mean and variance."""

    __slots__ = ()

    @property
    def _in_use(self) -> BatchNormalization:
        kind = (BatchNorm1d, BatchNorm2d, BatchNorm3d)[self.dims - 1]
        return kind(self.num_features, self.eps)

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The input's shape, `(num_features, sizes…)`."""
        shape = as_shape(input_shape)
        if len(shape) != self.dims + 1 or (self.affine and shape[0] != self.num_features):
            raise self._refused(shape)
        return shape

    @quantity
    def output(self, x: Any, weight: Any = None, bias: Any = None) -> "np.ndarray[Any, Any]":
        """Every channel standardised over its positions.

        A layer that keeps running statistics takes those in use: mean 0, variance 1, as PyTorch begins.
        """
        values = as_array(x)
        self.output_shape(values.shape)
        if self.track_running_stats:
            return self._in_use.output(values, weight, bias)
        z = standardized(values.reshape(len(values), -1), self.eps).reshape(values.shape)
        column = (len(values), *(1,) * (values.ndim - 1))
        return scaled(z, *columns(weight, bias, column))  # type: ignore[no-any-return]

    forward = output

    @quantity
    def backward(
        self, x: Any, grad_output: Any, weight: Any = None, bias: Any = None
    ) -> dict[str, Any]:
        """Gradients in `input` and in the parameters given, as floats."""
        shape = as_array(x).shape
        self.output_shape(shape)
        if self.track_running_stats:
            return self._in_use.backward(x, grad_output, weight, bias)
        return gradients(
            x,
            grad_output,
            (weight, bias),
            (shape[0], math.prod(shape[1:])),
            (shape[0], *(1,) * (len(shape) - 1)),
            self.eps,
        )


@dataclass(frozen=True, slots=True)
class InstanceNorm1d(InstanceNormalization):
    """Instance normalisation of a sequence."""

    num_features: int
    eps: Any = EPS
    momentum: Any = 0.1
    affine: bool = False
    track_running_stats: bool = False
    dims: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class InstanceNorm2d(InstanceNormalization):
    """Instance normalisation of an image."""

    num_features: int
    eps: Any = EPS
    momentum: Any = 0.1
    affine: bool = False
    track_running_stats: bool = False
    dims: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class InstanceNorm3d(InstanceNormalization):
    """Instance normalisation of a volume."""

    num_features: int
    eps: Any = EPS
    momentum: Any = 0.1
    affine: bool = False
    track_running_stats: bool = False
    dims: ClassVar[int] = 3
