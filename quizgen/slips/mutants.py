"""Every recognised wrong way of computing what any layer or network has, with its value."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

from quizgen.slips import MalRule, applicable
from quizgen.slips.slips import plain
from quizgen.solver.errors import ShapeError
from quizgen.solver.quantity import in_force, tracing

# What a layer has for an input shape, in the order it is asked.
OF_A_SHAPE = ("output_shape", "connections", "zeros", "macs")
# Where a wrong way leads nowhere: a size below 1, a shape that does not fit.
NOWHERE = (
    ShapeError,
    ValueError,
    IndexError,
    ZeroDivisionError,
    TypeError,
    ArithmeticError,
    KeyError,
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A quantity computed with one slip, or with two: their names, what comes out, what to say."""

    quantity: str
    slips: tuple[str, ...]
    value: Any
    hint: str


def mutants(
    subject: Any, input_shape: Any = None, *, pairs: bool = False, **given: Any
) -> tuple[Mutant, ...]:
    """The wrong values of a layer's or network's quantities that differ from the right ones.

    Without an input shape only parameters are counted; `given` (x, weight, …) are the arguments of
    `output`, and with a `grad_output` of `backward`. With `pairs` two slips made together follow, where that gives yet another value.

    >>> from quizgen.solver import Conv1d
    >>> [(m.quantity, m.slips[0], m.value) for m in mutants(Conv1d(1, 1, 5, stride=5), 20)][:3]
    [('parameter_count', 'forgets-bias', 5), ('output_shape', 'forgets-plus-1', (1, 3)), ('output_shape', 'ignores-stride', (1, 16))]
    """
    found: list[Mutant] = []
    for quantity, compute in _asked(subject, input_shape, given):
        found += _wrong(quantity, compute, pairs=pairs)
    return tuple(found)


def _asked(
    subject: Any, input_shape: Any, given: dict[str, Any]
) -> Iterator[tuple[str, Callable[[], Any]]]:
    yield "parameter_count", lambda: subject.parameter_count
    if input_shape is not None:
        for quantity in OF_A_SHAPE:
            yield quantity, partial(getattr(subject, quantity), input_shape)
    values = {name: value for name, value in given.items() if name != "grad_output"}
    if values:
        yield "output", partial(subject.output, **values)
    if "grad_output" in given:
        yield "backward", partial(subject.backward, **given)


def _wrong(quantity: str, compute: Callable[[], Any], *, pairs: bool) -> Iterator[Mutant]:
    with tracing() as calls:
        truth = _plain(compute())
    rules = applicable(calls)
    seen = [truth]
    singles = []
    for rule in rules:
        value = _under(compute, rule)
        if value is not None and value != truth:
            seen.append(value)
            singles.append(rule)
            yield Mutant(quantity, (rule.name,), value, rule.said(calls))
    if pairs:
        for one, other in combinations(singles, 2):
            value = _under(compute, one, other)
            if value is not None and value not in seen:
                seen.append(value)
                yield Mutant(
                    quantity,
                    (one.name, other.name),
                    value,
                    f"{one.said(calls)} {other.said(calls)}",
                )


def _under(compute: Callable[[], Any], *rules: MalRule) -> Any:
    """The value with slips in force; None where they lead nowhere."""
    try:
        with in_force(*rules):
            return _plain(compute())
    except NOWHERE:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return plain(value)
    return value.tolist() if hasattr(value, "tolist") else value
