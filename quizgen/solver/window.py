r"""Windows over an axis: how many fit, and which input each tap reads.

One `Axis` is all that sizes, connections and values of convolution and pooling need to know.
Source: Hocking (2021), slides "Convolution is a linear operator for spatial data" and "Stride";
the closed form of the connections counts, for each tap, the windows that put it on a real input.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from quizgen.solver.derivation import is_recording, record, silent
from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity

if TYPE_CHECKING:
    import numpy as np

Padding = int | str | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Axis:
    """Windows of `kernel_size` taps over `in_size` inputs, padded on both sides."""

    in_size: int
    kernel_size: int
    stride: int = 1
    left: int = 0
    right: int = 0
    dilation: int = 1
    ceil_mode: bool = False

    @property
    def out_size(self) -> int:
        """Windows that fit; `ShapeError` if none does."""
        return output_size(
            self.in_size,
            self.kernel_size,
            self.stride,
            (self.left, self.right),
            self.dilation,
            self.ceil_mode,
        )

    @property
    def windows(self) -> int:
        """`out_size` without anybody watching: for values, which no slip in a size changes."""
        return _fitting(
            self.in_size,
            self.kernel_size,
            self.stride,
            (self.left, self.right),
            self.dilation,
            ceil_mode=self.ceil_mode,
        )

    @property
    def pairs(self) -> int:
        """Pairs (window, real input) that a tap joins; taps on padding join nothing."""
        with silent():
            out_size, total = self.out_size, 0
        for tap in range(self.kernel_size):
            shift = self.left - tap * self.dilation
            first = max(0, -(-shift // self.stride))
            last = min(out_size - 1, (self.in_size - 1 + shift) // self.stride)
            total += max(0, last - first + 1)
        return total

    def sources(self, window: int) -> list[int]:
        """The input position of each tap of a window; -1 on padding."""
        start = window * self.stride - self.left
        positions = (start + tap * self.dilation for tap in range(self.kernel_size))
        return [p if 0 <= p < self.in_size else -1 for p in positions]


@quantity
def output_size(
    in_size: int,
    kernel_size: int,
    stride: int = 1,
    padding: tuple[int, int] = (0, 0),
    dilation: int = 1,
    ceil_mode: bool = False,  # noqa: FBT001, FBT002 - PyTorch's name and default
) -> int:
    r"""Windows along one axis: ⌊(D + p_left + p_right − d(P − 1) − 1)/S⌋ + 1.

    With `ceil_mode` the last window may stick out, but may not start in the right padding.

    >>> [output_size(10, 3, stride) for stride in (1, 2, 3)], output_size(10, 3, 2, ceil_mode=True)
    ([8, 4, 3], 5)
    """
    size = _fitting(in_size, kernel_size, stride, padding, dilation, ceil_mode=ceil_mode)
    if is_recording():
        _record_size(in_size, kernel_size, stride, padding, dilation, size, ceil_mode=ceil_mode)
    return size


def _fitting(
    in_size: int,
    kernel_size: int,
    stride: int,
    padding: tuple[int, int],
    dilation: int,
    *,
    ceil_mode: bool,
) -> int:
    left, right = padding
    reach = dilation * (kernel_size - 1) + 1
    room = in_size + left + right - reach
    if room < 0:
        padded = f" with padding ({left}, {right})" if left or right else ""
        span = f"kernel_size {kernel_size}" + (f" (dilation {dilation})" if dilation > 1 else "")
        raise ShapeError(f"{span} does not fit into {in_size} inputs{padded}")
    size = room // stride + 1
    if ceil_mode:
        size = -(-room // stride) + 1
        if (size - 1) * stride >= in_size + left:
            size -= 1
    return size


def _record_size(
    in_size: int,
    kernel_size: int,
    stride: int,
    padding: tuple[int, int],
    dilation: int,
    size: int,
    *,
    ceil_mode: bool,
) -> None:
    padded, numbers = "D", str(in_size)
    if any(padding):
        padded, numbers = "D + p_l + p_r", f"{in_size} + {padding[0]} + {padding[1]}"
        if padding[0] == padding[1]:
            padded, numbers = "D + 2 p", rf"{in_size} + 2 \cdot {padding[0]}"
    kernel, taken = "P", str(kernel_size)
    if dilation > 1:
        kernel = "d (P - 1) - 1"
        taken = rf"{dilation} \cdot ({kernel_size} - 1) - 1"
    formula, substitution = f"{padded} - {kernel}", f"{numbers} - {taken}"
    if stride > 1:
        left, right = (r"\lceil", r"\rceil") if ceil_mode else (r"\lfloor", r"\rfloor")
        formula = rf"{left} \frac{{{formula}}}{{S}} {right}"
        substitution = rf"{left} \frac{{{substitution}}}{{{stride}}} {right}"
    note = ""
    room = in_size + sum(padding) - dilation * (kernel_size - 1) - 1
    if ceil_mode and -(-room // stride) + 1 != size:
        note = "The last window would start in the padding, so it is dropped."
        formula, substitution = "", ""
    record(
        "U", formula and formula + " + 1", substitution and substitution + " + 1", str(size), note
    )


def axis_padding(
    padding: Any, in_size: int, kernel_size: int, stride: int, dilation: int
) -> tuple[int, int]:
    """The (left, right) padding of one axis from any of its forms.

    >>> [axis_padding(p, 10, 3, 1, 1) for p in (1, (0, 2), "valid", "same", "causal")]
    [(1, 1), (0, 2), (0, 0), (1, 1), (2, 0)]
    """
    if isinstance(padding, int):
        return padding, padding
    if not isinstance(padding, str):
        left, right = padding
        return int(left), int(right)
    reach = dilation * (kernel_size - 1)
    if padding == "valid":
        return 0, 0
    if padding == "causal":
        return reach, 0
    total = max(0, (-(-in_size // stride) - 1) * stride + reach + 1 - in_size)
    small, large = total // 2, total - total // 2
    if padding == "same":
        return small, large
    if padding == "same_lower":
        return large, small
    raise ShapeError(
        f"padding {padding!r} is not known; write a number, (left, right), "
        "'valid', 'same', 'same_lower' or 'causal'"
    )


# More cells than this are not put into an array; counts have closed forms and need none.
CELLS = 1 << 27


@lru_cache(maxsize=512)
def source_table(axes: tuple[Axis, ...]) -> "np.ndarray[Any, Any]":
    """Flattened input position of each (window, tap), windows × taps; padding reads the position after the last."""
    import numpy as np

    windows = math.prod(axis.windows for axis in axes)
    taps = math.prod(axis.kernel_size for axis in axes)
    if windows * taps > CELLS:
        raise ShapeError(
            f"{windows} windows of {taps} taps are too many to compute values for; "
            "sizes and counts need no values"
        )
    total = math.prod(axis.in_size for axis in axes)
    table = np.zeros((1, 1), dtype=np.int64)
    outside = np.zeros((1, 1), dtype=bool)
    for axis in axes:
        rows = np.arange(axis.windows)[:, None] * axis.stride - axis.left
        source = rows + np.arange(axis.kernel_size)[None, :] * axis.dilation
        beyond = (source < 0) | (source >= axis.in_size)
        table = _outer(table * axis.in_size, source)
        outside = _outer(outside.astype(np.int64), beyond.astype(np.int64)) > 0
    return np.where(outside, total, table)


def _outer(high: "np.ndarray[Any, Any]", low: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    both = high[:, None, :, None] + low[None, :, None, :]
    windows, more_windows, taps, more_taps = both.shape
    found: np.ndarray[Any, Any] = both.reshape(windows * more_windows, taps * more_taps)
    return found
