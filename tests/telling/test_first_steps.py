"""Every quantity a question can ask has a first step, in words that give nothing away."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import quizgen.solver
from quizgen.bank.symbols import of_text
from quizgen.solver.quantity import tracing
from quizgen.telling.first_steps import FIRST_STEPS, first_step

ROOM = Path(quizgen.solver.__file__).parent
# A number as it is, rounded: what stands inside is asked.
NOT_ASKED = {"numeric"}
QUANTITIES = {
    name
    for path in ROOM.rglob("*.py")
    for name in re.findall(
        r"@quantity\n(?: *@.*\n)* *def (\w+)\(", path.read_text(encoding="utf-8")
    )
} - {"asked", *NOT_ASKED}


def test_quantities_are_found() -> None:
    assert {"mse", "output", "connections", "parameter_count", "backprop"} <= QUANTITIES


@pytest.mark.parametrize("quantity", sorted(QUANTITIES))
def test_every_quantity_has_one(quantity: str) -> None:
    assert quantity in FIRST_STEPS


def in_words(said: str) -> bool:
    """Whether a sentence stands alone: no symbol, no number that could be an answer."""
    plain = not of_text(said).printed and not re.search(r"[2-9]|0", said)
    return plain and said[0].isupper() and said[-1] in ".?"


@pytest.mark.parametrize("name", sorted(FIRST_STEPS))
def test_words_alone(name: str) -> None:
    said = FIRST_STEPS[name]
    assert name.rpartition(".")[2] in QUANTITIES
    assert not isinstance(said, str) or in_words(said)


IN_CONTEXT = [
    (lambda: quizgen.solver.Conv1d(2, 3, 4, stride=2, padding=1).output_shape((2, 9)), "kernel"),
    (lambda: quizgen.solver.Conv2d(2, 3, 4).output_shape((2, 9, 9)), "along each side"),
    (lambda: quizgen.solver.Conv2d(2, 3, 4).parameter_count, "each channel"),
    (lambda: quizgen.solver.Linear(3, 2).parameter_count, "an intercept"),
    (lambda: quizgen.solver.Linear(3, 2, bias=False).parameter_count, "each input."),
    (lambda: quizgen.solver.mlp([3, 2, 1], bias=True).parameter_count, "besides"),
    (lambda: quizgen.solver.mlp([3, 2, 1]).parameters_per_layer(), "layers one at a time"),
    (lambda: quizgen.solver.mse([1, 2], [3, 5]), "the mean of all"),
    (lambda: quizgen.solver.mse([1, 2], [3, 5], reduction="sum"), "add up"),
    (lambda: quizgen.solver.mse(1, 3), "Put the prediction"),
    (lambda: quizgen.solver.loss_gradient("mse", 1, 3), "the label is a constant"),
]


@pytest.mark.parametrize(("ask", "said"), IN_CONTEXT)
def test_words_alone_in_context(ask: Callable[[], object], said: str) -> None:
    with tracing() as calls:
        ask()
    assert said in first_step(calls)
    assert in_words(first_step(calls))


def test_the_layer_decides() -> None:
    with tracing() as calls:
        quizgen.solver.MaxPool1d(2).output([1, 2, 3, 4])
    assert "take the largest" in first_step(calls)


def test_what_is_asked_last_decides() -> None:
    with tracing() as calls:
        quizgen.solver.Linear(3, 2).connections(3)
        quizgen.solver.relu([1, -2])
    assert first_step(calls) == FIRST_STEPS["relu"]
    assert first_step(()) == ""
