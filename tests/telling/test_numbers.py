"""A teller computes nothing: every number of a worked solution stands in the trace it is told from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

import quizgen.bank.slip_values
from quizgen.bank import draw, load_banks
from quizgen.solver import (
    GRU,
    LSTM,
    RNN,
    AdaptiveAvgPool1d,
    AvgPool1d,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    Flatten,
    LayerNorm,
    Linear,
    LPPool1d,
    MaxPool2d,
    MultiheadAttention,
    TransformerDecoderLayer,
    Upsample,
)  # fmt: skip
from quizgen.solver.trace import Call, leaving_trace
from quizgen.telling import Step
from quizgen.telling.notation import number
from quizgen.telling.tellers import tell

NUMBER = re.compile(r"\d+(?:\.\d+)?")
# Constants of formulas: 1 - h, 2 (f - y), the square of a sum; a number less than a count, such as n - 1.
FORMULAS = {"0", "1", "2"}
EXERCISES = sorted(load_banks().exercises)


def numbers(value: Any) -> Iterator[str]:
    """The numbers of a value of the trace, as a line prints them."""
    if isinstance(value, Call):
        yield from numbers(value.arguments)
        yield from numbers(value.result)
        yield from numbers(value.children)
    elif isinstance(value, str) or value is None or callable(value):
        return
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from numbers(key)
            yield from numbers(entry)
    elif is_dataclass(value):
        for field in fields(value):
            yield from numbers(getattr(value, field.name))
    elif hasattr(value, "tolist"):
        yield from numbers(value.tolist())
    elif isinstance(value, Sequence | set | frozenset):
        for entry in value:
            yield from numbers(entry)
    else:
        yield from NUMBER.findall(number(value))
        if hasattr(value, "free_symbols") and not value.free_symbols:  # an expression, rounded
            yield from NUMBER.findall(number(float(value)))


def invented(calls: Sequence[Call], steps: Sequence[Step]) -> set[str]:
    """Numbers of the lines that are in no call."""
    said = {n for s in steps for n in NUMBER.findall(f"{s.substitution} {s.value}")}
    return said - set(numbers(calls)) - FORMULAS


@pytest.mark.parametrize("name", EXERCISES)
def test_every_number_stands_in_the_trace(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[Sequence[Call], tuple[Step, ...]]] = []

    def listened(calls: Sequence[Call]) -> tuple[Step, ...]:
        told.append((calls, tell(calls)))
        return told[-1][1]

    monkeypatch.setattr(quizgen.bank.slip_values, "tell", listened)
    exercise = load_banks().exercises[name]
    for level in exercise.levels:
        draw(exercise, "numbers", level)
    for calls, steps in told:
        assert invented(calls, steps) == set(), list(map(str, steps))


LAYERS: list[tuple[Any, Any, Any]] = [
    (Linear(3, 2), (3,), [1, -2, 3]),
    (Conv1d(2, 3, 2, stride=2, padding=1), (2, 5), [[1, 2, -3, 4, 5], [0, 6, 7, -8, 9]]),
    (Conv2d(1, 2, (3, 2), dilation=2, bias=False), (1, 6, 6), [[[3] * 6] * 6]),
    (ConvTranspose2d(2, 3, 2, stride=2, padding=1, output_padding=1), (2, 3, 3), None),
    (MaxPool2d(2, 1, padding=1), (1, 3, 3), [[[1, 5, 2], [4, 4, 9], [-3, 7, 8]]]),
    (AvgPool1d(3, 2, ceil_mode=True), (1, 6), [[4, 5, 7, 1, 3, 11]]),
    (LPPool1d(2, 2), (1, 4), [[3, 4, 5, 12]]),
    (AdaptiveAvgPool1d(2), (1, 5), [[1, 2, 4, 7, 9]]),
    (LayerNorm(4, eps=0), (4,), [1, 3, 6, 2]),
    (RNN(2, 3), (2, 2), [[1, -2], [3, 4]]),
    (LSTM(2, 3, bidirectional=True), (2, 2), None),
    (GRU(2, 3, num_layers=2, biases=1), (2, 2), None),
    (MultiheadAttention(4, 2), (3, 4), None),
    (TransformerDecoderLayer(4, 2, 8), (3, 4), None),
    (Flatten(), (2, 3, 3), None),
    (Upsample(scale_factor=2), (1, 3, 3), None),
]


@pytest.mark.parametrize(("layer", "shape", "x"), LAYERS, ids=str)
def test_of_layers(layer: Any, shape: Any, x: Any) -> None:
    with leaving_trace() as calls:
        _ = layer.parameter_count, layer.output_shape(shape), layer.connections(shape)
        _ = layer.zeros(shape), layer.macs(shape)
        if x is not None:
            learned = {
                name: (np.arange(np.prod(size)) % 7 - 3).reshape(size)
                for name, size in layer.parameter_shapes.items()
            }
            layer.output(np.array(x), **learned)
    steps = tell(calls)
    assert steps
    assert invented(calls, steps) == set()


def test_an_invented_number_is_found() -> None:
    calls = [Call("area", abs, {"width": 3}, 0, 12)]
    assert invented(calls, [Step("a", "", r"3 \cdot 4", "12")]) == {"4"}
    assert invented(calls, [Step("a", "4 w", "3 + 1", "12")]) == set()
