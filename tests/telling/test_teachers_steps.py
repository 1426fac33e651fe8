"""What a teacher would not write: - 1 + 1, a factor 1, and one branch as if it went on from another."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import quizgen
from quizgen.language.expression import Scope
from quizgen.language.formula import reduction_step
from quizgen.solver import Add, Conv1d, ConvTranspose1d, Network, receptive_field
from quizgen.solver.trace import leaving_trace
from quizgen.telling.step import Step
from quizgen.telling.stopping import ROUNDED, needed, without_idle_names
from quizgen.telling.tellers import tell


def told(ask: Callable[[], Any]) -> list[str]:
    with leaving_trace() as calls:
        ask()
    return [f"{step.note} {step}".strip() for step in tell(calls)]


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (Conv1d(1, 1, 3, dilation=4), r"U = D - d (P - 1) = 20 - 4 \cdot (3 - 1) = 12"),
        (
            Conv1d(1, 1, 3, stride=2, dilation=4),
            r"U = \lfloor \frac{D - d (P - 1) - 1}{S} \rfloor + 1 = \lfloor \frac{20 - 4 \cdot (3 - 1) - 1}{2} \rfloor + 1 = 6",
        ),
        (Conv1d(1, 1, 3), "U = D - P + 1 = 20 - 3 + 1 = 18"),
        (ConvTranspose1d(1, 1, 3), "U = D - 1 + P = 20 - 1 + 3 = 22"),
        (
            ConvTranspose1d(1, 1, 3, stride=2),
            r"U = (D - 1) S + P = (20 - 1) \cdot 2 + 3 = 41",
        ),
    ],
)
def test_of_a_stride_of_one_nothing_is_left(layer: Any, said: str) -> None:
    assert told(lambda: layer.output_size(20)) == [said]


def test_one_is_no_factor_unless_it_is_all_there_is() -> None:
    shapes = {"a": (1, 5, 7), "b": (1, 1), "c": (1, 4)}
    found = [reduction_step(f"prod({name})", 0, Scope(shapes).value_of) for name in shapes]
    assert [step and step.substitution for step in found] == [
        r"5 \cdot 7",
        r"1 \cdot 1",
        r"1 \cdot 4",
    ]


def test_a_branch_says_where_it_begins() -> None:
    layers = {"stem": (Conv1d(1, 4, 3), []), "a": (Conv1d(4, 4, 5, padding="same"), ["stem"])}
    nodes = [
        (name, layer, *([inputs] if inputs else [])) for name, (layer, inputs) in layers.items()
    ]
    branch = ("b", Conv1d(4, 4, 9, padding="same"), ["stem"])
    net = Network([*nodes, branch, ("sum", Add(), ["a", "b"])])
    lines = told(lambda: receptive_field(net))
    assert [line for line in lines if "another branch" in line] == [
        r"In another branch, from $r = 3$ on: r = q + (k - 1) \cdot s = 3 + (9 - 1) \cdot 1 = 11"
    ]
    chain = told(lambda: receptive_field([Conv1d(1, 4, 3), Conv1d(4, 4, 5)]))
    assert not [line for line in chain if "branch" in line]


def test_the_factors_of_connections_are_named() -> None:
    several = told(lambda: Conv1d(3, 4, 2, bias=False).connections((3, 9)))
    assert several[-1] == (
        r"\text{connections} = \text{kernels} \cdot \text{channels} \cdot \text{outputs} \cdot \text{kernel size}"
        r" = 4 \cdot 3 \cdot 8 \cdot 2 = 192"
    )


def test_of_a_kernel_of_one_place_the_channels_are_counted() -> None:
    assert told(lambda: Conv1d(6, 4, 1).parameter_count) == [
        r"\text{parameters} = \text{kernels} \cdot (\text{channels} + 1) = 4 \cdot (6 + 1) = 28"
    ]


def test_words_before_several_entries_are_said_of_the_one_that_is_asked() -> None:
    """Of the third share alone: that is how shares are computed, as it is of the first."""
    steps = tuple(
        Step(f"p_{i}", "", f"{i} / 6", value, "" if i > 1 else "Each share:")
        for i, value in enumerate("abc", 1)
    )
    for at in range(3):
        (told,) = needed(steps, range(at, at + 1))
        assert (told.symbol, told.note) == (f"p_{at + 1}", "Each share:")


def test_words_of_an_entry_that_is_used_stay_with_it() -> None:
    first, second = Step("h_1", "", "1 + 1", "2", "First:"), Step("h_2", "h_1", "2 + 1", "3")
    assert needed((first, second), range(1, 2)) == (first, second)


def test_a_step_of_adam_says_its_quotient_and_is_not_rounded_again() -> None:
    """What Adam divides stands in a line of its own; then the new weight is the last line."""
    second = quizgen.draw("adam-steps", instance="example").parts[-1]
    *_, quotient, step = map(str, second.solution)
    assert quotient == (
        r"\frac{\hat{m}_{2}}{\sqrt{\hat{v}_{2}}} = \frac{\frac{58}{19}}{\sqrt{\frac{76}{7}}} \approx 0.926439"
    )
    assert step.startswith("w_{2} = ")


def test_what_is_rounded_only_at_the_end_says_so() -> None:
    rounded = Step("e", "", "", "2.71828", ROUNDED)
    other = Step("x", "", "1 + 1", "2")
    assert without_idle_names((other, rounded)) == (other, rounded)
    assert without_idle_names((rounded,)) == (rounded,)
    assert without_idle_names((replace(other, value="2.71828"), rounded))[-1].symbol == "x"
