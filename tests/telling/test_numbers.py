"""A teller computes nothing: every number of a worked solution stands in the trace it is told from."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import quizgen.bank.slip_values
from quizgen.bank import draw, load_banks
from quizgen.bank.lints.worked import wrong_equation
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
    Network,
    TransformerDecoderLayer,
    Upsample,
    batch_of_step,
    double_q_target,
    epoch_of_step,
    last_batch_size,
    mlp,
    q_update,
    sarsa_update,
    total_steps,
)  # fmt: skip
from quizgen.solver.logarithm import Log
from quizgen.solver.trace import Call, leaving_trace
from quizgen.telling import Step
from quizgen.telling.brief import brief
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
        if isinstance(value, Log):  # a long one is printed by its primes
            yield from NUMBER.findall(number(value))
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


@pytest.mark.again
@pytest.mark.parametrize("name", EXERCISES)
def test_every_number_stands_in_the_trace(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[Sequence[Call], tuple[Step, ...]]] = []

    def listened(calls: Sequence[Call]) -> tuple[Step, ...]:
        told.append((calls, tell(calls)))
        return told[-1][1]

    monkeypatch.setattr(quizgen.bank.slip_values, "tell", listened)
    exercise = load_banks().exercises[name]
    variants = [draw(exercise, "numbers", level) for level in exercise.levels]
    for calls, steps in told:
        assert invented(calls, steps) == set(), list(map(str, steps))
    for part in (part for variant in variants for part in variant.parts):
        check_brief(part.solution, part.key)


def printed(steps: Sequence[Step]) -> list[str]:
    """The numbers that lines end in, one after the other."""
    return [number for step in steps for number in NUMBER.findall(step.value)]


def check_brief(steps: Sequence[Step], key: object) -> None:
    """What is told in brief is no longer than the whole, says nothing else, and ends in the key."""
    told = brief(steps, key)
    assert len(told) <= len(steps)
    assert len("\n".join(map(str, told))) <= len("\n".join(map(str, steps)))
    assert bool(told) == bool(steps)
    assert set(NUMBER.findall(" ".join(map(str, told)))) <= set(
        NUMBER.findall(" ".join(map(str, steps)))
    )
    wanted = NUMBER.findall(json.dumps(key).replace(".0", ""))
    if isinstance(key, list) and wanted and printed(steps)[-len(wanted) :] == wanted:
        assert printed(told)[-len(wanted) :] == wanted
    elif steps and not isinstance(key, list):
        assert told[-1].sides == steps[-1].sides


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
    assert not [fault for step in steps if (fault := wrong_equation(str(step)))]


NETWORKS = [
    mlp([3, 4, 2], bias=True),
    mlp([3, 4, 2], bias=False),
    mlp([3, 4, 2, 5], bias=[False, True, True]),
    mlp([3, 4, 2], bias=[True, False], activation="relu"),
    Network([("a", Conv1d(2, 3, 2)), ("b", Conv1d(3, 1, 2, bias=False))], (2, 7)),
]


@pytest.mark.parametrize("net", NETWORKS, ids=lambda net: " ".join(map(str, net.nodes))[:60])
@pytest.mark.parametrize(
    "quantity", ["parameter_count", "weight_count", "bias_count", "connections"]
)
def test_of_networks(net: Any, quantity: str) -> None:
    with leaving_trace() as calls:
        asked = getattr(net, quantity)
        found = asked() if callable(asked) else asked
    steps = tell(calls)
    assert invented(calls, steps) == set()
    assert not [fault for step in steps if (fault := wrong_equation(str(step)))]
    if found and steps:
        assert str(steps[-1]).rpartition("= ")[2] == str(found)


# What the chapter of each says, with numbers small enough to be checked by hand.
BY_HAND: list[tuple[Callable[[], Any], list[str]]] = [
    (lambda: q_update(5, 2, Fraction(1, 2), [4, 8], Fraction(1, 4)), ["6", "21/4"]),
    (lambda: q_update(5, 2, Fraction(1, 2), [4, 8], Fraction(1, 4), terminal=True), ["2", "17/4"]),
    (lambda: sarsa_update(5, 2, Fraction(1, 2), 4, Fraction(1, 4)), ["4", "19/4"]),
    (lambda: double_q_target(1, 2, [4, 6], [8, 2]), ["6", "2", "5"]),
    (lambda: total_steps(10, 4, 5), ["3", "15"]),
    (lambda: total_steps(10, 4, 5, drop_last=True), ["2", "10"]),
    (lambda: batch_of_step(7, 10, 4), ["3", "1"]),
    (lambda: epoch_of_step(7, 10, 4), ["3", "3"]),
    (lambda: last_batch_size(10, 4), ["3", "2"]),
]


@pytest.mark.parametrize(("ask", "values"), BY_HAND)
def test_the_values_on_the_way(ask: Callable[[], Any], values: list[str]) -> None:
    with leaving_trace() as calls:
        ask()
    steps = tell(calls)
    assert invented(calls, steps) == set()
    assert not [fault for step in steps if (fault := wrong_equation(str(step)))]
    said = [str(step).rpartition("= ")[2] for step in steps]
    assert [re.sub(r"\\[dt]?frac\{(\d+)\}\{(\d+)\}", r"\1/\2", value) for value in said] == values


def test_an_invented_number_is_found() -> None:
    calls = [Call("area", abs, {"width": 3}, 0, 12)]
    assert invented(calls, [Step("a", "", r"3 \cdot 4", "12")]) == {"4"}
    assert invented(calls, [Step("a", "4 w", "3 + 1", "12")]) == set()


@pytest.mark.parametrize(
    ("values", "key", "lines"),
    [
        # Entries: the first as worked out, then the values of the others.
        (["1", "2", "3"], [1, 2, 3], ["h_0 = w = 1", "h_1, h_2 = 2, 3"]),
        # The last of a path, and the one before that it uses.
        (["1", "2", "3"], 3, ["h_2 = w = 3"]),
        # What comes to the key need not be the last line.
        (["1", "-\\frac{1}{2}", "3"], [1, "-1/2"], ["h_0 = w = 1", "h_1 = w = -\\frac{1}{2}"]),
        # Nothing does: all lines.
        (["1", "2"], [7, 8], ["h_0 = w = 1", "h_1 = w = 2"]),
        (["1", "(2, 3)", "4"], [2, 3], ["h_1 = w = (2, 3)"]),
    ],
)
def test_in_brief(values: list[str], key: object, lines: list[str]) -> None:
    steps = [Step(f"h_{i}", "w", "", value, "A note.") for i, value in enumerate(values)]
    steps[0] = replace(steps[0], legend="$w$ is a weight.")
    told = brief(steps, key)
    assert list(map(str, told)) == lines
    assert {step.note for step in told} == {""}
    # Whoever sees a letter first is told what it means.
    assert [step.legend for step in told] == ["$w$ is a weight.", *[""] * (len(told) - 1)]
