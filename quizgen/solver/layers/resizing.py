"""Upsample: an image made larger (or smaller) by copying or by weighing its neighbours."""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape, frozen
from quizgen.solver.logarithm import whole
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array, product, tidy
from quizgen.solver.weight_matrix import check_size

if TYPE_CHECKING:
    import numpy as np

LINEAR = {"linear": 1, "bilinear": 2, "trilinear": 3}


def _solutions(a: int, b: int, m: int, first: int, last: int) -> int:
    """How many u from `first` to `last` solve a·u ≡ b (mod m).

    >>> _solutions(2, 4, 6, 0, 10)  # u = 2, 5, 8
    3
    """
    common = math.gcd(a, m)
    if b % common or last < first:
        return 0
    period = m // common
    root = b // common * pow(a // common, -1, period) % period
    return (last - root) // period - (first - 1 - root) // period


@dataclass(frozen=True, slots=True)
class Upsample(Countable):
    """All spatial axes resized: to `size`, or by `scale_factor`.

    `mode` is "nearest", or "linear", "bilinear" or "trilinear" for one, two or three axes.

    >>> Upsample(scale_factor=2).output([[1, 2]]).tolist(), Upsample(scale_factor=2).output_shape((3, 4, 5))
    ([[1, 1, 2, 2]], (3, 8, 10))
    """

    size: Any = None
    scale_factor: Any = None
    mode: str = "nearest"
    align_corners: bool | None = None

    def __post_init__(self) -> None:
        frozen(self, "size", "scale_factor")
        if (self.size is None) == (self.scale_factor is None):
            raise ShapeError("Upsample: give either size or scale_factor")
        if self.mode not in ("nearest", *LINEAR):
            raise ShapeError(
                f"Upsample: mode {self.mode!r} is not one of nearest, {', '.join(LINEAR)}"
            )

    def shape_words(self, input_shape: ShapeLike) -> str:  # noqa: ARG002 - as of every layer
        """The sizes are given, or a factor."""
        if self.size is None:
            return "The channels stay; each other size times its factor, rounded down."
        return "The channels stay; the other sizes are those asked for."

    def _scales(self, shape: Shape) -> list[tuple[int, int, Fraction]]:
        """Of each axis: input size, output size, input positions for one output position."""
        dims = len(shape) - 1
        if dims < 1 or LINEAR.get(self.mode, dims) != dims:
            raise ShapeError(f"Upsample(mode={self.mode!r}): input shape {shape} has {dims} axes")
        given = self.scale_factor if self.size is None else self.size
        each = given if isinstance(given, tuple) else (given,) * dims
        if len(each) != dims:
            raise ShapeError(f"Upsample: {given} needs {dims} entries, one for each axis")
        found = []
        for n, value in zip(shape[1:], each, strict=True):
            factor = Fraction(value) if self.size is None else Fraction(value, n)
            out = math.floor(n * factor)
            if out < 1:
                raise ShapeError(f"Upsample: {n} inputs times {value} leave no output")
            found.append((n, out, 1 / factor))
        return found

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape `(channels, resized sizes…)`."""
        shape = as_shape(input_shape)
        return (shape[0], *(out for _, out, _ in self._scales(shape)))

    def _rows(self, n: int, out: int, step: Fraction) -> list[dict[int, Any]]:
        """For each output position of an axis the input positions it reads, with their weights."""
        if self.mode == "nearest":
            return [{math.floor(u * step): 1} for u in range(out)]
        found = []
        for u in range(out):
            if self.align_corners:
                place = Fraction(u * (n - 1), out - 1) if out > 1 else Fraction(0)
            else:
                place = max(Fraction(0), (u + Fraction(1, 2)) * step - Fraction(1, 2))
            low = math.floor(place)
            high = min(low + 1, n - 1)
            share = place - low if high > low else Fraction(0)
            row = {low: whole(1 - share)}
            if share:
                row[high] = whole(share)
            found.append(row)
        return found

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:  # noqa: ARG002 - nothing is added
        """Inputs an output reads, in sum: one each for nearest, up to two on each axis for linear."""
        shape = as_shape(input_shape)
        scales = self._scales(shape)
        if self.mode == "nearest":
            return shape[0] * math.prod(out for _, out, _ in scales)
        return shape[0] * math.prod(self._joined(*scale) for scale in scales)

    def _joined(self, n: int, out: int, step: Fraction) -> int:
        """Inputs that the outputs of an axis read: two where the place lies between two of them.

        The places are offset + u · slope; those that are whole numbers solve a linear congruence.
        """
        if self.align_corners:
            offset, slope = Fraction(0), Fraction(n - 1, out - 1) if out > 1 else Fraction(0)
        else:
            offset, slope = step / 2 - Fraction(1, 2), step
        if slope == 0:
            return out
        first = max(0, math.floor(-offset / slope) + 1)
        last = min(out - 1, math.ceil((n - 1 - offset) / slope) - 1)
        between = max(0, last - first + 1)
        below = math.lcm(offset.denominator, slope.denominator)
        rise, start = int(slope * below), int(offset * below)
        return out + between - _solutions(rise, -start, below, first, last)

    def _matrices(self, shape: Shape) -> "list[np.ndarray[Any, Any]]":
        import numpy as np

        found = []
        for n, out, step in self._scales(shape):
            check_size(out, n)
            matrix = np.zeros((out, n), dtype=object)
            for u, row in enumerate(self._rows(n, out, step)):
                for place, weight in row.items():
                    matrix[u, place] += weight
            found.append(tidy(matrix))
        return found

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The resized values."""
        values = as_array(x)
        return self._along(values, self._matrices(values.shape))

    forward = output

    def _along(self, values: Any, matrices: Any) -> "np.ndarray[Any, Any]":
        import numpy as np

        for place, matrix in enumerate(matrices, start=1):
            moved = np.moveaxis(values, place, 0)
            flat = moved.reshape(len(moved), -1)
            weights = matrix.astype(flat.dtype) if flat.dtype.kind == "f" else matrix
            done = product(weights, flat).reshape(len(matrix), *moved.shape[1:])
            values = np.moveaxis(done, 0, place)
        found: np.ndarray[Any, Any] = values
        return found

    @quantity
    def weight_matrix(self, input_shape: ShapeLike) -> "np.ndarray[Any, Any]":
        """The matrix `(outputs, inputs)` of the weights."""
        import numpy as np

        shape = as_shape(input_shape)
        check_size(math.prod(self.output_shape(shape)), math.prod(shape))
        found = np.eye(shape[0], dtype=np.int64)
        for matrix in self._matrices(shape):
            found = np.kron(found, matrix)
        return tidy(found)

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """Each input gets the gradients of the outputs that read it, weighed alike."""
        shape = as_array(x).shape
        matrices = [matrix.T for matrix in self._matrices(shape)]
        return {"input": self._along(as_array(grad_output), matrices)}
