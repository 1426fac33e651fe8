r"""Attention: every position reads all others, weighed by how well queries and keys agree.

`attention(Q, K, V)` is softmax(Q Kᵀ / √d) V; scores that are logarithms of integers give exact
weights k / Σ k.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.activations import softmax
from quizgen.solver.errors import MissingError, ShapeError, UnknownNameError
from quizgen.solver.layers.layer import Countable, Shape, as_shape, at_least_one
from quizgen.solver.quantity import quantity
from quizgen.solver.roots import square_root
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, divided, product, tidy

if TYPE_CHECKING:
    import numpy as np


@quantity
def attention_scores(
    queries: Any,
    keys: Any,
    scaled: bool = True,  # noqa: FBT001, FBT002 - bank language
) -> "np.ndarray[Any, Any]":
    """Q Kᵀ / √d, `(queries, keys)`; without `scaled` Q Kᵀ.

    >>> attention_scores([[1, 2, 0, 1]], [[2, 1, 1, 2]]).tolist()
    [[3]]
    """
    import numpy as np

    q, k = as_array(queries), as_array(keys)
    if q.ndim != 2 or k.ndim != 2 or q.shape[1] != k.shape[1]:
        raise ShapeError(f"attention: queries {q.shape} and keys {k.shape} need the same width")
    scale = square_root(q.shape[1]) if scaled else 1
    raw = product(q, k.T)
    found = np.empty(raw.shape, dtype=object)
    for i, row in enumerate(raw.tolist()):
        found[i] = [divided(value, scale) for value in row]
    found = tidy(found)
    leave("agreement of queries and keys", found, queries=q, keys=k, scale=scale)
    return found


@quantity
def attention(
    queries: Any,
    keys: Any,
    values: Any,
    scaled: bool = True,  # noqa: FBT001, FBT002 - bank language
    causal: bool = False,  # noqa: FBT001, FBT002 - bank language
) -> "np.ndarray[Any, Any]":
    """The weighted means of the values, `(queries, width of the values)`.

    With `causal` a query reads the positions up to its own only.

    >>> from quizgen.solver.logarithm import exact_log
    >>> attention([[exact_log(3)]], [[1], [0]], [[4], [8]], scaled=False).tolist()
    [[5]]
    """
    import numpy as np

    scores = attention_scores(queries, keys, scaled)
    v = as_array(values)
    rows = []
    for i in range(len(scores)):
        seen = i + 1 if causal else len(v)
        weights = softmax(scores[i, :seen])
        rows.append(product(as_array(weights), v[:seen]))
        leave("weighted mean", rows[-1], query=i, weights=as_array(weights), values=v[:seen])
    return tidy(np.stack(rows))


@dataclass(frozen=True, slots=True)
class MultiheadAttention(Countable):
    """Heads attend side by side in `embed_dim / num_heads` dimensions each; then one more projection.

    Input: a shape `(length, embed_dim)`, or those of queries, keys and values.

    >>> MultiheadAttention(8, 2).parameter_count, MultiheadAttention(8, 2).output_shape((5, 8))
    (288, (5, 8))
    """

    shape_rule: ClassVar[str] = "One row for each query, as long as the embedding."
    embed_dim: int
    num_heads: int
    dropout: Any = 0
    bias: bool = True
    add_bias_kv: bool = False
    add_zero_attn: bool = False
    kdim: int | None = None
    vdim: int | None = None
    batch_first: bool = False

    def __post_init__(self) -> None:
        at_least_one(self, "embed_dim", "num_heads")
        if self.embed_dim % self.num_heads:
            raise ShapeError(
                f"MultiheadAttention({self.embed_dim}, {self.num_heads}): "
                "num_heads must divide embed_dim"
            )

    @property
    def head_size(self) -> int:
        """Dimensions of one head."""
        return self.embed_dim // self.num_heads

    def size_factors(self, shape: Shape) -> Shape:
        """Rows for queries, keys and values as three times the embedding."""
        rows, *columns = shape
        return (3, self.embed_dim, *columns) if rows == 3 * self.embed_dim else shape

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """The projections of queries, keys and values, and of the output, with PyTorch's names."""
        d = self.embed_dim
        kdim, vdim = self.kdim or d, self.vdim or d
        if kdim == vdim == d:
            found: dict[str, Shape] = {"in_proj_weight": (3 * d, d)}
        else:
            names = ("q", "k", "v")
            sizes = (d, kdim, vdim)
            found = {
                f"{name}_proj_weight": (d, size) for name, size in zip(names, sizes, strict=True)
            }
        if self.bias:
            found["in_proj_bias"] = (3 * d,)
        found["out_proj.weight"] = (d, d)
        if self.bias:
            found["out_proj.bias"] = (d,)
        if self.add_bias_kv:
            found |= {"bias_k": (1, 1, d), "bias_v": (1, 1, d)}
        return found

    def _shapes(self, input_shape: Any) -> tuple[Shape, Shape]:
        """Shapes of queries and keys; `ShapeError` if they do not fit."""
        several = not isinstance(input_shape, int) and not isinstance(input_shape[0], int)
        given = [as_shape(s) for s in input_shape] if several else [as_shape(input_shape)] * 3
        given += [given[-1]] * (3 - len(given))
        sizes = (self.embed_dim, self.kdim or self.embed_dim, self.vdim or self.embed_dim)
        for name, shape, size in zip(("queries", "keys", "values"), given, sizes, strict=True):
            if len(shape) != 2 or shape[1] != size:
                raise ShapeError(
                    f"MultiheadAttention({self.embed_dim}, {self.num_heads}): {name} of shape "
                    f"{shape} are not (length, {size})"
                )
        if given[1][0] != given[2][0]:
            raise ShapeError("MultiheadAttention: as many keys as values are needed")
        return given[0], given[1]

    @quantity
    def output_shape(self, input_shape: Any) -> Shape:
        """Shape `(number of queries, embed_dim)`."""
        return (self._shapes(input_shape)[0][0], self.embed_dim)

    @quantity
    def connections(self, input_shape: Any, *, count_bias: bool = False) -> int:
        """Uses of the projections' weights: scores are computed from data and are no weights."""
        queries, keys = (shape[0] for shape in self._shapes(input_shape))
        d = self.embed_dim
        projected = ((queries, d), (keys, self.kdim or d), (keys, self.vdim or d), (queries, d))
        intercept = count_bias and self.bias
        found = sum(length * d * (inputs + intercept) for length, inputs in projected)
        leave("edges of attention", found, projected=projected, outputs=d, intercept=intercept)
        return found

    @quantity
    def zeros(self, input_shape: Any) -> int:
        """None: the projections are dense."""
        self._shapes(input_shape)
        return 0

    @quantity
    def macs(self, input_shape: Any) -> int:
        """Projections, scores and weighted means."""
        queries, keys = (shape[0] for shape in self._shapes(input_shape))
        connections = int(self.connections(input_shape))
        factors = (2, queries, keys + self.add_bias_kv + self.add_zero_attn, self.embed_dim)
        found = connections + math.prod(factors)
        leave("multiply-adds of attention", found, connections=connections, factors=factors)
        return found

    @quantity
    def output(self, x: Any, keys: Any = None, values: Any = None, **parameters: Any) -> Any:
        """Self-attention of `x` `(length, embed_dim)`, or attention of `x` to keys and values.

        In a network `x` is a tuple of all three, as `output_shape` takes their shapes.
        Parameters are given by PyTorch's names, `out_proj.weight` as `out_proj_weight`.
        """
        import numpy as np

        weights = named(self, parameters)
        if isinstance(x, tuple):
            x, keys, values = (*x, None, None)[:3]
        queries = as_array(x)
        keys = queries if keys is None else as_array(keys)
        values = keys if values is None else as_array(values)
        self._shapes((queries.shape, keys.shape, values.shape))
        d = self.embed_dim
        projections = (
            np.split(weights["in_proj_weight"], 3)
            if "in_proj_weight" in weights
            else [weights[f"{name}_proj_weight"] for name in ("q", "k", "v")]
        )
        biases = np.split(weights["in_proj_bias"], 3) if self.bias else [None] * 3
        q, k, v = (
            linear(part, weight, bias)
            for part, weight, bias in zip((queries, keys, values), projections, biases, strict=True)
        )
        if self.add_bias_kv:  # one more key and value, learned
            k, v = (
                np.concatenate([rows, weights[f"bias_{name}"][0]])
                for rows, name in ((k, "k"), (v, "v"))
            )
        if self.add_zero_attn:  # and one of zeros
            k, v = (np.concatenate([rows, np.zeros_like(rows[:1])]) for rows in (k, v))
        size = self.head_size
        heads = [
            attention(q[:, i : i + size], k[:, i : i + size], v[:, i : i + size])
            for i in range(0, d, size)
        ]
        return linear(
            np.concatenate(heads, axis=1), weights["out_proj.weight"], weights.get("out_proj.bias")
        )

    def forward(self, x: Any, **parameters: Any) -> Any:
        """PyTorch's name for `output`."""
        return self.output(x, **parameters)

    def torch_call(self, module: str, sources: Sequence[str], batch: str) -> str:  # noqa: ARG002 - the same for all
        """Queries, keys and values; one input is all three."""
        three = [*sources] * 3 if len(sources) == 1 else sources
        return f"{module}({', '.join(three)})[0]"


def linear(x: Any, weight: Any, bias: Any = None) -> "np.ndarray[Any, Any]":
    """Rows of `x` through W x + b."""
    found = product(x, weight.T)
    return tidy(found if bias is None else found + bias)


def named(layer: Any, given: dict[str, Any]) -> "dict[str, np.ndarray[Any, Any]]":
    """A layer's parameters as arrays under PyTorch's names, dots written as underscores too."""
    shapes = layer.parameter_shapes
    plain = {name.replace(".", "_"): name for name in shapes}
    found = {}
    for name, value in given.items():
        full = name if name in shapes else plain.get(name)
        if full is None:
            raise UnknownNameError(f"{type(layer).__name__}: parameter", name, shapes)
        found[full] = as_array(value)
        if found[full].shape != shapes[full]:
            raise ShapeError(
                f"{type(layer).__name__}: {full} of shape {found[full].shape} is not {shapes[full]}"
            )
    for name, shape in shapes.items():
        if name not in found:
            raise MissingError(type(layer).__name__, name, shape)
    return found
