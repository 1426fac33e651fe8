"""What mean and max pooling share: windows of which something is kept; nothing is learned."""

import math
from collections.abc import Mapping
from functools import lru_cache
from itertools import product as combinations_of
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.index_table import index_table
from quizgen.solver.layers.layer import ShapeLike, at_least_one, frozen, not_negative, per_axis
from quizgen.solver.layers.letters import WINDOW
from quizgen.solver.layers.sliding import Sliding
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.window import Axis

if TYPE_CHECKING:
    import numpy as np


# Windows of more taps than this are laid out.
MOST_TAPS = 16


class Pooling(Sliding):
    """What mean and max pooling share; subclasses are dataclasses with PyTorch's fields."""

    letters: ClassVar[Mapping[str, str]] = WINDOW
    passes_channels: ClassVar[bool] = True
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
        axes = self.axes(input_shape)
        pairs = [axis.pairs for axis in axes]
        found = channels * math.prod(pairs)
        leave("edges of windows of values", found, channels=channels, pairs=pairs, axes=axes)
        return found


def read_by_taps(inputs: Any, axes: tuple[Axis, ...]) -> "list[np.ndarray[Any, Any]]":
    """What each tap of the windows reads, views `(channels, windows…)`; none where it may be padding.

    For floats: to go through few taps is less work than to lay out every window.
    """
    places = _places_of_taps(axes)
    return [inputs[place] for place in places] if inputs.dtype.kind == "f" else []


@lru_cache(maxsize=512)
def _places_of_taps(axes: tuple[Axis, ...]) -> tuple[tuple[slice, ...], ...]:
    outside = any(axis.left or axis.right or axis.ceil_mode for axis in axes)
    if outside or math.prod(axis.kernel_size for axis in axes) > MOST_TAPS:
        return ()
    along = []
    for axis in axes:
        starts = [tap * axis.dilation for tap in range(axis.kernel_size)]
        reach = (axis.windows - 1) * axis.stride + 1
        along.append([slice(start, start + reach, axis.stride) for start in starts])
    return tuple((slice(None), *place) for place in combinations_of(*along))


def padding_taps(axes: tuple[Axis, ...]) -> "np.ndarray[Any, Any] | None":
    """Which taps lie on padding, `(taps, windows)`; None where there is none."""
    if not any(axis.left or axis.right or axis.ceil_mode for axis in axes):
        return None
    outside: np.ndarray[Any, Any] = index_table(axes) == math.prod(axis.in_size for axis in axes)
    return outside


def real_windows(columns: Any, axes: tuple[Axis, ...]) -> list[list[list[Any]]]:
    """The values of each window, without those on padding."""
    outside = padding_taps(axes)
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
