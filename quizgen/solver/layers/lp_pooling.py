"""Pooling by a p-norm: the p-th root of the sum of the p-th powers of the absolute values."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.index_table import gathered, scattered_sum
from quizgen.solver.layers.pooling import Pooling
from quizgen.solver.quantity import quantity
from quizgen.solver.roots import root
from quizgen.solver.trace import ENTRIES, is_traced, leave
from quizgen.solver.values import as_array, tidy

if TYPE_CHECKING:
    import numpy as np


class LPPool(Pooling):
    """The p-norm of each window (absolute values, as ONNX has it)."""

    __slots__ = ()
    norm_type: Any

    def __str__(self) -> str:
        name, _, rest = super().__str__().partition("(")
        return f"{name}({self.norm_type!r}, {rest}"

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The norms, exact where the roots are."""
        import numpy as np

        inputs, bare = self._inputs(x)
        axes = self.axes(inputs.shape)
        columns = gathered(inputs, axes)
        sizes = tuple(axis.windows for axis in axes)
        if columns.dtype.kind == "f":
            p = float(self.norm_type)
            found = (np.abs(columns) ** p).sum(axis=1) ** (1 / p)
        else:
            powers = (abs(columns.astype(object)) ** self.norm_type).sum(axis=1)
            found = np.empty(powers.shape, dtype=object)
            for c, row in enumerate(powers.tolist()):
                found[c] = [root(value, self.norm_type) for value in row]
            found = tidy(found)
        if is_traced() and columns.size <= ENTRIES:
            windows = [channel.T.tolist() for channel in columns]
            leave("norm of each window", found, windows=windows, p=self.norm_type, sizes=sizes)
        shaped: np.ndarray[Any, Any] = found.reshape(len(inputs), *sizes)
        return shaped[0] if bare else shaped

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """Each input's share: its power p − 1, with its sign, over the norm's."""
        import numpy as np

        inputs, bare = self._inputs(x)
        axes = self.axes(inputs.shape)
        columns = gathered(inputs, axes).astype(float)
        norms = as_array(self.output(inputs)).astype(float).reshape(len(inputs), 1, -1)
        grads = as_array(grad_output).astype(float).reshape(norms.shape)
        power = float(self.norm_type) - 1
        with np.errstate(divide="ignore", invalid="ignore"):
            slopes = np.sign(columns) * (np.abs(columns) / norms) ** power
        spread = np.where(norms == 0, 0.0, slopes) * grads
        shaped = scattered_sum(spread, axes).reshape(inputs.shape)
        return {"input": shaped[0] if bare else shaped}


@dataclass(frozen=True, slots=True)
class LPPool1d(LPPool):
    """The p-norm of each window of a sequence.

    >>> LPPool1d(2, 2).output([3, 4, 5, 12]).tolist()
    [5, 13]
    """

    norm_type: Any
    kernel_size: Any
    stride: Any = None
    ceil_mode: bool = False
    dims: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class LPPool2d(LPPool):
    """The p-norm of each window of an image.

    >>> LPPool2d(1, 2).output([[1, -2], [3, 4]]).tolist()
    [[10]]
    """

    norm_type: Any
    kernel_size: Any
    stride: Any = None
    ceil_mode: bool = False
    dims: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class LPPool3d(LPPool):
    """The p-norm of each window of a volume."""

    norm_type: Any
    kernel_size: Any
    stride: Any = None
    ceil_mode: bool = False
    dims: ClassVar[int] = 3
