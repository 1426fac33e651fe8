"""What a target keeps while it writes does not grow with the number of questions."""

from __future__ import annotations

import tempfile
import tracemalloc
from dataclasses import replace

import pytest

import quizgen
from quizgen.targets import shelf
from quizgen.targets.question import Pack, Pool, Question, question_of
from quizgen.targets.table import TARGETS, writer

# Tables wait for so many rows, Blackboard has at most 500 lines, jsonl writes each, QTI 2.1 is written as QTI 3.
FLAT = sorted(set(TARGETS) - {"csv", "blackboard", "jsonl", "qti21"})
# Bytes a question: its name in lists of files. A notebook's vary by 800 from run to run, about 6,200; one kept whole is a hundred times that.
NAMED = 8_000
DIFFERENT, FEW, MANY = 4, 8, 32


@pytest.fixture(scope="module")
def drawn() -> list[Question]:
    """The same ones again and again, as others: the largest is among the first, too."""
    found = [question_of(quizgen.draw("forward-mlp", seed)) for seed in range(DIFFERENT)]
    return [replace(one, code=f"{one.code}{n}") for n in range(MANY // DIFFERENT) for one in found]


def pools(questions: list[Question]) -> list[Pool]:
    """Half of them as variants of one question, and each of the others alone."""
    half = len(questions) // 2
    return [Pool("P", "p", questions[:half]), *(Pool("P", "p", [one]) for one in questions[half:])]


def peak(target: str, questions: list[Question]) -> int:
    """Bytes that are needed at most while these questions are written."""
    with tempfile.TemporaryFile() as file:
        tracemalloc.start()
        try:
            writer(target)(Pack("s", "S", pools(questions)), file, lambda _: None)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("target", FLAT)
def test_memory_is_flat(
    target: str, drawn: list[Question], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "KEPT", 1_000)
    peak(target, drawn[:FEW])  # what is loaded, and typeset once for all
    few, many = peak(target, drawn[:FEW]), peak(target, drawn)
    assert (many - few) / (MANY - FEW) < NAMED
