"""Recurrent layers: the same weights at every step of a sequence.

Input `(length, input_size)`, output `(length, directions · hidden_size)`. Weights have PyTorch's
names and layouts (`weight_ih_l0`, …); `biases=1` is the textbook form with one intercept for each
gate and unit where PyTorch has two.
"""

import math
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.activations import evaluate
from quizgen.solver.errors import MissingError, ShapeError, UnknownNameError
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike, as_shape, at_least_one
from quizgen.solver.layers.letters import RECURRENT
from quizgen.solver.quantity import quantity
from quizgen.solver.trace import is_traced, leave, silent
from quizgen.solver.values import as_array, product, tidy

if TYPE_CHECKING:
    import numpy as np

Weights = Mapping[str, "np.ndarray[Any, Any]"]


class Recurrent(Countable):
    """What RNN, LSTM and GRU share; `gates` is the number of blocks of `hidden_size` rows."""

    letters: ClassVar[Mapping[str, str]] = RECURRENT
    __slots__ = ()
    gates: ClassVar[int] = 1
    shape_rule: ClassVar[str] = (
        "One hidden state for each step; those of two directions stand side by side."
    )
    input_size: int
    hidden_size: int
    num_layers: int
    bias: bool
    batch_first: bool
    bidirectional: bool
    biases: int

    def __post_init__(self) -> None:
        at_least_one(self, "input_size", "hidden_size", "num_layers")
        if self.biases not in (1, 2):
            raise ShapeError(
                f"{type(self).__name__}: biases={self.biases} is neither 1 (textbook) nor 2 (torch)"
            )

    @property
    def directions(self) -> int:
        """2 when the sequence is read from both ends, else 1."""
        return 2 if self.bidirectional else 1

    @property
    def state_size(self) -> int:
        """Features of the output at each step, for one direction."""
        return self.hidden_size

    def _suffixes(self) -> list[tuple[str, int]]:
        """The endings of the parameter names, with the features each reads."""
        found = []
        for place in range(self.num_layers):
            features = self.input_size if place == 0 else self.state_size * self.directions
            found += [(f"_l{place}{end}", features) for end in ("", "_reverse")[: self.directions]]
        return found

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """Shapes of all weights and intercepts under PyTorch's names."""
        rows = self.gates * self.hidden_size
        found: dict[str, Shape] = {}
        for suffix, features in self._suffixes():
            found[f"weight_ih{suffix}"] = (rows, features)
            found[f"weight_hh{suffix}"] = (rows, self.state_size)
            if self.bias:
                found[f"bias_ih{suffix}"] = (rows,)
                if self.biases == 2:
                    found[f"bias_hh{suffix}"] = (rows,)
        return found

    @property
    def parameter_note(self) -> str:
        """How many blocks of weights there are, and what each is for."""
        blocks = {3: "reset, update, new state", 4: "input, forget, cell, output"}.get(self.gates)
        return f"{self.gates} blocks of {self.hidden_size} rows: {blocks}." if blocks else ""

    def size_factors(self, shape: Shape) -> Shape:
        """Rows as blocks times units."""
        rows, *columns = shape
        if self.gates == 1 or rows != self.gates * self.hidden_size:
            return shape
        return (self.gates, self.hidden_size, *columns)

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape `(length, directions · hidden_size)`."""
        shape = as_shape(input_shape)
        if len(shape) != 2 or shape[1] != self.input_size:
            raise ShapeError(
                f"{type(self).__name__}({self.input_size}, {self.hidden_size}): input shape {shape} "
                f"is not (length, {self.input_size})"
            )
        return (shape[0], self.directions * self.state_size)

    @quantity
    def state_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape of the last hidden states, `(layers · directions, hidden_size)`."""
        self.output_shape(input_shape)
        return (self.num_layers * self.directions, self.state_size)

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:
        """Edges of the unrolled diagram: every weight once at every step."""
        length = self.output_shape(input_shape)[0]
        shapes = self.parameter_shapes.items()
        used = [math.prod(s) for name, s in shapes if count_bias or name.startswith("weight")]
        found = length * sum(used)
        leave("edges of a sequence", found, length=length, used=used)
        return found

    @quantity
    def zeros(self, input_shape: ShapeLike) -> int:
        """None: at every step the weight matrices are dense."""
        self.output_shape(input_shape)
        return 0

    @quantity
    def macs(self, input_shape: ShapeLike) -> int:
        """One for each weight at every step."""
        length = self.output_shape(input_shape)[0]
        shapes = self.parameter_shapes.items()
        return length * sum(math.prod(s) for name, s in shapes if name.startswith("weight"))

    @quantity
    def output(self, x: Any, **parameters: Any) -> "np.ndarray[Any, Any]":
        """The hidden states of the last layer at every step; states start at zero.

        Parameters are given by PyTorch's names; `ShapeError` for one missing or misshapen.
        """
        import numpy as np

        weights = self._weights(parameters)
        values = as_array(x)
        self.output_shape(values.shape)
        suffixes = [suffix for suffix, _ in self._suffixes()]
        for place in range(self.num_layers):
            reads = suffixes[place * self.directions : (place + 1) * self.directions]
            sides = [self._unrolled(values, weights, suffix) for suffix in reads]
            values = tidy(np.concatenate(sides, axis=1))
        return values

    def forward(self, x: Any, **parameters: Any) -> "np.ndarray[Any, Any]":
        """PyTorch's name for `output`."""
        return self.output(x, **parameters)

    def _weights(self, given: Mapping[str, Any]) -> Weights:
        shapes = self.parameter_shapes
        found = {}
        for name in given:
            if name not in shapes:
                raise UnknownNameError(f"{type(self).__name__}: parameter", name, shapes)
        for name, shape in shapes.items():
            if name not in given:
                raise MissingError(type(self).__name__, name, shape)
            found[name] = as_array(given[name])
            if found[name].shape != shape:
                raise ShapeError(
                    f"{type(self).__name__}: {name} of shape {found[name].shape} is not {shape}"
                )
        return found

    def _unrolled(self, values: Any, weights: Weights, suffix: str) -> Any:
        import numpy as np

        backwards = suffix.endswith("_reverse")
        steps = range(len(values))
        state = self._start()
        found: list[Any] = [None] * len(values)
        for t in reversed(steps) if backwards else steps:
            before = state[0]
            with silent():
                state = self._step(values[t], before, *state[1:], weights=weights, suffix=suffix)
            found[t] = state[0]
            if is_traced():
                sums = self._shown_sums(values[t], before, weights, suffix)
                leave("state of a step", state[0], t=t, backwards=backwards, **sums)
        return np.stack(found)

    def _shown_sums(self, x: Any, before: Any, weights: Weights, suffix: str) -> dict[str, Any]:  # noqa: ARG002 - a simple recurrent layer shows them
        """What a trace has of the sums that enter a step: nothing where gates make it long."""
        return {}

    def _start(self) -> tuple[Any, ...]:
        return (as_array([0] * self.state_size),)

    def _sums(self, x: Any, h: Any, weights: Weights, suffix: str) -> tuple[Any, Any]:
        """Input part and state part of every gate, with their intercepts."""
        read, kept = (
            product(weights[f"weight_{name}{suffix}"], values)
            for name, values in (("ih", x), ("hh", h))
        )
        if self.bias:
            read = tidy(read + weights[f"bias_ih{suffix}"])
            if self.biases == 2:
                kept = tidy(kept + weights[f"bias_hh{suffix}"])
        return read, kept

    @abstractmethod
    def _step(self, x: Any, h: Any, *cell: Any, weights: Weights, suffix: str) -> tuple[Any, ...]:
        """The next state from an input and the state before; the hidden state comes first."""

    def torch_call(self, module: str, sources: Sequence[str], batch: str) -> str:  # noqa: ARG002 - the same for all
        """The outputs of all steps; the last state comes beside them."""
        return f"{module}({sources[0]})[0]"


@dataclass(frozen=True, slots=True)
class RNN(Recurrent):
    """h_t = σ(W x_t + V h_{t−1} + b), σ being tanh or ReLU (or the identity).

    >>> RNN(3, 4).parameter_count, RNN(3, 4, biases=1).parameter_count, RNN(3, 4).output_shape((7, 3))
    (36, 32, (7, 4))
    >>> RNN(1, 1, nonlinearity="relu", bias=False).output(
    ...     [[1], [2], [3]], weight_ih_l0=[[2]], weight_hh_l0=[[-1]]
    ... ).ravel().tolist()
    [2, 2, 4]
    """

    input_size: int
    hidden_size: int
    num_layers: int = 1
    nonlinearity: str = "tanh"
    bias: bool = True
    batch_first: bool = False
    dropout: Any = 0
    bidirectional: bool = False
    biases: int = 2

    def _step(self, x: Any, h: Any, *cell: Any, weights: Weights, suffix: str) -> tuple[Any, ...]:  # noqa: ARG002 - only an LSTM has a cell
        read, kept = self._sums(x, h, weights, suffix)
        return (_activated(self.nonlinearity, read + kept),)

    def _shown_sums(self, x: Any, before: Any, weights: Weights, suffix: str) -> dict[str, Any]:
        """Each unit's sum, and the numbers it is made of."""
        read, kept = self._sums(x, before, weights, suffix)
        biases = [
            weights[name] for name in weights if name.startswith("bias") and name.endswith(suffix)
        ]
        return {
            "sums": tidy(read + kept),
            "x": x,
            "before": before,
            "weight_ih": weights[f"weight_ih{suffix}"],
            "weight_hh": weights[f"weight_hh{suffix}"],
            "biases": biases,
            "nonlinearity": self.nonlinearity,
        }


@dataclass(frozen=True, slots=True)
class GRU(Recurrent):
    """Reset gate, update gate and candidate: three blocks of weights.

    >>> GRU(3, 4).parameter_count, GRU(3, 4, biases=1).parameter_count
    (108, 96)
    """

    input_size: int
    hidden_size: int
    num_layers: int = 1
    bias: bool = True
    batch_first: bool = False
    dropout: Any = 0
    bidirectional: bool = False
    biases: int = 2
    gates: ClassVar[int] = 3

    def _step(self, x: Any, h: Any, *cell: Any, weights: Weights, suffix: str) -> tuple[Any, ...]:  # noqa: ARG002 - only an LSTM has a cell
        n = self.hidden_size
        read, kept = self._sums(x, h, weights, suffix)
        reset = _activated("sigmoid", read[:n] + kept[:n])
        update = _activated("sigmoid", read[n : 2 * n] + kept[n : 2 * n])
        candidate = _activated("tanh", read[2 * n :] + reset * kept[2 * n :])
        return (tidy((1 - update) * candidate + update * h),)


@dataclass(frozen=True, slots=True)
class LSTM(Recurrent):
    """Input, forget, cell and output gates: four blocks of weights.

    >>> LSTM(25, 100).parameter_count, LSTM(25, 100, biases=1).parameter_count
    (50800, 50400)
    """

    input_size: int
    hidden_size: int
    num_layers: int = 1
    bias: bool = True
    batch_first: bool = False
    dropout: Any = 0
    bidirectional: bool = False
    proj_size: int = 0
    biases: int = 2
    gates: ClassVar[int] = 4

    @property
    def state_size(self) -> int:
        """Features of the output at each step: `proj_size` where the state is projected."""
        return self.proj_size or self.hidden_size

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """Shapes of all weights and intercepts, and of the projections."""
        found = Recurrent.parameter_shapes.fget(self)  # type: ignore[attr-defined]  # the property of the base
        if self.proj_size:
            for suffix, _ in self._suffixes():
                found[f"weight_hr{suffix}"] = (self.proj_size, self.hidden_size)
        return dict(found)

    def _start(self) -> tuple[Any, ...]:
        return as_array([0] * self.state_size), as_array([0] * self.hidden_size)

    def _step(self, x: Any, h: Any, *cell: Any, weights: Weights, suffix: str) -> tuple[Any, ...]:
        read, kept = self._sums(x, h, weights, suffix)
        n = self.hidden_size
        blocks = [read[i * n : (i + 1) * n] + kept[i * n : (i + 1) * n] for i in range(4)]
        names = ("sigmoid", "sigmoid", "tanh", "sigmoid")
        entry, forget, new, exit_ = (
            _activated(name, block) for name, block in zip(names, blocks, strict=True)
        )
        kept_cell = tidy(forget * cell[0] + entry * new)
        h = tidy(exit_ * _activated("tanh", kept_cell))
        if self.proj_size:
            h = product(weights[f"weight_hr{suffix}"], h)
        return h, kept_cell


def _activated(name: str, z: Any) -> Any:
    function: Callable[..., Any] = evaluate
    return as_array(function(name, tidy(as_array(z))))
