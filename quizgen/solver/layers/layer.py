"""What every layer can be asked, and the shapes it may be asked about."""

import math
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar, Protocol

from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import is_traced, leave

Shape = tuple[int, ...]
ShapeLike = int | Sequence[int]


class Layer(Hashable, Protocol):
    """The members that networks, banks and tables rely on; shapes are without the batch.

    Values and gradients (`output`, `backward`, `weight_matrix`) are those of the layers that have them.
    """

    @property
    def elementwise(self) -> bool:
        """One function at every entry."""

    @property
    def on_units(self) -> bool:
        """An activation or its like: it works on the units of the layer before."""

    @property
    def draws_edges(self) -> bool:
        """Whether a network's diagram has edges of its own for it."""

    @property
    def keeps_values(self) -> bool:
        """The values of a vector stay as they are."""

    @property
    def parameter_shapes(self) -> Mapping[str, Shape]:
        """Shapes of the learned tensors under PyTorch's names."""

    def torch_expression(self, sources: Sequence[str]) -> str:
        """The layer as an expression of its inputs in torch; empty for a module."""

    def torch_call(self, module: str, sources: Sequence[str], batch: str) -> str:
        """The call of its module in torch."""

    @property
    def parameter_count(self) -> int:
        """Learned scalars; a shared weight counts once."""

    @property
    def buffer_count(self) -> int:
        """Stored scalars that are not learned, as torch counts them."""

    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape after the layer; `ShapeError` if the input does not fit."""

    def shape_words(self, input_shape: ShapeLike) -> str:
        """How the output's shape comes about, where no arithmetic says it."""

    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:
        """Edges of the network diagram."""

    def zeros(self, input_shape: ShapeLike) -> int:
        """Structural zeros of the weight matrix."""

    def macs(self, input_shape: ShapeLike) -> int:
        """Multiply-accumulate operations, as frameworks count them."""


class Countable:
    """Counts every layer has from the few it defines itself; the base of all layer classes."""

    __slots__ = ()
    # How the output's shape comes about, where no arithmetic says it.
    shape_rule: ClassVar[str] = ""
    # One function at every entry, called `activation` in the table of activations.
    elementwise: ClassVar[bool] = False
    # An activation or its like: it works on the units of the layer before, which keep their edges.
    on_units: ClassVar[bool] = False
    # Whether a network's diagram has edges of its own for it; not where values only move or are renamed.
    draws_edges: ClassVar[bool] = True
    # The values of a vector stay as they are.
    keeps_values: ClassVar[bool] = False
    # Each channel or feature that comes out belongs to one that went in, though sizes may change.
    passes_channels: ClassVar[bool] = False
    # The arguments are the output's shape, or nearly so: nobody is asked for it.
    says_shape: ClassVar[bool] = False
    # What the letters of its derivations mean.
    letters: ClassVar[Mapping[str, str]] = {}
    # What its learned tensors are for a reader, where `weight` and `bias` are no weights and intercepts.
    tensor_words: ClassVar[Mapping[str, str]] = {}

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """Shapes of the learned tensors under PyTorch's names: none, unless the layer says otherwise."""
        return {}

    @property
    @quantity
    def parameter_count(self) -> int:
        """Learned scalars: the entries of the learned tensors."""
        shapes = self.parameter_shapes
        found = sum(map(math.prod, shapes.values()))
        if is_traced():
            counts = {name: math.prod(shape) for name, shape in shapes.items()}
            factors = {name: self.size_factors(shape) for name, shape in shapes.items()}
            leave("learned tensors", found, counts=counts, factors=factors, layer=self)
        return found

    @property
    def parameter_note(self) -> str:
        """A sentence on how the learned tensors are made up, where their sizes do not say it."""
        return ""

    def size_factors(self, shape: Shape) -> Shape:
        """The sizes of a learned tensor as a derivation multiplies them."""
        return shape

    @property
    def buffer_count(self) -> int:
        """Stored scalars that are not learned."""
        return 0

    def shape_words(self, input_shape: ShapeLike) -> str:
        """How the output's shape comes about from this one, in a sentence.

        >>> from quizgen.solver import Add, ReLU
        >>> ReLU().shape_words((3, 4)), Add().shape_words(((3, 4), (3, 4)))
        ('The shape stays.', 'Entry by entry: the shape stays that of the branches.')
        """
        # Not `as_shape`: there may be several inputs.
        shape = (input_shape,) if isinstance(input_shape, int) else tuple(input_shape)
        if self.shape_rule or self.output_shape(input_shape) != shape:
            return self.shape_rule
        return "The shape stays."

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The same shape, unless the layer says otherwise."""
        return as_shape(input_shape)

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:  # noqa: ARG002 - a layer with intercepts counts them
        """One edge for each entry: unit u reads input u, unless the layer says otherwise."""
        shape = self.output_shape(input_shape)
        return counted("connections", shape)

    @quantity
    def zeros(self, input_shape: ShapeLike) -> int:
        r"""Entries of the weight matrix that are zero by structure: units × inputs − connections."""
        inputs = self._entries(input_shape)
        units = math.prod(self.output_shape(input_shape))
        connections = int(self.connections(input_shape))
        found = units * inputs - connections
        leave("absent edges", found, rows=units, columns=inputs, connections=connections)
        return found

    def torch_expression(self, sources: Sequence[str]) -> str:  # noqa: ARG002 - a module is called instead
        """The layer as an expression of its inputs in torch, axis 0 being the batch; empty for a module."""
        return ""

    def torch_call(self, module: str, sources: Sequence[str], batch: str) -> str:  # noqa: ARG002 - few need the batch
        """The call of its module; `batch` is a tensor whose axis 0 is the batch."""
        return f"{module}({', '.join(sources)})"

    def _entries(self, input_shape: Any) -> int:
        """Values that come in."""
        return math.prod(as_shape(input_shape))

    @quantity
    def macs(self, input_shape: ShapeLike) -> int:
        """Multiply-accumulates: none, unless the layer multiplies by weights."""
        self.output_shape(input_shape)
        return 0


def counted(what: str, factors: Sequence[int]) -> int:
    """The product of sizes, as the trace has it: how many `what` there are."""
    found = math.prod(factors)
    leave("product of sizes", found, what=what, factors=factors)
    return found


def as_shape(shape: ShapeLike, *, channels: int | None = None) -> Shape:
    """A shape as a tuple; a bare length is one axis, or one channel of that length.

    >>> as_shape(10), as_shape(10, channels=1), as_shape([3, 8, 8])
    ((10,), (1, 10), (3, 8, 8))
    """
    if isinstance(shape, int):
        return (shape,) if channels is None else (1, shape)
    return _sizes(tuple(shape))


@lru_cache(maxsize=4096)
def _sizes(shape: tuple[Any, ...]) -> Shape:
    """Networks ask about few shapes many times."""
    if any(isinstance(size, tuple | list) for size in shape):
        raise ShapeError(f"{shape}: {len(shape)} inputs where one is taken")
    found = tuple(int(size) for size in shape)
    if any(size < 1 for size in found):
        raise ShapeError(f"shape {found}: every size must be at least 1")
    return found


def frozen(layer: Any, *names: str) -> None:
    """Fields given as lists become tuples, so that a layer stays a value."""
    for name in names:
        value = getattr(layer, name)
        if isinstance(value, list):
            tuples = (tuple(v) if isinstance(v, list) else v for v in value)
            object.__setattr__(layer, name, tuple(tuples))


def _shown(value: object) -> str:
    """A setting as code has it, its fractions as they are typed: 16/3."""
    if isinstance(value, tuple) and len(value) > 1:
        return f"({', '.join(map(_shown, value))})"
    return str(value) if isinstance(value, Fraction) else repr(value)


def at_least_one(layer: Any, *names: str) -> None:
    """Refuse sizes below 1, naming the field."""
    for name in names:
        value = getattr(layer, name)
        if type(value) is int and value >= 1:
            continue  # by far the most
        sizes = value if isinstance(value, tuple | list) else (value,)
        for size in sizes:
            if isinstance(size, bool) or not isinstance(size, int) or size < 1:
                raise ShapeError(
                    f"{type(layer).__name__}: {name}={_shown(value)} must be a whole number of at least 1"
                )


def not_negative(layer: Any, *names: str) -> None:
    """Refuse amounts below 0, naming the field; a text such as "same" is checked where it is used."""
    for name in names:
        value = getattr(layer, name)
        if type(value) is int and value >= 0:
            continue  # by far the most
        sides = value if isinstance(value, tuple) else (value,)
        flat = [n for side in sides for n in (side if isinstance(side, tuple) else (side,))]
        for amount in flat:
            whole = isinstance(amount, int) and not isinstance(amount, bool)
            if not isinstance(amount, str) and not (whole and amount >= 0):
                raise ShapeError(
                    f"{type(layer).__name__}: {name}={_shown(value)} must be whole numbers of at least 0"
                )


def per_axis(value: Any, dims: int, name: str) -> tuple[Any, ...]:
    """One entry for each axis: a single value holds for all of them."""
    if isinstance(value, int | str):
        return (value,) * dims
    entries = tuple(value)
    if len(entries) == 1 and dims > 1:
        return entries * dims
    if len(entries) != dims:
        raise ShapeError(f"{name}={value!r} needs {dims} entries, one for each axis")
    return entries


def batched(dim: int) -> str:
    """An axis of one observation as an axis of a batch, in torch code.

    >>> batched(1), batched(-1)
    ('2', '-1')
    """
    return str(dim + 1 if dim >= 0 else dim)


def as_python(value: Any) -> str:
    """A constant as Python writes it.

    >>> as_python(Fraction(1, 2)), as_python(3)
    ('0.5', '3')
    """
    return repr(float(value) if isinstance(value, Fraction) else value)
