"""What a session says fits the terminal it is said on."""

import pytest

from quizgen.bank import draw, load_banks
from quizgen.document.grid import columns
from quizgen.practice.hints import hints
from quizgen.practice.messages import Ask, Goodbye, Help, Message, Note, Solution, Statement
from quizgen.practice.outcome import Tally
from quizgen.practice.prompt import _fitted
from quizgen.practice.words import Page, say
from quizgen.variant import Variant

LIBRARY = load_banks()
# Lines of a program are not broken, nor is a fraction, nor a row of a matrix.
PROGRAMS = {
    name
    for name, exercise in LIBRARY.exercises.items()
    if exercise.listing or "```" in exercise.text
}
FRACTIONS = {
    "pool2d-compute",
    "attention-scores",
    "graph-convolution",
    "layernorm-vs-batchnorm",
}
TALLY = Tally(10, 11, 12, 13, 2)


def everything(variant: Variant) -> list[Message]:
    """All a session may say about a variant, without an answer."""
    said: list[Message] = [Statement(variant, 12, TALLY), Goodbye(TALLY)]
    for place, part in enumerate(variant.parts):
        said += [Ask(variant, place, why=True), Solution(variant, place), Help(part)]
        said += [Note("hint", text, "hint 1 of 2") for text in hints(part)]
        said += [Note("wrong", slip.hint, slip.name) for slip in part.mistakes]
    return said


@pytest.mark.again
@pytest.mark.parametrize("width", [40, 63])
@pytest.mark.parametrize("name", sorted(set(LIBRARY.exercises) - PROGRAMS))
def test_nothing_is_wider_than_the_terminal(name: str, width: int) -> None:
    page = Page(width, keys=True)
    for level in LIBRARY.exercise(name).levels[-1:]:
        for message in everything(draw(LIBRARY.exercise(name), "width", level)):
            if name in FRACTIONS and isinstance(message, Solution):
                continue
            for line in say(message, page).split("\n"):
                assert columns(line) <= width, line


def test_keys_are_told_on_a_narrow_terminal_too() -> None:
    assert _fitted("read as 5 — Enter to check", "h hint · s skip · q quit", 40).split("\n") == [
        "read as 5 — Enter to check",
        "h hint · s skip · q quit",
    ]
