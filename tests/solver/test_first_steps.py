"""Every quantity a question can ask has a first step, in words that give nothing away."""

import re
from pathlib import Path

import pytest

import quizgen.solver
from quizgen.bank.symbols import of_text
from quizgen.solver.first_steps import FIRST_STEPS, first_step
from quizgen.solver.quantity import tracing

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


@pytest.mark.parametrize("name", sorted(FIRST_STEPS))
def test_words_alone(name: str) -> None:
    said = FIRST_STEPS[name]
    assert not of_text(said).printed
    assert not re.search(r"[2-9]|0", said)
    assert said[0].isupper()
    assert said[-1] in ".?"
    assert name.rpartition(".")[2] in QUANTITIES


def test_the_layer_decides() -> None:
    with tracing() as calls:
        quizgen.solver.MaxPool1d(2).output([1, 2, 3, 4])
    assert first_step(calls) == FIRST_STEPS["MaxPool.output"]


def test_what_is_asked_last_decides() -> None:
    with tracing() as calls:
        quizgen.solver.Linear(3, 2).connections(3)
        quizgen.solver.relu([1, -2])
    assert first_step(calls) == FIRST_STEPS["relu"]
    assert first_step(()) == ""
