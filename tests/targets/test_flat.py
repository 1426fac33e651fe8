"""What a target keeps while it writes does not grow with the number of questions."""

from __future__ import annotations

import tempfile
import tracemalloc

import pytest

import quizgen
from quizgen.targets import canvas
from quizgen.targets.question import Pack, Pool, Question, question_of
from quizgen.targets.table import writer

# Others must know all before they write (variants side by side in notebooks, tables of keys), or wait for so many rows.
FLAT = ("moodle", "canvas", "prairielearn", "qti3")
# Bytes a question: its name in lists of files.
NAMED = 8_000
FEW, MANY = 10, 30


@pytest.fixture(scope="module")
def drawn() -> list[Question]:
    return [question_of(quizgen.draw("conv1d-compute", seed)) for seed in range(MANY)]


def peak(target: str, questions: list[Question]) -> int:
    """Bytes that are needed at most while these questions are written."""
    with tempfile.TemporaryFile() as file:
        tracemalloc.start()
        try:
            pools = (Pool("P", "p", [question]) for question in questions)
            writer(target)(Pack("s", "S", pools), file, lambda _: None)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("target", FLAT)
def test_memory_is_flat(
    target: str, drawn: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canvas, "_KEPT", 1_000)
    peak(target, drawn)  # what is loaded, and typeset once for all
    few, many = peak(target, drawn[:FEW]), peak(target, drawn)
    assert (many - few) / (MANY - FEW) < NAMED
