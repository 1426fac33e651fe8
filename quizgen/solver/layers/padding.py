"""Layers that only pad: the same values with more around them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from quizgen.solver.errors import ShapeError
from quizgen.solver.layers.layer import Shape, ShapeLike, frozen
from quizgen.solver.layers.sliding import Spatial
from quizgen.solver.quantity import quantity
from quizgen.solver.values import as_array, tidy
from quizgen.solver.window import Axis, folded

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True)
class PaddingLayer(Spatial):
    """Fields and members of all padding layers.

    `padding` is one number, or (left, right) of the last axis, then of the axis before it, and so on.
    """

    shape_rule: ClassVar[str] = (
        "What is padded at both ends is added to each size; the channels stay."
    )
    padding: Any
    dims: ClassVar[int] = 1
    mode: ClassVar[str] = "zeros"

    @property
    def around(self) -> Any:
        """The value of what is added, unless it is an input again."""
        return 0

    def __post_init__(self) -> None:
        frozen(self, "padding")
        if isinstance(self.padding, tuple) and len(self.padding) != 2 * self.dims:
            raise ShapeError(
                f"{self}: padding needs one number or {2 * self.dims}, two for each axis"
            )

    def __str__(self) -> str:
        return f"{type(self).__name__}({self.padding!r})"

    def _pairs(self) -> list[tuple[int, int]]:
        """(left, right) of each axis, the first axis first."""
        if not isinstance(self.padding, tuple):
            return [(self.padding, self.padding)] * self.dims
        flat = self.padding
        return [(flat[2 * i], flat[2 * i + 1]) for i in reversed(range(self.dims))]

    def axis_sources(self, input_shape: ShapeLike) -> list[list[int]]:
        """For each axis the input position of each output position; -1 on padding."""
        shape = self._spatial(input_shape)
        found = []
        for size, (left, right) in zip(shape[1:], self._pairs(), strict=True):
            self._check(size, left, right)
            axis = Axis(size, 1, mode=self.mode)
            found.append([folded(p, axis) for p in range(-left, size + right)])
        return found

    def _check(self, size: int, left: int, right: int) -> None:
        most = {"reflect": size - 1, "circular": size}.get(self.mode)
        cut = size + min(0, left) + min(0, right)
        # An edge may be copied from what is cut off.
        is_short = cut < 0 and self.mode not in {"replicate", "reflect"}
        if is_short or size + left + right < 1 or (most is not None and max(left, right) > most):
            raise ShapeError(f"{self}: padding ({left}, {right}) does not suit {size} inputs")

    @quantity
    def output_shape(self, input_shape: ShapeLike) -> Shape:
        """Shape `(channels, padded sizes…)`."""
        shape = self._spatial(input_shape)
        for size, (left, right) in zip(shape[1:], self._pairs(), strict=True):
            self._check(size, left, right)
        sizes = zip(shape[1:], self._pairs(), strict=True)
        return (shape[0], *(size + left + right for size, (left, right) in sizes))

    @quantity
    def connections(self, input_shape: ShapeLike, *, count_bias: bool = False) -> int:  # noqa: ARG002 - nothing is added
        """One for each output that shows an input."""
        shape = self._spatial(input_shape)
        found = shape[0]
        for out, size, (left, right) in zip(
            self.output_shape(shape)[1:], shape[1:], self._pairs(), strict=True
        ):
            inside = size + min(0, left) + min(0, right)
            found *= inside if self.mode == "zeros" else out
        return found

    @quantity
    def output(self, x: Any) -> "np.ndarray[Any, Any]":
        """The padded values."""
        import numpy as np

        inputs, bare = self._inputs(x)
        found = inputs
        for place, sources in enumerate(self.axis_sources(inputs.shape), start=1):
            positions = np.array(sources)
            found = np.take(found, positions.clip(0), axis=place)
            if (positions < 0).any():
                hidden = (positions < 0).reshape(-1, *(1,) * (found.ndim - 1 - place))
                found = tidy(np.where(hidden, self.around, found))
        shown: np.ndarray[Any, Any] = found[0] if bare else found
        return shown

    forward = output

    @quantity
    def backward(self, x: Any, grad_output: Any) -> dict[str, "np.ndarray[Any, Any]"]:
        """Each input gets the gradients of the outputs that show it."""
        import numpy as np

        inputs, bare = self._inputs(x)
        grads = as_array(grad_output).reshape(self.output_shape(inputs.shape))
        for place, sources in enumerate(self.axis_sources(inputs.shape), start=1):
            moved = np.moveaxis(grads, place, 0)
            found = np.zeros((inputs.shape[place], *moved.shape[1:]), dtype=moved.dtype)
            for position, source in enumerate(sources):
                if source >= 0:
                    found[source] += moved[position]
            grads = np.moveaxis(found, 0, place)
        shaped = tidy(grads)
        return {"input": shaped[0] if bare else shaped}


@dataclass(frozen=True, slots=True)
class ConstantPadding(PaddingLayer):
    """Fields and members of `ConstantPad1d`, `ConstantPad2d` and `ConstantPad3d`."""

    value: Any

    @property
    def around(self) -> Any:
        """The value given."""
        return self.value

    def __str__(self) -> str:
        return f"{type(self).__name__}({self.padding!r}, {self.value!r})"


def _layer(
    name: str, dims: int, mode: str, text: str, base: type[PaddingLayer] = PaddingLayer
) -> type[PaddingLayer]:
    """A padding layer of a kind and dimension; they differ in these two only."""
    members = {"__doc__": text, "__module__": __name__, "__qualname__": name, "__slots__": ()}
    return type(name, (base,), {**members, "dims": dims, "mode": mode})


def _constant(name: str, dims: int, text: str) -> type[PaddingLayer]:
    return _layer(name, dims, "zeros", text, ConstantPadding)


ZeroPad1d = _layer("ZeroPad1d", 1, "zeros", "Zeros at both ends of a sequence.")
ZeroPad2d = _layer("ZeroPad2d", 2, "zeros", "Zeros around an image.")
ZeroPad3d = _layer("ZeroPad3d", 3, "zeros", "Zeros around a volume.")
ReflectionPad1d = _layer("ReflectionPad1d", 1, "reflect", "A sequence mirrored at its ends.")
ReflectionPad2d = _layer("ReflectionPad2d", 2, "reflect", "An image mirrored at its edges.")
ReflectionPad3d = _layer("ReflectionPad3d", 3, "reflect", "A volume mirrored at its faces.")
ReplicationPad1d = _layer("ReplicationPad1d", 1, "replicate", "A sequence with its ends repeated.")
ReplicationPad2d = _layer("ReplicationPad2d", 2, "replicate", "An image with its edges repeated.")
ReplicationPad3d = _layer("ReplicationPad3d", 3, "replicate", "A volume with its faces repeated.")
CircularPad1d = _layer("CircularPad1d", 1, "circular", "A sequence continued at its other end.")
CircularPad2d = _layer("CircularPad2d", 2, "circular", "An image continued at its other side.")
ConstantPad1d = _constant("ConstantPad1d", 1, "One number at both ends of a sequence.")
ConstantPad2d = _constant("ConstantPad2d", 2, "One number around an image.")
ConstantPad3d = _constant("ConstantPad3d", 3, "One number around a volume.")
CircularPad3d = _layer("CircularPad3d", 3, "circular", "A volume continued at its other side.")
