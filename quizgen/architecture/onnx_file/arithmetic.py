"""Operators that compute entry by entry with two inputs, and sums over indices."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quizgen.architecture.constructors import clipped, one_over, scaled, spread, with_number
from quizgen.architecture.einsum import einsum
from quizgen.architecture.onnx_file.constants import Constant
from quizgen.architecture.onnx_file.operator import Operator, Value, exact
from quizgen.architecture.stand_in import stand_in
from quizgen.architecture.traced import Tensor, Weight

# A power that is written as a product of so many equal factors.
FACTORS = 4


def _scalar(operator: Operator, place: int, other: Tensor) -> float | None:
    """The one number an input is made of, if it changes no shape; else None."""
    value = operator.value(place)
    if not isinstance(value, Constant) or not value.array.size:
        return None
    fits = len(value.shape) <= len(other.shape) and all(
        size in (1, own) for size, own in zip(value.shape[::-1], other.shape[::-1], strict=False)
    )
    first = value.array.ravel()[0]
    if not fits or value.array.dtype.kind not in "iuf" or not (value.array == first).all():
        return None
    return exact(float(first)) if value.array.dtype.kind == "f" else int(first)


def _joined(kind: str) -> Callable[[Operator], Value]:
    """Two inputs or more; numbers become `Scale` and `Shift`, learned tensors nodes of their own."""

    def made(operator: Operator) -> Value:
        places = range(len(operator.values))
        tensors = [p for p in places if isinstance(operator.value(p), Tensor)]
        if len(places) == 1:
            return operator.tensor(0)
        if len(tensors) == 1 and len(places) == 2:
            return _with_constant(operator, kind, tensors[0])
        return joined(operator, kind, [operator.value(p) for p in places])

    return made


def joined(operator: Operator, kind: str, values: list[Value]) -> Tensor:
    """The layer on values that are spread over each other, as NumPy does it."""
    return spread(operator.builder, operator.step.title, kind, values, operator.as_tensor)


def _with_constant(operator: Operator, kind: str, place: int) -> Tensor:
    x = operator.tensor(place)
    other = operator.value(1 - place)
    number = _scalar(operator, 1 - place, x)
    if number is None and isinstance(other, Constant) and not other.stored:
        return _over(operator, x, other, "with")
    if number is not None:
        return with_number(operator.builder, operator.step.title, kind, x, number, first=place == 0)
    pair = [x, other] if place == 0 else [other, x]
    if isinstance(other, Constant):
        pair[1 - place] = operator.weight(1 - place)
    return joined(operator, kind, pair)


def _over(operator: Operator, x: Tensor, other: Constant, word: str) -> Tensor:
    """A tensor spread over a table whose numbers are left out."""
    import numpy as np

    operator.leave_out(f"{word} a table of fixed numbers")
    shape = [int(n) for n in np.broadcast_shapes(x.shape, other.shape)]
    return operator.builder.repeated(x, shape, operator.step.title)


def _divide(operator: Operator) -> Value:
    """By a number; by a tensor the quotient's other half is left out."""
    top, bottom = operator.value(0), operator.value(1)
    if isinstance(top, Tensor):
        number = _scalar(operator, 1, top)
        if number == 0:
            raise operator.refused("by 0", "export the network again")
        if number is not None:
            return scaled(operator.builder, operator.step.title, top, one_over(number))
        if isinstance(bottom, Constant) and not bottom.stored:
            return _over(operator, top, bottom, "by")
    operator.leave_out("one over the divisor")
    if isinstance(top, Constant) and top.array.size == 1:
        return scaled(
            operator.builder,
            operator.step.title,
            operator.tensor(1),
            exact(float(top.array.ravel()[0])),
        )
    return joined(operator, "Multiply", [top, bottom])


def _power(operator: Operator) -> Value:
    x = operator.tensor(0)
    exponent = _scalar(operator, 1, x)
    if exponent is not None and exponent == int(exponent) and 1 <= exponent <= FACTORS:
        if exponent == 1:
            return x
        return operator.made("Multiply", *[x] * int(exponent))
    operator.leave_out()
    return x


def _negative(operator: Operator) -> Value:
    return operator.made("Scale", operator.tensor(0), factor=-1)


def _end(operator: Operator, name: str, place: int) -> float | None:
    """An end of a range, which is a number or left open."""
    if name in operator.attributes:
        found = exact(float(operator.attributes[name]))
    elif operator.given(place):
        found = exact(float(operator.numbers(place).ravel()[0]))
    else:
        return None
    return None if abs(found) > 3e38 else found


def _clip(operator: Operator) -> Value:
    low, high = _end(operator, "min", 1), _end(operator, "max", 2)
    return clipped(operator.builder, operator.step.title, operator.tensor(0), low, high)


def _extreme(*, largest: bool) -> Callable[[Operator], Value]:
    """The larger or smaller of a tensor and a number; of several tensors the shape alone."""

    def made(operator: Operator) -> Value:
        tensors = [v for v in operator.values if isinstance(v, Tensor)]
        places = [p for p, v in enumerate(operator.values) if not isinstance(v, Tensor)]
        if len(operator.values) == 1:
            return operator.tensor(0)
        alone = len(tensors) == 1 and len(places) == 1
        number = _scalar(operator, places[0], tensors[0]) if alone else None
        if number is None:
            return _broadcast(operator, [operator.as_tensor(v) for v in operator.values if v])
        return clipped(
            operator.builder,
            operator.step.title,
            tensors[0],
            *((number, None) if largest else (None, number)),
        )

    return made


def _broadcast(operator: Operator, tensors: Sequence[Tensor]) -> Tensor:
    """One number from the entries of each tensor: shapes are right, values are left out."""
    import numpy as np

    operator.leave_out()
    tensors = operator.builder.aligned(tensors, operator.step.title)
    shape = tuple(int(n) for n in np.broadcast_shapes(*(tensor.shape for tensor in tensors)))
    return stand_in(operator.builder, operator.step.title, operator.step.kind, shape, *tensors)


def _where(operator: Operator) -> Value:
    """A choice entry by entry: shapes are right, values are left out."""
    import numpy as np

    operator.leave_out()
    tensors = [value for value in operator.values if isinstance(value, Tensor)]
    x = max(tensors, key=lambda t: (t.batch is not None, len(t.shape)))
    shapes = [value.shape for value in operator.values if value is not None]
    wanted = [int(n) for n in np.broadcast_shapes(*shapes)]
    return operator.builder.repeated(x, wanted, operator.step.title)


def _einsum(operator: Operator) -> Value:
    equation = operator.attribute("equation", b"").decode()
    values = [v if isinstance(v, Weight) else operator.as_tensor(v) for v in operator.values if v]
    for value in values:
        if isinstance(value, Weight):
            operator.take(value)
    return einsum(operator.builder, equation, values, operator.step.title)


OPERATORS: Mapping[str, Callable[[Operator], Any]] = {
    "Add": _joined("Add"),
    "Sum": _joined("Add"),
    "Sub": _joined("Subtract"),
    "Mul": _joined("Multiply"),
    "Div": _divide,
    "Pow": _power,
    "Neg": _negative,
    "Clip": _clip,
    "Max": _extreme(largest=True),
    "Min": _extreme(largest=False),
    "Einsum": _einsum,
    "Where": _where,
    **dict.fromkeys(
        ("Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual", "And", "Or", "Mod"), _where
    ),
}
