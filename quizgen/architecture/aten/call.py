"""One call of an ATen operator with the values it takes, as the functions of the table of operators see it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizgen.architecture.batched import Batched
from quizgen.architecture.traced import Tensor, Weight
from quizgen.errors import UserError

Shape = tuple[int, ...]
NO_LAYER = "describe the network in TOML, or its code without it"


@dataclass(frozen=True, eq=False, slots=True)
class Fixed:
    """A tensor of numbers that are known and not learned: a buffer, or what is made of numbers alone."""

    array: Any

    @property
    def shape(self) -> Shape:
        """Its shape."""
        return tuple(self.array.shape)

    def number(self) -> float | None:
        """The one number all entries are; None for several."""
        if not self.array.numel():
            return None
        first = self.array.flatten()[0]
        if not bool((self.array == first).all()):
            return None
        found = first.item()
        return int(found) if isinstance(found, bool) else found


@dataclass(frozen=True, eq=False, slots=True)
class OfBatch:
    """A number of the whole batch, such as a loss, and why no layer of an observation gives it."""

    error: UserError

    def beside(self, others: Sequence[Any]) -> "OfBatch":
        """What is made of it and of other values; `UserError` where one belongs to an observation."""
        if any(isinstance(value, Tensor) and value.batch is not None for value in others):
            raise self.error
        return self


Value = Tensor | Weight | Fixed


@dataclass(frozen=True, eq=False, slots=True)
class Call:
    """An operator under a name, its arguments by torch's names, and where its layers go."""

    kind: str
    name: str
    arguments: Mapping[str, Any]
    # The shape PyTorch gives the result, of the first where there are several.
    shape: Shape
    builder: Batched
    taken: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> Any:
        return self.arguments.get(name)

    def tensor(self, name: str) -> Tensor:
        """An argument as a value of the network."""
        return self.as_tensor(self.arguments[name])

    def tensors(self, name: str) -> list[Tensor]:
        """A list of them."""
        return [self.as_tensor(value) for value in self.arguments[name]]

    def as_tensor(self, value: Any, shape: Shape | None = None) -> Tensor:
        """A value of the network: learned tensors and buffers become nodes."""
        if isinstance(value, Weight):
            if value.parts:
                raise self.refused(f"of what {value.by} makes of learned tensors", NO_LAYER)
            self.taken.update(value.sources)
            return self.builder.parameter(value, value.sources[0], shape)
        if isinstance(value, Fixed):
            import numpy as np

            array = np.asarray(value.array.tolist()) if value.array.numel() < 1 << 16 else None
            return self.builder.fixed(array, f"{self.kind} ({self.name})", shape or value.shape)
        if not isinstance(value, Tensor):
            raise self.refused(f"of {value!r}", "give a tensor")
        return value

    def weights(self, *names: str) -> list[Weight]:
        """Arguments that a layer learns; those that are left out are none."""
        found = [self.arguments.get(name) for name in names]
        wrong = [v for v in found if v is not None and not isinstance(v, Weight)]
        if wrong:
            raise self.refused("computes its weights", "weights must be parameters of a module")
        kept = [value for value in found if value is not None]
        for weight in kept:
            self.taken.update(weight.sources)
        return kept

    def first(self, name: str) -> Tensor:
        """An argument whose first axis must be the batch."""
        return self.builder.first(self.tensor(name), f"{self.kind} ({self.name})")

    def made(self, kind: str, *inputs: Tensor, **arguments: Any) -> Tensor:
        """A layer that learns nothing."""
        return self.builder.made(self.name, kind, *inputs, **arguments)

    def learned(
        self, kind: str, weights: Sequence[Weight], *inputs: Tensor, **arguments: Any
    ) -> Tensor:
        """A layer that learns."""
        if any(weight.parts for weight in weights):
            from quizgen.architecture.aten.computed_weights import learned

            return learned(self, kind, weights, inputs, arguments)
        return self.builder.learned(self.name, kind, weights, *inputs, **arguments)

    def leave_out(self, why: str = "") -> None:
        """Note that no layer stands for this call."""
        self.builder.graph.leave_out(f"{self.kind} ({self.name}) {why}".strip())

    def check_axis(self) -> None:
        """`UserError` where `dim` is no axis: PyTorch follows some calls that it would refuse to run."""
        dim, x = self["dim"], self["self"]
        if (
            isinstance(dim, int)
            and isinstance(x, Tensor)
            and not -len(x.shape) <= dim < len(x.shape)
        ):
            raise self.refused(f"along axis {dim}", f"there are {len(x.shape)}")

    def refused(self, what: str, fix: str) -> UserError:
        """What cannot be read, with the operator's name."""
        return UserError(f"{self.kind} ({self.name}) {what}", fix)


Result = Any
Operators = Mapping[str, Callable[[Call], Result]]
