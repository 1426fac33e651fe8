"""One operator of a graph with the values it takes, as the functions of the table of operators see it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quizgen.architecture.batched import Batched
from quizgen.architecture.onnx_file.constants import Constant
from quizgen.architecture.onnx_file.steps import Step
from quizgen.architecture.traced import Tensor, Weight
from quizgen.errors import UserError

Value = Tensor | Weight | Constant
Shape = tuple[int, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Operator:
    """An operator, its inputs by their place, and where its layers go."""

    step: Step
    # What it gives, "" for what nobody takes.
    outputs: tuple[str, ...]
    values: Sequence[Value | None]
    builder: Batched
    opset: int
    # The numbers of a stored tensor: None where they are not at hand, or an error that says why.
    readable: Callable[[str], Any]
    stored: Callable[[str], Any]
    # Stored tensors that have become layers.
    taken: set[str] = field(default_factory=set)
    # Of stored tensors that may stand for several: each one made, with the entries taken of it.
    pieces: dict[str, list[tuple[Tensor, Any]]] = field(default_factory=dict)

    @property
    def attributes(self) -> Mapping[str, Any]:
        """Its settings."""
        return self.step.attributes

    def attribute(self, name: str, default: Any) -> Any:
        """A setting, or ONNX's default."""
        return self.step.attributes.get(name, default)

    def given(self, place: int) -> bool:
        """Whether there is an input at this place."""
        return len(self.values) > place and self.values[place] is not None

    def value(self, place: int) -> Value:
        """The input at a place; `UserError` where there is none."""
        found = self.values[place] if self.given(place) else None
        if found is None:
            raise self.refused(f"has no input {place + 1}", "export the network again")
        return found

    def tensor(self, place: int) -> Tensor:
        """An input as a value of the network."""
        return self.as_tensor(self.value(place))

    def as_tensor(self, value: Value, shape: Shape | None = None) -> Tensor:
        """A value of the network: learned tensors and tables of numbers become nodes."""
        if isinstance(value, Weight):
            self.take(value)
            return self.builder.parameter(value, value.sources[0], shape)
        if isinstance(value, Constant):
            return self.builder.fixed(value.array, self.step.where, shape or value.shape)
        return value

    def piece(self, chosen: Mapping[int, Sequence[int]]) -> Tensor:
        """The first input, of which these entries of these axes are taken.

        A file may hold equal tensors once. What is cut of it apart belongs to one of them, entries
        that are taken again belong to another.
        """
        value, name = self.value(0), self.step.inputs[0]
        if not isinstance(value, Weight) or not self.builder.loose.issuperset(value.sources):
            return self.tensor(0)
        import numpy as np

        at = np.ix_(*([p % n for p in chosen.get(a, range(n))] for a, n in enumerate(value.shape)))
        made = self.pieces.setdefault(name, [])
        for tensor, taken in made:
            if not taken[at].any():
                taken[at] = True
                return tensor
        made.append((self.tensor(0), np.zeros(value.shape, dtype=bool)))
        made[-1][1][at] = True
        return made[-1][0]

    def weight(self, place: int) -> Weight:
        """An input that a layer learns."""
        value = self.value(place)
        if isinstance(value, Tensor):
            raise self.refused("computes its weights", "weights must be stored tensors")
        if isinstance(value, Constant):
            name = value.stored or f"{self.step.title}.{place}"
            value = Weight(value.shape, (name,))
            self.builder.counts[name] = 1
            for size in value.shape:
                self.builder.counts[name] *= size
        self.take(value)
        return value

    def take(self, weight: Weight) -> None:
        """Note that stored tensors have become part of a layer."""
        self.taken.update(weight.sources)

    def numbers(self, place: int) -> Any:
        """The numbers of an input that is a setting."""
        value = self.value(place)
        if isinstance(value, Constant):
            return value.array
        if isinstance(value, Weight) and len(value.sources) == 1:
            self.take(value)
            return self.stored(value.sources[0])
        raise self.refused(f"computes its input {place + 1}", "export with fixed sizes")

    def setting(self, name: str, place: int) -> list[int] | None:
        """Whole numbers of an attribute, or since later versions of ONNX of an input; None without."""
        if name in self.attributes:
            found = self.attributes[name]
            return [int(n) for n in (found if isinstance(found, Sequence) else [found])]
        if not self.given(place):
            return None
        return [int(n) for n in self.numbers(place).ravel()]

    def known(self, place: int) -> Any:
        """The numbers of an input where they are at hand, else None."""
        value = self.values[place] if self.given(place) else None
        if isinstance(value, Constant):
            return value.array
        if isinstance(value, Weight) and len(value.sources) == 1:
            return self.readable(value.sources[0])
        return None

    def made(self, kind: str, *inputs: Tensor, **arguments: Any) -> Tensor:
        """A layer that learns nothing."""
        return self.builder.made(self.step.title, kind, *inputs, **arguments)

    def learned(
        self, kind: str, weights: Sequence[Weight], *inputs: Tensor, **arguments: Any
    ) -> Tensor:
        """A layer that learns; it is called as the module whose tensors it has."""
        source = weights[0].sources[0] if weights else ""
        name = source.removesuffix(".weight") if source.endswith(".weight") else self.step.title
        return self.builder.learned(name, kind, weights, *inputs, **arguments)

    def leave_out(self, why: str = "") -> None:
        """Note that no layer stands for this operator."""
        self.builder.graph.leave_out(f"{self.step.where} {why}".strip())

    def refused(self, what: str, fix: str) -> UserError:
        """What cannot be read, with the operator's name."""
        return UserError(f"{self.step.where} {what}", fix)


def exact(value: Any) -> Any:
    """0.2 for the single-precision number nearest to it."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.7g}")
