"""Transformer layers: attention, a two-layer network at every position, and layer norms."""

from dataclasses import dataclass
from typing import Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.attention import MultiheadAttention, linear, named
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape, at_least_one
from quizgen.solver.layers.layer_normalization import LayerNorm
from quizgen.solver.layers.linear import Linear
from quizgen.solver.layers.standardizing import EPS
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import leave, silent
from quizgen.solver.values import as_array, tidy


class _TransformerLayer(Countable):
    """What encoder and decoder layers share: named parts, whose counts add up."""

    __slots__ = ()
    d_model: int
    nhead: int
    dim_feedforward: int
    activation: str
    layer_norm_eps: Any
    norm_first: bool
    bias: bool

    def __post_init__(self) -> None:
        at_least_one(self, "d_model", "nhead", "dim_feedforward")
        self.parts()

    def _attention(self) -> MultiheadAttention:
        return MultiheadAttention(self.d_model, self.nhead, bias=self.bias)

    def _norm(self) -> LayerNorm:
        return LayerNorm(self.d_model, self.layer_norm_eps, bias=self.bias)

    def parts(self) -> dict[str, Any]:
        """The layers inside, by PyTorch's names."""
        d, f = self.d_model, self.dim_feedforward
        return {
            "self_attn": self._attention(),
            "linear1": Linear(d, f, self.bias),
            "linear2": Linear(f, d, self.bias),
            "norm1": self._norm(),
            "norm2": self._norm(),
        }

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """Those of the parts."""
        return {
            f"{part}.{name}": shape
            for part, layer in self.parts().items()
            for name, shape in layer.parameter_shapes.items()
        }

    @property
    @quantity
    def parameter_count(self) -> int:
        """Attention, feed-forward layers and layer norms."""
        counts = {name: layer.parameter_count for name, layer in self.parts().items()}
        leave("parameters of parts", counts=counts)
        return sum(counts.values())

    def _checked(self, input_shape: ShapeLike) -> Shape:
        shape = as_shape(input_shape)
        if len(shape) != 2 or shape[1] != self.d_model:
            raise ShapeError(
                f"{type(self).__name__}({self.d_model}, {self.nhead}): input shape {shape} "
                f"is not (length, {self.d_model})"
            )
        return shape

    def _fed(self, x: Any, weights: dict[str, Any]) -> Any:
        from quizgen.solver.activations import evaluate

        hidden = linear(x, weights["linear1.weight"], weights.get("linear1.bias"))
        with silent():
            active = as_array(evaluate(self.activation, hidden))
        return linear(active, weights["linear2.weight"], weights.get("linear2.bias"))

    def _normed(self, x: Any, weights: dict[str, Any], name: str) -> Any:
        with silent():
            return self._norm().output(x, weights[f"{name}.weight"], weights.get(f"{name}.bias"))

    def _attended(self, x: Any, memory: Any, weights: dict[str, Any], name: str) -> Any:
        layer = self._attention()
        own = {
            key.removeprefix(f"{name}."): value
            for key, value in weights.items()
            if key.startswith(f"{name}.")
        }
        with silent():
            return layer.output(x, memory, memory, **own)

    def _added(self, x: Any, branch: Any, weights: dict[str, Any], norm: str) -> Any:
        """The input plus a branch of it, normalised before the branch or after the sum."""
        if self.norm_first:
            return tidy(x + branch(self._normed(x, weights, norm)))
        return self._normed(tidy(x + branch(x)), weights, norm)


@dataclass(frozen=True, slots=True)
class TransformerEncoderLayer(_TransformerLayer):
    """Self-attention and a feed-forward network, each with a shortcut and a layer norm.

    >>> TransformerEncoderLayer(768, 12, 3072).parameter_count
    7087872
    """

    d_model: int
    nhead: int
    dim_feedforward: int = 2048
    dropout: Any = 0.1
    activation: str = "relu"
    layer_norm_eps: Any = EPS
    batch_first: bool = False
    norm_first: bool = False
    bias: bool = True

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The input's shape, `(length, d_model)`."""
        return self._checked(input_shape)

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:
        """Uses of the weights of attention and feed-forward layers."""
        shape = self._checked(input_shape)
        parts, wide = self.parts(), (shape[0], self.dim_feedforward)
        with silent():
            return sum(
                parts[name].connections(given, count_bias=count_bias)
                for name, given in (("self_attn", shape), ("linear1", shape), ("linear2", wide))
            )

    @quantity
    def zeros(self, input_shape: ShapeLike) -> int:
        """None: all weight matrices are dense."""
        self._checked(input_shape)
        return 0

    @quantity
    def macs(self, input_shape: ShapeLike) -> int:
        """Attention and feed-forward layers."""
        shape = self._checked(input_shape)
        attention: int = self.parts()["self_attn"].macs(shape)
        return attention + 2 * shape[0] * self.d_model * self.dim_feedforward

    @quantity
    def output(self, x: Any, **parameters: Any) -> Any:
        """The layer in use (no dropout); parameters by PyTorch's names, dots as underscores."""
        values = as_array(x)
        self._checked(values.shape)
        weights = named(self, parameters)
        values = self._added(
            values, lambda z: self._attended(z, z, weights, "self_attn"), weights, "norm1"
        )
        return self._added(values, lambda z: self._fed(z, weights), weights, "norm2")

    def forward(self, x: Any, **parameters: Any) -> Any:
        """PyTorch's name for `output`."""
        return self.output(x, **parameters)


@dataclass(frozen=True, slots=True)
class TransformerDecoderLayer(_TransformerLayer):
    """Self-attention, attention to the encoder's output, and a feed-forward network.

    Input: the shapes of the target and of the memory, or one shape for both.

    >>> TransformerDecoderLayer(8, 2, 16).parameter_count
    904
    """

    shape_rule: ClassVar[str] = "The shape of the target stays."
    d_model: int
    nhead: int
    dim_feedforward: int = 2048
    dropout: Any = 0.1
    activation: str = "relu"
    layer_norm_eps: Any = EPS
    batch_first: bool = False
    norm_first: bool = False
    bias: bool = True

    def parts(self) -> dict[str, Any]:
        """The layers inside, by PyTorch's names."""
        inside = _TransformerLayer.parts(self)
        return {
            "self_attn": inside["self_attn"],
            "multihead_attn": self._attention(),
            "linear1": inside["linear1"],
            "linear2": inside["linear2"],
            "norm1": inside["norm1"],
            "norm2": inside["norm2"],
            "norm3": self._norm(),
        }

    def _pair(self, input_shape: Any) -> tuple[Shape, Shape]:
        if isinstance(input_shape, int) or isinstance(input_shape[0], int):
            input_shape = (input_shape, input_shape)
        target, memory = (self._checked(shape) for shape in input_shape)
        return target, memory

    @quantity
    def output_shape(self, input_shape: Any) -> Shape:
        """The target's shape, `(length, d_model)`."""
        return self._pair(input_shape)[0]

    @quantity
    def connections(self, input_shape: Any, *, count_bias: bool = False) -> int:
        """Uses of the weights of both attentions and of the feed-forward layers."""
        target, memory = self._pair(input_shape)
        parts, wide = self.parts(), (target[0], self.dim_feedforward)
        shapes = {
            "self_attn": target,
            "multihead_attn": (target, memory, memory),
            "linear1": target,
            "linear2": wide,
        }
        with silent():
            return sum(
                parts[name].connections(given, count_bias=count_bias)
                for name, given in shapes.items()
            )

    @quantity
    def zeros(self, input_shape: Any) -> int:
        """None: all weight matrices are dense."""
        self._pair(input_shape)
        return 0

    @quantity
    def macs(self, input_shape: Any) -> int:
        """Both attentions and the feed-forward layers."""
        target, memory = self._pair(input_shape)
        parts = self.parts()
        attention = parts["self_attn"].macs(target)
        attention += parts["multihead_attn"].macs((target, memory, memory))
        return int(attention) + 2 * target[0] * self.d_model * self.dim_feedforward

    @quantity
    def output(self, x: Any, memory: Any = None, **parameters: Any) -> Any:
        """The layer in use (no dropout); parameters by PyTorch's names, dots as underscores.

        In a network `x` is a tuple of target and memory.
        """
        if isinstance(x, tuple):
            x, memory = x
        values, read = as_array(x), as_array(memory)
        self._pair((values.shape, read.shape))
        weights = named(self, parameters)
        values = self._added(
            values, lambda z: self._attended(z, z, weights, "self_attn"), weights, "norm1"
        )
        values = self._added(
            values, lambda z: self._attended(z, read, weights, "multihead_attn"), weights, "norm2"
        )
        return self._added(values, lambda z: self._fed(z, weights), weights, "norm3")

    def forward(self, x: Any, memory: Any, **parameters: Any) -> Any:
        """PyTorch's name for `output`."""
        return self.output(x, memory, **parameters)
