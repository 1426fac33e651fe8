r"""Windows over an axis: how many fit, which input each tap reads, how many pairs that makes.

One `Axis` is all that sizes and connections of convolution and pooling need to know.
Source: Hocking (2021), slides "Convolution is a linear operator for spatial data" and "Stride";
the closed form of the connections counts, for each tap, the windows that put it on a real input.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave

Padding = int | str | Sequence[Any]
PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


@dataclass(frozen=True)  # without slots: `windows` is kept
class Axis:
    """Windows of `kernel_size` taps over `in_size` inputs, padded on both sides.

    `mode` says what a tap beyond the ends reads: nothing (zeros) or an input folded back.
    `name` is what a derivation calls the size along it: height, width; a sequence has just U.
    """

    in_size: int
    kernel_size: int
    stride: int = 1
    left: int = 0
    right: int = 0
    dilation: int = 1
    ceil_mode: bool = False
    mode: str = "zeros"
    name: str = field(default="", compare=False)

    @property
    def reach(self) -> int:
        """Positions from the first to the last tap."""
        return self.dilation * (self.kernel_size - 1) + 1

    @property
    def out_size(self) -> int:
        """Windows that fit; `ShapeError` if none does."""
        size = output_size(
            self.in_size,
            self.kernel_size,
            self.stride,
            (self.left, self.right),
            self.dilation,
            self.ceil_mode,
        )
        leave("windows along an axis", size, axis=self)
        return size

    @cached_property
    def windows(self) -> int:
        """`out_size` without anybody watching: for values, which no slip in a size changes."""
        padding = (self.left, self.right)
        return _fitting(
            self.in_size, self.kernel_size, self.stride, padding, self.dilation, self.ceil_mode
        )

    @property
    def pairs(self) -> int:
        """Pairs (window, real input) that a tap joins; taps on padding join nothing."""
        out_size = output_size(
            self.in_size,
            self.kernel_size,
            self.stride,
            (self.left, self.right),
            self.dilation,
            self.ceil_mode,
        )
        if self.mode != "zeros" and (self.left or self.right):
            return self._folded_pairs(out_size)
        if not (self.left or self.right or self.ceil_mode):
            return out_size * self.kernel_size
        total = 0
        for tap in range(self.kernel_size):
            shift = self.left - tap * self.dilation
            first = max(0, -(-shift // self.stride))
            last = min(out_size - 1, (self.in_size - 1 + shift) // self.stride)
            total += max(0, last - first + 1)
        return total

    def _folded_pairs(self, out_size: int) -> int:
        """Distinct inputs of each window: all taps where it lies inside, fewer where it folds."""
        inside_first = -(-self.left // self.stride)
        inside_last = min(out_size - 1, (self.in_size - self.reach + self.left) // self.stride)
        inside = max(0, inside_last - inside_first + 1)
        # No window is looked at that lies inside: there may be very many.
        after = max(inside_last + 1, min(inside_first, out_size))
        border = (*range(min(inside_first, out_size)), *range(after, out_size))
        return inside * self.kernel_size + sum(len(set(self.sources(u))) for u in border)

    def sources(self, window: int) -> list[int]:
        """The input position of each tap of a window; -1 on padding of zeros."""
        start = window * self.stride - self.left
        return [folded(start + tap * self.dilation, self) for tap in range(self.kernel_size)]


def folded(position: int, axis: Axis) -> int:
    """Where a position beyond the ends is read; -1 where nothing is.

    >>> [folded(p, Axis(4, 3, 1, 2, 2, mode="reflect")) for p in (-2, -1, 0, 3, 4, 5)]
    [2, 1, 0, 3, 2, 1]
    """
    size = axis.in_size
    if 0 <= position < size:
        return position
    if axis.mode == "circular":
        return position % size
    if axis.mode == "replicate":
        return 0 if position < 0 else size - 1
    if axis.mode == "reflect":
        return -position if position < 0 else 2 * (size - 1) - position
    return -1


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
    return _fitting(in_size, kernel_size, stride, padding, dilation, ceil_mode)


def _fitting(
    in_size: int,
    kernel_size: int,
    stride: int,
    padding: tuple[int, int],
    dilation: int,
    ceil_mode: bool,  # noqa: FBT001 - passed on
) -> int:
    left, right = padding
    room = in_size + left + right - dilation * (kernel_size - 1) - 1
    # A last window that may stick out is there even if it is the only one, as in PyTorch.
    if room < 0 and not (ceil_mode and -room < stride):
        padded = f" with padding ({left}, {right})" if left or right else ""
        spread = f" with dilation {dilation}" if dilation > 1 else ""
        raise ShapeError(
            f"input of {in_size}{padded} is shorter than kernel_size {kernel_size}{spread}"
        )
    if not ceil_mode:
        return room // stride + 1
    size = -(-room // stride) + 1
    return size - 1 if (size - 1) * stride >= in_size + left else size


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
        if len(padding) != 2:
            raise ShapeError(f"padding {padding!r} is not (left, right)")
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
