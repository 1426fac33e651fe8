"""Embedding: a learned row for each word of a vocabulary."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape, at_least_one
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Embedding(Countable):
    """Word numbers `(length,)` to rows `(length, embedding_dim)`: a product with one-hot columns.

    >>> layer = Embedding(1000, 64)
    >>> layer.parameter_count, layer.output_shape(20)
    (64000, (20, 64))
    """

    shape_rule: ClassVar[str] = "Every number becomes a row of the table: one more size at the end."
    num_embeddings: int
    embedding_dim: int
    padding_idx: int | None = None

    def __post_init__(self) -> None:
        at_least_one(self, "num_embeddings", "embedding_dim")

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """The table."""
        return {"weight": (self.num_embeddings, self.embedding_dim)}

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The input's shape and one more axis, `embedding_dim`."""
        return (*as_shape(input_shape), self.embedding_dim)

    def _words(self, x: Any) -> "np.ndarray[Any, Any]":
        words = as_array(x)
        if words.dtype.kind not in "iub":
            # Whole numbers may come as fractions or floats; `as_array` keeps those.
            whole = words.astype(int)
            if (whole != words).any():
                raise ShapeError(f"{self}: words are whole numbers")
            words = whole
        if words.size and not 0 <= int(words.min()) <= int(words.max()) < self.num_embeddings:
            raise ShapeError(f"{self}: words are numbered from 0 to {self.num_embeddings - 1}")
        return words

    @quantity
    def output(self, x: Any, weight: Any) -> "np.ndarray[Any, Any]":
        """The rows of the words."""
        words, table = self._words(x), as_array(weight)
        if table.shape != self.parameter_shapes["weight"]:
            raise ShapeError(
                f"{self}: weight of shape {table.shape} is not {self.parameter_shapes['weight']}"
            )
        found: np.ndarray[Any, Any] = table[words]
        return found

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any, weight: Any) -> dict[str, Any]:
        """Every row of the table gets the gradients of the places where its word stands."""
        import numpy as np

        words, grads = self._words(x), as_array(grad_output)
        found = np.zeros(as_array(weight).shape, dtype=grads.dtype)
        np.add.at(found, words.ravel(), grads.reshape(-1, self.embedding_dim))
        if self.padding_idx is not None:
            found[self.padding_idx] = 0
        return {"weight": found}
