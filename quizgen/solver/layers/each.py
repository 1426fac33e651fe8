"""Each: one layer on every part of its input, as a network of images works on the frames of a film."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Layer, Shape, ShapeLike, as_shape
from quizgen.solver.values import as_array, tidy

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class Each(Countable):
    """A layer on each part of the input along its first axis, with the same weights for all.

    Input `(parts, *shape)`, output `(parts, *layer.output_shape(shape))`. In torch code it is written
    by putting the parts into the batch, `x.view(b * t, c, h, w)`; Keras calls it `TimeDistributed`.

    >>> from quizgen.solver.layers.convolution import Conv1d
    >>> frames = Each(Conv1d(1, 2, 3))
    >>> frames.output_shape((4, 1, 8)), frames.parameter_count, frames.connections((4, 1, 8))
    ((4, 2, 6), 8, 144)
    """

    layer: Layer

    def __str__(self) -> str:
        return f"each {self.layer}"

    @property
    def elementwise(self) -> bool:  # type: ignore[override]  # the layer says it
        """One function at every entry, if the layer is."""
        return self.layer.elementwise

    @property
    def draws_edges(self) -> bool:  # type: ignore[override]  # the layer says it
        """Whether a diagram has edges of its own for the layer."""
        return self.layer.draws_edges

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """The layer's: all parts share them."""
        return dict(self.layer.parameter_shapes)

    @property
    def buffer_count(self) -> int:
        """The layer's."""
        return self.layer.buffer_count

    def _parts(self, input_shape: ShapeLike) -> tuple[int, Shape]:
        """How many parts there are, and the shape of each."""
        shape = as_shape(input_shape)
        if len(shape) < 2:
            raise ShapeError(f"{self}: shape {shape} has no parts: the first axis counts them")
        return shape[0], shape[1:]

    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The parts, each with the layer's output shape."""
        many, shape = self._parts(input_shape)
        return (many, *self.layer.output_shape(shape))

    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:
        """Those of the layer, for each part."""
        many, shape = self._parts(input_shape)
        return many * self.layer.connections(shape, count_bias=count_bias)

    def macs(self, input_shape: ShapeLike) -> int:
        """Those of the layer, for each part."""
        many, shape = self._parts(input_shape)
        return many * self.layer.macs(shape)

    def torch_call(self, module: str, sources: Sequence[str], batch: str) -> str:
        """The parts go into the batch and out of it again."""
        inner = self.layer.torch_call(module, [f"{sources[0]}.flatten(0, 1)"], batch)
        return f"{inner}.unflatten(0, ({batch}.size(0), -1))"

    def output(self, x: Any, *weights: Any, **named: Any) -> "np.ndarray[Any, Any]":
        """What the layer gives for each part."""
        import numpy as np

        layer: Any = self.layer
        values = as_array(x)
        self._parts(values.shape)
        return tidy(np.stack([as_array(layer.output(part, *weights, **named)) for part in values]))

    forward = output

    def weight_matrix(self, input_shape: ShapeLike, weight: Any = None) -> "np.ndarray[Any, Any]":
        """The layer's matrix once for each part, along the diagonal."""
        import numpy as np

        many, shape = self._parts(input_shape)
        layer: Any = self.layer
        block = layer.weight_matrix(shape, weight)
        rows, columns = block.shape
        found = np.zeros((many * rows, many * columns), dtype=block.dtype)
        for part in range(many):
            found[part * rows : (part + 1) * rows, part * columns : (part + 1) * columns] = block
        return found

    def backward(
        self, x: Any, grad_output: Any, *weights: Any, **named: Any
    ) -> Mapping[str, "np.ndarray[Any, Any]"]:
        """The gradient of each part; those of the weights are added up."""
        import numpy as np

        layer: Any = self.layer
        values = as_array(x)
        many, shape = self._parts(values.shape)
        grads = as_array(grad_output).reshape(many, *self.layer.output_shape(shape))
        each = [
            layer.backward(part, grad, *weights, **named)
            for part, grad in zip(values, grads, strict=True)
        ]
        found = {name: tidy(sum(one[name] for one in each)) for name in each[0] if name != "input"}
        inputs = np.stack([np.asarray(one["input"]).reshape(shape) for one in each])
        return {"input": tidy(inputs), **found}


def each(layer: Layer, times: int) -> Any:
    """The layer on each part along so many axes in front; itself for none.

    >>> from quizgen.solver.layers.linear import Linear
    >>> each(Linear(3, 2), 2).output_shape((4, 5, 3))
    (4, 5, 2)
    """
    return layer if times == 0 else each(Each(layer), times - 1)
