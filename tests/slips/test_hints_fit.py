"""What a hint says fits the call it is said of: its sides, padding, stride, intercepts."""

import re
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import pytest

from quizgen.bank import draw, load_banks
from quizgen.bank.mistakes import mistakes_of
from quizgen.slips import all_rules
from quizgen.slips.mutants import mutants
from quizgen.solver import Linear
from quizgen.solver.chains import mlp
from quizgen.solver.layers.average_pooling import AvgPool1d, AvgPool2d, AvgPool3d
from quizgen.solver.layers.convolution import Conv1d, Conv2d, Conv3d
from quizgen.solver.layers.max_pooling import MaxPool1d, MaxPool2d, MaxPool3d
from quizgen.solver.layers.transposed_convolution import ConvTranspose1d, ConvTranspose2d
from quizgen.solver.quantity import Call, tracing
from quizgen.telling.first_steps import first_step

EXERCISES = load_banks().exercises
CASES = [(name, level) for name, exercise in EXERCISES.items() for level in exercise.levels]

TWO_SIDES = re.compile(r"each side|all sides|\bsides\b|\bheight|\bdepth\b|\bimage")
MEAN = re.compile(r"\bmeans?\b")
ONE_SIDE = re.compile(r"both ends\b")
PADDING = re.compile(r"\bpadd(?:ing|ed)\b")
NOT_PADDED = re.compile(r"no padding|nothing is padded|not padded|without padding")
STRIDE = re.compile(r"steps of the stride|by the stride|move by the stride")
INTERCEPT = re.compile(r"\bintercepts?\b")
NO_INTERCEPT = re.compile(r"not counted|no intercepts?|without intercepts?|have none|has none")


def layers_of(calls: Sequence[Call]) -> list[Any]:
    return [call.subject for call in calls if hasattr(call.subject, "dims")]


def flat(setting: Any) -> list[Any]:
    if isinstance(setting, tuple | list):
        return [size for entry in setting for size in flat(entry)]
    return [setting]


def misfits(text: str, calls: Sequence[Call]) -> Iterator[str]:
    """What a hint says that no layer of the question has."""
    if any(call.arguments.get("normalization") == "symmetric" for call in calls) and MEAN.search(
        text
    ):
        yield "a mean where degrees stand under a root"
    layers = layers_of(calls)
    if not layers:
        return
    if all(layer.dims == 1 for layer in layers) and TWO_SIDES.search(text):
        yield "two sides of a sequence"
    if all(layer.dims > 1 for layer in layers) and ONE_SIDE.search(text):
        yield "the two ends of an image"
    padded = any(set(flat(getattr(layer, "padding", 0))) - {0, "valid"} for layer in layers)
    if not padded and PADDING.search(NOT_PADDED.sub("", text)):
        yield "padding where there is none"
    strides = [
        size
        for layer in layers
        for size in flat(
            layer.kernel_size
            if getattr(layer, "stride", 1) is None
            else getattr(layer, "stride", 1)
        )
    ]
    if set(strides) == {1} and STRIDE.search(text):
        yield "a stride where it is 1"


def without_intercepts(calls: Sequence[Call]) -> bool:
    subjects = [call.subject for call in calls if hasattr(call.subject, "bias")]
    return bool(subjects) and not any(subject.bias for subject in subjects)


LAYERS = [
    *(
        kind(2, 3, 3, stride=stride, padding=padding, bias=bias)
        for kind in (Conv1d, Conv2d, Conv3d)
        for stride, padding, bias in product((1, 2), (0, 1), (True, False))
    ),
    *(
        kind(2, 3, 3, stride=stride, padding=padding)
        for kind in (ConvTranspose1d, ConvTranspose2d)
        for stride, padding in product((1, 2), (0, 1))
    ),
    *(
        kind(3, stride, padding)
        for kind in (MaxPool1d, MaxPool2d, MaxPool3d, AvgPool1d, AvgPool2d, AvgPool3d)
        for stride, padding in product((None, 1, 2), (0, 1))
    ),
]


@pytest.mark.parametrize("layer", LAYERS, ids=str)
def test_hints_of_layers_fit_them(layer: Any) -> None:
    shape = (2, *(7 + axis for axis in range(layer.dims)))
    with tracing() as calls:
        _ = layer.parameter_count
        layer.output_shape(shape)
    found = [mutant.hint for mutant in mutants(layer, shape)]
    found += [first_step(calls[: place + 1]) for place in range(len(calls))]
    assert [(text, *bad) for text in found if (bad := list(misfits(text, calls)))] == []


def test_first_steps_tell_of_intercepts_where_there_are() -> None:
    plain = "Every output has a weight for each input."
    for bias in (True, False):
        with tracing() as calls:
            _ = Linear(3, 2, bias=bias).parameter_count
        assert first_step(calls) == (plain[:-1] + ", and an intercept." if bias else plain)
        with tracing() as calls:
            _ = mlp([3, 2, 1], bias=bias).parameter_count
        assert ("intercept" in first_step(calls)) == bias


def test_two_kinds_of_intercepts_are_told_apart() -> None:
    said = {
        type(layer).__name__: next(
            mutant.hint for mutant in mutants(layer) if mutant.slips == ("bias-once",)
        )
        for layer in (Linear(4, 3), Conv1d(1, 3, 2), Conv2d(1, 3, 2))
    }
    assert said == {
        "Linear": "Every output has an intercept of its own; they do not share one.",
        "Conv1d": "Every kernel has an intercept of its own; they do not share one.",
        "Conv2d": "Every filter has an intercept of its own; they do not share one.",
    }


@pytest.mark.again
@pytest.mark.parametrize(("name", "level"), CASES)
def test_hints_of_shipped_exercises_fit_their_layers(
    name: str, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, Sequence[Call]]] = []

    def mistakes(*args: Any, **kwargs: Any) -> Any:
        found = mistakes_of(*args, **kwargs)
        said.extend((mistake.hint, args[3].calls) for mistake in found)
        return found

    def begin(calls: Sequence[Call]) -> str:
        text = first_step(calls)
        said.append((text, calls))
        return text

    monkeypatch.setattr("quizgen.bank.part.mistakes_of", mistakes)
    monkeypatch.setattr("quizgen.bank.part.first_step", begin)
    for seed in range(6):
        draw(EXERCISES[name], f"hints-{seed}", level)
    found = [(text, *bad) for text, calls in said if (bad := list(misfits(text, calls)))]
    told = [
        text
        for text, calls in said
        if without_intercepts(calls) and INTERCEPT.search(text) and not NO_INTERCEPT.search(text)
    ]
    assert (found, told) == ([], [])


def test_every_hint_in_context_reads_without_a_call_too() -> None:
    for rule in all_rules():
        text = rule.hint if isinstance(rule.hint, str) else rule.hint(None)
        assert text[0].isupper() or text[0] in "t1", rule.name
        assert text.endswith((".", "?")), rule.name
        assert not re.search("  | ,", text), rule.name
