"""Recurrent operators, time first as ONNX has them; exporters turn the axes before and after."""

from collections.abc import Callable, Mapping
from typing import Any

from quizgen.architecture.constructors import last_states, stacked
from quizgen.architecture.of_each import of_each
from quizgen.architecture.onnx_file.operator import Operator, Value
from quizgen.architecture.traced import Tensor, Weight
from quizgen.errors import UserError

FUNCTIONS = {
    "RNN": [b"Tanh"],
    "LSTM": [b"Sigmoid", b"Tanh", b"Tanh"],
    "GRU": [b"Sigmoid", b"Tanh"],
}


class BatchElsewhereError(UserError):
    """The first axis of the input is not the batch, the second is."""


def _recurrent(kind: str) -> Callable[[Operator], list[Value]]:
    def made(operator: Operator) -> list[Value]:
        x = operator.tensor(0)
        first = operator.attribute("layout", 0)
        if x.batch != 1 - first or x.folded:
            if x.batch == 0 and not first:
                raise BatchElsewhereError(
                    f"{operator.step.where}: time is the first axis of its input, not the batch",
                    "export with batch_first, or with the batch first",
                )
            raise operator.refused("takes windows of its input", "keep the batch apart")
        backwards = operator.attribute("direction", b"forward")
        if backwards == b"reverse":
            raise operator.refused("reads backwards only", "torch reads both ways, or forwards")
        weights = [operator.weight(place) for place in (1, 2, 3) if operator.given(place)]
        hidden = weights[1].shape[-1]
        both = backwards == b"bidirectional"
        named = {"bias": operator.given(3), "bidirectional": both, **_functions(operator, kind)}
        found = operator.learned(
            kind, weights, x, input_size=x.shape[-1], hidden_size=hidden, **named
        )
        _check_state(operator, kind)
        return _results(operator, found, hidden, 1 + both, time=first)

    return made  # fmt: skip


def _functions(operator: Operator, kind: str) -> dict[str, Any]:
    directions = 2 if operator.attribute("direction", b"") == b"bidirectional" else 1
    given = operator.attribute("activations", FUNCTIONS[kind] * directions)
    given = [name if isinstance(name, bytes) else name.encode() for name in given]
    if kind == "RNN" and set(given) == {b"Relu"}:
        return {"nonlinearity": "relu"}
    if given != FUNCTIONS[kind] * directions:
        operator.leave_out("with other functions than torch's")
    return {}


def _for_all(operator: Operator, states: Any) -> bool:
    """Whether all observations start from the same numbers, a copy each: nobody learns those."""
    size = operator.builder.size
    return (
        states is not None
        and size > 1
        and of_each(states, [Tensor("", states.shape, 1)], size).shape[1] == 1
    )


def _check_state(operator: Operator, kind: str) -> None:
    """What torch does not do: values differ, shapes and counts do not."""
    for place in (4, 5, 6):
        value = operator.values[place] if operator.given(place) else None
        known = operator.known(place) if place > 4 else None
        starts = known is not None and not known.any()
        if isinstance(value, Weight) and (starts or _for_all(operator, known)):
            operator.take(value)
        if value is not None and not starts:
            operator.leave_out("from a given state" if place > 4 else "of given lengths")
    if operator.given(7) or "clip" in operator.attributes or operator.attribute("input_forget", 0):
        operator.leave_out("with peepholes or clipping")
    if kind == "GRU" and not operator.attribute("linear_before_reset", 0):
        operator.leave_out("resets before the product")


def _results(
    operator: Operator, found: Tensor, hidden: int, directions: int, *, time: int
) -> list[Value]:
    """All steps with an axis of directions, the last state, and the last cell."""
    builder, name = operator.builder, operator.step.title
    asked = [bool(output) for output in (*operator.outputs, "", "", "")[:3]]
    steps = found
    if asked[0]:
        split = builder.reshaped(found, (*found.shape[:2], directions, hidden), name)
        steps = builder.permuted(split, (0, 1, 2, 3) if time else (0, 2, 1, 3), name)
    last: Tensor = found
    if asked[1] or asked[2]:
        ends = last_states(builder, name, found, time, hidden, directions)
        last = stacked(builder, name, ends, 1 if time else 0)
    if asked[2]:
        operator.leave_out("gives its cells")
    found_all: list[Value] = [steps, last, last]
    return found_all[: len(operator.outputs)]


OPERATORS: Mapping[str, Callable[[Operator], Any]] = {
    kind: _recurrent(kind) for kind in ("RNN", "LSTM", "GRU")
}
