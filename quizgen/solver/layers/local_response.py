"""Local response normalisation: each value by the squares of its neighbours among the channels."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.solver.layers.layer import Countable, at_least_one
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array, divided, tidy

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class LocalResponseNorm(Countable):
    """Each value by the squares of its neighbours in the channels: x / (k + α/size · Σ x²)^β.

    >>> LocalResponseNorm(2, alpha=2, beta=1, k=0).output([[1], [2]]).tolist()
    [[1], [Fraction(2, 5)]]
    """

    size: int
    alpha: Any = 0.0001
    beta: Any = 0.75
    k: Any = 1.0

    def __post_init__(self) -> None:
        at_least_one(self, "size")

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """Values of the shape of `x`, `(channels, sizes…)`."""
        import numpy as np

        values = as_array(x)
        rows = values.reshape(len(values), -1).astype(object)
        out = np.empty(rows.shape, dtype=object)
        for c, row in enumerate(rows):
            first = max(0, c - self.size // 2)
            near = rows[first : c + (self.size - 1) // 2 + 1]
            squares = (near * near).sum(axis=0)
            for i, (value, square) in enumerate(zip(row, squares, strict=True)):
                bottom = self.k + divided(self.alpha, self.size) * square
                out[c, i] = divided(value, bottom**self.beta)
        return tidy(out).reshape(values.shape)

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """The gradient through a value itself, and through the sums of squares it stands in.

        With s = k + α/size · Σ x² of a value's neighbourhood: g s^{-β} − 2αβ/size · x Σ g' x' s'^{-β-1}
        over the values in whose neighbourhoods it stands.
        """
        import numpy as np

        values = as_array(x)
        rows = values.reshape(len(values), -1).astype(np.float64)
        grads = as_array(grad_output).reshape(rows.shape).astype(np.float64)
        share, power = float(self.alpha) / self.size, float(self.beta)
        spans = [
            slice(max(0, c - self.size // 2), c + (self.size - 1) // 2 + 1)
            for c in range(len(rows))
        ]
        sums = np.stack([float(self.k) + share * (rows[span] ** 2).sum(axis=0) for span in spans])
        found = grads * sums**-power
        spread = grads * rows * sums ** (-power - 1)
        for c, span in enumerate(spans):
            found[span] -= 2 * share * power * rows[span] * spread[c]
        return {"input": found.reshape(values.shape)}
