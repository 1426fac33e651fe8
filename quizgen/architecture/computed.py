"""What is computed and no layer of the solver stands for: its shape is known, its values are not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizgen.errors import UserError
from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Countable, Shape, ShapeLike


@dataclass(frozen=True, slots=True)
class Computed(Countable):
    """A result of this shape; `multiply_adds` is what computing it takes.

    >>> node = Computed("cumsum", (3, 4))
    >>> node.output_shape((3, 4)), node.macs((3, 4)), node.parameter_count
    ((3, 4), 0, 0)
    """

    title: str
    shape: Any
    multiply_adds: int = 0

    def __str__(self) -> str:
        return f"{self.title}(…)"

    def output_shape(self, input_shape: ShapeLike = ()) -> Shape:
        """The shape it was found to have."""
        found: Shape = self.shape
        return found

    def connections(self, input_shape: ShapeLike = (), *, count_bias: bool = False) -> int:
        """None: it is no layer of the diagram."""
        return 0

    def zeros(self, input_shape: ShapeLike = ()) -> int:
        """None: there is no matrix."""
        return 0

    def macs(self, input_shape: ShapeLike = ()) -> int:
        """What was counted when it was found."""
        return self.multiply_adds

    def output(self, x: Any) -> Any:
        """Refused: nobody knows the values."""
        raise ShapeError(f"{self.title}: its values are not computed")

    forward = output

    def backward(self, x: Any, grad_output: Any) -> Any:
        """Refused: nobody knows the values."""
        raise ShapeError(f"{self.title}: its values are not computed")


@dataclass(frozen=True, slots=True)
class Learned(Countable):
    """A layer that learns, whose shapes and counts are known and whose values are not computed.

    `learned` are PyTorch's names and shapes of its tensors.

    >>> cell = Learned("LSTMCell", (("weight_ih", (8, 3)), ("weight_hh", (8, 2))), (2,), 40)
    >>> cell.parameter_count, cell.output_shape((3,)), cell.macs((3,))
    (40, (2,), 40)
    """

    title: str
    learned: tuple[tuple[str, Shape], ...]
    shape: Shape
    multiply_adds: int = 0

    def __str__(self) -> str:
        return self.title

    @property
    def parameter_shapes(self) -> dict[str, Shape]:
        """The shapes of its tensors."""
        return dict(self.learned)

    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """The shape it was found to have."""
        return self.shape

    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:
        """One for each multiply-add."""
        return self.multiply_adds

    def zeros(self, input_shape: ShapeLike) -> int:
        """None."""
        return 0

    def macs(self, input_shape: ShapeLike) -> int:
        """What was counted when it was made."""
        return self.multiply_adds

    def output(self, x: Any, **weights: Any) -> Any:
        """Refused: nobody computes the values."""
        raise ShapeError(f"{self.title}: its values are not computed")

    forward = output

    def backward(self, x: Any, grad_output: Any, **weights: Any) -> Any:
        """Refused: nobody computes the values."""
        raise ShapeError(f"{self.title}: its values are not computed")


STAND_INS: Mapping[str, type[Computed] | type[Learned]] = {"Computed": Computed, "Learned": Learned}


# How each is written, and what its fields hold.
_WRITTEN = {
    "Computed": '{ title = "sort", shape = [4] }',
    "Learned": '{ title = "cell", learned = [["weight", [4, 3]]], shape = [4] }',
}


def stand_in_of(kind: str, given: Any) -> Computed | Learned:
    """One of `STAND_INS` as a TOML text writes it: its arguments by name, shapes as lists.

    `UserError` for arguments that are no titles, shapes or counts.

    >>> stand_in_of("Computed", {"title": "sort", "shape": [4]})
    Computed(title='sort', shape=(4,), multiply_adds=0)
    """
    told = dict(given) if isinstance(given, Mapping) else {}
    told = {name: _as_tuples(value) for name, value in told.items()}
    wanted = {"title", "shape"} | ({"learned"} if kind == "Learned" else set())
    count, learned = told.get("multiply_adds", 0), told.get("learned", ())
    if (
        told.keys() - {"multiply_adds"} != wanted
        or not isinstance(told["title"], str)
        or not _is_shape(told["shape"])
        or not (type(count) is int and count >= 0)
        or not (isinstance(learned, tuple) and all(map(_is_named_shape, learned)))
    ):
        raise UserError(f"{kind} = {given!r}", f"write {kind} = {_WRITTEN[kind]}")
    return STAND_INS[kind](**told)


def _is_named_shape(given: Any) -> bool:
    match given:
        case (str(), shape):
            return _is_shape(shape)
    return False


def _is_shape(given: Any) -> bool:
    return isinstance(given, tuple) and all(type(size) is int and size > 0 for size in given)


def _as_tuples(value: Any) -> Any:
    return tuple(map(_as_tuples, value)) if isinstance(value, list) else value
