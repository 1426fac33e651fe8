"""The fully connected (dense) layer."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape, at_least_one
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave
from quizgen.solver.values import as_array, plus, product, total

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Linear(Countable):
    """Every output reads every input: `a = W x + b`, W of shape `(out_features, in_features)`.

    Input shape `(*, in_features)`, output shape `(*, out_features)`.
    Source: Hocking (2021), slide "Each function is matrix multiplication and activation".

    >>> layer = Linear(3, 2, bias=False)
    >>> layer.parameter_count, layer.connections(3), layer.output([0, 3, 10], weight=[[-1, 2, -3], [4, -5, 6]])
    (6, 6, array([-24,  45]))
    """

    letters: ClassVar[Mapping[str, str]] = {
        "D": "the number of inputs", "U": "the number of outputs", "w": "a weight", "v": "a weight", "W": "a weight",
        "x": "an input", "b": "an intercept",
    }  # fmt: skip
    shape_rule: ClassVar[str] = (
        "The last size becomes the number of output features; sizes before it stay."
    )
    in_features: int
    out_features: int
    bias: bool = True

    def __post_init__(self) -> None:
        at_least_one(self, "in_features", "out_features")

    def __str__(self) -> str:
        return (
            f"Linear({self.in_features}, {self.out_features}{'' if self.bias else ', bias=False'})"
        )

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """Shapes of the weights and intercepts."""
        found: dict[str, Shape] = {"weight": (self.out_features, self.in_features)}
        return {**found, "bias": (self.out_features,)} if self.bias else found

    @property
    @quantity
    def parameter_count(self) -> int:
        """Weights, and one intercept for each output if there is `bias`."""
        weights = self.in_features * self.out_features
        return weights + (self.out_features if self.bias else 0)

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape with the last axis replaced by `out_features`."""
        shape = as_shape(input_shape)
        if shape[-1] != self.in_features:
            raise ShapeError(
                f"{self}: input of shape {shape} ends in {shape[-1]}, not in_features {self.in_features}"
            )
        return (*shape[:-1], self.out_features)

    def output_size(self, input_shape: ShapeLike) -> int:
        """How many output units there are."""
        return math.prod(self.output_shape(input_shape))

    @quantity
    def connections(self, input_shape: ShapeLike = 0, *, count_bias: bool = False) -> int:
        """Edges of the diagram: every output with every input."""
        shape = as_shape(input_shape or self.in_features)
        rows = math.prod(self.output_shape(shape)[:-1])
        intercept = bool(count_bias and self.bias)
        found = rows * self.out_features * (self.in_features + intercept)
        leave("edges of rows", found, rows=rows, layer=self, intercept=intercept)
        return found

    @quantity
    def macs(self, input_shape: ShapeLike) -> int:
        """One for each weight, for each row of the input."""
        outputs = math.prod(self.output_shape(input_shape))
        found = outputs * self.in_features
        leave("multiply-adds", found, factors=(outputs, self.in_features))
        return found

    @quantity
    def output(self, x: Any, weight: Any, bias: Any = None) -> "np.ndarray[Any, Any]":
        """`W x + b` for an input `(in_features,)` or rows of inputs `(n, in_features)`."""
        inputs, weights, intercepts = self._arrays(x, weight, bias)
        found = product(inputs, weights.T)
        if intercepts is not None:
            found = plus(found, intercepts)
        leave("weighted sums", found, x=inputs, weight=weights, bias=intercepts)
        result: np.ndarray[Any, Any] = found
        return result

    forward = output

    @quantity
    def weight_matrix(
        self, input_shape: ShapeLike = 0, weight: Any = None
    ) -> "np.ndarray[Any, Any]":
        """The weights themselves; without them symbols w_{u,d}."""
        self.output_shape(input_shape or self.in_features)
        if weight is not None:
            return as_array(weight)
        from quizgen.solver.weight_matrix import symbols

        return symbols("w", (self.out_features, self.in_features))

    @quantity
    def backward(
        self, x: Any, grad_output: Any, weight: Any, bias: Any = None
    ) -> dict[str, "np.ndarray[Any, Any]"]:
        """Gradients of the loss in `input`, `weight` and, with intercepts, `bias`."""
        inputs, weights, intercepts = self._arrays(x, weight, bias)
        grad = as_array(grad_output)
        rows, grads = inputs.reshape(-1, self.in_features), grad.reshape(-1, self.out_features)
        found = {
            "input": product(grads, weights).reshape(inputs.shape),
            "weight": product(grads.T, rows),
        }
        if intercepts is not None:
            found["bias"] = total(grads, axis=0)
        return found

    def _arrays(self, x: Any, weight: Any, bias: Any) -> tuple[Any, Any, Any]:
        inputs, weights = as_array(x), as_array(weight)
        if weights.shape != (self.out_features, self.in_features):
            raise ShapeError(
                f"{self}: weight of shape {weights.shape} is not {(self.out_features, self.in_features)}"
            )
        if not inputs.ndim:
            raise ShapeError(
                f"{self}: the input is a single number, not a vector of {self.in_features}"
            )
        self.output_shape(inputs.shape)
        return inputs, weights, intercepts_of(self, bias, self.out_features)


def intercepts_of(layer: Any, bias: Any, units: int) -> Any:
    """The intercepts as an array, or None; `ShapeError` if given and needed do not agree."""
    if bias is None:
        if layer.bias:
            raise ShapeError(f"{layer} has intercepts: give bias=[…], or build it with bias=False")
        return None
    if not layer.bias:
        raise ShapeError(f"{layer} has no intercepts, yet bias={bias!r} is given")
    found = as_array(bias)
    if found.shape != (units,):
        raise ShapeError(f"{layer}: bias of shape {found.shape} is not ({units},)")
    return found
